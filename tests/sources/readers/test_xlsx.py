"""A workbook's cells come out with the place, the value and the format that Excel shows (openpyxl is the oracle)."""

import datetime as dt
import io
import zipfile
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.problems import Refused
from sources.readers.cells import CellError, address
from sources.readers.xlsx import read_xlsx
from tests.sources.submissions import changed, saved, workbook


def test_cells_have_their_typed_values_and_formats():
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["文字", 0.1 + 0.2, 12, True, dt.datetime(2020, 3, 5), dt.datetime(2020, 3, 5, 8), None, ""])
    sheet["B1"].number_format = "0.00%"
    row = read_xlsx(saved(book)).sheets[0].rows[1]
    assert [cell.value for cell in row.values()] == [
        "文字",
        Decimal("0.3"),
        Decimal(12),
        True,
        dt.date(2020, 3, 5),
        dt.datetime(2020, 3, 5, 8),
    ]
    assert row[2].number_format == "0.00%"
    assert row[2].raw == "0.3"


def test_merged_cells_are_seen_where_a_reader_sees_them():
    sheet = read_xlsx(workbook(("表", [["题", None, None], ["甲", 1, 2]]), merged=["A1:C1"])).sheets[0]
    assert sheet.cell(1, 3) is None
    assert sheet.seen(1, 3).raw == "题"
    assert sheet.anchor(2, 2) == (2, 2)


def test_hidden_rows_columns_and_sheets_are_told():
    book = openpyxl.Workbook()
    book.active.append([1, 2])
    book.active.row_dimensions[1].hidden = True
    book.active.column_dimensions["B"].hidden = True
    book.create_sheet("藏").sheet_state = "hidden"
    shown, hidden = read_xlsx(saved(book)).sheets
    assert (shown.hidden, shown.hidden_rows, shown.hidden_columns) == (False, {1}, {2})
    assert hidden.hidden


def test_a_formula_nobody_computed_is_an_error_and_not_a_blank():
    cells = read_xlsx(workbook(("表", [["=1+1", 3]]))).sheets[0].rows[1]
    assert cells[1].value == CellError("=?")
    assert cells[2].value == Decimal(3)


def test_error_values_are_errors():
    cell = read_xlsx(workbook(("表", [["#DIV/0!"]]))).sheets[0].rows[1][1]
    assert cell.value == CellError("#DIV/0!")


def test_escaped_characters_are_resolved():
    data = workbook(("表", [["甲_x000D_乙"]]))
    assert read_xlsx(data).sheets[0].rows[1][1].raw == "甲\r乙"


def far_cell(sheet):
    sheet["XFD1048576"] = 1


def test_a_cell_at_the_end_of_the_world_is_refused_by_its_address():
    with pytest.raises(Refused, match="表!XFD1048576"):
        read_xlsx(changed(workbook(("表", [["地区"]])), far_cell))


def with_part(data: bytes, name: str, content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            if entry.filename != name:
                target.writestr(entry, source.read(entry))
        target.writestr(name, content)
    return out.getvalue()


def test_a_document_type_is_refused():
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><styleSheet/>'
    with pytest.raises(Refused, match="document type"):
        read_xlsx(with_part(workbook(("表", [["甲"]])), "xl/styles.xml", bomb))


def test_a_bomb_is_refused_before_it_is_unpacked(monkeypatch):
    monkeypatch.setattr("sources.readers.archive.MAX_UNPACKED", 1_000_000)
    with pytest.raises(Refused, match="unpacks to 2 MB"):
        read_xlsx(with_part(workbook(("表", [["甲"]])), "xl/media/zeros.bin", bytes(2_000_000)))


@pytest.mark.parametrize("cut", [100, 1000, -200, -30])
def test_a_workbook_cut_short_is_refused_as_damaged(cut):
    with pytest.raises(Refused, match="damaged"):
        read_xlsx(workbook(("表", [["甲", 1]] * 50))[:cut])


@settings(max_examples=25, deadline=None)
@given(
    st.dictionaries(
        st.tuples(st.integers(1, 300), st.integers(1, 60)),
        st.one_of(st.integers(-(10**9), 10**9), st.sampled_from(["甲", "129.56", "—"])),
        min_size=1,
        max_size=20,
    )
)
def test_every_address_opens_at_the_cell_in_excel(cells):
    book = openpyxl.Workbook()
    for (row, column), value in cells.items():
        book.active.cell(row, column, value)
    data = saved(book)
    oracle = openpyxl.load_workbook(io.BytesIO(data)).active
    read = read_xlsx(data).sheets[0]
    found = {address(r, c): cell.value for r, row in read.rows.items() for c, cell in row.items()}
    assert found == {address(*place): value for place, value in cells.items()}
    assert all(oracle[place].value == value for place, value in found.items())
