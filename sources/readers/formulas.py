"""The formulas of a sheet, as Excel's formula bar shows them.

Belongs here: formulas that cells share, moved to each cell's place. Does not belong here: computing one; a cell's value
is what the file stores.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sources.readers.cells import address

Place = tuple[int, int]


class Formulas(Mapping[Place, str]):
    """(row, column) -> `=SUM(A1:A3)`. A shared formula is kept once and moved when it is asked for."""

    def __init__(self) -> None:
        self._own: dict[Place, str] = {}
        self._shared: dict[Place, str] = {}
        self._masters: dict[str, Place] = {}

    def put(self, row: int, column: int, text: str, shared: str | None = None) -> None:
        """The formula of a cell, or the number of the one it shares; the first cell of those gives the text."""
        if shared is not None and not text and shared in self._masters:
            self._shared[row, column] = shared
            return
        if shared is not None and text:
            self._masters.setdefault(shared, (row, column))
        self._own[row, column] = f"={text}"

    def __getitem__(self, place: Place) -> str:
        if place in self._own:
            return self._own[place]
        from openpyxl.formula.translate import Translator

        master = self._masters[self._shared[place]]
        moved: str = Translator(self._own[master], origin=address(*master)).translate_formula(address(*place))
        return moved

    def __iter__(self) -> Iterator[Place]:
        yield from self._own
        yield from self._shared

    def __len__(self) -> int:
        return len(self._own) + len(self._shared)
