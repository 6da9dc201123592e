"""A sentence as tokens: names of indicators, function words, regions, times, numerals, stops, and all the rest.

Belongs here: cutting by longest match, and setting brackets apart from the words around them. Does not belong here:
what the tokens say together.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from sources.catalogue import Region
from sources.reports.lexicon import Entry, Family, Lexicon
from sources.reports.numerals import Numeral
from sources.reports.times import TimeExpr

Kind = Literal["name", "word", "region", "time", "numeral", "stop", "other"]
_STOPS = frozenset("，,、;:")
_BOUNDS = frozenset('，,、;:() "。!?')
_SENTENCE = re.compile(r"[^。!?\n]{1,4000}[。!?]?")  # the limit is for texts without any stops
_TITLE = re.compile(r"《[^》\n]{0,80}》")
_PLAIN_WORD = re.compile(r"第[一二三四五六七八九十百]+[批届轮次]|[分按][一-龥]{2,6}[看类]")
_ROW = re.compile(r"连续(?:\d{1,2}|[两三四五六七八九十])(?:年|个月|个季度)")
_REDACTED = re.compile(r"[*×□]{1,8}(?:万|亿|万亿)?(?:元|家|个百分点|个|项|件|人次|人|名|%)")
_ZONE = re.compile(
    r"(?:国家|国家级|省级)?(?:高新技术产业开发区|高新区|高新园区|经济技术开发区|经济开发区|经开区|开发区|新区)"
)
_QUIET = frozenset(("footnote", "list_number", "scope"))
_NO_TAGS: frozenset[str] = frozenset()
_ADVERB = frozenset(("adverb",))


@dataclass(frozen=True, slots=True)
class Token:
    """A stretch of folded text. `other` is everything that is not known; a `numeral` token covers 第4位, not just 4."""

    kind: Kind
    start: int
    end: int
    text: str
    tags: frozenset[str] = _NO_TAGS
    family: Family | None = None
    level: str = ""
    region: Region | None = None
    region_name: str = ""
    numeral: Numeral | None = None
    time: TimeExpr | None = None


@dataclass(frozen=True, slots=True)
class Bracket:
    """What stands in brackets after the token `host` (None at the beginning of a sentence)."""

    host: Token | None
    tokens: tuple[Token, ...]


@dataclass(frozen=True, slots=True)
class Sentence:
    """The tokens of one sentence outside brackets, and the brackets in it. `start:end` in the document."""

    start: int
    end: int
    tokens: tuple[Token, ...]
    brackets: tuple[Bracket, ...]


def sentences(folded: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The spans of the sentences of a line, without blanks around them."""
    for match in _SENTENCE.finditer(folded, start, end):
        text = match.group()
        begin = match.start() + len(text) - len(text.lstrip())
        stop = match.end() - (len(text) - len(text.rstrip()))
        if begin < stop:
            yield begin, stop


def tokenize(folded: str, start: int, end: int, lexicon: Lexicon, marks: Sequence[Numeral | TimeExpr]) -> Sentence:
    """The sentence `start:end`, with the numerals and times that lie in it (in order)."""
    tokens = list(_tokens(folded, start, end, lexicon, marks))
    outside: list[Token] = []
    brackets: list[Bracket] = []
    inside: list[Token] | None = None
    for token in tokens:
        if token.kind == "other" and token.text == "(":
            inside = []
        elif token.kind == "other" and token.text == ")":
            if inside is not None and _is_clause(outside, inside):
                outside += [Token("stop", inside[0].start, inside[0].start, "，"), *inside]
            elif inside is not None:
                brackets.append(Bracket(outside[-1] if outside else None, tuple(inside)))
            inside = None
        elif inside is not None:
            inside.append(token)
        else:
            outside.append(token)
    if inside is not None:
        outside += inside
    return Sentence(start, end, tuple(outside), tuple(brackets))


def _is_clause(outside: Sequence[Token], inside: Sequence[Token]) -> bool:
    """Whether a bracket goes on about the number before it: 215亿元（同比增长23.4%）, 8支（63人）."""
    counted = any(t.kind == "numeral" for t in inside) and all(t.kind not in ("other", "name") for t in inside)
    return counted and bool(outside) and outside[-1].kind == "numeral"


