"""The numbers that Word sets before headings by itself (一、 （一） 第一章), which the text of a document lacks.

Belongs here: counting the numbered paragraphs of a document, and the number of a heading in Chinese numerals, by which
the sections of a report are known. Does not belong here: other numbers (1. a) ●), which tell nothing of the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

_DIGITS = "零一二三四五六七八九"
_CHINESE = frozenset(
    (
        "chineseCounting",
        "chineseCountingThousand",
        "japaneseCounting",
        "taiwaneseCounting",
        "taiwaneseCountingThousand",
        "ideographDigital",
        "ideographTraditional",
    )
)
_COUNTER = re.compile(r"%([1-9])")
_HEADING = 60  # characters of a heading at most


@dataclass(frozen=True, slots=True)
class _Level:
    """How the numbers of a level look: `form` is Word's name of it, `text` has `%1` for the number of level 1."""

    form: str
    text: str
    start: int
    style: str


class Numbering:
    """Counts the paragraphs of a document as they come. `numbering` and `styles` are those parts, None if absent."""

    def __init__(self, numbering: Any, styles: Any) -> None:
        self._lists = {_own(one, "abstractNumId"): _levels(one) for one in _all(numbering, "abstractNum")}
        self._list_of = {_own(one, "numId"): _below(one, "abstractNumId") for one in _all(numbering, "num")}
        self._restarts = {
            (_own(one, "numId"), int(level)): int(start)
            for one in _all(numbering, "num")
            for override in _all(one, "lvlOverride")
            if (level := _own(override, "ilvl")).isdigit() and (start := _below(override, "startOverride")).isdigit()
        }
        self._styles = {_own(style, "styleId"): style for style in _all(styles, "style")}
        self._counts: dict[str, dict[int, int]] = {}

    def label(self, paragraph: Any, text: str) -> str:
        """The number before a heading, '' for all else. To be asked of every paragraph, since it counts."""
        number, at = self._number_of(paragraph)
        name = self._list_of.get(number, "")
        levels = self._lists.get(name, {})
        if at not in levels:
            return ""
        counts = self._counts.setdefault(name, {})
        restart = self._restarts.pop((number, at), None)
        counts[at] = restart if restart is not None else counts.get(at, levels[at].start - 1) + 1
        for deeper in [level for level in counts if level > at]:
            del counts[deeper]
        if levels[at].form not in _CHINESE or not text.strip() or len(text) > _HEADING or "。" in text:
            return ""
        return _COUNTER.sub(lambda match: _shown(int(match[1]) - 1, counts, levels), levels[at].text)

    def _number_of(self, paragraph: Any) -> tuple[str, int]:
        """The list of a paragraph and its level there, by itself or by its style or the style that is based on."""
        properties = next(_all(paragraph, "pPr"), None)
        style = ""
        seen: set[str] = set()
        while properties is not None or style:
            numbered = next(_all(properties, "numPr"), None)
            if numbered is not None and (number := _below(numbered, "numId")):
                level = _below(numbered, "ilvl")
                return number, int(level) if level.isdigit() else self._level_of(number, style)
            style = _below(properties, "pStyle") if not seen else _below(self._styles.get(style), "basedOn")
            if style in seen or style not in self._styles:
                break
            seen.add(style)
            properties = next(_all(self._styles[style], "pPr"), None)
        return "", 0

    def _level_of(self, number: str, style: str) -> int:
        levels = self._lists.get(self._list_of.get(number, ""), {})
        return next((at for at, level in levels.items() if style and level.style == style), 0)


def _levels(numbered: Any) -> dict[int, _Level]:
    levels = {}
    for level in _all(numbered, "lvl"):
        at, start = _own(level, "ilvl"), _below(level, "start")
        if at.isdigit():
            form, text = _below(level, "numFmt"), _below(level, "lvlText")
            levels[int(at)] = _Level(form, text, int(start) if start.isdigit() else 1, _below(level, "pStyle"))
    return levels


def _shown(at: int, counts: dict[int, int], levels: dict[int, _Level]) -> str:
    if at not in levels:
        return ""
    count = counts.get(at, levels[at].start)
    return chinese_numeral(count) if levels[at].form in _CHINESE else str(count)


def chinese_numeral(number: int) -> str:
    """`3` -> 三, `10` -> 十, `12` -> 十二, `20` -> 二十; above 99 in digits."""
    if not 0 <= number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    if not tens:
        return _DIGITS[ones]
    return (_DIGITS[tens] if tens > 1 else "") + "十" + (_DIGITS[ones] if ones else "")


def _all(element: Any, name: str) -> Any:
    """The children of that name, in whatever namespace."""
    return (one for one in (element if element is not None else ()) if _local(one.tag) == name)


def _own(element: Any, name: str) -> str:
    return next((str(value) for key, value in element.attrib.items() if _local(key) == name), "")


def _below(element: Any, name: str) -> str:
    """The attribute `val` of the first child of that name."""
    return next((_own(one, "val") for one in _all(element, name)), "")


def _local(name: Any) -> str:
    return name.rpartition("}")[2] if isinstance(name, str) else ""
