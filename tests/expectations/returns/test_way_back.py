"""Three nights of one small home: a broken file goes back, half of it is corrected, then all; others get receipts.

Real files, the real stages up to intake, no build: what lies in `returns/`, and what the history keeps of it.
"""

from __future__ import annotations

import datetime as dt
import json
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from expectations.returns.writing import open_returns
from orchestration import clock
from orchestration.cli import run
from orchestration.settings import Settings
from orchestration.stages.installation import Installation
from orchestration.stages.intake import deliver, read_and_land
from orchestration.stages.record import Record
from sources.samples import files_of
from tests.expectations.returns.files import PAGE, RED, page_rows, page_text
from tests.sources.submissions import HOME_REGION, changed, sample, sample_city, write, zones
from warehouse.history import returns
from warehouse.journal import Journal

RD = "2020年1-10月规上工业研发费用.xlsx"
CONTRACTS = "技术合同登记台账2020年10月.xlsx"
HIGHTECH = "2020年1-10月高新技术产业.xlsx"
INCUBATORS = "孵化器名单.xlsx"
SEPTEMBER = "2020年1-9月高新技术产业.xlsx"
RECEIPT = "回执"
UNUSUAL = """
rules:
  - id: city.investment_soars
    table: intake.observations
    owner: data_office
    severity: warning
    suspicious: true
    sentence: {zh: 高新技术产业投资增速一般不超过 10%。, en: Investment seldom grows by more than 10%.}
    expected: {zh: "一般不超过 10，这里是 {value}", en: "seldom above 10, here {value}"}
    who_fixes: {zh: 统计局投资处, en: the statistics bureau}
    failing_rows: |
      select * from intake.observations
      where indicator_id = 'hightech_investment' and measure = 'growth_yoy' and value > 10
"""


@dataclass
class Night:
    """What one refresh left behind."""

    record: Record
    files: dict[str, bytes]
    history: dict[str, dict[str, Any]]
    waiting: list[dict[str, Any]]

    def named(self, *words: str) -> tuple[str, bytes]:
        """The one file whose path has all these words."""
        [found] = [(path, data) for path, data in self.files.items() if all(word in path for word in words)]
        return found


@dataclass
class Home:
    """A home under test, its clock set by the test."""

    root: Path
    nights: list[Night] = field(default_factory=list)

    def drop(self, path: str, content: bytes) -> None:
        file = self.root / "inbox" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)

    @property
    def installation(self) -> Installation:
        return Installation(Settings(home=self.root, region=HOME_REGION))

    def confirm(self, path: str, evidence: str) -> None:
        """What `sti gate confirm` writes down."""
        [one] = [one for one in self.installation.submissions().values() if one.path == path]
        facts = {"submission": one.submission_id, "evidence": evidence, "reason": "核实无误", "by": "某人"}
        Journal(self.installation.home.journal).append([("confirm", facts)], at=clock.utc_now())

    def refresh(self) -> Night:
        installation = self.installation
        record = Record(run_id=f"run {len(self.nights)}", started_at=clock.utc_now())
        deliver(installation, record)
        read_and_land(installation, record, lambda stage, detail: None)
        folder = self.root / "returns"
        files = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
        night = Night(
            record,
            {name: path.read_bytes() for name, path in files.items()},
            {one["path"]: one for one in returns(installation.home).values() if not one["answered_by"]},
            open_returns(installation.home, installation.submissions()),
        )
        self.nights.append(night)
        return night


