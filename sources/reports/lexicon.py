"""The words that statements are made of: function words, names of indicators, names of regions.

Belongs here: loading words.yml and wording.yml, joining them with the names in the catalogue, and the longest match of
all of them at a place. Does not belong here: what a sentence of such words says.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from sources.catalogue import Catalogue, Region
from sources.reports.fold import fold

_FOLDER = Path(__file__).parent
_LEVELS = (
    ("nation", re.compile(r"国家|全国")),
    ("province", re.compile(r"省|自治区")),
    ("city", re.compile(r"市级|市(?!场)")),
)
_NO_TAGS: frozenset[str] = frozenset()
COUNTED = ("count", "person", "person-time")


@dataclass(frozen=True, slots=True)
class Sense:
    """One indicator that a family's names can mean, and when; see wording.yml."""

    indicator: str
    when: frozenset[str] = _NO_TAGS
    unless: frozenset[str] = _NO_TAGS
    bare: bool = True
    level: str = ""
    needs: tuple[str, ...] = ()
    needs_paragraph: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    first: bool = False
    units: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Family:
    """Indicators that share names. `family_id` goes into the provenance of what is read with it."""

    family_id: str
    senses: tuple[Sense, ...]
    parameter: bool = False
    verbal: bool = False
    breakdowns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """What a stretch of text is: a function word (`tags`), a name of `family` (of `level`), or a `region`.

    A name has the classes of the verbs that it contains as `tags` (创新券使用额).
    """

    tags: frozenset[str] = _NO_TAGS
    family: Family | None = None
    level: str = ""
    region: Region | None = None


@dataclass(frozen=True, slots=True)
class Together:
    """One number for a list of several families (`members`, or other `words`) means `indicator`."""

    members: frozenset[str]
    indicator: str
    when: frozenset[str]
    words: frozenset[str]


@dataclass(frozen=True)
class Lexicon:
    """All entries and the relations between indicators; `within` adds the regions of a document."""

    entries: Mapping[str, Entry]
    shares: Mapping[tuple[str, str], str]
    plain_shares: Mapping[str, str]
    intensities: Mapping[str, str]
    bases: Mapping[str, str]
    together: tuple[Together, ...]
    counted: re.Pattern[str]
    heads: Mapping[str, int] = field(repr=False)

    def within(self, regions: Iterable[tuple[str, Region]]) -> Lexicon:
        """The same lexicon with these names of regions, which give way to words and names of indicators."""
        entries = {name: Entry(region=region) for name, region in regions}
        entries.update(self.entries)
        return Lexicon(
            entries,
            self.shares,
            self.plain_shares,
            self.intensities,
            self.bases,
            self.together,
            self.counted,
            _heads(entries),
        )

    def longest(self, folded: str, start: int, stop: int) -> tuple[int, Entry] | None:
        """The longest entry that begins at `start` and ends by `stop`, as (its end, entry); quotation marks do not
        count.
        """
        head = folded[start : start + 2]
        if '"' in head:
            head = folded[start : start + 4].replace('"', "")[:2]
        longest = self.heads.get(head) or self.heads.get(head[:1])
        if not longest or folded[start] == '"':
            return None
        entries = self.entries
        quoted = folded.find('"', start, min(stop, start + longest + 2)) >= 0
        for end in range(min(stop, start + longest + 2 * quoted), start, -1):
            text = folded[start:end].replace('"', "") if quoted else folded[start:end]
            entry = entries.get(text)
            if entry is not None and folded[end - 1] != '"':
                return end, entry
        return None


def _heads(entries: Iterable[str]) -> dict[str, int]:
    """The first two characters of every entry (one, of one-character entries) -> length of the longest of them."""
    heads: dict[str, int] = {}
    for word in entries:
        head = word[:2]
        heads[head] = max(heads.get(head, 0), len(word))
        if len(word) == 1:
            heads[word] = 1
    return heads


@functools.lru_cache(maxsize=4)
def _loaded(name: str) -> Any:
    return yaml.load((_FOLDER / name).read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)


def load_lexicon(catalogue: Catalogue) -> Lexicon:
    """The lexicon of a catalogue, without regions; kept for the catalogue's version."""
    if catalogue.version not in _kept:
        _kept.clear()
        _kept[catalogue.version] = _build(catalogue)
    return _kept[catalogue.version]


_kept: dict[str, Lexicon] = {}


