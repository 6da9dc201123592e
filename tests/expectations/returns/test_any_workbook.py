"""Whatever a workbook holds and whatever is found in it: after marking it opens, what is not marked is as it was."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import openpyxl
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import range_boundaries

from sources.readers.cells import address
from tests.expectations.returns.files import PAGE, elements, finding, look, opened, parts, returned
from tests.sources.submissions import saved

ROWS, COLUMNS = 8, 6
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=8)
VALUES = st.one_of(
    st.integers(-(10**9), 10**9),
    st.floats(allow_nan=False, allow_infinity=False, width=32),
    TEXTS,
    st.booleans(),
    st.dates(dt.date(1990, 1, 1), dt.date(2030, 1, 1)),
    st.sampled_from(["=SUM(A1:B2)", "=1/0", "#N/A"]),
)
PLACES = st.tuples(st.integers(1, ROWS), st.integers(1, COLUMNS))
FILLS = st.sampled_from(["FFFF0000", "FF00B0F0", "FFFFC7CE"]).map(lambda colour: PatternFill("solid", fgColor=colour))
BORDERS = st.sampled_from(["thin", "double"]).map(lambda style: Border(left=Side(style=style), top=Side(style=style)))
STYLES = st.fixed_dictionaries(
    {},
    optional={
        "fill": FILLS,
        "border": BORDERS,
        "font": st.booleans().map(lambda bold: Font(name="楷体", bold=bold, size=13)),
        "alignment": st.sampled_from(["left", "center"]).map(lambda side: Alignment(horizontal=side, wrap_text=True)),
        "number_format": st.sampled_from(["0.0%", "#,##0.00", "yyyy-mm-dd", '0"户"', "@"]),
    },
)
AREAS = st.tuples(PLACES, PLACES).map(
    lambda two: (
        min(two[0][0], two[1][0]),
        max(two[0][0], two[1][0]),
        min(two[0][1], two[1][1]),
        max(two[0][1], two[1][1]),
    )
)
SHEETS = st.fixed_dictionaries(
    {
        "cells": st.dictionaries(PLACES, st.tuples(VALUES, STYLES), max_size=12),
        "merged": st.lists(AREAS, max_size=3),
        "comments": st.dictionaries(PLACES, TEXTS.filter(str.strip), max_size=2),
        "hidden_rows": st.sets(st.integers(1, ROWS), max_size=2),
        "wide": st.dictionaries(st.sampled_from("ABCDEF"), st.floats(3, 60), max_size=2),
        "hidden": st.booleans(),
    }
)
NOTHING: dict[str, Any] = {
    "cells": {},
    "merged": [],
    "comments": {},
    "hidden_rows": set(),
    "wide": {},
    "hidden": False,
}
FINDINGS = st.lists(
    st.tuples(st.integers(0, 2), PLACES, st.sampled_from(["critical", "warning", "info"]), TEXTS, st.booleans()),
    max_size=6,
)


def made_of(sheets: list[dict[str, Any]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for number, one in enumerate(sheets):
        sheet = book.create_sheet(f"表 {number}")
        for (row, column), (value, style) in one["cells"].items():
            cell = sheet.cell(row, column, value)
            for name, drawn in style.items():
                setattr(cell, name, drawn)
        free = {(row, column) for row in range(1, ROWS + 1) for column in range(1, COLUMNS + 1)}
        for top, bottom, left, right in one["merged"]:
            area = {(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)}
            if len(area) > 1 and area <= free:
                sheet.merge_cells(start_row=top, end_row=bottom, start_column=left, end_column=right)
                free -= area
        for (row, column), text in one["comments"].items():
            if (row, column) in free:
                sheet.cell(row, column).comment = Comment(text, "某人")
        for row in one["hidden_rows"]:
            sheet.row_dimensions[row].hidden = True
        for column, width in one["wide"].items():
            sheet.column_dimensions[column].width = width
        if one["hidden"] and number:
            sheet.sheet_state = "hidden"
    return saved(book)


def named(sheet: Any, findings: list[Any], number: int) -> dict[str, list[str]]:
    """The cells that are marked -> the sentences of their comments, where they have one of ours."""
    marks: dict[str, list[str]] = {}
    for of_sheet, (row, column), severity, sentence, _ in findings:
        if of_sheet != number or severity == "info":
            continue
        area = next((str(one) for one in sheet.merged_cells.ranges if (row, column) in set(cells_of(str(one)))), None)
        places = cells_of(area) if area else [(row, column)]
        for place in places:
            marks.setdefault(address(*place), [])
        marks[address(*places[0])].append(sentence)
    return marks


def cells_of(area: str) -> list[tuple[int, int]]:
    left, top, right, bottom = range_boundaries(area)
    return [(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(SHEETS, min_size=1, max_size=3), FINDINGS)
@example([NOTHING], [])
@example([NOTHING | {"cells": {(1, 1): (1.000000062271131e28, {})}}], [])
def test_any_workbook_opens_after_marking_and_what_is_not_marked_is_the_same(
    sheets: list[dict[str, Any]], found: list[Any]
) -> None:
    data = made_of(sheets)
    findings = [
        finding(f"表 {of_sheet}!{address(*place)}", severity=severity, sentence=sentence, suspicious=suspicious)
        for of_sheet, place, severity, sentence, suspicious in found
    ]
    made = returned(data, *findings)
    before, after = openpyxl.load_workbook(io.BytesIO(data)), opened(made)
    assert after.sheetnames == [PAGE, *before.sheetnames]
    for number, sheet in enumerate(before.worksheets):
        other, marks = after[sheet.title], named(sheet, found, number)
        assert sheet.sheet_state == other.sheet_state
        assert set(map(str, sheet.merged_cells.ranges)) == set(map(str, other.merged_cells.ranges))
        xml = f"xl/worksheets/sheet{number + 1}.xml"
        assert list(elements(parts(data)[xml])) == list(elements(parts(made.data)[xml]))
        for row in sheet.iter_rows(max_row=ROWS, max_col=COLUMNS):
            for cell in row:
                twin = other[cell.coordinate]
                marked = cell.coordinate in marks
                assert look(cell, but=("fill", "border") if marked else ()) == look(
                    twin, but=("fill", "border") if marked else ()
                )
                said = marks.get(cell.coordinate)
                theirs = cell.comment.text if cell.comment else ""
                if said:
                    assert twin.fill.fill_type == "solid"
                    assert twin.comment.text.startswith(theirs)
                    assert all(sentence in twin.comment.text for sentence in said)
                else:
                    assert (twin.comment.text if twin.comment else "") == theirs


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(SHEETS, min_size=1, max_size=2), FINDINGS)
def test_the_return_of_a_return_has_the_marks_of_the_last_verdict_only(
    sheets: list[dict[str, Any]], found: list[Any]
) -> None:
    data = made_of(sheets)
    first = [finding(f"表 0!{address(row, column)}") for row in range(1, 4) for column in range(1, 3)]
    second = [
        finding(f"表 {of_sheet}!{address(*place)}", severity=severity, sentence=sentence)
        for of_sheet, place, severity, sentence, _ in found
    ]
    once, twice = opened(returned(data, *second)), opened(returned(returned(data, *first).data, *second))
    assert once.sheetnames == twice.sheetnames
    assert [[c.value for c in row] for row in once[PAGE]] == [[c.value for c in row] for row in twice[PAGE]]
    for name in once.sheetnames[1:]:
        for row in once[name].iter_rows(max_row=ROWS, max_col=COLUMNS):
            for cell in row:
                if cell.comment and cell.comment.text.startswith("【"):
                    assert twice[name][cell.coordinate].comment.text == cell.comment.text
                    assert twice[name][cell.coordinate].fill.fgColor.rgb == cell.fill.fgColor.rgb
