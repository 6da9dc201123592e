"""What people do to a valid workbook, by the cell: each kind of it over any sample file, and what may come of it.

Belongs here: the kinds (`KINDS`), the law each is held to, and judging a reading by it. A kind is here only if the file
still tells that something happened, or if nothing that counts did: a figure typed over by a plausible one is not.
Does not belong here: which files (test_mutations.py).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import islice, pairwise
from typing import Literal

from sources.catalogue import Catalogue
from sources.contracts.defaults import defaults
from sources.contracts.model import Contract
from sources.contracts.patterns import match
from sources.readers.cells import Cell, CellError, Merged, Sheet, Workbook, address, plain, shown
from sources.readers.worksheet import place_of
from sources.rows import Reading, RecordField
from sources.spreadsheets.totals import is_additive
from sources.spreadsheets.words import bare_label

Law = Literal["same", "fewer", "refused", "scaled"]
"""What may land, if the file is not refused with an error that says why.

`same`: the same numbers and records; records that are set aside with a reason may lack. `fewer`: nothing that did not
land before; for what takes a row or a column away. `refused`: nothing. `scaled`: every number the same, or times the
one factor that the changed unit has over the old one; for units that the contract allows beside each other.
"""

_PER_KIND = 2
_LONG = 30  # rows, beyond which one of a kind is enough
_UNITS = (("万元", "亿元"), ("亿元", "万元"), ("千元", "万元"), ("元", "千元"), ("%", "‰"), ("人", "万人"))
_FACTORS = {
    ("万元", "亿元"): Decimal(10_000), ("亿元", "万元"): Decimal("0.0001"), ("千元", "万元"): Decimal(10),
    ("元", "千元"): Decimal(1000), ("%", "‰"): Decimal("0.1"), ("人", "万人"): Decimal(10_000),
}  # fmt: skip


@dataclass
class Draft:
    """A sheet to be changed: cells by (row, column), merges, hidden rows, its name."""

    name: str
    cells: dict[tuple[int, int], Cell]
    merged: list[Merged] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden: bool = False

    def text(self, row: int, column: int) -> str:
        """What a cell holds, '' if it is blank."""
        cell = self.cells.get((row, column))
        return cell.raw.strip() if cell else ""

    def write(self, row: int, column: int, value: str | Decimal | CellError | None, number_format: str = "") -> None:
        """Put a value into a cell in the cell's own format, or in another."""
        known = self.cells.pop((row, column), None)
        if value is not None and value != "":
            raw = plain(value) if isinstance(value, Decimal) else value.code if isinstance(value, CellError) else value
            self.cells[row, column] = Cell(raw, value, number_format or (known.number_format if known else "General"))

    def move(self, to: Callable[[int, int], tuple[int, int] | None]) -> None:
        """Every cell and merge to another place; None takes it away."""
        places = {place: to(*place) for place in self.cells}
        self.cells = {place: self.cells[old] for old, place in places.items() if place is not None}
        moved = []
        for area in self.merged:
            kept = [
                place
                for row in range(area.first_row, area.last_row + 1)
                for column in range(area.first_column, area.last_column + 1)
                if (place := to(row, column)) is not None
            ]
            rows, columns = {row for row, _ in kept}, {column for _, column in kept}
            if len(kept) > 1 and len(kept) == (max(rows) - min(rows) + 1) * (max(columns) - min(columns) + 1):
                moved.append(Merged(min(rows), max(rows), min(columns), max(columns)))
        self.merged = moved
        self.hidden_rows = {place[0] for row in self.hidden_rows if (place := to(row, 1)) is not None}

    def split(self, area: Merged, *, fill: bool = False) -> None:
        """Undo a merge, the content staying in the first cell, or going to all (`fill`)."""
        self.merged.remove(area)
        content = self.cells.get((area.first_row, area.first_column))
        if fill and content:
            for row in range(area.first_row, area.last_row + 1):
                for column in range(area.first_column, area.last_column + 1):
                    self.cells[row, column] = content

    def split_all(self) -> None:
        """Undo all merges, as cutting through them does."""
        self.merged = []

    def sheet(self) -> Sheet:
        """The sheet as a reader gives it."""
        rows: dict[int, dict[int, Cell]] = {}
        for (row, column), cell in self.cells.items():
            rows.setdefault(row, {})[column] = cell
        return Sheet(self.name, shown(rows, self.merged), tuple(self.merged), self.hidden, frozenset(self.hidden_rows))


