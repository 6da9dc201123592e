"""Plants defects into sample files: reads the lists of them (datasets/), finds the place, does what the clerk did.

A list names the pages it works on (file, sheet, which rows are cases, which column is what) and the defects. Rows that
a list leaves open are chosen by dice, so another seed plants elsewhere; the same seed plants the same bytes.
Belongs here: the language of the lists. Does not belong here: how a value is mistyped (changes.py), whether anybody
notices (evals.gates).
"""

from __future__ import annotations

import contextlib
import datetime as dt
import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from evals.defects.changes import SLIPS, day_in, in_year, number_in, on_day, retyped
from evals.defects.files import Book, Page, Value, book_of, column_letters, column_number

_LISTS = Path(__file__).parent / "datasets"
_DISTRICTS = "越城区|柯桥区|上虞区|诸暨市|嵊州市|新昌县"
_SUM = re.compile(r"全市|合计|总计|.*小计")


@dataclass(frozen=True, slots=True)
class Defect:
    """One planted defect. `names` are the rules and codes of reading whose sentence names it.

    `sheet` and `cells` (`B7`) say where the clerk was; no cells: the defect is one of the file as such.
    """

    number: int
    dataset: str
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


@dataclass
class Layout:
    """A sheet of a file and what stands where on it, as a list of defects says it."""

    file: str
    sheet: str
    columns: Mapping[str, int]
    label: int
    like: str
    first: int
    before: str

    def cases(self, page: Page) -> list[int]:
        """The rows of cases: those whose label looks like one."""
        rows = range(self.first, page.last_row + 1)
        return [row for row in rows if re.fullmatch(self.like, page.text(row, self.label))]

    def totals(self, page: Page) -> list[int]:
        """The rows of sums, by the word in them."""
        rows = range(self.first, page.last_row + 1)
        return [row for row in rows if any(_SUM.fullmatch(page.text(row, c)) for c in (1, 2, self.label))]


def planted(dataset: str, files: Mapping[str, bytes], seed: int) -> Iterator[Defect]:
    """The defects of a dataset's list, in its order. `files` are the dataset's sample files by name.

    Raises ValueError, with the entry, for one that cannot be planted: the lists are ours.
    """
    listed = defect_list(dataset)
    layouts = {name: _layout(stated) for name, stated in listed["pages"].items()}
    books = {name: book_of(name, data) for name, data in files.items()}
    for number, entry in enumerate(listed["defects"], start=1):
        layout = layouts[entry.get("page", next(iter(layouts)))]
        try:
            yield _Clerk(dataset, number, entry, layout, books, random.Random(f"{seed}/{dataset}/{number}")).defect()
        except (ValueError, KeyError, IndexError) as error:
            raise ValueError(f"{dataset}, defect {number} ({entry.get('clerk')}): {error}") from error


def defect_list(dataset: str) -> dict[str, Any]:
    """The list of a dataset as written."""
    loaded: dict[str, Any] = yaml.load((_LISTS / f"{dataset}.yml").read_bytes(), Loader=yaml.CSafeLoader)
    return loaded


def datasets() -> list[str]:
    """The datasets that have a list."""
    return sorted(path.stem for path in _LISTS.glob("*.yml"))


def targets(dataset: str) -> set[str]:
    """The files that defects are planted into, and that are not sent clean besides; a file `sent_before` was."""
    return {one["file"] for one in defect_list(dataset)["pages"].values() if not one.get("sent_before")}


def _layout(stated: Mapping[str, Any]) -> Layout:
    columns = {str(name): column_number(letters) for name, letters in stated["columns"].items()}
    return Layout(
        file=stated["file"],
        sheet=stated.get("sheet", ""),
        columns=columns,
        label=column_number(stated.get("label", "A")),
        like=stated.get("like", _DISTRICTS),
        first=stated.get("first", 1),
        before=stated.get("before", ""),
    )


