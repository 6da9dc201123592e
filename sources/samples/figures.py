"""The figures of the sample city, from what they must add up to.

Belongs here: splitting totals so that parts add up exactly, and the cumulative series of a city and its districts;
whole numbers only, so that every machine gets the same. Does not belong here: how a sheet prints them.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml


def split(total: int, weights: Sequence[int]) -> list[int]:
    """`total` in whole parts proportional to `weights` (not all zero), which add up to it exactly."""
    whole = sum(weights)
    parts = [total * weight // whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda i: (-(total * weights[i] % whole), i))
    for i in by_remainder[: total - sum(parts)]:
        parts[i] += 1
    return parts


def over(numerator: int, denominator: int) -> int:
    """The quotient rounded half up."""
    return (2 * numerator + denominator) // (2 * denominator)


def last_of_each_year(months: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The last month asked of each year: a register that restates its year is sent as of then."""
    return sorted(dict(sorted(months)).items())


def month_end(year: int, month: int) -> dt.date:
    """The last day of a month."""
    return dt.date(year + month // 12, month % 12 + 1, 1) - dt.timedelta(days=1)


def months_text(month: int) -> str:
    """`1-10月`."""
    return f"1-{month}月"


def following(year: int, month: int, day: int) -> dt.date:
    """The given day of the month after."""
    return dt.date(year + month // 12, month % 12 + 1, day)


def tenths(value: int) -> Decimal:
    """120 tenths are 12.0."""
    return Decimal(value).scaleb(-1)


@dataclass(frozen=True)
class Series:
    """A cumulative series: the city's is given by anchor and profile, the districts' shares vary a little by seed."""

    name: str
    first_year: int
    stated: dict[str, Any]
    seed: int

    def dice(self, *where: object) -> random.Random:
        """The same dice for the same series, place and seed."""
        return random.Random("/".join(map(str, (self.seed, self.name, *where))))

    def city(self, year: int, month: int) -> int:
        """The city's cumulative value to the end of `month`, in steps; 0 before January."""
        if year > self.first_year:
            return over(self.city(year - 1, month) * (1000 + self.stated["later_growth"]), 1000)
        profile, anchor = self.stated["profile"], self.stated["anchor"]
        return over(anchor["value"] * sum(profile[:month]), sum(profile[: anchor["month"]]))

    def increment(self, year: int, month: int) -> int:
        """What `month` alone adds to the city's value."""
        return self.city(year, month) - (self.city(year, month - 1) if month > 1 else 0)

    def districts(self, year: int, month: int) -> list[int]:
        """The districts' cumulative values; they add up to the city's."""
        parts = [0] * len(self.stated["shares"])
        for m in range(1, month + 1):
            dice = self.dice(year, m)
            weights = [share * dice.randint(960, 1040) for share in self.stated["shares"]]
            parts = [a + b for a, b in zip(parts, split(self.increment(year, m), weights), strict=True)]
        return parts

    def rate(self, key: str, year: int, month: int) -> int:
        """The city's rate `key` in tenths; years after the first keep what the first one ended with."""
        rates = self.stated[key]
        return int(rates[month - 1] if year == self.first_year else rates[-1])

    def rates(self, key: str, offsets: str, year: int, month: int) -> list[int]:
        """The districts' rates around the city's, in tenths."""
        dice = self.dice(key, year, month)
        return [self.rate(key, year, month) + offset + dice.randint(-4, 4) for offset in self.stated[offsets]]

    def city_a_year_earlier(self, year: int, month: int) -> int:
        """The city's value of the same months of the year before."""
        if year > self.first_year:
            return self.city(year - 1, month)
        return over(self.city(year, month) * 1000, 1000 + self.rate("growth", year, month))

    def districts_a_year_earlier(self, year: int, month: int) -> list[int]:
        """The districts' values of the same months of the year before; they add up to the city's."""
        if year > self.first_year:
            return self.districts(year - 1, month)
        growth = self.rates("growth", "growth_offsets", year, month)
        now = self.districts(year, month)
        weights = [value * 1_000_000 // (1000 + rate) for value, rate in zip(now, growth, strict=True)]
        return split(self.city_a_year_earlier(year, month), weights)


def growth_tenths(now: int, before: int) -> int:
    """The growth in tenths of a percent, rounded half up."""
    return over(1000 * (now - before), before)


@dataclass(frozen=True)
class City:
    """The sample city of one seed."""

    stated: dict[str, Any]
    seed: int

    @property
    def name(self) -> str:
        """Its official name."""
        return str(self.stated["city"])

    @property
    def names(self) -> list[str]:
        """Its districts, in the order of every list."""
        return list(self.stated["districts"])

    @cached_property
    def first(self) -> tuple[int, int]:
        """Year and month of the first file."""
        year, month = str(self.stated["first_month"]).split("-")
        return int(year), int(month)

    def months(self, count: int) -> list[tuple[int, int]]:
        """The first `count` months."""
        year, month = self.first
        return [(year + (month - 1 + i) // 12, (month - 1 + i) % 12 + 1) for i in range(count)]

    def series(self, name: str) -> Series:
        """The series `name` of the figures."""
        return Series(name, self.first[0], self.stated[name], self.seed)


def load_city(seed: int = 7) -> City:
    """The sample city of a seed: `city.yml` beside one file of figures for each dataset."""
    folder = Path(__file__).parent / "city"
    stated = {path.stem: yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader) for path in sorted(folder.glob("*.yml"))}
    return City({**stated.pop("city"), **stated}, seed)
