"""A report file as the rows that everything downstream knows: bytes to a `Reading`.

Belongs here: a report's file as text with places, keeping the engine out of its tables, the statements as observations
with evidence, the day of knowledge. Does not belong here: formats (readers/), the engine (extract.py).
"""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from sources.catalogue import Catalogue, load_catalogue
from sources.problems import Problem
from sources.readers.documents import read_prose
from sources.readers.prose import Prose, Segment
from sources.reports.extract import Extraction, Mention, extract
from sources.reports.fold import fold
from sources.reports.numerals import NumeralScanner
from sources.reports.open_statements import OpenStatement
from sources.reports.review import review
from sources.reports.statements import Statement
from sources.reports.tables import Tables, read_tables
from sources.reports.times import scan_times
from sources.rows import Observation, OpenFigure, Reading, SetAside, span_evidence

if TYPE_CHECKING:
    from sources.contracts.loading import Loaded

DATASET = "report_texts"
_PLACES = Decimal("0.00000001")
_LARGEST = Decimal(10) ** 20
_NOT_LINE_END = re.compile(r"[^\r\n]")


def read_report(source: Path | bytes, name: str = "") -> Prose:
    """The text of a report of any format (.txt, .docx, .pdf, .html), with `place_of(start, end)` of its spans.

    `name` is the file's own name where `source` is its bytes. Raises Refused with one sentence for what cannot be read.
    """
    if isinstance(source, Path):
        return read_prose(source.read_bytes(), name or source.name)
    return read_prose(source, name)


def extract_report(
    prose: Prose,
    *,
    region: str | None,
    date: dt.date | None,
    home_region: str | None = None,
    catalogue: Catalogue | None = None,
    contracts: Mapping[str, Loaded] | None = None,
) -> Extraction:
    """The statements of a report and the ledger of all its numerals.

    A table that has the shape of one of the `contracts` is read by it, the numerals of the others are `table_cell`. The
    engine does not see the cells of tables, so nothing in them is taken for a sentence or a heading. Raises Refused as
    `extract` does.
    """
    catalogue = catalogue or load_catalogue()
    return _extracted(prose, region, date, home_region, catalogue, contracts or {})[0]


def _extracted(
    prose: Prose,
    region: str | None,
    date: dt.date | None,
    home_region: str | None,
    catalogue: Catalogue,
    contracts: Mapping[str, Loaded],
) -> tuple[Extraction, Tables]:
    cells = list(prose.cells)
    text = _blanked(prose.text, cells)
    found = extract(text, region=region, date=date, home_region=home_region, catalogue=catalogue)
    if not cells:
        return found, Tables()
    tables = read_tables(prose, contracts, catalogue, found.region_code, found.date)
    mentions = [*found.mentions, *_cell_mentions(prose.text, cells, catalogue, tables)]
    return replace(found, mentions=tuple(sorted(mentions, key=lambda mention: mention.start))), tables