def put(**cells: object) -> Callable[[Any], None]:
    def change(sheet: Any) -> None:
        for place, value in cells.items():
            sheet[place] = value

    return change


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """After three nights: B8 and B9 are no numbers; B9 still is none, and C10; all is right.

    While a number is missing the total over it (B7, C7) is no sum.
    """
    home = Home(tmp_path_factory.mktemp("way back") / "home")
    zones(home.root / "config")
    write(home.root / "config" / "rules", "own.yml", UNUSUAL)
    good = sample("industrial_rd")
    days = iter([dt.datetime(2020, 11, day, 4, tzinfo=dt.UTC) for day in (20, 22, 26)])
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("STI_HOME", raising=False)
        for change in (put(B8="约一百", B9="——?"), put(B9="——?", C10="待定"), put()):
            day = next(days)
            patch.setattr(clock, "utc_now", lambda day=day: day)
            home.drop(f"统计局/{RD}", changed(good, change))
            if not home.nights:
                home.drop(f"科技局/{CONTRACTS}", sample("technology_contracts"))
                home.drop("统计局/传输中断.xlsx", good[:-300])
                home.drop("无此局/表.xlsx", good)
                home.drop("没有部门.xlsx", good)
                home.drop(f"统计局/{HIGHTECH}", sample("hightech_output"))
                home.drop(f"科技局/{INCUBATORS}", changed(sample("platforms"), put(G6="约五百")))
                [(_, september)] = files_of("hightech_output", sample_city(), [(2020, 9)])
                home.drop(f"统计局/{SEPTEMBER}", changed(september, put(G11=11.3)))
                home.drop("税务局/加计扣除.xlsx", changed(sample("superdeduction"), put(C9="约一百")))
                home.drop("税务局/加计扣除（修改）.xlsx", sample("superdeduction"))
            home.refresh()
            if len(home.nights) == 1:
                path, marked = home.nights[0].named("1-10月高新技术产业-退回")
                home.drop(path, changed(marked, put(G11=9.9), sheet=1))  # mended in the return file itself
            if len(home.nights) == 2:
                home.confirm(f"统计局/{SEPTEMBER}", "高新技术产业!G11")
        yield home


def test_a_broken_file_goes_back_to_its_department_marked(home: Home) -> None:
    path, data = home.nights[0].named("退回", "规上工业研发费用")
    assert path.startswith("统计局/2020年1-10月规上工业研发费用-退回-")
    assert path.endswith(".xlsx")
    (home.root / "opened.xlsx").write_bytes(data)
    book = openpyxl.load_workbook(home.root / "opened.xlsx")
    assert book.sheetnames[0] == PAGE
    sheet = book.worksheets[1]
    assert [sheet[place].fill.fgColor.rgb for place in ("B8", "B9")] == [RED, RED]
    assert "约一百" in sheet["B8"].comment.text
    assert [row[2].rpartition("!")[2] for row in page_rows(data)] == ["B8", "B9", "B7"]
    assert "与上次退回相比" not in page_text(data)


def test_a_file_that_cannot_be_opened_goes_back_as_the_page_alone(home: Home) -> None:
    (home.root / "opened.xlsx").write_bytes(home.nights[0].named("传输中断-退回")[1])
    assert openpyxl.load_workbook(home.root / "opened.xlsx").sheetnames == [PAGE]


def test_what_lies_in_no_known_folder_is_answered_too(home: Home) -> None:
    assert home.nights[0].named("无此局/表-退回")
    assert home.nights[0].named("未归入部门/没有部门-退回")


def test_half_a_correction_answers_the_return_and_goes_back_with_what_is_left(home: Home) -> None:
    _, data = home.nights[1].named("退回", "规上工业研发费用")
    assert "已改正 1 处，仍未改正 2 处，新发现 2 处。" in page_text(data)
    assert [row[2].rpartition("!")[2] for row in page_rows(data)] == ["B9", "C10", "B7", "C7"]


def test_the_corrected_file_ends_the_loop_and_its_receipt_says_so(home: Home) -> None:
    last = home.nights[2]
    assert not [path for path in last.files if "退回" in path and "规上工业研发费用" in path]
    _, data = last.named(RECEIPT, "规上工业研发费用")
    assert "已改正 4 处，仍未改正 0 处，新发现 0 处。" in receipt_text(home, data)


def test_the_history_tells_of_every_return_which_file_answered_it_when_and_what_became_of_it(home: Home) -> None:
    kept = returns(home.installation.home)
    of_file = sorted((one for one in kept.values() if RD in one["path"]), key=lambda one: one["returned_at"])
    assert [
        (one["accepted"], one["findings"], one["fixed"], one["still_open"], one["newly_found"]) for one in of_file
    ] == [
        (False, 3, 1, 2, 2),
        (False, 4, 4, 0, 0),
        (True, 0, None, None, None),
    ]
    assert [one["answered_by"] for one in of_file] == [of_file[1]["submission_id"], of_file[2]["submission_id"], ""]
    assert [one["delivered_on"].day for one in of_file] == [20, 22, 26]
    assert [one["answered_on"] and one["answered_on"].day for one in of_file] == [22, 26, None]


