"""Tables inside a report through the engine of the spreadsheets, where one of the contracts has their shape.

Belongs here: a table of a report as a sheet, the choice of the contract, the way back from cells to the text. Does not
belong here: reading a sheet by a contract (spreadsheets/), formats (readers/), and sentences (extract.py).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import takewhile
from typing import TYPE_CHECKING

from sources.catalogue import Catalogue
from sources.periods import parse_period
from sources.problems import Refused
from sources.readers.cells import Cell, Merged, Sheet, Workbook, address
from sources.readers.prose import Prose, Segment
from sources.reports.statements import Statement
from sources.rows import Observation, span_evidence

if TYPE_CHECKING:
    from sources.contracts.loading import Loaded

_CAPTION = 80  # characters of a line above a table that can be its title or its unit
_LINES = 3  # lines above a table that are looked at
_LABEL = re.compile(r"\s*(?:附|续)?表\s*(?:[\d一二三四五六七八九十]+(?:[-—–.]\d+)*)\s*[:：、.．]?\s*(?=\S)")
_UNIT_AT_END = re.compile(r"\s*[（(]\s*(?P<unit>(?:计量)?单位\s*[:：][^（）()]*)[）)]\s*\Z")
_UNIT_LINE = re.compile(r"(?:计量)?单位\s*[:：]\s*(.+)")
_IN_BRACKETS = re.compile(r"[（(]([^（）()]{1,8})[）)]")
_PARTED = re.compile(r"[、,，;；/\s]+")
_AHEAD = dt.timedelta(days=31)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of a table as a statement of the report, and as the observation that it becomes.

    `units` are the unit words that the table or its contract states, for a second reading of the cell.
    """

    statement: Statement
    observation: Observation
    units: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tables:
    """What the tables of a report gave: figures by the position of their cell, and the contract of each table read."""

    figures: Mapping[int, Figure] = field(default_factory=dict)
    contracts: Mapping[int, str] = field(default_factory=dict)


def read_tables(
    prose: Prose, contracts: Mapping[str, Loaded], catalogue: Catalogue, region_code: str, date: dt.date | None
) -> Tables:
    """The figures of all tables of a report that have the shape of exactly one contract; the others give none.

    Names of places in a table are those within the report's region. No table ever refuses the report.
    """
    figures: dict[int, Figure] = {}
    read: dict[int, str] = {}
    for number, places in _places(prose).items() if contracts else ():
        table = _Table(prose, number, places)
        if found := table.read(contracts, catalogue, region_code, date):
            dataset, of_table = found
            figures.update((figure.statement.start, figure) for figure in of_table)
            read[number] = dataset
    return Tables(figures, read)


def _places(prose: Prose) -> dict[int, list[int]]:
    """The number of each table -> the places of its cells among the segments; a table can stand inside another's."""
    tables: dict[int, list[int]] = {}
    for at, segment in enumerate(prose.segments):
        if segment.row:
            tables.setdefault(segment.number, []).append(at)
    return tables


