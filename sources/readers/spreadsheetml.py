"""Workbooks in the XML of Excel 2003 (SpreadsheetML), which systems export as .xml or .xls.

Does not belong here: which text is one (formats.py), and what a cell means.
"""

from __future__ import annotations

import datetime as dt
import re
from xml.etree.ElementTree import Element, ParseError

from sources.problems import refuse
from sources.readers.archive import first_line
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
from sources.readers.number_formats import is_date, moment
from sources.readers.package import tree

_FORMATS = {
    "Percent": "0.00%",
    "Fixed": "0.00",
    "Standard": "#,##0.00",
    "Scientific": "0.00E+00",
    "General Number": "General",
    "General Date": "yyyy-mm-dd h:mm",
    "Long Date": "yyyy-mm-dd",
    "Medium Date": "d-mmm-yy",
    "Short Date": "yyyy-mm-dd",
    "Long Time": "h:mm:ss",
    "Medium Time": "h:mm",
    "Short Time": "h:mm",
}
_DECLARATION = re.compile(r"\s*<\?xml[^>]*\?>")
_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384


def read_spreadsheetml(text: str) -> Workbook:
    """The sheets of a decoded workbook. Raises Refused for what is damaged or has a document type."""
    try:
        root = tree(_DECLARATION.sub("", text, count=1).encode(), "XML")
        formats = _formats(root)
        return Workbook("spreadsheetml", [_sheet(one, formats) for one in root.iterfind("Worksheet")])
    except (ParseError, ValueError, KeyError, UnicodeEncodeError) as error:
        raise refuse("sources.damaged_workbook", why=first_line(error)) from error


def _formats(root: Element) -> dict[str, str]:
    stated: dict[str, str] = {}
    for style in root.iterfind("Styles/Style"):
        own = style.find("NumberFormat")
        inherited = stated.get(style.get("Parent", "Default"), "General")
        written = own.get("Format", "General") if own is not None else inherited
        stated[style.get("ID", "")] = _FORMATS.get(written, written)
    return stated


def _sheet(worksheet: Element, formats: dict[str, str]) -> Sheet:
    rows: dict[int, dict[int, Cell]] = {}
    merged: list[Merged] = []
    formulas: dict[tuple[int, int], str] = {}
    comments: dict[tuple[int, int], str] = {}
    table = worksheet.find("Table")
    hidden_rows: set[int] = set()
    number = 0
    for row in table.iterfind("Row") if table is not None else ():
        number = _index(row, number, _LAST_ROW)
        span = int(row.get("Span", "0"))
        if row.get("Hidden") == "1":
            hidden_rows.update(range(number, min(number + span, _LAST_ROW) + 1))
        column = 0
        for one in row.iterfind("Cell"):
            column = _index(one, column, _LAST_COLUMN)
            across, down = int(one.get("MergeAcross", "0")), int(one.get("MergeDown", "0"))
            if across > 0 or down > 0:
                merged.append(Merged(number, number + down, column, column + across))
            if (cell := _cell(one, formats)) is not None:
                rows.setdefault(number, {})[column] = cell
            if "Formula" in one.attrib:
                formulas[number, column] = one.attrib["Formula"]
            if (comment := one.find("Comment")) is not None:
                comments[number, column] = "".join(comment.itertext())
            column += max(across, 0)
        number += span
    visible = worksheet.findtext("WorksheetOptions/Visible", "")
    sheet = Sheet(
        worksheet.get("Name", ""),
        shown(rows, merged),
        tuple(merged),
        visible in ("SheetHidden", "SheetVeryHidden"),
        frozenset(hidden_rows),
        frozenset(_hidden_columns(table)),
        formulas,
        comments,
    )
    checked_size(sheet)
    return sheet


def _index(element: Element, before: int, most: int) -> int:
    number = int(element.get("Index", before + 1))
    if not before < number <= most:
        raise ValueError(f"{element.tag} {number}")
    return number


def _hidden_columns(table: Element | None) -> set[int]:
    hidden: set[int] = set()
    number = 0
    for column in table.iterfind("Column") if table is not None else ():
        number = _index(column, number, _LAST_COLUMN)
        last = min(number + int(column.get("Span", "0")), _LAST_COLUMN)
        if column.get("Hidden") == "1":
            hidden.update(range(number, last + 1))
        number = last
    return hidden


def _cell(cell: Element, formats: dict[str, str]) -> Cell | None:
    data = cell.find("Data")
    text = "" if data is None else "".join(data.itertext())
    kind = "" if data is None else data.get("Type", "String")
    number_format = formats.get(cell.get("StyleID", "Default"), "General")
    if not text:
        return typed_cell(CellError("=?")) if "Formula" in cell.attrib and kind != "String" else None
    if kind == "Number":
        number = float(text)
        if abs(number) == float("inf") or number != number:
            raise ValueError(f"{text!r} is no number")
        if is_date(number_format):
            return typed_cell(moment(number, number_format, from_1904=False), number_format)
        return number_cell(number, number_format)
    if kind == "DateTime":
        return typed_cell(dt.datetime.fromisoformat(text.removesuffix("Z")), number_format)
    if kind == "Boolean":
        return typed_cell(text.strip() == "1")
    return typed_cell(CellError(text) if kind == "Error" else text, number_format)
