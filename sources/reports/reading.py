"""A report file as the rows that everything downstream knows: bytes to a `Reading`.

Belongs here: decoding, the statements as observations with evidence, the day of knowledge. Does not belong here: the
engine (extract.py), other kinds of file.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from sources.catalogue import Catalogue
from sources.problems import Problem
from sources.readers.encoding import decode
from sources.reports.extract import Extraction, extract
from sources.reports.statements import Statement
from sources.rows import Observation, Reading, SetAside, span_evidence

_DATASET = "report_texts"
_PLACES = Decimal("0.00000001")
_LARGEST = Decimal(10) ** 20


def as_reading(
    data: bytes,
    *,
    region: str | None,
    known_on: dt.date | None,
    home_region: str | None,
    arrived_on: dt.date,
    catalogue: Catalogue | None = None,
) -> Reading:
    """The observations of one report file; `region` and `known_on` are what its sidecar states.

    The day of knowledge is the sidecar's, else the report's own date, else the day of arrival. Raises Refused for bytes
    that are no text, and where neither sidecar nor text tell the region or the year.
    """
    text, _ = decode(data)
    found = extract(text, region=region, date=known_on, home_region=home_region, catalogue=catalogue)
    reading = Reading(dataset=_DATASET, supersedes="report", source="report")
    if known_on is not None:
        reading.known_on, reading.known_on_from = known_on, "sidecar"
    elif found.date is not None and found.date <= arrived_on:
        reading.known_on, reading.known_on_from = found.date, "report"
    else:
        reading.known_on, reading.known_on_from = arrived_on, "arrival"
    for statement in found.statements:
        if reason := _unfit(statement):
            reading.set_aside.append(SetAside(_evidence(statement), statement.quote, reason))
        else:
            reading.observations.append(_observation(statement, text, found, region is not None))
    reading.periods = tuple(sorted({observation.period for observation in reading.observations}))
    return reading


def _unfit(statement: Statement) -> Problem | None:
    if not statement.region_code:
        return Problem("sources.report_place_not_known", {"region": statement.region}, "warning")
    values = [v for v in (statement.value, statement.value_high) if v is not None]
    if any(abs(v) >= _LARGEST or v != v.quantize(_PLACES) for v in values):
        return Problem("sources.report_number_too_long", {"text": statement.quote}, "warning")
    return None


def _evidence(statement: Statement) -> str:
    return span_evidence(statement.start, statement.end)


def _observation(statement: Statement, text: str, found: Extraction, region_stated: bool) -> Observation:
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
        context=text[start:end],
        flags=tuple(flags),
    )
