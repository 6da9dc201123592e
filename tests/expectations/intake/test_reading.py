"""The intake gate: what refuses a reading, and that what was set aside does not."""

from __future__ import annotations

from decimal import Decimal

import pytest

from expectations.intake.reading import judge_reading, unattributed_share
from sources.problems import Problem
from sources.rows import Observation, Reading, RecordField, SetAside

NUMBER = Observation(
    "gdp", "level", "990100", "2020", "actual", "", "", "=", Decimal(7), None, "CNY", "7", Decimal(1), "表!B2"
)
FIELD = RecordField(1, "2020", "台账", 4, "name", "甲公司", None, None, "", "台账!B4")
WRONG = Problem("sources.anything", {}, "error", "表", "B3")


def test_a_reading_with_numbers_is_taken() -> None:
    verdict = judge_reading(Reading(observations=[NUMBER]))
    assert verdict.accepted
    assert verdict.problems == ()


def test_a_ledger_with_records_and_no_number_is_taken() -> None:
    assert judge_reading(Reading(records=[FIELD])).accepted


def test_a_refused_reading_stays_refused_with_its_own_reasons_only() -> None:
    verdict = judge_reading(Reading(refused=True, problems=[WRONG]))
    assert not verdict.accepted
    assert verdict.problems == (WRONG,)


def test_an_error_refuses_though_numbers_were_read() -> None:
    assert not judge_reading(Reading(observations=[NUMBER], problems=[WRONG])).accepted


@pytest.mark.parametrize("severity", ["warning", "info"])
def test_a_warning_is_told_and_refuses_nothing(severity: str) -> None:
    problem = Problem("sources.anything", {}, severity)  # type: ignore[arg-type]
    verdict = judge_reading(Reading(observations=[NUMBER], problems=[problem]))
    assert verdict.accepted
    assert verdict.problems == (problem,)


@pytest.mark.parametrize("listed", [True, False])
def test_what_was_set_aside_is_told_once_as_a_warning_and_refuses_nothing(listed: bool) -> None:
    reading = Reading(observations=[NUMBER], set_aside=[SetAside("表!B3", "约七", WRONG)])
    reading.problems = [WRONG] if listed else []
    verdict = judge_reading(reading)
    assert verdict.accepted
    assert [(p.code, p.severity, p.cell) for p in verdict.problems] == [("sources.anything", "warning", "B3")]


def test_a_reading_that_gave_nothing_is_refused_and_says_so() -> None:
    verdict = judge_reading(Reading())
    assert not verdict.accepted
    [problem] = verdict.problems
    assert problem.code == "expectations.nothing_found"
    assert problem.text("zh")
    assert problem.text("en")


def test_a_reading_of_which_everything_was_set_aside_is_refused_and_lists_what() -> None:
    verdict = judge_reading(Reading(set_aside=[SetAside("表!B3", "约七", WRONG)]))
    assert not verdict.accepted
    assert [problem.code for problem in verdict.problems] == ["expectations.nothing_left", "sources.anything"]


def test_the_worst_is_told_first() -> None:
    hint = Problem("sources.hint", {}, "info")
    assert judge_reading(Reading(observations=[NUMBER], problems=[hint, WRONG])).problems == (WRONG, hint)


NUMERALS = [
    ({"value": 30, "period": 40, "unattributed": 30}, "info", True),
    ({"value": 10, "rank": 5, "unattributed": 85}, "warning", True),
    ({"value": 1, "period": 1, "unattributed": 98}, "error", False),
    ({"value": 1, "unattributed": 18}, "info", True),  # too few to tell anything
    ({"value": 1, "table_cell": 99}, "info", True),  # a table is accounted for
]


@pytest.mark.parametrize(("numerals", "severity", "accepted"), NUMERALS)
def test_a_report_is_told_what_became_of_its_numerals_and_refused_when_hardly_any_is_understood(
    numerals: dict[str, int], severity: str, accepted: bool
) -> None:
    verdict = judge_reading(Reading(observations=[NUMBER], numerals=numerals))
    assert verdict.accepted == accepted
    [problem] = verdict.problems
    assert problem.severity == severity
    unknown = numerals.get("unattributed", 0)
    for language in ("zh", "en"):
        sentence = problem.text(language)  # type: ignore[arg-type]
        assert str(unknown) in sentence
        assert f"{unattributed_share(numerals):.0%}" in sentence


def test_a_table_is_told_nothing_of_numerals() -> None:
    assert judge_reading(Reading(observations=[NUMBER])).problems == ()
