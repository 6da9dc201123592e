"""Reading a sentence clause by clause: every quantity gets its name, or stays without one.

Belongs here: what one clause hands on to the next (the subject, the governing words, the time), and the constructions
that join several numerals: lists with 分别, 从A到B, one number for several names, places with numbers in brackets. Does
not belong here: which indicator a name means (subjects.py), what a numeral does (roles.py), periods and values.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from sources.reports.lexicon import Family
from sources.reports.numerals import Numeral
from sources.reports.roles import Qualifier, Role, qualifier_of, role_of, tags_of
from sources.reports.sections import Stance
from sources.reports.subjects import (
    GOVERNING,
    Chooser,
    Place,
    Subject,
    Surroundings,
    governing,
    level_before,
    names_in,
    only_function_words,
    place_in,
    scope_in,
    settled,
    stands_free,
)
from sources.reports.times import TimeExpr
from sources.reports.tokens import Bracket, Sentence, Token

_LIST = frozenset(("conjunction",))
_TO = frozenset(("up_to", "down_to"))
_AROUND = frozenset(
    ("level_nation", "level_province", "level_city", "after_at_least", "after_at_most", "after_about")
)
_OWN_NUMBER = frozenset(("exceed", "link", "about"))
_MODIFIERS = frozenset(
    ("after_at_least", "level_nation", "level_province", "level_city", "adverb", "flow", "apply", "act", "build")
)


@dataclass(frozen=True, slots=True)
class Claim:
    """What one numeral says: an indicator and a role, with all that period, kind, region and value depend on.

    `side` tells the ends of 从A到B. `compared` is the time that a change is counted from when the text names it.
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
    side: Literal["", "from", "to"]
    expected: bool
    intended: bool
    rule: str


@dataclass(slots=True)
class _Carried:
    """What the clauses read so far hand on."""

    topic: Subject | None = None
    before: Subject | None = None
    verbs: frozenset[str] = frozenset()
    previous: list[tuple[Subject, Claim]] = field(default_factory=list)
    recent: list[tuple[Subject, Claim]] = field(default_factory=list)
    time: TimeExpr | None = None
    expected: bool = False
    intended: bool = False
    place: Place | None = None
    clean: bool = True
    clause_before: str = ""


def read_sentence(
    sentence: Sentence, folded: str, paragraph: int, stance: Stance, chooser: Chooser
) -> list[Claim]:
    """The claims of all numerals of a sentence that state an indicator with certainty, in the order of the text.

    `paragraph` is where the sentence's paragraph begins.
    """
    reader = _Reader(sentence, folded, paragraph, stance, chooser)
    for stop, clause in _clauses(sentence.tokens):
        reader.read_clause(stop, clause)
    for bracket in sentence.brackets:
        reader.read_bracket(bracket)
    return sorted(reader.claims, key=lambda claim: (claim.numeral.start, claim.indicator))


def _clauses(tokens: Sequence[Token]) -> list[tuple[str, list[Token]]]:
    """The clauses with the stop before each; 、 ends none."""
    clauses: list[tuple[str, list[Token]]] = [("", [])]
    for token in tokens:
        if token.kind == "stop" and token.text != "、":
            clauses.append((token.text, []))
        else:
            clauses[-1][1].append(token)
    return clauses


