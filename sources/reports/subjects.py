"""Of what a numeral is: which name in the sentence, and which indicator that name means there.

Belongs here: the conditions under which a name belongs to a numeral, the choice among the indicators that share a name,
shares and intensities. Whatever is doubtful gives None: nothing is guessed. Does not belong here: the order in which
the numerals of a sentence are read (clauses.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from sources.catalogue import Catalogue
from sources.reports.lexicon import Family, Lexicon, Sense, Together
from sources.reports.numerals import Numeral
from sources.reports.roles import Role
from sources.reports.tokens import Token

GOVERNING = frozenset(
    (
        "flow",
        "build",
        "apply",
        "incubate",
        "shortlist",
        "issue",
        "use",
        "leverage",
        "act",
        "hold",
        "reach",
        "cumulative",
    )
)
_PLACES = frozenset(("whole", "home", "nation"))
_FIELDS = _PLACES | {"part"}
LEVELS = {"level_nation": "nation", "level_province": "province", "level_city": "city"}


@dataclass(frozen=True, slots=True)
class Place:
    """A region that a name stands in: one that is named (with its code if it has one), or a word such as 全省."""

    name: str = ""
    word: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class Subject:
    """A name with what governs it. `indicator` is set once it is settled; `ratio` is a share or intensity of it.

    `name` is its words. `rate` says that its growth is what is spoken of (研发投入增速), so that a rank after
    it is one of the growth.
    """

    family: Family
    level: str = ""
    tags: frozenset[str] = frozenset()
    place: Place | None = None
    indicator: str = ""
    ratio: str = ""
    measure: str = ""
    basis: Literal["", "yoy", "average"] = ""
    rule: str = ""
    first: bool = True
    name: str = ""
    rate: bool = False


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a sense may ask for: the text of the sentence before the numeral, heading and paragraph to its end,
    the clause before; `ahead` for a plan.
    """

    sentence: str
    paragraph: str
    clause_before: str
    ahead: bool


class Chooser:
    """Chooses indicators for names with one catalogue and lexicon; without state."""

    def __init__(self, catalogue: Catalogue, lexicon: Lexicon) -> None:
        self._indicators = catalogue.indicators
        self._lexicon = lexicon

    def unit_of(self, indicator: str) -> str:
        """The base unit of an indicator."""
        return self._indicators[indicator].unit

    def is_stock(self, indicator: str) -> bool:
        """Whether an indicator is a stock."""
        return self._indicators[indicator].nature == "stock"

    def level(self, subject: Subject, numeral: Numeral, around: Surroundings) -> str | None:
        """The indicator whose level the numeral can be, by unit, governing words, level and needs; None if none is."""
        for sense in subject.family.senses:
            if not numeral.counts_in(self.unit_of(sense.indicator)):
                continue
            if sense.units and numeral.word not in sense.units:
                continue
            if self._holds(sense, subject, around):
                return sense.indicator
        return None

    def series(self, subject: Subject, around: Surroundings) -> str | None:
        """The indicator whose growth, change or rank is meant: the settled one, else the first that holds."""
        if subject.indicator:
            return subject.indicator
        governed = len(subject.family.senses) > 1
        holding = (s for s in subject.family.senses if self._holds(s, subject, around, governed=governed))
        return next((sense.indicator for sense in holding), None)

    def _holds(self, sense: Sense, subject: Subject, around: Surroundings, governed: bool = True) -> bool:
        if sense.level and sense.level != subject.level:
            return False
        if any(
            sense_words and not any(w in text for w in sense_words)
            for sense_words, text in ((sense.needs, around.sentence), (sense.needs_paragraph, around.paragraph))
        ):
            return False
        if sense.owners and not around.clause_before.startswith(sense.owners):
            return False
        if sense.first and not subject.first:
            return False
        if not governed:
            return True
        governing = subject.tags & GOVERNING
        if sense.when:
            return bool(governing & sense.when) or (sense.bare and not governing and not around.ahead)
        return not governing & sense.unless

    def share(self, subject: Subject, base: str, around: Surroundings) -> str | None:
        """The ratio indicator of a share of `subject` in `base` ('' when the base is not named)."""
        for sense in subject.family.senses:
            if not self._holds(sense, subject, around):
                continue
            if base:
                found = self._lexicon.shares.get((sense.indicator, base))
            else:
                found = self._lexicon.plain_shares.get(sense.indicator)
            if found:
                return found
        return None

    def intensity(self, subject: Subject, around: Surroundings) -> str | None:
        """The intensity of a subject whose own expenditure was named before."""
        series = self.series(subject, around)
        return self._lexicon.intensities.get(series) if series else None

    def base(self, tokens: Sequence[Token]) -> str | None:
        """The base that the tokens between 占 and its end name; '' when they name none, None when it is not known."""
        found = ""
        for token in tokens:
            if token.kind == "name" and token.family is not None:
                ids = {self._lexicon.bases.get(s.indicator) for s in token.family.senses}
                found = next((b for b in ids if b), "") or "?"
            elif named := next((t for t in token.tags if t.startswith("base_")), ""):
                found = named.removeprefix("base_")
            elif token.kind == "other" or token.kind == "stop":
                return None
        return None if found == "?" else found

    def together(self, items: Sequence[Sequence[Token]], tags: frozenset[str]) -> str | None:
        """The indicator that one number for a list of different things means, if the catalogue has one."""
        for group in self._lexicon.together:
            if tags & group.when and all(_is_member(item[-1], group) for item in items):
                return group.indicator
        return None

    def is_thing(self, text: str) -> tuple[bool, bool]:
        """Whether a text is what is counted before the name that it gets, and whether it also says that it gets it."""
        match = self._lexicon.counted.match(text)
        return match is not None, match is not None and match.group(1) is not None

    def enters(self, family: Family) -> bool:
        """Whether a verb gives things this name (认定为高新技术企业): some sense of it is an addition or a flow."""
        return any(self._indicators[s.indicator].nature == "flow" for s in family.senses)

    def by_shared_beginning(self, text: str, beginning: str) -> tuple[str, Family] | None:
        """企业 after 对接专家…、: the words and the family of `text` with the beginning of the name before it."""
        for length in range(len(beginning) - 1, 1, -1):
            entry = self._lexicon.entries.get(beginning[:length] + text)
            if entry is not None and entry.family is not None:
                return beginning[:length] + text, entry.family
        return None

    def by_ending_before(self, text: str, ending: str) -> tuple[str, Family] | None:
        """其中基础研究 after 全社会研发经费: the words and the family of `text` with the end of the name before it."""
        for length in range(len(ending) - 1, 1, -1):
            entry = self._lexicon.entries.get(text + ending[-length:])
            if entry is not None and entry.family is not None:
                return text + ending[-length:], entry.family
        return None

    def by_shared_ending(self, text: str, ending: str) -> Family | None:
        """战略性新兴产业 before 、高新技术产业增加值: the family of `text` with the end of the last name."""
        for length in range(len(ending) - 1, 0, -1):
            entry = self._lexicon.entries.get(text + ending[-length:])
            if entry is not None and entry.family is not None:
                return entry.family
        return None


