"""The constructions that say more than one number of one name.

Belongs here, one function each: 从A提高到B, 占…比重, 比…高N个百分点, lists with 分别, growths paired with the
list before them, the name after its number, places with numbers in brackets. Each adds claims to the context, or none
where it is not certain. Does not belong here: the order in which they are tried (clauses.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sources.reports.context import HEDGES_AFTER, LIST, Context, Side, Stated, ends, items_before, until_numeral
from sources.reports.numerals import Numeral
from sources.reports.roles import Measure, Role, role_of, tags_of
from sources.reports.subjects import (
    GOVERNING,
    LEVELS,
    Subject,
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
from sources.reports.tokens import Bracket, Token

_TO = frozenset(("up_to", "down_to"))
TRENDS = frozenset(("up", "down"))
_MODIFIERS = frozenset(("after_at_least", "adverb", "flow", "apply", "act", "build")) | frozenset(LEVELS)
_IN_GROUP = HEDGES_AFTER | LIST | frozenset(("near", "greater", "about", "link"))


def name_after(
    context: Context, tokens: Sequence[Token], begin: int, at: int, stop: int, role: Role
) -> tuple[Stated, int] | None:
    """12家省级综合体, 2家列入优秀众创空间: the name after its number, if it goes no further, and its place."""
    numeral = _numeral(tokens[at])
    name = at + 1
    thing, entering = False, False
    if name < stop and tokens[name].kind == "other":
        thing, entering = context.chooser.is_thing(tokens[name].text)
        name += thing
    modifiers = _MODIFIERS | {"link", "listed"} if thing else _MODIFIERS
    while name < min(stop, at + 6) and tokens[name].kind == "word" and tokens[name].tags & modifiers:
        name += 1
    if name >= stop or tokens[name].family is None:
        return None
    following = until_numeral(tokens, name + 1)
    beyond = name + 1 + len(following)
    if not following and beyond < len(tokens) and tokens[beyond].kind != "stop":
        return None
    if beyond == stop < len(tokens) and not tags_of(following) & LIST:
        return None
    before = tokens[begin:at]
    own = tags_of(tokens[at + 1 : name]) | tags_of([t for t in following if thing or "listed" not in t.tags])
    tags = own if thing and own & GOVERNING else governing(tokens, at) | own
    if thing and not own & GOVERNING and not entering:
        return None
    if entering or (thing and "listed" in own):
        tags = (tags - {"hold", "cumulative"}) | {"flow"}
    if not tags & GOVERNING and before and (before[-1].kind == "stop" or before[-1].tags & LIST):
        tags |= context.carried.verbs
    family, level = tokens[name].family, tokens[name].level or level_before(tokens, name)
    assert family is not None
    place = place_in(before) or context.carried.place
    subject = Subject(family, level, tags, place, rule="subject.after")
    indicator = context.chooser.level(subject, numeral, context.surroundings(numeral))
    if indicator is None or (not tags & GOVERNING and context.chooser.is_stock(indicator)):
        return None
    context.carried.topic = settled(subject, indicator, role)
    context.carried.verbs = tags & GOVERNING
    claim = context.add(subject, indicator, numeral, role, before, tokens[at + 1 : stop])
    return (subject, claim), name


def share(
    context: Context, tokens: Sequence[Token], begin: int, at: int, role: Role, compared: TimeExpr | None
) -> None:
    """占…比重达, 与…之比为, 所占比重为."""
    numeral = _numeral(tokens[at])
    subject, ratio = _ratio(context, tokens, begin, at, role)
    if subject is None or not ends(tokens[at + 1 :]):
        context.carried.topic = None
        return
    series = context.chooser.series(subject, context.surroundings(numeral)) or ""
    context.carried.topic = settled(subject, series, role, ratio)
    level = replace(role, measure="level")
    context.add(subject, ratio, numeral, level, tokens[begin:at], tokens[at + 1 :], compared)


def _ratio(
    context: Context, tokens: Sequence[Token], begin: int, at: int, role: Role
) -> tuple[Subject, str] | tuple[None, str]:
    """The subject and the ratio indicator that the words of a share before `at` mean; (None, '') when unclear."""
    before = tokens[begin:at]
    closing = [i for i, t in enumerate(before) if "share_noun" in t.tags]
    opening = next((i for i, t in enumerate(before) if "share_of" in t.tags and "share_noun" not in t.tags), None)
    if opening is None:
        compares = [i for i, t in enumerate(before[: closing[-1]]) if "compare" in t.tags]
        opening = compares[-1] if compares else closing[-1]
    names = [i for i in names_in(before) if i < opening]
    subject: Subject | None = None
    if names:
        free = stands_free(tokens, begin + names[-1]) and only_function_words(before[names[-1] + 1 : opening])
        if free and len(items_before(tokens, begin, begin + opening)) == 1:
            subject = context.named(tokens, begin, begin + names[-1])
    elif only_function_words(before[:opening]):
        subject = context.carry(before[:opening], (), role)
        subject = subject and replace(subject, tags=subject.tags & GOVERNING)
    end = closing[-1] if closing and closing[-1] > opening else len(before)
    base = context.chooser.base(before[opening + 1 : end])
    if subject is None or base is None:
        return None, ""
    ratio = context.chooser.share(subject, base, context.surroundings(_numeral(_next_numeral(tokens, at))))
    return (subject, ratio) if ratio else (None, "")


def gap(context: Context, tokens: Sequence[Token], begin: int, at: int, role: Role, compared: TimeExpr | None) -> None:
    """比规上工业投资增速高12.9个百分点, 增速高于全省平均2个百分点: only between growths."""
    before = tokens[begin:at]
    numeral = _numeral(tokens[at])
    opening = next(i for i, t in enumerate(before) if t.tags & {"compare", "more_than", "less_than", "greater"})
    own = before[:opening]
    names = names_in(own)
    subject: Subject | None = None
    if names:
        free = stands_free(tokens, begin + names[-1]) and only_function_words(own[names[-1] + 1 :])
        if free and "rate" in tags_of(own):
            subject = context.named(tokens, begin, begin + names[-1])
    elif only_function_words(own) and context.carried.topic is not None:
        subject = (
            context.carried.topic if context.carried.topic.measure in ("growth", "gap", "rank_of_change") else None
        )
    if subject is None or "yoy" in tags_of(before) or not ends(tokens[at + 1 :]):
        return
    series = context.chooser.series(subject, context.surroundings(numeral))
    if series is None or context.chooser.unit_of(series) == "%":
        return
    role = replace(role, basis=role.basis or subject.basis)
    context.carried.topic = settled(subject, series, role)
    context.add(subject, series, numeral, role, before, tokens[at + 1 :], compared)


def is_transition(tokens: Sequence[Token], begin: int, at: int, to: int) -> bool:
    """Whether the numerals at `at` and `to` are the ends of 从A提高到B."""
    last = tokens[at + 1 : to]
    return (
        "from" in tags_of(tokens[begin:at])
        and bool(tags_of(last) & _TO)
        and all(t.kind in ("word", "time") for t in last)
    )


def transition(context: Context, tokens: Sequence[Token], begin: int, at: int, to: int) -> None:
    """从A提高到B, 由第5位上升到第4位: two values of one subject."""
    low, high, after = _numeral(tokens[at]), _numeral(tokens[to]), tokens[to + 1 :]
    if not low.base and not low.word:
        low = replace(low, word=high.word, base=high.base, unit=high.unit, factor=high.factor, step=high.step)
    start = next(i for i in range(at - 1, begin - 1, -1) if "from" in tokens[i].tags)
    role = Role("rank", "role.rank_from_to") if low.form == "rank" else Role("level", "role.from_to")
    if high.base == "%" and "rate" in tags_of(tokens[begin:start]):
        role = Role("growth", "role.rate_from_to")
    context.note(tokens[begin:start])
    subject: Subject | None
    indicator: str | None
    if {"share_of", "share_noun"} & tags_of(tokens[begin:start]):
        subject, indicator = _ratio(context, tokens, begin, start, role)
    else:
        subject, indicator = context.subject(tokens, begin, start, role)
    if subject is None or not ends(after) or low.form != high.form:
        context.carried.topic = None
        return
    subject = replace(subject, tags=subject.tags | {"reach"})
    kept = context.carried.time
    context.note(tokens[start:at])
    side: Side = "to" if any(t.time is not None for t in tokens[start:at]) else "from"
    first = context.claimed(subject, indicator, low, role, tokens[start:at], tokens[at + 1 : to], None, side)
    context.carried.time = kept
    if first is None:
        return
    context.note(tokens[at + 1 : to])
    context.opened = first.time if first.time is not None and first.time.year is not None else None
    second = context.claimed(subject, first.indicator, high, role, tokens[at + 1 : to], after, None, "to")
    if second is not None and second.scope is None:
        context.claims[-1] = replace(second, scope=first.scope)


def after_the_list_before(context: Context, tokens: Sequence[Token], numerals: Sequence[int]) -> bool:
    """A、B，同比增长a、b and A、B，均居第1位: growths or ranks of the levels that the clause before stated.

    As many numbers as levels pair with them; one number with 均 is said of each; anything else is said of none. Gives
    whether this is such a clause, read or not.
    """
    previous = context.carried.previous
    different = {(claim.indicator, claim.place) for _, claim in previous}
    if len(different) < 2 or not only_function_words(tokens) or "each" in tags_of(tokens):
        return False
    role = role_of(_numeral(tokens[numerals[0]]), tokens[: numerals[0]])
    if role is None or role.measure not in ("growth", "change", "rank", "rank_of_change"):
        return False
    context.note(tokens)
    context.carried.topic = None
    trends = TRENDS if role.measure in ("growth", "change") else frozenset[str]()
    group = group_from(tokens, numerals[0], numerals[1:], trends)
    if group != list(numerals):
        return True
    if len(group) == 1 and "all" in tags_of(tokens[: group[0]]):
        group *= len(previous)
    if len(group) == len(previous):
        for at, (subject, claim) in zip(group, previous, strict=True):
            paired = replace(subject, rule="subject.paired")
            numeral, before = _numeral(tokens[at]), tokens[:at] if at == group[0] else tokens[at - 1 : at]
            own = role_of(numeral, before) if before[-1].tags & trends else role
            if own is None or own.measure != role.measure:
                continue
            own = replace(own, basis=role.basis)
            if role.measure == "change" and not _changes(context, claim.indicator, numeral):
                continue
            context.add(paired, claim.indicator, numeral, own, before, tokens[at + 1 :])
    return True


def _changes(context: Context, indicator: str, numeral: Numeral) -> bool:
    """Whether a numeral can be a change of the indicator."""
    unit = context.chooser.unit_of(indicator)
    return unit == "%" if numeral.base == "pp" else numeral.counts_in(unit)


def group_from(
    tokens: Sequence[Token], at: int, waiting: Sequence[int], words: frozenset[str] = frozenset()
) -> list[int]:
    """The numeral at `at` with those that follow it in a bare list, in which words of the classes `words` may stand."""
    group = [at]
    for following in waiting:
        between = tokens[group[-1] + 1 : following]
        if not between or not all(t.kind == "stop" or t.tags & (_IN_GROUP | words) for t in between):
            break
        group.append(following)
    return group


def distribute(context: Context, tokens: Sequence[Token], begin: int, each: int, group: Sequence[int]) -> list[Stated]:
    """A、B分别达a、b: the members of the list take the numbers in turn, or none does."""
    context.note(tokens[begin : group[0]])
    words = [t for t in tokens[begin : group[0]] if t.kind == "word"]
    role = role_of(_numeral(tokens[group[0]]), words)
    subjects = _members(context, tokens, begin, each)
    aspects = _aspects(context, tokens, begin, each, group)
    times: Sequence[TimeExpr | None] = _times(context, tokens, begin, each)
    if aspects and role is not None and role.measure.startswith("rank"):
        return aspects
    if len(subjects) == 1 and len(times) == len(group) > 1:
        subjects = subjects * len(group)
    else:
        times = [context.carried.time] * len(group)
    shared = bool(tokens[each].tags & {"all"}) or tokens[each].text == "同步"
    if len(group) == 1 and subjects and shared:
        times, group = list(times) * len(subjects), list(group) * len(subjects)
    context.carried.topic = None
    if role is None or len(subjects) != len(group) or not ends(tokens[group[-1] + 1 :]):
        return []
    scope = scope_in(tokens[each + 1 : group[0]])
    stated: list[Stated] = []
    for at, member, time in zip(group, subjects, times, strict=True):
        if member is None:
            continue
        context.carried.time = time
        tags = member.tags | tags_of(tokens[each : group[0]])
        subject = replace(member, tags=tags, rule="subject.distributed")
        numeral = with_unit_of(_numeral(tokens[at]), _numeral(tokens[group[-1]]))
        if role.measure == "share":
            indicator = context.chooser.share(subject, "", context.surroundings(numeral))
        else:
            indicator, _ = context.fitting(subject, numeral, role)
        before = tokens[at - 1 : at] if at > group[0] else tokens[each:at]
        own = role_of(numeral, before) if at > group[0] and before[-1].tags & TRENDS else role
        if indicator is None or own is None or own.measure != role.measure:
            continue
        level = replace(role, measure="level") if role.measure == "share" else replace(own, basis=role.basis)
        claim = context.add(subject, indicator, numeral, level, before, tokens[at + 1 :], scope=scope)
        stated.append((replace(subject, indicator=indicator), claim))
    return stated


def each_of(context: Context, tokens: Sequence[Token], begin: int, at: int, waiting: Sequence[int]) -> int | None:
    """Where the list ends that shares the numerals from `at` on: at 分别, at 均, or with its last name."""
    for i in range(begin, at):
        if "each" in tokens[i].tags and not ("all" in tokens[i].tags and len(group_from(tokens, at, waiting)) > 1):
            return i
    last = next((i for i in range(at - 1, begin - 1, -1) if tokens[i].kind == "name"), None)
    if last is None:
        return None
    items = items_before(tokens, begin, at)
    listed = len(items) > 1 and items[-1][-1] is tokens[last]
    shared = next((i for i in range(last + 1, at) if tokens[i].tags & {"all"} or tokens[i].text == "同步"), None)
    places = [t for t in tokens[begin:last] if t.kind == "region"]
    if shared is not None and (listed or len(places) > 1):
        return shared
    group = group_from(tokens, at, waiting)
    paired = listed and len(items) == len(group) and all(len(item) == 1 for item in items[1:])
    return last + 1 if paired and tokens[last + 1].kind == "word" else None


def _aspects(context: Context, tokens: Sequence[Token], begin: int, each: int, group: Sequence[int]) -> list[Stated]:
    """总量和增速分别居第一位、第三位: ranks of one subject and of its growth."""
    own = [t for t in tokens[begin:each] if t.kind != "stop" and not t.tags & LIST]
    topic = context.carried.topic
    if topic is None or len(own) != len(group) or not all(t.tags & {"size", "change_noun"} for t in own):
        return []
    stated = []
    scope = scope_in(tokens[each:])
    for aspect, at in zip(own, group, strict=True):
        measure: Measure = "rank_of_change" if "change_noun" in aspect.tags else "rank"
        indicator = context.chooser.series(topic, context.surroundings(_numeral(tokens[at])))
        if indicator is not None:
            role = Role(measure, f"role.{measure}")
            claim = context.add(topic, indicator, _numeral(tokens[at]), role, (), tokens[at + 1 :], scope=scope)
            stated.append((topic, claim))
    return stated


def _times(context: Context, tokens: Sequence[Token], begin: int, each: int) -> Sequence[TimeExpr | None]:
    """2021年、2022年…分别为: the times that are listed in the clause, or in one of their own before it."""
    return [t.time for t in tokens[begin:each] if t.time is not None and not t.time.compared] or context.carried.times


def with_unit_of(numeral: Numeral, last: Numeral) -> Numeral:
    """388.1、46.2和61.5亿元: a number of a list with the unit that stands at its end."""
    if numeral.word or numeral.base or numeral.form != last.form or numeral.factor != 1:
        return numeral
    return replace(
        numeral, word=last.word, base=last.base, unit=last.unit, factor=last.factor, step=numeral.step * last.factor
    )


def _members(context: Context, tokens: Sequence[Token], begin: int, each: int) -> list[Subject | None]:
    """The members of the list before 分别; those of the clauses before when there is none."""
    items: list[list[Token]] = [[]]
    for token in tokens[begin:each]:
        if token.kind == "stop" or token.tags & LIST:
            items.append([])
        elif token.kind in ("name", "other", "region") or any(tag.startswith("base_") for tag in token.tags):
            items[-1].append(token)
    items = [item for item in items if item]
    if not items:
        return [replace(subject, indicator=claim.indicator) for subject, claim in context.carried.recent]
    if all(item[0].kind == "region" for item in items) and all(len(item) == 1 for item in items[:-1]):
        return _places(context, tokens, begin, items)
    last = items[-1][-1]
    members: list[Subject | None] = []
    for number, item in enumerate(items):
        token = item[-1]
        if token.kind == "name":
            name = tokens.index(token, begin)
            free = len(item) == 1 or (number == 0 and stands_free(tokens, name))
            member = context.named(tokens, begin, name) if free else None
            if member is not None and members and members[0] is not None and not member.tags & GOVERNING:
                member = replace(member, tags=member.tags | (members[0].tags & GOVERNING))
            members.append(member)
        elif token.kind in ("other", "word") and len(item) == 1 and last.kind in ("name", "other"):
            family = context.chooser.by_shared_ending(token.text, last.text)
            place = context.carried.place
            members.append(Subject(family, place=place, rule="subject.distributed") if family else None)
        else:
            members.append(None)
    return members


def _places(
    context: Context, tokens: Sequence[Token], begin: int, items: Sequence[Sequence[Token]]
) -> list[Subject | None]:
    """海曙区、江北区分别…, 海曙区、江北区研发投入强度分别…: one name in several places."""
    last = items[-1]
    subject = context.carried.topic
    if len(last) == 2 and last[1].kind == "name":
        subject = context.named(tokens, begin, tokens.index(last[1], begin))
    elif len(last) > 1:
        subject = None
    if subject is None:
        return [None] * len(items)
    return [replace(subject, place=place_of(item[0])) for item in items]


def listed_places(context: Context, bracket: Bracket) -> None:
    """分别为广东（5099.6亿元）、江苏（…）: a place with its number, of the name that the sentence began with."""
    host = bracket.host
    numerals = [t for t in bracket.tokens if t.kind == "numeral"]
    if host is None or host.kind != "region" or len(numerals) != 1 or not only_function_words(bracket.tokens):
        return
    tokens = context.sentence.tokens
    listing = next((i for i in range(tokens.index(host), -1, -1) if "listing" in tokens[i].tags), -1)
    numeral = _numeral(numerals[0])
    around = context.surroundings(numeral)
    for index in range(listing, -1, -1):
        token = tokens[index]
        if token.family is None or not stands_free(tokens, index):
            continue
        subject = Subject(token.family, token.level, frozenset(), place_of(host), rule="subject.listed")
        indicator = context.chooser.level(subject, numeral, around)
        if indicator is not None:
            times = [t.time for t in tokens[:index] if t.time is not None]
            context.carried.time = times[-1] if times else context.carried.time
            context.add(subject, indicator, numeral, Role("level", "role.listed"), (), ())
        return


def _numeral(token: Token) -> Numeral:
    assert token.numeral is not None
    return token.numeral


def _next_numeral(tokens: Sequence[Token], at: int) -> Token:
    return next(t for t in tokens[at:] if t.numeral is not None)
