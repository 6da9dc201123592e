"""The cells of a large sheet in little memory: columns of machine values, made into `Cell`s when they are looked at.

Belongs here: how a sheet is held between the bytes and whoever reads it. Does not belong here: parsing (xlsx.py), what
is a cell (cells.py).
"""

from __future__ import annotations

import datetime as dt
import operator
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from itertools import compress, islice

from sources.readers.cells import Cell, CellError, Merged, Rows, number_cell, typed_cell
from sources.readers.number_formats import is_date, moment

NUMBER, SHARED, BOOLEAN, TEXT, ERROR, ISO_DATE, NEVER_COMPUTED = range(7)

_SHIFT = 15
_KEPT = 400_000  # cells kept made: a sheet with fewer makes each once


def place(row: int, column: int) -> int:
    """Where a cell stands, in one number that grows along the rows."""
    return (row << _SHIFT) + column


def row_and_column(place: int) -> tuple[int, int]:
    """What `place` was made of."""
    return place >> _SHIFT, place & ((1 << _SHIFT) - 1)


class Columns:
    """Cells as they are parsed: place (row * 2**15 + column), kind, style and a number, or the number of a text."""

    def __init__(self) -> None:
        self.places, self.kinds, self.styles, self.payloads = array("Q"), array("B"), array("H"), array("d")
        self.texts: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self.places)

    def add(self, row: int, column: int, kind: int, style: int, payload: float) -> None:
        """One cell more."""
        self.places.append(place(row, column))
        self.kinds.append(kind)
        self.styles.append(style)
        self.payloads.append(payload)

    def text(self, text: str) -> int:
        """The number of a text of this sheet's own."""
        return self.texts.setdefault(text, len(self.texts))

    def used(self, kind: int) -> set[float]:
        """The different payloads of the cells of a kind."""
        return set(compress(self.payloads, map(kind.__eq__, self.kinds)))

    def place_of(self, kind: int, payload: float) -> tuple[int, int]:
        """Row and column of the first such cell."""
        cells = zip(self.places, self.kinds, self.payloads, strict=True)
        return next(row_and_column(at) for at, *found in cells if found == [kind, payload])

    def settle(self, merged: Sequence[Merged], empty: Set[int]) -> None:
        """Bring the cells in order, the last one of a place staying, without what merged ranges cover.

        `empty` are the shared strings without a character: their cells are blank.
        """
        places = self.places
        if not all(map(operator.lt, places, islice(places, 1, None))):
            last = {at: index for index, at in enumerate(places)}
            self._keep([last[at] for at in sorted(last)])
        covered = (
            {i for i, kind in enumerate(self.kinds) if kind == SHARED and self.payloads[i] in empty} if empty else set()
        )
        for area in merged:
            anchor = place(area.first_row, area.first_column)
            start = bisect_left(self.places, anchor)
            end = bisect_right(self.places, place(area.last_row, area.last_column))
            for index in range(start, end):
                column = row_and_column(self.places[index])[1]
                if area.first_column <= column <= area.last_column and self.places[index] != anchor:
                    covered.add(index)
        if covered:
            self._keep([index for index in range(len(self)) if index not in covered])

    def _keep(self, indices: Sequence[int]) -> None:
        for name in ("places", "kinds", "styles", "payloads"):
            values: array[float] = getattr(self, name)
            setattr(self, name, array(values.typecode, map(values.__getitem__, indices)))


class Grid(Rows):
    """The rows of a sheet over its settled columns. `formats` go by style, `strings` are those the workbook shares."""

    def __init__(
        self, columns: Columns, strings: Sequence[str], formats: Sequence[str], *, from_1904: bool = False
    ) -> None:
        self._columns, self._strings, self._formats, self._from_1904 = columns, strings, formats, from_1904
        self._texts = list(columns.texts)
        self._dates = [is_date(number_format) for number_format in formats]
        self._numbers = array("L", dict.fromkeys(map(_SHIFT.__rrshift__, columns.places)))
        self._made: dict[int, Mapping[int, Cell]] = {}
        self._cells_made = 0
        self._makers: dict[int, Callable[[float, int], Cell | None]] = {
            NUMBER: self._number,
            BOOLEAN: self._boolean,
            TEXT: self._text,
            ERROR: self._error,
            ISO_DATE: self._iso,
            NEVER_COMPUTED: self._never,
        }

    def __len__(self) -> int:
        return len(self._numbers)

    def __iter__(self) -> Iterator[int]:
        return iter(self._numbers)

    def __contains__(self, row: object) -> bool:
        if not isinstance(row, int):
            return False
        index = bisect_left(self._numbers, row)
        return index < len(self._numbers) and self._numbers[index] == row

    def __getitem__(self, row: int) -> Mapping[int, Cell]:
        made = self._made.get(row)
        if made is None:
            if row not in self:
                raise KeyError(row)
            made = self._make(row)
            if self._cells_made > _KEPT:
                self._made.clear()
                self._cells_made = 0
            self._made[row] = made
            self._cells_made += len(made)
        return made

    @property
    def last_column(self) -> int:
        """The last column with content, 0 without any."""
        return max(map(((1 << _SHIFT) - 1).__and__, self._columns.places), default=0)

    @property
    def cells(self) -> int:
        """How many cells there are."""
        return len(self._columns)

    def _make(self, row: int) -> Mapping[int, Cell]:
        columns, makers, strings, formats = self._columns, self._makers, self._strings, self._formats
        first = place(row, 0)
        start, end = bisect_left(columns.places, first), bisect_left(columns.places, place(row + 1, 0))
        made: dict[int, Cell] = {}
        for at, kind, style, payload in zip(
            columns.places[start:end],
            columns.kinds[start:end],
            columns.styles[start:end],
            columns.payloads[start:end],
            strict=True,
        ):
            if kind == SHARED:
                text = strings[int(payload)]
                made[at - first] = Cell(text, text, formats[style])
            elif (cell := makers[kind](payload, style)) is not None:
                made[at - first] = cell
        return made

    def _number(self, number: float, style: int) -> Cell | None:
        if self._dates[style]:
            shown = moment(number, self._formats[style], from_1904=self._from_1904)
            return typed_cell(shown, self._formats[style])
        return number_cell(number, self._formats[style])

    def _text(self, index: float, style: int) -> Cell | None:
        return typed_cell(self._texts[int(index)], self._formats[style])

    def _boolean(self, number: float, _: int) -> Cell | None:
        return typed_cell(bool(number))

    def _error(self, index: float, _: int) -> Cell | None:
        return typed_cell(CellError(self._texts[int(index)]))

    def _iso(self, index: float, style: int) -> Cell | None:
        text = self._texts[int(index)]
        try:
            return typed_cell(dt.datetime.fromisoformat(text.removesuffix("Z")), self._formats[style])
        except ValueError:
            return typed_cell(text, self._formats[style])

    def _never(self, _: float, __: int) -> Cell | None:
        return typed_cell(CellError("=?"))
