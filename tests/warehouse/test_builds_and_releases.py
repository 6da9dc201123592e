"""A release is complete, sealed, switched in one step, and never made from a build without its own passed verdicts."""

from __future__ import annotations

import datetime as dt
import shutil

import duckdb
import pytest

from sources.problems import Refused
from warehouse.builds import close_database, current_attempt, newest_judged, start_build
from warehouse.journal import Journal
from warehouse.releases import current_release, find_release, publish, releases, resume, roll_back, verify
from warehouse.submissions import pinned

NOW = dt.datetime(2021, 3, 1, tzinfo=dt.UTC)


def a_build(home, fingerprint="f" * 64, *, passed=True, value=1):
    build = start_build(home, fingerprint)
    facts = {"fingerprint": fingerprint, "code_version": "1", "home_region": "330600", "issues": []}
    build.leave_receipt("inputs", facts)
    with duckdb.connect(build.database) as connection:
        connection.execute(f"create schema marts; create table marts.m as select {value} as n")
    close_database(build, now=NOW)
    built = build.receipt("built")
    build.leave_receipt("verdicts", {"passed": passed, "sha256": built["sha256"], "verdicts": []})
    return build


def number_in(release):
    with duckdb.connect(release.database, read_only=True) as connection:
        return connection.execute("select n from marts.m").fetchall()[0][0]


def test_a_passed_build_becomes_the_current_release_with_its_manifest(home):
    release = publish(home, a_build(home), now=NOW)
    assert current_release(home) == release
    manifest = release.receipt("manifest")
    assert manifest["rows"] == {"marts.m": 1}
    assert verify(release) == []


def test_a_held_build_is_not_published_and_the_old_release_stays(home):
    old = publish(home, a_build(home), now=NOW)
    held = a_build(home, "e" * 64, passed=False)
    with pytest.raises(Refused, match="did not pass"):
        publish(home, held, now=NOW)
    assert current_release(home) == old


def test_verdicts_of_another_file_do_not_release_a_build(home):
    build = a_build(home)
    build.leave_receipt("verdicts", {"passed": True, "sha256": "0" * 64, "verdicts": []})
    with pytest.raises(Refused, match="another file"):
        publish(home, build, now=NOW)


def test_a_build_without_a_receipt_of_a_stage_is_not_released(home):
    build = a_build(home)
    (build.folder / "inputs.json").unlink()
    with pytest.raises(Refused, match="lacks the receipt"):
        publish(home, build, now=NOW)


def test_a_file_changed_after_it_was_judged_is_not_released(home):
    build = a_build(home)
    with duckdb.connect(build.database) as connection:
        connection.execute("update marts.m set n = 2")
    with pytest.raises(Refused, match="sha256"):
        publish(home, build, now=NOW)


def test_publishing_again_after_a_crash_between_rename_and_switch_finishes_the_switch(home):
    release = publish(home, a_build(home), now=NOW)
    (home.releases / "current").unlink()
    assert newest_judged(home) == release
    publish(home, release, now=NOW)
    assert current_release(home) == release


def test_a_reader_that_is_open_keeps_its_release_while_the_next_one_gets_the_new(home):
    publish(home, a_build(home, value=1), now=NOW)
    with duckdb.connect(home.releases / "current" / "warehouse.duckdb", read_only=True) as reader:
        publish(home, a_build(home, "e" * 64, value=2), now=NOW)
        assert reader.execute("select n from marts.m").fetchall() == [(1,)]
    assert number_in(current_release(home)) == 2


def test_a_rollback_pins_and_later_releases_do_not_become_current_until_resume(home):
    first = publish(home, a_build(home, value=1), now=NOW)
    publish(home, a_build(home, "e" * 64, value=2), now=NOW)
    assert roll_back(home, None, reason="试", now=NOW) == first
    third = publish(home, a_build(home, "d" * 64, value=3), now=NOW)
    assert current_release(home) == first
    assert third in releases(home)
    assert resume(home, now=NOW) == third
    assert current_release(home) == third
    assert pinned(Journal(home.journal).events()) is None


def test_a_release_is_found_by_its_number_and_an_unknown_one_is_refused_with_those_there_are(home):
    first = publish(home, a_build(home), now=NOW)
    publish(home, a_build(home, "e" * 64), now=NOW)
    assert roll_back(home, "1", reason="", now=NOW) == first
    with pytest.raises(Refused, match=first.build_id):
        roll_back(home, "99", reason="", now=NOW)


def test_a_release_is_found_by_how_it_begins_or_as_the_current_or_the_previous_one(home):
    first = publish(home, a_build(home), now=NOW)
    second = publish(home, a_build(home, "e" * 64), now=NOW)
    assert [find_release(home, asked) for asked in ("00001-ff", "previous")] == [first, first]
    assert [find_release(home, asked) for asked in ("00002-", "current")] == [second, second]
    with pytest.raises(Refused, match=f"fits several releases: {first.build_id}, {second.build_id}"):
        find_release(home, "0000")


def test_a_damaged_release_is_told_by_its_hash(home):
    release = publish(home, a_build(home), now=NOW)
    release.database.chmod(0o644)
    data = bytearray(release.database.read_bytes())
    data[len(data) // 2] ^= 1
    release.database.write_bytes(bytes(data))
    assert [problem.code for problem in verify(release)] == ["warehouse.database_changed"]


@pytest.mark.parametrize("spoilt", [b"{", b"\xff\xfe", b"{}\nx"], ids=["cut short", "no text", "written to"])
def test_a_damaged_manifest_is_told_with_its_file_and_another_release_can_be_gone_back_to(home, spoilt):
    old = publish(home, a_build(home), now=NOW)
    release = publish(home, a_build(home, "e" * 64), now=NOW)
    file = release.folder / "manifest.json"
    file.chmod(0o644)
    file.write_bytes(spoilt)
    with pytest.raises(Refused, match=r"manifest\.json is damaged"):
        verify(release)
    assert roll_back(home, old.build_id, now=NOW, reason="damaged") == old
    assert current_release(home) == old


def test_a_release_folder_is_valid_wherever_it_is_moved(home, tmp_path):
    release = publish(home, a_build(home, value=7), now=NOW)
    shutil.copytree(release.folder, tmp_path / "elsewhere")
    with duckdb.connect(tmp_path / "elsewhere" / "warehouse.duckdb", read_only=True) as connection:
        assert connection.execute("select n from marts.m").fetchall() == [(7,)]


def test_a_dead_attempt_is_swept_away_and_a_held_build_keeps_its_verdicts_only(home):
    dead = start_build(home, "a" * 64)
    held = a_build(home, "b" * 64, passed=False)
    assert not dead.folder.exists()
    new = start_build(home, "c" * 64)
    assert not held.database.exists()
    assert held.receipt("verdicts") is not None
    assert current_attempt(home) == new
    assert new.build_id > held.build_id


def test_there_is_no_current_attempt_once_the_newest_build_is_judged(home):
    a_build(home)
    with pytest.raises(Refused, match="no build is under way"):
        current_attempt(home)