@dataclass(frozen=True)
class Case:
    """A sample file as it is read: one of its sheets to be changed, and where on it what stands.

    `numbers` are cells of numbers, `dates` of days, `labels` of each data row's words, all as (row, column).
    """

    book: Workbook
    base: Reading
    index: int
    titles: tuple[int, ...]
    header: tuple[int, ...]
    rows: tuple[int, ...]
    numbers: tuple[tuple[int, int], ...]
    dates: tuple[tuple[int, int], ...]
    labels: tuple[tuple[int, int], ...]
    totals: tuple[tuple[int, int], ...]
    named_period: bool

    def draft(self) -> Draft:
        """The sheet, to be changed."""
        sheet = self.book.sheets[self.index]
        cells = {(r, c): cell for r, row in sheet.rows.items() for c, cell in row.items()}
        return Draft(sheet.name, cells, list(sheet.merged), set(sheet.hidden_rows))

    def with_sheet(self, *drafts: Draft) -> Workbook:
        """The workbook with the changed sheet, and others after it."""
        sheets = list(self.book.sheets)
        sheets[self.index : self.index + 1] = [draft.sheet() for draft in drafts]
        return Workbook(self.book.format, sheets)

    @property
    def is_ledger(self) -> bool:
        """Whether the file's rows are cases."""
        return bool(self.base.records)


def case_of(book: Workbook, base: Reading, catalogue: Catalogue, *, named_period: bool, summed: bool) -> Case:
    """Where on a file's first sheet with numbers what stands, by the evidence of its reading.

    `named_period`: the file's name states a period; `summed`: its contract holds totals against their parts.
    """
    places: dict[str, set[tuple[int, int]]] = {}
    stated: list[tuple[str, int]] = [(one.evidence, 0) for one in base.observations]
    for evidence, row in stated + [(one.evidence, one.row) for one in base.records]:
        sheet, _, cell = evidence.rpartition("!")
        if re.fullmatch(r"[A-Z]+\d+", cell) and row in (0, place_of(cell)[0]):
            places.setdefault(sheet, set()).add(place_of(cell))
    index = next(number for number, sheet in enumerate(book.sheets) if places.get(sheet.name))
    draft = Draft("", {(r, c): cell for r, row in book.sheets[index].rows.items() for c, cell in row.items()})
    cells = sorted(place for place in places[book.sheets[index].name] if place in draft.cells)
    rows = sorted({row for row, _ in cells})
    above = sorted({row for row, _ in draft.cells if row < rows[0]})
    header = [row for row in above if sum(at == row for at, _ in draft.cells) > 2]
    if base.observations:
        numbers = cells
        labels = [place for place in draft.cells if place[0] in set(rows) and place not in set(cells)]
    else:
        counted = {one.evidence.rpartition("!")[2] for one in base.records if one.value is not None and not _year(one)}
        numbers = [place for place in cells if isinstance(draft.cells[place].value, Decimal)]
        numbers = [place for place in numbers if address(*place) in counted]
        labels = [place for place in cells if isinstance(draft.cells[place].value, str)]
    days = {one.evidence.rpartition("!")[2] for one in base.records if one.value_date is not None}
    return Case(
        book=book,
        base=base,
        index=index,
        titles=tuple(row for row in above if row not in header),
        header=tuple(header),
        rows=tuple(rows),
        numbers=tuple(numbers),
        dates=tuple(place for place in cells if address(*place) in days),
        labels=tuple(sorted(labels)),
        totals=tuple(_totals(draft, base, catalogue, rows)) if summed else (),
        named_period=named_period and bool(base.periods),
    )


def _year(one: RecordField) -> bool:
    """A year is a label: merged downwards it holds for each row."""
    return one.value is not None and one.unit == "" and 1900 <= one.value <= 2100


