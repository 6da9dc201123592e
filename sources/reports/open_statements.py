"""Figures of something that the catalogue has no indicator for: kept with their words, never mapped to one.

Belongs here: the numerals of a sentence that no claim took, read in their order by the same roles, periods and
statements as all others. Does not belong here: where a phrase begins and ends (open_phrases.py). What is doubtful
stays unsaid.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Container, Sequence
from dataclasses import dataclass, field, replace

from sources.catalogue import Catalogue
from sources.reports.clauses import clauses_of
from sources.reports.constructions import TRENDS, group_from, is_transition, with_unit_of
from sources.reports.context import Carried, Claim, Context, Side, ends, is_landmark
from sources.reports.frame import Frame
from sources.reports.lexicon import Family
from sources.reports.numerals import Numeral
from sources.reports.open_phrases import (
    Phrase,
    is_quantity,
    is_ratio,
    is_stock,
    loosened,
    names_something,
    phrase_after,
    phrase_before,
    said_with,
    verb_before,
)
from sources.reports.periods import Nature
from sources.reports.roles import Role, role_of, tags_of
from sources.reports.sections import Stance
from sources.reports.statements import Statement, stated
from sources.reports.subjects import GOVERNING, Subject, only_function_words
from sources.reports.times import TimeExpr
from sources.reports.tokens import Sentence, Token

_FAMILY = Family("open", ())
_OF_A_SERIES = frozenset(("growth", "change", "rank", "rank_of_change", "share", "completion", "gap"))
_REACHED = frozenset(("reach", "hold", "cumulative", "up_to", "down_to"))
_BASES = frozenset(("average", "yoy"))
_AFTER_WHOLE = frozenset(("share_noun", "link", "greater", "near", "about", "reach"))
_WHOLES = frozenset(("whole", "home", "nation"))
_PLACED = "居列排位"  # at the end of an unknown word before a rank: 证书数居全国第1位
_DONE = frozenset(("flow", "build", "act", "apply", "incubate", "use", "issue", "shortlist", "leverage"))


@dataclass(frozen=True, slots=True)
class OpenStatement:
    """A figure with the words that it is said of: `text[words_at[0]:words_at[1]] == words`.

    `verb` is what was done to it (新增, 建成), `share_of` the whole that a share is of. `stated` has everything else:
    its indicator is '', its measure one of the catalogue's or `share`, its unit a base unit, or the word of the text
    for what the catalogue does not count in (亩).
    """

    words: str
    words_at: tuple[int, int]
    verb: str
    share_of: str
    stated: Statement


@dataclass(slots=True)
class _Said:
    """A claim with its words, until its period is known."""

    claim: Claim
    phrase: Phrase
    share_of: tuple[int, int] | None


@dataclass(slots=True)
class _Memory:
    """What clauses hand on: the last phrase, its unit and the measure said of it; how many levels this clause has."""

    phrase: Phrase | None = None
    base: str = ""
    measure: str = ""
    levels: int = 0
    verb: str = ""
    verbs: frozenset[str] = field(default_factory=frozenset)


def open_statements(
    sentence: Sentence,
    context: Context,
    text: str,
    paragraph: str,
    claimed: Container[int],
    stance: Stance,
    frame: Frame,
    catalogue: Catalogue,
) -> list[OpenStatement]:
    """The open statements of a sentence. `claimed` are the places of the numerals that belong to the catalogue, said or
    not; `context` is one of this sentence without claims.
    """
    near = frozenset((frame.region.region_code, *(parent.region_code for parent in frame.parents)))
    found = []
    for said in _Reader(context, claimed, near).read(sentence):
        start, end = said.phrase.start, said.phrase.end
        claim, words = said.claim, context.folded[start:end]
        statement = stated(
            claim,
            text,
            (sentence.start, sentence.end),
            paragraph,
            stance,
            frame,
            catalogue,
            _nature(claim, words),
            claim.numeral.base,
        )
        if statement is None:
            continue
        if claim.role.measure == "share":
            statement = replace(statement, measure="share")
        share_of = text[slice(*said.share_of)] if said.share_of else ""
        found.append(OpenStatement(text[start:end], (start, end), said.phrase.verb, share_of, statement))
    return found


def _nature(claim: Claim, words: str) -> Nature:
    if claim.numeral.base in ("%", "pp"):
        return "ratio" if claim.role.measure in ("level", "share", "change") else "flow"
    if is_stock(words) or (claim.tags & {"hold", "reach"} and not claim.tags & _DONE and claim.numeral.base != "CNY"):
        return "stock"
    return "flow"


class _Reader:
    """Reads one sentence; `near` as in `phrase_before`."""

    def __init__(self, context: Context, claimed: Container[int], near: frozenset[str]) -> None:
        self._context = context
        self._claimed = claimed
        self._near = near
        self._memory = _Memory()
        self._found: list[_Said] = []

    def read(self, sentence: Sentence) -> list[_Said]:
        """What the clauses say, in the order of the text."""
        for stop, clause in clauses_of(sentence.tokens):
            if stop in (";", ":"):
                carried = self._context.carried
                self._context.carried = Carried(time=carried.time, intended=carried.intended)
                self._memory = _Memory()
            self._clause(loosened(clause))
        return sorted(self._found, key=lambda said: said.claim.numeral.start)

    def _clause(self, tokens: list[Token]) -> None:
        waiting = [i for i, token in enumerate(tokens) if token.kind == "numeral"]
        if not waiting:
            self._context.note(tokens)
            if not only_function_words(tokens):
                self._memory = _Memory()
            return
        if self._memory.levels > 1:  # A 5亿元、B 3亿元，增长4%: of which?
            self._memory = _Memory()
        self._memory.levels = 0
        self._memory.verb, self._memory.verbs = "", frozenset()
        begin = 0
        while waiting:
            at = waiting.pop(0)
            each = next((i for i in range(begin, at) if tokens[i].tags & {"each", "all"}), None)
            if each is not None:
                group = group_from(tokens, at, waiting, TRENDS)
                self._distribute(tokens, begin, each, group)
                waiting = [i for i in waiting if i not in group]
                begin = group[-1] + 1
            elif waiting and is_transition(tokens, begin, at, waiting[0]):
                to = waiting.pop(0)
                self._transition(tokens, begin, at, to)
                begin = to + 1
            else:
                begin = self._one(tokens, begin, at, waiting[0] if waiting else len(tokens))
        rest = tokens[begin:]
        if not only_function_words(rest):
            self._memory = _Memory()

    def _readable(self, numeral: Numeral) -> bool:
        """Whether no claim took the numeral, it has a unit, and its digits are none of a saying (一条小径)."""
        return numeral.start not in self._claimed and bool(numeral.base) and numeral.rule != "numeral.chinese"

    def _one(self, tokens: list[Token], begin: int, at: int, stop: int) -> int:
        """Reads the numeral at `at`; gives where the tokens of the next one begin."""
        numeral, before, after = _numeral(tokens[at]), tokens[begin:at], tokens[at + 1 : stop]
        compared = self._context.note(before)
        role = role_of(numeral, before)
        memory = self._memory
        if not self._readable(numeral) or role is None or is_landmark(after):
            if names_something(before) or numeral.start in self._claimed:
                self._memory = _Memory(verb=memory.verb, verbs=memory.verbs)
            return at + 1
        if role.measure == "share" and "share_of" not in tags_of(before):
            role = replace(role, measure="level", rule="role.level")
        if role.measure == "share":
            self._share(tokens, begin, at, role, compared)
            return at + 1
        if role.measure == "level" and not ends(after):
            return self._after(tokens, begin, at, stop, role, compared)
        found = phrase_before(tokens, begin, at, self._context.folded, self._near)
        if found is None:
            if names_something(before):
                self._memory = _Memory(verb=memory.verb, verbs=memory.verbs)
            self._carried(tokens, begin, at, role, compared)
            return at + 1
        phrase, tail = found
        role = role_of(numeral, [t for t in before if t.end <= phrase.start and t.tags & _BASES] + tokens[tail:at])
        if role is None or role.measure == "share":
            self._memory = _Memory()
            return at + 1
        if numeral.form == "rank" and self._context.folded[phrase.end - 1] in _PLACED:
            phrase = replace(phrase, end=phrase.end - 1)
        words = self._context.folded[phrase.start : phrase.end]
        own = said_with(tokens[tail:at])
        verbs = (phrase.tags | own) & _DONE
        if not phrase.verb and not own and role.measure == "level" and memory.verb and before[0].text == "、":
            phrase = replace(phrase, verb=memory.verb)
            verbs = memory.verbs
        phrase = replace(phrase, tags=phrase.tags | own | verbs)
        self._memory = _Memory(phrase, numeral.base, role.measure, memory.levels, phrase.verb, verbs)
        if not ends(after) or not self._fits(words, numeral, role, phrase):
            self._memory = _Memory()
            return at + 1
        self._memory.levels += role.measure == "level"
        self._add(phrase, "open.before", numeral, role, before, tokens[at + 1 :], compared)
        return at + 1

    def _fits(self, words: str, numeral: Numeral, role: Role, phrase: Phrase) -> bool:
        """Whether words and verb can have such a figure."""
        if numeral.form != "quantity":
            return True
        if numeral.base in ("%", "pp") and _is_list(words):
            return False
        if numeral.base == "%":
            return role.measure in ("growth", "share", "completion") or is_ratio(words)
        if numeral.base == "pp":
            return role.measure == "change" and is_ratio(words)
        return role.measure == "level"

    def _carried(self, tokens: list[Token], begin: int, at: int, role: Role, compared: TimeExpr | None) -> None:
        """增长6.2%, 居全省第2位, 累计达到30个: what is said on of the phrase before."""
        numeral, before, memory = _numeral(tokens[at]), tokens[begin:at], self._memory
        phrase = memory.phrase
        if phrase is None or names_something(before) or not ends(tokens[at + 1 :]):
            return
        words = self._context.folded[phrase.start : phrase.end]
        if role.measure == "level":
            fits = bool(tags_of(before) & _REACHED) and numeral.base == memory.base and numeral.form == "quantity"
            phrase = replace(phrase, verb="", tags=tags_of(before) & {"reach", "hold", "cumulative"})
        elif role.measure == "growth":
            fits = memory.base not in ("%", "pp", "rank") or memory.measure == "growth"
            fits = fits and not is_ratio(words)
        elif role.measure == "change":
            fits = numeral.base == "pp" and is_ratio(words)
        elif role.measure == "gap":
            fits = memory.measure == "growth"
        else:
            fits = role.measure in _OF_A_SERIES
        if fits:
            self._add(phrase, "open.carried", numeral, role, before, tokens[at + 1 :], compared)
            if role.measure != "growth" or memory.measure != "level":
                memory.measure = role.measure

    def _share(self, tokens: list[Token], begin: int, at: int, role: Role, compared: TimeExpr | None) -> None:
        """税收占一般公共预算收入比重达75%, 占全部税收的一半: the phrase before 占, and what it is a share of."""
        context, memory = self._context, self._memory
        opening = next((i for i in range(begin, at) if "share_of" in tokens[i].tags), None)
        self._memory = _Memory()
        if opening is None or not ends(tokens[at + 1 :]):
            return
        phrase = memory.phrase if memory.measure == "level" else None
        if names_something(tokens[begin:opening]):
            found = phrase_before(tokens, begin, opening, context.folded, self._near)
            phrase = found[0] if found is not None and found[1] == opening else None
        close = next((i for i in range(opening + 1, at) if tokens[i].tags & _AFTER_WHOLE or tokens[i].text == "的"), at)
        whole = tokens[opening + 1 : close]
        one = not any(t.kind in ("stop", "numeral") for t in tokens[opening:at])
        if phrase is None or not one or not (names_something(whole) or tags_of(whole) & (_WHOLES | GOVERNING)):
            return
        self._memory = _Memory(phrase, "%", "share")
        share_of = whole[0].start, whole[-1].end
        before = tokens[opening:at]
        self._add(
            phrase, "open.share", _numeral(tokens[at]), role, before, tokens[at + 1 :], compared, share_of=share_of
        )

    def _after(self, tokens: list[Token], begin: int, at: int, stop: int, role: Role, compared: TimeExpr | None) -> int:
        numeral, memory = _numeral(tokens[at]), self._memory
        verb = verb_before(tokens, begin, at)
        if names_something(tokens[begin:at]):
            self._memory = memory = _Memory(verb=memory.verb, verbs=memory.verbs)
        if verb is None:
            return at + 1
        if not verb[0] and begin > 0 and memory.verb and (tokens[begin].text == "、" or tokens[begin].tags):
            verb = memory.verb, memory.verbs
        phrase = phrase_after(tokens, at, stop, *verb, self._context.folded)
        if phrase is None:
            self._memory = _Memory()
            return at + 1
        self._memory = _Memory(None, numeral.base, "level", memory.levels + 1, *verb)
        self._add(phrase, "open.after", numeral, role, tokens[begin:at], tokens[at + 1 : stop], compared)
        return next((i for i in range(at + 1, stop) if tokens[i].start >= phrase.end), stop)

    def _distribute(self, tokens: list[Token], begin: int, each: int, group: Sequence[int]) -> None:
        """A、B分别达a、b; A、B均达a: every member is a quantity of its own, and there are as many as numbers."""
        context = self._context
        context.note(tokens[begin : group[0]])
        self._memory = _Memory()
        shared = len(group) == 1 and "all" in tokens[each].tags
        length = len(tokens)
        tokens = [*tokens[:begin], *_divided(tokens[begin:each]), *tokens[each:]]
        group = [at + len(tokens) - length for at in group]
        each += len(tokens) - length
        bounds = [begin - 1, *(i for i in range(begin, each) if _divides(tokens[i])), each]
        members = []
        for left, right in itertools.pairwise(bounds):
            if left + 1 < right:
                found = phrase_before(tokens, left + 1, right, context.folded, self._near)
                words = context.folded[found[0].start : found[0].end] if found is not None else ""
                whole = is_quantity(words) and "等" not in words.replace("中等", "").replace("高等", "")
                members.append(found[0] if found is not None and whole and found[1] == right else None)
        numbers = list(group) * len(members) if shared else list(group)
        last = _numeral(tokens[group[-1]])
        told = [t for t in tokens[begin:each] if t.tags & _BASES] + tokens[each : group[0]]
        role = role_of(_numeral(tokens[group[0]]), told)
        if "share_of" in tags_of(tokens[begin : group[0]]):
            return
        if role is None or len(members) < 2 or len(numbers) != len(members) or not ends(tokens[group[-1] + 1 :]):
            return
        for at, phrase in zip(numbers, members, strict=True):
            numeral = with_unit_of(_numeral(tokens[at]), last)
            if phrase is None or not self._readable(numeral):
                continue
            before = tokens[at - 1 : at] if at > group[0] else tokens[each:at]
            own = role_of(numeral, before) if at > group[0] and before[-1].tags & TRENDS else role
            words = context.folded[phrase.start : phrase.end]
            if own is None or own.measure != role.measure or not self._fits(words, numeral, role, phrase):
                continue
            own = replace(own, basis=role.basis)
            self._add(phrase, "open.distributed", numeral, own, before, tokens[at + 1 :], None)

    def _transition(self, tokens: list[Token], begin: int, at: int, to: int) -> None:
        """从A提高到B: two values of one phrase."""
        context, high = self._context, _numeral(tokens[to])
        low = with_unit_of(_numeral(tokens[at]), high)
        opening = next(i for i in range(at - 1, begin - 1, -1) if "from" in tokens[i].tags)
        context.note(tokens[begin:opening])
        found = phrase_before(tokens, begin, opening, context.folded, self._near)
        phrase = found[0] if found is not None else None
        if found is None and not names_something(tokens[begin:opening]):
            phrase = self._memory.phrase
        self._memory = _Memory()
        readable = self._readable(low) and self._readable(high) and low.base == high.base
        if phrase is None or not readable or not ends(tokens[to + 1 :]) or names_something(tokens[opening:to]):
            return
        rate = "rate" in tags_of(tokens[begin:opening])
        role = Role("rank", "role.rank_from_to") if low.form == "rank" else Role("level", "role.from_to")
        words = context.folded[phrase.start : phrase.end]
        if rate or {"share_of"} & tags_of(tokens[begin:opening]) or not self._fits(words, high, role, phrase):
            return
        phrase = replace(phrase, verb="", tags=frozenset(("reach",)))
        kept = context.carried.time
        context.note(tokens[opening:at])
        dated = any(token.time is not None for token in tokens[opening:at])
        side: Side = "to" if dated else "from"
        self._add(phrase, "open.transition", low, role, tokens[opening:at], tokens[at + 1 : to], None, side)
        context.carried.time = kept
        context.note(tokens[at + 1 : to])
        self._add(phrase, "open.transition", high, role, tokens[at + 1 : to], tokens[to + 1 :], None, "to")
        self._memory = _Memory(phrase, high.base, "level", 1)

    def _add(
        self,
        phrase: Phrase,
        rule: str,
        numeral: Numeral,
        role: Role,
        before: Sequence[Token],
        after: Sequence[Token],
        compared: TimeExpr | None,
        side: Side = "",
        share_of: tuple[int, int] | None = None,
    ) -> None:
        tags = phrase.tags | ({"flow"} if phrase.tags & _DONE else frozenset())
        subject = Subject(_FAMILY, "", tags, phrase.place, rule=rule)
        claim = self._context.add(subject, "", numeral, role, before, after, compared, side)
        self._found.append(_Said(claim, phrase, share_of))


def _is_list(words: str) -> bool:
    """生产、消费增速, 事故起数和死亡人数: of which of them is a rate said?"""
    before, _, _ = words.partition("和")
    return "、" in words or (before != words and is_quantity(before))


def _divided(tokens: Sequence[Token]) -> list[Token]:
    """The tokens, unknown ones cut at 和 and 与 (城镇和农村居民收入分别…)."""
    found: list[Token] = []
    for token in tokens:
        place = re.search("[和与](?!谐|平|田)", token.text) if token.kind == "other" else None
        if place is None or place.start() == 0:
            found.append(token)
            continue
        middle = token.start + place.start()
        found += [
            replace(token, end=middle, text=token.text[: place.start()]),
            Token("word", middle, middle + 1, place.group(), tags=frozenset(("conjunction",))),
            replace(token, start=middle + 1, text=token.text[place.end() :]),
        ]
    return found


def _divides(token: Token) -> bool:
    return token.text == "、" or "conjunction" in token.tags


def _numeral(token: Token) -> Numeral:
    assert token.numeral is not None
    return token.numeral
