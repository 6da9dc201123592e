"""What a whole table or ledger is about: the facts its title, its sheet's name, its sidecar and its contract state.

Belongs here: gathering indicator, unit, region, period and day of knowledge with where each was stated, and refusing
statements that contradict each other. Does not belong here: what single columns, rows and cells add (tables.py).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from sources.catalogue.loader import Unit
from sources.contracts.model import Contract, Layout
from sources.periods import cumulative, parse_period
from sources.problems import Refused, refuse
from sources.spreadsheets.locate import Statement
from sources.spreadsheets.period_words import period_of
from sources.spreadsheets.values import day_of
from sources.spreadsheets.words import Vocabulary

Origin = Literal["file", "sidecar", "contract", "home"]


@dataclass(frozen=True, slots=True)
class Fact:
    """A resolved fact (an id, a code, a notation), who states it, and the sheet and cell or sidecar line."""

    value: str
    origin: Origin
    sheet: str = ""
    cell: str = ""


@dataclass(frozen=True, slots=True)
class Context:
    """What reading any sheet of one submission needs. `sidecar` holds resolved facts by name."""

    vocabulary: Vocabulary
    contract: Contract
    layout: Layout
    sidecar: Mapping[str, Fact]
    pseudonym_key: bytes

    @property
    def home(self) -> str:
        """The code of the installation's region."""
        return self.vocabulary.home


@dataclass
class Subject:
    """What a table or ledger is about: `units` of its 单位 lines, `counts` of rows it states, each with its cell."""

    facts: dict[str, Fact] = field(default_factory=dict)
    units: list[tuple[Unit, str]] = field(default_factory=list)
    captured: dict[str, tuple[str, str]] = field(default_factory=dict)
    counts: list[tuple[int, str]] = field(default_factory=list)
    known_on: dt.date | None = None

    def value(self, name: str) -> str | None:
        """The value of a fact, None where nothing states it."""
        fact = self.facts.get(name)
        return fact.value if fact else None

    def flags(self, *names: str) -> tuple[str, ...]:
        """`region_from_sidecar` and the like, for those of the facts that come from elsewhere than the file."""
        return tuple(
            f"{name}_from_{fact.origin}"
            for name in names
            if (fact := self.facts.get(name)) and fact.origin in ("sidecar", "home")
        )


def gather(
    context: Context,
    sheet: str,
    stated: Iterable[Statement],
    titles: Iterable[Statement],
    *,
    names_within: str = "home",
    a_month_means: str = "month",
) -> Subject:
    """The subject of a block from its captured statements, the unit lines among its titles, and the sidecar.

    Raises Refused for a word nobody knows and for statements that disagree.
    """
    subject = Subject(facts=dict(context.sidecar))
    for statement in stated:
        for name, words in statement.captured.items():
            subject.captured.setdefault(name, (words, statement.cell))
            _state(context, subject, sheet, statement.cell, name, words, names_within, a_month_means)
    for title in titles:
        units, unknown = context.vocabulary.units_of_line(title.text)
        if unknown:
            raise refuse("sources.unknown_unit", sheet=sheet, cell=title.cell, unit=unknown)
        subject.units += [(unit, title.cell) for unit in units]
    return subject


def _state(
    context: Context,
    subject: Subject,
    sheet: str,
    cell: str,
    name: str,
    words: str,
    names_within: str,
    a_month_means: str,
) -> None:
    vocabulary = context.vocabulary
    value: str | None
    if name == "indicator":
        indicator = vocabulary.indicator(words)
        value = indicator.indicator_id if indicator else None
        if value is None:
            near = vocabulary.nearest_indicators(words)
            raise refuse("sources.unknown_indicator", sheet=sheet, cell=cell, words=words, nearest=near)
    elif name == "region":
        within = context.home if names_within == "home" else None
        region = vocabulary.region(words, within)
        value = region.region_code if region else vocabulary.whole(words, context.home)
        if value is None:
            near = vocabulary.nearest_regions(words, context.home)
            raise refuse("sources.unknown_region", sheet=sheet, cell=cell, words=words, nearest=near)
    elif name == "period":
        value = period_of(words)
        if value is None:
            raise refuse("sources.unknown_period", sheet=sheet, cell=cell, words=words)
        value = as_meant(value, a_month_means)
    elif name == "unit":
        unit = vocabulary.unit(words)
        if unit is None:
            raise refuse("sources.unknown_unit", sheet=sheet, cell=cell, unit=words)
        subject.units.append((unit, cell))
        return
    elif name == "count":
        subject.counts.append((int(words), cell))
        return
    elif name == "known_on":
        day = day_of(words)
        if day is None:
            raise refuse("sources.not_a_date", sheet=sheet, cell=cell, text=words)
        subject.known_on = max(day, subject.known_on or day)
        return
    else:
        return
    known = subject.facts.get(name)
    if known and known.value != value:
        raise disagreement(name, known, Fact(value, "file", sheet, cell))
    if known is None:
        subject.facts[name] = Fact(value, "file", sheet, cell)


def as_meant(period: str, a_month_means: str) -> str:
    """A month as the months from January on, where a contract says that a month means those."""
    parsed = parse_period(period)
    if a_month_means == "cumulative" and parsed.span == "month":
        return cumulative(parsed.start.year, parsed.start.month)
    return period


def disagreement(name: str, one: Fact, other: Fact) -> Refused:
    """The refusal of two statements of one fact."""
    where = "!".join(part for part in (one.sheet, one.cell) if part) or one.origin
    return refuse(
        "sources.facts_disagree",
        sheet=other.sheet,
        cell=other.cell,
        fact=name,
        value=other.value,
        other=one.value,
        where=where,
    )
