"""The words of a sheet looked up in the catalogue: indicators, units, regions.

Belongs here: looking up a wording in normal form, words for a whole (全市).
Does not belong here: the catalogue's data, and places in running text (reports/).
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from sources.catalogue import Catalogue
from sources.catalogue.loader import Indicator, Unit
from sources.catalogue.regions import Region
from sources.contracts.defaults import defaults
from sources.contracts.patterns import match, nearest, normal

_NUMBERING = re.compile(
    r"(?:\(?[一二三四五六七八九十]{1,3}\)?、|\([一二三四五六七八九十\d]{1,3}\)|\d{1,2}[.、)](?!\d))"
)
_MARKS = re.compile(r"[\u2460-\u2473\u203b\u2020\u2021*]")
_NOTE_NUMBER = re.compile(r"\s*(?:\[\d{1,2}\]|[\[(\uff08]注\d{0,2}[\])\uff09])\s*$")
_UNIT_LINE = re.compile(r"(?:^|[^\u4e00-\u9fff]|计量|金额|数量)单位:([^()\[\];:]+)")
_BRACKET = re.compile(r"(.*)\(([^()]*)\)", re.DOTALL)


@dataclass(frozen=True)
class Vocabulary:
    """A catalogue's words in normal form, for one installation."""

    catalogue: Catalogue
    home: str

    @functools.cached_property
    def _indicators(self) -> dict[str, Indicator]:
        return {
            normal(name): i
            for i in self.catalogue.indicators.values()
            for name in (i.indicator_id, i.name_zh, *i.aliases)
        }

    @functools.cached_property
    def _units(self) -> dict[str, Unit]:
        return {normal(word): unit for word, unit in reversed(self.catalogue.units.items())}

    @functools.cached_property
    def _regions(self) -> dict[tuple[str, str | None], Region | None]:
        return {}

    def indicator(self, words: str) -> Indicator | None:
        """The indicator that a header or a line names; None if there is none."""
        return self._indicators.get(normal(words))

    def nearest_indicators(self, words: str) -> str:
        """Names of indicators that look alike."""
        return nearest(words, (name for i in self.catalogue.indicators.values() for name in (i.name_zh, *i.aliases)))

    def unit(self, word: str) -> Unit | None:
        """The unit of a word, with or without 单位： and ± before it; None if there is none."""
        form = normal(word).removeprefix("单位:")
        return self._units.get(form) or self._units.get(form.lstrip("±+-"))

    def units_of_line(self, text: str) -> tuple[list[Unit], str]:
        """The units of a 单位 line (`单位：万元、%`) and its words that are none; ([], '') for other lines."""
        found = _UNIT_LINE.search(normal(text))
        if found is None or match(defaults().not_units, found[1]) is not None:
            return [], ""
        if whole := self.unit(found[1]):
            return [whole], ""
        units = {word: self.unit(word) for word in re.split(r"[、,和及]", found[1]) if word}
        return [unit for unit in units.values() if unit], "、".join(
            word for word, unit in units.items() if unit is None
        )

    def without_unit(self, level: str) -> tuple[str, Unit | None]:
        """A level of a header without the unit in its brackets: `同比增长（%）` -> (`同比增长`, %). In normal form."""
        form = normal(level)
        found = _BRACKET.fullmatch(form)
        if found and (unit := self.unit(found[2])):
            return found[1], unit
        return form, None

    def region(self, label: str, within: str | None) -> Region | None:
        """The region of a label, also with numbering, 其中 or a footnote mark."""
        key = (bare_label(label), within)
        if key not in self._regions:
            self._regions[key] = self.catalogue.regions.find(*key)
        return self._regions[key]

    def whole(self, label: str, place: str) -> str | None:
        """The region of a word for a whole (合计, 全市) in a table of `place`; None for other words."""
        level = defaults().whole.get(bare_label(label))
        if level is None:
            return None
        if level == "place":
            return place
        regions = self.catalogue.regions
        for code in (place, *regions.ancestors(place)):
            if regions.by_code[code].level == level:
                return code
        return None

    def nearest_regions(self, label: str, place: str) -> str:
        """Names of regions in `place` that look alike."""
        return nearest(bare_label(label), (region.name_zh for region in self.catalogue.regions.children(place)))


def without_marks(text: str) -> str:
    """A label or a header without the marks that point to a note; what is a mark alone stays."""
    return _NOTE_NUMBER.sub("", _MARKS.sub("", text)) or text


@functools.lru_cache(maxsize=16_384)
def bare_label(label: str) -> str:
    """A row's label in normal form without numbering, footnote marks and 其中."""
    form = normal(_NOTE_NUMBER.sub("", _MARKS.sub("", label)))
    form = _NUMBERING.sub("", form, count=1) if _NUMBERING.match(form) else form
    for prefix in defaults().of_which:
        if form.startswith(prefix) and len(form) > len(prefix):
            return form.removeprefix(prefix).lstrip(":")
    return form


@functools.lru_cache(maxsize=16_384)
def is_subtotal(label: str) -> bool:
    """Whether a label is that of a row that sums the rows above it (小计)."""
    return match(defaults().subtotal, bare_label(label)) is not None


def is_of_which(label: str) -> bool:
    """Whether a label begins with 其中: a part that is named, not all parts."""
    return any(normal(label).startswith(prefix) for prefix in defaults().of_which)
