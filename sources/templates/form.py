"""What an empty form has in which cell: fixed words and blanks to fill in, from a contract's layout.

Belongs here: which layout, sheets, lines, headers, prefilled labels and blanks there are. Does not belong here:
colours, locks and files (writing.py), and the words of 填报说明 (explanation.py).
"""

from __future__ import annotations

import datetime as dt
import functools
import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import yaml

from sources.catalogue import Catalogue
from sources.catalogue.regions import NATION, Region
from sources.contracts.defaults import placeholder
from sources.contracts.model import Column, Contract, Item, Layout, Ledger, LedgerField, Line, SheetLayout, Table
from sources.contracts.patterns import captures, choices, is_plain, match, rendered
from sources.spreadsheets.words import Vocabulary

ROWS_OF_A_LEDGER = 200
_BLANK_LABELS = 12
_BLANK_HEADERS = 6
_FACTS = {"indicator", "unit", "region", "period", "known_on"}
_NOT_IN_A_SHEET_NAME = re.compile(r"[\[\]:*?/\\]")


@functools.cache
def form_words() -> dict[str, Any]:
    """The words that forms use (words.yml)."""
    words: dict[str, Any] = yaml.load((Path(__file__).parent / "words.yml").read_bytes(), Loader=yaml.CSafeLoader)
    return words


@dataclass(frozen=True)
class Blank:
    """Cells of one column to fill in, `row` to `last_row`.

    `kind`: a number of a table (`value`), a label of its rows, a header, a line with 〔〕 (`pattern` is its wording), a
    field of a ledger. `choices` are the words to choose from.
    """

    kind: Literal["value", "label", "header", "line", "field"]
    column: int
    row: int
    last_row: int
    spec: Column | LedgerField | None = None
    pattern: str = ""
    choices: tuple[str, ...] = ()


@dataclass
class FormSheet:
    """A sheet of a form: fixed words by (row, column), and what is to be filled in.

    `merged` ranges are first and last row, first and last column; `tables` go by their first data row, `items` by the
    row that is labelled with one.
    """

    name: str
    cells: dict[tuple[int, int], str] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    headers: list[tuple[int, int]] = field(default_factory=list)
    blanks: list[Blank] = field(default_factory=list)
    ledger: Ledger | None = None
    tables: dict[int, Table] = field(default_factory=dict)
    items: dict[int, Item] = field(default_factory=dict)

    def table_at(self, row: int) -> Table:
        """The table that a data row belongs to."""
        return self.tables[max(first for first in self.tables if first <= row)]


@dataclass(frozen=True)
class _Headed:
    """A column of a form: the levels of its header, and the patterns of those that are to be filled in."""

    spec: Column
    levels: list[str]
    patterns: list[str]


@dataclass(frozen=True)
class Form:
    """The empty form of a contract's layout for one home region."""

    contract: Contract
    layout: Layout
    sheets: list[FormSheet]


def layout_in_force(contract: Contract) -> Layout:
    """The layout that new files should have: one without an end, the newest of them, of those the first declared."""
    return max(contract.layouts, key=lambda layout: (layout.valid_until is None, layout.valid_from or dt.date.min))


def form_of(contract: Contract, catalogue: Catalogue, home: str) -> Form:
    """The form of a contract's newest layout, with the places of the region `home`."""
    layout = layout_in_force(contract)
    maker = _Maker(contract, Vocabulary(catalogue, home))
    return Form(contract, layout, [sheet for declared in layout.sheets for sheet in maker.sheets(declared)])


def units_of(column: Column, item: Item | None, table: Table) -> tuple[str, ...]:
    """The unit words that a column's numbers may be stated in, the nearest declaration's."""
    for facts in (column, item, table):
        if facts is not None and facts.unit:
            return facts.unit
    return ()


