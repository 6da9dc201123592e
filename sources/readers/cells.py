"""The cells of a file, the same for every format.

Belongs here: `Workbook`, `Sheet`, `Cell`, merged ranges and addresses as Excel writes them. Does not
belong here: reading a format (xlsx.py, xls.py, delimited.py ...), keeping a large sheet small (grid.py), or the meaning
of a cell (spreadsheets/).
"""

from __future__ import annotations

import datetime as dt
import functools
import re
from abc import abstractmethod
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from sources.problems import refuse

MAX_CELLS = 3_000_000
MAX_COLUMNS = 4_000
MAX_AREA = 50_000_000


@dataclass(frozen=True, slots=True)
class CellError:
    """What Excel shows for a value it could not compute: `#DIV/0!`; `=?` for a formula never computed."""

    code: str


Value = Decimal | str | dt.date | dt.datetime | bool | CellError


class Cell(NamedTuple):
    """A cell with content. `raw` is what the file holds as text; a number's is its shortest decimal."""

    raw: str
    value: Value
    number_format: str = "General"


class Merged(NamedTuple):
    """A merged range: first and last row, first and last column, all counted from 1."""

    first_row: int
    last_row: int
    first_column: int
    last_column: int


class Rows(Mapping[int, Mapping[int, Cell]]):
    """Row number -> column number -> cell, of a sheet that knows its extent without making its cells."""

    @property
    @abstractmethod
    def columns(self) -> frozenset[int]:
        """The columns with content."""

    @property
    @abstractmethod
    def cells(self) -> int:
        """How many cells there are."""


@dataclass
class Sheet:
    """A sheet: row number -> column number -> cell, both from 1 and in order; blank cells are absent.

    A file without sheets (CSV) is one sheet without a name. What lies under a merged range but in its first cell is
    shown by no program and absent too. `formulas` (as `=SUM(A1:A3)`) and `comments` go by (row, column); of .xls no
    formulas are known.
    """

    name: str
    rows: Mapping[int, Mapping[int, Cell]]
    merged: tuple[Merged, ...] = ()
    hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    formulas: Mapping[tuple[int, int], str] = field(default_factory=dict)
    comments: Mapping[tuple[int, int], str] = field(default_factory=dict)

    @functools.cached_property
    def last_row(self) -> int:
        """The last row with content, 0 for an empty sheet."""
        return max(self.rows, default=0)

    @functools.cached_property
    def last_column(self) -> int:
        """The last column with content, 0 for an empty sheet."""
        return max(self.columns, default=0)

    @functools.cached_property
    def columns(self) -> frozenset[int]:
        """The columns with content."""
        if isinstance(self.rows, Rows):
            return self.rows.columns
        return frozenset().union(*self.rows.values())

    @functools.cached_property
    def _merged(self) -> dict[int, list[Merged]]:
        by_row: dict[int, list[Merged]] = {}
        for merged in self.merged:
            for row in range(merged.first_row, min(merged.last_row, self.last_row) + 1):
                by_row.setdefault(row, []).append(merged)
        return by_row

    def merged_at(self, row: int, column: int) -> Merged | None:
        """The merged range that a cell is part of."""
        if not self.merged or row not in self._merged:
            return None
        for merged in self._merged[row]:
            if merged.first_column <= column <= merged.last_column:
                return merged
        return None

    def anchor(self, row: int, column: int) -> tuple[int, int]:
        """Where the content of a cell stands: the first cell of its merged range, else the cell itself."""
        merged = self.merged_at(row, column)
        return (merged.first_row, merged.first_column) if merged else (row, column)

    def cell(self, row: int, column: int) -> Cell | None:
        """The cell at this very place; None where it is blank, or lies in a merged range but first."""
        return self.rows.get(row, {}).get(column)

    def seen(self, row: int, column: int) -> Cell | None:
        """The cell a reader sees there: that of the merged range, if there is one."""
        return self.cell(*self.anchor(row, column))


@dataclass
class Workbook:
    """What a reader gives: the format it went by and the sheets in their order."""

    format: str
    sheets: list[Sheet] = field(default_factory=list)


def shown(rows: dict[int, dict[int, Cell]], merged: Iterable[Merged]) -> dict[int, dict[int, Cell]]:
    """The cells less those that a merged range covers, rows and columns in their order."""
    numbers = sorted(rows)
    for area in merged:
        first, last = bisect_left(numbers, area.first_row), bisect_right(numbers, area.last_row)
        for number in numbers[first:last]:
            row = rows[number]
            for column in [column for column in row if area.first_column <= column <= area.last_column]:
                if (number, column) != (area.first_row, area.first_column):
                    del row[column]
    return {number: dict(sorted(rows[number].items())) for number in numbers if rows[number]}


def checked_size(sheet: Sheet) -> None:
    """Raises Refused for a sheet with too many cells, or with a cell so far out that it must be a mistake."""
    rows = sheet.rows
    cells = rows.cells if isinstance(rows, Rows) else sum(len(row) for row in rows.values())
    if cells > MAX_CELLS:
        raise refuse("sources.too_many_cells", sheet=sheet.name, cells=cells, most=MAX_CELLS)
    if sheet.last_column > MAX_COLUMNS or sheet.last_row * sheet.last_column > MAX_AREA:
        row = next(number for number, row in rows.items() if sheet.last_column in row)
        wide = sheet.last_column > MAX_COLUMNS
        place = (row, sheet.last_column) if wide else (sheet.last_row, max(rows[sheet.last_row]))
        raise refuse("sources.far_cell", sheet=sheet.name, cell=address(*place))


def column_letters(column: int) -> str:
    """`1` -> `A`, `28` -> `AB`."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def address(row: int, column: int) -> str:
    """`(7, 4)` -> `D7`: what Excel's name box shows."""
    return f"{column_letters(column)}{row}"


def binary_number(number: float) -> Decimal:
    """The shortest decimal with at most 15 significant digits of a number stored as binary.

    That is what Excel shows: 0.1 + 0.2 is 0.3. The result has no exponent and no trailing zeros.
    """
    text = format(number, ".15g")
    exact = Decimal(text)
    if "e" not in text:
        return exact
    return Decimal(format(exact, "f")) if exact == exact.to_integral_value() else exact.normalize()


def plain(number: Decimal) -> str:
    """The digits of a number without an exponent."""
    return format(number, "f")


def number_cell(number: float, number_format: str) -> Cell:
    """The cell of a number stored as binary."""
    text = format(number + 0.0, ".15g")  # + 0.0: no minus before a zero
    if "e" not in text:
        return Cell(text, Decimal(text), number_format)
    value = binary_number(number)
    return Cell(plain(value), value, number_format)


def typed_cell(value: Value, number_format: str = "General") -> Cell | None:
    """The cell of a value that is no number; None for an empty text, midnight is a day."""
    if isinstance(value, bool):
        return Cell(str(value).upper(), value)
    if isinstance(value, CellError):
        return Cell(value.code, value)
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        value = value.date()
    if isinstance(value, dt.date):
        return Cell(value.isoformat(), value, number_format)
    text = str(value)
    return Cell(text, text, number_format) if text else None


_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def unescaped(text: str) -> str:
    """Text of a workbook with its `_x000D_` escapes resolved."""
    return _ESCAPED.sub(lambda match: chr(int(match.group(1), 16)), text) if "_x" in text else text
