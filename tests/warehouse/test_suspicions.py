"""Suspicious numbers wait until an operator confirms them or a later submission takes their place."""

from __future__ import annotations

from dataclasses import replace

import duckdb

from sources.catalogue import load_catalogue
from sources.problems import Problem
from sources.rows import Reading
from tests.warehouse.homes import READ_BY, a_day, a_number, deliver, drop, every_submission
from warehouse.inputs import Basis
from warehouse.journal import Journal
from warehouse.landing import Batch, land
from warehouse.suspicions import still_said, suspicions, waiting

ODD = Problem("expectations.rule_broken", {"suspicious": "yes"}, "warning", "表", "B4")


def an_odd_batch(home) -> Batch:
    """Two suspicious numbers, one of them with a sentence, and one that is not."""
    drop(home, "统计局/表.csv", "1")
    deliver(home, 1)
    reading = Reading(dataset="industrial_rd", supersedes="period", source="official_table", problems=[ODD])
    odd = replace(a_number("1"), flags=("region_inferred", "suspicious"))
    reading.observations = [odd, replace(odd, evidence="表!B5"), replace(a_number("3"), evidence="表!B6")]
    [submission] = every_submission(home)
    return land(home, submission, READ_BY, reading, accepted=True)


def confirm(home, submission: str, evidence: str) -> None:
    facts = {"submission": submission, "evidence": evidence, "reason": "属实", "by": "li"}
    Journal(home.journal).append([("confirm", facts)], at=a_day(2))


def test_a_suspicious_number_is_told_with_what_the_gate_said_of_its_cell(home):
    found = suspicions(home, an_odd_batch(home))
    assert [(one.evidence, one.problem) for one in found] == [("表!B4", ODD), ("表!B5", None)]


def test_a_refused_batch_has_none(home):
    assert suspicions(home, replace(an_odd_batch(home), accepted=False)) == []


def test_a_confirmation_is_of_one_number_or_of_all_of_its_submission(home):
    batch = an_odd_batch(home)
    found, journal = suspicions(home, batch), Journal(home.journal)
    confirm(home, "another", "")
    assert list(waiting(found, journal.events())) == found
    confirm(home, batch.submission_id, "表!B5")
    assert [one.evidence for one in waiting(found, journal.events())] == ["表!B4"]
    confirm(home, batch.submission_id, "")
    assert list(waiting(found, journal.events())) == []


def test_what_a_later_submission_has_replaced_or_a_correction_changed_waits_no_more(home):
    batch = an_odd_batch(home)
    found = suspicions(home, batch)
    with duckdb.connect() as release:
        release.execute("create schema marts; create table marts.dim_submission (submission_id varchar)")
        release.execute(
            """create table marts.fct_observation_vintage
                (submission_id varchar, evidence varchar, known_to date, flags varchar)"""
        )
        assert list(still_said(found, release)) == found  # the release does not know the submission yet
        release.execute("insert into marts.dim_submission values (?)", [batch.submission_id])
        row = "insert into marts.fct_observation_vintage values (?, ?, ?, ?)"
        release.execute(row, [batch.submission_id, "表!B4", None, "suspicious"])
        release.execute(row, [batch.submission_id, "表!B5", "2021-04-01", "suspicious"])
        assert [one.evidence for one in still_said(found, release)] == ["表!B4"]
        release.execute("update marts.fct_observation_vintage set flags = 'region_inferred corrected'")
        assert list(still_said(found, release)) == []


def test_a_decision_of_an_operator_makes_another_build_necessary(home):
    def fingerprint() -> str:
        events = tuple(Journal(home.journal).events())
        return Basis({}, {}, (), events, load_catalogue(), "330600", "1", {}, (), ()).fingerprint

    batch = an_odd_batch(home)
    before = fingerprint()
    drop(home, "统计局/另一表.csv", "2")
    deliver(home, 2)
    assert fingerprint() == before  # what is not in force changes nothing
    confirm(home, batch.submission_id, "表!B4")
    assert fingerprint() != before