class _Maker:
    """Makes the sheets of one form."""

    def __init__(self, contract: Contract, vocabulary: Vocabulary) -> None:
        self.contract, self.vocabulary = contract, vocabulary
        self.regions = vocabulary.catalogue.regions

    def sheets(self, declared: SheetLayout) -> Iterator[FormSheet]:
        for name in self._names(declared):
            sheet = FormSheet(name)
            captured = match(declared.name or (), name) or {}
            values = {key: word for key, word in captured.items() if "〔" not in word}
            if declared.ledger is not None:
                self._ledger(sheet, declared.ledger, values)
            row = 1
            for table in declared.tables:
                row = self._table(sheet, table, row, values) + 2
            yield sheet

    # -- names

    def _names(self, declared: SheetLayout) -> list[str]:
        if declared.name is None:
            return [_NOT_IN_A_SHEET_NAME.sub("", self.contract.title.get("zh", self.contract.dataset))[:31]]
        pattern = min(declared.name, key=lambda wording: ("count" in captures(wording), not is_plain(wording)))
        names = sorted(name for name in captures(pattern) if name != "count" or self._must(pattern, name))
        combinations = itertools.product(*(self._words_of_capture(declared, pattern, name) for name in names))
        made = dict.fromkeys(
            _NOT_IN_A_SHEET_NAME.sub("", rendered(pattern, dict(zip(names, words, strict=True))))[:31]
            for words in combinations
        )
        return list(made) if declared.many else list(made)[:1]

    def _words_of_capture(self, declared: SheetLayout, pattern: str, name: str) -> list[str]:
        """The words that a capture of a sheet's name may be: those of a field's codes, or of the pattern itself."""
        own = list(choices(pattern).get(name, ()))
        for spec in declared.ledger.fields if declared.ledger else ():
            if spec.capture == name and spec.codes:
                first = [next((w for w in words if not own or w in own), None) for words in spec.codes.values()]
                return [word for word in first if word is not None]
        return own or [self._placeholder(name)]

    def _placeholder(self, name: str, pattern: str = "") -> str:
        if name == "region":
            return self.regions.by_code[self.vocabulary.home].name_zh
        if name == "count":
            return "0"
        return placeholder(name, pattern)

    # -- lines

    def _lines(self, sheet: FormSheet, row: int, declared: Table | Ledger, units: Sequence[str], width: int) -> int:
        """Titles and preamble from `row` on, one cell a row; the row after them."""
        wanted = _FACTS | {f.capture for f in (declared.fields if isinstance(declared, Ledger) else ()) if f.capture}
        for line in declared.lines:
            pattern = line.text[0]
            named = captures(pattern)
            if not (line.required or named & wanted) or "count" in named or self._unneeded(line, declared):
                continue
            chosen = {name: words[0] for name, words in choices(pattern).items() if name not in wanted}
            text = rendered(pattern, {name: chosen.get(name) or self._placeholder(name, pattern) for name in named})
            sheet.cells[row, 1] = text
            sheet.merged.append((row, row, 1, width))
            if "〔" in text:
                sheet.blanks.append(Blank("line", 1, row, row, None, pattern))
            row += 1
        if units:
            sheet.cells[row, 1] = f"单位：{'、'.join(units)}"
            sheet.merged.append((row, row, 1, width))
            row += 1
        return row

    @staticmethod
    def _must(pattern: str, name: str) -> bool:
        return f"{{{name}" in re.sub(r"\[[^\[\]]*\]", "", pattern)

    @staticmethod
    def _unneeded(line: Line, declared: Table | Ledger) -> bool:
        """Whether a line that need not be there would only say what the columns or the contract say already."""
        if line.required or not isinstance(declared, Table):
            return False
        named = captures(line.text[0])
        values = [column for column in declared.columns if column.gives == "value"]
        if "indicator" in named:
            return all(c.indicator or any("indicator" in captures(p) for p in c.header) for c in values)
        return False

    # -- tables

    def _table(self, sheet: FormSheet, table: Table, row: int, values: dict[str, str]) -> int:
        """A table from `row` on; its last row."""
        columns = [made for column in table.columns for made in self._columns(table, column, values)]
        in_rows = any(column.gives == "unit" for column in table.columns)
        in_line = any("unit" in captures(p) for line in table.lines for p in line.text[:1])
        unstated = [c for c in table.columns if c.gives == "value" and not c.unit]
        line_units = table.unit[:1] if table.unit and unstated and not in_rows and not in_line else ()
        row = self._lines(sheet, row, table, line_units, len(columns))
        first = self._headers(sheet, row, table.header_rows, [headed.levels for headed in columns])
        labels = [(at, headed.spec) for at, headed in enumerate(columns, start=1) if headed.spec.gives != "value"]
        rows = self._rows(table, [spec.gives for _, spec in labels])
        last = first + len(rows) - 1
        for number, (words, item) in enumerate(rows, start=first):
            if item is not None:
                sheet.items[number] = item
            for at, spec in labels:
                if spec.gives in words:
                    sheet.cells[number, at] = words[spec.gives]
        for at, headed in enumerate(columns, start=1):
            spec = headed.spec
            for level, pattern in enumerate(headed.patterns):
                place = row + level if headed.levels[level] else first - 1
                if pattern and ((place, at) in sheet.cells or not headed.levels[level]):
                    sheet.blanks.append(Blank("header", at, place, place, spec, pattern))
            if spec.gives == "value":
                sheet.blanks.append(Blank("value", at, first, last, spec))
                continue
            empty = [number for number in range(first, last + 1) if (number, at) not in sheet.cells]
            for start, end in _runs(empty):
                sheet.blanks.append(Blank("label", at, start, end, spec, choices=self._choices_of_label(table, spec)))
        sheet.tables[first] = table
        return last

    def _columns(self, table: Table, column: Column, values: dict[str, str]) -> Iterator[_Headed]:
        """A declared column as columns of the form; an open one that need not be there is left out."""
        wordings = [wording for wording in column.header if wording]
        pattern = next((one for one in wordings if is_plain(one) and not column.repeated), wordings[0])
        known = {name: values[name] for name in captures(pattern) if name in values}
        left = captures(pattern) - set(known)
        if not column.repeated:
            if column.required or not left:
                yield self._headed(table, column, pattern, known)
            return
        for place in self._places(table) if "region" in left else (None,):
            filled = {**known, **({"region": place.name_zh} if place else {})}
            for _ in range(_BLANK_HEADERS if left - {"region"} else 1):
                yield self._headed(table, column, pattern, filled)

    def _headed(self, table: Table, column: Column, pattern: str, values: dict[str, str]) -> _Headed:
        """The levels of a header; those with captures without a value are to be filled in."""
        levels: list[str] = []
        patterns: list[str] = []
        for level in pattern.split("/", table.header_rows - 1):
            left = captures(level) - set(values)
            if column.repeated and left:
                levels.append("")
            else:
                levels.append(rendered(level, {**values, **{name: self._placeholder(name, level) for name in left}}))
            patterns.append(level if left - {"region"} or not levels[-1] else "")
        if column.gives == "value" and column.unit and levels[-1]:
            levels[-1] = self._with_unit(levels[-1], column.unit[0])
        return _Headed(column, levels, patterns)

    def _with_unit(self, header: str, unit: str) -> str:
        return header if self.vocabulary.without_unit(header)[1] else f"{header}（{unit}）"

    def _places(self, table: Table) -> Iterator[Region]:
        """The whole, then its parts that there are today, functional zones last."""
        home = NATION if table.names_within == "nation" else self.vocabulary.home
        yield self.regions.by_code[home]
        parts = [region for region in self.regions.children(home) if region.valid_to is None]
        yield from sorted(parts, key=lambda region: region.kind != "administrative")

    def _rows(self, table: Table, gives: Sequence[str]) -> list[tuple[dict[str, str], Item | None]]:
        """The labels that are known beforehand, by what they give, row by row."""
        items: list[tuple[dict[str, str], Item | None]] = [({}, None)]
        if "indicator" in gives:
            items = [(_labels_of(item), item) for item in table.items if is_plain(item.label[0])]
            items += [({}, None)] * _BLANK_LABELS
        if "region" in gives:
            places = [place.name_zh for place in self._places(table)]
            return [({**words, "region": place}, item) for place in places for words, item in items]
        return items if "indicator" in gives else items * _BLANK_LABELS

    def _choices_of_label(self, table: Table, column: Column) -> tuple[str, ...]:
        if column.gives == "unit":
            return table.unit or ()
        if column.gives == "indicator":
            return tuple(indicator.name_zh for indicator in self.vocabulary.catalogue.indicators.values())
        return ()

    # -- ledgers

    def _ledger(self, sheet: FormSheet, ledger: Ledger, values: dict[str, str]) -> None:
        specs, headers = [], []
        for spec in ledger.fields:
            if spec.header is None:
                continue
            wordings = [wording for wording in spec.header if wording]
            pattern = next((wording for wording in wordings if is_plain(wording)), wordings[0])
            open_names = captures(pattern) - set(values)
            if open_names and not spec.required:
                continue
            chosen = {name: words[0] for name, words in choices(pattern).items()}
            header = rendered(pattern, {**{name: chosen.get(name, "") for name in open_names}, **values})
            levels = header.split("/", ledger.header_rows - 1)
            if spec.unit and self.vocabulary.catalogue.units[spec.unit[0]].word:
                levels[-1] = self._with_unit(levels[-1], spec.unit[0])
            specs.append(spec)
            headers.append(levels)
        row = self._lines(sheet, 1, ledger, (), len(specs))
        first = self._headers(sheet, row, ledger.header_rows, headers)
        last = first + ROWS_OF_A_LEDGER - 1
        for at, spec in enumerate(specs, start=1):
            sheet.blanks.append(Blank("field", at, first, last, spec, choices=self._choices_of_field(ledger, spec)))
        sheet.ledger = ledger

    def _choices_of_field(self, ledger: Ledger, spec: LedgerField) -> tuple[str, ...]:
        if spec.type == "code":
            return tuple(words[0] if words else code for code, words in spec.codes.items())
        if spec.type == "region":
            home = NATION if ledger.names_within == "nation" else self.vocabulary.home
            return tuple(region.name_zh for region in self.regions.children(home) if region.valid_to is None)
        return ()

    # -- headers

    def _headers(self, sheet: FormSheet, row: int, depth: int, headers: Sequence[list[str]]) -> int:
        """Headers over `depth` rows, equal neighbours of a level merged; the first row below."""
        padded = [levels + [""] * (depth - len(levels)) if levels != [""] else [""] * depth for levels in headers]
        for at, levels in enumerate(padded, start=1):
            for level, text in enumerate(levels):
                sheet.headers.append((row + level, at))
                continued = at > 1 and level < depth - 1 and _same_group(padded, at, level)
                if text and not continued:
                    sheet.cells[row + level, at] = text
        for level in range(depth - 1):
            for start, end in _runs([i for i in range(2, len(padded) + 1) if _same_group(padded, i, level)]):
                sheet.merged.append((row + level, row + level, start - 1, end))
        for at, levels in enumerate(padded, start=1):
            filled = sum(bool(text) for text in levels)
            if levels[0] and filled < depth and not levels[-1] and filled == 1 and not _in_a_group(padded, at):
                sheet.merged.append((row, row + depth - 1, at, at))
        return row + depth


def _labels_of(item: Item) -> dict[str, str]:
    return {"indicator": item.label[0], **({"unit": item.unit[0]} if item.unit else {})}


def _same_group(padded: Sequence[list[str]], at: int, level: int) -> bool:
    one, other = padded[at - 2], padded[at - 1]
    return bool(other[level]) and one[: level + 1] == other[: level + 1]


def _in_a_group(padded: Sequence[list[str]], at: int) -> bool:
    return (at > 1 and _same_group(padded, at, 0)) or (at < len(padded) and _same_group(padded, at + 1, 0))


def _runs(numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Runs of consecutive numbers, each as (first, last)."""
    for _, group in itertools.groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0]):
        run = [number for _, number in group]
        yield run[0], run[-1]