class _Table:
    """One table: its sheet, and the segment of each of the sheet's cells."""

    def __init__(self, prose: Prose, number: int, places: Sequence[int]) -> None:
        self.prose, self.segments = prose, [prose.segments[at] for at in places]
        self.caption = list(_caption(prose, places[0]))
        rows: dict[int, dict[int, Cell]] = {}
        for at, line in enumerate(self.caption, start=1):
            rows[at] = {1: Cell(line, line)}
        self.at: dict[str, Segment] = {}
        merged = []
        for segment in self.segments:
            row, text = segment.row + len(self.caption), self._text(segment)
            rows.setdefault(row, {})[segment.column] = Cell(text, text)
            self.at[address(row, segment.column)] = segment
            if segment.rows > 1 or segment.columns > 1:
                last = row + segment.rows - 1, segment.column + segment.columns - 1
                merged.append(Merged(row, last[0], segment.column, last[1]))
        ordered = {row: dict(sorted(rows[row].items())) for row in sorted(rows)}
        self.sheet = Sheet(f"表{number}", ordered, tuple(merged))

    def _text(self, segment: Segment) -> str:
        return self.prose.text[segment.start : segment.end]

    def read(
        self, contracts: Mapping[str, Loaded], catalogue: Catalogue, region_code: str, date: dt.date | None
    ) -> tuple[str, list[Figure]] | None:
        """The dataset and the figures; None for a table that fits no contract, several, or is wrong in itself."""
        from sources.spreadsheets.match import read_by_contract
        from sources.spreadsheets.words import Vocabulary

        vocabulary = Vocabulary(catalogue, region_code)
        try:
            reading = read_by_contract(Workbook(self.prose.format, [self.sheet]), contracts, vocabulary, {}, b"", "")
        except Refused:
            return None
        if date is not None and any(_is_ahead(observation, date) for observation in reading.observations):
            return None
        units = tuple(dict.fromkeys([*self._units(), *_declared(contracts[reading.dataset])]))
        figures = [self._figure(one, reading.dataset, units, catalogue) for one in reading.observations]
        return reading.dataset, [figure for figure in figures if figure is not None]

    def _units(self) -> Iterator[str]:
        """The words of the table that can be units: of its unit lines, in brackets, and cells of their own."""
        for text in (*self.caption, *map(self._text, self.segments)):
            yield from _IN_BRACKETS.findall(text)
            if line := _UNIT_LINE.search(text):
                yield from _PARTED.split(line.group(1).strip("（）() "))
            if len(text) <= 5 and not any(character.isdigit() for character in text):
                yield text.strip()

    def _figure(
        self, observation: Observation, dataset: str, units: tuple[str, ...], catalogue: Catalogue
    ) -> Figure | None:
        segment = self.at.get(observation.evidence.rpartition("!")[2])
        if segment is None or segment.kind != "cell":
            return None
        text = self._text(segment)
        start, end = segment.start, segment.end
        title = next((line for line in self.caption if not _UNIT_LINE.match(line)), "")
        words = " / ".join(filter(None, (title, observation.context)))
        placed = replace(
            observation,
            value_text=text,
            evidence=span_evidence(start, end),
            context=f"{self.prose.place_of(start, end)}: {words}",
        )
        statement = Statement(
            start,
            end,
            text,
            observation.indicator_id,
            observation.measure,
            catalogue.regions.by_code[observation.region_code].name_zh,
            observation.region_code,
            observation.period,
            observation.kind,
            observation.qualifier,
            observation.value,
            observation.value_high,
            observation.unit,
            observation.value_step or observation.value,
            observation.scope,
            observation.breakdown,
            (start, end),
            observation.flags,
            f"table.{dataset}",
        )
        return Figure(statement, placed, units)


def _caption(prose: Prose, first: int) -> Iterator[str]:
    """The short lines right above a table: its title without 表3, and its unit on a line of its own."""
    above = reversed(prose.segments[max(0, first - _LINES) : first])
    lines = list(takewhile(lambda segment: _can_be_caption(prose, segment), above))
    for segment in reversed(lines):
        text = _LABEL.sub("", prose.text[segment.start : segment.end].strip(), count=1)
        unit = _UNIT_AT_END.search(text)
        yield text[: unit.start()] if unit else text
        if unit:
            yield unit["unit"]


def _can_be_caption(prose: Prose, segment: Segment) -> bool:
    text = prose.text[segment.start : segment.end].strip()
    return segment.kind == "paragraph" and len(text) <= _CAPTION and not text.endswith(("。", "；", "！", "?", "？"))


def _declared(loaded: Loaded) -> Iterator[str]:
    """The unit words that a contract declares for its numbers."""
    for layout in loaded.contract.layouts:
        for sheet in layout.sheets:
            for table in sheet.tables:
                for facts in (table, *table.columns, *table.items):
                    yield from facts.unit or ()


def _is_ahead(observation: Observation, date: dt.date) -> bool:
    """Whether a number is said to be known long before its period ends."""
    return observation.kind == "actual" and parse_period(observation.period).end - date > _AHEAD