class _Clerk:
    """Does one entry of a list to a copy of its file."""

    def __init__(
        self,
        dataset: str,
        number: int,
        entry: Mapping[str, Any],
        layout: Layout,
        books: Mapping[str, Book],
        dice: random.Random,
    ) -> None:
        self.dataset, self.number, self.entry, self.layout, self.dice = dataset, number, entry, layout, dice
        self.books = books
        self.clean = books[layout.file]
        self.book = self.clean.copy()
        self.page = self.book.page(layout.sheet)
        self.cells: list[str] = []

    def defect(self) -> Defect:
        before: Value = None
        after: Value = None
        if "file" in self.entry:
            self._whole_file(self.entry["file"])
        else:
            edits = [{key: self.entry[key] for key in ("row", "cell", "do") if key in self.entry}]
            edits += self.entry.get("and", [])
            row = self._do(edits)
            column = self._column(edits[0]["cell"])
            before = self.clean.page(self.layout.sheet).value(row, column)
            after = self.page.value(row, column)
        if "rename" in self.entry:
            self.page.name = self.entry["rename"]
        data = self.book.data()
        if data == self.clean.data():
            raise ValueError("nothing changed")
        return Defect(
            number=self.number,
            dataset=self.dataset,
            kind=self.entry["kind"],
            clerk=self.entry["clerk"],
            file=self.layout.file,
            data=data,
            sheet=self.page.name,
            cells=() if self.entry.get("place") == "file" else tuple(self.cells),
            names=tuple(self.entry.get("names", ())),
            before=_shown(before),
            after=_shown(after),
        )

    # -- cells

    def _do(self, edits: Sequence[Mapping[str, Any]]) -> int:
        """Do all edits where the entry or the dice say; the first row in which it was done."""
        which = edits[0].get("row", "any")
        rows = self._rows(which, self._column(edits[0]["cell"]))
        if which in ("all", "cases") or self.entry.get("every"):
            return self._do_everywhere(edits, rows)
        self.dice.shuffle(rows)
        why: Exception | None = None
        for row in rows:
            known = dict(self.page.cells)
            try:
                for edit in edits:
                    self._edit(edit, row if edit is edits[0] or "row" not in edit else self._rows(edit["row"], 0)[0])
            except ValueError as error:
                self.page.cells, self.cells, why = known, [], error
                continue
            return row
        raise ValueError(str(why or "no row is such"))

    def _do_everywhere(self, edits: Sequence[Mapping[str, Any]], rows: Sequence[int]) -> int:
        """In each row that has something to change."""
        of_row = [edit for edit in edits if edit is edits[0] or "row" not in edit]
        places = [(edit, row) for row in rows for edit in of_row]
        places += [(edit, self._rows(edit["row"], 0)[0]) for edit in edits if edit not in of_row]
        for edit, row in places:
            with contextlib.suppress(ValueError):
                self._edit(edit, row)
        if not self.cells:
            raise ValueError("no row is such")
        return rows[0]

    def _edit(self, edit: Mapping[str, Any], row: int) -> None:
        column = self._column(edit["cell"])
        old = self.page.value(row, column)
        new = self._becomes(edit["do"], row, column)
        if new == old:
            raise ValueError(f"{old!r} stays as it is")
        self.page.write(row, column, new)
        self.cells.append(_address((row, column)))
        if self.entry.get("sums") == "follow" and not (isinstance(edit["do"], Mapping) and "over" in edit["do"]):
            self._follow(row, column, old, new)

    def _follow(self, row: int, column: int, old: Value, new: Value) -> None:
        """Sums below or above are formulas: they move with what is typed, where they hold a number."""
        totals = [one for one in self.layout.totals(self.page) if one != row]
        nearest = [one for one in totals if self._is_subtotal(one) and one > row][:1]
        whole = [one for one in totals if not self._is_subtotal(one)]
        for total in nearest + whole:
            known = self.page.value(total, column)
            if known is not None and _is_plain(known):
                self.page.write(total, column, retyped(known, number_in(known) + _or_zero(new) - _or_zero(old)))

    def _is_subtotal(self, row: int) -> bool:
        return any("小计" in self.page.text(row, column) for column in (1, 2))

    def _column(self, name: str) -> int:
        if name in self.layout.columns:
            return self.layout.columns[name]
        if re.fullmatch(r"[A-Z]{1,2}", name):
            return column_number(name)
        raise ValueError(f"no column {name}")

    def _rows(self, which: Any, column: int) -> list[int]:
        """The rows that a word of the list means: a number, any, all, cases, total, subtotal, a label, or what columns hold."""
        if isinstance(which, int):
            return [which]
        cases = self.layout.cases(self.page)
        if isinstance(which, Mapping):
            return [row for row in cases if all(self._holds(row, name, want) for name, want in which.items())]
        if which in ("any", "cases"):
            return [row for row in cases if self.page.value(row, column) is not None]
        totals = self.layout.totals(self.page)
        if which == "all":
            return [row for row in sorted({*cases, *totals}) if self.page.value(row, column) is not None]
        if which in ("total", "subtotal"):
            return [row for row in totals if self._is_subtotal(row) == (which == "subtotal")]
        label = self.layout.label
        return [row for row in range(1, self.page.last_row + 1) if self.page.text(row, label) == which]

    def _holds(self, row: int, name: str, want: Any) -> bool:
        text = self.page.text(row, self._column(name))
        empty = text in ("", "—", "/", "-")
        if want in ("filled", "blank"):
            return empty == (want == "blank")
        if isinstance(want, Mapping) and "above" in want:
            return not empty and number_in(text) > want["above"]
        return text in ([want] if isinstance(want, str) else want)

    def _becomes(self, do: Any, row: int, column: int) -> Value:
        """What a cell says after the slip `do`."""
        old = self.page.value(row, column)
        if isinstance(do, str):
            return SLIPS[do](old, self.dice)
        if "value" in do:
            return _typed(do["value"])
        if "replace" in do:
            return str(old).replace(*do["replace"])
        if "append" in do:
            return f"{old}{do['append']}"
        if "years" in do:
            day = day_in(old)
            return on_day(old, in_year(day, day.year + do["years"]))
        if "days" in do:
            start = self.page.value(row, self._column(do["from"])) if "from" in do else old
            day = day_in(start) + dt.timedelta(days=do["days"])
            return on_day(old if old is not None and re.search(r"\d", str(old)) else start, day)
        if "of" in do:
            others = [one for one in self._rows(do["of"], column) if one != row]
            return self.page.value(self.dice.choice(others), column)
        if "copy" in do:
            return self.page.value(row, self._column(do["copy"]))
        number = number_in(old) if "from" not in do else number_in(self.page.value(row, self._column(do["from"])))
        if "over" in do:
            number = number / number_in(self.page.value(row, self._column(do["over"])))
        if "earlier" in do:
            number = self._earlier(row, column)
        number = number * _number(do.get("times", 1)) + _number(do.get("plus", 0))
        if "round" in do:
            number = round(number, do["round"])
        return retyped(old, number)

    def _earlier(self, row: int, column: int) -> Decimal:
        """The number of the same case in the file before."""
        page = self.books[self.layout.before].page(self._sheet_before())
        label = self.page.text(row, self.layout.label)
        found = [at for at in range(1, page.last_row + 1) if page.text(at, self.layout.label) == label]
        return number_in(page.value(found[0], column))

    def _sheet_before(self) -> str:
        pages = [page.name for page in self.books[self.layout.before].pages]
        place = [page.name for page in self.clean.pages].index(self.layout.sheet)
        return self.layout.sheet if self.layout.sheet in pages else pages[place]

    # -- the file as such

    def _whole_file(self, do: Mapping[str, Any]) -> None:
        """Rows that are lost, doubled or swapped, and last month's figures under this month's title."""
        if "delete" in do:
            self._delete([self.dice.choice(self._rows(do["delete"], self.layout.label))])
        elif "half" in do:
            cases = self.layout.cases(self.page)
            self._delete(cases[len(cases) // 2 :])
        elif "repeat" in do:
            self._repeat(do)
        elif "swap" in do:
            self._swap(do["swap"], do["cells"])
        elif "stale" in do:
            self._stale(do["stale"])
        else:
            raise ValueError(f"nobody does {do}")
        for edit in do.get("and", []):
            at = self._rows(edit["row"], 0)[0]
            column = self._column(edit["cell"])
            self.page.write(at, column, self._becomes(edit["do"], at, column))

    def _delete(self, rows: list[int]) -> None:
        if self.entry.get("sums") == "follow":
            for row in rows:
                for column in {c for _, c in self.page.cells}:
                    self._follow(row, column, self.page.value(row, column), None)
        self.page.delete(rows)

    def _repeat(self, do: Mapping[str, Any]) -> None:
        row = self.dice.choice(self._rows(do["repeat"], self.layout.label))
        new = self.page.repeat(row)
        if self.entry.get("sums") == "follow":
            for column in {c for _, c in self.page.cells}:
                self._follow(new, column, None, self.page.value(new, column))
        for edit in do.get("with", []):
            column = self._column(edit["cell"])
            self.page.write(new, column, self._becomes(edit["do"], new, column))
        self.cells += [_address((new, self.layout.label)), _address((row, self.layout.label))]

    def _swap(self, pair: Sequence[str], cells: Sequence[str]) -> None:
        one, other = (self._rows(name, 0)[0] for name in pair)
        for column in map(self._column, cells):
            first, second = self.page.value(one, column), self.page.value(other, column)
            self.page.write(one, column, second)
            self.page.write(other, column, first)
            self.cells += [_address((one, column)), _address((other, column))]

    def _stale(self, lines: Sequence[str]) -> None:
        """The file before, with the title, the date and the sheets' names of this one."""
        before = self.books[self.layout.before]
        for page, old in zip(self.book.pages, before.pages, strict=True):
            kept = {place: cell for place, cell in page.cells.items() if _address(place) in lines}
            page.cells, page.merged = {**old.cells, **kept}, list(old.merged)


def _is_plain(value: Value) -> bool:
    return isinstance(value, Decimal) or re.fullmatch(r"[\d,.]+", str(value).strip()) is not None


def _or_zero(value: Value) -> Decimal:
    try:
        return number_in(value)
    except ValueError:
        return Decimal(0)


def _address(place: tuple[int, int]) -> str:
    return f"{column_letters(place[1])}{place[0]}"


def _typed(value: Any) -> Value:
    return Decimal(str(value)) if isinstance(value, int | float) else value


def _shown(value: Value) -> str:
    return "" if value is None else f"{value:f}" if isinstance(value, Decimal) else value


def _number(stated: Any) -> Decimal:
    return Decimal(str(stated))
