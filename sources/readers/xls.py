"""Workbooks of Excel 97 to 2003 (.xls), read with xlrd: formats, merged ranges, what is hidden, comments; no formulas.

Does not belong here: other compound files (formats.py tells them apart) and what a cell means.
"""

from __future__ import annotations

import io
from typing import Any

from sources.problems import refuse
from sources.readers.cells import (
    Cell,
    CellError,
    Merged,
    Sheet,
    Workbook,
    checked_size,
    number_cell,
    shown,
    typed_cell,
)
from sources.readers.number_formats import moment


def read_xls(data: bytes) -> Workbook:
    """The sheets of a workbook. Raises Refused for what is damaged or protected by a password."""
    import xlrd

    try:
        book = xlrd.open_workbook(file_contents=data, formatting_info=True, ragged_rows=True, logfile=io.StringIO())
        return Workbook("xls", [_sheet(book, sheet) for sheet in book.sheets()])
    except MemoryError:
        raise
    except Exception as error:
        if "encrypted" in str(error).lower():
            raise refuse("sources.password_protected") from error
        why = f"{type(error).__name__}: {error}".splitlines()[0][:200]
        raise refuse("sources.damaged_workbook", why=why) from error


def _sheet(book: Any, source: Any) -> Sheet:
    rows: dict[int, dict[int, Cell]] = {}
    for index in range(source.nrows):
        row = {
            column + 1: read for column, cell in enumerate(source.row(index)) if (read := _cell(book, cell)) is not None
        }
        if row:
            rows[index + 1] = row
    merged = tuple(Merged(top + 1, bottom, left + 1, right) for top, bottom, left, right in source.merged_cells)
    sheet = Sheet(
        source.name,
        shown(rows, merged),
        merged,
        source.visibility != 0,
        frozenset(index + 1 for index, row in source.rowinfo_map.items() if row.hidden),
        frozenset(index + 1 for index, column in source.colinfo_map.items() if column.hidden),
        comments={(row + 1, column + 1): note.text for (row, column), note in source.cell_note_map.items()},
    )
    checked_size(sheet)
    return sheet


def _cell(book: Any, cell: Any) -> Cell | None:
    import xlrd

    if cell.ctype in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK) or cell.value == "":
        return None
    number_format = book.format_map[book.xf_list[cell.xf_index].format_key].format_str
    if cell.ctype == xlrd.XL_CELL_TEXT:
        return Cell(cell.value, cell.value, number_format)
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return typed_cell(bool(cell.value))
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return typed_cell(CellError(xlrd.error_text_from_code.get(cell.value, "#ERROR!")))
    if cell.ctype == xlrd.XL_CELL_DATE:
        return typed_cell(moment(cell.value, number_format, from_1904=book.datemode == 1), number_format)
    return number_cell(cell.value, number_format)