def test_an_accepted_file_with_something_unusual_goes_back_as_a_question_and_gets_its_receipt_too(home: Home) -> None:
    _, data = home.nights[0].named("1-10月高新技术产业-退回")
    said = page_text(data)
    assert "本文件已经接收。" in said
    assert "须改正" not in said
    [row] = page_rows(data)
    assert row[1:3] == ["请核实", "高新技术产业!G11"]
    assert "核实之前这个数照常计入" in row[3]
    assert row[4:] == ["一般不超过 10，这里是 11.3", "统计局投资处", "city.investment_soars"]
    _, receipt = home.nights[0].named("1-10月高新技术产业-回执")
    assert "高新技术产业!G11|请核实|高新技术产业投资增速一般不超过 10%。" in receipt_text(home, receipt)


def test_a_row_that_was_set_aside_is_said_not_to_be_taken_though_its_file_is(home: Home) -> None:
    _, data = home.nights[0].named("孵化器名单-退回")
    [row] = page_rows(data)
    assert row[1] == "已搁置"
    assert row[2].endswith("!G6")
    assert "这里没有入库，文件的其余部分已经接收；请改正后重报。" in row[3]
    assert "已搁置（没有入库）1 项" in page_text(data)
    (home.root / "opened.xlsx").write_bytes(data)
    cell = openpyxl.load_workbook(home.root / "opened.xlsx").worksheets[1]["G6"]
    assert cell.fill.fgColor.rgb == RED
    assert cell.comment.text.startswith("【已搁置】")
    _, receipt = home.nights[0].named("孵化器名单", RECEIPT)
    said = receipt_text(home, receipt)
    assert "搁置 1 处" in said
    assert "搁置、没有入库的（1 处）" in said


def test_a_return_file_that_is_mended_and_sent_back_under_its_own_name_answers_itself(home: Home) -> None:
    second = home.nights[1]
    assert HIGHTECH not in [one["path"].rpartition("/")[2] for one in second.waiting]
    assert not [path for path in second.files if "1-10月高新技术产业-退回-" in path and RECEIPT not in path]
    receipts = [data for path, data in second.files.items() if "1-10月高新技术产业" in path and RECEIPT in path]
    assert len(receipts) == 2
    [last] = [
        said for data in receipts if "已改正 1 处，仍未改正 0 处，新发现 0 处。" in (said := receipt_text(home, data))
    ]
    assert f"取代|统计局/{HIGHTECH}" in last


def test_a_suspicious_number_that_is_confirmed_waits_no_more_and_its_return_goes(home: Home) -> None:
    asked = [any(one["path"] == f"统计局/{SEPTEMBER}" for one in night.waiting) for night in home.nights]
    assert asked == [True, True, False]
    of_september = [[path for path in night.files if "1-9月高新技术产业" in path] for night in home.nights]
    assert [len(paths) for paths in of_september] == [2, 2, 1]
    _, receipt = home.nights[2].named("1-9月高新技术产业", RECEIPT)
    assert "请核实" not in receipt_text(home, receipt)


def test_a_broken_file_and_its_correction_can_come_in_the_same_night(home: Home) -> None:
    first = home.nights[0]
    assert [path.rpartition("-")[0] for path in first.files if path.startswith("税务局/")] == [
        "税务局/加计扣除（修改）-回执"
    ]
    kept = returns(home.installation.home)
    [broken] = [one for one in kept.values() if one["path"] == "税务局/加计扣除.xlsx"]
    assert kept[broken["answered_by"]]["path"] == "税务局/加计扣除（修改）.xlsx"
    assert broken["fixed"] == broken["findings"] > 0
    assert (broken["still_open"], broken["newly_found"]) == (0, 0)


def test_what_is_not_answered_waits_and_what_is_answered_does_not(home: Home) -> None:
    waiting = [[one["path"].rpartition("/")[2] for one in night.waiting] for night in home.nights]
    assert sorted(waiting[0]) == sorted(
        [RD, "传输中断.xlsx", "表.xlsx", "没有部门.xlsx", HIGHTECH, SEPTEMBER, INCUBATORS]
    )
    assert RD in waiting[1]
    assert RD not in waiting[2]


