"""Workbooks, the same bytes for the same content.

Belongs here: a sheet as plain values with its merges and hidden parts, and writing it. Does not belong here: what any
dataset's sheet says.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

Value = str | int | Decimal | dt.date | None
_ZIP_DATE = (2020, 1, 1, 0, 0, 0)
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")


@dataclass
class Sheet:
    """A sheet: values and number formats by (row, column) from 1, merged ranges, hidden rows and columns."""

    name: str
    values: dict[tuple[int, int], Value] = field(default_factory=dict)
    formats: dict[tuple[int, int], str] = field(default_factory=dict)
    merged: list[str] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[str] = field(default_factory=list)

    def row(self, row: int, values: Sequence[Value], first_column: int = 1) -> None:
        """Write `values` side by side; None leaves a cell empty."""
        for column, value in enumerate(values, start=first_column):
            if value is not None:
                self.values[row, column] = value

    def merge(self, *ranges: str) -> None:
        """Merge each range; its value is that of its first cell."""
        self.merged.extend(ranges)


def workbook(sheets: Iterable[Sheet], written_on: dt.date) -> bytes:
    """The .xlsx of `sheets`. Nothing in it tells when or where it was made but `written_on`."""
    import openpyxl
    from openpyxl.styles import Alignment, Border, Font, Side

    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    thin = Side(style="thin")
    for sheet in sheets:
        page = book.create_sheet(sheet.name)
        for (row, column), value in sheet.values.items():
            cell = page.cell(row, column, value)
            cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
            cell.border = Border(left=thin, right=thin, top=thin, bottom=thin)
            if (row, column) in sheet.formats:
                cell.number_format = sheet.formats[row, column]
        for merged in sheet.merged:
            page.merge_cells(merged)
            page[merged.split(":")[0]].font = Font(bold=True)
        for row in sheet.hidden_rows:
            page.row_dimensions[row].hidden = True
        for letter in sheet.hidden_columns:
            page.column_dimensions[letter].hidden = True
    book.properties.creator = "sample"
    book.properties.created = dt.datetime.combine(written_on, dt.time(9))
    buffer = io.BytesIO()
    book.save(buffer)
    return without_clock(buffer.getvalue(), written_on)


def without_clock(data: bytes, written_on: dt.date) -> bytes:
    """A workbook with fixed times, stored without compression: packed bytes differ from one zlib to the next."""
    stamp = f"{written_on:%Y-%m-%d}T09:00:00Z".encode()
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as target:
        for entry in source.infolist():
            content = source.read(entry)
            if entry.filename == "docProps/core.xml":
                content = _MODIFIED.sub(rb"\g<1>" + stamp, content)
            target.writestr(zipfile.ZipInfo(entry.filename, _ZIP_DATE), content)
    return out.getvalue()
