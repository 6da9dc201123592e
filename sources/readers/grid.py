"""The cells of a large sheet in little memory: columns of machine values, made into `Cell`s when they are looked at.

Belongs here: how a sheet is held between the bytes and whoever reads it. Does not belong here: parsing (xlsx.py), what
is a cell (cells.py).
"""

from __future__ import annotations

import datetime as dt
import operator
import sys
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from decimal import Decimal
from itertools import compress, islice, repeat

from sources.collecting import without_collecting
from sources.readers.cells import Cell, CellError, Merged, Rows, Value, number_cell, typed_cell
from sources.readers.number_formats import is_date, moment

NUMBER, SHARED, BOOLEAN, TEXT, ERROR, ISO_DATE, NEVER_COMPUTED = range(7)

_SHIFT = 32
_COLUMN_BITS = (1 << _SHIFT) - 1
_COLUMN_HALF, _ROW_HALF = (0, 1) if sys.byteorder == "little" else (1, 0)
_KEPT = 20_000  # cells kept made: a sheet with fewer makes each once
_TOGETHER = 4_000  # cells made at once
_REMEMBERED = 10_000  # different cells remembered: equal ones are made once


# A number with the style of a date is a kind of its own where cells are made.
_DATE = NEVER_COMPUTED + 1
_OF_DATES = 8
_KIND_SHOWN = bytes([_DATE if kind == _OF_DATES else kind % _OF_DATES for kind in range(256)])
_IS = [bytes(kind == one for one in range(256)) for kind in range(_DATE + 1)]
_NEW: Callable[..., Cell] = tuple.__new__


def place(row: int, column: int) -> int:
    """Where a cell stands, in one number that grows along the rows."""
    return (row << _SHIFT) + column


def row_and_column(place: int) -> tuple[int, int]:
    """What `place` was made of."""
    return place >> _SHIFT, place & _COLUMN_BITS


def _halves(places: array[int], half: int) -> memoryview[int]:
    """All rows or all columns of places, without looking at each of them."""
    return memoryview(places).cast("B").cast("I")[half::2]


class Columns:
    """Cells as they are parsed: place (row * 2**32 + column), kind, style and a number, or the number of a text."""

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
        return set(compress(self.payloads, self.kinds.tobytes().translate(_IS[kind])))

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


class _Known(dict[tuple[float, int], Cell]):
    """Payload and style -> the cell, made when it is first asked for."""

    def __init__(self, make: Callable[[float, int], Cell]) -> None:
        self._cell_of = make

    def __missing__(self, key: tuple[float, int]) -> Cell:
        cell = self[key] = self._cell_of(*key)
        return cell


