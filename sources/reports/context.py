"""What is known while a sentence is read: what its clauses hand on, and how a claim is made of what one says.

Belongs here: the claim, the memory from clause to clause, and the steps that every construction takes (naming a
subject, carrying one on, making a claim of it). Does not belong here: the constructions themselves (constructions.py)
and the order of reading (clauses.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Literal

from sources.reports.lexicon import Family
from sources.reports.numerals import Numeral
from sources.reports.roles import Qualifier, Role, qualifier_of, tags_of
from sources.reports.sections import Stance
from sources.reports.subjects import (
    GOVERNING,
    LEVELS,
    Chooser,
    Place,
    Subject,
    Surroundings,
    governing,
    level_before,
    names_in,
    only_function_words,
    place_in,
    place_of,
    scope_in,
    settled,
    stands_free,
)
from sources.reports.times import TimeExpr
from sources.reports.tokens import Sentence, Token

LIST = frozenset(("conjunction",))
HEDGES_AFTER = frozenset(("after_at_least", "after_at_most", "after_about"))
_OWN_NUMBER = frozenset(("exceed", "link", "about"))
_BEFORE_NOUNS = HEDGES_AFTER | frozenset(LEVELS) | frozenset(("adverb",))
_AROUND = HEDGES_AFTER | LIST | frozenset(LEVELS)

Side = Literal["", "from", "to"]
Stated = tuple[Subject, "Claim"]


@dataclass(frozen=True, slots=True)
class Claim:
    """What one numeral says: an indicator and a role, with all that period, kind, region and value depend on.

    `side` tells the ends of 从A到B (`from` only where A has no time of its own). `compared` is the time that a change
    is counted from when the text names it. `scope` is the field of a rank.
    """

    numeral: Numeral
    indicator: str
    role: Role
    qualifier: Qualifier
    family: Family
    tags: frozenset[str]
    place: Place | None
    scope: Place | None
    time: TimeExpr | None
    compared: TimeExpr | None
    side: Side
    expected: bool
    intended: bool
    rule: str


@dataclass(slots=True)
class Carried:
    """What the clauses read so far hand on; past a semicolon or colon the first three stay.

    `previous` are the levels of the clause before, `recent` those of all clauses in an unbroken row.
    `compared` is the base that a clause of its own names (与2015年相比，).
    `times` are those that one lists (上半年和前三季度，).
    """

    time: TimeExpr | None = None
    before: Subject | None = None
    intended: bool = False
    topic: Subject | None = None
    verbs: frozenset[str] = frozenset()
    previous: list[Stated] = field(default_factory=list)
    recent: list[Stated] = field(default_factory=list)
    expected: bool = False
    place: Place | None = None
    clean: bool = True
    compared: TimeExpr | None = None
    times: tuple[TimeExpr, ...] = ()
    clause_before: str = ""


class Context:
    """The sentence that is being read, the claims found in it, and what is carried from clause to clause."""

    def __init__(
        self,
        sentence: Sentence,
        folded: str,
        paragraph: int,
        heading: str,
        stance: Stance,
        chooser: Chooser,
        time: TimeExpr | None = None,
    ) -> None:
        """`paragraph` is where the sentence's paragraph begins, `heading` what it stands under, `time` what the
        sentence before leaves to it.
        """
        self.sentence = sentence
        self.folded = folded
        self.chooser = chooser
        self.claims: list[Claim] = []
        self.carried = Carried(time=time)
        self.opened: TimeExpr | None = None  # the beginning of 从A到B in this clause
        self.named_a_goal = False  # in the clause before: 目标任务：
        self._paragraph = paragraph
        self._heading = heading
        self._ahead = stance.ahead

    def note(self, tokens: Sequence[Token]) -> TimeExpr | None:
        """Takes over times and the words for what is expected or intended; gives the time that a comparison names."""
        compared = None
        for token in tokens:
            if token.time is not None:
                if token.time.compared:
                    compared = token.time
                else:
                    self.carried.time = token.time
            if "expected" in token.tags:
                self.carried.expected = True
            if "intended" in token.tags:
                self.carried.intended = True
        return compared

    def surroundings(self, numeral: Numeral) -> Surroundings:
        """What the senses of a name may ask for at this numeral."""
        return Surroundings(
            self.folded[self.sentence.start : numeral.start],
            f"{self._heading}\n{self.folded[self._paragraph : self.sentence.end]}",
            self.carried.clause_before,
            self._ahead,
        )

    # ---- subjects

    def subject(self, tokens: Sequence[Token], begin: int, at: int, role: Role) -> tuple[Subject | None, str | None]:
        """The subject of the numeral at `at`, with the indicator where several names together mean one of their own.

        `begin` is where the tokens begin that belong to this numeral.
        """
        before = tokens[begin:at]
        names = names_in(before)
        inherited = self._inherited(tokens, begin, at, role)
        if inherited is not None:
            return inherited, None
        if not names:
            return (self.carry(before, tokens[at + 1 :], role), None) if only_function_words(before) else (None, None)
        name = first = begin + names[-1]
        tail = tokens[name + 1 : at]
        family = tokens[name].family
        if family is not None and family.parameter and only_function_words(tail):
            return self.named(tokens, begin, name), None
        items = items_before(tokens, begin, at)
        if len(items) > 1:
            start = tokens.index(items[0][0])
            one = self.chooser.together(items, governing(tokens, start))
            if one is not None and role.measure == "level":
                return self.named(tokens, begin, name), one
            if items[-1][-1].family is None or len({id(item[-1].family) for item in items}) > 1:
                return None, None
            first = tokens.index(items[0][-1], begin)
        if any(t.kind in ("other", "stop") for t in tail) or not stands_free(tokens, first):
            return None, None
        return self.named(tokens, begin, name, first), None

    def _inherited(self, tokens: Sequence[Token], begin: int, at: int, role: Role) -> Subject | None:
        """其中基础研究67亿元 after 研发经费, 企业890家 after 对接专家: a word that needs part of the name before."""
        topic, before = self.carried.topic, tokens[begin:at]
        numeral = tokens[at].numeral
        content = [i for i, t in enumerate(before) if t.kind in ("name", "other")]
        if topic is None or numeral is None or len(content) != 1 or role.measure not in ("level", "growth"):
            return None
        token, tags = before[content[0]], tags_of(before[: content[0]])
        if tags_of(before[content[0] + 1 :]) & (GOVERNING - {"reach"}):
            return None
        if token.family is not None and any(
            numeral.counts_in(self.chooser.unit_of(s.indicator)) for s in token.family.senses
        ):
            return None
        if "among" in tags or topic.rule == "subject.inherited":
            whole = self.chooser.by_ending_before(token.text, topic.name)
        elif token.family is None and content[0] > 0 and (before[content[0] - 1].text == "、" or tags & LIST):
            whole = self.chooser.by_shared_beginning(token.text, topic.name)
        else:
            whole = None
        if whole is None:
            return None
        words, family = whole
        own = tags_of(before)
        own = own if own & GOVERNING else own | self.carried.verbs
        return Subject(family, "", own, place_in(before) or topic.place, rule="subject.inherited", name=words)

    def named(self, tokens: Sequence[Token], begin: int, name: int, first: int | None = None) -> Subject:
        """The subject of the name at `name`; `first` is the first name of its list, which what governs it precedes."""
        token = tokens[name]
        assert token.family is not None
        first = name if first is None else first
        own = token.tags | governing(tokens, first) | tags_of(until_numeral(tokens, name + 1))
        goes_on = all(t.kind == "stop" or t.tags & _AROUND for t in tokens[begin:first])
        if not own & GOVERNING and goes_on and (begin > 0 or not own & _OWN_NUMBER):
            # Over a comma only 新增A5家，B3家 goes on; B超过3家 states a number of its own.
            own |= self.carried.verbs
        place = place_in(tokens[begin:first])
        self.carried.place = place or self.carried.place
        return Subject(
            token.family,
            token.level or level_before(tokens, name),
            own,
            self.carried.place,
            rule="subject.name",
            first=self.carried.clean and not any(t.kind == "other" for t in tokens[:first]),
            name=token.text.replace('"', ""),
        )

    def carry(self, before: Sequence[Token], after: Sequence[Token], role: Role) -> Subject | None:
        """The subject of the clauses before, under the words that stand here; None when there is none."""
        topic = self.carried.topic
        if role.measure == "intensity":
            topic = topic or self.carried.before
        own = tags_of(before)
        earlier = self.carried.before
        if topic is None and earlier is not None and own & GOVERNING & {"use", "issue"}:
            # 发放创新券960万元；使用815万元
            topic = earlier if any(s.when & own for s in earlier.family.senses) else None
        elif topic is None and any(t.time is not None for t in before) and own & {"link", "reach", "expected"}:
            # 2023年财政科技支出25亿元；2024年预计达到27亿元
            topic = earlier
        if topic is None:
            return None
        if not own & GOVERNING:
            own |= tags_of(until_numeral(after, 0)) & GOVERNING
        level = next((level for tag, level in LEVELS.items() if tag in own), topic.level)
        if level != topic.level and not any(sense.level == level for sense in topic.family.senses):
            return None
        place = None if role.measure.startswith("rank") else place_in(before)
        tags = own if own & GOVERNING else topic.tags | own
        return replace(topic, tags=tags, level=level, place=place or topic.place, rule="subject.carried")

    def forget(self, before: Sequence[Token]) -> None:
        """An unknown name took the place of the subject; what governs it may govern the names after it."""
        if only_function_words(before):
            return
        self.carried.topic = None
        last = max((i for i, t in enumerate(before) if t.kind == "other"), default=-1)
        if last < 0:
            return
        own = (governing(before, last) | tags_of(before[last + 1 :])) & GOVERNING
        listed = last == 0 or (last == 1 and before[0].kind == "stop")
        self.carried.verbs = own or (self.carried.verbs if listed else frozenset())

    # ---- claims

    def claimed(
        self,
        subject: Subject,
        indicator: str | None,
        numeral: Numeral,
        role: Role,
        before: Sequence[Token],
        after: Sequence[Token],
        compared: TimeExpr | None = None,
        side: Side = "",
    ) -> Claim | None:
        """Makes the claim of a numeral about a subject if unit and measure fit; hands the subject on in any case."""
        carried = self.carried
        compared = compared or carried.compared
        if subject.rule == "subject.name":
            carried.verbs = subject.tags & GOVERNING
        ratio = ""
        if is_landmark(after):
            indicator = None
        elif indicator is None:
            indicator, ratio = self.fitting(subject, numeral, role)
        if indicator is None:
            carried.topic = subject if subject.rule == "subject.name" else carried.topic
            return None
        series = indicator
        if ratio:
            series = self.chooser.series(subject, self.surroundings(numeral)) or ""
        carried.topic = settled(subject, series, role, ratio)
        return self.add(subject, indicator, numeral, role, before, after, compared, side)

    def add(
        self,
        subject: Subject,
        indicator: str,
        numeral: Numeral,
        role: Role,
        before: Sequence[Token],
        after: Sequence[Token],
        compared: TimeExpr | None = None,
        side: Side = "",
        scope: Place | None = None,
    ) -> Claim:
        """Adds the claim, whatever the unit; `before` and `after` are the tokens that hedge and place the numeral."""
        if role.measure.startswith("rank") and scope is None:
            subject, scope = _ranked(subject, before)
        claim = Claim(
            numeral,
            indicator,
            role,
            qualifier_of(numeral, before, after),
            subject.family,
            subject.tags,
            subject.place,
            scope,
            self.carried.time,
            compared,
            side,
            self.carried.expected,
            self.carried.intended,
            f"{subject.rule}/{role.rule}",
        )
        self.claims.append(claim)
        return claim

    def fitting(self, subject: Subject, numeral: Numeral, role: Role) -> tuple[str | None, str]:
        """(indicator, ratio it is of the subject) for a role; (None, '') when unit or measure do not fit."""
        chooser, around = self.chooser, self.surroundings(numeral)
        if role.measure == "intensity" and subject.rule == "subject.carried":
            found = chooser.intensity(subject, around)
            return found, found or ""
        if role.measure == "level" and subject.rule == "subject.carried" and subject.ratio and numeral.base == "%":
            return subject.ratio, subject.ratio
        if role.measure in ("level", "intensity"):
            return chooser.level(subject, numeral, around), ""
        series = "" if role.measure in ("growth", "completion") else subject.ratio
        series = series or chooser.series(subject, around) or ""
        if not series:
            return None, ""
        unit = chooser.unit_of(series)
        fits = True
        if role.measure == "growth":
            fits = unit not in ("%", "rank", "point", "month")
        elif role.measure == "change":
            fits = unit == "%" if numeral.base == "pp" else numeral.counts_in(unit)
            fits = fits and subject.measure != "growth"
        if not fits:
            return None, ""
        return series, subject.ratio if series == subject.ratio else ""


def times_of(sentence: Sentence) -> tuple[TimeExpr, ...]:
    """The different times that a sentence speaks of: if one, a sentence with 其中 after it goes on with it."""
    found: dict[tuple[object, ...], TimeExpr] = {}
    for token in sentence.tokens:
        t = token.time
        if t is not None and not t.compared:
            found.setdefault((t.year, t.offset, t.first, t.last, t.to_year, t.years, t.plan), t)
    return tuple(found.values())


def until_numeral(tokens: Sequence[Token], begin: int) -> list[Token]:
    """The tokens from `begin` to the next numeral, stop or unknown word."""
    found = []
    for token in tokens[begin:]:
        if token.kind in ("numeral", "other", "stop"):
            break
        found.append(token)
    return found


def items_before(tokens: Sequence[Token], begin: int, at: int) -> list[list[Token]]:
    """The members of the list of names that ends right before `at`, without what governs them; A、B等C has one, C."""
    items: list[list[Token]] = [[]]
    for token in reversed(tokens[begin:at]):
        if token.text == "等" and items[0]:
            break
        if token.kind in ("name", "other"):
            items[0].insert(0, token)
        elif (token.kind == "stop" or token.tags & LIST) and items[0]:
            items.insert(0, [])
        elif token.kind in ("stop", "time") or (items[0] and token.tags & GOVERNING):
            break
    return [item for item in items if item]


def is_landmark(after: Sequence[Token]) -> bool:
    """Whether the numeral is a mark that is passed (迈上4万亿元新台阶)."""
    following = next((t for t in after if "adverb" not in t.tags), None)
    return following is not None and "landmark" in following.tags


def ends(after: Sequence[Token]) -> bool:
    """Whether the numeral closes its phrase: no noun follows that it would only describe."""
    for token in after:
        if token.text == "的" or token.kind in ("other", "name"):
            return False
        if not token.tags & _BEFORE_NOUNS:
            return True
    return True


def _ranked(subject: Subject, before: Sequence[Token]) -> tuple[Subject, Place | None]:
    """The subject where it is ranked, and the field of the rank: 新昌居全省第4位, 全省评价中新昌列第4位."""
    names = names_in(before)
    own = before[names[-1] + 1 if names else 0 :]
    verb = next((i for i, t in enumerate(own) if "rank" in t.tags), 0)
    scope = scope_in(own[verb:]) or scope_in([t for t in own[:verb] if t.kind == "word"])
    if scope is None and names:
        named = before[: names[-1]]
        scope = next((scope_in([t]) for s, t in pairwise(named) if s.text == "在"), None)
    region = next((t for t in reversed(own[:verb]) if t.kind == "region"), None)
    if not names and region is not None:
        return replace(subject, place=place_of(region)), scope or subject.place
    return subject, scope