def _is_member(token: Token, group: Together) -> bool:
    if token.family is not None:
        return token.family.family_id in group.members or token.text in group.words
    return any(token.text.endswith(word) for word in group.words)


def stands_free(tokens: Sequence[Token], index: int) -> bool:
    """Whether the name at `index` is whole: nothing unknown right before it could be a part of it."""
    at = index - 1
    while at >= 0 and tokens[at].tags & LEVELS.keys():
        at -= 1
    if at >= 0 and _is_filter(tokens, at):
        return False
    family = tokens[index].family
    if at < 0 or tokens[at].kind in ("stop", "time", "region", "numeral") or (family is not None and family.verbal):
        return True
    if tokens[at].kind != "word" or "per" in tokens[at].tags:
        return False
    return tokens[at].text != "的" or at == 0 or tokens[at - 1].kind != "other"


def _is_filter(tokens: Sequence[Token], at: int) -> bool:
    """Whether the token at `at` ends a threshold that only some of what is named next pass: 亿元以上, 超10亿元的."""
    if tokens[at].text == "的":
        return at > 0 and (tokens[at - 1].kind == "numeral" or _is_filter(tokens, at - 1))
    return bool(tokens[at].tags & {"after_at_least", "after_at_most"})


def level_before(tokens: Sequence[Token], index: int) -> str:
    """The level that a word right before the name at `index` gives it."""
    return next((LEVELS[t] for t in tokens[index - 1].tags if t in LEVELS), "") if index > 0 else ""


def place_in(tokens: Sequence[Token]) -> Place | None:
    """Where the name that follows these tokens is: the last region, or a word such as 全省, before it.

    全国 counts only right before the name: elsewhere it measures (全国首个) and does not place. A region that is part
    of an unknown name (柯桥研究院) places nothing; the field of a rank (在全国…中列) only
    when nothing else does.
    """
    last = len(tokens) - 1
    field: Place | None = None
    for at in range(last, -1, -1):
        place = _place(tokens[at])
        beside = [tokens[i].kind for i in (at - 1, at + 1) if 0 <= i <= last]
        if place is not None and "other" not in beside and (at == last or "nation" not in tokens[at].tags):
            if at == 0 or tokens[at - 1].text != "在":
                return place
            field = field or place
    return field


def scope_in(tokens: Sequence[Token]) -> Place | None:
    """The field of a rank: the last region, or word such as 全省, before it."""
    return next((place for token in reversed(tokens) if (place := _place(token, _FIELDS))), None)


def place_of(token: Token) -> Place:
    """The place that a region token names."""
    return Place(name=token.region_name, code=token.region.region_code if token.region else "")


def _place(token: Token, words: frozenset[str] = _PLACES) -> Place | None:
    if token.kind == "region":
        return place_of(token)
    return Place(word=token.text) if token.tags & words else None


def governing(tokens: Sequence[Token], index: int) -> frozenset[str]:
    """The classes of the words that govern the name at `index` from before it, in its clause and without a break.

    Before A、B等C the words govern C over the list of its examples.
    """
    found: set[str] = set()
    examples = index > 0 and tokens[index - 1].text == "等"
    for token in reversed(tokens[:index]):
        if token.kind == "numeral" or (token.kind == "stop" and not (examples and token.text == "、")):
            break
        found |= token.tags
        if token.kind in ("other", "name") and found & GOVERNING:
            break
    return frozenset(found)


def settled(subject: Subject, indicator: str, role: Role, ratio: str = "") -> Subject:
    """The subject once its indicator is known, to be carried on to the clauses that have none of their own.

    A growth ends what was said of the share: a rank after it is one of the series.
    """
    ratio = ratio or ("" if role.measure == "growth" else subject.ratio)
    rate = role.rule == "role.growth_rate"
    return replace(subject, indicator=indicator, measure=role.measure, basis=role.basis, ratio=ratio, rate=rate)


def names_in(tokens: Sequence[Token]) -> list[int]:
    """The places of the names of indicators among the tokens."""
    return [i for i, token in enumerate(tokens) if token.kind == "name"]


def only_function_words(tokens: Sequence[Token]) -> bool:
    """Whether nothing but function words, times, regions and stops stands there."""
    return all(t.kind not in ("other", "name") for t in tokens)
