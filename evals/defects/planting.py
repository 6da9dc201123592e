"""Plants defects into sample files: finds the place that a list means and does there what the clerk did.

Rows that a list leaves open are chosen by dice, so another seed plants elsewhere; the same seed plants the same bytes.
Belongs here: doing one entry of a list. Does not belong here: the lists (lists.py), how a value is mistyped
(changes.py), whether anybody notices (evals.gates).
"""

from __future__ import annotations

import contextlib
import datetime as dt
import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from evals.defects.changes import SLIPS, day_in, in_year, number_in, on_day, retyped
from evals.defects.files import Book, Value, book_of, column_letters, place_of
from evals.defects.lists import Layout, entries, is_subtotal, layouts

_EVERYWHERE = ("all", "cases")
_DIGIT = re.compile(r"\d")
Entry = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Defect:
    """One planted defect. `names` are the rules and codes of reading whose sentence names it.

    `sheet` and `cells` (`B7`) say where the clerk was; no cells: the defect is one of the file as such. `before` and
    `after` are what the first of the cells said and says.
    """

    dataset: str
    number: int
    kind: str
    clerk: str
    file: str
    data: bytes = field(repr=False)
    sheet: str
    cells: tuple[str, ...]
    names: tuple[str, ...]
    before: str
    after: str

    @property
    def place(self) -> str:
        """`规上研发!B7`, or `file`."""
        return "!".join(part for part in (self.sheet, self.cells[0]) if part) if self.cells else "file"


def planted(dataset: str, files: Mapping[str, bytes], seed: int) -> Iterator[Defect]:
    """The defects of a dataset's list, in its order. `files` are the dataset's sample files by name.

    Raises ValueError, with the entry, for one that cannot be planted: the lists are ours.
    """
    pages, books = layouts(dataset), books_of(dataset, files)
    for number, entry in enumerate(entries(dataset), start=1):
        layout = pages[entry.get("page", next(iter(pages)))]
        dice = random.Random(f"{seed}/{dataset}/{number}")
        try:
            yield _Clerk(dataset, number, entry, layout, books, dice).defect()
        except (ValueError, KeyError, IndexError) as error:
            raise ValueError(f"{dataset}, defect {number} ({entry['clerk']}): {error!r}") from error


def books_of(dataset: str, files: Mapping[str, bytes]) -> dict[str, Book]:
    """The files that defects are planted into, and those that came before them, by name."""
    before = {layout.before: files[layout.before] for layout in layouts(dataset).values() if layout.before}
    return {name: book_of(name, data) for name, data in (before | clean_files(dataset, files)).items()}