class Grid(Rows):
    """The rows of a sheet over its settled columns. `formats` go by style, `strings` are those the workbook shares."""

    def __init__(
        self, columns: Columns, strings: Sequence[str], formats: Sequence[str], *, from_1904: bool = False
    ) -> None:
        self._columns, self._strings, self._formats, self._from_1904 = columns, strings, formats, from_1904
        self._texts = list(columns.texts)
        self._dates = [_OF_DATES if is_date(number_format) else 0 for number_format in formats]
        self._numbers = array("L", dict.fromkeys(_halves(columns.places, _ROW_HALF)))
        self._step = max(1, _TOGETHER * len(self._numbers) // max(1, len(columns)))
        self._made: dict[int, Mapping[int, Cell]] = {}
        self._cells_made = 0
        self._known = {
            _DATE: _Known(self._date),
            BOOLEAN: _Known(self._boolean),
            TEXT: _Known(self._text),
            ERROR: _Known(self._error),
            ISO_DATE: _Known(self._iso),
            NEVER_COMPUTED: _Known(self._never),
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
            self._make(bisect_left(self._numbers, row) // self._step * self._step)
            made = self._made[row]
        return made

    @property
    def columns(self) -> frozenset[int]:
        """The columns with content."""
        return frozenset(_halves(self._columns.places, _COLUMN_HALF))

    @property
    def cells(self) -> int:
        """How many cells there are."""
        return len(self._columns)

    def _make(self, index: int) -> None:
        """Make the cells of some rows from the one at an index on: many at once cost less each.

        Cells are in no cycles: looking for some among them while they are made would take a quarter of the time.
        """
        with without_collecting():
            self._make_rows(index)

    def _make_rows(self, index: int) -> None:
        columns, numbers = self._columns, self._numbers[index : index + self._step]
        start = bisect_left(columns.places, place(numbers[0], 0))
        end = bisect_left(columns.places, place(numbers[-1] + 1, 0))
        if self._cells_made > _KEPT:
            self._made.clear()
            self._cells_made = 0
        places = columns.places[start:end]
        cells = self._cells(columns.kinds[start:end], columns.styles[start:end], columns.payloads[start:end])
        within = _halves(places, _COLUMN_HALF).tolist()
        last = 0
        for row in numbers:
            first, last = last, bisect_left(places, place(row + 1, 0), last)
            self._made[row] = dict(zip(within[first:last], cells[first:last], strict=True))
        self._cells_made += len(cells)

    def _cells(self, kinds: array[int], styles: array[int], payloads: array[float]) -> list[Cell]:
        """Each kind's cells are made in one go, then dealt out in the order of the sheet."""
        dealt = bytes(map(operator.or_, kinds, map(self._dates.__getitem__, styles))).translate(_KIND_SHOWN)
        made: list[Iterator[Cell]] = [iter(())] * (_DATE + 1)
        for kind in set(dealt):
            mine = dealt.translate(_IS[kind])
            own_payloads, own_styles = compress(payloads, mine), compress(styles, mine)
            if kind == NUMBER:
                made[kind] = self._number_cells(own_payloads, own_styles)
            elif kind == SHARED:
                made[kind] = self._shared_cells(own_payloads, own_styles)
            else:
                known = self._known[kind]
                if len(known) > _REMEMBERED:
                    known.clear()
                made[kind] = map(known.__getitem__, zip(own_payloads, own_styles, strict=True))
        return list(map(next, map(made.__getitem__, dealt)))

    def _number_cells(self, numbers: Iterable[float], styles: Iterable[int]) -> Iterator[Cell]:
        numbers = list(numbers)
        formats = map(self._formats.__getitem__, styles)
        texts = list(map(format, numbers, repeat(".15g")))
        if "-0" in texts or "e" in "".join(texts):
            return map(number_cell, numbers, formats)
        return map(_NEW, repeat(Cell), zip(texts, map(Decimal, texts), formats, strict=True))

    def _shared_cells(self, indices: Iterable[float], styles: Iterable[int]) -> Iterator[Cell]:
        texts = list(map(self._strings.__getitem__, map(int, indices)))
        return map(_NEW, repeat(Cell), zip(texts, texts, map(self._formats.__getitem__, styles), strict=True))

    def _date(self, number: float, style: int) -> Cell:
        return _typed(moment(number, self._formats[style], from_1904=self._from_1904), self._formats[style])

    def _text(self, index: float, style: int) -> Cell:
        return _typed(self._texts[int(index)], self._formats[style])

    def _boolean(self, number: float, _: int) -> Cell:
        return _typed(bool(number))

    def _error(self, index: float, _: int) -> Cell:
        return _typed(CellError(self._texts[int(index)]))

    def _iso(self, index: float, style: int) -> Cell:
        text = self._texts[int(index)]
        try:
            return _typed(dt.datetime.fromisoformat(text.removesuffix("Z")), self._formats[style])
        except ValueError:
            return _typed(text, self._formats[style])

    def _never(self, _: float, __: int) -> Cell:
        return _typed(CellError("=?"))


def _typed(value: Value, number_format: str = "General") -> Cell:
    cell = typed_cell(value, number_format)
    assert cell is not None  # a text without a character is never put among the columns
    return cell
