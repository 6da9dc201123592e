"""An operator's words on what departments send: known errors corrected until the source is fixed, oddities confirmed.

One small home, released with a table and a register that have known errors and a table that the gate finds odd; a copy
of it goes on: a number is confirmed, the table with the error is sent again without it.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import openpyxl
import pytest
import yaml

from orchestration.cli import run
from sources.samples import fill_home
from tests.orchestration.conftest import Lend

RD = "统计局/2020年1-10月规上工业研发费用.xlsx"
OUTPUT = "统计局/2020年1-10月高新技术产业.xlsx"
REGISTER = "科技局/技术合同登记台账2020年10月.xlsx"
FILES = (RD, OUTPUT, REGISTER)
WHO = {"reason": "录入错误", "who": "科技局李某", "until": "2021-06-30"}
GROWTH = {
    "dataset": "industrial_rd",
    "period": "2020-01/2020-10",
    "cell": "规上研发!D8",
    "old": "13.3%",
    "new": "13.1%",
}
AMOUNT = {
    "dataset": "technology_contracts", "period": "2020-10", "cell": "技术合同登记!I5", "field": "amount",
    "old": "4999.7万元", "new": "4899.7万元",
}  # fmt: skip
CORRECTIONS = {"growth": GROWTH, "amount": AMOUNT, "nowhere": GROWTH | {"cell": "规上研发!Z99"}}
ODD = ("高新技术产业!C7", "高新技术产业!C8")
OWN_RULE = {
    "id": "own.odd_output", "table": "intake.observations", "owner": "data_office", "severity": "warning",
    "suspicious": True, "who_fixes": {"zh": "统计局", "en": "the statistics bureau"},
    "sentence": {"zh": "增加值请再核对。", "en": "Look at the value added once more."},
    "failing_rows": f"select * from intake.observations where measure = 'level' and evidence in {ODD}",
}  # fmt: skip
FLAGS = "select flags from fct_observation where indicator_id = '{}' and measure = '{}' and region_code = '{}'"


@pytest.fixture(scope="module")
def corrected(tmp_path_factory: pytest.TempPathFactory, with_dbt: Lend) -> Path:
    """The small home after its first refresh. Read only: a test that changes it takes a copy."""
    home = with_dbt(tmp_path_factory.mktemp("corrections") / "home")
    for file in fill_home(home):
        if file.is_relative_to(home / "inbox") and file.relative_to(home / "inbox").as_posix() not in FILES:
            file.unlink()
    state(home, "rules/own.yml", {"rules": [OWN_RULE]})
    state(home, "corrections/own.yml", [one | WHO | {"id": name} for name, one in CORRECTIONS.items()])
    assert run(["refresh", "--home", str(home), "--json"]) == 0
    return home


@pytest.fixture
def copy(corrected: Path, tmp_path: Path, with_dbt: Lend) -> Path:
    """A copy to change."""
    return with_dbt(shutil.copytree(corrected, tmp_path / "home", symlinks=True))


def state(home: Path, name: str, content: object) -> None:
    """Write a file of the city's configuration."""
    file = home / "config" / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")


def test_a_refresh_and_the_status_tell_what_was_applied_and_what_was_not(corrected, sti):
    for command in ("refresh", "status"):
        found = {one["correction_id"]: one for one in sti(command, "--json", home=corrected).json["corrections"]}
        assert {name: (one["status"], one["places"]) for name, one in found.items()} == {
            "growth": ("applied", 1), "amount": ("applied", 1), "nowhere": ("not_found", 0),
        }  # fmt: skip
        told = sti(command, home=corrected).out
        assert "corrections applied (2): amount, growth" in told
        assert "corrections not applied (1):" in told
        assert found["nowhere"]["en"] in told
        assert "规上研发!Z99" in found["nowhere"]["zh"]


def test_the_gate_lists_corrections_as_warnings_and_holds_nothing(corrected, sti):
    sql = "select rule_id, severity, outcome from ops.verdicts"
    assert sti("query", sql, home=corrected).status == 0
    verdicts = sti("release", "show", home=corrected).json["verdicts"]
    assert {
        v["rule_id"]: (v["severity"], v["outcome"]) for v in verdicts if v["rule_id"].startswith("corrections.")
    } == {
        "corrections.columns": ("critical", "passed"),
        "corrections.row_unique": ("critical", "passed"),
        "corrections.marked": ("critical", "passed"),
        "corrections.source_fixed": ("warning", "passed"),
        "corrections.not_applied": ("warning", "failed"),
        "corrections.applied": ("info", "failed"),
    }


