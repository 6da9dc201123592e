"""The catalogue: indicators, units, departments, source ranks, and the tree of regions, loaded once.

Belongs here: the typed entries and loading them from the data files beside this module (and from an installation's own
regions). Does not belong here: reading anything with them; and no indicator, region or department by name.
"""

from __future__ import annotations

import functools
import hashlib
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

import yaml

from sources.catalogue.regions import Regions, regions_of_city, regions_of_table
from sources.problems import refuse

_FOLDER = Path(__file__).parent
_FILES = ("indicators.yml", "units.yml", "regions.csv", "departments.yml", "source_ranks.yml")


@dataclass(frozen=True, slots=True)
class Indicator:
    """What a number is. `aliases` are all its wordings but `name_zh`; each belongs to one indicator only.

    `in_reports` is False where the words say too little outside their own ledger to be looked for in report texts.
    """

    indicator_id: str
    name_zh: str
    name_en: str
    aliases: tuple[str, ...]
    domain: str
    unit: str
    nature: Literal["flow", "stock", "ratio", "rank"]
    growth_basis: Literal["", "nominal", "comparable_price", "same_scope"]
    direction: Literal["up", "down", "none"]
    not_to_be_confused_with: tuple[str, ...]
    note: str
    in_reports: bool = True


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit word: one of it is `factor` of its base unit. `also` are further base units the word can count in."""

    word: str
    base: str
    factor: Decimal
    also: tuple[str, ...] = ()

    def fits(self, base: str) -> bool:
        """Whether a value with this word can be a value in the base unit `base`."""
        return base == self.base or base in self.also


@dataclass(frozen=True, slots=True)
class Department:
    """Who sends in, with the other names its inbox folder may bear."""

    department_id: str
    name_zh: str
    name_en: str
    aliases: tuple[str, ...]


@dataclass(frozen=True)
class Catalogue:
    """All that is known before a file is read. `version` changes when any of its data does."""

    indicators: dict[str, Indicator]
    units: dict[str, Unit]
    regions: Regions
    departments: dict[str, Department]
    source_ranks: dict[str, int]
    source_rank_names: dict[str, dict[str, str]]
    version: str

    def department(self, name: str) -> Department | None:
        """The department of an id, a name or an alias, also with a region's name before it; None if there is none."""
        wanted = name.strip()
        names = self._department_names
        if wanted in names:
            return names[wanted]
        for alias in sorted(names, key=len, reverse=True):
            place = wanted.removesuffix(alias)
            if place and place != wanted and self._is_a_region(place):
                return names[alias]
        return None

    def indicator_named(self, name: str) -> Indicator | None:
        """The indicator of an id, a name or an alias, exactly as written; None if there is none."""
        return self._indicator_names.get(name)

    def _is_a_region(self, name: str) -> bool:
        return any(name in (r.name_zh, r.short_name) for r in self.regions.by_code.values())

    @functools.cached_property
    def _department_names(self) -> dict[str, Department]:
        return {n: d for d in self.departments.values() for n in (d.department_id, d.name_zh, *d.aliases)}

    @functools.cached_property
    def _indicator_names(self) -> dict[str, Indicator]:
        return {n: i for i in self.indicators.values() for n in (i.indicator_id, i.name_zh, *i.aliases)}


def load_catalogue(extra_regions: Path | None = None) -> Catalogue:
    """The project's catalogue with an installation's own regions (the folder `HOME/config/regions`), cached.

    A folder that does not exist adds nothing. Raises Refused, with file and entry, for a file that cannot be taken.
    """
    files = sorted(extra_regions.glob("*.yml")) if extra_regions and extra_regions.is_dir() else []
    return _load(tuple((path, path.read_bytes()) for path in files))


@functools.lru_cache(maxsize=8)
def _load(city_files: tuple[tuple[Path, bytes], ...]) -> Catalogue:
    data = {name: (_FOLDER / name).read_bytes() for name in _FILES}
    digest = hashlib.sha256()
    for name, content in [*data.items(), *((path.name, content) for path, content in city_files)]:
        digest.update(f"{name}\0{len(content)}\0".encode() + content)
    ranks: dict[str, Any] = yaml.load(data["source_ranks.yml"], Loader=yaml.CSafeLoader)
    return Catalogue(
        indicators=_indicators(data["indicators.yml"]),
        units=_units(data["units.yml"]),
        regions=_regions(data["regions.csv"], city_files),
        departments=_departments(data["departments.yml"]),
        source_ranks={word: entry["rank"] for word, entry in ranks.items()},
        source_rank_names={word: {"zh": entry["zh"], "en": entry["en"]} for word, entry in ranks.items()},
        version=digest.hexdigest(),
    )


def _indicators(data: bytes) -> dict[str, Indicator]:
    stated: dict[str, dict[str, Any]] = yaml.load(data, Loader=yaml.CSafeLoader)
    return {
        name: Indicator(
            name,
            entry["name"],
            entry["en"],
            tuple(entry.get("aliases", ())),
            entry["domain"],
            entry["unit"],
            entry["nature"],
            entry.get("growth_basis", ""),
            entry.get("direction", "up"),
            tuple(entry.get("not_to_be_confused_with", ())),
            entry.get("note", ""),
            entry.get("in_reports", True),
        )
        for name, entry in stated.items()
    }


def _units(data: bytes) -> dict[str, Unit]:
    stated = yaml.load(data, Loader=yaml.CSafeLoader)
    return {
        word: Unit(word, base, Decimal(factor), tuple(stated["also"].get(word, ())))
        for base, words in stated["words"].items()
        for word, factor in words.items()
    }


def _departments(data: bytes) -> dict[str, Department]:
    stated: dict[str, dict[str, Any]] = yaml.load(data, Loader=yaml.CSafeLoader)
    return {
        name: Department(name, entry["name"], entry["en"], tuple(entry["aliases"])) for name, entry in stated.items()
    }


def _regions(table: bytes, city_files: tuple[tuple[Path, bytes], ...]) -> Regions:
    regions = {region.region_code: region for region in regions_of_table(table)}
    for path, content in city_files:
        for region in regions_of_city(path, content):
            if region.region_code in regions:
                raise refuse("sources.regions_code_taken", file=path.name, region=region.region_code)
            if region.parent_code not in regions:
                raise refuse("sources.regions_no_parent", file=path.name, region=region.parent_code)
            regions[region.region_code] = region
    return Regions(regions.values())
