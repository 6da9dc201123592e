"""A region's number against the sum of its parts in the same table.

Belongs here: sums over regions, rounding-aware. Functional zones and 其中 rows are never parts of a sum.
Does not belong here: sums over a ledger's rows (ledgers.py) and comparisons between files (the release gate).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from decimal import Decimal

from sources.catalogue import Catalogue
from sources.catalogue.regions import Region
from sources.periods import parse_period
from sources.problems import Problem
from sources.rows import Observation

_ADDITIVE_UNITS = {"CNY", "count", "person", "person-time", "person-year"}
_Key = tuple[str, str, str, str]


def check_totals(
    observations: list[Observation],
    catalogue: Catalogue,
    parts_named: Collection[str],
    blanks: Collection[tuple[str, ...]],
) -> list[Problem]:
    """One error for each total that is not the sum of its parts beyond rounding.

    `parts_named` are the cells of 其中 rows, `blanks` the identities whose cell is there without a number: with such a
    part the others must only not exceed the total. A part without a row counts as nothing.
    """
    groups: dict[_Key, dict[str, Observation]] = defaultdict(dict)
    for one in observations:
        if is_additive(one, catalogue) and one.evidence not in parts_named:
            groups[one.indicator_id, one.period, one.kind, one.breakdown].setdefault(one.region_code, one)
    return [
        problem
        for key, by_region in groups.items()
        for code, total in by_region.items()
        if (problem := _difference(total, list(_children(catalogue, code, key[1])), by_region, blanks)) is not None
    ]


def is_additive(one: Observation, catalogue: Catalogue) -> bool:
    """Whether numbers like this one add up: levels of flows and stocks that count or cost something, exactly stated."""
    nature = catalogue.indicators[one.indicator_id].nature
    of_sums = one.measure == "level" and nature in ("flow", "stock") and one.unit in _ADDITIVE_UNITS
    return of_sums and one.qualifier == "="


def subtotal_problem(total: Observation, parts: list[Observation], *, complete: bool) -> Problem | None:
    """What is wrong with a 小计 of `parts` beyond rounding; where not `complete`, they must only not exceed it."""
    summed = sum((part.value for part in parts), Decimal(0))
    tolerance = sum((_rounding(part) for part in (total, *parts)), Decimal(0)) / 2
    if abs(summed - total.value) <= tolerance or (not complete and summed <= total.value + tolerance):
        return None
    return _differs(total, summed, parts)


def _differs(total: Observation, summed: Decimal, parts: list[Observation], **more: str) -> Problem:
    sheet, _, cell = total.evidence.rpartition("!")
    params = {
        "total": f"{total.value:,f}",
        "sum": f"{summed:,f}",
        "unit": total.unit,
        "cells": ", ".join(part.evidence.rpartition("!")[2] for part in parts),
    }
    code = "sources.total_differs_parts_absent" if more else "sources.total_differs"
    return Problem(code, {**params, **more}, "error", sheet, cell)


def _children(catalogue: Catalogue, code: str, period: str) -> Iterator[Region]:
    days = parse_period(period)
    for region in catalogue.regions.children(code):
        there = (region.valid_from is None or region.valid_from <= days.end) and (
            region.valid_to is None or region.valid_to >= days.start
        )
        if region.kind == "administrative" and there:
            yield region


def _difference(
    total: Observation,
    children: list[Region],
    by_region: dict[str, Observation],
    blanks: Collection[tuple[str, ...]],
) -> Problem | None:
    parts = [by_region[child.region_code] for child in children if child.region_code in by_region]
    if not parts:
        return None
    summed = sum((part.value for part in parts), Decimal(0))
    steps = sum((_rounding(part) for part in (total, *parts)), Decimal(0))
    if abs(summed - total.value) <= steps / 2:
        return None
    absent = [child for child in children if child.region_code not in by_region]
    identity = (total.indicator_id, total.measure, total.period, total.kind, total.scope, total.breakdown)
    withheld = [child for child in absent if _identity(identity, child.region_code) in blanks]
    if withheld and len(withheld) == len(absent) and summed <= total.value + steps / 2:
        return None
    return _differs(total, summed, parts, **({"absent": "、".join(one.name_zh for one in absent)} if absent else {}))


def _rounding(one: Observation) -> Decimal:
    """By how much rounding may have moved a number, twice; whole cases and persons are counted, not rounded."""
    step = one.value_step or Decimal(0)
    return Decimal(0) if step == 1 and one.unit != "CNY" else step


def _identity(of_total: tuple[str, ...], region: str) -> tuple[str, ...]:
    indicator, measure, period, kind, scope, breakdown = of_total
    return (indicator, measure, region, period, kind, scope, breakdown)
