"""The lines around a table: titles and preamble as patterns, with the period, the region, the day and the indicator.

Belongs here: turning a line that was written once into a wording that next month's has too. Does not belong here: a
unit line (reading finds it by itself), headers.
"""

from __future__ import annotations

import re
from typing import Any

from sources.contracts.defaults import defaults
from sources.contracts.patterns import PERIOD, match, normal
from sources.inference.shapes import Block, header_words
from sources.spreadsheets.period_words import period_of
from sources.spreadsheets.values import day_of
from sources.spreadsheets.words import Vocabulary

_PERIOD = re.compile(PERIOD)
_SAID = re.compile(r"([^:]{1,12}):(.+)")
_OPEN = re.compile(r"[\[\]{}*]")


def lines_of(block: Block, vocabulary: Vocabulary) -> list[dict[str, Any]]:
    """The `lines` of a block: those that state something, each once."""
    found: dict[str, dict[str, Any]] = {}
    for text in _texts(block):
        if pattern := _pattern(text, vocabulary):
            title = "{period}" in pattern or "{indicator}" in pattern
            found.setdefault(pattern, {"text": pattern, **({"required": True} if title else {})})
    return list(found.values())


def title_of(block: Block, vocabulary: Vocabulary) -> str:
    """What the first title line is about, without place and period; '' if there is none."""
    for text in _texts(block):
        form = normal(text)
        if ":" in form or vocabulary.units_of_line(text)[0]:
            continue
        subject = _PERIOD.sub("", _leading_region(form, vocabulary)[1])
        if subject:
            return subject
    return ""


def periods_of(block: Block) -> list[str]:
    """The periods that titles and headers name."""
    texts = [normal(text) for text in _texts(block)] + [header.path.rpartition("/")[2] for header in block.headers]
    undated = [text for text in texts if day_of(text.rpartition(":")[2]) is None]
    named = [period_of(found[0]) for text in undated if (found := _PERIOD.search(text))]
    return [period for period in named if period is not None]


def subject_of(block: Block, vocabulary: Vocabulary) -> str:
    """The title less the words that all titles have: what an indicator may be named."""
    subject = title_of(block, vocabulary)
    changed = True
    while changed:
        changed = False
        for word in header_words()["of_titles"]:
            if subject.endswith(word) and len(subject) > len(word):
                subject, changed = subject.removesuffix(word), True
    return subject


def _texts(block: Block) -> list[str]:
    texts = []
    for row in range(block.area, block.first_row):
        texts += [cell.raw.strip() for cell in block.sheet.rows.get(row, {}).values() if cell.raw.strip()]
    return texts


def _pattern(text: str, vocabulary: Vocabulary) -> str:
    """The wording of a line with its facts as captures; '' for one that states none."""
    form = normal(text)
    if vocabulary.units_of_line(text) != ([], "") or match(defaults().notes, text) is not None:
        return ""
    if said := _SAID.fullmatch(form):
        if day_of(said[2]) is not None:
            return f"{said[1]}:{{known_on}}"
        bare, unit = vocabulary.without_unit(said[2])
        if vocabulary.indicator(bare) or vocabulary.indicator(said[2]):
            return f"{said[1]}:{{indicator}}{'[({unit})]' if unit else ''}"
        return ""
    if day_of(form) is not None:
        return "{known_on}"
    region, rest = _leading_region(form, vocabulary)
    period = _PERIOD.search(rest)
    if period is None:
        return ""
    before, after = _OPEN.sub("*", rest[: period.start()]), _OPEN.sub("*", rest[period.end() :])
    return f"{'[{region}]' if region else ''}{before}{{period}}{after}"


def _leading_region(form: str, vocabulary: Vocabulary) -> tuple[str, str]:
    """The place a title begins with, and the rest."""
    for cut in range(min(len(form), 12), 1, -1):
        if vocabulary.region(form[:cut], vocabulary.home) is not None:
            return form[:cut], form[cut:]
    return "", form