def _blanked(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """The text with blanks in place of the spans; positions and lines stay."""
    parts = []
    position = 0
    for start, end in spans:
        parts += [text[position:start], _NOT_LINE_END.sub(" ", text[start:end])]
        position = end
    return "".join([*parts, text[position:]])


def _cell_mentions(
    text: str, cells: Sequence[tuple[int, int]], catalogue: Catalogue, tables: Tables
) -> Iterator[Mention]:
    """Every numeral of the cells of tables: what was read of them, a period, or a number only its table explains."""
    for figure in tables.figures.values():
        one = figure.statement
        klass = "rank" if one.unit == "rank" else "value"
        yield Mention(one.start, one.end, one.quote, "statement", klass, one.rule, (one,))
    cells = [(start, end) for start, end in cells if start not in tables.figures]
    if not cells:
        return
    between = [(0, cells[0][0]), *((a[1], b[0]) for a, b in pairwise(cells)), (cells[-1][1], len(text))]
    folded = fold(_blanked(text, between))
    times = scan_times(folded)
    for time in times:
        quote = text[time.start : time.end]
        if any(character.isdigit() for character in quote):
            yield Mention(time.start, time.end, quote, "not_indicator", "period", time.rule)
    for numeral in NumeralScanner(catalogue.units).scan(folded, times):
        start, end = numeral.start, numeral.end
        yield Mention(start, end, text[start:end], "not_indicator", "table_cell", "reader.table")


def as_reading(
    data: bytes,
    *,
    region: str | None,
    known_on: dt.date | None,
    home_region: str | None,
    arrived_on: dt.date,
    catalogue: Catalogue | None = None,
    file_name: str = "",
    contracts: Mapping[str, Loaded] | None = None,
) -> Reading:
    """The observations of one report file; `region` and `known_on` are what its sidecar states.

    Tables inside the report are read by that one of the `contracts` whose shape they have.
    The day of knowledge is the sidecar's, else the report's own date, else the day of arrival. Raises Refused for bytes
    that hold no text, and where neither sidecar nor text tell the region or the year.
    """
    catalogue = catalogue or load_catalogue()
    prose = read_report(data, file_name)
    found, tables = _extracted(prose, region, known_on, home_region, catalogue, contracts or {})
    reading = Reading(dataset=DATASET, supersedes="report", source="report")
    if known_on is not None:
        reading.known_on, reading.known_on_from = known_on, "sidecar"
    elif found.date is not None and found.date <= arrived_on:
        reading.known_on, reading.known_on_from = found.date, "report"
    else:
        reading.known_on, reading.known_on_from = arrived_on, "arrival"
    for statement in found.statements:
        if reason := _unfit(statement):
            reading.set_aside.append(SetAside(_evidence(statement), statement.quote, reason))
        elif figure := tables.figures.get(statement.start):
            reading.observations.append(figure.observation)
        else:
            reading.observations.append(_observation(statement, prose, found, region is not None))
    for one in found.open_statements:
        if _fits(one.stated):
            reading.open_figures.append(_open_figure(one, prose))
        else:
            aside = Problem("sources.report_number_too_long", {"text": one.stated.quote}, "warning")
            reading.set_aside.append(SetAside(_evidence(one.stated), one.stated.quote, aside))
    reading.problems += _of_tables(prose, found, tables)
    units = {figure.observation.evidence: figure.units for figure in tables.figures.values()}
    review(reading, prose.text, found.mentions, catalogue, units)
    reading.periods = tuple(sorted({observation.period for observation in reading.observations}))
    return reading


def _unfit(statement: Statement) -> Problem | None:
    if not statement.region_code:
        return Problem("sources.report_place_not_known", {"region": statement.region}, "warning")
    if not _fits(statement):
        return Problem("sources.report_number_too_long", {"text": statement.quote}, "warning")
    return None


def _fits(statement: Statement) -> bool:
    """Whether the warehouse can hold the value exactly."""
    values = [v for v in (statement.value, statement.value_high) if v is not None]
    return all(abs(v) < _LARGEST and v == v.quantize(_PLACES) for v in values)


def _evidence(statement: Statement) -> str:
    return span_evidence(statement.start, statement.end)


def _observation(statement: Statement, prose: Prose, found: Extraction, region_stated: bool) -> Observation:
    flags = list(statement.flags)
    if region_stated and statement.region_code == found.region_code:
        flags.append("region_from_sidecar")
    start, end = statement.sentence
    return Observation(
        indicator_id=statement.indicator,
        measure=statement.measure,
        region_code=statement.region_code,
        period=statement.period,
        kind=statement.kind,
        scope=statement.scope,
        breakdown=statement.breakdown,
        qualifier=statement.qualifier,
        value=statement.value,
        value_high=statement.value_high,
        unit=statement.unit,
        value_text=statement.quote,
        value_step=statement.step,
        evidence=_evidence(statement),
        context=_context(prose, start, end, statement.start),
        flags=tuple(flags),
    )


def _open_figure(one: OpenStatement, prose: Prose) -> OpenFigure:
    stated = one.stated
    return OpenFigure(
        words=one.words,
        words_evidence=span_evidence(*one.words_at),
        verb=one.verb,
        share_of=one.share_of,
        measure=stated.measure,
        region=stated.region,
        region_code=stated.region_code,
        period=stated.period,
        kind=stated.kind,
        scope=stated.scope,
        qualifier=stated.qualifier,
        value=stated.value,
        value_high=stated.value_high,
        unit=stated.unit,
        value_text=stated.quote,
        evidence=_evidence(stated),
        context=_context(prose, *stated.sentence, stated.start),
        rule=stated.rule,
    )


def _context(prose: Prose, start: int, end: int, number_at: int) -> str:
    """The sentence; where the file is more than its text, preceded by the place of the number: `p. 3 ¶ 2: ...`."""
    sentence = prose.text[start:end]
    return sentence if prose.format == "txt" else f"{prose.place_of(number_at, number_at + 1)}: {sentence}"


def _of_tables(prose: Prose, found: Extraction, tables: Tables) -> list[Problem]:
    """What of the file was not read, and which of its tables were read by which contracts."""
    problems = list(prose.problems)
    if tables.contracts:
        names = ", ".join(dict.fromkeys(tables.contracts.values()))
        params = {"tables": str(len(tables.contracts)), "numbers": str(len(tables.figures)), "contracts": names}
        problems.append(Problem("sources.tables_read", params, "info"))
    left = [one for one in prose.segments if one.kind == "cell" and one.number not in tables.contracts]
    numerals = sum(mention.rule == "reader.table" for mention in found.mentions if _is_in(left, mention))
    if numerals:
        params = {"tables": str(len({segment.number for segment in left})), "numerals": str(numerals)}
        problems.append(Problem("sources.tables_not_read", params, "info"))
    return problems


def _is_in(segments: Sequence[Segment], mention: Mention) -> bool:
    at = bisect_right(segments, mention.start, key=lambda segment: segment.start) - 1
    return at >= 0 and mention.end <= segments[at].end
