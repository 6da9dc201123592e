"""Texts with gold: our own marked ones, and tables of gold beside a report.

Belongs here: reading gold. Does not belong here: scoring (scoring.py), texts without gold.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from pathlib import Path

from sources.readers.encoding import decode

FIELDS = ("indicator", "measure", "region", "period", "kind", "qualifier", "value", "unit")
OPEN_FIELDS = ("words", "share_of", "measure", "period", "kind", "qualifier", "value", "unit")
OWN = Path(__file__).parent / "gold"
_HEADER = re.compile(r"# (region|date): (.*)\n")
_MARK = re.compile(r"⟦([^|⟧]+)\|([^⟧]+)⟧")


@dataclass(frozen=True, slots=True)
class Gold:
    """What the span `start:end` states, by the names of FIELDS; the indicator `?` is open, `-` is no statement."""

    start: int
    end: int
    fields: dict[str, str]


@dataclass(frozen=True, slots=True)
class OpenGold:
    """What the span `start:end` states of something that the catalogue lacks, by the names of OPEN_FIELDS."""

    start: int
    end: int
    fields: dict[str, str]


@dataclass(frozen=True, slots=True)
class GoldText:
    """A report and its gold. `region` is a full name; `open_gold` are all open figures of a text of our own,
    None where they are not marked."""

    name: str
    text: str
    region: str
    date: dt.date
    gold: tuple[Gold, ...]
    open_gold: tuple[OpenGold, ...] | None = None


def own_texts() -> list[GoldText]:
    """The texts of `evals/gold`, by name."""
    return [marked_text(path.stem, path.read_text(encoding="utf-8")) for path in sorted(OWN.glob("*.txt"))]


def marked_text(name: str, marked: str) -> GoldText:
    """A text with its gold in brackets. Raises ValueError for a mark that lacks a field, KeyError without a header."""
    header: dict[str, str] = {}
    while found := _HEADER.match(marked):
        header[found[1]], marked = found[2], marked[found.end() :]
    text, position = "", 0
    gold: list[Gold] = []
    open_gold: list[OpenGold] = []
    for mark in _MARK.finditer(marked):
        text += marked[position : mark.start()]
        start, position = len(text), mark.end()
        text += mark[1]
        for stated in mark[2].split(" & "):
            if stated.startswith("open "):
                open_gold.append(OpenGold(start, len(text), _open_fields(stated.removeprefix("open "))))
                continue
            plain, _, region = stated.partition(" @")
            indicator, measure, *rest = plain.split()
            values = (indicator, measure, region or header["region"], *rest)
            gold.append(Gold(start, len(text), dict(zip(FIELDS, values, strict=True))))
    day = dt.date.fromisoformat(header["date"])
    return GoldText(name, text + marked[position:], header["region"], day, tuple(gold), tuple(open_gold))


def _open_fields(stated: str) -> dict[str, str]:
    """`words of whole: measure period kind qualifier value unit`, by the names of OPEN_FIELDS."""
    said, _, rest = stated.partition(": ")
    words, _, share_of = said.partition(" of ")
    return dict(zip(OPEN_FIELDS, (words, share_of, *rest.split()), strict=True))


def tabled_text(report: Path, table: Path, region: str, date: dt.date) -> GoldText:
    """A report and a table of gold, tab-separated: a context with the mention in [[ ]] (or `@START:END QUOTE`), FIELDS.

    Raises ValueError for a context that does not stand exactly once in the report.
    """
    text, _ = decode(report.read_bytes())
    gold = []
    for line in table.read_text(encoding="utf-8").splitlines():
        if line.startswith("#") or not line.strip():
            continue
        context, *cells = (line.split("\t") + [""] * len(FIELDS))[: len(FIELDS) + 1]
        start, end = _place(context, text)
        gold.append(Gold(start, end, dict(zip(FIELDS, cells, strict=True))))
    return GoldText(report.stem, text, region, date, tuple(gold))


def _place(context: str, text: str) -> tuple[int, int]:
    if context.startswith("@"):
        place, _, quote = context[1:].partition(" ")
        start, end = (int(number) for number in place.split(":"))
        if quote and text[start:end] != quote:
            raise ValueError(f"not at {place}: {quote}")
        return start, end
    before, _, rest = context.partition("[[")
    mention, _, after = rest.partition("]]")
    if text.count(before + mention + after) != 1:
        raise ValueError(f"stands {text.count(before + mention + after)} times in the report: {context}")
    start = text.index(before + mention + after) + len(before)
    return start, start + len(mention)