class _Reader:
    def __init__(
        self, sentence: Sentence, folded: str, paragraph: int, stance: Stance, chooser: Chooser
    ) -> None:
        self.claims: list[Claim] = []
        self._sentence = sentence
        self._folded = folded
        self._paragraph = paragraph
        self._ahead = stance.ahead
        self._chooser = chooser
        self._carried = _Carried()

    # ---- clauses

    def read_clause(self, stop: str, tokens: list[Token]) -> None:
        carried = self._carried
        if stop in (";", ":"):
            self._carried = carried = _Carried(time=carried.time, before=carried.topic)
        numerals = [i for i, token in enumerate(tokens) if token.kind == "numeral"]
        before = len(self.claims)
        stated: list[tuple[Subject, Claim]] = []
        if not numerals:
            self._note(tokens)
            self._end_quietly(tokens)
        elif paired := self._growths_of_the_list_before(tokens, numerals):
            self.claims += paired
        else:
            stated = self._numerals(tokens, numerals)
            self._end_after(tokens[numerals[-1] + 1 :])
        if len(self.claims) > before or not numerals:
            carried.previous = stated if numerals else []
        carried.recent = [*carried.recent, *stated] if stated or not numerals else []
        carried.clean = carried.clean and not any(t.kind == "other" for t in tokens)
        first = next((t for t in tokens if t.kind not in ("time", "stop")), None)
        carried.clause_before = self._folded[first.start : tokens[-1].end] if first else ""

    def _note(self, tokens: Sequence[Token]) -> TimeExpr | None:
        """Takes over times and the words for expectation; gives the time that a comparison names."""
        compared = None
        for token in tokens:
            if token.time is not None:
                if token.time.compared:
                    compared = token.time
                else:
                    self._carried.time = token.time
            if "expected" in token.tags:
                self._carried.expected = True
            if "intended" in token.tags:
                self._carried.intended = True
        return compared

    def _end_quietly(self, tokens: list[Token]) -> None:
        """A clause without numerals: its name, if it ends in one, is what the next clause speaks of."""
        carried = self._carried
        if only_function_words(tokens):
            return
        names = names_in(tokens)
        last = names[-1] if names else -1
        if names and only_function_words(tokens[last + 1 :]) and stands_free(tokens, last):
            carried.topic = self._named(tokens, 0, last)
        else:
            carried.topic = None
        carried.verbs = frozenset()

    def _end_after(self, rest: Sequence[Token]) -> None:
        """What follows the last numeral of a clause can end the subject."""
        if any(t.kind == "other" for t in rest) or names_in(rest):
            if "landmark" not in tags_of(rest) and not self._is_name_of_last(rest):
                self._carried.topic = None

    def _is_name_of_last(self, rest: Sequence[Token]) -> bool:
        topic = self._carried.topic
        names = [t for t in rest if t.kind == "name"]
        return topic is not None and bool(names) and names[-1].family is topic.family

    # ---- numerals

    def _numerals(self, tokens: list[Token], numerals: list[int]) -> list[tuple[Subject, Claim]]:
        stated: list[tuple[Subject, Claim]] = []
        begin = 0
        waiting = list(numerals)
        while waiting:
            at = waiting.pop(0)
            each = next((i for i in range(begin, at) if "each" in tokens[i].tags), None)
            if each is not None:
                group = self._group(tokens, at, waiting)
                stated += self._distribute(tokens, begin, each, group)
                waiting = [i for i in waiting if i not in group]
                begin = group[-1] + 1
                continue
            if waiting and self._is_transition(tokens, begin, at, waiting[0]):
                to = waiting.pop(0)
                self._transition(tokens, begin, at, to)
                begin = to + 1
                continue
            stop = waiting[0] if waiting else len(tokens)
            found = self._one(tokens, begin, at, stop)
            if found is not None:
                stated.append(found)
            begin = at + 1
            if found is not None and found[0].rule == "subject.after":
                begin = next(i for i in range(at, stop) if tokens[i].family is found[0].family) + 1
        return [(s, c) for s, c in stated if c.role.measure == "level"]

    def _one(self, tokens: list[Token], begin: int, at: int, stop: int) -> tuple[Subject, Claim] | None:
        numeral = tokens[at].numeral
        assert numeral is not None
        before, after = tokens[begin:at], tokens[at + 1 : stop]
        compared = self._note(before)
        role = role_of(numeral, before)
        if role is None:
            self._forget(before)
            return None
        if role.measure == "share":
            return self._share(tokens, begin, at, role, compared)
        if role.measure == "gap":
            return self._gap(tokens, begin, at, role, compared)
        if role.measure == "level" and numeral.unit is not None and numeral.base in ("count", "person", "person-time"):
            found = self._name_after(tokens, begin, at, stop, role)
            if found is not None:
                return found
        subject, indicator = self._subject(tokens, begin, at, role)
        if subject is None:
            self._forget(before)
            return None
        if not _ends(after) and not subject.rule == "subject.after":
            return None
        claims = self._claimed(subject, indicator, numeral, role, before, after, compared)
        return (subject, claims) if claims is not None else None

    def _forget(self, before: Sequence[Token]) -> None:
        if not only_function_words(before):
            self._carried.topic = None
            self._carried.verbs = self._verbs_of_unknown(before)

    def _verbs_of_unknown(self, before: Sequence[Token]) -> frozenset[str]:
        """What governs an unknown name, for the names that follow it in its list."""
        last = max((i for i, t in enumerate(before) if t.kind == "other"), default=-1)
        if last < 0:
            return self._carried.verbs
        own = (governing(before, last) | tags_of(before[last + 1 :])) & GOVERNING
        listed = last == 0 or (last == 1 and before[0].kind == "stop")
        return own or (self._carried.verbs if listed else frozenset())

    def _subject(
        self, tokens: list[Token], begin: int, at: int, role: Role
    ) -> tuple[Subject | None, str | None]:
        """The subject of a numeral, with the indicator where several names together mean one of their own."""
        before = tokens[begin:at]
        names = names_in(before)
        if not names:
            if any(t.kind == "other" for t in before):
                return None, None
            return self._carry(before, tokens[at + 1 :], role), None
        name = begin + names[-1]
        tail = tokens[name + 1 : at]
        family = tokens[name].family
        if family is not None and family.parameter and only_function_words(tail):
            return self._named(tokens, begin, name), None
        items = self._items(tokens, begin, at)
        if len(items) > 1:
            one = self._chooser.together(items, self._folded, governing(tokens, items_start(items, tokens)))
            if one is not None and role.measure == "level":
                return self._named(tokens, begin, name), one
            families = {id(item[-1].family) for item in items}
            if len(families) > 1 or items[-1][-1].family is None:
                return None, None
            name = tokens.index(items[0][-1], begin)
        if any(t.kind in ("other", "stop") for t in tail) or not stands_free(tokens, name):
            return None, None
        return self._named(tokens, begin, begin + names[-1], level_at=name), None

    def _items(self, tokens: list[Token], begin: int, at: int) -> list[list[Token]]:
        """The members of the list of names that ends right before the numeral, without what governs them."""
        items: list[list[Token]] = [[]]
        for index in range(at - 1, begin - 1, -1):
            token = tokens[index]
            if token.text == "等" and items[0]:
                break
            if token.kind in ("name", "other"):
                items[0].insert(0, token)
            elif (token.kind == "stop" or token.tags & _LIST) and items[0]:
                items.insert(0, [])
            elif token.kind == "stop" or token.kind == "time":
                break
            elif items[0] and token.tags & GOVERNING:
                break
        return [item for item in items if item]

    def _named(self, tokens: list[Token], begin: int, name: int, level_at: int | None = None) -> Subject:
        token = tokens[name]
        assert token.family is not None
        first = name if level_at is None else level_at
        own = governing(tokens, first) | tags_of(self._until_numeral(tokens, name + 1))
        tags = own
        if not own & GOVERNING and self._begins_item(tokens, begin, first):
            # Over a comma only 新增A5家，B3家 goes on; B超过3家 states a number of its own.
            tags = own | self._carried.verbs if begin > 0 or not own & _OWN_NUMBER else own
        place = place_in(tokens[begin:first])
        if place is not None:
            self._carried.place = place
        return Subject(
            token.family,
            token.level or level_before(tokens, name),
            tags,
            place or self._carried.place,
            rule="subject.name",
            first=self._carried.clean and not any(t.kind == "other" for t in tokens[:first]),
        )

    @staticmethod
    def _until_numeral(tokens: Sequence[Token], begin: int) -> list[Token]:
        found = []
        for token in tokens[begin:]:
            if token.kind in ("numeral", "other", "stop"):
                break
            found.append(token)
        return found

    @staticmethod
    def _begins_item(tokens: Sequence[Token], begin: int, name: int) -> bool:
        """Whether nothing but a stop or 和 stands between the name and what came before."""
        return all(
            t.kind == "stop" or t.tags & (_LIST | _AROUND) for t in tokens[begin:name]
        )

    def _carry(self, before: Sequence[Token], after: Sequence[Token], role: Role) -> Subject | None:
        topic = self._carried.topic
        if role.measure == "intensity":
            topic = topic or self._carried.before
        if topic is None:
            return None
        own = tags_of(before)
        following = tags_of(self._until_numeral(after, 0)) if not before or not own & GOVERNING else frozenset()
        level = next((lv for tag, lv in _LEVEL_TAGS if tag in own), topic.level)
        new = (own | following) & GOVERNING
        if new:
            return replace(topic, tags=own | following, level=level, rule="subject.carried")
        return replace(topic, tags=topic.tags | own, level=level, rule="subject.carried")

    def _claimed(
        self,
        subject: Subject,
        indicator: str | None,
        numeral: Numeral,
        role: Role,
        before: Sequence[Token],
        after: Sequence[Token],
        compared: TimeExpr | None,
        side: Literal["", "from", "to"] = "",
    ) -> Claim | None:
        """The claim of a numeral about a subject, if the unit and the measure fit; the subject is handed on."""
        around = self._surroundings(numeral)
        if _is_landmark(after):
            self._carried.topic = subject
            return None
        ratio = ""
        if indicator is None:
            indicator, ratio = self._fitting(subject, numeral, role, around)
        carried = self._carried
        if subject.rule == "subject.name":
            carried.verbs = subject.tags & GOVERNING
        if indicator is None:
            carried.topic = subject if subject.rule == "subject.name" else carried.topic
            return None
        series = indicator if not ratio else (self._chooser.series(subject, around) or "")
        carried.topic = settled(subject, series, role, ratio)
        claim = self._claim(subject, indicator, numeral, role, before, after, compared, side)
        self.claims.append(claim)
        return claim

    def _claim(
        self,
        subject: Subject,
        indicator: str,
        numeral: Numeral,
        role: Role,
        before: Sequence[Token],
        after: Sequence[Token],
        compared: TimeExpr | None,
        side: Literal["", "from", "to"] = "",
        scope: Place | None = None,
    ) -> Claim:
        if role.measure.startswith("rank") and scope is None:
            subject, scope = _ranked(subject, before)
        return Claim(
            *(numeral, indicator, role, qualifier_of(numeral, before, after), subject.family, subject.tags),
            *(subject.place, scope, self._carried.time, compared, side),
            *(self._carried.expected, self._carried.intended, f"{subject.rule}/{role.rule}"),
        )

    def _fitting(
        self, subject: Subject, numeral: Numeral, role: Role, around: Surroundings
    ) -> tuple[str | None, str]:
        """(indicator, ratio it is of the subject) for a role; (None, '') when unit or measure do not fit."""
        chooser = self._chooser
        if role.measure == "intensity" and subject.rule == "subject.carried":
            found = chooser.intensity(subject, around)
            return found, found or ""
        if role.measure in ("level", "intensity"):
            return chooser.level(subject, numeral, around), ""
        series = subject.ratio if role.measure in ("change", "rank_of_change") and subject.ratio else ""
        series = series or chooser.series(subject, around) or ""
        if not series:
            return None, ""
        unit = chooser.unit_of(series)
        if role.measure == "growth":
            fits = unit not in ("%", "rank", "point", "month")
        elif role.measure == "change":
            fits = unit == "%" if numeral.base == "pp" else numeral.counts_in(unit)
            fits = fits and subject.measure != "growth"
        else:
            fits = True
        if not fits:
            return None, ""
        return series, subject.ratio if series == subject.ratio else ""

    def _surroundings(self, numeral: Numeral) -> Surroundings:
        place = numeral.start
        return Surroundings(
            self._folded[self._sentence.start : place],
            self._folded[self._paragraph : max(place, self._sentence.end)],
            self._carried.clause_before,
            self._ahead,
        )

    # ---- constructions

    def _name_after(
        self, tokens: list[Token], begin: int, at: int, stop: int, role: Role
    ) -> tuple[Subject, Claim] | None:
        """12家省级综合体, 2家列入优秀众创空间: the name after the number, when it goes no further."""
        numeral = tokens[at].numeral
        assert numeral is not None
        name = at + 1
        while name < stop and name < at + 5 and tokens[name].kind == "word" and tokens[name].tags & _MODIFIERS:
            name += 1
        if name >= stop or tokens[name].kind != "name":
            return None
        following = self._until_numeral(tokens, name + 1)
        beyond = name + 1 + len(following)
        if beyond == name + 1 and beyond < len(tokens) and tokens[beyond].kind != "stop":
            return None
        if stop < len(tokens) and beyond == stop and not tags_of(following) & _LIST:
            return None
        before = tokens[begin:at]
        family, level = tokens[name].family, tokens[name].level or level_before(tokens, name)
        assert family is not None
        tags = governing(tokens, at) | tags_of(tokens[at + 1 : name])
        tags |= frozenset().union(*(t.tags for t in following if "listed" not in t.tags))
        if not tags & GOVERNING and before and (before[-1].kind == "stop" or before[-1].tags & _LIST):
            tags |= self._carried.verbs
        place = place_in(before) or self._carried.place
        subject = Subject(family, level, tags, place, rule="subject.after")
        indicator = self._chooser.level(subject, numeral, self._surroundings(numeral))
        if indicator is None or (not tags & GOVERNING and self._chooser.is_stock(indicator)):
            return None
        self._carried.topic = settled(subject, indicator, role)
        self._carried.verbs = tags & GOVERNING
        claim = self._claim(subject, indicator, numeral, role, before, tokens[at + 1 : stop], None)
        self.claims.append(claim)
        return subject, claim

    def _share(
        self, tokens: list[Token], begin: int, at: int, role: Role, compared: TimeExpr | None
    ) -> tuple[Subject, Claim] | None:
        """占…比重达, 与…之比为, 所占比重为."""
        before = tokens[begin:at]
        numeral = tokens[at].numeral
        assert numeral is not None
        closing = [i for i, t in enumerate(before) if "share_noun" in t.tags]
        opening = next((i for i, t in enumerate(before) if "share_of" in t.tags and "share_noun" not in t.tags), None)
        if opening is None and closing:
            compares = [i for i, t in enumerate(before[: closing[-1]]) if "compare" in t.tags]
            opening = compares[-1] if compares else closing[-1]
        assert opening is not None
        names = [i for i in names_in(before) if i < opening]
        if names:
            tail = before[names[-1] + 1 : opening]
            free = stands_free(tokens, begin + names[-1]) and only_function_words(tail)
            alone = len(self._items(tokens, begin, begin + opening)) == 1
            subject = self._named(tokens, begin, begin + names[-1]) if free and alone else None
        elif only_function_words(before[:opening]):
            subject = self._carry(before[:opening], (), role)
            subject = subject and replace(subject, tags=subject.tags & GOVERNING)
        else:
            subject = None
        end = closing[-1] if closing and closing[-1] > opening else len(before)
        base = self._chooser.base(before[opening + 1 : end])
        around = self._surroundings(numeral)
        ratio = self._chooser.share(subject, base, around) if subject is not None and base is not None else None
        if subject is None or ratio is None or not _ends(tokens[at + 1 :]):
            self._carried.topic = None
            return None
        series = self._chooser.series(subject, around) or ""
        self._carried.topic = settled(subject, series, role, ratio)
        after = tokens[at + 1 :]
        claim = self._claim(subject, ratio, numeral, replace(role, measure="level"), before, after, compared)
        self.claims.append(claim)
        return None

    def _gap(
        self, tokens: list[Token], begin: int, at: int, role: Role, compared: TimeExpr | None
    ) -> tuple[Subject, Claim] | None:
        """比规上工业投资增速高12.9个百分点, 增速高于全省平均2个百分点: only between growths."""
        before = tokens[begin:at]
        numeral = tokens[at].numeral
        assert numeral is not None
        opening = next(
            (i for i, t in enumerate(before) if t.tags & {"compare", "more_than", "less_than"}), len(before)
        )
        names = [i for i in names_in(before) if i < opening]
        own = before[:opening]
        if names:
            free = stands_free(tokens, begin + names[-1]) and only_function_words(own[names[-1] + 1 :])
            subject = self._named(tokens, begin, begin + names[-1]) if free and "rate" in tags_of(own) else None
        elif only_function_words(own):
            subject = self._carried.topic
            if subject is not None and subject.measure not in ("growth", "gap"):
                subject = None
        else:
            subject = None
        if subject is None or "yoy" in tags_of(before) or not _ends(tokens[at + 1 :]):
            return None
        around = self._surroundings(numeral)
        series = self._chooser.series(subject, around)
        if series is None or self._chooser.unit_of(series) == "%":
            return None
        role = replace(role, basis=role.basis or subject.basis)
        self._carried.topic = settled(subject, series, role)
        claim = self._claim(subject, series, numeral, role, before, tokens[at + 1 :], compared)
        self.claims.append(claim)
        return None

    def _is_transition(self, tokens: list[Token], begin: int, at: int, to: int) -> bool:
        first, last = tokens[begin:at], tokens[at + 1 : to]
        return (
            "from" in tags_of(first)
            and bool(tags_of(last) & _TO)
            and only_function_words(last)
            and tokens[at].numeral is not None
            and not any(t.kind == "stop" for t in last)
        )

    def _transition(self, tokens: list[Token], begin: int, at: int, to: int) -> None:
        """从A提高到B, 由第5位上升到第4位: two values of one subject."""
        low, high = tokens[at].numeral, tokens[to].numeral
        assert low is not None
        assert high is not None
        if not low.base and not low.word:
            low = replace(low, word=high.word, base=high.base, unit=high.unit, factor=high.factor, step=high.step)
        start = next(i for i in range(at - 1, begin - 1, -1) if "from" in tokens[i].tags)
        role = Role("rank", "role.rank_from_to") if low.form == "rank" else Role("level", "role.from_to")
        self._note(tokens[begin:start])
        subject, indicator = self._subject(tokens, begin, start, role)
        after = tokens[to + 1 :]
        if subject is None or not _ends(after) or (low.form == "rank") != (high.form == "rank"):
            self._carried.topic = None
            return
        subject = replace(subject, tags=subject.tags | {"reach"})
        kept = self._carried.time
        self._note(tokens[start:at])
        first = self._claimed(
            subject, indicator, low, role, tokens[start:at], tokens[at + 1 : to], None, "from"
        )
        self._carried.time = kept
        if first is None:
            return
        self._note(tokens[at + 1 : to])
        second = self._claimed(
            subject, first.indicator, high, role, tokens[at + 1 : to], after, None, "to"
        )
        if second is not None and second.scope is None:
            self.claims[-1] = replace(second, scope=first.scope)

    def _growths_of_the_list_before(self, tokens: list[Token], numerals: list[int]) -> list[Claim]:
        """A、B，同比增长a、b: as many growths as the clause before stated levels."""
        previous = self._carried.previous
        if len(previous) < 2 or not only_function_words(tokens) or "each" in tags_of(tokens):
            return []
        first = tokens[numerals[0]].numeral
        assert first is not None
        role = role_of(first, tokens[: numerals[0]])
        if role is None or role.measure != "growth":
            return []
        self._note(tokens)
        group = self._group(tokens, numerals[0], numerals[1:])
        if len(group) != len(previous) or group != numerals:
            self._carried.topic = None
            return []
        claims = []
        for at, (subject, claim) in zip(group, previous, strict=True):
            numeral = tokens[at].numeral
            assert numeral is not None
            subject = replace(subject, rule="subject.paired")
            claims.append(
                self._claim(subject, claim.indicator, numeral, role, tokens[max(0, at - 1) : at], tokens[at + 1 :], None)
            )
        self._carried.topic = None
        return claims

    def _group(self, tokens: list[Token], at: int, waiting: Sequence[int]) -> list[int]:
        """The numeral at `at` with those that follow it in a bare list."""
        group = [at]
        for following in waiting:
            between = tokens[group[-1] + 1 : following]
            hedges = {"after_at_least", "after_about", "after_at_most", "near", "greater", "about", "link"} | _LIST
            if not between or not all(t.kind == "stop" or t.tags & hedges for t in between):
                break
            group.append(following)
        return group

    def _distribute(
        self, tokens: list[Token], begin: int, each: int, group: list[int]
    ) -> list[tuple[Subject, Claim]]:
        """A、B分别达a、b: the members of the list take the numbers in turn, or none does."""
        self._note(tokens[begin : group[0]])
        first = tokens[group[0]].numeral
        assert first is not None
        words = [t for t in tokens[begin : group[0]] if t.kind == "word"]
        role = role_of(first, words)
        subjects = self._members(tokens, begin, each)
        if role is None or len(subjects) != len(group) or not _ends(tokens[group[-1] + 1 :]):
            self._carried.topic = None
            return []
        scope = scope_in(tokens[each + 1 : group[0]])
        stated = []
        for at, subject in zip(group, subjects, strict=True):
            numeral = tokens[at].numeral
            assert numeral is not None
            if subject is None:
                continue
            subject = replace(
                subject, tags=subject.tags | tags_of(tokens[each : group[0]]), rule="subject.distributed"
            )
            around = self._surroundings(numeral)
            if role.measure == "share":
                indicator = self._chooser.share(subject, "", around)
            else:
                indicator, _ = self._fitting(subject, numeral, role, around)
            if indicator is None:
                continue
            stated_role = replace(role, measure="level") if role.measure == "share" else role
            previous = tokens[at - 1 : at] if at > group[0] else tokens[each:at]
            claim = self._claim(
                *(subject, indicator, numeral, stated_role, previous, tokens[at + 1 :], None), scope=scope
            )
            self.claims.append(claim)
            stated.append((replace(subject, indicator=indicator), claim))
        self._carried.topic = None
        return stated

    def _members(self, tokens: list[Token], begin: int, each: int) -> list[Subject | None]:
        """The members of the list before 分别; those of the clause before when there is none."""
        items: list[list[Token]] = [[]]
        for token in tokens[begin:each]:
            if token.kind == "stop" or (token.tags & _LIST and items[-1]):
                items.append([])
            elif token.kind in ("name", "other", "region"):
                items[-1].append(token)
        items = [item for item in items if item]
        if not items:
            return [replace(subject, indicator=claim.indicator) for subject, claim in self._carried.recent]
        if all(len(item) == 1 and item[0].kind == "region" for item in items):
            return [self._in_place(item[0]) for item in items]
        last = items[-1][-1]
        members: list[Subject | None] = []
        for number, item in enumerate(items):
            token = item[-1]
            if token.kind == "name":
                name = tokens.index(token, begin)
                free = len(item) == 1 or (number == 0 and stands_free(tokens, name))
                members.append(self._named(tokens, begin, name) if free else None)
            elif token.kind == "other" and len(item) == 1 and last.kind == "name":
                family = self._chooser.by_shared_ending(token.text, last.text)
                place = self._carried.place
                members.append(Subject(family, place=place, rule="subject.distributed") if family else None)
            else:
                members.append(None)
        return members

    def _in_place(self, token: Token) -> Subject | None:
        topic = self._carried.topic
        if topic is None:
            return None
        code = token.region.region_code if token.region else ""
        return replace(topic, place=Place(name=token.region_name, code=code))

    def read_bracket(self, bracket: Bracket) -> None:
        """分别为广东（5099.6亿元）、江苏（…）: a place with its number, of the name that the sentence began with."""
        host = bracket.host
        numerals = [t for t in bracket.tokens if t.kind == "numeral"]
        if host is None or host.kind != "region" or len(numerals) != 1 or not only_function_words(bracket.tokens):
            return
        tokens = list(self._sentence.tokens)
        end = tokens.index(host)
        listing = next((i for i in range(end, -1, -1) if "listing" in tokens[i].tags), None)
        numeral = numerals[0].numeral
        if listing is None or numeral is None:
            return
        around = self._surroundings(numeral)
        for index in range(listing, -1, -1):
            token = tokens[index]
            if token.family is None or not stands_free(tokens, index):
                continue
            place = Place(name=host.region_name, code=host.region.region_code if host.region else "")
            subject = Subject(token.family, token.level, frozenset(), place, rule="subject.listed")
            role = Role("level", "role.listed")
            indicator = self._chooser.level(subject, numeral, around)
            if indicator is not None:
                self._carried.time = next(
                    (t.time for t in reversed(tokens[:index]) if t.time is not None), self._carried.time
                )
                self.claims.append(self._claim(subject, indicator, numeral, role, (), (), None))
            return


