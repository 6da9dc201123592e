"""Periods as headers, titles and sheet names write them -> the project's notation.

Belongs here: 2020年1-10月, 前三季度, 2019, 2021-2025年. Does not belong here: periods in running text (reports/), and
whether a month stands for the months up to it (the contract says that).
"""

from __future__ import annotations

import datetime as dt
import re

from sources.contracts.patterns import normal
from sources.periods import cumulative, months_or_years

_QUARTERS = {"一": 1, "二": 2, "三": 3, "四": 4, "两": 2, "1": 1, "2": 2, "3": 3, "4": 4}
_YEAR = r"((?:19|20)\d\d)"
_TO = "[-至到]"
_YEARS = re.compile(rf"{_YEAR}年?(?:度)?{_TO}{_YEAR}年?(?:度)?")
_BOTH = re.compile(rf"{_YEAR}年?(\d\d?)月{_TO}(?:{_YEAR}年)?(\d\d?)月(?:份|累计)?")
_DIGITS = re.compile(rf"{_YEAR}(?:[-/](\d\d?)|\.?(\d\d))")
_WHOLE = re.compile(rf"{_YEAR}(?:年(?:度|底|末)?)?(?:全年)?")
_IN_YEAR = re.compile(rf"(?:{_YEAR}年(?:度)?)?(.+)")
_MONTHS = re.compile(rf"(\d\d?)月?{_TO}(\d\d?)月(?:份|累计)?")
_MONTH = re.compile(r"(\d\d?)月(?:份|末|底)?")
_FIRST = re.compile(rf"前([二两三])季度|[一1]{_TO}([二三四2-4])季度")
_QUARTER = re.compile(r"第?([一二三四1-4])季度")


def period_of(text: str, year: int | None = None) -> str | None:
    """The notation of a written period; None if it is none. `year` is that of a period without one (`1-10月`).

    A month and a month's end are both the month; months from January on are cumulative.
    """
    words = normal(text)
    if found := _YEARS.fullmatch(words):
        first, last = int(found[1]), int(found[2])
        return f"{first}/{last}" if first < last else None
    if found := _WHOLE.fullmatch(words):
        return found[1]
    if found := _BOTH.fullmatch(words):
        return _months(int(found[1]), int(found[2]), int(found[3] or found[1]), int(found[4]))
    if (found := _DIGITS.fullmatch(words)) and 1 <= (month := int(found[2] or found[3])) <= 12:
        return f"{found[1]}-{month:02d}"
    if (found := _IN_YEAR.fullmatch(words)) and (stated := int(found[1]) if found[1] else year):
        return _within(stated, found[2])
    return None


def _within(year: int, words: str) -> str | None:
    if found := _MONTHS.fullmatch(words):
        return _months(year, int(found[1]), year, int(found[2]))
    if (found := _MONTH.fullmatch(words)) and 1 <= int(found[1]) <= 12:
        return f"{year}-{int(found[1]):02d}"
    if found := _FIRST.fullmatch(words):
        return cumulative(year, 3 * _QUARTERS[found[1] or found[2]])
    if found := _QUARTER.fullmatch(words):
        quarter = _QUARTERS[found[1]]
        return _months(year, 3 * quarter - 2, year, 3 * quarter)
    return {"上半年": cumulative(year, 6), "下半年": _months(year, 7, year, 12), "全年": str(year)}.get(words)


def _months(first_year: int, first: int, last_year: int, last: int) -> str | None:
    if not (1 <= first <= 12 and 1 <= last <= 12) or (first_year, first) > (last_year, last):
        return None
    end = dt.date(last_year + last // 12, last % 12 + 1, 1) - dt.timedelta(days=1)
    return months_or_years(dt.date(first_year, first, 1), end)
