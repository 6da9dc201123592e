"""The words of defaults.yml, ready for use: what means the same in every department's sheets."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from sources.contracts.patterns import captures, choices, normal, rendered


@dataclass(frozen=True, slots=True)
class Defaults:
    """`missing` and the words of `whole` (word -> level or `place`) are in normal form, the others are patterns."""

    missing: frozenset[str]
    notes: tuple[str, ...]
    footers: tuple[str, ...]
    whole: dict[str, str]
    subtotal: tuple[str, ...]
    row_counts: tuple[str, ...]
    of_which: tuple[str, ...]
    column_numbers: frozenset[str]
    ignore_sheets: tuple[str, ...]
    not_units: tuple[str, ...]
    placeholders: dict[str, str]


@functools.cache
def defaults() -> Defaults:
    """The package's own words; a contract adds to them."""
    text = Path(__file__).with_name("defaults.yml").read_text(encoding="utf-8")
    stated: dict[str, Any] = yaml.load(text, Loader=yaml.CSafeLoader)
    return Defaults(
        missing=frozenset(map(normal, stated["missing"])),
        notes=tuple(stated["notes"]),
        footers=tuple(stated["footers"]),
        whole={normal(word): level for level, words in stated["whole"].items() for word in words},
        subtotal=tuple(stated["subtotal"]),
        row_counts=tuple(stated["row_counts"]),
        of_which=tuple(sorted(map(normal, stated["of_which"]), key=len, reverse=True)),
        column_numbers=frozenset(map(normal, stated["column_numbers"])),
        ignore_sheets=tuple(stated["ignore_sheets"]),
        not_units=tuple(stated["not_units"]),
        placeholders=dict(stated["placeholders"]),
    )


def placeholder(name: str, pattern: str) -> str:
    """What stands for a captured word of a pattern where people read it: `〔期间〕`, `〔国家/省〕`."""
    words = choices(pattern).get(name) or (defaults().placeholders.get(name, name),)
    return f"〔{'/'.join(words)}〕"


@functools.lru_cache(maxsize=4096)
def shown(pattern: str) -> str:
    """A pattern as people read it: `{region}{period}高新技术产业投资[表]` is `〔地区〕〔期间〕高新技术产业投资`."""
    return rendered(pattern, {name: placeholder(name, pattern) for name in captures(pattern)})
