"""The tree of regions: nation, provinces, cities, counties, and the zones that a city adds.

Belongs here: a region, the tree, and finding one by a name that a sheet or a report uses. Does not belong here: finding
places in running text (reports/), nor any place by name: the tree is data.
"""

from __future__ import annotations

import csv
import datetime as dt
import functools
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

import yaml

from sources.catalogue.short_names import short_name
from sources.problems import refuse

Level = Literal["nation", "province", "city", "county", "zone"]
Kind = Literal["administrative", "functional"]
NATION = "100000"
_DEPTH = {"nation": 0, "province": 1, "city": 2, "county": 3, "zone": 4}


@dataclass(frozen=True, slots=True)
class Region:
    """A region under its GB/T 2260 code (a zone under the code its city gave it).

    `valid_from` and `valid_to` are its first and last day, None for unknown and for still there. `other_names` are
    former and alternative full names. Functional zones are never parts of a sum.
    """

    region_code: str
    name_zh: str
    short_name: str
    name_en: str
    level: Level
    parent_code: str
    kind: Kind
    valid_from: dt.date | None
    valid_to: dt.date | None
    successor: str
    other_names: tuple[str, ...] = ()


class Regions:
    """The tree, by code and by name."""

    def __init__(self, regions: Iterable[Region]) -> None:
        self.by_code: dict[str, Region] = {region.region_code: region for region in regions}

    @functools.cached_property
    def _children(self) -> dict[str, list[Region]]:
        children: dict[str, list[Region]] = {}
        for region in self.by_code.values():
            children.setdefault(region.parent_code, []).append(region)
        return children

    @functools.cached_property
    def _by_full_name(self) -> dict[str, list[Region]]:
        return _index((name, r) for r in self.by_code.values() for name in (r.name_zh, *r.other_names))

    @functools.cached_property
    def _by_short_name(self) -> dict[str, list[Region]]:
        return _index((r.short_name, r) for r in self.by_code.values())

    def children(self, code: str) -> list[Region]:
        """The regions right under `code`, present and former, in the order of their codes."""
        return self._children.get(code, [])

    def ancestors(self, code: str) -> list[str]:
        """The codes above `code`, nearest first; [] for the nation and for an unknown code."""
        above: list[str] = []
        region = self.by_code.get(code)
        while region is not None and region.parent_code:
            above.append(region.parent_code)
            region = self.by_code.get(region.parent_code)
        return above

    def is_within(self, code: str, ancestor: str) -> bool:
        """Whether `code` is `ancestor` or lies under it."""
        return code == ancestor or ancestor in self.ancestors(code)

    def find(self, name: str, within: str | None = None) -> Region | None:
        """The one region that `name` means, else None: nothing is guessed.

        Inside `within` (the region itself included) full and short names count; elsewhere only a full official
        name that is unambiguous, and with `within` None or the nation also the short names of provinces. Of several,
        one that still exists goes before a former one, then the one nearest to the top. Names one after the other
        (province, city, county) lead down the tree. Blanks do not matter.
        """
        wanted = re.sub(r"\s+", "", name)
        return self._find(wanted, within) or self._find_downwards(wanted, within)

    def _find(self, wanted: str, within: str | None) -> Region | None:
        full, short = self._by_full_name.get(wanted, []), self._by_short_name.get(wanted, [])
        if within is None or within == NATION:
            return _only(full) or _only([r for r in short if r.level == "province"])
        inside = [r for r in full if self.is_within(r.region_code, within)]
        inside_by_short = [r for r in short if self.is_within(r.region_code, within)]
        if inside or inside_by_short:
            return _highest(inside) or _highest(inside_by_short)
        return _only(full)

    def _find_downwards(self, wanted: str, within: str | None) -> Region | None:
        for cut in range(len(wanted) - 2, 1, -1):
            above = self._find(wanted[:cut], within)
            below = above and self.find(wanted[cut:], above.region_code)
            if above and below and below is not above and self.is_within(below.region_code, above.region_code):
                return below
        return None


def _index(pairs: Iterable[tuple[str, Region]]) -> dict[str, list[Region]]:
    index: dict[str, list[Region]] = {}
    for name, region in pairs:
        index.setdefault(name, []).append(region)
    return index


def _in_force(regions: list[Region]) -> list[Region]:
    return [r for r in regions if r.valid_to is None] or regions


def _only(regions: list[Region]) -> Region | None:
    candidates = _in_force(regions)
    return candidates[0] if len(candidates) == 1 else None


def _highest(regions: list[Region]) -> Region | None:
    candidates = _in_force(regions)
    top = min((_DEPTH[r.level] for r in candidates), default=0)
    return _only([r for r in candidates if _DEPTH[r.level] == top])


def regions_of_table(data: bytes) -> list[Region]:
    """The regions of the project's own table (`regions.csv`)."""
    return [
        Region(
            row["region_code"],
            row["name_zh"],
            short_name(row["name_zh"]),
            row["name_en"],
            row["level"],  # type: ignore[arg-type]
            row["parent_code"],
            row["kind"],  # type: ignore[arg-type]
            dt.date.fromisoformat(row["valid_from"]) if row["valid_from"] else None,
            dt.date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
            row["successor"],
            tuple(row["other_names"].split("|")) if row["other_names"] else (),
        )
        for row in csv.DictReader(io.StringIO(data.decode("utf-8")))
    ]


_KEYS = {
    *("region_code", "name_zh", "name_en", "short_name", "level", "parent_code", "kind"),
    *("valid_from", "valid_to", "successor", "other_names"),
}


def regions_of_city(path: Path, data: bytes) -> list[Region]:
    """The regions that an installation adds in one file (see README.md). Raises Refused for a file that is not one."""
    try:
        stated = yaml.load(data, Loader=yaml.CSafeLoader)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise refuse("sources.regions_not_yaml", file=path.name, why=str(error).replace("\n", " ")) from error
    if not isinstance(stated, dict) or set(stated) != {"regions"} or not isinstance(stated["regions"], list):
        raise refuse("sources.regions_shape", file=path.name)
    return [_region_of_city(path, number, entry) for number, entry in enumerate(stated["regions"], start=1)]


def _region_of_city(path: Path, number: int, entry: object) -> Region:
    if not isinstance(entry, dict):
        raise refuse("sources.regions_shape", file=path.name)
    required = ("region_code", "name_zh", "parent_code")
    wrong = [k for k in entry if k not in _KEYS] + [k for k in required if not entry.get(k)]
    level: Level = entry.get("level", "zone")
    kind: Kind = entry.get("kind", "functional")
    wrong += [k for k in ("valid_from", "valid_to") if not isinstance(entry.get(k), dt.date | None)]
    wrong += ["level"] * (level not in get_args(Level)) + ["kind"] * (kind not in get_args(Kind))
    wrong += ["other_names"] * (not isinstance(entry.get("other_names", []), list))
    if wrong:
        raise refuse("sources.regions_entry", file=path.name, number=number, keys=", ".join(map(str, wrong)))
    name = str(entry["name_zh"])
    return Region(
        str(entry["region_code"]),
        name,
        str(entry.get("short_name") or (name if kind == "functional" else short_name(name))),
        str(entry.get("name_en") or ""),
        level,
        str(entry["parent_code"]),
        kind,
        entry.get("valid_from"),
        entry.get("valid_to"),
        str(entry.get("successor") or ""),
        tuple(map(str, entry.get("other_names", []))),
    )
