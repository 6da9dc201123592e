"""Filling in a form as a department would, and what reading it must then give.

The values come from dice; what they mean is worked out here from the contract alone, not by the reader.
"""

from __future__ import annotations

import datetime as dt
import io
import random
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import openpyxl

from sources.catalogue import Catalogue
from sources.contracts.model import Column, Contract, LedgerField
from sources.contracts.patterns import captures, match, normal, rendered
from sources.periods import parse_period
from sources.spreadsheets.ledgers import pseudonym
from sources.spreadsheets.period_words import period_of
from sources.spreadsheets.tables import base_unit
from sources.spreadsheets.words import Vocabulary
from sources.templates import Blank, FormSheet, form_of
from sources.templates.form import units_of

LAST_DAY = dt.date(2025, 12, 31)
PERIODS = ("2024年1-10月", "2024年", "2025年上半年", "2025年", "2024年1-2月")
YEARS = [f"{year}年" for year in range(2014, 2026)]
LETTERS = "甲乙丙丁戊己庚辛AbcXyz"
Identity = tuple[str, ...]


@dataclass
class Filled:
    """A filled-in form: its bytes, its numbers by identity, its records as field -> what it says."""

    data: bytes
    numbers: dict[Identity, Decimal] = field(default_factory=dict)
    records: list[dict[str, Any]] = field(default_factory=list)


def fill(contract: Contract, empty: bytes, catalogue: Catalogue, home: str, dice: random.Random, key: bytes) -> Filled:
    """The empty form of a contract filled in with what the dice say."""
    form = form_of(contract, catalogue, home)
    book = openpyxl.load_workbook(io.BytesIO(empty))
    filled = Filled(b"")
    period = dice.choice(PERIODS)
    published = parse_period(period_of(period) or "").end + dt.timedelta(days=20)
    words = {"period": period, "known_on": published.isoformat()}
    for sheet in form.sheets:
        _Filler(contract, Vocabulary(catalogue, home), sheet, book[sheet.name], dice, key, dict(words), filled).fill()
    buffer = io.BytesIO()
    book.save(buffer)
    filled.data = buffer.getvalue()
    return filled