def test_a_corrected_number_shows_its_cell_the_new_value_and_on_whose_word(corrected, sti):
    where = "region_code = '330602' and period = '2020-01/2020-10'"
    column = ["--column", "rd_expenditure_industrial_growth"]
    [found] = sti("trace", "mart_rd_investment", "--where", where, *column, "--json", home=corrected).json
    assert (found["value"], found["observation"]["flags"]) == ("13.1", "corrected")
    assert [source["says"] for source in found["sources"]] == ["13.3"]
    [correction] = found["corrections"]
    said = {"evidence": "规上研发!D8", "says": "13.3", "old": "13.3%", "new": "13.1%", "correction_id": "growth", **WHO}
    assert {name: correction[name] for name in said} == said
    told = sti("trace", "mart_rd_investment", "--where", where, *column, home=corrected).out
    assert "规上研发!D8 says 「13.3」, 13.1% holds instead of 13.3%; 录入错误 (科技局李某, until 2021-06-30" in told


def test_a_sum_over_a_corrected_row_carries_the_mark_and_its_trace_names_the_row(corrected, sti):
    sql = """select observation_id, value, flags from fct_observation where indicator_id = 'technology_trade_value'
        and region_code = '330602' and breakdown = 'development' and period = '2020-10'"""
    [total] = sti("query", sql, "--format", "json", home=corrected).lines
    assert total["flags"] == "corrected"
    [found] = sti("trace", total["observation_id"], "--json", home=corrected).json
    assert [(one["correction_id"], one["field"], one["evidence"]) for one in found["corrections"]] == [
        ("amount", "amount", "技术合同登记!I5")
    ]
    raw = "select sum(value) as v from staging.stg_landing__record_fields where evidence = '技术合同登记!I5'"
    assert sti("query", raw, "--format", "json", home=corrected).lines == [{"v": "49997000"}]
    assert found["sources"]


def test_what_is_suspicious_is_listed_with_file_cell_value_and_sentence(corrected, sti):
    listed = sti("gate", "list", "--json", home=corrected).lines
    assert [one["evidence"] for one in listed] == list(ODD)
    assert {one["path"] for one in listed} == {OUTPUT}
    assert all("Look at the value added once more." in one["reason"]["en"] for one in listed)
    told = sti("gate", "list", home=corrected).out
    for said in (OUTPUT, *ODD, "13801000000 CNY", "Look at the value added once more."):
        assert said in told


def test_a_confirmation_that_means_nothing_is_refused_in_one_sentence(copy, sti):
    [other] = [s for s in sti("submission", "list", "--json", home=copy).lines if s["dataset"] == "industrial_rd"]
    odd = sti("gate", "list", "--json", home=copy).lines[0]["submission_id"]
    journal = (copy / "archive" / "journal.jsonl").read_bytes()
    for arguments in (["0" * 16], [other["submission_id"]], [odd, "--cell", "高新技术产业!C9"]):
        answer = sti("gate", "confirm", *arguments, "--reason", "属实", home=copy)
        assert (answer.status, len(answer.err.strip().splitlines())) == (1, 1)
    assert (copy / "archive" / "journal.jsonl").read_bytes() == journal


def test_a_wrong_corrections_file_is_told_by_the_check_and_stops_the_refresh_with_its_sentence(copy, sti):
    assert "all 3 corrections are valid" in sti("contract", "check", home=copy).out
    state(copy, "corrections/zz.yml", [GROWTH | WHO | {"id": "typo", "dataset": "industrial_rnd"}])
    first = sti("status", "--json", home=copy).json["release_id"]
    checked, refreshed = sti("contract", "check", home=copy), sti("refresh", home=copy)
    for answer in (checked, refreshed):
        assert answer.status == 1
        assert "zz.yml: typo.dataset" in answer.err
    assert sti("status", "--json", home=copy).json["release_id"] == first


def test_once_confirmed_and_sent_again_the_numbers_say_so_and_the_void_correction_is_told_loudly(copy, sti):
    odd = sti("gate", "list", "--json", home=copy).lines[0]["submission_id"]
    said = sti("gate", "confirm", odd[:8], "--cell", ODD[0], "--reason", "新投产企业", home=copy)
    assert "confirmed 1 suspicious numbers" in said.out
    assert [one["evidence"] for one in sti("gate", "list", "--json", home=copy).lines] == [ODD[1]]
    book = openpyxl.load_workbook(copy / "inbox" / RD)
    book.worksheets[0]["D8"] = 13.2
    book.save(copy / "inbox" / RD)
    answer = sti("refresh", home=copy)
    assert answer.status == 0
    assert "规上研发!D8 now says 13.2 (13.2 %) and not 13.3%" in answer.out
    asked = {
        "confirmed": ("hightech_value_added", "level", "330602"),
        "suspicious": ("hightech_value_added", "level", "330603"),
        "": ("rd_expenditure_industrial", "growth_yoy", "330602"),
    }
    for flags, number in asked.items():
        assert sti("query", FLAGS.format(*number), "--format", "json", home=copy).lines == [{"flags": flags}], number
    [decision] = sti("query", "select * from ops.decisions", "--format", "json", home=copy).lines
    assert (decision["decision"], decision["subject"], decision["evidence"]) == ("confirm", odd, ODD[0])
    assert decision["decided_by"]
    assert sti("refresh", "--json", home=copy).json["outcome"] == "nothing_new"
