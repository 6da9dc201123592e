"""Reading a sentence clause by clause: every quantity gets its name, or stays without one.

Belongs here: the order of reading, and what the end of a clause does to the subject. Does not belong here: which
indicator a name means (subjects.py), what a numeral does (roles.py), constructions of several numerals
(constructions.py), periods and values.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sources.reports.constructions import (
    TRENDS,
    after_the_list_before,
    distribute,
    each_of,
    gap,
    group_from,
    is_transition,
    listed_places,
    name_after,
    share,
    transition,
)
from sources.reports.context import LIST, Carried, Claim, Context, Stated, ends
from sources.reports.roles import role_of, tags_of
from sources.reports.subjects import names_in, only_function_words, stands_free
from sources.reports.tokens import Token

_COUNTED = ("count", "person", "person-time")


def read_sentence(context: Context) -> list[Claim]:
    """The claims of all numerals of a sentence that state an indicator with certainty, in the order of the text."""
    sentence = context.sentence
    for stop, clause in clauses_of(sentence.tokens):
        _read_clause(context, stop, clause)
    for bracket in sentence.brackets:
        listed_places(context, bracket)
    return sorted(context.claims, key=lambda claim: (claim.numeral.start, claim.indicator))


def clauses_of(tokens: Sequence[Token]) -> list[tuple[str, list[Token]]]:
    """The clauses with the stop before each; 、 ends none."""
    clauses: list[tuple[str, list[Token]]] = [("", [])]
    for token in tokens:
        if token.kind == "stop" and token.text != "、":
            clauses.append((token.text, []))
        else:
            clauses[-1][1].append(token)
    return [clause for clause in clauses if clause[1]]


def _read_clause(context: Context, stop: str, tokens: list[Token]) -> None:
    if stop in (";", ":"):
        aim = stop == ":" and context.named_a_goal
        context.carried = Carried(
            time=context.carried.time, before=context.carried.topic, intended=context.carried.intended or aim
        )
    carried = context.carried
    times = tuple(t.time for t in tokens if t.time is not None)
    context.named_a_goal = "goal" in tags_of(tokens)
    numerals = [i for i, token in enumerate(tokens) if token.kind == "numeral"]
    found = len(context.claims)
    stated: list[Stated] = []
    if not numerals:
        carried.compared = context.note(tokens)
        _end_quietly(context, tokens)
    elif not after_the_list_before(context, tokens, numerals):
        stated = _read_numerals(context, tokens, numerals)
        _end_after(context, tokens[numerals[-1] + 1 :])
    if len(context.claims) > found or not numerals:
        carried.previous = stated
    carried.recent = [*carried.recent, *stated] if stated or not numerals else []
    only_times = not numerals and len(times) > 1 and all(t.kind in ("time", "stop") or t.tags & LIST for t in tokens)
    carried.times = times if only_times else ()
    if numerals:
        carried.compared, context.opened = context.opened, None
    carried.clean = carried.clean and not any(t.kind == "other" for t in tokens)
    first = next((t for t in tokens if t.kind not in ("time", "stop")), None)
    carried.clause_before = context.folded[first.start : tokens[-1].end] if first else ""


def _end_quietly(context: Context, tokens: Sequence[Token]) -> None:
    """A clause without numerals: its name, if it ends in one, is what the next clause speaks of."""
    if only_function_words(tokens):
        return
    names = names_in(tokens)
    whole = bool(names) and only_function_words(tokens[names[-1] + 1 :]) and stands_free(tokens, names[-1])
    context.carried.topic = context.named(tokens, 0, names[-1]) if whole else None
    context.carried.verbs = frozenset()


def _end_after(context: Context, rest: Sequence[Token]) -> None:
    """What follows the last numeral of a clause can end the subject."""
    topic = context.carried.topic
    if only_function_words(rest) or "landmark" in tags_of(rest):
        return
    names = names_in(rest)
    if topic is None or not names or rest[names[-1]].family is not topic.family:
        context.carried.topic = None


def _read_numerals(context: Context, tokens: list[Token], numerals: Sequence[int]) -> list[Stated]:
    """Reads the numerals of a clause in turn; gives the levels that it states."""
    stated: list[Stated] = []
    begin = 0
    waiting = list(numerals)
    while waiting:
        at = waiting.pop(0)
        each = each_of(context, tokens, begin, at, waiting)
        if each is not None:
            group = group_from(tokens, at, waiting, TRENDS)
            if len(group) > 1 and "each" not in tokens[each].tags and "all" in tokens[each].tags:
                group = group[:1]
            stated += distribute(context, tokens, begin, each, group)
            waiting = [i for i in waiting if i not in group]
            begin = group[-1] + 1
        elif waiting and is_transition(tokens, begin, at, waiting[0]):
            to = waiting.pop(0)
            transition(context, tokens, begin, at, to)
            begin = to + 1
        else:
            found, begin = _read_one(context, tokens, begin, at, waiting[0] if waiting else len(tokens))
            stated += found
    return [(subject, claim) for subject, claim in stated if claim.role.measure == "level"]


def _read_one(context: Context, tokens: list[Token], begin: int, at: int, stop: int) -> tuple[list[Stated], int]:
    """Reads the numeral at `at` with the tokens from `begin`; gives what it states and where the next one's begin."""
    if begin > 0 and tokens[begin - 1].kind == "numeral" and tokens[begin].text == "的" and begin < at:
        return [], at + 1  # 营收超10亿元的有98家: only some of the subject
    numeral = tokens[at].numeral
    assert numeral is not None
    before, after = tokens[begin:at], tokens[at + 1 : stop]
    compared = context.note(before)
    role = role_of(numeral, before)
    if role is not None and role.measure == "share":
        share(context, tokens, begin, at, role, compared)
        return [], at + 1
    if role is not None and role.measure == "gap":
        gap(context, tokens, begin, at, role, compared)
        return [], at + 1
    if role is not None and role.measure == "level" and numeral.base in _COUNTED:
        named = name_after(context, tokens, begin, at, stop, role)
        if named is not None:
            return [named[0]], named[1] + 1
    subject, indicator = context.subject(tokens, begin, at, role) if role is not None else (None, None)
    if role is not None and subject is not None and subject.rate and role.measure == "rank":
        role = replace(role, measure="rank_of_change", rule="role.rank_of_rate")
    if role is None or subject is None:
        context.forget(before)
        return [], at + 1
    if not ends(after):
        return [], at + 1
    claim = context.claimed(subject, indicator, numeral, role, before, after, compared)
    if claim is not None and role.measure == "rank_of_change" and {"size", "all"} <= tags_of(before):
        # 总量和增速均居第5位 says two things.
        context.add(subject, claim.indicator, numeral, replace(role, measure="rank"), before, after)
    return [(subject, claim)] if claim is not None else [], at + 1
