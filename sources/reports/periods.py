"""The period of a statement: what the sentence says, else what its section speaks of.

Belongs here: turning words of time into the project's notation, for the nature of the indicator and the measure. Does
not belong here: finding the words (times.py) or the section (sections.py).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Literal

from sources.periods import a_year_earlier, months_or_years, parse_period
from sources.reports.context import Claim
from sources.reports.frame import Frame
from sources.reports.sections import Stance, plan_around, plan_years
from sources.reports.times import TimeExpr

Nature = Literal["flow", "stock", "ratio", "rank"]


@dataclass(frozen=True, slots=True)
class Dated:
    """A period in notation, the name that the measure has over it, and whether the period was inferred."""

    period: str
    measure: str
    inferred: bool


@dataclass(frozen=True, slots=True)
class _Time:
    first: int
    last: int
    months: tuple[int, int] | None = None

    @property
    def years(self) -> bool:
        return self.first != self.last


def dated(claim: Claim, stance: Stance, frame: Frame, nature: Nature) -> Dated | None:
    """The period and the full measure of a claim; None when several years are meant and none can be told."""
    time = _resolved(claim.time, stance, frame) if claim.time is not None else None
    inferred = time is None
    if time is None and claim.intended and not stance.ahead:
        time = _Time(frame.ahead, frame.ahead)
    elif time is None:
        time = _Time(stance.first, stance.last)
    measure = claim.role.measure
    if measure in ("growth", "change"):
        change = _of_change(claim, time, inferred, stance, frame)
        return change and replace(change, period=_side(change.period, claim, stance, time))
    if measure == "gap":
        if claim.role.basis == "average" and not time.years:
            time = _around(time.last, stance, frame)
        return Dated(_flow(time), "growth_gap", inferred)
    if measure.startswith("rank") or measure == "completion":
        flowing = nature in ("flow", "ratio") and not time.years
        return Dated(_side(_flow(time) if flowing else _end(time), claim, stance, time), measure, inferred)
    return Dated(_side(_of_level(claim, time, nature), claim, stance, time), "level", inferred)


def _resolved(expr: TimeExpr, stance: Stance, frame: Frame) -> _Time:
    this = _this_year(expr, stance, frame)
    if expr.plan is not None:
        return _so_far(*plan_years(expr.plan), stance, frame)
    if expr.years is not None:
        last = frame.ahead + expr.years - 1 if stance.ahead and not stance.years else stance.last
        return _Time(last - expr.years + 1, last)
    if expr.year is not None and expr.to_year is not None:
        return _Time(expr.year, expr.to_year)
    if expr.year is not None:
        year = expr.year
    elif expr.offset is not None:
        year = (stance.last if expr.relative and not stance.years else this) + expr.offset
    else:
        year = stance.last if not stance.years else (frame.ahead if stance.ahead else frame.year)
    if expr.since:
        return _Time(year, max(year, stance.last))
    if expr.first is None or expr.last is None:
        return _Time(year, year)
    return _Time(year, year, (expr.first, expr.last))


def _this_year(expr: TimeExpr, stance: Stance, frame: Frame) -> int:
    """The year that 今年 is: for months that had not passed the year looked back on, else the report's."""
    if frame.date is None:
        return frame.ahead if stance.ahead else frame.now
    if expr.last is not None and not stance.ahead:
        return frame.date.year if expr.last <= frame.date.month else frame.year
    return frame.date.year if stance.ahead else frame.now


def _around(year: int, stance: Stance, frame: Frame) -> _Time:
    """The five-year plan that an average is of when the text does not say."""
    return _so_far(*plan_around(year), stance, frame)


def _so_far(first: int, last: int, stance: Stance, frame: Frame) -> _Time:
    """Some years; when a report looks back, none after the year that it looks back on."""
    return _Time(first, last if stance.ahead or first > frame.year else min(last, frame.year))


def _of_change(claim: Claim, time: _Time, inferred: bool, stance: Stance, frame: Frame) -> Dated | None:
    name = claim.role.measure
    if claim.role.basis == "average":
        base = claim.compared.year if claim.compared is not None else None
        if base is not None and not time.years and base + 1 < time.last:
            time = _Time(base + 1, time.last)
        if not time.years and not inferred and time.last > frame.year + 1:
            time = _Time(frame.year + 1, time.last)
        span = time if time.years else _around(time.last, stance, frame)
        stated = name == "growth" and span.years
        return Dated(_span(span), "growth_avg", inferred or not time.years) if stated else None
    if claim.compared is not None and claim.compared.year is not None:
        base = claim.compared.year
        if base + 1 < time.last:
            return Dated(_span(_Time(base + 1, time.last)), f"{name}_multi", inferred)
        return Dated(_end(time), f"{name}_yoy", inferred)
    if time.years and claim.role.basis != "yoy":
        return Dated(_span(time), f"{name}_multi", inferred)
    if name == "change" and claim.numeral.base != "pp" and claim.role.basis != "yoy":
        return None
    return Dated(_flow(_Time(time.last, time.last, time.months)), f"{name}_yoy", inferred)


def _of_level(claim: Claim, time: _Time, nature: Nature) -> str:
    if nature == "stock":
        return _end(time)
    added = bool(claim.tags & {"flow", "cumulative"}) and not claim.side
    if time.years and (nature != "flow" or not added):
        return _end(time)
    return _flow(time)


def _side(period: str, claim: Claim, stance: Stance, time: _Time) -> str:
    """The end or the beginning of 从A到B: the beginning lies before the years that are spoken of."""
    if claim.side != "from" or claim.family.parameter:
        return period
    if claim.compared is not None and claim.compared.year is not None:
        return str(claim.compared.year)
    if time.years:
        return str(time.first - 1)
    if stance.years and claim.time is None:
        return str(stance.first - 1)
    return a_year_earlier(period)


def _flow(time: _Time) -> str:
    if time.months is None:
        return _span(time)
    first, last = time.months
    start = dt.date(time.first, first, 1)
    end_year, end_month = (time.last, last + 1) if last < 12 else (time.last + 1, 1)
    return months_or_years(start, dt.date(end_year, end_month, 1) - dt.timedelta(days=1))


def _end(time: _Time) -> str:
    """The last year, or the last month of part of a year (a cumulative year's end is the year)."""
    if time.months is None or time.months[1] == 12:
        return str(time.last)
    return f"{time.last}-{time.months[1]:02d}"


def _span(time: _Time) -> str:
    return f"{time.first}/{time.last}" if time.years else str(time.last)


def is_over(period: str, frame: Frame) -> bool:
    """Whether a period had ended when the report was written, or is the year that it looks back on."""
    end = parse_period(period).end
    return end.year <= frame.year or (frame.date is not None and end <= frame.date)
