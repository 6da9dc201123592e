"""What a report says against what the same report says elsewhere: flags, never a change.

Belongs here: parts and totals, one figure stated twice, share and denominator, change and growth, direction; each as
far as rounding and hedges (超, 近, 左右) leave it open. The indicators that hang together are data (relations.yml).
Does not belong here: comparing with other documents (the warehouse reconciles), deciding what follows (the gate).
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

import yaml

from sources.catalogue import Catalogue
from sources.periods import a_year_earlier
from sources.problems import Problem
from sources.rows import Observation

_COUNTED = frozenset(("count", "person", "person-time", "rank", "month"))
_OWN_PRICES = frozenset(("comparable_price", "same_scope"))  # growth that levels and changes do not give
_ENDLESS = Decimal("Infinity")
_ABOUT = Decimal("0.05")  # what 左右 leaves open at least, as a share of the value
_NEAR = 14  # characters between two values whose direction is told between them


@dataclass(frozen=True, slots=True)
class Interval:
    """The values that a stated number leaves open, both ends included."""

    low: Decimal
    high: Decimal

    def meets(self, other: Interval) -> bool:
        """Whether one value can be in both."""
        return self.low <= other.high and other.low <= self.high


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Observations of one report that cannot all be right: the flag for each of them, and the sentence."""

    flag: str
    observations: tuple[Observation, ...]
    problem: Problem


def flagged(
    observations: Sequence[Observation], text: str, catalogue: Catalogue
) -> tuple[list[Observation], list[Problem]]:
    """The observations of one text, those in a contradiction with its flag, and a warning for each contradiction.

    Values, order and number of the observations stay as they are. Their evidence is spans of `text`.
    """
    flags: dict[Observation, list[str]] = {}
    problems = []
    for found in contradictions(observations, text, catalogue):
        problems.append(found.problem)
        for observation in found.observations:
            if found.flag not in flags.setdefault(observation, []):
                flags[observation].append(found.flag)
    marked = [replace(o, flags=(*o.flags, *flags[o])) if o in flags else o for o in observations]
    return marked, problems


def interval(observation: Observation) -> Interval:
    """What rounding and the hedge leave open: 129.56 is 129.555 to 129.565, 118人 is 118, 超6000家 has no end above."""
    low, high = observation.value, observation.value_high
    step = observation.value_step or Decimal(0)
    margin = Decimal(0) if observation.unit in _COUNTED and step <= 1 else step / 2
    if observation.qualifier == "~":
        margin = max(step, abs(low) * _ABOUT)
    if observation.qualifier in (">", ">="):
        return Interval(low, _ENDLESS)
    if observation.qualifier in ("<", "<="):
        return Interval(-_ENDLESS, low)
    return Interval(low - margin, (low if high is None else high) + margin)


def contradictions(observations: Sequence[Observation], text: str, catalogue: Catalogue) -> Iterator[Contradiction]:
    """Every contradiction, kind by kind, in the order of the text."""
    stated = _Stated(observations)
    yield from _twice(observations)
    yield from _totals(stated)
    yield from _shares(stated)
    yield from _changes(stated)
    yield from _growths(stated, catalogue)
    yield from _directions(observations, text)


class _Stated:
    """The observations of a report by what they say: the most exact one where a figure stands more than once."""

    def __init__(self, observations: Sequence[Observation]) -> None:
        self.all: dict[tuple[str, ...], Observation] = {}
        for observation in observations:
            key = self._key(observation)
            if key not in self.all or _width(observation) < _width(self.all[key]):
                self.all[key] = observation

    @staticmethod
    def _key(o: Observation) -> tuple[str, ...]:
        return o.indicator_id, o.measure, o.region_code, o.period, o.kind, o.scope, o.breakdown

    def beside(self, o: Observation, *, indicator: str = "", measure: str = "", period: str = "") -> Observation | None:
        """The same place, time and kind for another indicator, measure or period."""
        key = (indicator or o.indicator_id, measure or o.measure, o.region_code, period or o.period, o.kind)
        return self.all.get((*key, o.scope, o.breakdown))

    def with_measure(self, *measures: str) -> Iterator[Observation]:
        return (o for o in self.all.values() if o.measure in measures)


def _width(observation: Observation) -> Decimal:
    found = interval(observation)
    return found.high - found.low


def _twice(observations: Sequence[Observation]) -> Iterator[Contradiction]:
    groups: dict[tuple[str, ...], list[Observation]] = {}
    for observation in observations:
        groups.setdefault(_Stated._key(observation), []).append(observation)
    for group in groups.values():
        for first, second in combinations(group, 2):
            if not interval(first).meets(interval(second)):
                yield _contradiction("stated_differently", (first, second), first=first, second=second)


def _totals(stated: _Stated) -> Iterator[Contradiction]:
    for rule in _relations()["totals"]:
        for total in [o for o in stated.with_measure("level") if o.indicator_id == rule["total"]]:
            parts = [part for name in rule["parts"] if (part := stated.beside(total, indicator=name))]
            if len(parts) < len(rule["parts"]):
                continue
            bounds = [interval(part) for part in parts]
            low, high = sum((b.low for b in bounds), Decimal(0)), sum((b.high for b in bounds), Decimal(0))
            whole = Interval(low, _ENDLESS if rule.get("others") else high)
            if not whole.meets(interval(total)):
                yield _contradiction("inconsistent_total", (total, *parts), total=total, parts=parts)