def test_each_night_tells_how_many_went_out(home: Home) -> None:
    told = [
        (one.record.answers.returned, one.record.answers.receipts, one.record.answers.answered) for one in home.nights
    ]
    assert told == [(8, 5, 1), (1, 1, 2), (0, 2, 1)]
    assert [one.record.answers.failed for one in home.nights] == [[], [], []]


def test_what_did_not_change_is_not_written_again(home: Home) -> None:
    first = home.nights[0].named(RECEIPT, "技术合同")
    assert home.nights[2].named(RECEIPT, "技术合同") == first
    before = {path: (home.root / "returns" / path).stat().st_mtime_ns for path in home.nights[2].files}
    again = home.refresh()
    home.nights.pop()
    assert again.files == home.nights[2].files
    assert {path: (home.root / "returns" / path).stat().st_mtime_ns for path in again.files} == before
    assert (again.record.answers.returned, again.record.answers.receipts) == (0, 0)


def test_only_the_operating_account_can_read_what_goes_back(home: Home) -> None:
    folder = home.root / "returns"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.rglob("*.xlsx")} == {0o600}


def test_status_tells_for_how_many_days_a_return_has_waited(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("STI_REGION", HOME_REGION)
        patch.setattr(clock, "utc_now", lambda: dt.datetime(2020, 12, 1, tzinfo=dt.UTC))
        assert run(["status", "--home", str(home.root), "--json"]) == 0
    found = {one["path"]: one for one in json.loads(capsys.readouterr().out)["returned"]}
    cut_short = found["统计局/传输中断.xlsx"]
    assert (cut_short["returned_on"], cut_short["days"], cut_short["findings"]) == ("2020-11-20", 11, 1)
    assert (home.root / "returns" / cut_short["file"]).exists()
    assert f"统计局/{RD}" not in found


# -- receipts


def receipt_text(home: Home, data: bytes) -> str:
    return "\n".join("|".join(str(cell) for cell in row if cell is not None) for row in receipt_rows(home, data))


def receipt_rows(home: Home, data: bytes) -> list[tuple[Any, ...]]:
    path = home.root / "receipt.xlsx"
    path.write_bytes(data)
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == [RECEIPT]
    return list(book.worksheets[0].iter_rows(values_only=True))


def test_the_receipt_of_a_table_tells_period_regions_and_the_number_of_the_whole(home: Home) -> None:
    _, data = home.nights[2].named(RECEIPT, "规上工业研发费用")
    said = receipt_text(home, data)
    assert "期间|2020-01/2020-10" in said
    assert "地区|绍兴市、越城区" in said
    rows = receipt_rows(home, data)
    numbers = rows[next(number for number, row in enumerate(rows) if row[0] == "指标") + 1 :]
    assert [row[6].partition("、")[0] for row in numbers] == [f"规上研发!{column}7" for column in "BCDEF"]
    spent = numbers[0]
    assert spent[:4] == ("规上工业企业研发经费", "水平", "2020-01/2020-10", 8)
    good = openpyxl.load_workbook(home.root / "inbox" / "统计局" / RD).worksheets[0]
    assert spent[4] == good["B7"].value  # in the people's units, as the sheet has it
    assert spent[5] == "万元"


def test_the_receipt_of_a_ledger_tells_rows_and_sums_under_the_names_of_its_columns(home: Home) -> None:
    _, data = home.nights[0].named(RECEIPT, "技术合同")
    rows = receipt_rows(home, data)
    [total] = [row for row in rows if row[0] == "成交总额"]
    sheet = openpyxl.load_workbook(home.root / "inbox" / "科技局" / CONTRACTS).worksheets[0]
    [own] = [row for row in sheet.iter_rows(values_only=True) if row[0] == "合计"]
    assert f"{total[3]}项" == own[1]
    assert total[4] == own[8]
    said = receipt_text(home, data)
    assert f"台账记录 {total[3]} 条" in said
    assert "取代|没有取代以前的文件" in said
