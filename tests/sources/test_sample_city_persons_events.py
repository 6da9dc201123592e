"""Commissioners, leading teams, talent, events and supervised items are read to the last number of the sample city."""

import datetime as dt
import re
from collections import Counter
from pathlib import Path

import pytest

from sources.rows import Reading
from sources.samples import files_of
from tests.sources.submissions import read, sample_city

DEPARTMENTS = {
    "commissioners": "science_technology_bureau",
    "leading_teams": "organisation_department",
    "talent_introduced": "human_resources_bureau",
    "matchmaking_events": "science_technology_bureau",
    "supervision_items": "government_office",
}
PERSONS = ("commissioners", "leading_teams", "talent_introduced")
OCTOBER = [(2020, month) for month in range(1, 11)]
THREE_YEARS = [(year, month) for year in (2020, 2021, 2022) for month in range(1, 13)]


def readings(folder: Path, dataset: str, months: list[tuple[int, int]] = OCTOBER) -> list[Reading]:
    found = []
    for name, content in files_of(dataset, sample_city(), months):
        found.append(read(folder, content, DEPARTMENTS[dataset], name=name.rsplit("/")[-1]))
    return found


def rows(reading: Reading) -> list[dict]:
    """The records of a reading: field -> number, day or text."""
    records: dict[int, dict] = {}
    for one in reading.records:
        value = one.value if one.value is not None else one.value_date or one.value_text
        records.setdefault(one.record_no, {})[one.field] = value
    return list(records.values())


@pytest.mark.parametrize("dataset", DEPARTMENTS)
@pytest.mark.parametrize("months", [OCTOBER[:1], OCTOBER, THREE_YEARS], ids=["a month", "to October", "three years"])
def test_every_file_is_taken_without_a_loss(tmp_path, dataset, months):
    for found in readings(tmp_path, dataset, months):
        assert not found.refused, [problem.text("zh") for problem in found.problems]
        assert (found.dataset, found.set_aside) == (dataset, [])
        assert not [problem for problem in found.problems if problem.severity != "info"]


def test_the_fourteenth_batch_has_as_many_commissioners_and_teams_as_the_report_says(tmp_path):
    new, old = (rows(one) for one in readings(tmp_path, "commissioners"))
    assert Counter(row["form"] for row in new) == {"team": 84, "complex": 34}
    assert len({row["team"] for row in new if row["form"] == "team"}) == 9
    assert len({row["team"] for row in new if row["form"] == "complex"}) == 4
    assert all("region" in row for row in new)  # merged over the members of a team
    assert Counter(row["form"] for row in old) == {"single": 22, "team": 21}


def test_as_many_teams_applied_and_were_shortlisted_as_the_report_says(tmp_path):
    teams = rows(readings(tmp_path, "leading_teams")[0])
    assert len(teams) == 32
    assert Counter(row["stage"] for row in teams) == {"applied": 21, "shortlisted": 11}
    assert all(row["applied_on"].year == 2020 and row["members"] >= 3 for row in teams)


def test_talent_is_told_by_category_and_flexible_engineers_by_their_visits(tmp_path):
    people = rows(readings(tmp_path, "talent_introduced")[0])
    flexible = [row for row in people if row["mode"] == "flexible"]
    assert {row["category"] for row in flexible} == {"flexible_engineer"}
    assert sum(row["visits"] for row in flexible) == 268
    assert all(row["introduced_on"] <= dt.date(2020, 10, 31) for row in people)


def test_events_add_up_to_what_the_report_says(tmp_path):
    [events, _] = readings(tmp_path, "matchmaking_events")
    held = rows(events)
    assert len(held) == 18
    assert sum(row["experts"] for row in held) == 256
    assert sum(row["enterprises"] for row in held) == 1037
    assert events.periods == ("2020-01/2020-10",)


def test_a_register_holds_what_was_assigned_until_its_day_and_knows_that_day(tmp_path):
    registers = readings(tmp_path, "supervision_items")
    assert [one.periods for one in registers] == [("2020-03",), ("2020-06",), ("2020-09",), ("2020-10",)]
    for register in registers:
        for row in rows(register):
            assert row["as_of"] == register.known_on
            assert row["assigned_on"] <= row["as_of"]
            assert ("done_on" in row) == (row["state"] == "done")
            assert row["state"] != "overdue" or row["due_on"] < row["as_of"]


@pytest.mark.parametrize("dataset", PERSONS)
def test_persons_and_their_teams_leave_as_pseudonyms(tmp_path, dataset):
    for found in readings(tmp_path, dataset):
        people = [one.value_text for one in found.records if one.field in ("person", "team")]
        assert people
        assert all(re.fullmatch("[0-9a-f]{16}", word) for word in people)
        assert not re.search(r"990000\d|SAMPLE|000-000", repr(found))
