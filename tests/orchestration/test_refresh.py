"""A refresh as a data engineer meets it: released, nothing new, refused, repaired, held, rolled back."""

from __future__ import annotations

import datetime as dt
import shutil
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import openpyxl
import pytest
import yaml

from tests.orchestration.conftest import current_release

MARTS = ("mart_rd_investment", "mart_hightech_output", "mart_technology_trade", "mart_talent")


def a_workbook(home: Path, dataset_hint: str) -> Path:
    """A workbook of the sample's inbox whose name holds the hint, the last by name."""
    return sorted(path for path in (home / "inbox").rglob("*.xlsx") if dataset_hint in path.name)[-1]


def all_rows(home: Path, *schemas: str) -> dict[str, list[tuple]]:
    """Every row of the schemas' tables in the current release, ordered.

    Without release_info, which names the release, and mart_data_quality, which follows from the history of runs.
    """
    with duckdb.connect(home / "releases" / "current" / "warehouse.duckdb", read_only=True) as connection:
        tables = connection.execute(
            "select schema_name || '.' || table_name from duckdb_tables() where schema_name in (select unnest(?))",
            [list(schemas)],
        ).fetchall()
        return {
            name: connection.execute(f"select * from {name} order by all").fetchall()
            for (name,) in sorted(tables)
            if name not in ("marts.release_info", "marts.mart_data_quality")
        }


def test_the_sample_city_is_released_with_nothing_refused_and_rows_in_each_of_the_four_marts(released_home, sti):
    status = sti("status", "--json", home=released_home).json
    assert status["release_id"] == current_release(released_home)
    assert status["refused"] == []
    for mart in MARTS:
        [found] = sti("query", f"select count(*) as n from {mart}", "--format", "json", home=released_home).lines
        assert found["n"] >= 3, mart


def test_a_release_tells_what_the_intake_gate_judged_by_department_in_words(released_home, sti):
    asked = """select distinct department_name, sentence_zh, judged, trend from mart_data_quality
        where gate = 'intake' and department_id = 'science_technology_bureau'"""
    told = sti("query", asked, "--format", "json", home=released_home).lines
    assert told
    for row in told:
        assert row["department_name"] == "科技局"
        assert row["sentence_zh"].endswith("。")
        assert row["judged"] > 0
        assert row["trend"] == ""  # the first month of all


def test_a_second_refresh_lands_nothing_builds_nothing_and_says_so_within_three_seconds(home):
    before = sorted(path.relative_to(home) for path in home.rglob("*") if "ops" not in path.parts)
    command = [Path(sys.executable).parent / "sti", "refresh", "--home", home, "--lang", "en"]
    start = time.monotonic()
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert time.monotonic() - start < 3
    assert done.returncode == 0
    assert "nothing new" in done.stdout
    assert sorted(path.relative_to(home) for path in home.rglob("*") if "ops" not in path.parts) == before


def change(file: Path, value: object, new: object) -> str:
    """Another value in the first cell that holds `value`; the cell's address."""
    book = openpyxl.load_workbook(file)
    cell = next(c for row in book.worksheets[0].iter_rows() for c in row if c.value == value)
    cell.value = new
    book.save(file)
    return cell.coordinate


STALE = "select dataset, stale_since, refused_open from release_info where refused_open > 0 order by dataset"
TARGET = """select target from mart_targets where indicator_id = 'rd_expenditure_industrial' and measure = 'level'
    and region_level = 'city'"""
RD = "select count(*) as n, sum(value) as total from fct_observation where dataset = 'industrial_rd'"


def test_a_broken_sheet_holds_its_own_numbers_and_no_others_and_the_release_says_since_when_until_it_is_repaired(
    home, sti
):
    def asked(sql: str) -> list:
        return sti("query", sql, "--format", "json", home=home).lines

    first, numbers = current_release(home), asked(RD)
    file = a_workbook(home, "研发费用")
    good = file.read_bytes()
    number = next(c.value for row in openpyxl.load_workbook(file).worksheets[0].iter_rows() for c in row
                  if isinstance(c.value, (int, float)))  # fmt: skip
    address = change(file, number, "待核实")
    change(a_workbook(home, "目标任务"), 160, 161)  # of another department
    answer = sti("refresh", home=home)
    assert answer.status == 0
    assert address in answer.out
    assert "待核实" in answer.out
    assert file.name in answer.out
    assert (home / "releases" / first).exists()
    assert asked(TARGET) == [{"target": "16100000000"}]
    assert asked(RD) == numbers
    today = str(dt.datetime.now(dt.timezone(dt.timedelta(hours=8))).date())
    assert asked(STALE) == [
        {"dataset": dataset, "stale_since": today, "refused_open": 1} for dataset in ("*", "industrial_rd")
    ]
    file.write_bytes(good)
    answer = sti("refresh", "--json", home=home)
    assert answer.status == 0
    assert answer.json["refused"] == []
    assert sti("status", "--json", home=home).json["refused"] == []
    assert asked(STALE) == []


CITY_RULE = "city_rd_below_ten_million"


