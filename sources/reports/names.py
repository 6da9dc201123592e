"""Names and set phrases with numerals in them, which count nothing: names.yml, and where they stand in a text.

Belongs here: the entries, and which numerals they take before any is a candidate. Does not belong here: names of
indicators and function words (lexicon.py), forms of numerals that need no list (numerals.py).
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from sources.reports.fold import fold

RULE = "lexicon."
_FILE = Path(__file__).parent / "names.yml"
_LONGEST = 24
_MEASURES = "[个项件条支位场户家大所名次座批类种张本级]"
_NUMERALS = r"(?:\d{1,4}|[一二两三四五六七八九十百千双万]{1,3})"
_MARKED = re.compile(rf"“([^“”\n]{{1,{_LONGEST}}})”|「([^「」\n]{{1,{_LONGEST}}})」|『([^『』\n]{{1,{_LONGEST}}})』")
_STRAIGHT = re.compile(r"[\"＂]([^\"＂\n\r]*)(?:[\"＂]|(?=[\n\r]))")
_TITLE = re.compile(r"《[^《》\n]{1,80}》")
_NUMERAL = re.compile(r"[\d一二两三四五六七八九十百千]")


@dataclass(frozen=True, slots=True)
class Name:
    """A stretch `start:end` of the text whose numerals the entry `entry_id` of names.yml takes."""

    start: int
    end: int
    entry_id: str


@dataclass(frozen=True)
class Names:
    """The entries: `classes` by id; `pattern` has a named group for each entry that is matched at a numeral."""

    classes: Mapping[str, str]
    says: Mapping[str, str]
    pattern: str
    quoted: tuple[tuple[str, re.Pattern[str]], ...]
    titled: str

    def between_marks(self, text: str, folded: str) -> Iterator[Name]:
        """The names between quotation marks, left to right. `folded` is the text in half-width forms."""
        for start, end in _quotes(text):
            content = folded[start:end]
            if not _NUMERAL.search(content):
                continue
            entry_id = next((name for name, pattern in self.quoted if pattern.fullmatch(content)), None)
            if entry_id is not None:
                yield Name(start, end, entry_id)

    def titles(self, folded: str) -> list[tuple[int, int]]:
        """The spans of titles of documents (《…》)."""
        return [match.span() for match in _TITLE.finditer(folded)]


def _quotes(text: str) -> list[tuple[int, int]]:
    """The contents of quotation marks; straight ones go in pairs from the beginning of their line."""
    spans = [match.span(match.lastindex or 0) for match in _MARKED.finditer(text)]
    closed = (match for match in _STRAIGHT.finditer(text) if match.end() > match.end(1))
    return sorted([*spans, *(match.span(1) for match in closed if 0 < len(match.group(1)) <= _LONGEST)])


@functools.cache
def load_names() -> Names:
    """The entries of names.yml. Raises ValueError for one that cannot be used."""
    stated: dict[str, dict[str, Any]] = yaml.load(_FILE.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    groups, quoted, titled = [], [], ""
    for entry_id, entry in stated.items():
        if "words" in entry:
            words = sorted({fold(word) for word in entry["words"]}, key=lambda word: (-len(word), word))
            groups.append(f"(?P<name_{entry_id}>{'|'.join(map(re.escape, words))})")
        elif "pattern" in entry:
            groups.append(f"(?P<name_{entry_id}>{entry['pattern']})")
        elif "quoted" in entry:
            quoted.append((entry_id, re.compile(_spelt_out(entry["quoted"]))))
        else:
            titled = entry_id
        own = entry.get("pattern") or entry.get("quoted") or ""
        if re.compile(_spelt_out(own)).groups:
            raise ValueError(f"names.yml: {entry_id} has a capturing group")
    classes = {entry_id: entry["class"] for entry_id, entry in stated.items()}
    says = {entry_id: entry["say"] for entry_id, entry in stated.items()}
    return Names(classes, says, "|".join(groups), tuple(quoted), titled)


def _spelt_out(pattern: str) -> str:
    return pattern.replace("<N>", _NUMERALS).replace("<U>", _MEASURES)
