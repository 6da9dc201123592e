"""The intake gate in a home: what a rule does to a file, its return, its history; exemptions, retries, Data Docs.

No build is made here: what follows of landed rows is for other tests.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow.parquet as pq
import pytest
import yaml

from orchestration.settings import Settings
from orchestration.stages.installation import Installation
from orchestration.stages.intake import deliver, read_and_land, reopen_refused
from orchestration.stages.record import Record
from sources.samples import files_of, fill_home
from sources.samples.figures import load_city

WORDS = {"zh": "金额应大于零。", "en": "Amounts are above zero."}
OWN_RULE = {
    "id": "own.amounts",
    "sentence": WORDS,
    "table": "intake.innovation_vouchers",
    "owner": "us",
    "severity": "warning",
    "who_fixes": {"zh": "科技局资源配置处", "en": "the bureau's office of resources"},
    "expected": {"zh": "应不超过 {quota}", "en": "no more than {quota}"},
    "failing_rows": "select *, issued_evidence as evidence from intake.innovation_vouchers where record_no = 2",
}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home whose inbox holds the vouchers of two months and the R&D table of one."""
    root = tmp_path / "home"
    fill_home(root, months=2)
    for file in (root / "inbox").rglob("*"):
        if file.is_file() and not re.search("创新券|研发经费|研发费用", file.name):
            file.unlink()
    return root


def write(home: Path, folder: str, content: Any) -> None:
    target = home / "config" / folder
    target.mkdir(exist_ok=True)
    (target / "own.yml").write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")


def intake(home: Path) -> tuple[Installation, Record]:
    installation = Installation(Settings(home=home, region="绍兴市"))
    record = Record(run_id="run", started_at=dt.datetime.now(dt.UTC))
    deliver(installation, record)
    read_and_land(installation, record, lambda stage, what: None)
    return installation, record


def outcome(record: Record, hint: str) -> list[Any]:
    return [one.batch for one in record.judged if hint in one.submission.file_name]


def verdicts(home: Path) -> list[dict[str, Any]]:
    files = sorted((home / "ops" / "verdicts").glob("*.parquet"))
    return [row for file in files for row in pq.read_table(file).to_pylist()]


def told(batch: Any, rule: str) -> list[Any]:
    return [problem for problem in batch.problems if problem.params.get("rule") == rule]


def test_a_broken_rule_goes_back_with_its_cell_what_is_expected_and_who_fixes_it(home):
    write(home, "rules", {"rules": [OWN_RULE]})
    _, record = intake(home)
    vouchers = outcome(record, "创新券")
    assert vouchers
    for batch in vouchers:
        assert batch.accepted
        [problem] = told(batch, "own.amounts")
        returned = (home / "returns").rglob(f"*退回-{batch.submission_id[:8]}.xlsx")
        [book] = map(openpyxl.load_workbook, returned)
        comment = book[problem.sheet][problem.cell].comment
        assert comment is not None
        for words in (WORDS["zh"], "own.amounts", "科技局资源配置处", "应不超过"):
            assert words in comment.text
        assert book.sheetnames[0] == "退回说明"
    for row in (row for row in verdicts(home) if row["rule_id"] == "own.amounts"):
        assert (row["gate"], row["outcome"], row["dataset"]) == ("intake", "failed", "innovation_vouchers")
        assert row["judged"] == row["broken"] == row["failing"] == len(vouchers)


def test_a_critical_rule_sets_the_row_aside_where_the_ledgers_contract_says_so_and_the_rest_lands(home):
    _, before = intake(home)
    write(home, "rules", {"rules": [{**OWN_RULE, "severity": "critical"}]})
    _, after = intake(home)
    records = {batch.submission_id: batch.counts["records"] for batch in outcome(before, "创新券")}
    assert records
    for batch in outcome(after, "创新券"):
        assert batch.accepted
        assert batch.counts["set_aside"] == 1
        assert batch.counts["records"] == records[batch.submission_id] - 1
        assert told(batch, "own.amounts")


def test_a_rule_that_cannot_be_judged_keeps_its_files_waiting_and_lets_the_others_land(home):
    broken = {
        **OWN_RULE,
        "severity": "critical",
        "failing_rows": "select * from intake.innovation_vouchers where nonsense",
    }
    write(home, "rules", {"rules": [broken]})
    _, record = intake(home)
    for batch in outcome(record, "创新券"):
        assert not batch.accepted
        [problem] = told(batch, "own.amounts")
        assert "nonsense" in problem.text("zh")
    assert {row["outcome"] for row in verdicts(home) if row["rule_id"] == "own.amounts"} == {"error"}
    others = [one.batch for one in record.judged if "创新券" not in one.submission.file_name]
    assert others
    assert all(batch.accepted for batch in others)

    write(home, "rules", {"rules": []})  # once the rule is mended its files are judged anew
    _, again = intake(home)
    assert all(batch.accepted for batch in outcome(again, "创新券"))