def _totals(draft: Draft, base: Reading, catalogue: Catalogue, rows: list[int]) -> Iterator[tuple[int, int]]:
    """Cells that are the sum of others: of a region whose parts stand there too, or in a ledger's 合计 row."""
    if base.observations:
        by_group: dict[Hashable, dict[str, str]] = {}
        for one in base.observations:
            if is_additive(one, catalogue):
                key = (one.indicator_id, one.period, one.kind, one.breakdown, one.scope)
                by_group.setdefault(key, {})[one.region_code] = one.evidence.rpartition("!")[2]
        for regions in by_group.values():
            for code, cell in regions.items():
                parts = [region.region_code for region in catalogue.regions.children(code)]
                if sum(part in regions for part in parts) > 2:
                    yield place_of(cell)
        return
    columns = {place_of(one.evidence.rpartition("!")[2])[1] for one in base.records if one.value is not None}
    for row in {row for row, _ in draft.cells if row > rows[0]} - set(rows):
        first = min(column for at, column in draft.cells if at == row)
        if defaults().whole.get(bare_label(draft.text(row, first))) == "place":
            yield from ((row, c) for c in sorted(columns) if isinstance(_value(draft, row, c), Decimal))


def _value(draft: Draft, row: int, column: int) -> object:
    cell = draft.cells.get((row, column))
    return cell.value if cell else None


# -- the kinds

Kind = Callable[[Case], Iterator[Workbook]]
KINDS: dict[str, tuple[Law, Kind]] = {}


def _kind(law: Law = "same") -> Callable[[Callable[[Case], Iterator[Draft | Workbook]]], None]:
    def registered(function: Callable[[Case], Iterator[Draft | Workbook]]) -> None:
        def books(case: Case) -> Iterator[Workbook]:
            for made in islice(function(case), _PER_KIND if len(case.rows) < _LONG else 1):
                yield made if isinstance(made, Workbook) else case.with_sheet(made)

        KINDS[function.__name__.strip("_")] = law, books

    return registered