def _shares(stated: _Stated) -> Iterator[Contradiction]:
    for rule in _relations()["shares"]:
        for share in [o for o in stated.with_measure("level") if o.indicator_id == rule["share"]]:
            part, whole = stated.beside(share, indicator=rule["part"]), stated.beside(share, indicator=rule["whole"])
            if part is None or whole is None:
                continue
            of, rate = interval(whole), interval(share)
            slack = (share.value_step or Decimal(0)) / 2  # shares are rounded so that together they give 100
            low = max(of.low, Decimal(0)) * max(rate.low - slack, Decimal(0)) / 100
            endless = _ENDLESS in (of.high, rate.high)
            if not Interval(low, _ENDLESS if endless else of.high * (rate.high + slack) / 100).meets(interval(part)):
                yield _contradiction("inconsistent_share", (part, whole, share), part=part, whole=whole, share=share)


def _changes(stated: _Stated) -> Iterator[Contradiction]:
    for change in stated.with_measure("change_yoy", "change_multi"):
        before, level = _ends(stated, change)
        if before is None or level is None or (change.unit, level.unit) not in ((level.unit, level.unit), ("pp", "%")):
            continue
        old, new = interval(before), interval(level)
        if not Interval(new.low - old.high, new.high - old.low).meets(interval(change)):
            yield _contradiction(
                "inconsistent_change", (before, level, change), before=before, level=level, change=change
            )


def _growths(stated: _Stated, catalogue: Catalogue) -> Iterator[Contradiction]:
    for growth in stated.with_measure("growth_yoy", "growth_multi"):
        indicator = catalogue.indicators.get(growth.indicator_id)
        if indicator is None or indicator.growth_basis in _OWN_PRICES:
            continue
        before, level = _ends(stated, growth)
        change = stated.beside(growth, measure=growth.measure.replace("growth", "change"))
        if level is None:
            continue
        new = interval(level)
        if change is not None and change.unit == level.unit:
            by = interval(change)
            others, old = (level, change), Interval(new.low - by.high, new.high - by.low)
            ratio = _ratio(by, old, new)
        elif before is not None:
            others, old = (before, level), interval(before)
            ratio = _ratio(Interval(new.low - old.high, new.high - old.low), old, new)
        else:
            continue
        if ratio is not None and not ratio.meets(interval(growth)):
            yield _contradiction(
                "inconsistent_growth", (*others, growth), first=others[0], second=others[1], growth=growth
            )


def _ratio(by: Interval, old: Interval, new: Interval) -> Interval | None:
    """The growth in % that leads from `old` by `by` to `new`; None where an end is open or nothing was there before."""
    if old.low <= 0 or _ENDLESS in (abs(by.low), abs(by.high), old.high, new.high):
        return None
    low = min(by.low / old.high, by.low / old.low)
    high = max(by.high / old.high, by.high / old.low)
    return Interval(low * 100, high * 100)


def _ends(stated: _Stated, moved: Observation) -> tuple[Observation | None, Observation | None]:
    """The levels before and after a change or growth."""
    first, _, last = moved.period.partition("/")
    several = moved.measure.endswith("_multi") and len(first) == len(last) == 4
    end = last if several else moved.period
    before = str(int(first) - 1) if several else a_year_earlier(moved.period)
    return stated.beside(moved, measure="level", period=before), stated.beside(moved, measure="level", period=end)


def _directions(observations: Sequence[Observation], text: str) -> Iterator[Contradiction]:
    words = _relations()["directions"]
    for first, second in pairwise(sorted(observations, key=_span)):
        same = (first.indicator_id, first.measure, first.region_code, first.scope, first.breakdown) == (
            *(second.indicator_id, second.measure, second.region_code, second.scope, second.breakdown),
        )
        between = text[_span(first)[1] : _span(second)[0]]
        if not same or first.measure not in ("level", "rank") or first.period == second.period or len(between) > _NEAR:
            continue
        up, down = re.search(words["up"], between), re.search(words["down"], between)
        turned = up or down
        if turned is None or (up and down):
            continue
        old, new = interval(first), interval(second)
        if first.measure == "rank":
            old, new = new, old
        if (up and new.high < old.low) or (down and old.high < new.low):
            word = turned[0]
            yield _contradiction("inconsistent_direction", (first, second), first=first, second=second, word=word)


def _span(observation: Observation) -> tuple[int, int]:
    start, _, end = observation.evidence.removeprefix("#").partition(":")
    return int(start), int(end)


def _contradiction(
    flag: str, observations: tuple[Observation, ...], **named: Observation | Sequence[Observation] | str
) -> Contradiction:
    """The params of the sentence are the quotes, as they stand in the text."""
    params = {name: _quotes(value) for name, value in named.items()}
    place = min(observations, key=_span).evidence
    return Contradiction(flag, observations, Problem(f"sources.report_{flag}", params, "warning", cell=place))


def _quotes(value: Observation | Sequence[Observation] | str) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, Observation):
        return value.value_text
    return " + ".join(one.value_text for one in value)


@functools.cache
def _relations() -> dict[str, Any]:
    path = Path(__file__).parent / "relations.yml"
    loaded: dict[str, Any] = yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader)
    return loaded
