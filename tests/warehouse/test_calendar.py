"""The calendar of submissions: data of the package, changed by a city, and what of it is late on a day."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import duckdb
import pytest

from sources.catalogue import load_catalogue
from sources.contracts.loading import load_contracts
from sources.problems import Refused
from warehouse.calendar import calendar_rows, late, load_calendar


def city(folder: Path, text: str) -> Path:
    file = folder / "calendar.yml"
    file.write_text(text, encoding="utf-8")
    return file


def test_the_calendar_knows_only_departments_and_datasets_that_have_a_contract(tmp_path: Path) -> None:
    for department, dataset in load_calendar(tmp_path / "none.yml", load_catalogue()):
        assert dataset in load_contracts(department)


def test_a_city_adds_changes_and_takes_out(tmp_path: Path) -> None:
    own = (
        "statistics_bureau: {industrial_rd: {every: quarter, days: 40}, own: {every: year, days: 5, not_for: [2, 3]}}\n"
    )
    own += "tax_bureau: {superdeduction: null}\n"
    calendar = load_calendar(city(tmp_path, own), load_catalogue())
    rows = {row["dataset"]: row for row in calendar_rows(calendar)}
    assert (rows["industrial_rd"]["every"], rows["industrial_rd"]["days"]) == ("quarter", 40)
    assert rows["own"]["not_for"] == " 2 3 "
    assert rows["hightech_output"]["not_for"] == " 1 "
    assert "superdeduction" not in rows


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("statistics_bureau: {industrial_rd: {every: week, days: 4}}", "statistics_bureau.industrial_rd"),
        ("no_such_bureau: {x: {every: year, days: 4}}", "no_such_bureau"),
        ("statistics_bureau: [", "calendar.yml"),
    ],
)
def test_a_wrong_calendar_is_refused_in_one_sentence(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(Refused) as refused:
        load_calendar(city(tmp_path, text), load_catalogue())
    assert says in refused.value.problems[0].text("en")
    assert "\n" not in refused.value.problems[0].text("zh")


def test_what_is_open_is_late_from_the_day_after_it_was_due() -> None:
    with duckdb.connect() as connection:
        assert late(connection, dt.date(2021, 1, 1)) == []
        connection.execute("create schema marts")
        connection.execute(
            """create table marts.mart_submission_calendar as from (values
            ('d1', '统计局', 'rd', '2020-10', date '2020-11-25', null, 1),
            ('d1', '统计局', 'rd', '2020-09', date '2020-10-25', date '2020-12-01', 0))
            as t (department_id, department_name, dataset, period, due_on, accepted_on, returned)"""
        )
        assert late(connection, dt.date(2020, 11, 25)) == []
        due = {"department": "统计局", "dataset": "rd", "period": "2020-10", "due_on": dt.date(2020, 11, 25)}
        assert late(connection, dt.date(2020, 11, 28)) == [{**due, "days": 3, "returned": 1}]
