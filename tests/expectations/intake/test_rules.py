"""The rules of the intake gate: each passes on a good file and catches its planted defect at the right cell.

All good and bad files are judged at once. What came before a defect stands for that defect only: it is withdrawn before
the next one's files come.
"""

from __future__ import annotations

import string
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import pytest

from expectations.findings import BROKEN, NOT_JUDGED
from expectations.intake.frames import Candidate
from expectations.intake.judging import Judgement, judge_submissions
from expectations.rulebook import load_rules
from sources.problems import Problem
from sources.rows import Reading
from sources.samples import dataset_names
from tests.expectations.intake.made import ARRIVED, Case, catalogue, contracts, readings
from tests.expectations.intake.planted import PLANTED

RULES = {rule.id: rule for rule in load_rules() if rule.gate == "intake"}


@dataclass(frozen=True)
class Judged:
    """The planted defects, and the verdicts on all their files and on the sample city's own."""

    cases: dict[str, Case]
    verdicts: Judgement

    def told(self, rule_id: str, which: str) -> list[Problem]:
        """What a rule tells the good or the bad file of its defect."""
        reading = self.verdicts.readings.get(f"{rule_id} {which}") or self._shared(self.cases[rule_id].good)
        return [problem for problem in reading.problems if problem.params.get("rule") == rule_id]

    def _shared(self, good: Reading) -> Reading:
        owner = next(rule_id for rule_id, case in self.cases.items() if case.good is good and not case.before)
        return self.verdicts.readings[f"{owner} good"]


@pytest.fixture(scope="module")
def judged() -> Judged:
    cases = {rule_id: plant() for rule_id, plant in PLANTED.items()}
    candidates = list(_groups([_clean(), *_planted(cases)]))
    rules = list(RULES.values())
    return Judged(cases, judge_submissions(candidates, rules, catalogue=catalogue(), contracts=contracts()))


def _groups(groups: Iterable[Sequence[tuple[str, Reading]]]) -> Iterator[Candidate]:
    """The files one after the other; each group is withdrawn before the next one comes."""
    seq = 0
    for group in groups:
        withdrawn = seq + len(group) + 1
        for seq, (name, reading) in enumerate(group, start=withdrawn - len(group)):
            yield Candidate(name, "department", f"{name}.xlsx", seq, ARRIVED, reading, withdrawn)
        seq = withdrawn


def _planted(cases: dict[str, Case]) -> Iterator[list[tuple[str, Reading]]]:
    """The files of each defect, good and bad; a good ledger that many defects share comes once."""
    seen = set[int]()
    for rule_id, case in cases.items():
        for which, reading in (("good", case.good), ("bad", case.bad)):
            before = [(f"{rule_id} {which} before {number}", one) for number, one in enumerate(case.before)]
            if before or id(reading) not in seen:
                yield [*before, (f"{rule_id} {which}", reading)]
            seen |= set() if before else {id(reading)}


def _clean() -> list[tuple[str, Reading]]:
    return [(f"clean {one.dataset} {one.known_on}", one) for dataset in dataset_names() for one in readings(dataset)]


def test_every_rule_has_a_planted_defect() -> None:
    assert set(RULES) == set(PLANTED)


def test_every_dataset_of_the_sample_city_has_rules_of_its_own() -> None:
    """Rules on numbers name the indicators of their dataset; what a report says is judged as any numbers are."""
    for dataset in set(dataset_names()) - {"report_texts"}:
        of_ledger = [rule for rule in RULES.values() if rule.table == f"intake.{dataset}"]
        stated = {dataset, *(row.indicator_id for reading in readings(dataset) for row in reading.observations)}
        of_table = [
            rule
            for rule in RULES.values()
            if rule.table == "intake.observations" and any(f"'{name}'" in str(rule.failing_rows) for name in stated)
        ]
        assert len(of_ledger) + len(of_table) >= 3, dataset


@pytest.mark.parametrize("rule_id", RULES)
def test_a_rule_passes_on_a_good_file(judged: Judged, rule_id: str) -> None:
    assert judged.told(rule_id, "good") == []


@pytest.mark.parametrize("rule_id", RULES)
def test_a_rule_catches_its_planted_defect_at_the_cell(judged: Judged, rule_id: str) -> None:
    rule, told = RULES[rule_id], judged.told(rule_id, "bad")
    assert {problem.code for problem in told} == {BROKEN}, told
    place = judged.cases[rule_id].place
    [problem] = [one for one in told if "!".join(filter(None, (one.sheet, one.cell))) == place][:1] or told[:1]
    assert "!".join(filter(None, (problem.sheet, problem.cell))) == place
    personal = bool(judged.cases[rule_id].bad.personal)
    if rule.expected is not None and not personal:
        names = [name for _, name, _, _ in string.Formatter().parse(rule.expected.zh) if name]
        assert problem.params["expected_zh"], names
        assert problem.params["expected_en"], names


@pytest.mark.parametrize("rule_id", [rule.id for rule in RULES.values() if rule.severity == "critical"])
def test_a_critical_rule_keeps_out_the_row_or_the_file(judged: Judged, rule_id: str) -> None:
    key, case = f"{rule_id} bad", judged.cases[rule_id]
    reading = judged.verdicts.readings[key]
    aside = [row for row in reading.set_aside if row.problem.params.get("rule") == rule_id]
    if case.bad.row_failure == "set_aside" and case.place:
        assert judged.verdicts.accepted[key]
        assert case.place in {row.evidence for row in aside}
    else:
        assert not judged.verdicts.accepted[key]


@pytest.mark.parametrize("rule_id", [rule.id for rule in RULES.values() if rule.suspicious])
def test_a_suspicious_number_passes_with_its_flag(judged: Judged, rule_id: str) -> None:
    key, case = f"{rule_id} bad", judged.cases[rule_id]
    assert judged.verdicts.accepted[key]
    flagged = [row.evidence for row in judged.verdicts.readings[key].observations if "suspicious" in row.flags]
    assert case.place in flagged


def test_the_clean_files_of_the_sample_city_are_told_nothing_by_any_rule(judged: Judged) -> None:
    clean = {key: reading for key, reading in judged.verdicts.readings.items() if key.startswith("clean ")}
    told = {
        (key, problem.params["rule"])
        for key, reading in clean.items()
        for problem in reading.problems
        if problem.code in (BROKEN, NOT_JUDGED)
    }
    assert told == set()
    assert len(clean) > 50
    assert all(judged.verdicts.accepted[key] for key in clean)
