"""Sample files as cells that a clerk can type over, and the bytes that come of it.

Belongs here: the workbooks of `sources.samples` and its CSV export, cell by cell; taking a row away and putting one in.
Does not belong here: which cell is changed to what. Reading stays with the product's own readers: these pages know
the two forms that the samples write and no other.
"""

from __future__ import annotations

import html
import io
import re
import zipfile
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import NamedTuple

Value = str | Decimal | None
_CELL = re.compile(
    r'<c r="([A-Z]+)(\d+)"(?: s="(\d+)")?(?: t="(\w+)")?(?:/>|>(?:<v>([^<]*)</v>|<is><t[^>]*>([^<]*)</t></is>)?</c>)'
)
_MERGE = re.compile(r'<mergeCell ref="([A-Z]+)(\d+):([A-Z]+)(\d+)"/>')
_MERGES = re.compile(r"<mergeCells[^>]*>.*?</mergeCells>", re.DOTALL)
_SHEET = re.compile(r'<sheet [^>]*name="([^"]*)"[^>]*r:id="(\w+)"|<sheet [^>]*name="([^"]*)"[^>]*id="(\w+)"')
_TARGET = re.compile(r'<Relationship [^>]*?(?:Target="([^"]*)"[^>]*?Id="(\w+)"|Id="(\w+)"[^>]*?Target="([^"]*)")')
_SHEET_NAME = re.compile(r'(<sheet [^>]*?name=")[^"]*')
_LIST = "xl/workbook.xml"
_CSV_ENCODING = "gb18030"


class Cell(NamedTuple):
    """What a cell holds, and its style in the workbook."""

    value: Value
    style: str = ""


def column_number(letters: str) -> int:
    """`A` is 1, `AA` is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def column_letters(number: int) -> str:
    """1 is `A`, 27 is `AA`."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def place_of(address: str) -> tuple[int, int]:
    """Row and column of `B7`."""
    letters = address.rstrip("0123456789")
    return int(address[len(letters) :]), column_number(letters)


@dataclass
class Page:
    """A sheet: cells by (row, column) from 1, merged ranges as (first row, first column, last row, last column)."""

    name: str
    cells: dict[tuple[int, int], Cell]
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    head: str = ""
    tail: str = ""

    @property
    def last_row(self) -> int:
        """The last row with a cell."""
        return max(row for row, _ in self.cells)

    def value(self, row: int, column: int) -> Value:
        """What a person sees there: of a merged range the content of its first cell."""
        for top, left, bottom, right in self.merged:
            if top <= row <= bottom and left <= column <= right:
                row, column = top, left
        cell = self.cells.get((row, column))
        return cell.value if cell else None

    def text(self, row: int, column: int) -> str:
        """The content as text without any blanks."""
        value = self.value(row, column)
        return "" if value is None else re.sub(r"\s", "", str(value))

    def write(self, row: int, column: int, value: Value) -> None:
        """Type over a cell, which keeps its style."""
        known = self.cells.get((row, column), Cell(None))
        self.cells[row, column] = known._replace(value=value)

    def delete(self, rows: list[int]) -> None:
        """Take rows away; what stands below moves up, merged ranges shrink."""
        gone = set(rows)

        def up(row: int) -> int:
            return row - sum(one < row for one in gone)

        self.cells = {(up(r), c): cell for (r, c), cell in self.cells.items() if r not in gone}
        kept = []
        for top, left, bottom, right in self.merged:
            inside = [row for row in range(top, bottom + 1) if row not in gone]
            if inside and (len(inside) > 1 or right > left):
                kept.append((up(inside[0]), left, up(inside[-1]), right))
        self.merged = kept

    def repeat(self, row: int) -> int:
        """Put a copy of a row below it; the number of the new row."""

        def down(one: int) -> int:
            return one + (one > row)

        moved = {(down(r), c): cell for (r, c), cell in self.cells.items()}
        moved |= {(row + 1, c): cell for (r, c), cell in self.cells.items() if r == row}
        self.cells = moved
        self.merged = [
            (down(top), left, bottom + (bottom >= row) if top <= row else down(bottom), right)
            for top, left, bottom, right in self.merged
            if not (top == bottom == row)
        ]
        return row + 1


