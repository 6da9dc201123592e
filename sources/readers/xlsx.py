"""Workbooks of Excel 2007 and later (.xlsx, .xlsm), read with openpyxl and guarded before it sees them.

Does not belong here: other zip archives (formats.py tells them apart) and what a cell means.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from typing import TYPE_CHECKING, Any

from sources.problems import Refused, refuse
from sources.readers.archive import check_archive, first_line
from sources.readers.cells import (
    Cell,
    CellError,
    Merged,
    Sheet,
    Value,
    Workbook,
    binary_number,
    checked_size,
    ordered,
    plain,
    unescaped,
)

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_NEVER_COMPUTED = re.compile(
    rb"<(?:\w+:)?c\b([^>]*)>\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)"
    rb"\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_PLACE = re.compile(rb'\br="([A-Z]{1,3}\d+)"')


def read_xlsx(data: bytes) -> Workbook:
    """The sheets of a workbook. Raises Refused for what is damaged, too large, or made to harm."""
    from openpyxl.reader.excel import ExcelReader

    check_archive(data, "sources.damaged_workbook")
    try:
        reader = ExcelReader(io.BytesIO(data), data_only=True, keep_links=False)
        reader.read()
        parts = {sheet.name: rel.target for sheet, rel in reader.parser.find_sheets()}
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            never_computed = {name: _never_computed(archive.read(part)) for name, part in parts.items()}
    except (MemoryError, Refused):
        raise
    except Exception as error:
        raise refuse("sources.damaged_workbook", why=first_line(error)) from error
    return Workbook("xlsx", [_sheet(ws, never_computed.get(ws.title, [])) for ws in reader.wb.worksheets])


def _never_computed(part: bytes) -> list[str]:
    """The cells whose formula has no stored result: a program wrote the file and no one opened it."""
    if b"<f" not in part and b":f" not in part:
        return []
    places = []
    for match in _NEVER_COMPUTED.finditer(part):
        place = _PLACE.search(match.group(1))
        if place and b't="str"' not in match.group(1):
            places.append(place.group(1).decode())
    return places


def _sheet(worksheet: Worksheet, never_computed: list[str]) -> Sheet:
    from openpyxl.utils.cell import coordinate_to_tuple

    rows: dict[int, dict[int, Cell]] = {}
    for (row, column), cell in worksheet._cells.items():  # iter_rows would walk the blank ones too
        if (read := _cell(cell)) is not None:
            rows.setdefault(row, {})[column] = read
    for place in never_computed:
        row, column = coordinate_to_tuple(place)
        rows.setdefault(row, {})[column] = Cell("=?", CellError("=?"))
    sheet = Sheet(
        worksheet.title,
        ordered(rows),
        tuple(Merged(m.min_row, m.max_row, m.min_col, m.max_col) for m in worksheet.merged_cells.ranges),
        worksheet.sheet_state != "visible",
        frozenset(n for n, row in worksheet.row_dimensions.items() if row.hidden),
        frozenset(
            n
            for column in worksheet.column_dimensions.values()
            if column.hidden
            for n in range(column.min or 1, (column.max or 1) + 1)
        ),
    )
    checked_size(sheet)
    return sheet


def _cell(cell: Any) -> Cell | None:
    value = cell.value
    if value is None or value == "":
        return None
    typed: Value
    if isinstance(value, bool):
        return Cell(str(value).upper(), value)
    if isinstance(value, int | float):
        typed = binary_number(value)
        return Cell(plain(typed), typed, cell.number_format)
    if cell.data_type == "e":
        return Cell(str(value), CellError(str(value)))
    if isinstance(value, dt.datetime):
        typed = value.date() if value.time() == dt.time() else value
        return Cell(typed.isoformat(), typed, cell.number_format)
    if isinstance(value, dt.date):
        return Cell(value.isoformat(), value, cell.number_format)
    text = unescaped(str(value))
    return Cell(text, text, cell.number_format)
