"""Our own sentences and what they state: read from `sentences/*.yml`, one file a construction, and compared.

A statement is written `QUOTE indicator`, then whatever differs from a level, of the reviewed year, actual, exact, of
the report's own region: a measure, a period, a kind, a qualifier, `=VALUE` in base units where it is not plainly the
quote, `@REGION`, `/SCOPE` of a rank.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from sources.reports import Extraction, extract

FOLDER = Path(__file__).with_name("sentences")
_PLAIN = re.compile(r"(-?[\d.]+) ?[多余]?([万亿]*)(倍?)")
_SCALES = {"": 1, "万": 10**4, "亿": 10**8, "万亿": 10**12}
_MEASURES = {
    *("level", "growth_yoy", "growth_avg", "growth_multi", "change_yoy", "change_multi", "growth_gap"),
    *("rank", "rank_of_change", "rank_percentile", "completion"),
}


@dataclass(frozen=True)
class Case:
    """One text of a construction: `says` holds one line a statement, `year` is the year that the report reviews.

    `gap` says why the engine leaves some of it unsaid; it never says anything else.
    """

    construction: str
    text: str
    says: tuple[str, ...]
    region: str | None
    date: dt.date | None
    year: str
    gap: str

    def read(self, text: str | None = None) -> Extraction:
        """The extraction of the text, or of another one as if it stood in the same report."""
        return extract(self.text if text is None else text, region=self.region, date=self.date)


@cache
def cases() -> tuple[Case, ...]:
    """All sentences of all constructions."""
    found = []
    for file in sorted(FOLDER.glob("*.yml")):
        told: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
        report = told.get("report", {})
        for entry in told["sentences"]:
            says = tuple(str(line) for line in entry["says"])
            place = report.get("region"), report.get("date"), str(report.get("year", ""))
            found.append(Case(file.stem, entry["text"], says, *place, entry.get("gap", "")))
    return tuple(found)


def expected(case: Case, line: str) -> tuple[str, ...]:
    """(quote, indicator, measure, region, period, kind, qualifier, value, scope) of a written statement."""
    where = re.search(r" [a-z][a-z0-9_]+(?: |$)", line)
    assert where is not None, line
    quote, (indicator, *words) = line[: where.start()], line[where.start() :].split()
    measure, period, kind, qualifier, value, region, scope = "level", case.year, "actual", "=", "", "", "?"
    for word in words:
        if word in _MEASURES:
            measure = word
        elif word in ("actual", "estimate", "target"):
            kind = word
        elif word in (">=", ">", "<=", "<", "~", "range", "="):
            qualifier = word
        elif word[0] == "=":
            value = word[1:]
        elif word[0] == "@":
            region = word[1:]
        elif word[0] == "/":
            scope = word[1:]
        else:
            assert re.fullmatch(r"[\d/-]+", word), line
            period = word
    if not value:
        value = plain(quote)
    region = region or case.region or ""
    return quote, indicator, measure, region, period, kind, qualifier, value, scope


def plain(quote: str) -> str:
    """The value in base units of a quote in ASCII digits, or of an ordinal up to ten."""
    if quote in "一二三四五六七八九十":
        return str("一二三四五六七八九十".index(quote) + 1)
    match = _PLAIN.match(quote)
    assert match is not None, quote
    value = Decimal(match[1]) * _SCALES[match[2]] * (100 if match[3] else 1)
    return f"{value.normalize():f}"


def found(extraction: Extraction) -> list[tuple[str, ...]]:
    """The statements of an extraction, in the form of `expected`."""
    lines = []
    for s in extraction.statements:
        value = f"{s.value.normalize():f}"
        if s.value_high is not None:
            value += f"..{s.value_high.normalize():f}"
        lines.append((s.quote, s.indicator, s.measure, s.region, s.period, s.kind, s.qualifier, value, s.scope))
    return lines


def differences(case: Case, extraction: Extraction) -> tuple[list[str], list[str]]:
    """(what was not stated though written, what was stated though not written), a scope compared where written."""
    wanted = [expected(case, line) for line in case.says]
    extra = found(extraction)
    missed = []
    for line in wanted:
        match = next((e for e in extra if e[:-1] == line[:-1] and line[-1] in ("?", e[-1])), None)
        if match is None:
            missed.append(" ".join(line))
        else:
            extra.remove(match)
    return missed, [" ".join(line) for line in extra]