@pytest.mark.parametrize(("until", "exempt"), [(dt.date(2999, 1, 1), True), (dt.date(2000, 1, 1), False)])
def test_an_exemption_lets_its_rows_pass_until_its_day_and_not_beyond(home, until: dt.date, exempt: bool):
    write(home, "rules", {"rules": [OWN_RULE]})
    stated = {"rule": "own.amounts", "where": {"record_no": "2"}, "until": until, "reason": "批复追加", "who": "张三"}
    write(home, "exemptions", [stated])
    _, record = intake(home)
    for batch in outcome(record, "创新券"):
        assert bool(told(batch, "own.amounts")) is not exempt


def test_the_same_files_come_to_the_same_landing_night_by_night_and_all_at_once(tmp_path):
    jump = {
        **OWN_RULE,
        "id": "own.seen_before",
        "table": "intake.observations",
        "suspicious": True,
        "failing_rows": """
            select o.* from intake.observations o
            join intake.history h using (indicator_id, measure, region_code, kind, scope, breakdown, dataset)
            where stood_before(h.seq, h.until_seq, o.seq) and h.period_end < o.period_end""",
    }
    del jump["expected"]
    city = load_city(7)
    files = list(files_of("industrial_rd", city, city.months(4)))

    def landed(home: Path, groups: list[list[tuple[str, bytes]]]) -> dict[str, list[Any]]:
        fill_home(home, months=1)
        for file in (home / "inbox").rglob("*"):
            if file.is_file():
                file.unlink()
        write(home, "rules", {"rules": [jump]})
        found: dict[str, list[Any]] = {}
        for group in groups:
            for name, content in group:
                (home / name).parent.mkdir(parents=True, exist_ok=True)
                (home / name).write_bytes(content)
            _, record = intake(home)
            for one in record.judged:
                table = pq.read_table(home / "landing" / one.batch.batch_id / "observations.parquet")
                found[one.submission.sha256] = table.drop_columns(["batch_id", "submission_id"]).to_pylist()
        return found

    nightly = landed(tmp_path / "nightly", [[file] for file in files])
    at_once = landed(tmp_path / "at_once", [files])
    assert nightly == at_once
    flags = {flag for rows in at_once.values() for row in rows for flag in row["flags"].split()}
    assert "suspicious" in flags


def test_what_stands_refused_is_judged_anew_on_request_and_what_was_said_before_is_kept(home):
    wrong = home / "inbox" / "科技局" / "空白.xlsx"
    openpyxl.Workbook().save(wrong)
    installation, record = intake(home)
    [refused] = [one.batch for one in record.judged if not one.batch.accepted]
    assert intake(home)[1].judged == []
    assert [one.file_name for one in reopen_refused(installation)] == ["空白.xlsx"]
    _, again = intake(home)
    assert [(one.batch.batch_id, one.batch.accepted) for one in again.judged] == [(refused.batch_id, False)]
    kept = {folder.name for folder in (home / "quarantine").iterdir()}
    assert kept == {refused.batch_id, f"{refused.batch_id}~1"}


def test_the_data_docs_of_the_latest_intake_need_no_network_and_lead_to_every_table(home):
    intake(home)
    site = home / "ops" / "data_docs" / "intake"
    first = (site / "index.html").read_text(encoding="utf-8")
    pages = re.findall(r'href="(validations/[^"]+)"', first)
    assert pages
    assert any("innovation_vouchers" in page for page in pages)
    for page in [first, *((site / page).read_text(encoding="utf-8") for page in pages)]:
        assert not re.search(r"(?:<script|<img)[^>]*\bsrc=[\"']https?:|<link[^>]*\bhref=[\"']https?:", page)


def test_a_wrong_exemption_stops_the_intake_with_its_file_entry_and_key(home, sti: Callable[..., Any]):
    write(home, "exemptions", [{"rule": "own.nowhere", "until": dt.date(2999, 1, 1), "reason": "无", "who": "张三"}])
    answer = sti("refresh", "--lang", "zh", home=home)
    assert answer.status == 1
    assert "own.nowhere" in answer.out + answer.err
    assert "Traceback" not in answer.out + answer.err
