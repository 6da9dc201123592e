"""What openpyxl makes of a workbook, in the reader's terms: the measure the reader is held to."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Callable
from typing import Any

import openpyxl

from sources.readers.cells import Cell, CellError, Workbook, binary_number, plain, unescaped


def by_openpyxl(data: bytes) -> list[dict[str, Any]]:
    """Each sheet by openpyxl, in its two loads: values, and formulas."""
    values = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    formulas = openpyxl.load_workbook(io.BytesIO(data))
    sheets = []
    for sheet, stated in zip(values.worksheets, formulas.worksheets, strict=True):
        texts = {
            place: getattr(cell.value, "text", cell.value)
            for place, cell in stated._cells.items()
            if cell.data_type == "f"
        }
        cells = {place: read for place, cell in sheet._cells.items() if (read := _cell(cell))}
        never = {place: Cell("=?", CellError("=?")) for place in texts if sheet.cell(*place).value is None}
        sheets.append(
            {
                "name": sheet.title,
                "hidden": sheet.sheet_state != "visible",
                "cells": cells | never,
                "formulas": texts,
                "merged": {(m.min_row, m.max_row, m.min_col, m.max_col) for m in sheet.merged_cells.ranges},
                "hidden_rows": {n for n, row in sheet.row_dimensions.items() if row.hidden},
                "hidden_columns": {
                    n
                    for column in sheet.column_dimensions.values()
                    if column.hidden
                    for n in range(column.min or 1, (column.max or 1) + 1)
                },
                "comments": {
                    place: cell.comment.text
                    for place, cell in sheet._cells.items()
                    if getattr(cell, "comment", None) is not None
                },
            }
        )
    return sheets


def by_reader(book: Workbook) -> list[dict[str, Any]]:
    """Each sheet by the reader, in the same form."""
    return [
        {
            "name": sheet.name,
            "hidden": sheet.hidden,
            "cells": {(r, c): cell for r, row in sheet.rows.items() for c, cell in row.items()},
            "formulas": dict(sheet.formulas),
            "merged": set(sheet.merged),
            "hidden_rows": sheet.hidden_rows,
            "hidden_columns": sheet.hidden_columns,
            "comments": dict(sheet.comments),
        }
        for sheet in book.sheets
    ]


def _cell(cell: Any) -> Cell | None:
    value = cell.value
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return Cell(str(value).upper(), value)
    if isinstance(value, int | float):
        number = binary_number(value)
        return Cell(plain(number), number, cell.number_format)
    if cell.data_type == "e":
        return Cell(str(value), CellError(str(value)))
    if isinstance(value, dt.datetime):
        day = value.date() if value.time() == dt.time() else value
        return Cell(day.isoformat(), day, cell.number_format)
    text = unescaped(str(value))
    return Cell(text, text, cell.number_format)


def with_parts(data: bytes, **changes: Callable[[bytes], bytes | None]) -> bytes:
    """A workbook with some parts changed, or left out (None). `xl__workbook_xml` names xl/workbook.xml."""
    renamed = {
        name.replace("__", "/").replace("_xml", ".xml").replace("_rels", ".rels"): f for name, f in changes.items()
    }
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            content = renamed.get(entry.filename, bytes)(source.read(entry))
            if content is not None:
                target.writestr(entry.filename, content)
    return out.getvalue()


def with_shared_strings(data: bytes) -> bytes:
    """A workbook as Excel stores it: the texts that openpyxl wrote into the cells stand in a part of their own."""
    texts: list[bytes] = []

    def shared(match: re.Match[bytes]) -> bytes:
        texts.append(match[1])
        return b't="s"><v>%d</v>' % (len(texts) - 1)

    kind = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
    relation = b'<Relationship Type="%s" Target="sharedStrings.xml" Id="rId99"/></Relationships>' % kind
    main = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            content = source.read(entry)
            if entry.filename.startswith("xl/worksheets/"):
                content = re.sub(rb't="inlineStr"><is>(.*?)</is>', shared, content)
            elif entry.filename == "xl/_rels/workbook.xml.rels":
                content = content.replace(b"</Relationships>", relation)
            target.writestr(entry.filename, content)
        items = b"".join(b"<si>%s</si>" % text for text in texts)
        target.writestr("xl/sharedStrings.xml", b'<sst xmlns="%s">%s</sst>' % (main, items))
    return out.getvalue()