def _build(catalogue: Catalogue) -> Lexicon:
    tags: dict[str, set[str]] = {}
    for name, words in _loaded("words.yml").items():
        for word in words:
            tags.setdefault(fold(word), set()).add(name)
    wording = _loaded("wording.yml")
    bases: dict[str, str] = {}
    for base, stated in wording["bases"].items():
        bases.update(dict.fromkeys(stated["indicators"], base))
        for word in stated.get("words", ()):
            tags.setdefault(word, set()).add(f"base_{base}")
    entries = {word: Entry(tags=frozenset(classes)) for word, classes in tags.items()}
    entries.update(_names(catalogue, wording["families"], tags))
    return Lexicon(
        entries,
        {(s["of"], s["in"]): s["is"] for s in wording["shares"]},
        {s["of"]: s["is"] for s in wording["shares"] if s.get("plain")},
        wording["intensities"],
        bases,
        tuple(
            Together(frozenset(t["of"]), t["is"], frozenset(t["when"]), frozenset(map(fold, t.get("others", ()))))
            for t in wording["together"]
        ),
        re.compile(f"(?:{'|'.join(wording['things'])})({'|'.join(wording['entering'])})?\\Z"),
        _heads(entries),
    )


_VERBS = frozenset(("flow", "build", "apply", "incubate", "shortlist", "issue", "use", "leverage", "act"))


def _names(catalogue: Catalogue, stated: Mapping[str, Any], tags: Mapping[str, set[str]]) -> dict[str, Entry]:
    """Every name of an indicator, folded -> entry.

    A name that is a verb before another name (新增X), or a list of names, is left out: the sentence is read instead.
    """
    verbs = [word for word, classes in tags.items() if classes & _VERBS]
    families: dict[str, Family] = {}
    words: dict[str, list[str]] = {}
    taken: dict[str, str] = {}
    for family_id, family in stated.items():
        senses = tuple(_sense(catalogue, sense) for sense in family["senses"])
        families[family_id] = Family(
            family_id,
            senses,
            family.get("parameter", False),
            family.get("verbal", False),
            tuple(family.get("breakdowns", ())),
        )
        words[family_id] = list(map(_plain, family.get("words", ())))
        taken.update(dict.fromkeys(words[family_id], family_id))
    of_indicator = {sense.indicator: name for name, family in families.items() for sense in family.senses}
    candidates: list[tuple[str, str]] = []
    for indicator in catalogue.indicators.values():
        if not indicator.in_reports:
            continue
        family_id = of_indicator.get(indicator.indicator_id, indicator.indicator_id)
        if family_id not in families:
            families[family_id] = Family(family_id, (_sense(catalogue, {"indicator": indicator.indicator_id}),))
        candidates += [(_plain(w), family_id) for w in (indicator.name_zh, *indicator.aliases)]
    known = taken.keys() | {word for word, _ in candidates}
    for word, family_id in candidates:
        if word.endswith("数"):
            taken.setdefault(f"{word}量", family_id)
        if "、" not in word and not any(word.startswith(v) and word[len(v) :] in known for v in verbs):
            taken.setdefault(word, family_id)
    levelled = {name for name, family in families.items() if any(s.level for s in family.senses)}
    said = {
        name: frozenset().union(*(s.when for s in family.senses)) & {"use", "issue"}
        for name, family in families.items()
    }
    return {
        word: Entry(
            frozenset(c for v in verbs if v in word for c in tags[v] & said[family_id])
            if said[family_id]
            else _NO_TAGS,
            family=families[family_id],
            level=_level(word) if family_id in levelled else "",
        )
        for word, family_id in taken.items()
    }


def _plain(name: str) -> str:
    """A name as the lexicon keeps it: folded, without blanks and quotation marks."""
    return fold(name).replace(" ", "").replace('"', "")


def _level(word: str) -> str:
    return next((level for level, pattern in _LEVELS if pattern.match(word)), "")


def _sense(catalogue: Catalogue, stated: Mapping[str, Any]) -> Sense:
    indicator = catalogue.indicators[stated["indicator"]]
    when = frozenset(stated.get("when", ()))
    unless: frozenset[str] = _NO_TAGS
    bare = bool(stated.get("bare", not when))
    if not when and indicator.unit in COUNTED:
        if indicator.nature == "stock":
            when = frozenset(("hold", "reach"))
        elif indicator.nature == "flow":
            unless = frozenset(("hold",))
    if "hold" in when:
        when |= {"cumulative"}
    return Sense(
        indicator.indicator_id,
        when,
        unless,
        bare,
        stated.get("level", ""),
        tuple(map(fold, stated.get("needs", ()))),
        tuple(map(fold, stated.get("needs_paragraph", ()))),
        tuple(stated.get("owners", ())),
        bool(stated.get("first", False)),
        tuple(stated.get("units", ())),
    )
