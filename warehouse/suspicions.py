"""Suspicious numbers: what the intake gate let pass with a mark, and which of it operators have confirmed since.

Belongs here: the marks of landed numbers held against the journal's decisions and the current release. Does not belong
here: what makes a number suspicious (expectations), the mark that a release shows (dbt: int_corrected_observations).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from sources.problems import Problem
from sources.rows import cell_evidence
from warehouse.home import Home
from warehouse.journal import Event
from warehouse.landing import Batch, landed_file

if TYPE_CHECKING:
    import duckdb

_COLUMNS = ("indicator_id", "measure", "region_code", "period", "value", "unit", "value_text", "evidence")


@dataclass(frozen=True, slots=True)
class Suspicion:
    """A landed number with the mark `suspicious`; `problem` is what the intake gate said of its cell, if it did."""

    submission_id: str
    indicator_id: str
    measure: str
    region_code: str
    period: str
    value: Decimal
    unit: str
    value_text: str
    evidence: str
    problem: Problem | None


def suspicions(home: Home, batch: Batch) -> list[Suspicion]:
    """The suspicious numbers of a batch, in order of landing; none of a refused one."""
    import pyarrow.parquet as pq

    if not batch.accepted or not batch.counts["observations"]:
        return []
    rows = pq.read_table(landed_file(home, batch, "observations"), columns=[*_COLUMNS, "flags"]).to_pylist()
    said = {cell_evidence(one.sheet, one.cell): one for one in batch.problems if one.params.get("suspicious")}
    return [
        Suspicion(batch.submission_id, **{name: row[name] for name in _COLUMNS}, problem=said.get(row["evidence"]))
        for row in rows
        if "suspicious" in row["flags"].split()
    ]


def confirmed_places(events: Iterable[Event]) -> dict[str, set[str]]:
    """Submission -> places whose suspicious numbers an operator has confirmed; '' stands for all of them."""
    found: dict[str, set[str]] = {}
    for event in events:
        if event.kind == "confirm":
            found.setdefault(event.facts["submission"], set()).add(event.facts["evidence"])
    return found


def waiting(found: Iterable[Suspicion], events: Iterable[Event]) -> Iterator[Suspicion]:
    """Those of the suspicious numbers that no operator has confirmed."""
    confirmed = {(e.facts["submission"], e.facts["evidence"]) for e in events if e.kind == "confirm"}
    for one in found:
        if confirmed.isdisjoint({(one.submission_id, ""), (one.submission_id, one.evidence)}):
            yield one


def still_said(found: Iterable[Suspicion], release: duckdb.DuckDBPyConnection) -> Iterator[Suspicion]:
    """Those that a later submission has not replaced by now, as far as the release knows; new ones are all kept."""
    known = {row[0] for row in release.execute("select submission_id from marts.dim_submission").fetchall()}
    standing = set(
        release.execute(
            """select submission_id, evidence from marts.fct_observation_vintage
            where known_to is null and not contains(concat(' ', flags, ' '), ' corrected ')"""
        ).fetchall()
    )
    for one in found:
        if one.submission_id not in known or (one.submission_id, one.evidence) in standing:
            yield one