def clean_files(dataset: str, files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files that a dataset's defects are planted into, by name, as they are without any."""
    found: dict[str, bytes] = {}
    for layout in layouts(dataset).values():
        found.setdefault(layout.file, files[layout.file])
        if layout.now:
            book = book_of(layout.file, found[layout.file])
            for cell, value in layout.now.items():
                book.page(layout.sheet).write(*place_of(cell), value)
            found[layout.file] = book.data()
    return found


class _Clerk:
    """Does one entry of a list to a copy of its file."""

    def __init__(
        self,
        dataset: str,
        number: int,
        entry: Entry,
        layout: Layout,
        books: Mapping[str, Book],
        dice: random.Random,
    ) -> None:
        self._whose, self._entry, self._layout, self._dice = (dataset, number), entry, layout, dice
        self._books, self._clean = books, books[layout.file]
        self._book = self._clean.copy()
        self._page = self._book.page(layout.sheet)
        self._cells: list[str] = []

    def defect(self) -> Defect:
        """The file with the defect in it. Raises ValueError if nothing changed."""
        entry, before, after = self._entry, None, None
        if "file" in entry:
            self._do_to_file(entry["file"])
        else:
            row, column = self._do_to_cells(), self._layout.column(entry["cell"])
            before = self._clean.page(self._layout.sheet).value(row, column)
            after = self._page.value(row, column)
        self._page.name = entry.get("rename", self._page.name)
        data = self._book.data()
        if data == self._clean.data():
            raise ValueError("nothing changed")
        return Defect(
            dataset=self._whose[0],
            number=self._whose[1],
            kind=entry["kind"],
            clerk=entry["clerk"],
            file=self._layout.file,
            data=data,
            sheet=self._page.name,
            cells=() if entry.get("place") == "file" else tuple(self._cells),
            names=tuple(entry.get("names", ())),
            before=shown(before),
            after=shown(after),
        )

    # -- cells

    def _do_to_cells(self) -> int:
        """Do the entry's edit, and those that come with it; the first row in which it was done."""
        entry, more = self._entry, self._entry.get("and", [])
        which = entry.get("row", "any")
        rows = self._layout.rows(self._page, which, self._layout.column(entry["cell"]))
        if which in _EVERYWHERE or entry.get("every"):
            return self._everywhere(rows, more)
        self._dice.shuffle(rows)
        why = "no row is such"
        for row in rows:
            known = dict(self._page.cells)
            try:
                self._edit(entry, row)
                for edit in more:
                    self._edit(edit, self._layout.row(self._page, edit["row"]) if "row" in edit else row)
            except ValueError as error:
                self._page.cells, self._cells, why = known, [], str(error)
                continue
            return row
        raise ValueError(why)

    def _everywhere(self, rows: Sequence[int], more: Sequence[Entry]) -> int:
        """In each of the rows that has something to change."""
        places = [(edit, row) for row in rows for edit in (self._entry, *(one for one in more if "row" not in one))]
        places += [(edit, self._layout.row(self._page, edit["row"])) for edit in more if "row" in edit]
        for edit, row in places:
            with contextlib.suppress(ValueError):
                self._edit(edit, row)
        if not self._cells:
            raise ValueError("no row is such")
        return rows[0]

    def _edit(self, edit: Entry, row: int) -> None:
        column = self._layout.column(edit["cell"])
        old = self._page.value(row, column)
        new = self._becomes(edit["do"], row, column)
        if new == old:
            raise ValueError(f"{old!r} stays as it is")
        self._page.write(row, column, new)
        self._cells.append(_address(row, column))
        if not isinstance(edit["do"], Mapping) or "over" not in edit["do"]:  # no sum of ratios
            self._follow(row, column, old, new)

    def _follow(self, row: int, column: int, old: Value, new: Value) -> None:
        """Sums that are formulas (`sums: follow`) move with what is typed, where they hold a number."""
        if self._entry.get("sums") != "follow":
            return
        page = self._page
        totals = [one for one in self._layout.totals(page) if one != row]
        nearest = [one for one in totals if is_subtotal(page, one) and one > row][:1]
        for total in [*nearest, *(one for one in totals if not is_subtotal(page, one))]:
            known = page.value(total, column)
            if known is not None and _is_plain(known):
                page.write(total, column, retyped(known, number_in(known) + _or_zero(new) - _or_zero(old)))

    def _becomes(self, do: Any, row: int, column: int) -> Value:
        """What a cell says after `do`, a slip by its name or a mapping."""
        old = self._page.value(row, column)
        if isinstance(do, str):
            return SLIPS[do](old, self._dice)
        if "value" in do:
            return Decimal(str(do["value"])) if isinstance(do["value"], int | float) else do["value"]
        if "replace" in do:
            return str(old).replace(*do["replace"])
        if "append" in do:
            return f"{old}{do['append']}"
        if "copy" in do:
            return self._page.value(row, self._layout.column(do["copy"]))
        if "of" in do:
            others = [one for one in self._layout.rows(self._page, do["of"], column) if one != row]
            return self._page.value(self._dice.choice(others), column)
        source = self._page.value(row, self._layout.column(do["from"])) if "from" in do else old
        if {"days", "years"} & do.keys():
            return _another_day(old, source, do)
        number = self._earlier(row, column) if "earlier" in do else number_in(source)
        if "over" in do:
            number /= number_in(self._page.value(row, self._layout.column(do["over"])))
        number = number * Decimal(str(do.get("times", 1))) + Decimal(str(do.get("plus", 0)))
        return retyped(old, number if "round" not in do else Decimal(round(number, do["round"])))

    def _earlier(self, row: int, column: int) -> Decimal:
        """The number of the same case in the file before."""
        before = self._books[self._layout.before].pages
        named = [page for page in before if page.name == self._layout.sheet]
        page = named[0] if named else before[[one.name for one in self._clean.pages].index(self._layout.sheet)]
        return number_in(page.value(self._layout.row(page, self._page.text(row, self._layout.label)), column))

    # -- the file as such

    def _do_to_file(self, do: Entry) -> None:
        """Rows that are lost, doubled or swapped, and last month's figures under this month's title."""
        page, layout = self._page, self._layout
        if "delete" in do:
            self._delete([self._dice.choice(layout.rows(page, do["delete"], layout.label))])
        elif "half" in do:
            cases = layout.cases(page)
            middle = len(cases) // 2
            self._delete(cases[middle:] if do["half"] == "first" else cases[:middle])
        elif "repeat" in do:
            self._repeat(self._dice.choice(layout.rows(page, do["repeat"], layout.label)), do.get("with", []))
        elif "swap" in do:
            one, other = (layout.row(page, name) for name in do["swap"])
            self._swap(one, other, [layout.column(name) for name in do["cells"]])
        elif "stale" in do:
            self._stale(do["stale"])
        else:
            raise ValueError(f"nobody does {do}")
        for edit in do.get("and", []):
            self._retype(edit, layout.row(page, edit["row"]))

    def _retype(self, edit: Entry, row: int) -> None:
        column = self._layout.column(edit["cell"])
        self._page.write(row, column, self._becomes(edit["do"], row, column))

    def _delete(self, rows: list[int]) -> None:
        for row in rows:
            for column in {column for _, column in self._page.cells}:
                self._follow(row, column, self._page.value(row, column), None)
        self._page.delete(rows)

    def _repeat(self, row: int, edits: Sequence[Entry]) -> None:
        new = self._page.repeat(row)
        for column in {column for _, column in self._page.cells}:
            self._follow(new, column, None, self._page.value(new, column))
        for edit in edits:
            self._retype(edit, new)
        self._cells += [_address(new, self._layout.label), _address(row, self._layout.label)]

    def _swap(self, one: int, other: int, columns: Sequence[int]) -> None:
        for column in columns:
            first, second = self._page.value(one, column), self._page.value(other, column)
            self._page.write(one, column, second)
            self._page.write(other, column, first)
            self._cells += [_address(one, column), _address(other, column)]

    def _stale(self, lines: Sequence[str]) -> None:
        """The file before, with the cells of `lines` (title, date) and the names of sheets of this one."""
        before = self._books[self._layout.before]
        for page, old in zip(self._book.pages, before.pages, strict=True):
            kept = {place: cell for place, cell in page.cells.items() if _address(*place) in lines}
            page.cells, page.merged = {**old.cells, **kept}, list(old.merged)


def _another_day(old: Value, source: Value, do: Entry) -> Value:
    day = day_in(source)
    day = in_year(day, day.year + do.get("years", 0)) + dt.timedelta(days=do.get("days", 0))
    return on_day(old if _DIGIT.search(str(old)) else source, day)


def _is_plain(value: Value) -> bool:
    return isinstance(value, Decimal) or re.fullmatch(r"[\d,.]+", str(value).strip()) is not None


def _or_zero(value: Value) -> Decimal:
    try:
        return number_in(value)
    except ValueError:
        return Decimal(0)


def _address(row: int, column: int) -> str:
    return f"{column_letters(column)}{row}"


def shown(value: Value) -> str:
    """The content of a cell as a person reads it."""
    return "" if value is None else f"{value:f}" if isinstance(value, Decimal) else value
