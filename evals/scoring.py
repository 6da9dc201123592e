"""How well lines of an extraction agree with gold: strictly, every field of a statement right.

Belongs here: the measures. Does not belong here: reading gold (gold_texts.py), floors and tables (reports.py).
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evals.gold_texts import FIELDS, OPEN_FIELDS, Gold, OpenGold

_NUMBER = re.compile(r"[0-9０-９]+(?:[.,．，][0-9０-９]+)*")
Line = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Score:
    """`gold` counts the statements wanted, `statements` those given; shares are 0 to 1. `errors` are for a reader."""

    gold: int
    statements: int
    mention_recall: float
    strict_precision: float
    strict_recall: float
    strict_f1: float
    fabricated: int
    numbers_unaccounted: int
    errors: tuple[str, ...]


def fabricated(text: str, lines: Sequence[Line]) -> int:
    """Lines whose quote is not what stands at their place."""
    return sum(text[line["start"] : line["end"]] != line["quote"] for line in lines)


def unaccounted(text: str, lines: Sequence[Line]) -> int:
    """Numbers in digits that no line overlaps."""
    covered = bytearray(len(text) + 1)
    for line in lines:
        covered[line["start"] : line["end"]] = b"\1" * (line["end"] - line["start"])
    return sum(not any(covered[found.start() : found.end()]) for found in _NUMBER.finditer(text))


def score(text: str, gold: Sequence[Gold], lines: Sequence[Line]) -> Score:
    """The score of the lines of one text. Each gold statement takes the overlapping line that agrees best, once."""
    statements = [line for line in lines if line["status"] == "statement"]
    wanted = [one for one in gold if one.fields["indicator"] not in "-?"]
    open_to = [one for one in gold if one.fields["indicator"] == "?"]
    used: set[int] = set()
    found = strict = 0
    errors = []
    for one in wanted:
        near = [i for i, line in enumerate(statements) if i not in used and _overlap(one, line)]
        if not near:
            errors.append(f"missed {_shown(text, one.start, one.end)}: {one.fields}")
            continue
        best = max(near, key=lambda i: (len(FIELDS) - len(_wrong(one, statements[i])), -i))
        used.add(best)
        found += 1
        if wrong := _wrong(one, statements[best]):
            told = {name: (one.fields[name], _said(statements[best], name)) for name in wrong}
            errors.append(f"wrong {_shown(text, one.start, one.end)}: {told}")
        else:
            strict += 1
    extra = [
        line for i, line in enumerate(statements) if i not in used and not any(_overlap(one, line) for one in open_to)
    ]
    errors += [f"extra {_shown(text, line['start'], line['end'])}: {line['indicator']}" for line in extra]
    precision, recall = strict / max(1, len(used) + len(extra)), strict / max(1, len(wanted))
    return Score(
        gold=len(wanted),
        statements=len(statements),
        mention_recall=round(found / max(1, len(wanted)), 4),
        strict_precision=round(precision, 4),
        strict_recall=round(recall, 4),
        strict_f1=round(2 * precision * recall / max(1e-9, precision + recall), 4),
        fabricated=fabricated(text, lines),
        numbers_unaccounted=unaccounted(text, lines),
        errors=tuple(errors),
    )


def open_f1(text: str, gold: Sequence[OpenGold], lines: Sequence[Line]) -> tuple[float, list[str]]:
    """How well the open figures agree with gold in words and every field (harmonic mean), and where they do not."""
    said = [line for line in lines if line["class"] == "open"]
    right = [(one, line) for one in gold for line in said if _agrees(one, line)]
    errors = [
        f"open, missed {_shown(text, one.start, one.end)}: {one.fields}"
        for one in gold
        if all(one is not other for other, _ in right)
    ]
    errors += [
        f"open, extra {_shown(text, line['start'], line['end'])}: {[_said(line, name) for name in OPEN_FIELDS]}"
        for line in said
        if all(line is not other for _, other in right)
    ]
    return (round(2 * len(right) / (len(gold) + len(said)), 4) if gold or said else 1.0), errors


def _agrees(one: OpenGold, line: Line) -> bool:
    there = (line["start"], line["end"]) == (one.start, one.end)
    return there and all(_right(one.fields[name], line, name) for name in OPEN_FIELDS)


def _overlap(gold: Gold, line: Line) -> bool:
    return bool(line["start"] < gold.end and gold.start < line["end"])


def _wrong(gold: Gold, line: Line) -> list[str]:
    return [name for name in FIELDS if not _right(gold.fields[name], line, name)]


def _right(wanted: str, line: Line, name: str) -> bool:
    if name != "value":
        return (line.get(name) or "") == wanted
    low, _, high = wanted.partition("..")
    bounds = line.get("value_low", line.get("value")), line.get("value_high", line.get("value"))
    pairs = zip((low, high or low), bounds, strict=True)
    return all(is_ is not None and math.isclose(float(want), is_, rel_tol=1e-6) for want, is_ in pairs)


def _said(line: Line, name: str) -> Any:
    return (
        [line.get("value_low"), line.get("value_high")] if name == "value" and "value_low" in line else line.get(name)
    )


def _shown(text: str, start: int, end: int) -> str:
    before, after = text[max(0, start - 20) : start], text[end : end + 8]
    return re.sub(r"\s+", " ", f"…{before}[{text[start:end]}]{after}…")
