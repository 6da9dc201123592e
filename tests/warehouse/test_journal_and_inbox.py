"""Nothing that is delivered is lost, nothing is taken in twice, whatever a crash leaves behind."""

from __future__ import annotations

import os

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.warehouse.homes import a_day, deliver, drop, every_submission
from warehouse.hashing import file_sha256
from warehouse.home import Home
from warehouse.inbox import scan_inbox
from warehouse.journal import Journal


def test_a_file_is_archived_by_its_hash_before_it_is_journalled(home):
    file = drop(home, "统计局/a.csv", "1", sidecar="region: 某市\n")
    assert deliver(home, 1) == ["统计局/a.csv"]
    event = Journal(home.journal).events()[-1]
    assert (home.archive / event.facts["sha256"]).read_bytes() == file.read_bytes()
    assert (home.archive / event.facts["sidecar_sha256"]).read_text(encoding="utf-8") == "region: 某市\n"


def test_a_second_scan_of_an_unchanged_inbox_delivers_nothing(home):
    drop(home, "统计局/a.csv", "1")
    deliver(home, 1)
    before = home.journal.read_bytes()
    assert deliver(home, 2) == []
    assert home.journal.read_bytes() == before


def test_a_touched_file_is_no_delivery(home):
    file = drop(home, "统计局/a.csv", "1")
    deliver(home, 1)
    os.utime(file, (1, 1))
    assert deliver(home, 2) == []


def test_a_sidecar_added_to_a_known_file_makes_another_submission_of_it(home):
    drop(home, "统计局/a.csv", "1")
    deliver(home, 1)
    drop(home, "统计局/a.csv", "1", sidecar="unit: 亿元\n")
    assert deliver(home, 2) == ["统计局/a.csv"]
    assert len(every_submission(home)) == 2


def test_a_file_that_went_and_came_back_is_delivered_again(home):
    file = drop(home, "统计局/a.csv", "1")
    deliver(home, 1)
    file.unlink()
    assert deliver(home, 2) == []
    drop(home, "统计局/a.csv", "1")
    assert deliver(home, 3) == ["统计局/a.csv"]
    [submission] = every_submission(home).values()
    assert len(submission.deliveries) == 2


def test_the_same_bytes_under_another_name_are_the_same_submission(home):
    drop(home, "统计局/a.csv", "1")
    drop(home, "统计局/b/twin.csv", "1")
    deliver(home, 1)
    [submission] = every_submission(home).values()
    assert submission.file_name == "a.csv"


def test_the_same_bytes_from_another_department_are_another_submission(home):
    drop(home, "统计局/a.csv", "1")
    drop(home, "科技局/a.csv", "1")
    deliver(home, 1)
    assert {one.department_id for one in every_submission(home).values()} == {"统计局", "科技局"}


def test_lock_files_thumbnails_and_partial_files_are_ignored_and_counted(home):
    for name in ("~$a.xlsx", "Thumbs.db", "a.xlsx.part", ".a.swp", "x.crdownload"):
        drop(home, f"统计局/{name}", "1")
    scan = scan_inbox(home, [])
    assert (scan.new, scan.ignored) == ((), 5)


def test_half_a_line_left_by_a_crash_is_dropped_and_its_file_delivered_again(home):
    drop(home, "统计局/a.csv", "1")
    deliver(home, 1)
    whole = home.journal.read_bytes()
    drop(home, "统计局/b.csv", "2")
    deliver(home, 2)
    home.journal.write_bytes(home.journal.read_bytes()[:-7])
    assert deliver(home, 3) == ["统计局/b.csv"]
    assert home.journal.read_bytes().startswith(whole)
    assert [event.seq for event in Journal(home.journal).events()] == [1, 2]


def test_archived_files_can_be_read_by_their_owner_only(home):
    drop(home, "人社局/people.csv", "1")
    deliver(home, 1)
    assert home.archive.stat().st_mode & 0o777 == 0o700


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.dictionaries(st.sampled_from(["a.csv", "b.csv", "c.csv"]), st.sampled_from(["1", "2"]), max_size=3),
        max_size=5,
    )
)
def test_after_any_history_of_the_inbox_every_version_is_in_the_archive_and_the_last_scan_finds_nothing(
    tmp_path_factory, history
):
    home = Home(tmp_path_factory.mktemp("home"))
    contents = set()
    for day, state in enumerate(history, start=1):
        for name in ("a.csv", "b.csv", "c.csv"):
            if name in state:
                contents.add(file_sha256(drop(home, f"统计局/{name}", state[name])))
            else:
                (home.inbox / "统计局" / name).unlink(missing_ok=True)
        deliver(home, day)
    assert scan_inbox(home, Journal(home.journal).events()).new == ()
    assert contents <= {path.name for path in home.archive.glob("*")} | {"journal.jsonl"}


def test_events_are_read_back_as_they_were_written(home):
    [event] = Journal(home.journal).append([("withdraw", {"submission": "ab", "reason": "重报"})], at=a_day(1))
    assert Journal(home.journal).events() == [event]