_LEVEL_TAGS = (("level_nation", "nation"), ("level_province", "province"), ("level_city", "city"))


def items_start(items: Sequence[Sequence[Token]], tokens: Sequence[Token]) -> int:
    """Where the first member of a list stands among the tokens."""
    return list(tokens).index(items[0][0])


def _ranked(subject: Subject, before: Sequence[Token]) -> tuple[Subject, Place | None]:
    """The subject where it is ranked, and the field of the rank: 新昌居全省第4位, 全省评价中新昌列第4位."""
    names = names_in(before)
    own = before[names[-1] + 1 if names else 0 :]
    verb = next((i for i, t in enumerate(own) if "rank" in t.tags), 0)
    scope = scope_in(own[verb:])
    if not names and (place := place_in(own[:verb])) is not None and place.name:
        return replace(subject, place=place), scope or subject.place
    return subject, scope


def _is_landmark(after: Sequence[Token]) -> bool:
    """Whether the numeral is a mark that is passed (迈上4万亿元新台阶)."""
    following = next((t for t in after if "adverb" not in t.tags), None)
    return following is not None and "landmark" in following.tags


def _ends(after: Sequence[Token]) -> bool:
    """Whether the numeral closes its phrase: no noun follows that it would only describe."""
    for token in after:
        if token.tags & {"after_at_least", "after_at_most", "after_about"}:
            continue
        return token.kind not in ("other", "name") and token.text != "的"
    return True