def _tokens(
    folded: str, start: int, end: int, lexicon: Lexicon, marks: Sequence[Numeral | TimeExpr]
) -> Iterator[Token]:
    position = unknown = start
    named = False  # whether the token before is a name
    following = iter(marks)
    mark = next(following, None)
    titles = dict(m.span() for m in _TITLE.finditer(folded, start, end))
    while position < end:
        while mark is not None and _begin(mark) < position:
            mark = next(following, None)
        limit = min(_begin(mark), end) if mark is not None else end
        tokens: list[Token] = []
        if position in titles:
            tokens = [Token("other", position, titles[position], folded[position : titles[position]])]
        elif row := _ROW.match(folded, position, end) or _REDACTED.match(folded, position, limit):
            tokens = [Token("word", position, row.end(), row[0], tags=_ADVERB)]
        elif found := _longest(folded, position, limit, end, lexicon, unknown < position, named):
            tokens = [_known(folded, position, end, lexicon, *found)]
        elif mark is not None and position == limit:
            tokens = _marked(folded, mark)
        elif folded[position] in _STOPS:
            tokens = [Token("stop", position, position + 1, folded[position])]
        elif (
            folded[position] == "/" and mark is not None and limit == position + 1 and folded[position - 1] not in " \n"
        ):
            tokens = [Token("stop", position, limit, "、")]
        elif folded[position] in "()":
            tokens = [Token("other", position, position + 1, folded[position])]
        elif (plain := _PLAIN_WORD.match(folded, position, limit)) and (plain[0][0] == "第" or position == unknown):
            tokens = [Token("word", position, plain.end(), plain[0], tags=_ADVERB)]
        after = tokens[-1].end if tokens else position + 1
        if mark is not None and position == limit and not tokens:
            after = _end(mark)
        if tokens and "noun" in tokens[0].tags:
            tokens = []  # 增加 in 增加值 is no verb
        silent = folded[position] in ' "。!?' or (mark is not None and position == limit)
        if (tokens or silent) and unknown < position:
            yield Token("other", unknown, position, folded[unknown:position])
        yield from tokens
        if tokens or silent:
            unknown = after
        named = bool(tokens) and tokens[-1].kind == "name"
        position = after
    if unknown < end:
        yield Token("other", unknown, end, folded[unknown:end])


def _longest(
    folded: str, position: int, limit: int, end: int, lexicon: Lexicon, after_unknown: bool, after_name: bool
) -> tuple[int, Entry] | None:
    """The longest entry at a place; only the name of an indicator may reach over the numeral that begins at `limit`.

    A single character is a word only between known ones or right before a numeral (高 in 高校, 均 in 人均 are none);
    和 and the like may follow an unknown one, 在 and the like any name.
    """
    found = lexicon.longest(folded, position, end)
    if found is not None and found[0] > limit and found[1].family is None:
        found = lexicon.longest(folded, position, limit) if position < limit else None
    if found is None or found[0] > position + 1 or (found[0] == limit and limit < end):
        return found
    if after_unknown and "conjunction" not in found[1].tags:
        return None
    after = found[0]
    if after == end or folded[after] in _BOUNDS:
        return found
    following = lexicon.longest(folded, after, end)
    if following is not None and following[0] == after + 1 and not (after_name and "after_name" in found[1].tags):
        beyond = following[0]
        goes_on = beyond in (limit, end) or folded[beyond] in _BOUNDS
        return found if goes_on or lexicon.longest(folded, beyond, end) is not None else None
    return found if following is not None else None


def _begin(mark: Numeral | TimeExpr) -> int:
    return mark.around[0] if isinstance(mark, Numeral) else mark.start


def _end(mark: Numeral | TimeExpr) -> int:
    return mark.around[1] if isinstance(mark, Numeral) else mark.end


def _marked(folded: str, mark: Numeral | TimeExpr) -> list[Token]:
    start, end = _begin(mark), _end(mark)
    if isinstance(mark, TimeExpr):
        return [Token("time", start, end, folded[start:end], time=mark)]
    if mark.form != "other":
        return [Token("numeral", start, end, folded[start:end], numeral=mark)]
    return [] if mark.klass in _QUIET else [Token("other", start, end, folded[start:end])]


def _known(folded: str, start: int, stop: int, lexicon: Lexicon, end: int, entry: Entry) -> Token:
    text = folded[start:end]
    if entry.family is not None:
        return Token("name", start, end, text, entry.tags, family=entry.family, level=entry.level)
    if entry.region is None:
        return Token("word", start, end, text, tags=entry.tags)
    if text[-1] in "省市" and (own := lexicon.longest(folded, end - 1, stop)) and own[1].family is not None:
        # 获云南省科学技术奖: the province belongs to the name of the prize, and is not where it was won
        return Token("word", start, end - 1, text[:-1], tags=_ADVERB)
    if zone := _ZONE.match(folded, end, stop):
        name = folded[start : zone.end()]
        return Token("region", start, zone.end(), name, region_name=name)
    return Token("region", start, end, text, region=entry.region, region_name=entry.region.name_zh)
