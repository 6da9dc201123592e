"""The cells of a file of another format (.xls, .csv, .ods, .xml, .html) as an .xlsx: same cells, same addresses.

Belongs here: values, merged ranges, number formats, what is hidden; widths by content. Does not belong here: reading
the file (sources/readers), marking cells (marking.py). What our reader does not see (colours, pictures) is not there.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import PurePath

from expectations.returns.package import Look, Package
from expectations.returns.pages import empty_workbook, merged_cells, number_cell, shown_width, text_cell
from sources.readers.cells import Cell, CellError, Sheet, Workbook, address, binary_number
from sources.readers.number_formats import is_date

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_WIDEST, _NARROWEST = 40, 8
_ROWS_MEASURED = 500
_A_DAY, _A_MOMENT = "yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss"
_NUMBER = re.compile(r"-?(?:0|[1-9]\d{0,14})(?:\.\d+)?")
_WITHOUT_TYPES = ("csv", "tsv", "html")
_ERRORS = frozenset(("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA"))
_FIRST_DAY = dt.datetime(1899, 12, 30)


def copied(workbook: Workbook, file_name: str) -> tuple[bytes, dict[str, str]]:
    """The .xlsx of the cells of a workbook, and what each of its sheets is called there.

    A file without sheets has one that is called as the file is.
    """
    package = Package(empty_workbook())
    names = sheet_names(workbook.sheets, file_name)
    for sheet, name in zip(workbook.sheets, names, strict=True):
        xml = _worksheet(sheet, package, typed=workbook.format not in _WITHOUT_TYPES)
        package.add_sheet(name, xml, hidden=sheet.hidden)
    return package.written(), {sheet.name: name for sheet, name in zip(workbook.sheets, names, strict=True)}


def sheet_names(sheets: Sequence[Sheet], file_name: str) -> list[str]:
    """Names that an .xlsx allows, each once, as like the sheets' own as can be."""
    names: list[str] = []
    for sheet in sheets:
        base = _NOT_IN_A_NAME.sub("_", sheet.name or PurePath(file_name).stem).strip("'")[:31] or "Sheet"
        name, number = base, 2
        while name.lower() in (other.lower() for other in names):
            name = f"{base[: 28 - len(str(number))]} ({number})"
            number += 1
        names.append(name)
    return names


def _worksheet(sheet: Sheet, package: Package, *, typed: bool) -> bytes:
    rows = "".join(_rows(sheet, package, typed=typed))
    merged = [
        f"{address(one.first_row, one.first_column)}:{address(one.last_row, one.last_column)}"
        for one in sheet.merged
        if (one.first_row, one.first_column) != (one.last_row, one.last_column)
    ]
    columns = "".join(
        f'<col min="{column}" max="{column}" width="{width}" customWidth="1"'
        + (' hidden="1"/>' if column in sheet.hidden_columns else "/>")
        for column, width in sorted(_widths(sheet).items())
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="{_MAIN}">'
        f'<sheetViews><sheetView workbookViewId="0"/></sheetViews><sheetFormatPr defaultRowHeight="15"/>'
        f"{f'<cols>{columns}</cols>' if columns else ''}<sheetData>{rows}</sheetData>{merged_cells(merged)}"
        '<pageMargins left="0.7" right="0.7" top="0.75" bottom="0.75" header="0.3" footer="0.3"/></worksheet>'
    ).encode()


def _rows(sheet: Sheet, package: Package, *, typed: bool) -> Iterator[str]:
    for row in sorted({row for row in sheet.hidden_rows if row <= sheet.last_row} | set(sheet.rows)):
        cells: Mapping[int, Cell] = sheet.rows.get(row, {})
        hidden = ' hidden="1"' if row in sheet.hidden_rows else ""
        made = "".join(_cell(address(row, column), cell, package, typed=typed) for column, cell in cells.items())
        yield f'<row r="{row}"{hidden}>{made}</row>'


def _cell(at: str, cell: Cell, package: Package, *, typed: bool) -> str:
    """A cell as the reader saw it.

    Of a format in which all is text, what is a plain number is written as one if no digit is lost.
    """
    value, number_format = cell.value, cell.number_format
    if isinstance(value, bool):
        return f'<c r="{at}" s="0" t="b"><v>{int(value)}</v></c>'
    if isinstance(value, CellError):
        known = value.code in _ERRORS
        return f'<c r="{at}" s="0" t="e"><v>{value.code}</v></c>' if known else text_cell(at, value.code, 0)
    if isinstance(value, dt.date):
        return _moment(at, value, number_format, package)
    style = package.style(Look(number_format=number_format), 0) if number_format != "General" else 0
    if isinstance(value, Decimal):
        return number_cell(at, value, style)
    plain = not typed and number_format == "General" and _NUMBER.fullmatch(value) is not None
    if plain and f"{binary_number(float(value)):f}" == value:
        return number_cell(at, Decimal(value), style)
    return text_cell(at, value, style)


def _moment(at: str, value: dt.date, number_format: str, package: Package) -> str:
    moment = value if isinstance(value, dt.datetime) else dt.datetime(value.year, value.month, value.day)
    since = moment - _FIRST_DAY
    if since.days <= 60:  # Excel's calendar has a 29 February 1900
        return text_cell(at, value.isoformat(), 0)
    own = number_format if is_date(number_format) else _A_MOMENT if isinstance(value, dt.datetime) else _A_DAY
    style = package.style(Look(number_format=own), 0)
    return number_cell(at, Decimal(since.days) + Decimal(since.seconds) / 86_400, style)


def _widths(sheet: Sheet) -> dict[int, int]:
    """A width for each column that holds what is in it, for all but the first rows a guess."""
    hidden = {column for column in sheet.hidden_columns if column <= sheet.last_column}
    widths = dict.fromkeys(sheet.columns | hidden, _NARROWEST)
    for row in list(sheet.rows)[:_ROWS_MEASURED]:
        for column, cell in sheet.rows[row].items():
            merged = sheet.merged_at(row, column)
            if merged is None or merged.first_column == merged.last_column:
                longest = max(map(shown_width, cell.raw.split("\n")))
                widths[column] = max(widths[column], min(_WIDEST, longest + 2))
    return widths
