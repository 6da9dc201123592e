"""How the intake gate runs rules, whatever they say: what failing rows, errors and exemptions do to files.

Rules are made up here, small ones; the package's own are in test_rules. The last tests judge one archive in groups of
every kind, with real landed Parquet between them.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from expectations.exemptions import with_exemptions
from expectations.findings import BROKEN, NOT_JUDGED
from expectations.intake.frames import Candidate, Earlier
from expectations.intake.judging import MOST_ROWS, Judgement, judge_submissions
from expectations.intake.reading import judge_reading
from expectations.rulebook import Rule, load_rules
from sources.problems import Problem, Refused
from sources.rows import Reading
from tests.expectations.intake.made import (
    ARRIVED,
    COUNTIES,
    EAST,
    WEST,
    Number,
    candidates,
    catalogue,
    changed,
    contracts,
    growth,
    ledger,
    record,
    table,
)
from tests.expectations.intake.planted import PLANTED
from warehouse.home import Home
from warehouse.landing import land, landed_file

RD = "rd_expenditure_industrial"
VOUCHERS = "innovation_vouchers"
WORDS = {"zh": "某规则。", "en": "Some rule."}
LARGE = "select * from intake.observations where value > 500000"


def rule(rule_id: str = "own.rule", table: str = "intake.observations", severity: str = "warning", **keys: Any) -> Rule:
    """A rule of a city."""
    said = {"id": rule_id, "table": table, "severity": severity, "owner": "us", "sentence": WORDS, "who_fixes": WORDS}
    return Rule.model_validate(said | keys)


def numbers(*texts: str, **facts: Any) -> Reading:
    """A table of some amounts in 万元, a county each."""
    rows = [Number(RD, text, region) for text, region in zip(texts, COUNTIES * len(texts), strict=False)]
    return table("industrial_rd", "2020-01/2020-10", rows, **facts)


def judged(files: Sequence[tuple[str, Reading]], *rules: Rule) -> Judgement:
    return judge_submissions(candidates(files), rules, catalogue=catalogue(), contracts=contracts())


def one(reading: Reading, *rules: Rule) -> tuple[Reading, bool]:
    """One file with its verdict."""
    verdict = judged([("one", reading)], *rules)
    return verdict.readings["one"], verdict.accepted["one"]


def told(reading: Reading, code: str = BROKEN) -> list[Problem]:
    return [problem for problem in reading.problems if problem.code == code]


# ---- what a failing row does


def test_a_broken_rule_is_told_at_its_cell_with_its_words_and_values() -> None:
    expected = {"zh": "不超过 {most}，这里是 {value}", "en": "at most {most}, here {value}"}
    query = "select *, 50::decimal(28, 8) as most from intake.observations where value > 500000"
    reading, accepted = one(numbers("12", "73"), rule(failing_rows=query, expected=expected))
    [problem] = told(reading)
    assert accepted
    assert (problem.severity, problem.sheet, problem.cell) == ("warning", "表", "B6")
    assert problem.params["expected_zh"] == "不超过 50，这里是 730000"
    assert problem.params["expected_en"] == "at most 50, here 730000"
    assert problem.params["sentence_zh"] == WORDS["zh"]


def test_an_expectation_of_great_expectations_tells_the_cell_too() -> None:
    between = {"type": "expect_column_values_to_be_between", "kwargs": {"column": "value", "max_value": 500000}}
    reading, _ = one(numbers("12", "73"), rule(expectation=between))
    assert [problem.cell for problem in told(reading)] == ["B6"]


@pytest.mark.parametrize("kind", ["expect_table_row_count_to_be_between", "expect_column_values_to_be_unique"])
def test_an_expectation_about_all_files_at_once_is_no_rule_of_this_gate(kind: str) -> None:
    with pytest.raises(ValueError, match="failing_rows"):
        rule(expectation={"type": kind, "kwargs": {"column": "value"}})


def test_a_critical_rule_refuses_a_table_and_no_other_file() -> None:
    critical = rule(severity="critical", failing_rows=LARGE)
    verdict = judged([("bad", numbers("12", "73")), ("good", numbers("12", "13"))], critical)
    assert verdict.accepted == {"bad": False, "good": True}
    assert [problem.severity for problem in told(verdict.readings["bad"])] == ["error"]


def test_a_critical_rule_sets_aside_the_row_where_the_contract_does_and_keeps_the_rest() -> None:
    critical = rule(severity="critical", failing_rows=LARGE)
    reading, accepted = one(numbers("12", "73", "14", row_failure="set_aside"), critical)
    assert accepted
    assert [row.evidence for row in reading.observations] == ["表!B5", "表!B7"]
    assert [row.evidence for row in reading.set_aside] == ["表!B6"]
    assert [(problem.severity, problem.cell) for problem in told(reading)] == [("warning", "B6")]


def test_a_row_of_a_ledger_is_set_aside_with_all_its_fields() -> None:
    query = f"select r.*, r.issued_evidence as evidence from intake.{VOUCHERS} r where r.record_no = 3"
    good = ledger(VOUCHERS)
    reading, accepted = one(good, rule(table=f"intake.{VOUCHERS}", severity="critical", failing_rows=query))
    assert accepted
    assert {row.record_no for row in good.records} - {row.record_no for row in reading.records} == {3}


def test_what_two_critical_rules_say_of_one_row_is_told_by_both() -> None:
    two = [rule(f"own.{name}", severity="critical", failing_rows=LARGE) for name in ("one", "two")]
    reading, accepted = one(numbers("12", "73", row_failure="set_aside"), *two)
    assert accepted
    assert sorted(problem.params["rule"] for problem in told(reading)) == ["own.one", "own.two"]
    assert len(reading.set_aside) == 1


def test_a_critical_rule_about_a_file_as_such_refuses_it_though_its_rows_would_be_set_aside() -> None:
    query = "select * from intake.submissions where observations > 1"
    critical = rule(table="intake.submissions", severity="critical", failing_rows=query)
    _, accepted = one(numbers("12", "73", row_failure="set_aside"), critical)
    assert not accepted


def test_a_file_of_which_rules_leave_nothing_is_refused() -> None:
    reading, accepted = one(numbers("73", row_failure="set_aside"), rule(severity="critical", failing_rows=LARGE))
    assert not accepted
    assert "expectations.nothing_left" in [problem.code for problem in reading.problems]


def test_a_report_is_never_refused_by_a_rule_but_its_number_passes_as_suspicious() -> None:
    report = numbers("12", "73", source="report", numerals={"value": 2})
    reading, accepted = one(report, rule(severity="critical", failing_rows=LARGE))
    assert accepted
    assert [row.flags for row in reading.observations] == [(), ("suspicious",)]
    assert [(problem.severity, problem.params["suspicious"]) for problem in told(reading)] == [("warning", "yes")]


def test_a_suspicious_number_is_flagged_at_its_place_also_when_rows_before_it_are_set_aside() -> None:
    aside = rule("own.aside", severity="critical", failing_rows="select * from intake.observations where value < 20000")
    odd = rule("own.odd", suspicious=True, failing_rows=LARGE)
    back = "select * from intake.observations where value = 350000 and exists (from intake.history)"
    late = rule("own.late", suspicious=True, failing_rows=back)
    reading, accepted = one(numbers("1", "73", "1.5", "14", "35", row_failure="set_aside"), aside, odd, late)
    assert accepted
    assert [(row.value_text, row.flags) for row in reading.observations] == [
        ("73", ("suspicious",)),
        ("14", ()),
        ("35", ("suspicious",)),
    ]


def test_more_rows_than_are_told_one_by_one_are_counted_and_all_of_them_flagged() -> None:
    many = numbers(*["73"] * (MOST_ROWS + 30))
    reading, _ = one(many, rule(suspicious=True, failing_rows=LARGE))
    problems = told(reading)
    assert len(problems) == MOST_ROWS + 1
    assert sum(int(problem.params["rows"]) for problem in problems) == MOST_ROWS + 30
    assert all("suspicious" in row.flags for row in reading.observations)


def test_the_first_rows_of_the_file_are_those_that_are_told() -> None:
    reading, _ = one(numbers(*["73"] * (MOST_ROWS + 30)), rule(failing_rows=f"{LARGE} order by row_no desc"))
    cells = [int(problem.cell[1:]) for problem in told(reading)[:MOST_ROWS]]
    assert cells == list(range(5, MOST_ROWS + 5))


def test_what_a_sheets_name_says_is_told_at_the_sheet() -> None:
    query = f"select r.*, r.sheet as evidence from intake.{VOUCHERS} r where r.record_no = 3"
    reading, _ = one(ledger(VOUCHERS), rule(table=f"intake.{VOUCHERS}", failing_rows=query))
    [problem] = told(reading)
    assert (problem.sheet, problem.cell) == (ledger(VOUCHERS).records[0].sheet, "")


# ---- what cannot be judged


@pytest.mark.parametrize(
    "wrong",
    [
        {"failing_rows": "select no_such_column from intake.observations"},
        {"failing_rows": "select this is no query"},
        {"failing_rows": "select 1 as n from intake.observations"},
        {"failing_rows": "select 'x' as evidence_id, submission_id from intake.observations"},
        {"expectation": {"type": "expect_column_values_to_not_be_null", "kwargs": {"column": "no_such"}}},
        {"expectation": {"type": "expect_column_values_to_be_wonderful", "kwargs": {"column": "value"}}},
    ],
)
@pytest.mark.parametrize(("severity", "waits"), [("critical", True), ("warning", False)])
def test_a_rule_that_cannot_be_judged_has_neither_passed_nor_failed(
    wrong: dict[str, Any], severity: str, waits: bool
) -> None:
    right = rule("own.right", failing_rows=LARGE)
    verdict = judged([("one", numbers("12", "73"))], rule(severity=severity, **wrong), right)
    reading = verdict.readings["one"]
    [problem] = told(reading, NOT_JUDGED)
    assert problem.params["error"]
    assert verdict.accepted["one"] is not waits
    assert {tally.rule.id: tally.outcome for tally in verdict.tallies} == {"own.rule": "error", "own.right": "failed"}
    assert [broken.params["rule"] for broken in told(reading)] == ["own.right"]


def test_a_rule_about_a_ledger_that_cannot_be_judged_concerns_no_other_dataset() -> None:
    broken = rule(table=f"intake.{VOUCHERS}", severity="critical", failing_rows="select no_such")
    verdict = judged([("ledger", ledger(VOUCHERS)), ("table", numbers("12"))], broken)
    assert verdict.accepted == {"ledger": False, "table": True}


def test_rules_of_the_release_gate_are_passed_over() -> None:
    release = rule(table="marts.fct_observation", failing_rows="select * from marts.fct_observation")
    assert one(numbers("12"), release) == one(numbers("12"))


# ---- exemptions


def exempt(folder: Path, text: str, *rules: Rule) -> list[Rule]:
    (folder / "own.yml").write_text(text, encoding="utf-8")
    return with_exemptions(rules, folder)


@pytest.mark.parametrize(
    ("where", "until", "cells"),
    [
        ("{region_code: '330602'}", "2026-11-20", ["B6"]),
        ("{region_code: '330602', value: '730000'}", "2026-11-20", ["B6"]),
        ("{region_code: '330602', value: '1'}", "2026-11-20", ["B5", "B6"]),
        ("{no_such_column: x}", "2026-11-20", ["B5", "B6"]),
        ("{}", "2026-11-20", []),
        ("{region_code: '330602'}", "2026-11-19", ["B5", "B6"]),
    ],
)
def test_an_exemption_covers_the_rows_it_names_until_its_day_of_arrival(
    tmp_path: Path, where: str, until: str, cells: list[str]
) -> None:
    """Every file here arrives on 2026-11-20."""
    text = f"- {{rule: own.rule, where: {where}, until: {until}, reason: 已核实, who: 某人}}"
    [exempted] = exempt(tmp_path, text, rule(severity="critical", failing_rows=LARGE))
    reading, accepted = one(numbers("73", "74"), exempted)
    assert [problem.cell for problem in told(reading)] == cells
    assert accepted is (cells == [])


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("rule: own.rule", "exemption_file_wrong"),
        ("- {rule: no.such, until: 2026-11-20, reason: x, who: x}", "exemption_unknown_rule"),
        ("- {rule: own.rule, until: someday, reason: x, who: x}", "exemption_wrong"),
        ("- {rule: own.rule, until: 2026-11-20, reason: '', who: x}", "exemption_wrong"),
        ("- {rule: own.rule, until: 2026-11-20, reason: x}", "exemption_wrong"),
    ],
)
def test_an_exemption_without_rule_day_reason_or_name_is_refused(tmp_path: Path, text: str, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        exempt(tmp_path, text, rule(failing_rows=LARGE))
    assert refusal.value.problems[0].code == f"expectations.{code}"
    assert "own.yml" in refusal.value.problems[0].text("zh")


# ---- persons


def test_no_value_of_a_person_is_told_by_any_rule() -> None:
    """All planted defects of ledgers of persons, by all rules: whatever a row holds stays in the ledger."""
    cases = {rule_id: plant() for rule_id, plant in PLANTED.items()}
    bad = [(rule_id, case.bad) for rule_id, case in cases.items() if case.bad.personal]
    verdict = judged(bad, *load_rules())
    assert len(bad) > 15
    assert all(told(verdict.readings[rule_id]) for rule_id, _ in bad)
    for rule_id, reading in bad:
        secret = {row.value_text for row in reading.records if len(row.value_text) > 4}
        said = " ".join(
            value
            for problem in verdict.readings[rule_id].problems
            for name, value in problem.params.items()
            if name not in ("rule", "sentence_zh", "sentence_en", "who_zh", "who_en")
        )
        assert not [value for value in secret if value in said], rule_id


# ---- looking back


@pytest.mark.parametrize("word", ["history", "earlier", "before", "field_history", "fields_before"])
def test_a_rule_that_looks_back_cannot_refuse(word: str) -> None:
    query = f"select o.* from intake.observations o where exists (from intake.{word})"
    assert rule(failing_rows=query).looks_back
    with pytest.raises(ValueError, match="looks back"):
        rule(severity="critical", failing_rows=query)


FALLS = "select o.* from intake.observations o join intake.before b using (evidence_id) where b.before_value > o.value"


def of_month(month: int, *texts: str, **facts: Any) -> Reading:
    rows = [Number(RD, text, region) for text, region in zip(texts, (WEST, EAST), strict=False)]
    return table("industrial_rd", f"2020-01/2020-{month:02d}", rows, **facts)


def test_a_number_is_held_against_what_stood_of_its_series_when_its_file_came() -> None:
    files = [("august", of_month(8, "80", "70")), ("september", of_month(9, "79", "71"))]
    verdict = judged(files, rule(failing_rows=FALLS))
    assert [problem.cell for problem in told(verdict.readings["september"])] == ["B5"]
    assert told(verdict.readings["august"]) == []


def test_a_refused_file_is_nothing_to_be_held_against() -> None:
    query = "select * from intake.observations where value < 0"
    files = [("august", of_month(8, "80", "-1")), ("september", of_month(9, "79", "71"))]
    verdict = judged(files, rule("own.negative", severity="critical", failing_rows=query), rule(failing_rows=FALLS))
    assert verdict.accepted == {"august": False, "september": True}
    assert told(verdict.readings["september"]) == []


def test_a_record_of_a_refused_file_is_nothing_to_be_held_against_either() -> None:
    of_september = "select * from intake.submissions where last_day = date '2020-09-30'"
    refused = rule("own.file", table="intake.submissions", severity="critical", failing_rows=of_september)
    known_before = f"""
        select r.*, r.issued_evidence as evidence from intake.{VOUCHERS} r
        join intake.fields_before b using (submission_id, record_no) where b.before_period = '2020-01/2020-09'
    """
    back = rule(table=f"intake.{VOUCHERS}", failing_rows=known_before)
    files = [("september", ledger(VOUCHERS, back=1)), ("october", ledger(VOUCHERS))]
    assert told(judged(files, back).readings["october"])
    assert told(judged(files, refused, back).readings["october"]) == []


def test_a_withdrawn_file_is_nothing_to_be_held_against_by_those_that_came_after() -> None:
    names = [("august", of_month(8, "80")), ("september", of_month(9, "79")), ("october", of_month(10, "78"))]
    august, september, october = candidates(names)
    files = [dataclasses.replace(august, until_seq=3), september, dataclasses.replace(october, seq=4)]
    query = "select o.*, b.before_period from intake.observations o join intake.before b using (evidence_id)"
    expected = {"zh": "{before_period}", "en": "{before_period}"}
    of_august = rule(failing_rows=f"{query} where b.before_period like '%08'", expected=expected)
    verdict = judge_submissions(files, [of_august], catalogue=catalogue(), contracts=contracts())
    assert [problem.params["expected_zh"] for problem in told(verdict.readings["september"])] == ["2020-01/2020-08"]
    assert told(verdict.readings["october"]) == []


def test_of_a_period_the_newest_vintage_counts() -> None:
    revised = of_month(8, "60", known_on=dt.date(2020, 10, 1))
    files = [("august", of_month(8, "80")), ("revised", revised), ("september", of_month(9, "79"))]
    assert told(judged(files, rule(failing_rows=FALLS)).readings["september"]) == []


def archive_files() -> list[Candidate]:
    """Tables, ledgers, a report; numbers that jump, rows that are set aside, files that are refused and withdrawn."""
    september, october = ledger(VOUCHERS, back=1), ledger(VOUCHERS)
    files = [
        ("rd 8", of_month(8, "800.11", "700.11")),
        ("vouchers 8", ledger(VOUCHERS, back=2)),
        ("rd 9", of_month(9, "79.11", "760.11")),
        ("negative", of_month(9, "-1", "760.11")),
        ("vouchers 9", changed(september, 4, used=record(september, 4)["issued"] + 1)),
        ("undated", of_month(9, "905.11", "770.11", known_on=ARRIVED, known_on_from="arrival")),
        ("withdrawn", of_month(10, "9000.11", "8000.11")),
        ("report", table("report_texts", "2020", [growth(RD, "12")], source="report", numerals={"value": 1})),
        ("rd 10", of_month(10, "990.11", "810.11")),
        ("vouchers 10", changed(october, 5, issued_on=dt.date(2020, 1, 30))),
    ]
    found = candidates(files)
    return [dataclasses.replace(file, until_seq=8) if file.submission_id == "withdrawn" else file for file in found]


@functools.cache
def chosen_rules() -> tuple[Rule, ...]:
    chosen = ("series.", "submissions.cases_lost", "ledger.fixed_fields_stay", "tables.not_negative")
    return tuple(one for one in load_rules() if one.id.startswith((*chosen, f"{VOUCHERS}.used_within_issued")))


@functools.cache
def all_at_once() -> Judgement:
    return judge_submissions(archive_files(), chosen_rules(), catalogue=catalogue(), contracts=contracts())


class Archive:
    """Judges files in groups, and lands each group before the next."""

    def __init__(self, folder: Path) -> None:
        self.home = Home(folder)
        self.taken: list[tuple[Candidate, Any]] = []
        self.readings: dict[str, Reading] = {}

    def judge(self, group: Sequence[Candidate]) -> None:
        said = {"catalogue": catalogue(), "contracts": contracts(), "earlier": self.earlier}
        verdict = judge_submissions(group, chosen_rules(), **said)  # type: ignore[arg-type]
        for file in group:
            name, reading = file.submission_id, verdict.readings[file.submission_id]
            batch = land(self.home, name, "1", reading, accepted=verdict.accepted[name])
            self.readings[name] = reading
            if verdict.accepted[name]:
                self.taken.append((file, batch))

    def earlier(self, datasets: frozenset[str]) -> list[Earlier]:
        return [
            Earlier(
                submission_id=file.submission_id,
                department_id=file.department_id,
                dataset=batch.dataset,
                seq=file.seq,
                until_seq=file.until_seq,
                known_on=batch.known_on or file.arrived_on,
                periods=batch.periods,
                counts=batch.counts,
                observations=landed_file(self.home, batch, "observations"),
                records=landed_file(self.home, batch, "record_fields"),
            )
            for file, batch in self.taken
            if batch.dataset in datasets
        ]


def test_the_archive_that_is_judged_in_groups_has_something_of_everything() -> None:
    verdict = all_at_once()
    assert [name for name, taken in verdict.accepted.items() if not taken] == ["negative"]
    assert "suspicious" in verdict.readings["rd 9"].observations[0].flags
    assert len(verdict.readings["vouchers 9"].set_aside) == 1
    found = {problem.params["rule"] for problem in told(verdict.readings["vouchers 10"])}
    assert found == {"ledger.fixed_fields_stay"}
    assert told(verdict.readings["rd 10"]) == []


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cuts=st.sets(st.integers(1, 9)))
def test_files_come_to_the_same_verdicts_whether_they_come_one_by_one_or_all_at_once(
    tmp_path_factory: pytest.TempPathFactory, cuts: set[int]
) -> None:
    archive, files = Archive(tmp_path_factory.mktemp("archive")), archive_files()
    for start, end in zip([0, *sorted(cuts)], [*sorted(cuts), len(files)], strict=True):
        archive.judge(files[start:end])
    for name, expected in all_at_once().readings.items():
        assert archive.readings[name] == expected, name


def test_a_verdict_made_of_its_own_problems_is_the_same() -> None:
    report = numbers("12", source="report", numerals={"value": 1, "unattributed": 3})
    first = judge_reading(report)
    assert judge_reading(dataclasses.replace(report, problems=list(first.problems))) == first