@dataclass
class _Filler:
    contract: Contract
    vocabulary: Vocabulary
    sheet: FormSheet
    page: Any
    dice: random.Random
    key: bytes
    words: dict[str, str]
    filled: Filled
    headers: dict[int, Mapping[str, str]] = field(default_factory=dict)
    said: dict[int, dict[str, str]] = field(default_factory=dict)

    def fill(self) -> None:
        for blank in self.sheet.blanks:
            if blank.kind == "line":
                self._line(blank)
        for blank in self.sheet.blanks:
            if blank.kind == "header":
                self._header(blank)
        if self.sheet.ledger is not None:
            self._ledger()
        else:
            self._labels()
            self._values()

    def _line(self, blank: Blank) -> None:
        listed = {name: words.split("|") for name, words in re.findall(r"\{(\w+):([^{}]+)\}", blank.pattern)}
        for name in sorted(captures(blank.pattern) - set(self.words)):
            self.words[name] = self.dice.choice(listed[name]) if name in listed else self._captured(name)
        named = {name: self.words[name] for name in captures(blank.pattern)}
        self.page.cell(blank.row, blank.column).value = rendered(blank.pattern, named)

    def _captured(self, name: str) -> str:
        catalogue = self.vocabulary.catalogue
        if name == "region":
            return catalogue.regions.by_code[self.vocabulary.home].name_zh
        if name == "indicator":
            return self.dice.choice([i.name_zh for i in catalogue.indicators.values() if i.unit == "CNY"])
        if name == "unit":
            return self.dice.choice(["万元", "亿元"])
        for spec in self.sheet.ledger.fields if self.sheet.ledger else ():
            if spec.capture == name and spec.codes:
                return self.dice.choice([words[0] for words in spec.codes.values()])
        return "3"

    def _header(self, blank: Blank) -> None:
        spec = blank.spec
        assert isinstance(spec, Column)
        period = self.words.get("period", "")
        if spec.period == "own" or not period:
            period = YEARS[blank.column % 10]
        elif spec.period == "last_year":
            period = period.replace(period[:4], str(int(period[:4]) - 1))
        elif spec.period == "last_month":
            period = f"{parse_period(period_of(period) or '').end:%Y年%m月}"
        named = {"period": period, "year": period[:4]}
        named |= {name: self._captured(name) for name in captures(blank.pattern) - set(named)}
        self.page.cell(blank.row, blank.column).value = rendered(blank.pattern, named)
        self.headers[blank.column] = named

    # -- tables

    def _labels(self) -> None:
        """Every row's labels as they then stand: region, period, indicator, unit."""
        indicators = list(self.vocabulary.catalogue.indicators.values())
        self.dice.shuffle(indicators)
        taken = {i.indicator_id for i in map(self.vocabulary.indicator, self.sheet.cells.values()) if i}
        taken |= {item.indicator for item in self.sheet.items.values()}
        free = [i for i in indicators if i.indicator_id not in taken]
        for row in self._rows():
            table, said = self.sheet.table_at(row), self.said.setdefault(row, {})
            for column, spec in self._specs(row):
                if spec.gives == "value":
                    continue
                text = self.sheet.cells.get((row, column), "")
                if not text and spec.gives == "period":
                    text = YEARS[row % len(YEARS)]
                elif not text and spec.gives == "indicator":
                    wanted = {self.vocabulary.unit(word).base for word in table.unit or ()}
                    text = next(i.name_zh for i in free if i.unit in wanted)
                    free = [i for i in free if i.name_zh != text]
                elif not text and spec.gives == "unit":
                    base = self._base(row, said)
                    text = next(word for word in table.unit or () if self.vocabulary.unit(word).fits(base))
                self.page.cell(row, column).value = text
                said[spec.gives] = text

    def _base(self, row: int, said: Mapping[str, str]) -> str:
        item = self.sheet.items.get(row)
        indicators = self.vocabulary.catalogue.indicators
        indicator = indicators[item.indicator] if item else self.vocabulary.indicator(said["indicator"])
        return base_unit(indicator, (item.measure if item else None) or "level")

    def _rows(self) -> list[int]:
        return sorted({row for b in self.sheet.blanks if b.kind == "value" for row in range(b.row, b.last_row + 1)})

    def _specs(self, row: int) -> list[tuple[int, Column]]:
        """The columns of a row with what is declared of them, labels and values."""
        table = self.sheet.table_at(row)
        found = {b.column: b.spec for b in self.sheet.blanks if b.kind == "value" and b.row <= row <= b.last_row}
        labels = [column for column in table.columns if column.gives != "value"]
        values = [column for column in table.columns if column.gives == "value"]
        order = [c for c in table.columns if c in labels or c in values]
        at, result = 1, []
        for spec in order:
            if spec.gives != "value":
                result.append((at, spec))
                at += 1
                continue
            while at in found and found[at] is spec:
                result.append((at, spec))
                at += 1
        return result

    def _values(self) -> None:
        made: dict[tuple[int, int], tuple[Identity, Decimal, Decimal]] = {}
        for row in self._rows():
            for column, spec in self._specs(row):
                if spec.gives == "value" and self.dice.random() < 0.9:
                    identity, factor, base = self._identity(row, column, spec)
                    made[row, column] = (identity, self._number(base, identity[1]), factor)
                elif spec.gives == "value":
                    self.page.cell(row, column).value = self.dice.choice([None, "—"])
        self._add_up(made)
        for (row, column), (identity, number, factor) in made.items():
            self.page.cell(row, column).value = number
            self.filled.numbers[identity] = number * factor

    def _number(self, base: str, measure: str) -> Decimal:
        if base == "CNY":
            return Decimal(self.dice.randint(0, 10**8)).scaleb(-2)
        if base in ("%", "pp"):
            return Decimal(self.dice.randint(-500 if measure != "level" else 0, 9999)).scaleb(-2)
        return Decimal(self.dice.randint(1, 9999))

    def _add_up(self, made: dict[tuple[int, int], tuple[Identity, Decimal, Decimal]]) -> None:
        """Give each whole the sum of its parts, in cells of one unit."""
        regions = self.vocabulary.catalogue.regions
        for place, (identity, _, factor) in list(made.items()):
            inside = {r.region_code for r in regions.children(identity[2]) if r.kind == "administrative"}
            parts = [
                other[1] * other[2]
                for other in made.values()
                if other[0][2] in inside and other[0][:2] + other[0][3:] == identity[:2] + identity[3:]
            ]
            if parts:
                made[place] = (identity, sum(parts) / factor, factor)

    def _identity(self, row: int, column: int, spec: Column) -> tuple[Identity, Decimal, str]:
        """Identity of a number, the factor of its unit, and its base unit."""
        table, item, said = self.sheet.table_at(row), self.sheet.items.get(row), self.said[row]
        header = self.headers.get(column) or self._header_of_the_group(column)
        words = header.get("indicator") or said.get("indicator") or self.words.get("indicator", "")
        named = spec.indicator or (item.indicator if item else None)
        indicator = self.vocabulary.catalogue.indicators[named] if named else self.vocabulary.indicator(words)
        indicator = indicator or self.vocabulary.catalogue.indicators[table.indicator]
        nearer = [facts for facts in (spec, item, table) if facts is not None]
        measure = next((facts.measure for facts in nearer if facts.measure), "level")
        kind = next((facts.kind for facts in nearer if facts.kind), self.contract.kind)
        scope = next((facts.scope for facts in nearer if facts.scope), "")
        if whole := self.vocabulary.whole(scope, self.vocabulary.home):
            scope = self.vocabulary.catalogue.regions.by_code[whole].name_zh
        breakdown = next((facts.breakdown for facts in nearer if facts.breakdown), "")
        within = None if table.names_within == "nation" else self.vocabulary.home
        label = said.get("region") or self._region_above(column)
        region = self.vocabulary.region(label, within).region_code if label else table.region or self.vocabulary.home
        period = period_of(header["period"]) if spec.period == "own" else None
        period = period or period_of(said.get("period") or self.words.get("period", "")) or period_of(header["period"])
        if spec.period == "last_year":
            period = period.replace(period[:4], str(int(period[:4]) - 1))
        if spec.period == "last_month":
            period = f"{parse_period(period).end:%Y-%m}"
        unit = said.get("unit") or (units_of(spec, item, table) or [self.words.get("unit", "")])[0]
        base = base_unit(indicator, measure)
        factor = self.vocabulary.unit(unit).factor if unit else Decimal(1)
        return (indicator.indicator_id, measure, region, period, kind, scope, breakdown), factor, base

    def _header_of_the_group(self, column: int) -> Mapping[str, str]:
        """What was filled in above a group of columns that this one belongs to."""
        anchors = [at for at in self.headers if at < column and self._merged_over(at, column)]
        return self.headers[max(anchors)] if anchors else {}

    def _merged_over(self, anchor: int, column: int) -> bool:
        return any(first <= anchor and column <= last for _, _, first, last in self.sheet.merged)

    def _region_above(self, column: int) -> str:
        """The place that a header names."""
        for (_, at), text in self.sheet.cells.items():
            if at == column and text in {
                region.name_zh for region in self.vocabulary.catalogue.regions.by_code.values()
            }:
                return text
        return ""

    # -- ledgers

    def _ledger(self) -> None:
        for number in range(self.dice.randint(1, 4)):
            record: dict[str, Any] = {}
            persons: dict[str, dict[str, str]] = {}
            for blank in self.sheet.blanks:
                if blank.kind == "field" and isinstance(blank.spec, LedgerField):
                    self._field(blank, blank.row + number, record, persons)
            for name, parts in persons.items():
                record[name] = pseudonym(self.key, (parts.get("name", ""), parts.get("id", "")))
            for spec in self.sheet.ledger.fields:
                if spec.constant is not None:
                    record[spec.field] = spec.constant
                elif spec.capture is not None:
                    said = self._capture(spec.capture)
                    record[spec.field] = dt.date.fromisoformat(said) if spec.type == "date" else self._code(spec, said)
            self.filled.records.append(record)

    def _capture(self, name: str) -> str:
        return _named_in(self.contract, self.sheet.name).get(name) or self.words[name]

    @staticmethod
    def _code(spec: LedgerField, text: str) -> str:
        return next((c for c, words in spec.codes.items() if normal(text) in map(normal, (c, *words))), text)

    def _field(self, blank: Blank, row: int, record: dict[str, Any], persons: dict[str, dict[str, str]]) -> None:
        spec, cell = blank.spec, self.page.cell(row, blank.column)
        assert isinstance(spec, LedgerField)
        must = spec.filled or spec.field in self.sheet.ledger.key
        if not must and self.dice.random() < 0.2:
            return
        unique = f"{self.dice.choice(LETTERS)}{self.dice.choice(LETTERS)}-{len(self.filled.records)}"
        if spec.type == "person":
            cell.value = f"{spec.personal}{unique}"
            persons.setdefault(spec.field, {})[spec.personal or ""] = cell.value
        elif spec.type == "code":
            cell.value = self.dice.choice(blank.choices)
            record[spec.field] = self._code(spec, cell.value)
        elif spec.type == "region":
            cell.value = self.dice.choice(blank.choices)
            record[spec.field] = self.vocabulary.region(cell.value, self.vocabulary.home).region_code
        elif spec.type == "date":
            cell.value = LAST_DAY - dt.timedelta(days=self.dice.randint(1, 4000))
            record[spec.field] = cell.value
        elif spec.type == "number":
            number = Decimal(self.dice.randint(0, 10**7)).scaleb(-2)
            cell.value = number
            record[spec.field] = number * self.vocabulary.unit((spec.unit or ("",))[0]).factor
        elif spec.type in ("integer", "year"):
            cell.value = self.dice.randint(1990, 2023)
            record[spec.field] = Decimal(cell.value)
        else:
            cell.value = unique
            record[spec.field] = unique


def _named_in(contract: Contract, name: str) -> dict[str, str]:
    for layout in contract.layouts:
        for sheet in layout.sheets:
            if (named := match(sheet.name or (), name)) is not None:
                return named
    return {}
