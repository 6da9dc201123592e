"""Of a file of another format an .xlsx of the same cells goes back; of one that cannot be opened, the page alone."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest

from expectations.returns import writing
from expectations.returns.marking import Job
from sources.readers.formats import read_workbook
from sources.sandbox import Limits
from tests.expectations.returns.files import (
    EXCEL_97,
    PAGE,
    RED,
    finding,
    heading,
    links,
    opened,
    page_rows,
    page_text,
    parts,
    returned,
)
from tests.sources.readers.papers import pdf, word
from tests.sources.readers.test_formats import utf16
from tests.sources.readers.test_workbooks_of_other_programs import PAGE as WEB_PAGE
from tests.sources.readers.test_workbooks_of_other_programs import XML_2003, ods
from tests.sources.submissions import SHEETS, needs_shared, workbook

CSV = '地区,本期,编号,占比\r\n越城区,12.5,007,12.50\r\n柯桥区,"约\r\n一百",110108199001011234567,_x0041_\r\n'


def values(made: Any, sheet: str) -> dict[str, Any]:
    return {
        cell.coordinate: cell.value for row in opened(made)[sheet].iter_rows() for cell in row if cell.value is not None
    }


def test_a_workbook_of_excel_97_goes_back_with_its_values_formats_merges_and_what_it_hides() -> None:
    made = returned(EXCEL_97, finding("登记!B5"), name="登记.xls")
    assert made.suffix == ".xlsx"
    book = opened(made)
    assert book.sheetnames == [PAGE, "登记", "备查"]
    assert book["备查"].sheet_state == "hidden"
    sheet = book["登记"]
    assert values(made, "登记") == {
        "A1": "技术合同登记",
        **{"A3": "编号", "B3": "金额", "C3": "增速", "D3": "日期"},
        **{"A4": "0017", "B4": 12.5, "C4": 0.125, "D4": dt.datetime(2020, 3, 5)},
        **{"A5": "2020", "B5": "约一百", "C5": -0.02},
    }
    assert (sheet["C5"].number_format, sheet["D4"].number_format) == ("0.0%", "yyyy/m/d")
    assert [str(one) for one in sheet.merged_cells.ranges] == ["A1:D1"]
    assert [number for number, row in sheet.row_dimensions.items() if row.hidden] == [4]
    assert sheet.column_dimensions["C"].hidden
    assert (sheet["B5"].fill.fgColor.rgb, sheet["B5"].comment.author) == (RED, PAGE)
    assert links(made) == {"登记!B5": "'登记'!B5"}


def test_a_number_that_was_typed_as_text_stays_a_text() -> None:
    assert opened(returned(EXCEL_97, finding("登记!B5"), name="登记.xls"))["登记"]["A5"].data_type == "s"


@needs_shared
def test_a_real_workbook_of_excel_97_is_read_after_marking_as_before() -> None:
    data = (SHEETS / "zj-incubators.xls").read_bytes()
    before = read_workbook(data, "a.xls").sheets
    made = returned(data, finding(f"{before[0].name}!D3"), name="孵化器.xls")
    after = read_workbook(made.data, "a.xlsx").sheets
    assert [sheet.name for sheet in after] == [PAGE, *(sheet.name for sheet in before)]
    for one, other in zip(before, after[1:], strict=True):
        assert {r: {c: cell.value for c, cell in row.items()} for r, row in one.rows.items()} == {
            r: {c: cell.value for c, cell in row.items()} for r, row in other.rows.items()
        }
        assert set(one.merged) == set(other.merged)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_the_cells_of_a_text_with_commas_go_back_and_no_digit_is_lost(encoding: str) -> None:
    made = returned(CSV.encode(encoding), finding("B3"), name="月报.csv")
    after = read_workbook(made.data, "a.xlsx").sheets[1]
    assert [[cell.raw for cell in row.values()] for row in after.rows.values()] == [
        ["地区", "本期", "编号", "占比"],
        ["越城区", "12.5", "007", "12.50"],
        ["柯桥区", "约\r\n一百", "110108199001011234567", "_x0041_"],
    ]
    seen = values(made, "月报")
    assert (seen["B2"], seen["C2"], seen["D2"], seen["C3"]) == (12.5, "007", "12.50", "110108199001011234567")
    assert opened(made)["月报"]["B3"].comment
    assert links(made) == {"B3": "'月报'!B3"}


@pytest.mark.parametrize(
    ("data", "name", "sheet", "cells"),
    [
        pytest.param(ods(), "表.ods", "表", {"A1": "题 A", "A4": "甲\n乙", "B4": 0.3, "C4": 0.125}, id="ods"),
        pytest.param(
            XML_2003.format(encoding="gb2312").encode("gbk"), "表.xls", "表", {"A4": "甲\n乙", "B4": 0.3}, id="xml"
        ),
        pytest.param(
            WEB_PAGE.format(encoding="gb2312").encode("gbk"), "导出.xls", "导出", {"A1": "题 A", "B4": 0.3}, id="web"
        ),
    ],
)
def test_the_cells_of_other_programs_files_go_back(data: bytes, name: str, sheet: str, cells: dict[str, Any]) -> None:
    place = "B4" if name == "导出.xls" else f"{sheet}!B4"
    made = returned(data, finding(place), name=name)
    assert cells.items() <= values(made, sheet).items()
    after = opened(made)[sheet]
    assert after["C4"].number_format == "0.0%"
    assert after.row_dimensions[4].hidden
    assert [str(one) for one in after.merged_cells.ranges] == ["A1:C1"]
    assert after["B4"].comment
    assert links(made) == {f"{place}（所在行或列已隐藏）": f"'{sheet}'!B4"}


def test_an_error_that_excel_does_not_know_goes_back_as_the_text_that_it_is() -> None:
    cell = '<table:table-cell table:formula="of:=1/0" office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    row = f"<table:table-row>{cell.format('Err:502')}{cell.format('#DIV/0!')}</table:table-row>"
    made = returned(ods(row), finding("表!A1"), name="表.ods")
    sheet = opened(made)["表"]
    assert (sheet["A1"].value, sheet["A1"].data_type) == ("Err:502", "s")
    assert (sheet["B1"].value, sheet["B1"].data_type) == ("#DIV/0!", "e")


def test_names_that_excel_does_not_allow_are_changed_and_links_still_lead_there() -> None:
    rows = '<table:table-row><table:table-cell office:value-type="float" office:value="1"/></table:table-row>'
    data = ods(rows)
    content = parts(data)["content.xml"].replace(
        '"表"'.encode(), '"甲/乙[一二三四五六七八九十一二三四五六七八九十一二三四五]"'.encode()
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, part in (parts(data) | {"content.xml": content}).items():
            archive.writestr(name, part)
    sheet = "甲/乙[一二三四五六七八九十一二三四五六七八九十一二三四五]"
    made = returned(out.getvalue(), finding(f"{sheet}!A1"), name="表.ods")
    [(_, link)] = links(made).items()
    name, _, cell = link.rpartition("!")
    assert cell == "A1"
    assert opened(made)[name.strip("'")]["A1"].value == 1
    assert len(name.strip("'")) <= 31


def test_blank_leading_rows_keep_their_place() -> None:
    page = "<table><tr></tr><tr></tr><tr><td></td><td>甲</td></tr></table>"
    made = returned(page.encode(), finding("B3"), name="导出.xls")
    assert values(made, "导出") == {"B3": "甲"}


# -- the page alone

REPORT = (
    "一、总体情况\n2020年1-10月，全市规上工业研发费用129.56亿元，同比增长12.0%。\n二、联系人\n张三，电话13812345678。"
)


def test_a_report_gets_the_page_with_the_words_that_stand_at_each_place() -> None:
    start = REPORT.index("129.56亿元")
    made = returned(REPORT.encode(), finding(f"#{start}:{start + 8}", sentence="单位可疑。"), name="报告.txt")
    assert opened(made).sheetnames == [PAGE]
    [row] = page_rows(made)
    assert row[2] == f"第2段（全文第 {start + 1}–{start + 8} 字）"
    assert row[3] == "单位可疑。\n原文：1-10月，全市规上工业研发费用【129.56亿元】，同比增长12.0%。"
    assert links(made) == {}


@pytest.mark.parametrize("name", ["报告.docx", "报告.pdf"])
def test_a_document_gets_the_page_with_quotes_too(name: str) -> None:
    lines = REPORT.split("\n")
    data = word(*lines) if name.endswith("docx") else pdf(*lines)
    from sources.readers.documents import read_prose

    text = read_prose(data, name).text
    start = text.index("129.56")
    [row] = page_rows(returned(data, finding(f"#{start}:{start + 8}"), name=name))
    assert "【129.56亿元】" in row[3]
    assert "段" in row[2]


def test_a_quotation_tells_no_number_of_a_person_nor_a_part_of_one() -> None:
    start = REPORT.index("电话")
    said = page_text(returned(REPORT.encode(), finding(f"#{start}:{start + 13}"), name="报告.txt"))
    assert "13812345678" not in said
    assert "***" in said
    text = "身份证号110108199001011234，研发费用一百万元，身份证号110108199001011234，完。"
    at = text.index("一百")
    for around in range(6):
        said = page_text(returned(text.encode(), finding(f"#{at - around}:{at + 2 + around}"), name="报告.txt"))
        assert "【" in said
        assert not re.search(r"11010|01123", said)


def test_a_place_that_is_not_in_the_text_is_told_as_it_is() -> None:
    [row] = page_rows(returned(REPORT.encode(), finding("#5000:5010"), name="报告.txt"))
    assert row[2] == "#5000:5010"


def bomb() -> bytes:
    out = io.BytesIO(workbook(("表", [["甲"]])))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/zeros.bin", bytes(20_000_000))
    return out.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(utf16("EncryptedPackage"), id="password"),
        pytest.param(workbook(("表", [["甲"]]))[:-200], id="cut short"),
        pytest.param(bomb(), id="bomb"),
        pytest.param(b"", id="empty"),
        pytest.param(bytes(range(256)), id="noise"),
    ],
)
def test_a_file_that_cannot_be_opened_gets_the_page_alone(data: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sources.readers.archive._SMALL", 1_000_000)
    made = returned(data, finding(rule="sources.damaged_workbook", sentence="打不开。"), finding("表!A1"))
    assert opened(made).sheetnames == [PAGE]
    assert made.suffix == ".xlsx"
    assert links(made) == {}
    assert [row[2:4] for row in page_rows(made)] == [["整个文件", "打不开。"], ["表!A1", "这里应当是数。"]]
    assert "这个文件不能在原处标注" in page_text(made)


def test_a_file_whose_marking_takes_too_long_goes_back_as_the_page_alone_and_the_others_marked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half a million cells against half a second; what a child died of while reading is not opened again at all."""
    large, small = tmp_path / "large", tmp_path / "small"
    large.write_bytes(("甲,1,2,3,4\n" * 100_000).encode())
    small.write_bytes(workbook(("表", [["甲"]])))
    jobs = [
        Job(large, "大.csv", heading(), (finding("A1"),)),
        Job(small, "小.xlsx", heading(), (finding("表!A1"),)),
        Job(small, "小.xlsx", heading(), (finding(rule="sources.out_of_memory"),)),
    ]
    monkeypatch.setattr(writing, "_LIMITS", Limits(seconds=0.5, memory_mb=1500))
    made = list(writing._made(jobs[:1]))
    monkeypatch.setattr(writing, "_LIMITS", Limits(seconds=60, memory_mb=1500))
    made += writing._made(jobs[1:])
    assert [opened(one).sheetnames for one in made] == [[PAGE], [PAGE, "表"], [PAGE]]


def test_the_page_alone_names_the_file_its_department_and_the_day() -> None:
    said = page_text(returned(b"", finding(rule="sources.empty_file")))
    one = heading()
    for told in (one.department, one.path, one.dataset, one.submission_id, "2020-11-05"):
        assert told in said
