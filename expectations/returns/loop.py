"""The way back: which new file answers which return, and what became of the findings.

Belongs here: pure functions of what is known of submissions. The order of matching is documented in docs/returns.md.
Does not belong here: keeping it (warehouse/history.py), return files (marking.py).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import NamedTuple

from expectations.findings import Finding
from expectations.returns.notices import told

_WORDS = (
    r"(?:副本|copy|最终稿?|最终版|终稿|新版|改正?版?|修改[稿版]?|修正[稿版]?|更正[稿版]?|修订[稿版]?|订正[稿版]?|重报|重新报送|再次?报送?|补报|"
    r"已改正?|已修改|已核对|正确版?)"
)
# What is added to the name of a file that comes again: （修改）, -v2, (1), -退回-0123abcd. Bare digits are months.
_OF_A_CORRECTION = re.compile(
    rf"[\s_\-—.·]*(?:(?:退回|回执)-[0-9a-f]{{8}}|[(（\[【](?:\d{{1,2}}|[vV]\d+|{_WORDS}\d*)[)）\]】]|[vV]\d+|{_WORDS}\d?)$"
)


@dataclass(frozen=True, slots=True)
class Sent:
    """What matching needs of a submission. `seq` is the journal's number of its last delivery.

    `restates` is whether a later file of the same dataset and period stands in its place: a report's does not.
    """

    submission_id: str
    department_id: str
    dataset: str
    periods: tuple[str, ...]
    paths: frozenset[str]
    seq: int
    restates: bool = True
    findings: tuple[Finding, ...] = field(default=())


class Loop(NamedTuple):
    """What became of the findings of a return in the file that answers it; counted by place."""

    fixed: int
    still_open: int
    newly_found: int

    def and_also(self, other: Loop) -> Loop:
        """Of two returns that one file answers."""
        return Loop(*(one + two for one, two in zip(self, other, strict=True)))


def answered(new: Sent, open_returns: Sequence[Sent]) -> list[Sent]:
    """The returns that a new file answers: those that match it in the first way in which any does."""
    earlier = [
        one
        for one in open_returns
        if one.department_id == new.department_id and one.submission_id != new.submission_id and one.seq < new.seq
    ]
    ways: tuple[Callable[[Sent], bool], ...] = (
        lambda old: _restated(old, new),
        lambda old: bool(old.paths & new.paths) and not _of_other_periods(old, new),
        lambda old: bool(_stems(old) & _stems(new)) and not _of_other_periods(old, new),
    )
    return next((found for way in ways if (found := [old for old in earlier if way(old)])), [])


def compared(before: Iterable[Finding], after: Iterable[Finding]) -> Loop:
    """What of `before` is fixed, what stands in `after` still, what is new in it.

    A finding stands still if its rule finds the same place again, or says the same of another: rows move.
    """
    old, new = _items(before), _items(after)
    still = 0
    for key in (_whole, _of_place, _of_sentence):
        kept = Counter(map(key, old)) & Counter(map(key, new))
        still += kept.total()
        old, new = _without(old, kept, key), _without(new, kept, key)
    return Loop(len(old), still, len(new))


def number_of(findings: Iterable[Finding]) -> int:
    """How many there are, counted as `compared` does."""
    return len(_items(findings))


class _Item(NamedTuple):
    """A finding at one of its places; those that are not listed have none."""

    rule: str
    place: tuple[str, ...]
    sentence: str


def _items(findings: Iterable[Finding]) -> list[_Item]:
    items = []
    for one in told(list(findings)):
        places: list[tuple[str, ...]] = [tuple(place) for place in one.places]
        places += [()] * max(0 if places else 1, one.failing - len(places))
        items += [_Item(one.rule_id, place, one.sentence_zh) for place in places]
    return sorted(items)


def _whole(item: _Item) -> Hashable:
    return item


def _of_place(item: _Item) -> Hashable:
    return item.rule, item.place


def _of_sentence(item: _Item) -> Hashable:
    return item.rule, item.sentence


def _without(items: list[_Item], kept: Counter[Hashable], key: Callable[[_Item], Hashable]) -> list[_Item]:
    left = Counter(kept)
    rest = []
    for item in items:
        if left[key(item)]:
            left[key(item)] -= 1
        else:
            rest.append(item)
    return rest


def _restated(old: Sent, new: Sent) -> bool:
    same = old.dataset != "" and old.dataset == new.dataset
    return same and old.restates and new.restates and not set(old.periods).isdisjoint(new.periods)


def _of_other_periods(old: Sent, new: Sent) -> bool:
    """Whether both say what they are of, and it is something else: a path is used again every month."""
    if old.dataset and new.dataset and old.dataset != new.dataset:
        return True
    return bool(old.periods and new.periods) and set(old.periods).isdisjoint(new.periods)


def stem_of(path: str) -> str:
    """The name of a file without what people add to it when they send a corrected one."""
    stem = PurePosixPath(path).stem
    while (shorter := _OF_A_CORRECTION.sub("", stem)) != stem and shorter:
        stem = shorter
    return stem


def _stems(sent: Sent) -> set[str]:
    return {stem_of(path) for path in sent.paths}