def _spread(places: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The first, one in the middle, the last."""
    listed = list(places)
    return [listed[number] for number in sorted({0, len(listed) // 2, len(listed) - 1})] if listed else []


def _headers(case: Case) -> Iterator[tuple[int, int, str]]:
    draft = case.draft()
    places = [(r, c) for r, c in sorted(draft.cells) if r in case.header and isinstance(_value(draft, r, c), str)]
    yield from ((row, column, draft.text(row, column)) for row, column in places)


@_kind()
def _a_header_has_another_word(case):
    for row, column, word in _headers(case):
        draft = case.draft()
        draft.write(row, column, f"{word}乙")
        yield draft


@_kind()
def _the_last_headers_have_other_words(case):
    for row, column, word in reversed(list(_headers(case))):
        draft = case.draft()
        draft.write(row, column, f"原{word}")
        yield draft


@_kind()
def _a_header_cell_is_empty(case):
    for row, column, _ in _headers(case):
        draft = case.draft()
        draft.write(row, column, None)
        yield draft


@_kind()
def _a_lower_header_cell_is_empty(case):
    for row, column, _ in reversed(list(_headers(case))):
        draft = case.draft()
        draft.write(row, column, None)
        yield draft


@_kind()
def _headers_have_blanks_and_full_width_letters(case):
    draft = case.draft()
    for row, column, word in _headers(case):
        wide = word.replace("(", "（").replace(")", "）").replace("%", "％")
        draft.write(row, column, f" {wide[:1]} {wide[1:]}\u3000")
    yield draft


@_kind()
def _a_header_row_is_hidden(case):
    for row in case.header:
        draft = case.draft()
        draft.hidden_rows.add(row)
        yield draft


@_kind()
def _data_rows_are_hidden(case):
    draft = case.draft()
    draft.hidden_rows |= set(case.rows[1:3])
    yield draft


@_kind()
def _the_header_is_repeated_among_the_rows(case):
    if len(case.header) == 1:
        at, header = case.rows[len(case.rows) // 2], case.header[0]
        draft = case.draft()
        draft.move(lambda r, c: (r + (r >= at), c))
        for (row, column), cell in list(draft.cells.items()):
            if row == header:
                draft.cells[at, column] = cell
        yield draft


@_kind()
def _neighbouring_columns_change_places(case):
    columns = sorted({column for _, column in case.draft().cells})
    for left, right in _spread(pairwise(columns)):
        draft = case.draft()
        draft.split_all()
        draft.move(lambda r, c, left=left, right=right: (r, {left: right, right: left}.get(c, c)))
        yield draft


@_kind()
def _the_columns_of_a_group_change_places(case):
    """Below a header that spans two columns, with the merge staying."""
    for area in case.draft().merged:
        if area.first_row in case.header and area.last_column == area.first_column + 1 and len(case.header) > 1:
            left, right, top = area.first_column, area.last_column, area.last_row
            draft = case.draft()
            draft.cells = {
                (r, {left: right, right: left}.get(c, c) if r > top else c): cell
                for (r, c), cell in draft.cells.items()
            }
            yield draft


@_kind()
def _the_first_column_goes_to_the_end(case):
    last = max(column for _, column in case.draft().cells)
    draft = case.draft()
    draft.split_all()
    draft.move(lambda r, c: (r, c - 1 if c > 1 else last) if r >= case.header[0] else (r, c))
    yield draft


@_kind()
def _a_blank_column_comes_in(case):
    for column in _columns_spread(case):
        draft = case.draft()
        draft.move(lambda r, c, at=column: (r, c + (c >= at)))
        yield draft


@_kind()
def _a_column_nobody_declared_comes_in(case):
    for column in _columns_spread(case):
        draft = case.draft()
        draft.move(lambda r, c, at=column: (r, c + (c >= at)))
        draft.write(case.header[-1], column, "核实情况")
        for row in case.rows:
            draft.write(row, column, Decimal(row))
        yield draft


@_kind()
def _numbers_without_a_header_come_in(case):
    for column in _columns_spread(case):
        draft = case.draft()
        draft.move(lambda r, c, at=column: (r, c + (c >= at)))
        for row in case.rows:
            draft.write(row, column, Decimal(row))
        yield draft


def _columns_spread(case: Case) -> list[int]:
    columns = sorted({column for _, column in case.draft().cells})
    return sorted({columns[0], columns[len(columns) // 2], columns[-1] + 1})


@_kind("fewer")
def _a_column_is_deleted(case):
    for column in _columns_spread(case)[:2]:
        draft = case.draft()
        draft.move(lambda r, c, at=column: None if c == at else (r, c - (c > at)))
        yield draft


@_kind()
def _a_column_of_numbers_stands_one_to_the_right(case):
    """Its header stays: the content of the next column is pushed on, up to the last."""
    for _, column in _spread(sorted({(0, column) for _, column in case.numbers})):
        draft = case.draft()
        rows = set(case.rows)
        draft.move(lambda r, c, at=column, rows=rows: (r, c + (c >= at and r in rows)))
        yield draft


@_kind()
def _a_column_of_numbers_stands_one_row_lower(case):
    """A column whose last row has a number: it then stands where none belongs."""
    for column in sorted({column for row, column in case.numbers if row == case.rows[-1]})[:_PER_KIND]:
        draft = case.draft()
        below = case.rows[-1] + 1
        if not any(area.first_row <= below <= area.last_row for area in draft.merged):
            content = {row: draft.cells.pop((row, column), None) for row in case.rows}
            for row, after in pairwise([*case.rows, below]):
                if content[row]:
                    draft.cells[after, column] = content[row]
            yield draft


@_kind()
def _a_number_slips_below_the_last_row(case):
    draft = case.draft()
    for row, column in [place for place in case.numbers if draft.cells[place].value][-1:]:
        below = max(row for row, _ in draft.cells) + 1
        draft.cells[below, column] = draft.cells.pop((row, column))
        yield draft


@_kind()
def _a_blank_row_comes_in(case):
    for at in (1, case.header[-1], case.header[-1] + 1, case.rows[0] + 1, case.rows[-1]):
        draft = case.draft()
        draft.move(lambda r, c, at=at: (r + (r >= at), c))
        yield draft


@_kind()
def _blank_rows_and_a_column_lead(case):
    draft = case.draft()
    draft.move(lambda r, c: (r + 3, c + 1))
    yield draft


@_kind()
def _a_remark_stands_among_the_rows(case):
    for at in (case.rows[0] + 1, case.rows[-1]):
        draft = case.draft()
        draft.move(lambda r, c, at=at: (r + (r >= at), c))
        draft.write(at, min(c for _, c in draft.cells), "（以下数据待核）")
        yield draft


@_kind()
def _a_row_stands_twice(case):
    for _, row in _spread((0, row) for row in case.rows):
        draft = case.draft()
        draft.move(lambda r, c, at=row: (r + (r > at), c))
        for (at, column), cell in list(draft.cells.items()):
            if at == row:
                draft.cells[row + 1, column] = cell
        yield draft


@_kind("fewer")
def _a_row_is_deleted(case):
    for _, row in _spread((0, row) for row in case.rows):
        draft = case.draft()
        draft.move(lambda r, c, at=row: None if r == at else (r - (r > at), c))
        yield draft


@_kind("fewer")
def _the_row_of_totals_is_deleted(case):
    for row in sorted({row for row, _ in case.totals}):
        draft = case.draft()
        draft.move(lambda r, c, at=row: None if r == at else (r - (r > at), c))
        yield draft


@_kind()
def _neighbouring_rows_change_places(case):
    for one, other in _spread(pairwise(case.rows)):
        draft = case.draft()
        if not any(area.first_row <= row <= area.last_row for area in draft.merged for row in (one, other)):
            draft.move(lambda r, c, one=one, other=other: ({one: other, other: one}.get(r, r), c))
            yield draft


@_kind()
def _a_label_is_that_of_another_row(case):
    """Of a table: in a ledger a label is a plain value."""
    if not case.is_ledger:
        draft = case.draft()
        columns = {column for _, column in case.labels}
        for one, other in _spread(pairwise(case.rows)):
            changed = case.draft()
            for column in columns:
                if draft.text(one, column) and draft.text(other, column):
                    changed.write(other, column, draft.text(one, column))
            yield changed


@_kind()
def _a_label_is_empty(case):
    if not case.is_ledger:
        for row in case.rows[:: max(1, len(case.rows) // 2)]:
            draft = case.draft()
            for column in {column for at, column in case.labels if at == row}:
                draft.write(row, column, None)
            yield draft


@_kind()
def _a_label_is_misspelt(case):
    if not case.is_ledger:
        for row, column in _spread(case.labels):
            draft = case.draft()
            draft.write(row, column, f"{draft.text(row, column)[:-1]}镇乙")
            yield draft


@_kind()
def _labels_have_blanks_inside(case):
    if not case.is_ledger:
        draft = case.draft()
        for row, column in case.labels:
            text = draft.text(row, column)
            draft.write(row, column, f" {text[:1]}\u3000{text[1:]} " if len(text) < 8 else text)
        yield draft


@_kind("refused")
def _a_total_is_wrong(case):
    for row, column in _spread(case.totals):
        draft = case.draft()
        value = _value(draft, row, column)
        if isinstance(value, Decimal):
            draft.write(row, column, value + max(abs(value) / 10, Decimal(1)))
            yield draft


@_kind()
def _the_row_of_totals_stands_first(case):
    for row in sorted({row for row, _ in case.totals})[:1]:
        first = case.rows[0]
        draft = case.draft()
        if row > first and not any(first <= area.last_row and area.first_row <= row for area in draft.merged):
            draft.move(lambda r, c, one=row, to=first: (to if r == one else r + (to <= r < one), c))
            yield draft


@_kind()
def _a_merged_cell_is_split(case):
    for area in [area for area in case.draft().merged if area.last_row >= case.header[0]]:
        draft = case.draft()
        draft.split(area)
        yield draft


@_kind()
def _all_merged_cells_are_split(case):
    if case.draft().merged:
        draft = case.draft()
        draft.split_all()
        yield draft


@_kind()
def _merged_cells_are_split_and_filled(case):
    draft = case.draft()
    if any(area.first_row in case.header for area in draft.merged):
        for area in [area for area in draft.merged if area.first_row in case.header]:
            draft.split(area, fill=True)
        yield draft


@_kind()
def _numbers_are_merged_downwards(case):
    for row, column in _spread(case.numbers[:-1]):
        if row + 1 in case.rows:
            draft = case.draft()
            draft.cells.pop((row + 1, column), None)
            draft.merged.append(Merged(row, row + 1, column, column))
            yield draft


@_kind()
def _numbers_are_text(case):
    draft = case.draft()
    for row, column in case.numbers:
        cell = draft.cells[row, column]
        if isinstance(cell.value, Decimal) and "%" not in cell.number_format:
            digits = f"{cell.value:,f}" if abs(cell.value) >= 1 else plain(cell.value)
            draft.write(row, column, f" {digits.translate(_WIDE)}\u3000", "@")
    yield draft


_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


@_kind()
def _percentages_are_text(case):
    draft = case.draft()
    found = False
    for row, column in case.numbers:
        cell = draft.cells[row, column]
        if isinstance(cell.value, Decimal) and "%" in cell.number_format:
            draft.write(row, column, f"{plain(cell.value * 100)}%", "@")
            found = True
    if found:
        yield draft


@_kind()
def _one_cell_loses_its_percent_format(case):
    for row, column in _spread(_percents(case)):
        draft = case.draft()
        draft.write(row, column, draft.cells[row, column].value, "General")
        yield draft


@_kind()
def _a_column_loses_its_percent_format(case):
    for column in sorted({column for _, column in _percents(case)}):
        draft = case.draft()
        for row, at in _percents(case):
            if at == column:
                draft.write(row, column, draft.cells[row, column].value, "General")
        yield draft


@_kind()
def _a_plain_number_gets_a_percent_format(case):
    cells = case.draft().cells
    whole = [place for place in case.numbers if isinstance(cells[place].value, Decimal)]
    for row, column in _spread(place for place in whole if "%" not in cells[place].number_format):
        draft = case.draft()
        draft.write(row, column, draft.cells[row, column].value, "0.00%")
        yield draft


def _percents(case: Case) -> list[tuple[int, int]]:
    cells = case.draft().cells
    stated = [place for place in case.numbers if isinstance(cells[place].value, Decimal)]
    return [place for place in stated if "%" in cells[place].number_format]


@_kind()
def _a_number_has_a_letter_in_it(case):
    for row, column in _spread(case.numbers):
        draft = case.draft()
        draft.write(row, column, f"{draft.text(row, column)[:1]}O{draft.text(row, column)[1:]}")
        yield draft


@_kind()
def _a_formula_was_never_computed(case):
    for row, column in _spread(case.numbers):
        draft = case.draft()
        draft.write(row, column, CellError("=?"))
        yield draft


@_kind()
def _a_number_is_an_error(case):
    for row, column in _spread(case.numbers):
        draft = case.draft()
        draft.write(row, column, CellError("#REF!"))
        yield draft


@_kind()
def _dates_are_text(case):
    for form in ("{0.year}年{0.month}月{0.day}日", "{0.year}.{0.month}.{0.day}", "{0:%Y%m%d}"):
        draft = case.draft()
        for place in case.dates:
            value = draft.cells[place].value
            if not isinstance(value, str | Decimal):
                draft.write(*place, form.format(value), "@")
        if case.dates:
            yield draft


@_kind()
def _a_date_has_no_year(case):
    for row, column in _spread(case.dates):
        draft = case.draft()
        draft.write(row, column, "10月13日", "@")
        yield draft


@_kind()
def _a_date_loses_its_format(case):
    for row, column in _spread(case.dates):
        draft = case.draft()
        draft.write(row, column, Decimal(44117), "General")
        yield draft


@_kind("scaled")
def _a_unit_is_another(case):
    yield from _swapped(case, _UNITS)


@_kind()
def _a_unit_is_unknown(case):
    yield from _swapped(case, (("万元", "万圆整"), ("亿元", "兆元"), ("%", "％％")))


@_kind()
def _a_period_is_another(case):
    if case.named_period:
        yield from _swapped(case, (("2020", "2021"), ("1-10月", "1-9月"), ("10月", "9月"), ("２０２０", "２０２１")))


@_kind()
def _this_year_and_last_year_change_names(case):
    for one, other in (("本期", "上年同期"), ("本年", "上年"), ("上年同期", "本期累计")):
        for row, column, word in _headers(case):
            if one in word and other not in word:
                draft = case.draft()
                draft.write(row, column, word.replace(one, other))
                yield draft


def _swapped(case: Case, words: Iterable[tuple[str, str]]) -> Iterator[Draft]:
    """One word for another in one cell above the rows; `元` alone is not the end of 万元."""
    known = case.draft()
    for old, new in words:
        wanted = re.compile(rf"(?<![万亿千百]){re.escape(old)}" if old == "元" else re.escape(old))
        for row, column in sorted(known.cells):
            text = known.text(row, column)
            if row < case.rows[0] and wanted.search(text):
                draft = case.draft()
                draft.write(row, column, wanted.sub(new, text))
                yield draft


@_kind()
def _a_line_above_the_header_is_gone(case):
    for row in case.titles:
        draft = case.draft()
        draft.cells = {place: cell for place, cell in draft.cells.items() if place[0] != row}
        yield draft


@_kind()
def _the_sheet_has_another_name(case):
    if len(case.book.sheets) == 1 and case.book.sheets[0].name:
        draft = case.draft()
        draft.name = "Sheet1 (2)"
        yield draft


@_kind()
def _a_copy_of_the_sheet_stands_behind_it(case):
    draft = case.draft()
    yield case.with_sheet(draft, replace(draft, name=f"{draft.name} (2)"))


@_kind()
def _a_hidden_copy_of_the_sheet_stands_behind_it(case):
    draft = case.draft()
    yield case.with_sheet(draft, replace(draft, name=f"{draft.name} (2)", hidden=True))


@_kind()
def _a_sheet_of_other_numbers_stands_behind_it(case):
    other = Draft("核对", {(1, 1): Cell("合计", "合计"), (1, 2): Cell("12", Decimal(12))})
    yield case.with_sheet(case.draft(), other)


# -- the law


_IDENTITY = (
    "indicator_id", "measure", "region_code", "period", "kind", "scope", "breakdown", "qualifier", "unit"
)  # fmt: skip


def landed(reading: Reading) -> tuple[Counter[Hashable], list[frozenset[Hashable]]]:
    """What a reading says, whatever the cells it says it in: numbers, and records in their order."""
    numbers: Counter[Hashable] = Counter(
        (*(getattr(one, name) for name in _IDENTITY), one.value, one.value_high) for one in reading.observations
    )
    records: dict[int, set[Hashable]] = {}
    for one in reading.records:
        text = "" if one.value is not None or one.value_date is not None else one.value_text
        records.setdefault(one.record_no, set()).add((one.field, text, one.value, one.value_date, one.unit))
    return numbers, [frozenset(fields) for fields in records.values()]


def verdict(case: Case, found: Reading, law: Law) -> str:
    """`refused`, `same`, `told` (rows set aside), `fewer`, `scaled`; or `wrong: ` with what landed that must not."""
    if found.refused:
        told = any(problem.severity == "error" for problem in found.problems)
        return "refused" if told else "wrong: refused without a reason"
    (numbers, records), (base_numbers, base_records) = landed(found), landed(case.base)
    if law == "refused":
        return "wrong: taken"
    if (numbers, Counter(records)) == (base_numbers, Counter(base_records)):
        return "same"
    lost = Counter(base_records) - Counter(records)
    if numbers <= base_numbers and Counter(records) <= Counter(base_records):
        if law == "fewer":
            return "fewer"
        if found.set_aside and sum(lost.values()) <= len(found.set_aside):
            return "told"
    if law == "fewer" and numbers <= base_numbers and _within(records, base_records):
        return "fewer"
    if law == "scaled" and any(
        _scaled(numbers, base_numbers, factor) and _records_scaled(records, base_records, factor)
        for factor in _FACTORS.values()
    ):
        return "scaled"
    other = list((numbers - base_numbers).elements())[:2] + list((Counter(records) - Counter(base_records)).elements())
    return f"wrong: {other[:2] or 'lost without a word'}"


def _within(records: list[frozenset[Hashable]], base: list[frozenset[Hashable]]) -> bool:
    """Whether every record is one of the base, in its order, with some fields less."""
    known = iter(base)
    return all(any(record <= one for one in known) for record in records)


def _scaled(numbers: Counter[Hashable], base: Counter[Hashable], factor: Decimal) -> bool:
    def by_identity(counted: Counter[Hashable]) -> dict[Hashable, Decimal]:
        return {one[:-2]: one[-2] for one in counted}  # type: ignore[index]

    mine, known = by_identity(numbers), by_identity(base)
    return mine.keys() == known.keys() and all(value in (known[k], known[k] * factor) for k, value in mine.items())


def _records_scaled(records: list[frozenset[Hashable]], base: list[frozenset[Hashable]], factor: Decimal) -> bool:
    def times(record: frozenset[Hashable], by: Decimal) -> dict[str, Hashable]:
        return {name: (text, None if v is None else v * by, day) for name, text, v, day, _ in record}  # type: ignore[misc]

    return len(records) == len(base) and all(
        one.keys() == same.keys() and all(one[name] in (same[name], more[name]) for name in one)
        for one, same, more in (
            (times(r, Decimal(1)), times(b, Decimal(1)), times(b, factor)) for r, b in zip(records, base, strict=True)
        )
    )


def names_a_period(patterns: Iterable[str], stem: str) -> bool:
    """Whether a file's name states a period by its contract."""
    return match(tuple(patterns), stem) is not None


def sums_are_checked(contract: Contract) -> bool:
    """Whether totals are held against their parts: always in a ledger, in a table if its contract says so."""
    tables = [table for layout in contract.layouts for sheet in layout.sheets for table in sheet.tables]
    return all(table.totals == "checked" for table in tables)
