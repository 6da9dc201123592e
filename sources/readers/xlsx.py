"""Workbooks of Excel 2007 and later (.xlsx, .xlsm): their sheets' cells, streamed out of the archive.

Belongs here: which part is which sheet, strings, styles, comments. Does not belong here: the cells of a sheet's part
(worksheet.py), other zip archives (formats.py tells them apart) and what a cell means.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from xml.etree.ElementTree import Element, ParseError
from xml.parsers.expat import ExpatError

from sources.problems import refuse
from sources.readers.archive import DAMAGE, check_archive, first_line
from sources.readers.cells import Sheet, Workbook, address, checked_size, unescaped
from sources.readers.grid import SHARED, Grid
from sources.readers.number_formats import BUILT_IN
from sources.readers.package import Package, tree
from sources.readers.worksheet import NotPlain, Parsed, decoded, parse_worksheet, place_of

_ON = ("1", "true", "on")
_BROKEN = (*DAMAGE, ExpatError, ParseError, KeyError, IndexError, OverflowError)


def read_xlsx(data: bytes) -> Workbook:
    """The sheets of a workbook. Raises Refused for what is damaged, too large, or made to harm."""
    check_archive(data, "sources.damaged_workbook")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _Book(Package(archive)).read()
    except _BROKEN as error:
        raise refuse("sources.damaged_workbook", why=first_line(error)) from error


_STRING = re.compile(
    rb"<si><t(?: xml:space=\"preserve\")?>([^<\x00-\x08\x0b-\x1f]*)</t>(?:<phoneticPr[^<>&]*/>)?</si>\s*"
)
_STRINGS = re.compile(rb"""(?:\xef\xbb\xbf)?(?:<\?xml [^<>]*encoding=["'](?i:utf-8)["'][^<>]*\?>)?\s*<sst[^<>]*>\s*""")


def _plain_strings(data: bytes) -> list[str] | None:
    """The shared strings, where all are written in the plain way; None where an XML parser must read them."""
    head = _STRINGS.match(data)
    if head is None or b'xmlns="' not in head[0]:
        return None
    parts = _STRING.split(data[head.end() :])
    if parts.pop() != b"</sst>" or any(parts[::2]):
        return None
    try:
        return [unescaped(decoded(text)) for text in parts[1::2]]
    except NotPlain:
        return None


class _Book:
    """A workbook being read."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.part = package.first("", "officeDocument") or "xl/workbook.xml"
        self.root = package.tree(self.part)
        self.related = package.related(self.part)
        properties = self.root.find("workbookPr")
        self.from_1904 = properties is not None and properties.get("date1904") in _ON
        self.strings = self._strings()
        self.empty = frozenset(index for index, text in enumerate(self.strings) if not text)
        self.formats = self._formats()

    def read(self) -> Workbook:
        book = Workbook("xlsx")
        sheets = self.root.find("sheets")
        for stated in sheets if sheets is not None else ():
            kind, part = self.related.get(stated.get("id", ""), ("", ""))
            if not kind:
                raise refuse("sources.missing_part", part=f"{stated.get('name')} ({stated.get('id')})")
            if kind == "worksheet":
                book.sheets.append(self._sheet(stated, part))
        return book

    def _part(self, kind: str) -> str | None:
        return next((target for found, target in self.related.values() if found == kind), None)

    def _strings(self) -> list[str]:
        part = self._part("sharedStrings")
        if part is None:
            return []
        with self.package.open(part) as source:
            data = source.read()
        texts = _plain_strings(data)
        return texts if texts is not None else [unescaped(text_of(item)) for item in tree(data, part).iter("si")]

    def _formats(self) -> list[str]:
        """The number format of each style of cells."""
        part = self._part("styles")
        if part is None:
            return ["General"]
        root = self.package.tree(part)
        own = {
            int(one.get("numFmtId", "0")): one.get("formatCode", "General") for one in root.iterfind("numFmts/numFmt")
        }
        numbers = [int(one.get("numFmtId", "0")) for one in root.iterfind("cellXfs/xf")]
        return [own.get(number) or BUILT_IN.get(number, "General") for number in numbers] or ["General"]

    def _sheet(self, stated: Element, part: str) -> Sheet:
        name = stated.get("name", "")
        with self.package.open(part) as source:
            parsed = parse_worksheet(source, name)
        self._check(parsed, name)
        parsed.columns.settle(parsed.merged, self.empty)
        sheet = Sheet(
            name,
            Grid(parsed.columns, self.strings, self.formats, from_1904=self.from_1904),
            tuple(parsed.merged),
            stated.get("state", "visible") != "visible",
            frozenset(parsed.hidden_rows),
            frozenset(parsed.hidden_columns),
            parsed.formulas,
            self._comments(part),
        )
        checked_size(sheet)
        return sheet

    def _check(self, parsed: Parsed, sheet: str) -> None:
        """Raises Refused for a cell whose text or style the workbook does not have."""
        columns, last = parsed.columns, len(self.strings)
        for index in columns.used(SHARED):
            if not (index.is_integer() and 0 <= index < last):
                cell = address(*columns.place_of(SHARED, index))
                part = self._part("sharedStrings") or "sharedStrings.xml"
                raise refuse("sources.missing_text", sheet=sheet, cell=cell, part=part)
        if len(columns) and max(columns.styles) >= len(self.formats):
            raise refuse("sources.missing_part", sheet=sheet, part=self._part("styles") or "styles.xml")

    def _comments(self, part: str) -> Mapping[tuple[int, int], str]:
        comments = self.package.first(part, "comments")
        if comments is None or comments not in self.package:
            return {}
        return {
            place_of(one.get("ref", "")): unescaped(text_of(text))
            for one in self.package.tree(comments).iter("comment")
            if (text := one.find("text")) is not None
        }


def text_of(item: Element) -> str:
    """The characters of a string: its own and those of its runs, without the readings above them (`rPh`)."""
    return "".join(
        part.text or ""
        for child in item
        for part in ((child,) if child.tag == "t" else child.iterfind("t") if child.tag == "r" else ())
    )
