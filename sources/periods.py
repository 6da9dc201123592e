"""Periods as the whole project writes them, and what follows from the notation.

`2020` a year · `2020-01/2020-10` cumulative months · `2020-11` a month, or a stock at its end · `2021/2025` several
years. A cumulative full year is `2020`, a cumulative January `2020-01`. Does not belong here: reading periods out of
Chinese words (spreadsheets/ and reports/ do that, and end in this notation).
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from typing import Literal

Span = Literal["month", "quarter", "ytd", "year", "multi-year", "months"]
_NOTATION = re.compile(r"(\d{4})(?:-(\d{2}))?(?:/(\d{4})(?:-(\d{2}))?)?\Z")


@dataclass(frozen=True, slots=True)
class Period:
    """A period with its first and last day and its span; `months` is a run of months of no other span."""

    notation: str
    start: dt.date
    end: dt.date
    span: Span


def _last_day(year: int, month: int) -> dt.date:
    return dt.date(year, month, calendar.monthrange(year, month)[1])


def parse_period(notation: str) -> Period:
    """The period of a notation. Raises ValueError for anything that is not one, or not in its one form."""
    match = _NOTATION.match(notation)
    if not match:
        raise ValueError(f"not a period: {notation!r}")
    first_year, first_month, last_year, last_month = (int(g) if g else None for g in match.groups())
    assert first_year is not None
    start = dt.date(first_year, first_month or 1, 1)
    if last_year is None:
        if first_month is None:
            return Period(notation, start, dt.date(first_year, 12, 31), "year")
        return Period(notation, start, _last_day(first_year, first_month), "month")
    end = _last_day(last_year, last_month or 12)
    if (first_month is None) != (last_month is None) or end < start or notation != months_or_years(start, end):
        raise ValueError(f"not a period: {notation!r}")
    if first_month is None:
        return Period(notation, start, end, "multi-year")
    if first_month == 1:
        return Period(notation, start, end, "ytd")
    quarter = first_year == last_year and first_month % 3 == 1 and last_month == first_month + 2
    return Period(notation, start, end, "quarter" if quarter else "months")


def months_or_years(start: dt.date, end: dt.date) -> str:
    """The one notation of the whole months from `start` to `end` (first of a month, last of a month)."""
    if start.month == 1 and end.month == 12:
        return f"{start.year}" if start.year == end.year else f"{start.year}/{end.year}"
    if (start.year, start.month) == (end.year, end.month):
        return f"{start:%Y-%m}"
    return f"{start:%Y-%m}/{end:%Y-%m}"


def cumulative(year: int, month: int) -> str:
    """January to `month`: `2020-01/2020-10`; a full year is `2020`, January alone `2020-01`."""
    return months_or_years(dt.date(year, 1, 1), _last_day(year, month))


def a_year_earlier(notation: str) -> str:
    """The same period of the year before."""
    return re.sub(r"\d{4}", lambda m: str(int(m.group()) - 1), notation)


def last_month(notation: str) -> str:
    """The month in which a period ends: `2020-10` of `2020-01/2020-10`."""
    return f"{parse_period(notation).end:%Y-%m}"
