"""A batch is written once; which deliveries count follows from journal and landing alone."""

from __future__ import annotations

import datetime as dt
import shutil
from decimal import Decimal

import pyarrow.parquet as pq
import pytest

from sources.problems import Problem
from sources.reports import as_reading
from sources.rows import Reading
from tests.warehouse.homes import (
    READ_BY,
    a_day,
    a_number,
    a_record,
    deliver,
    drop,
    every_submission,
    land_every_submission,
)
from warehouse.issues import issues, landed_keys
from warehouse.journal import Journal
from warehouse.landing import batch_id, find_batch, land, landed_file


def issued(home):
    batches = land_every_submission(home)
    return issues(every_submission(home), batches, landed_keys(home))


def test_a_landed_number_keeps_every_digit_and_its_cell(home):
    reading = Reading(dataset="industrial_rd", source="official_table", observations=[a_number("12956000000.12345678")])
    batch = land(home, "s1", READ_BY, reading, accepted=True)
    [row] = pq.read_table(landed_file(home, batch, "observations")).to_pylist()
    assert row["value"] == Decimal("12956000000.12345678")
    assert (row["evidence"], row["span"], row["period_end"]) == ("表!B4", "ytd", dt.date(2020, 10, 31))


def test_an_open_figure_is_landed_with_its_words_and_no_number_of_the_catalogue(home):
    text = "2022年，森林覆盖率48.35%，新建公园12个。"
    reading = as_reading(
        text.encode(),
        region="绍兴市",
        known_on=dt.date(2022, 12, 20),
        home_region=None,
        arrived_on=dt.date(2022, 12, 21),
    )
    batch = land(home, "s1", READ_BY, reading, accepted=True)
    assert batch.counts["open_statements"] == 2
    rate, parks = pq.read_table(landed_file(home, batch, "open_statements")).to_pylist()
    assert (rate["words"], rate["value"], rate["unit"], rate["period"]) == ("森林覆盖率", Decimal("48.35"), "%", "2022")
    assert (parks["words"], parks["verb"], parks["evidence"], parks["context"]) == ("公园", "新建", "#22:25", text)
    assert pq.read_table(landed_file(home, batch, "observations")).num_rows == 0


def test_landing_the_same_reading_twice_leaves_the_first_batch_untouched(home):
    reading = Reading(dataset="industrial_rd", observations=[a_number("1")])
    batch = land(home, "s1", READ_BY, reading, accepted=True)
    file = landed_file(home, batch, "observations")
    before = (file.stat().st_ino, file.read_bytes())
    land(home, "s1", READ_BY, reading, accepted=True)
    assert (file.stat().st_ino, file.read_bytes()) == before


def test_a_refused_reading_is_kept_with_its_reasons_and_is_judged_anew_by_another_contract(home):
    reading = Reading(refused=True, problems=[Problem("warehouse.no_release")])
    land(home, "s1", READ_BY, reading, accepted=False)
    found = find_batch(home, batch_id("s1", READ_BY))
    assert found is not None
    assert not found.accepted
    assert found.problems == (Problem("warehouse.no_release"),)
    assert find_batch(home, batch_id("s1", "contracts-2")) is None


def test_a_batch_that_a_crash_left_half_written_is_no_batch(home):
    (home.landing / f".{batch_id('s1', READ_BY)}.tmp").mkdir(parents=True)
    assert find_batch(home, batch_id("s1", READ_BY)) is None
    assert land(home, "s1", READ_BY, Reading(dataset="d"), accepted=True).accepted


def test_a_then_b_then_a_ends_at_a(home):
    for day, content in enumerate("121", start=1):
        drop(home, "统计局/a.csv", content)
        deliver(home, day)
    found = issued(home)
    assert [(home.archive / one.submission.sha256).read_text() for one in found] == ["1", "2", "1"]
    assert [one.known_on.day for one in found] == [1, 2, 3]
    assert [one.landed_seq for one in found] == [1, 2, 3]


def test_delivering_again_what_is_in_force_does_nothing(home):
    drop(home, "统计局/a.csv", "1")
    deliver(home, 1)
    drop(home, "统计局/again.csv", "1")
    deliver(home, 2)
    [one] = issued(home)
    assert one.known_on.day == 1


def test_a_ledger_delivered_again_after_another_month_came_does_nothing(home):
    for day, (name, period) in enumerate([("1.csv", "2020-01"), ("2.csv", "2020-02")], start=1):
        drop(home, f"科技局/{name}", period)
        deliver(home, day)
    drop(home, "科技局/copy of 1.csv", "2020-01")
    deliver(home, 3)
    batches = {}
    for key, one in every_submission(home).items():
        period = (home.archive / one.sha256).read_text()
        reading = Reading(dataset="technology_contracts", records=[a_record(1, period, "5")])
        batches[key] = land(home, key, READ_BY, reading, accepted=True)
    assert [one.landed_seq for one in issues(every_submission(home), batches, landed_keys(home))] == [1, 2]


def test_a_withdrawn_submission_says_since_when_and_comes_back_when_delivered_again(home):
    file = drop(home, "统计局/a.csv", "1")
    deliver(home, 1)
    [key] = every_submission(home)
    Journal(home.journal).append([("withdraw", {"submission": key, "reason": "误报"})], at=a_day(2))
    assert [one.withdrawn_on for one in issued(home)] == [dt.date(2021, 3, 2)]
    file.unlink()
    deliver(home, 3)
    drop(home, "统计局/a.csv", "1")
    deliver(home, 4)
    assert [(one.known_on.day, one.withdrawn_on) for one in issued(home)] == [(1, dt.date(2021, 3, 2)), (4, None)]


def test_arrival_counts_by_the_day_in_shanghai(home):
    drop(home, "统计局/a.csv", "1")
    from warehouse.inbox import take_deliveries

    take_deliveries(home, now=dt.datetime(2021, 3, 1, 17, tzinfo=dt.UTC))
    assert issued(home)[0].known_on == dt.date(2021, 3, 2)


def test_journal_and_archive_alone_give_the_same_landing_again(home, tmp_path):
    for day, content in enumerate("1213", start=1):
        drop(home, f"统计局/{day % 2}.csv", content)
        deliver(home, day)
    first = issued(home)
    tables = {one.batch.batch_id: pq.read_table(landed_file(home, one.batch, "observations")) for one in first}
    shutil.rmtree(home.landing)
    shutil.rmtree(home.inbox)
    assert issued(home) == first
    for one in first:
        assert pq.read_table(landed_file(home, one.batch, "observations")).equals(tables[one.batch.batch_id])


@pytest.mark.parametrize("accepted", [True, False])
def test_rows_set_aside_are_kept_with_their_sentence_in_both_languages(home, accepted):
    from sources.rows import SetAside

    reading = Reading(set_aside=[SetAside("表!B9", "abc", Problem("warehouse.no_release"))])
    batch = land(home, "s1", READ_BY, reading, accepted=accepted)
    folder = home.landing if accepted else home.quarantine
    [row] = pq.read_table(folder / batch.batch_id / "set_aside.parquet").to_pylist()
    assert row["sentence_zh"] == "还没有发布版；请先运行 sti refresh。"
    assert row["raw"] == "abc"
