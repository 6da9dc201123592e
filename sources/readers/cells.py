"""The cells of a file, the same for every format.

Belongs here: `Workbook`, `Sheet`, `Cell`, merged ranges and addresses as Excel writes them. Does not
belong here: reading a format (xlsx.py, xls.py, delimited.py), or the meaning of a cell (spreadsheets/).
"""

from __future__ import annotations

import datetime as dt
import functools
import re
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


@dataclass
class Sheet:
    """A sheet: row number -> column number -> cell, both from 1; blank cells are absent.

    A file without sheets (CSV) is one sheet without a name.
    """

    name: str
    rows: dict[int, dict[int, Cell]]
    merged: tuple[Merged, ...] = ()
    hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()

    @functools.cached_property
    def last_row(self) -> int:
        """The last row with content, 0 for an empty sheet."""
        return max(self.rows, default=0)

    @functools.cached_property
    def last_column(self) -> int:
        """The last column with content, 0 for an empty sheet."""
        return max((max(row) for row in self.rows.values()), default=0)

    @functools.cached_property
    def _merged(self) -> dict[tuple[int, int], Merged]:
        return {
            (row, column): merged
            for merged in self.merged
            for row in range(merged.first_row, min(merged.last_row, self.last_row) + 1)
            for column in range(merged.first_column, min(merged.last_column, self.last_column) + 1)
        }

    def merged_at(self, row: int, column: int) -> Merged | None:
        """The merged range that a cell is part of."""
        return self._merged.get((row, column)) if self.merged else None

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


def ordered(rows: dict[int, dict[int, Cell]]) -> dict[int, dict[int, Cell]]:
    """The same cells, rows and columns in their order."""
    return {number: dict(sorted(rows[number].items())) for number in sorted(rows)}


def checked_size(sheet: Sheet) -> None:
    """Raises Refused for a sheet with too many cells, or with a cell so far out that it must be a mistake."""
    cells = sum(len(row) for row in sheet.rows.values())
    if cells > MAX_CELLS:
        raise refuse("sources.too_many_cells", sheet=sheet.name, cells=cells, most=MAX_CELLS)
    if sheet.last_column > MAX_COLUMNS or sheet.last_row * sheet.last_column > MAX_AREA:
        row = next(number for number, row in sheet.rows.items() if sheet.last_column in row)
        wide = sheet.last_column > MAX_COLUMNS
        place = (row, sheet.last_column) if wide else (sheet.last_row, max(sheet.rows[sheet.last_row]))
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
    exact = Decimal(format(number, ".15g"))
    return exact.quantize(Decimal(1)) if exact == exact.to_integral_value() else exact.normalize()


def plain(number: Decimal) -> str:
    """The digits of a number without an exponent."""
    return format(number, "f")


_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def unescaped(text: str) -> str:
    """Text of a workbook with its `_x000D_` escapes resolved."""
    return _ESCAPED.sub(lambda match: chr(int(match.group(1), 16)), text) if "_x" in text else text
