"""Workbooks of LibreOffice and WPS in OpenDocument (.ods): cells, merges, formats as Excel would write them.

Does not belong here: which archive is one (formats.py), and what a cell means.
"""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from dataclasses import dataclass, field
from typing import IO
from xml.parsers import expat

from sources.problems import refuse
from sources.readers import cells as limits
from sources.readers.archive import DAMAGE, check_archive, first_line
from sources.readers.cells import (
    Cell,
    CellError,
    Merged,
    Sheet,
    Value,
    Workbook,
    checked_size,
    number_cell,
    shown,
    typed_cell,
)

_NAMES = {
    "urn:oasis:names:tc:opendocument:xmlns:table:1.0": "table",
    "urn:oasis:names:tc:opendocument:xmlns:office:1.0": "office",
    "urn:oasis:names:tc:opendocument:xmlns:text:1.0": "text",
    "urn:oasis:names:tc:opendocument:xmlns:style:1.0": "style",
    "urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0": "number",
    "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0": "calcext",
}
_BROKEN = (*DAMAGE, expat.ExpatError, KeyError)
_CELLS = ("table:table-cell", "table:covered-table-cell")
_NUMBERS = ("float", "percentage", "currency")


def read_ods(data: bytes) -> Workbook:
    """The sheets of a workbook. Raises Refused for what is damaged, protected by a password or made to harm."""
    check_archive(data, "sources.damaged_workbook")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            if "META-INF/manifest.xml" in names and b"encryption-data" in archive.read("META-INF/manifest.xml"):
                raise refuse("sources.password_protected")
            reader = _Reader()
            for part in ("styles.xml", "content.xml"):
                if part in names:
                    with archive.open(part) as source:
                        reader.read(source, part)
    except _BROKEN as error:
        raise refuse("sources.damaged_workbook", why=first_line(error)) from error
    return Workbook("ods", reader.sheets)


@dataclass
class _Table:
    """A sheet being read."""

    name: str
    hidden: bool
    rows: dict[int, dict[int, Cell]] = field(default_factory=dict)
    merged: list[Merged] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    formulas: dict[tuple[int, int], str] = field(default_factory=dict)
    comments: dict[tuple[int, int], str] = field(default_factory=dict)
    cells: int = 0


