"""What a numeral does in its clause: a level, a growth, a change, a gap, a rank; and how firmly it stands.

Belongs here: reading measure, sign and hedge off the function words around one numeral. Does not belong here: of what
(subjects.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from sources.reports.numerals import Numeral
from sources.reports.tokens import Token

Measure = Literal[
    "level", "share", "intensity", "growth", "change", "gap", "rank", "rank_of_change", "rank_percentile", "completion"
]
Qualifier = Literal["=", ">=", ">", "<=", "<", "~", "range"]
_HEDGES_BEFORE = frozenset(("at_least", "at_most", "greater", "near", "about"))
_TREND = frozenset(("up", "down", "up_to", "down_to", "link", "rate"))


@dataclass(frozen=True, slots=True)
class Role:
    """`measure` before it is known whether of one year or several; `basis` says which words tell that, if any do.

    `sign` is -1 for a decrease, and for less than another series.
    """

    measure: Measure
    rule: str
    sign: int = 1
    basis: Literal["", "yoy", "average"] = ""


def tags_of(tokens: Sequence[Token]) -> frozenset[str]:
    """All classes of the words among `tokens`."""
    return frozenset().union(*(t.tags for t in tokens))


def role_of(numeral: Numeral, before: Sequence[Token]) -> Role | None:
    """The role of a numeral from the tokens of its clause between the numeral before it and itself; None if unclear."""
    tags = tags_of(before)
    basis: Literal["", "yoy", "average"] = "average" if "average" in tags else "yoy" if "yoy" in tags else ""
    if numeral.form == "percentile":
        return Role("rank_percentile", "role.percentile")
    if numeral.form == "rank":
        return _rank(tags)
    if numeral.base == "%" and "goal" in tags and before[-1].text == "的" and {"share_of", "link", "reach"} & tags:
        return Role("completion", "role.completion_of_goal")
    if numeral.base == "%" and {"share_of", "share_noun"} & tags and numeral.word != "倍":
        return _share(before, tags)
    if "completion" in tags and "goal" in tags and numeral.base == "%":
        return Role("completion", "role.completion")
    trend, sign = _trend(before)
    if numeral.base == "pp":
        if "decline" in tags and {"more_than", "less_than"} & tags:
            return Role("gap", "role.gap_of_declines", 1 if "less_than" in tags else -1)
        if {"more_than", "less_than"} & tags or _exceeds(before) or ("compare" in tags and {"more", "less"} & tags):
            return Role("gap", "role.gap", -1 if {"less_than", "less"} & tags else 1)
        return Role("change", "role.change", sign, basis) if trend in ("up", "down") else None
    if numeral.base == "%":
        if trend in ("up", "down"):
            return Role("growth", "role.growth", sign, basis)
        if trend == "rate" or "rate" in tags:
            return Role("growth", "role.growth_rate", 1, basis)
        if numeral.word == "倍" or basis:
            return None
        return Role("intensity" if "intensity" in tags else "level", "role.level")
    if trend in ("up", "down"):
        return Role("change", "role.change", sign, basis) if basis != "average" else None
    return None if basis else Role("level", "role.level")


def _exceeds(before: Sequence[Token]) -> bool:
    """超过一般公共预算支出增幅5.6个百分点: more than another rate, not more than so many points."""
    at = next((i for i, t in enumerate(before) if "greater" in t.tags), len(before) - 1)
    return at < len(before) - 1 and "rate" in tags_of(before[at + 1 :])


def _rank(tags: frozenset[str]) -> Role | None:
    if not tags & {"rank", "nation", "whole", "part", "up_to", "down_to", "from"}:
        return None
    if "change_noun" in tags:
        return Role("rank_of_change", "role.rank_of_change")
    return Role("rank", "role.rank")


def _share(before: Sequence[Token], tags: frozenset[str]) -> Role | None:
    """占…比重达N% is a share; 占比提高到N% too; 占比增长N% is none."""
    trend, _ = _trend(before)
    return None if trend in ("up", "down") or "rate" in tags else Role("share", "role.share")


def _trend(before: Sequence[Token]) -> tuple[str, int]:
    """The class of the last word that says where a value goes (up, down, up_to, down_to, rate, none), and its sign."""
    for token in reversed(before):
        found = token.tags & _TREND
        if not found:
            continue
        for name in ("up", "down", "up_to", "down_to"):
            if name in found:
                return name, -1 if name.startswith("down") else 1
        if "rate" in found:
            return "rate", 1
    return "", 1


def _governed(before: Sequence[Token]) -> Sequence[Token]:
    """The tokens of the numeral's own phrase: after the last stop."""
    stops = [i for i, t in enumerate(before) if t.kind == "stop"]
    return before[stops[-1] + 1 :] if stops else before


def qualifier_of(numeral: Numeral, before: Sequence[Token], after: Sequence[Token]) -> Qualifier:
    """How firmly the numeral stands: the hedge right before it, else right after it, else inside (多, 余)."""
    if numeral.form == "percentile":
        return "<="
    if numeral.high is not None:
        return "range"
    left = before[-1].tags if before else frozenset()
    if not left & _HEDGES_BEFORE and any("at_least" in t.tags for t in _governed(before)):
        return ">="
    right = after[0].tags if after else frozenset()
    if "at_least" in left or "after_at_least" in right:
        return ">" if "greater" in left else ">="
    if "at_most" in left or "after_at_most" in right:
        return "<="
    if "greater" in left or numeral.more:
        return ">"
    if "near" in left:
        return "<"
    if "about" in left or "after_about" in right:
        return "~"
    return "="
