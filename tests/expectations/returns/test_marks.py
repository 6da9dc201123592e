"""A workbook goes back with its bad cells marked, and nothing else about it is changed."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace

import openpyxl
import pytest
from lxml import etree
from openpyxl.comments import Comment

from expectations.findings import FilePlace, Finding
from expectations.returns import package
from tests.expectations.returns.files import (
    MAIN,
    PAGE,
    RED,
    YELLOW,
    elements,
    finding,
    links,
    look,
    opened,
    page_rows,
    page_text,
    parts,
    returned,
    rewritten,
    rich_workbook,
)
from tests.sources.submissions import changed, saved, workbook

RICH = rich_workbook()
TEXT = finding(
    "规上研发!C8", rule="sources.text_for_number", sentence="这里应当是数，却是“约一百”。", expected="一个数"
)
GROWTH = finding("规上研发!C7", "规上研发!D7", rule="rd.growth", severity="warning", sentence="增长不应超过 10%。")
HEAD = finding("规上研发!C4", rule="sources.unit_nowhere", sentence="没有写单位。")
MARKED = returned(RICH, TEXT, GROWTH, HEAD)


def test_the_page_is_the_first_sheet_and_the_one_that_is_seen_on_opening() -> None:
    book = opened(MARKED)
    assert book.sheetnames == [PAGE, "规上研发", "附表", "底稿"]
    assert book.active.title == PAGE
    assert [one.title for one in book.worksheets if one.sheet_view.tabSelected] == [PAGE]


def test_a_marked_cell_has_a_fill_a_frame_and_a_comment_that_says_rule_sentence_expectation_and_who() -> None:
    cell = opened(MARKED)["规上研发"]["C8"]
    assert cell.value == "约一百"
    assert (cell.fill.fill_type, cell.fill.fgColor.rgb) == ("solid", RED)
    assert {getattr(cell.border, side).style for side in ("left", "right", "top", "bottom")} == {"medium"}
    assert cell.comment.text.split("\n") == [
        "【须改正】这里应当是数，却是“约一百”。",
        "应当：一个数",
        "由谁改正：统计局",
        "规则：sources.text_for_number",
    ]
    assert cell.comment.author == PAGE


def test_what_is_to_be_checked_looks_otherwise_than_what_is_to_be_corrected_without_its_colour_too() -> None:
    cell = opened(MARKED)["规上研发"]["C7"]
    assert cell.fill.fgColor.rgb == YELLOW
    assert cell.border.left.style == "mediumDashed"
    assert cell.comment.text.startswith("【请核对】")


def test_only_fill_and_border_of_a_marked_cell_change() -> None:
    before, after = openpyxl.load_workbook(io.BytesIO(RICH))["规上研发"], opened(MARKED)["规上研发"]
    for place in ("C7", "C8", "C4", "D7"):
        assert look(before[place], but=("fill", "border")) == look(after[place], but=("fill", "border")), place
    assert after["C7"].font.i
    assert after["C7"].alignment.indent == 1
    assert not after["C7"].protection.locked


def test_cells_that_no_finding_names_are_as_they_were() -> None:
    before, after = openpyxl.load_workbook(io.BytesIO(RICH)), opened(MARKED)
    named = {("规上研发", place) for place in ("C7", "C8", "C4", "D4", "E4", "D7")}
    for sheet in before.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if (sheet.title, cell.coordinate) not in named:
                    assert look(cell) == look(after[sheet.title][cell.coordinate]), (sheet.title, cell.coordinate)


def test_of_the_package_only_what_a_mark_needs_is_touched() -> None:
    before, after = parts(RICH), parts(MARKED.data)
    touched = {name for name in before if before[name] != after[name]}
    assert touched == {
        "[Content_Types].xml",
        "xl/workbook.xml",
        "xl/_rels/workbook.xml.rels",
        "xl/styles.xml",
        "xl/worksheets/sheet1.xml",
        "xl/worksheets/sheet2.xml",  # was the selected one
        "xl/comments/comment1.xml",
        "xl/drawings/commentsDrawing1.vml",
    }
    assert set(after) - set(before) == {"xl/worksheets/sheetR1.xml"}
    assert after["xl/worksheets/sheet2.xml"] == before["xl/worksheets/sheet2.xml"].replace(b' tabSelected="1"', b"")


def test_the_xml_of_a_marked_sheet_differs_in_the_looks_of_its_cells_only() -> None:
    before, after = parts(RICH)["xl/worksheets/sheet1.xml"], parts(MARKED.data)["xl/worksheets/sheet1.xml"]
    assert list(elements(before)) == list(elements(after))


def test_heights_widths_filters_choices_names_pictures_and_prints_survive() -> None:
    book = opened(MARKED)
    sheet = book["规上研发"]
    assert (sheet.row_dimensions[3].height, sheet.row_dimensions[8].hidden) == (33, True)
    assert (sheet.column_dimensions["B"].width, sheet.column_dimensions["D"].hidden) == (23.5, True)
    assert sheet.freeze_panes == "C6"
    assert sorted(map(str, sheet.merged_cells.ranges)) == ["B3:F3", "B4:B5", "C4:E4"]
    assert [str(one.sqref) for one in sheet.conditional_formatting] == ["C6:C8"]
    [choices] = sheet.data_validations.dataValidation
    assert (str(choices.sqref), choices.formula1) == ("F6:F8", '"快报,年报"')
    assert sheet.auto_filter.ref == "B5:F8"
    assert sheet.protection.sheet
    assert len(sheet._images) == 1
    assert len(book["附表"]._charts) == 1
    assert book["附表"]["B1"].hyperlink.target == "https://example.com/"
    assert book["底稿"].sheet_state == "hidden"
    assert book.defined_names["研发费用"].attr_text == "规上研发!$C$6:$C$8"
    assert sheet["E7"].value == "=C7/D7-1"


def test_names_that_belong_to_a_sheet_stay_with_it_though_one_more_sheet_stands_before_it() -> None:
    book = opened(MARKED)
    assert book["规上研发"].print_area == "'规上研发'!$B$3:$F$8"
    assert book["附表"].print_title_rows == "$1:$1"
    assert book[PAGE].print_area == ""


def test_the_comments_of_others_stay_and_ours_stands_below() -> None:
    sheet = opened(MARKED)["规上研发"]
    assert (sheet["D6"].comment.text, sheet["D6"].comment.author) == ("去年的数已经审计。", "王处长")
    said = sheet["D7"].comment.text
    assert said.startswith("初步数。\n")
    assert "增长不应超过 10%。" in said
    assert sheet["D7"].comment.author == "王处长"


def test_a_merged_range_is_marked_as_a_whole_and_commented_once() -> None:
    assert opened(MARKED)["规上研发"]["C4"].fill.fgColor.rgb == RED
    cells = etree.fromstring(parts(MARKED.data)["xl/worksheets/sheet1.xml"]).iter(f"{MAIN}c")
    looks = {cell.get("r"): cell.get("s") for cell in cells}
    assert looks["C4"] == looks["D4"] == looks["E4"] != looks["F4"]
    listed = re.findall(rb'<comment ref="(\w+)"', parts(MARKED.data)["xl/comments/comment1.xml"])
    assert listed == [b"C4", b"D6", b"C7", b"D7", b"C8"]


def test_a_finding_inside_a_merged_range_is_told_at_its_first_cell() -> None:
    made = returned(RICH, finding("规上研发!E4"))
    sheet = opened(made)["规上研发"]
    assert sheet["C4"].comment is not None
    assert links(made) == {"规上研发!E4": "'规上研发'!E4"}


def test_every_comment_has_a_box_to_be_shown_in() -> None:
    for data in (MARKED.data, returned(workbook(("表", [[1, 2]])), finding("表!A1"), finding("表!B1")).data):
        found = parts(data)
        comments = b"".join(part for name, part in found.items() if "comments" in name and name.endswith(".xml"))
        boxes = b"".join(part for name, part in found.items() if name.endswith(".vml"))
        places = {package.place_of(ref.decode()) for ref in re.findall(rb'<comment ref="(\w+)"', comments)}
        rows, columns = re.findall(rb"Row>(\d+)<", boxes), re.findall(rb"Column>(\d+)<", boxes)
        assert {(int(row) + 1, int(column) + 1) for row, column in zip(rows, columns, strict=True)} == places
        assert boxes.count(b'id="_x0000_t202"') == 1
        identifiers = re.findall(rb'shape [^>]*id="(\w+)"', boxes)
        assert len(identifiers) == len(set(identifiers)) == len(places)


def test_links_lead_to_the_cells() -> None:
    assert links(MARKED) == {
        "规上研发!C8（所在行或列已隐藏）": "'规上研发'!C8",
        "规上研发!C4": "'规上研发'!C4",
        "规上研发!C7": "'规上研发'!C7",
        "规上研发!D7（所在行或列已隐藏）": "'规上研发'!D7",
    }


def test_a_link_to_a_sheet_with_quotes_in_its_name_is_quoted_as_excel_does() -> None:
    made = returned(workbook(("企业's 名单", [["甲"]])), finding("企业's 名单!A1"))
    assert links(made) == {"企业's 名单!A1": "'企业''s 名单'!A1"}
    assert opened(made)["企业's 名单"]["A1"].comment


def test_a_finding_on_a_sheet_as_such_leads_to_the_sheet_and_one_of_the_file_leads_nowhere() -> None:
    sheet = Finding("sources.missing_column", "critical", "缺少“地区”。", "x", (FilePlace("规上研发", ""),))
    made = returned(RICH, sheet, finding(rule="sources.no_contract_fits"))
    assert links(made) == {"规上研发": "'规上研发'!A1"}
    assert [row[2] for row in page_rows(made)] == ["规上研发", "整个文件"]


def test_the_page_does_not_promise_marks_where_no_cell_is_in_question() -> None:
    said = page_text(returned(RICH, finding(rule="sources.no_contract_fits")))
    assert "鼠标停在上面" not in said
    assert "后面的工作表没有改动" in said
    assert "鼠标停在上面" in page_text(MARKED)


def test_a_finding_on_a_hidden_sheet_says_so() -> None:
    made = returned(RICH, finding("底稿!A1"))
    assert links(made) == {"底稿!A1（所在工作表已隐藏，取消隐藏后可见）": "'底稿'!A1"}
    assert opened(made)["底稿"].sheet_state == "hidden"


def test_a_cell_that_is_blank_is_marked_in_the_style_of_its_row_or_column() -> None:
    def format_column(sheet: openpyxl.worksheet.worksheet.Worksheet) -> None:
        sheet.column_dimensions["C"].number_format = "0.00%"
        sheet.row_dimensions[9].number_format = "yyyy-mm"

    made = returned(changed(workbook(("表", [[1]])), format_column), finding("表!C4", "表!B9", "表!A2"))
    sheet = opened(made)["表"]
    assert [sheet[place].number_format for place in ("C4", "B9", "A2")] == ["0.00%", "yyyy-mm", "General"]
    assert [sheet[place].value for place in ("C4", "B9", "A2")] == [None] * 3
    assert all(sheet[place].comment for place in ("C4", "B9", "A2"))


def test_several_findings_of_one_cell_stand_in_one_comment_and_the_worst_decides_its_look() -> None:
    made = returned(RICH, finding("规上研发!C6", severity="warning", rule="a.b"), finding("规上研发!C6", rule="c.d"))
    cell = opened(made)["规上研发"]["C6"]
    assert cell.fill.fgColor.rgb == RED
    assert cell.comment.text.count("【") == 2
    assert "规则：a.b" in cell.comment.text
    assert "规则：c.d" in cell.comment.text


def test_what_is_for_information_or_could_not_be_judged_marks_nothing() -> None:
    info = finding("规上研发!C6", severity="info", rule="sources.hidden_parts")
    unjudged = replace(finding("规上研发!C7", rule="rd.sum"), error="division by zero")
    made = returned(RICH, info, unjudged, TEXT)
    sheet = opened(made)["规上研发"]
    assert sheet["C6"].comment is None
    assert sheet["C7"].comment is None
    assert [row[-1] for row in page_rows(made)] == ["sources.text_for_number"]


def test_the_same_file_and_findings_give_the_same_bytes() -> None:
    assert returned(RICH, TEXT, GROWTH, HEAD) == MARKED


def test_a_workbook_with_macros_keeps_them_and_a_name_under_which_it_opens() -> None:
    types = parts(RICH)["[Content_Types].xml"].replace(
        b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
        b"application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    )
    macros = rewritten(RICH, {"[Content_Types].xml": types, "xl/vbaProject.bin": b"macros"})
    made = returned(macros, TEXT, name="月报.xlsm")
    assert made.suffix == ".xlsm"
    assert parts(made.data)["xl/vbaProject.bin"] == b"macros"
    assert MARKED.suffix == ".xlsx"


def test_a_chart_sheet_before_the_others_is_neither_lost_nor_left_selected() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook(("表", [[1], [2]]))))
    chart_sheet = book.create_chartsheet("图", 0)
    chart_sheet.add_chart(openpyxl.chart.BarChart())
    chart_sheet.sheetViews.sheetView[0].tabSelected = True
    made = returned(saved(book), finding("表!A2"))
    assert opened(made).sheetnames == [PAGE, "图", "表"]
    assert b"tabSelected" not in parts(made.data)["xl/chartsheets/sheet1.xml"]
    again = returned(made.data, finding("表!A1"))
    assert opened(again).sheetnames == [PAGE, "图", "表"]
    assert opened(again).active.title == PAGE


def test_a_return_that_comes_back_itself_loses_its_old_marks_and_gets_the_new_ones() -> None:
    def half_mended(sheet: openpyxl.worksheet.worksheet.Worksheet) -> None:
        sheet["C8"] = 9.5

    book = opened(MARKED)
    half_mended(book["规上研发"])
    book.move_sheet(PAGE, 2)
    book[PAGE].sheet_state = "hidden"
    again = returned(saved(book), GROWTH, finding("附表!A1"))
    after = opened(again)
    assert after.sheetnames == [PAGE, "规上研发", "附表", "底稿"]
    assert after[PAGE].sheet_state == "visible"
    sheet = after["规上研发"]
    assert sheet["C8"].fill.fill_type is None
    assert sheet["C8"].comment.text == "以前退回时标出的；这次没有再发现问题。"
    assert sheet["C4"].fill.fill_type is None
    assert sheet["C7"].fill.fgColor.rgb == YELLOW
    assert sheet["C7"].comment.text.count("增长不应超过 10%。") == 1
    assert sheet["D7"].comment.text.count("增长不应超过 10%。") == 1
    assert sheet["D7"].comment.text.startswith("初步数。")
    assert [row[-1] for row in page_rows(again)] == ["rd.growth"] * 3
    assert sheet.print_area == "'规上研发'!$B$3:$F$8"


def test_our_words_leave_a_comment_of_somebody_else_once_its_cell_is_right() -> None:
    sheet = opened(returned(MARKED.data, TEXT))["规上研发"]
    assert sheet["D7"].comment.text == "初步数。"
    assert sheet["D7"].fill.fill_type is None


def test_sentences_may_hold_what_no_xml_can() -> None:
    odd = finding("规上研发!C8", sentence="值是“\x00\x0b\ufffe_x0041_<&>”。", expected="\ud800一")
    made = returned(RICH, odd)
    assert opened(made)["规上研发"]["C8"].comment.text.startswith("【须改正】值是“_x005F_x0041_<&>”。")
    assert b"_x005F_x0041_&lt;&amp;&gt;" in parts(made.data)["xl/worksheets/sheetR1.xml"]


def test_a_workbook_written_in_another_way_is_marked_too() -> None:
    """Elements with a prefix, absolute targets, no numbers on rows and cells: allowed, and found in the field."""
    data = workbook(("表", [["甲", 1], ["乙", 2]]))
    sheet = parts(data)["xl/worksheets/sheet1.xml"].replace(b"xmlns=", b"xmlns:x=")
    sheet = re.sub(rb"<(/?)(?=[a-zA-Z])", rb"<\1x:", sheet)
    sheet = re.sub(rb'<x:(row|c) r="\w+"', rb"<x:\1", sheet)
    made = returned(rewritten(data, {"xl/worksheets/sheet1.xml": sheet}), finding("表!B2"), finding("表!D1"))
    after = opened(made)["表"]
    assert after["B2"].comment
    assert after["D1"].comment
    assert [[cell.value for cell in row] for row in after.iter_rows(max_col=2)] == [["甲", 1], ["乙", 2]]


def test_a_drawing_of_boxes_that_has_no_shape_for_notes_gets_one() -> None:
    book = openpyxl.Workbook()
    book.worksheets[0]["A1"].comment = Comment("看过", "王")
    data = saved(book)
    drawing = parts(data)["xl/drawings/commentsDrawing1.vml"]
    bare = re.sub(rb"<v:shapetype.*?</v:shapetype>", b"", drawing, flags=re.DOTALL)
    made = returned(rewritten(data, {"xl/drawings/commentsDrawing1.vml": bare}), finding("Sheet!B2"))
    assert b'id="_x0000_t202"' in parts(made.data)["xl/drawings/commentsDrawing1.vml"]
    assert opened(made)["Sheet"]["A1"].comment.text == "看过"


@pytest.mark.parametrize("dropped", ["xl/styles.xml"])
def test_a_workbook_that_lacks_what_marks_need_goes_back_as_its_cells(dropped: str) -> None:
    data = workbook(("表", [["甲", 1.5]]))
    kept = {name: part for name, part in parts(data).items() if name != dropped}
    rels = re.sub(rb"<Relationship [^>]*styles[^>]*/>", b"", kept["xl/_rels/workbook.xml.rels"])
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, part in (kept | {"xl/_rels/workbook.xml.rels": rels}).items():
            archive.writestr(name, part)
    sheet = opened(returned(out.getvalue(), finding("表!B1")))["表"]
    assert [cell.value for cell in sheet[1]] == ["甲", 1.5]
    assert sheet["B1"].comment


def test_marks_beyond_a_thousand_are_listed_and_not_drawn() -> None:
    data = workbook(("表", [[number] for number in range(1100)]))
    made = returned(data, finding(*(f"表!A{row}" for row in range(1, 1101)), failing=5000))
    comments = next(part for name, part in parts(made.data).items() if "comments" in name and name.endswith(".xml"))
    assert comments.count(b"<comment ") == 1000
    rows = page_rows(made)
    assert len(rows) == 201
    assert rows[-1][2] == "另有 4800 处，未逐一列出"
