"""Which part of a report looks back and which ahead, and the time that its sentences speak of unless they say.

Belongs here: the stance of each line, from headings and from the words that begin a paragraph (sections.yml). Does not
belong here: the time that a sentence itself states (periods.py).
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from sources.reports.frame import Frame

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")}
_PLAN = re.compile(r"十([一二三四五六七八九])(?:五|个五年规划)")
_SENTENCE = re.compile(r"[^。!?]*[。!?]?")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)年")


@dataclass(frozen=True, slots=True)
class Stance:
    """A plan (`ahead`) or a review; its sentences speak of the years `first`..`last` unless they say otherwise."""

    ahead: bool
    first: int
    last: int

    @property
    def years(self) -> bool:
        """Whether several years are spoken of."""
        return self.first != self.last


@dataclass(frozen=True, slots=True)
class Line:
    """A line `start:end` of the text with its stance and the heading that it stands under ('' before the first)."""

    start: int
    end: int
    stance: Stance
    heading: str


def plan_years(ordinal: int) -> tuple[int, int]:
    """The first and last year of the nation's five-year plan of that ordinal: 14 -> 2021, 2025."""
    return 1951 + 5 * ordinal, 1955 + 5 * ordinal


def plan_around(year: int) -> tuple[int, int]:
    """The five-year plan that a year lies in."""
    return plan_years((year - 1951) // 5)


@functools.cache
def _cues() -> dict[str, dict[str, re.Pattern[str]]]:
    stated: dict[str, Any] = yaml.load(
        (Path(__file__).parent / "sections.yml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader
    )
    return {group: {name: re.compile(p) for name, p in cues.items()} for group, cues in stated.items()}


def lines_of(folded: str, frame: Frame) -> Iterator[Line]:
    """Every line of the text that is not blank, with its stance."""
    cues = _cues()
    headed = any(cues["headings"]["ahead"].search(text) for _, _, text in _lines(folded) if _is_heading(text))
    stance, under = Stance(False, frame.year, frame.year), ""
    for start, end, text in _lines(folded):
        heading = _is_heading(text)
        stance = _of_heading(text, stance, frame) if heading else _of_paragraph(text, stance, frame, headed)
        under = text if heading else under
        yield Line(start, end, stance, under)


def _lines(folded: str) -> Iterator[tuple[int, int, str]]:
    for match in re.finditer(r"[^\n\r]+", folded):
        if text := match.group().strip():
            yield match.start(), match.end(), text


def _is_heading(text: str) -> bool:
    cues = _cues()["headings"]
    numbered_or_titled = cues["heading"].match(text) or cues["title"].match(text)
    return len(text) <= 60 and bool(numbered_or_titled) and text[-1] not in "。;"


def _of_heading(text: str, before: Stance, frame: Frame) -> Stance:
    cues = _cues()["headings"]
    year = next((int(y) for y in _YEAR.findall(text)), None)
    plan = _plan(text)
    ahead, back = cues["ahead"].search(text), cues["back"].search(text)
    if year is not None:
        forward = year > frame.year or (year == frame.ahead and ahead is not None and not back)
        if plan is not None and not forward and _PLAN.search(text[: text.index(f"{year}年")]):
            return Stance(False, *plan)
        return Stance(forward, year, year)
    if plan is not None:
        return Stance(plan[0] > frame.year, *plan)
    if back and not ahead:
        return Stance(False, frame.year, frame.year)
    if ahead and not back:
        return Stance(True, frame.ahead, frame.ahead)
    return before


def _of_paragraph(text: str, before: Stance, frame: Frame, headed: bool) -> Stance:
    cues = _cues()
    begin = "".join(_SENTENCE.findall(cues["salutation"]["any"].sub("", text)[:120])[:2])
    if not before.ahead and not headed and cues["anywhere"]["ahead"].search(text):
        return Stance(True, frame.ahead, frame.ahead)
    plan = _plan(begin)
    # A year ahead is not left for the years around it: 今年是“十五五”开局之年 begins many plans of one year.
    open_to_years = before.years or not before.ahead
    found = [(m.start(), name) for name, cue in cues["paragraphs"].items() if (m := cue.search(begin))]
    for _, name in sorted(found):
        if name == "back_years" and plan is None and not before.ahead:
            return Stance(False, frame.year - 4, frame.year)
        if name == "back_years" and plan is not None and plan[0] <= frame.year and open_to_years:
            return Stance(False, *plan)
        if name == "back_year" and not before.ahead:
            return Stance(False, frame.year, frame.year)
        if name == "ahead_years" and plan is not None and plan[0] > frame.year and open_to_years:
            return Stance(True, *plan)
        if name == "ahead_year" and (before.ahead or not headed):
            return Stance(True, frame.ahead, frame.ahead)
    year = re.match(r"[^,，。]{0,6}?((?:19|20)\d\d)年(?=[是,，]|我|全)", begin)
    if year is not None and not before.ahead and int(year.group(1)) == frame.year:
        return Stance(False, frame.year, frame.year)
    return before


def _plan(text: str) -> tuple[int, int] | None:
    """The years of the five-year plan that is named first."""
    named = _PLAN.search(text)
    return plan_years(10 + _DIGITS[named.group(1)]) if named else None