@pytest.fixture
def strict_rule(home) -> Path:
    """A city's own rule that the sample breaks."""
    file = home / "config" / "rules" / "strict.yml"
    file.parent.mkdir(parents=True, exist_ok=True)
    rule = {
        "id": CITY_RULE,
        "sentence": {"zh": "工业研发经费应低于一千万元", "en": "industrial R&D expenditure is below ten million"},
        "table": "marts.fct_observation",
        "owner": "planning_office",
        "severity": "critical",
        "who_fixes": {"zh": "统计局", "en": "the statistics bureau"},
        "failing_rows": "select * from marts.fct_observation where indicator_id = 'rd_expenditure_industrial' "
        "and measure = 'level' and value > 10000000",
    }
    file.write_text(yaml.safe_dump({"rules": [rule]}, allow_unicode=True), encoding="utf-8")
    return file


def test_a_build_that_breaks_a_rule_is_held_every_night_until_the_rule_or_the_data_changes(home, strict_rule, sti):
    first = current_release(home)
    answer = sti("refresh", home=home)
    assert answer.status == 3
    assert current_release(home) == first
    assert "industrial R&D expenditure is below ten million" in answer.out
    assert "the statistics bureau" in answer.out
    assert ".xlsx" in answer.out
    assert "!" in answer.out  # sheet!cell
    again = sti("refresh", "--json", home=home)
    assert (again.status, again.json["outcome"]) == (3, "held")
    assert again.json["read"] == 0
    before = all_rows(home, "marts")
    strict_rule.unlink()
    assert sti("refresh", "--json", home=home).json["outcome"] == "released"
    assert current_release(home) != first
    assert all_rows(home, "marts") == before
    kept = f"select * from mart_data_quality where rule_id = '{CITY_RULE}' and department_id = 'statistics_bureau'"
    [row] = sti("query", kept, "--format", "json", home=home).lines
    assert (row["gate"], row["judged"], row["broken"], row["last_outcome"]) == ("release", 1, 1, "failed")
    assert row["failing"] >= 1


def test_a_rollback_stays_through_refreshes_until_resume(home, sti):
    first = current_release(home)
    file = a_workbook(home, "研发")
    shutil.move(file, home / file.name)
    file.unlink(missing_ok=True)
    (home / "config" / "settings.yml").write_text(
        (home / "config" / "settings.yml").read_text(encoding="utf-8") + "\n# another configuration\n", encoding="utf-8"
    )
    assert sti("refresh", "--json", home=home).json["outcome"] == "released"
    second = current_release(home)
    assert second != first
    assert sti("release", "rollback", "--reason", "check", home=home).status == 0
    assert sti("refresh", "--json", home=home).json["outcome"] == "nothing_new"
    assert current_release(home) == first
    assert sti("release", "resume", home=home).status == 0
    assert current_release(home) == second
    assert sti("release", "verify", home=home).status == 0


@pytest.mark.drill
def test_archive_journal_and_config_alone_give_the_same_landing_and_marts_row_by_row(home, tmp_path, sti, with_dbt):
    replay = with_dbt(tmp_path / "replay")
    for part in ("archive", "config"):
        shutil.copytree(home / part, replay / part)
    assert sti("refresh", "--json", home=replay).status == 0
    assert all_rows(replay, "marts", "evidence") == all_rows(home, "marts", "evidence")
    assert sorted(p.name for p in (replay / "landing").iterdir()) == sorted(
        p.name for p in (home / "landing").iterdir()
    )


def test_another_process_at_work_is_named_and_the_refresh_ends_with_four(home, sti):
    code = (
        "import sys, pathlib, time\nfrom warehouse.home import Home\nfrom warehouse.lock import home_lock\n"
        "with home_lock(Home(pathlib.Path(sys.argv[1])), what='sti refresh', since='02:00'):\n"
        "    print('held', flush=True); time.sleep(60)"
    )
    holder = subprocess.Popen([sys.executable, "-c", code, str(home)], stdout=subprocess.PIPE, text=True)
    try:
        assert holder.stdout is not None
        holder.stdout.readline()
        answer = sti("refresh", home=home)
        assert answer.status == 4
        assert str(holder.pid) in answer.err
    finally:
        holder.kill()
        holder.wait()


def test_an_unset_region_is_refused_before_anything_is_taken_in(tmp_path, sti, monkeypatch):
    monkeypatch.delenv("STI_REGION", raising=False)
    answer = sti("refresh", home=tmp_path / "home")
    assert answer.status == 1
    assert "STI_REGION" in answer.err
    assert not (tmp_path / "home" / "archive").exists()


def test_an_empty_inbox_gives_a_release_without_numbers(tmp_path, sti, monkeypatch, with_dbt):
    monkeypatch.setenv("STI_REGION", "绍兴市")
    home = with_dbt(tmp_path / "home")
    answer = sti("refresh", "--json", home=home)
    assert (answer.status, answer.json["outcome"]) == (0, "released")
    assert sti("query", "select count(*) as n from fct_observation", "--format", "json", home=home).lines == [{"n": 0}]
