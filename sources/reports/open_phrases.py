"""The words that a figure of something unknown to the catalogue is said of.

Belongs here: where such a phrase begins and ends, the verb before it, and the units the catalogue does not count in
(open_words.yml). Whatever is doubtful gives None. Does not belong here: the order in which numerals are read, measure,
period and value (open_statements.py and the stages it uses).
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

from sources.reports.numerals import Numeral
from sources.reports.roles import tags_of
from sources.reports.subjects import GOVERNING, LEVELS, Place, place_of
from sources.reports.tokens import Token

_SHORTEST, _LONGEST = 2, 30
_REST = 2  # characters that a verb must leave of an unknown word to be one
_DOING = GOVERNING - {"hold", "reach", "cumulative"}
_BESIDE = frozenset(("adverb", "expected", "intended", "cumulative", "among", "conjunction", "hold", "reach", "link"))
_KEPT = frozenset("为是到至在不以中")  # words of those classes that can begin a phrase
_HEDGES = frozenset(("after_at_least", "after_at_most", "after_about", "adverb"))
_MOVES = frozenset(("up", "down", "up_to", "down_to", "share_of", "listed", "all", "each"))
_INSIDE = re.compile(
    r"(?<!侵)占(?!地|用|领|据|比|有|道|补|优|先)|(?<=[一-龥]{2})(?<![人平户亩年日月地校])均\Z"
    r"|(?<=[一-龥]{2})(?<![同高中初上下对均平相])等\Z|\A[并且](?!网|购|轨|非)"
    r"|(?<=[一-龥]{2})(?<![自理缘事服跟])[从由]\Z"
)
_INSIDE_CLASSES = {
    "占": "share_of",
    "均": "all",
    "等": "adverb",
    "并": "conjunction",
    "且": "conjunction",
    "从": "from",
    "由": "from",
}
_SIZE = re.compile("(?:总额|总数|总量|总值|数量|金额|规模)(?=[达超为])")
_BUILT = re.compile(r"新\([改扩迁、]{1,3}\)\Z")  # 新(改)建
_REPEATED = re.compile("[每逐][年月日天]")
_KINDS = ("级", "类", "型", "性", "式", "化")
_WITHIN = re.compile("(?<=..)在(?!建|校|线|册|岗|职|孵|营)")
_UP_FIRST = frozenset(("增加", "减少", "扩大", "提升", "提高"))
_COUNTS = frozenset(("count", "person", "person-time"))


@dataclass(frozen=True, slots=True)
class Phrase:
    """The words `start:end`, the verb that stands before them, its classes, and the place that they are said of."""

    start: int
    end: int
    verb: str = ""
    tags: frozenset[str] = frozenset()
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class _Words:
    unit: re.Pattern[str]
    per: re.Pattern[str]
    verb: re.Pattern[str]
    predicate: re.Pattern[str]
    causing: frozenset[str]
    extents: frozenset[str]
    of_that_size: tuple[str, ...]
    ratios: tuple[str, ...]
    quantities: tuple[str, ...]
    stocks: tuple[str, ...]
    bare: frozenset[str]
    never_first: tuple[str, ...]
    but_first: tuple[str, ...]
    undertaking: re.Pattern[str]
    nominal: frozenset[str]
    endings: frozenset[str]
    kept: frozenset[str]
    loose_end: re.Pattern[str]


@functools.cache
def _words() -> _Words:
    stated: dict[str, Any] = yaml.load(
        Path(__file__).with_name("open_words.yml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader
    )
    units = _any_of(stated["units"])
    return _Words(
        re.compile(f" ?(?:{units})(?:/(?:{units}|年|人|月|日))?"),
        re.compile(f"/(?:{units}|年|人|月|日|户)"),
        re.compile(f"[共已再]?(?:[和与及并、]?(?:{_any_of(stated['verbs'])})(?![性型类率区地员业店点站量额]))+"),
        re.compile(_any_of(stated["predicates"])),
        frozenset(stated["causing"]),
        frozenset(stated["extents"]),
        tuple(stated["of_that_size"]),
        tuple(stated["ratios"]),
        tuple(stated["quantities"]),
        tuple(stated["stocks"]),
        frozenset(stated["bare"]),
        tuple(stated["never_first"]),
        tuple(stated["but_first"]),
        re.compile(f"(?<=..)(?:{_any_of(stated['undertakings'])})\\Z"),
        frozenset(stated["nominal"]),
        frozenset(stated["endings"]),
        frozenset(stated["kept"]),
        re.compile(f"(?:{_any_of(stated['loose_ends'])})+\\Z"),
    )


def _any_of(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


def measured(folded: str, numeral: Numeral) -> Numeral:
    """The numeral with the unit behind it that the catalogue does not count in (5.3万 -> 5.3万亩), if there is one."""
    if numeral.form != "quantity" or numeral.end >= len(folded):
        return numeral
    words = _words()
    if numeral.rule == "numeral.time_measured":
        word = folded[numeral.start : numeral.end].lstrip("0123456789.-至到")
        return replace(numeral, word=word, base=word)
    found = words.per.match(folded, numeral.end) if numeral.word else words.unit.match(folded, numeral.end)
    if found is None:
        return numeral
    word = numeral.word + found.group().strip()
    return replace(numeral, end=found.end(), around=(numeral.around[0], found.end()), word=word, base=word, unit=None)


def is_ratio(words: str) -> bool:
    """Whether words name a rate or a share."""
    return words.endswith(_words().ratios)


def is_quantity(words: str) -> bool:
    """Whether words name what can be measured, and not only whose it is (城镇 of 城镇和农村居民收入)."""
    return words.endswith(_words().quantities)


def is_stock(words: str) -> bool:
    """Whether words name what is counted at a point in time."""
    return words.endswith(_words().stocks)


def loosened(tokens: Sequence[Token]) -> list[Token]:
    """The tokens, with 占 in an unknown word, 均, 等 and 从 at its end, 并 at its beginning as words of their own."""
    found: list[Token] = []
    for token in tokens:
        inside = _INSIDE.search(token.text) if token.kind == "other" else None
        if inside is None:
            found.append(token)
            continue
        start, end = token.start + inside.start(), token.start + inside.end()
        if inside.start() > 0:
            found.append(replace(token, end=start, text=token.text[: inside.start()]))
        tags = frozenset((_INSIDE_CLASSES[inside.group()],))
        found.append(Token("word", start, end, inside.group(), tags=tags))
        if end < token.end:
            found.append(replace(token, start=end, text=token.text[inside.end() :]))
    return found


def phrase_before(
    tokens: Sequence[Token], begin: int, at: int, folded: str, near: frozenset[str]
) -> tuple[Phrase, int] | None:
    """The phrase that ends before `at`, with the place where the tokens after it begin; None where it is unclear.

    `near` are the codes of the report's own region and of those above it: a phrase may begin with these (浙江制造).
    """
    last = next((i for i in range(at - 1, begin - 1, -1) if tokens[i].kind in ("other", "name")), -1)
    if last < 0:
        return None
    while last + 1 < at and _ends_name(tokens[last + 1]) and _touch(folded, tokens[last], tokens[last + 1]):
        last += 1
    tail, numeral = tokens[last + 1 : at], tokens[at].numeral
    if any(token.kind == "region" for token in tail) and (numeral is None or numeral.form == "quantity"):
        return None
    if tags_of(tail) & {"from", "conjunction", *LEVELS} or any(token.kind == "stop" for token in tail):
        return None
    first = max((i + 1 for i in range(begin, last) if tokens[i].kind == "time"), default=begin)
    first = _own_clause(tokens, first, last)
    phrase = _stripped(tokens, first, last, folded, near)
    if phrase is None or not _stands(phrase, tokens, begin, last, folded):
        return None
    return phrase, last + 1


def _own_clause(tokens: Sequence[Token], first: int, last: int) -> int:
    """Where the last member of a list begins that has a verb of its own (推进绿化、新建公园)."""
    for i in range(last, first, -1):
        if tokens[i - 1].text == "、" and tokens[i].tags & _DOING:
            return i
    return first


def _stripped(tokens: Sequence[Token], first: int, last: int, folded: str, near: frozenset[str]) -> Phrase | None:
    """The phrase without the places, adverbs and verbs before it."""
    words = _words()
    verb, tags, place = "", frozenset[str](), None
    start = tokens[last].end
    for i in range(first, last + 1):
        token = tokens[i]
        start = token.start
        glued = i < last and tokens[i + 1].kind in ("other", "name") and tokens[i + 1].start == token.end
        if token.kind == "stop":
            continue
        if token.kind == "region":
            own = token.region is not None and token.region.region_code in near
            if glued and not own:
                return None
            if glued:
                break
            place = place_of(token)
        elif token.text[0] == "建" and (built := _BUILT.search(folded, max(0, start - 8), start)):
            verb, tags = built.group() + "建", tags | {"build"}
            start += 1
            break
        elif token.kind == "other":
            done = words.verb.match(token.text)
            if done is None:
                break
            left = len(token.text) - done.end()
            if folded[start + done.end() : tokens[last].end] in words.bare:
                break
            if left < _REST and not (left == 0 and _has_more(tokens, i, last)):
                break
            verb, tags = _joined(verb, tokens, i, done.group()), tags | {"act"}
            start += done.end()
            if left:
                break
        elif token.kind == "name" or token.tags & LEVELS.keys() or "per" in token.tags or token.text in words.nominal:
            break
        elif token.tags & {"whole", "home"}:
            place = Place(word=token.text)
        elif "nation" in token.tags:
            if not verb:
                return None
            break
        elif (token.tags & _DOING or (token.text in _UP_FIRST and (verb or i == first))) and _has_more(tokens, i, last):
            verb, tags = _joined(verb, tokens, i, token.text), tags | token.tags
        elif (
            not token.tags & _BESIDE
            or token.text in _KEPT
            or (token.text in words.kept and (glued or (i < last and tokens[i + 1].text in words.nominal)))
        ):
            break
        else:
            tags |= token.tags & {"cumulative", "hold", "among"}
    return Phrase(*_with_marks(folded, start, _trimmed(folded, start, tokens[last].end)), verb, tags, place)


def _joined(verb: str, tokens: Sequence[Token], at: int, more: str) -> str:
    """开工 + 建设: verbs right behind one another are one."""
    return verb + more if verb and tokens[at - 1].end == tokens[at].start else more.lstrip("共已再和与及并、")


def _trimmed(folded: str, start: int, end: int) -> int:
    """The end without what is said of the number, and with the size in 总额达 behind it."""
    loose = _words().loose_end.search(folded, start, end)
    size = _SIZE.match(folded, end)
    return loose.start() if loose is not None else size.end() if size is not None else end


def _with_marks(folded: str, start: int, end: int) -> tuple[int, int]:
    """The span with the quotation mark right outside that one inside belongs to."""
    if folded.count('"', start, end) % 2:
        if folded[start - 1 : start] == '"':
            return start - 1, end
        if folded[end : end + 1] == '"':
            return start, end + 1
    return start, end


def _ends_name(token: Token) -> bool:
    base = any(tag.startswith("base_") for tag in token.tags)
    return base or bool(token.tags & {"size", "noun", "share_noun"}) or token.text in _words().endings


def _touch(folded: str, one: Token, other: Token) -> bool:
    return not folded[one.end : other.start].strip('"')


def _begins(text: str) -> bool:
    """Whether a phrase can begin so: not with the rest of something."""
    words, text = _words(), text.lstrip('"')
    return text.startswith(words.but_first) or not text.startswith(words.never_first)


def _has_more(tokens: Sequence[Token], at: int, last: int) -> bool:
    """Whether something that can be named follows: more than the size of what is done (支出规模)."""
    return any(t.kind in ("other", "name") and "size" not in t.tags for t in tokens[at + 1 : last + 1])


def _stands(phrase: Phrase, tokens: Sequence[Token], begin: int, last: int, folded: str) -> bool:
    """Whether a phrase is whole, unknown to the catalogue, and says something by itself."""
    words = _words()
    text = folded[phrase.start : phrase.end]
    if (
        not _SHORTEST <= len(text) <= _LONGEST
        or text in words.bare
        or not _begins(text)
        or _REPEATED.search(text)
        or (not phrase.verb and words.verb.fullmatch(text))
    ):
        return False
    if begin > 0 and tokens[begin - 1].kind == "numeral" and tokens[begin].kind not in ("stop", "word"):
        return False
    inside = [t for t in tokens[begin : last + 1] if t.end > phrase.start]
    items: list[list[Token]] = [[]]
    for token in inside:
        if token.kind == "stop" or "conjunction" in token.tags:
            items.append([])
        elif token.kind in ("other", "name") or "per" in token.tags:
            items[-1].append(token)
    return all(any(t.kind == "other" or "per" in t.tags for t in item) for item in items if item) and any(items)


def phrase_after(
    tokens: Sequence[Token], at: int, stop: int, verb: str, verbs: frozenset[str], folded: str
) -> Phrase | None:
    """The thing that is counted where its number stands first: 建成35个先导区, 9位科学家当选院士.

    It needs a verb before the number, or one after the thing.
    """
    words = _words()
    numeral = tokens[at].numeral
    assert numeral is not None
    causing = verb.endswith(tuple(words.causing))
    first = at + 1
    while first < stop and tokens[first].kind == "word" and tokens[first].tags & _HEDGES:
        first += 1
    if first == stop or _opens_nothing(tokens[first]):
        return None
    last, end = first, -1
    while last < stop and tokens[last].kind != "stop" and end < 0:
        token = tokens[last]
        if token.kind in ("time", "region", "numeral"):
            return None
        if token.kind in ("other", "word"):
            done = words.predicate.search(token.text, 2 if last == first else 0)
            if done is not None and (not verb or causing or len(done.group()) > 3):
                end = token.start + done.start()
            elif token.kind == "word" and token.tags & _MOVES:
                end = token.start
            elif not verb and (place := _WITHIN.search(token.text)):
                end = token.start + place.start()
        last += 1
    acts = end >= 0
    if not acts and last == stop < len(tokens):
        if "conjunction" not in tokens[last - 1].tags:
            return None
        last -= 1
    listed = not acts and last < len(tokens) and tokens[last].text == "、"
    if listed and (_goes_on(tokens, last) or tokens[last - 1].text.endswith(_KINDS)):
        return None
    start = tokens[first].start
    start, end = _with_marks(folded, start, _trimmed(folded, start, end if acts else tokens[last - 1].end))
    text = folded[start:end]
    if not acts and causing:
        end = start + len(words.undertaking.sub("", text))
        acts, text = end < start + len(text), folded[start:end]
    if not acts and (not verb or causing):
        return None
    if acts and not verb and is_quantity(text):
        return None
    sized = numeral.base not in words.extents or not verbs & _DOING or text.endswith(words.of_that_size)
    if numeral.base not in _COUNTS and sized:
        return None
    if not any(t.kind == "other" for t in tokens[first:last]) or text in words.bare:
        return None
    if not _SHORTEST <= len(text) <= _LONGEST or not _begins(text):
        return None
    return Phrase(start, end, verb, verbs)


def _goes_on(tokens: Sequence[Token], at: int) -> bool:
    """吸引力强、带动面广的企业: whether the list is one of what the thing is like."""
    for token in tokens[at + 1 :]:
        if token.kind == "numeral":
            return False
        if token.text == "的" or "的" in token.text:
            return True
    return False


def _opens_nothing(token: Token) -> bool:
    return token.kind == "word" and not token.tags & LEVELS.keys() and "noun" not in token.tags


def verb_before(tokens: Sequence[Token], begin: int, at: int) -> tuple[str, frozenset[str]] | None:
    """The verb that the tokens before a number end with; ('', none) for none, None where other words stand there."""
    verb, tags = "", frozenset[str]()
    if at > begin and tokens[at - 1].text == "等":
        first = next((t for t in tokens[begin:at] if t.kind in ("other", "name", "region") or t.tags & _DOING), None)
        if first is None or not first.tags & _DOING:
            done = _words().verb.match(first.text) if first is not None else None
            return (done.group(), frozenset(("act",))) if done is not None else ("", tags)
        return first.text, first.tags & _DOING
    for token in tokens[begin:at]:
        if token.kind == "other":
            found = _words().verb.fullmatch(token.text)
            if found is None:
                return None
            verb, tags = token.text.lstrip("共已再和与及并、"), tags | {"act"}
        elif token.kind in ("name", "region"):
            return None
        elif token.kind == "word" and (token.tags & _DOING or token.text in _words().causing):
            verb, tags = token.text, tags | token.tags
        elif token.kind == "word" and not token.tags & (_BESIDE | {"whole", "home", "greater", "near", "about"}):
            return None
    return verb, tags & _DOING


def names_something(tokens: Sequence[Token]) -> bool:
    """Whether any token is a name or unknown."""
    return any(token.kind in ("other", "name") for token in tokens)


def said_with(tokens: Sequence[Token]) -> frozenset[str]:
    """The classes of what is done among the tokens after a phrase (铁路建成300公里)."""
    return tags_of([t for t in tokens if t.kind == "word"]) & (GOVERNING | {"cumulative"})