@dataclass
class Book:
    """A file: its pages in their order, and of a workbook everything else as it is; a CSV is one page, nameless."""

    pages: list[Page]
    parts: dict[str, bytes] = field(default_factory=dict)
    paths: list[str] = field(default_factory=list)

    def page(self, name: str) -> Page:
        """The sheet of that name. Raises KeyError if there is none."""
        return {page.name: page for page in self.pages}[name]

    def copy(self) -> Book:
        """The same, to be changed."""
        pages = [replace(page, cells=dict(page.cells), merged=list(page.merged)) for page in self.pages]
        return Book(pages, self.parts, self.paths)

    def data(self) -> bytes:
        """The bytes of the file."""
        if not self.paths:
            return _csv(self.pages[0])
        changed = {path: _xml(page).encode() for path, page in zip(self.paths, self.pages, strict=True)}
        names = iter(page.name for page in self.pages)
        list_of_sheets = self.parts[_LIST].decode()
        changed[_LIST] = _SHEET_NAME.sub(lambda found: found[1] + html.escape(next(names)), list_of_sheets).encode()
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as target:
            for name, content in self.parts.items():
                target.writestr(zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0)), changed.get(name, content))
        return out.getvalue()


def book_of(name: str, data: bytes) -> Book:
    """A file of the sample city. Raises ValueError for a workbook in a form that the samples do not write."""
    if not name.endswith(".xlsx"):
        lines = data.decode(_CSV_ENCODING).splitlines()
        cells = {
            (row, column): Cell(value)
            for row, line in enumerate(lines, start=1)
            for column, value in enumerate(line.split(","), start=1)
            if value
        }
        return Book([Page("", cells)])
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {entry.filename: archive.read(entry) for entry in archive.infolist()}
    if "xl/sharedStrings.xml" in parts:
        raise ValueError(f"{name}: shared strings")
    targets = {}
    for found in _TARGET.finditer(parts["xl/_rels/workbook.xml.rels"].decode()):
        targets[found[2] or found[3]] = (found[1] or found[4]).removeprefix("/").removeprefix("xl/")
    sheets = [(one[1] or one[3], one[2] or one[4]) for one in _SHEET.finditer(parts[_LIST].decode())]
    paths = [f"xl/{targets[identifier]}" for _, identifier in sheets]
    pages = [_page(html.unescape(sheet), parts[path].decode()) for (sheet, _), path in zip(sheets, paths, strict=True)]
    return Book(pages, parts, paths)


def _page(name: str, xml: str) -> Page:
    head, _, rest = xml.partition("<sheetData>")
    body, _, tail = rest.partition("</sheetData>")
    cells = {}
    for letters, row, style, kind, number, text in _CELL.findall(body):
        value: Value = html.unescape(text) if kind == "inlineStr" else _shortest(number) if number else None
        cells[int(row), column_number(letters)] = Cell(value, style)
    if len(cells) != body.count("<c "):
        raise ValueError(f"{name}: a cell in another form")
    merged = [
        (int(top), column_number(left), int(bottom), column_number(right))
        for left, top, right, bottom in _MERGE.findall(tail)
    ]
    return Page(name, cells, merged, head, tail)


def _shortest(number: str) -> Decimal:
    """A binary number as a person typed it, 8.7 for 8.699999999999999."""
    short = float(f"{float(number):.15g}")
    return Decimal(int(short)) if short.is_integer() else Decimal(repr(short))


def _xml(page: Page) -> str:
    rows: dict[int, list[str]] = {}
    for (row, column), (value, style) in sorted(page.cells.items()):
        place = f'r="{column_letters(column)}{row}"' + (f' s="{style}"' if style else "")
        if value is None:
            cell = f"<c {place}/>"
        elif isinstance(value, Decimal):
            cell = f"<c {place}><v>{value:f}</v></c>"
        else:
            text = html.escape(value, quote=False)
            cell = f'<c {place} t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
        rows.setdefault(row, []).append(cell)
    body = "".join(f'<row r="{row}">{"".join(cells)}</row>' for row, cells in rows.items())
    ranges = "".join(
        f'<mergeCell ref="{column_letters(left)}{top}:{column_letters(right)}{bottom}"/>'
        for top, left, bottom, right in page.merged
    )
    merges = f'<mergeCells count="{len(page.merged)}">{ranges}</mergeCells>' if page.merged else ""
    tail = _MERGES.sub(merges, page.tail)
    return f"{page.head}<sheetData>{body}</sheetData>{tail}"


def _csv(page: Page) -> bytes:
    lines = []
    for row in range(1, page.last_row + 1):
        last = max((column for at, column in page.cells if at == row), default=0)
        values = [page.value(row, column) for column in range(1, last + 1)]
        lines.append(",".join("" if value is None else str(value) for value in values))
    return "".join(f"{line}\n" for line in lines).encode(_CSV_ENCODING)