class _Reader:
    """Reads parts by the events of an XML parser; styles first, for the cells refer to them."""

    def __init__(self) -> None:
        self.sheets: list[Sheet] = []
        self._formats: dict[str, str] = {}
        self._styles: dict[str, tuple[str, bool]] = {}
        self._format = self._style = ""
        self._table: _Table | None = None
        self._nested = 0
        self._row = self._column = 0
        self._row_attributes: dict[str, str] = {}
        self._row_cells: list[tuple[int, int, Cell | None, str, int, int]] = []
        self._cell: dict[str, str] | None = None
        self._paragraphs: list[str] = []
        self._comment: list[str] | None = None

    def read(self, source: IO[bytes], part: str) -> None:
        """Read a part to its end."""

        def doctype(*_: object) -> None:
            raise refuse("sources.has_doctype", part=part)

        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = doctype
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.CharacterDataHandler = self._characters
        while block := source.read(1 << 18):
            parser.Parse(block)
        parser.Parse(b"", True)

    def _start(self, name: str, stated: dict[str, str]) -> None:
        tag = _short(name)
        a = {_short(key): value for key, value in stated.items()}
        if tag == "table:table":
            self._nested += 1
            if self._nested == 1:
                hidden = self._styles.get(a.get("table:style-name", ""), ("", False))[1]
                self._table, self._row, self._column = _Table(a.get("table:name", ""), hidden), 0, 0
        elif self._table is None:
            self._start_style(tag, a)
        elif tag == "table:table-column":
            count = min(int(a.get("table:number-columns-repeated", "1")), 20_000)
            if a.get("table:visibility", "visible") != "visible":
                self._table.hidden_columns.update(range(self._column + 1, self._column + count + 1))
            self._column += count
        elif tag == "table:table-row":
            self._row_attributes, self._column = a, 0
            self._row_cells = []
        elif tag in _CELLS:
            self._cell, self._paragraphs, self._comment = a, [], None
        elif tag == "office:annotation":
            self._comment = []
        elif tag == "text:p":
            self._into().append("")
        elif tag in ("text:s", "text:tab", "text:line-break"):
            self._characters({"text:s": " " * min(int(a.get("text:c", "1")), 1000), "text:tab": "\t"}.get(tag, "\n"))

    def _start_style(self, tag: str, a: dict[str, str]) -> None:
        if tag in ("number:percentage-style", "number:number-style", "number:currency-style"):
            self._format = a.get("style:name", "")
            self._formats[self._format] = ""
        elif tag == "number:number" and self._format:
            decimals = int(a.get("number:decimal-places", "0") or 0)
            grouped = "#,##0" if a.get("number:grouping") == "true" else "0"
            scaled = a.get("number:display-factor", "1") not in ("", "1")
            self._formats[self._format] += grouped + ("." + "0" * min(decimals, 20) if decimals else "") + "," * scaled
        elif tag == "style:style":
            self._style = a.get("style:name", "")
            parent = self._styles.get(a.get("style:parent-style-name", ""), ("", False))[0]
            number_format = self._formats.get(a.get("style:data-style-name", ""), parent)
            self._styles[self._style] = (number_format, False)
        elif tag == "style:table-properties" and a.get("table:display") == "false":
            self._styles[self._style] = (self._styles[self._style][0], True)

    def _into(self) -> list[str]:
        return self._paragraphs if self._comment is None else self._comment

    def _characters(self, text: str) -> None:
        if self._cell is not None:
            into = self._into()
            if into:
                into[-1] += text
        elif self._format and self._table is None and text.strip():
            literal = text.strip()
            self._formats[self._format] += literal if literal == "%" else f'"{literal}"'

    def _end(self, name: str) -> None:
        tag = _short(name)
        if tag in ("number:percentage-style", "number:number-style", "number:currency-style"):
            self._format = ""
        elif tag == "office:annotation" and self._table is not None and self._comment is not None:
            self._table.comments[self._row + 1, self._column + 1] = "\n".join(self._comment)
            self._comment = None
        elif tag in _CELLS and self._cell is not None:
            self._close_cell(self._cell, covered=tag == _CELLS[1])
            self._cell = None
        elif tag == "table:table-row" and self._table is not None:
            self._close_row(self._table)
        elif tag == "table:table":
            self._nested -= 1
            if not self._nested and self._table is not None:
                self._close_table(self._table)
                self._table = None

    def _close_cell(self, a: dict[str, str], *, covered: bool) -> None:
        times = int(a.get("table:number-columns-repeated", "1"))
        formula = a.get("table:formula", "")
        cell = None if covered else self._read_cell(a, "\n".join(self._paragraphs))
        down, across = int(a.get("table:number-rows-spanned", "1")), int(a.get("table:number-columns-spanned", "1"))
        if cell is not None or down > 1 or across > 1:
            self._row_cells.append((self._column + 1, times, cell, formula, down, across))
        self._column += times

    def _read_cell(self, a: dict[str, str], text: str) -> Cell | None:
        kind = a.get("office:value-type", "")
        number_format = self._styles.get(a.get("table:style-name", ""), ("", False))[0]
        if a.get("calcext:value-type") == "error" or (a.get("table:formula") and text.startswith(("#", "Err:"))):
            return typed_cell(CellError(text or "#VALUE!"))
        if a.get("table:formula") and not kind and not text:
            return typed_cell(CellError("=?"))
        if kind in _NUMBERS:
            percent = "0.00%" if kind == "percentage" and "%" not in number_format else number_format
            return number_cell(_number(a["office:value"]), percent or "General")
        return typed_cell(_typed(kind, a, text))

    def _close_row(self, table: _Table) -> None:
        times = int(self._row_attributes.get("table:number-rows-repeated", "1"))
        if self._row_attributes.get("table:visibility", "visible") != "visible" and (self._row_cells or times < 10_000):
            table.hidden_rows.update(range(self._row + 1, self._row + times + 1))
        if self._row_cells:
            table.cells += times * sum(one[1] for one in self._row_cells)
            if table.cells > limits.MAX_CELLS:
                most = limits.MAX_CELLS
                raise refuse("sources.too_many_cells", sheet=table.name, cells=table.cells, most=most)
            for row in range(self._row + 1, self._row + times + 1):
                self._put(table, row)
        self._row += times

    def _put(self, table: _Table, row: int) -> None:
        for first, times, cell, formula, down, across in self._row_cells:
            for column in range(first, first + times):
                if cell is not None:
                    table.rows.setdefault(row, {})[column] = cell
                    if formula:
                        table.formulas[row, column] = formula.removeprefix("of:").removeprefix("oooc:")
                if down > 1 or across > 1:
                    table.merged.append(Merged(row, row + down - 1, column, column + across - 1))

    def _close_table(self, table: _Table) -> None:
        sheet = Sheet(
            table.name,
            shown(table.rows, table.merged),
            tuple(table.merged),
            table.hidden,
            frozenset(table.hidden_rows),
            frozenset(table.hidden_columns),
            table.formulas,
            table.comments,
        )
        checked_size(sheet)
        self.sheets.append(sheet)


def _short(name: str) -> str:
    namespace, _, local = name.rpartition(" ")
    return f"{_NAMES.get(namespace, '')}:{local}"


def _number(text: str) -> float:
    number = float(text)
    if abs(number) == float("inf") or number != number:
        raise ValueError(f"{text!r} is no number")
    return number


def _typed(kind: str, a: dict[str, str], text: str) -> Value:
    if kind == "boolean":
        return a["office:boolean-value"] == "true"
    if kind == "date":
        return dt.datetime.fromisoformat(a["office:date-value"].removesuffix("Z"))
    return a.get("office:string-value", text) if kind == "string" else text
