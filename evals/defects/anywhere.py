"""Slips in any cell: dice choose the cell and what becomes of it, whatever the cell says.

The lists (datasets/) hold what somebody thought of; this measures what nobody did. A part of it no rule can notice (the
name of another person, a growth without its minus), so its share says how far the gates reach, and is no score to fill.
Belongs here: choosing cells of cases, and slips by what a cell holds. Does not belong here: the lists and their places
(lists.py, planting.py), how a value is mistyped (changes.py).
"""

from __future__ import annotations

import datetime as dt
import random
import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal

from evals.defects.changes import SLIPS, day_in, number_in, on_day, retyped
from evals.defects.files import Page, Value, column_letters
from evals.defects.lists import Layout, layouts
from evals.defects.planting import Defect, books_of, shown

A_PAGE = 5
"""Slips on a page."""
_MANY_TRIES = 100
_DAY = re.compile(r"\d{4}\D{1,2}\d{1,2}\D\d{1,2}日?")
_NUMBER = re.compile(r"[\d０-９.．,，%％+-]+")
_Slip = Callable[[Value, random.Random], Value]


def _times(factor: str) -> _Slip:
    return lambda value, dice: retyped(value, number_in(value) * Decimal(factor))


def _days_later(days: int) -> _Slip:
    return lambda value, dice: on_day(value, day_in(value) + dt.timedelta(days=days))


def _character_left_out(value: Value, dice: random.Random) -> Value:
    text = str(value)
    at = dice.randrange(len(text))
    return text[:at] + text[at + 1 :] or None


_BLANK: dict[str, _Slip] = {"left blank": SLIPS["blank"]}
_WORD: dict[str, _Slip] = {"a word for it": lambda value, dice: "待核"}
_OF_KIND: Mapping[str, Mapping[str, _Slip]] = {
    "number": {
        "digit dropped": SLIPS["drop_digit"],
        "digits swapped": SLIPS["swap_digits"],
        "sign changed": SLIPS["negate"],
        "ten times": _times("10"),
        "a tenth": _times("0.1"),
        "ten thousand times": _times("10000"),
        **_BLANK,
        **_WORD,
    },
    "day": {"over a year later": _days_later(400), "over a year before": _days_later(-400), **_BLANK, **_WORD},
    "words": {"character left out": _character_left_out, **_BLANK},
}
_OF_ANOTHER_CELL = ("the cell beside it", "of another row")


def slips(dataset: str, files: Mapping[str, bytes], seed: int) -> Iterator[Defect]:
    """`A_PAGE` slips in cells of cases for each page of a dataset's list; another seed, other cells."""
    books = books_of(dataset, files)
    for name, layout in layouts(dataset).items():
        dice = random.Random(f"anywhere/{seed}/{dataset}/{name}")
        made = 0
        for _ in range(_MANY_TRIES):
            book = books[layout.file].copy()
            page = book.page(layout.sheet)
            row, column = _any_cell(page, layout, dice)
            old = page.value(row, column)
            try:
                kind, new = _slipped(page, layout, (row, column), dice)
            except (ValueError, ArithmeticError):  # the cell is none that such a slip can happen to
                continue
            if new == old:
                continue
            page.write(row, column, new)
            made += 1
            yield Defect(
                dataset=dataset,
                number=made,
                kind=kind,
                clerk="slipped",
                file=layout.file,
                data=book.data(),
                sheet=page.name,
                cells=(f"{column_letters(column)}{row}",),
                names=(),
                before=shown(old),
                after=shown(new),
            )
            if made == A_PAGE:
                break


def _any_cell(page: Page, layout: Layout, dice: random.Random) -> tuple[int, int]:
    row = dice.choice(layout.cases(page))
    return row, dice.choice([column for at, column in page.cells if at == row and page.text(row, column)])


def _slipped(page: Page, layout: Layout, place: tuple[int, int], dice: random.Random) -> tuple[str, Value]:
    """What happens to a cell, as `number: a tenth`, and what it says then. Raises ValueError if it cannot happen."""
    row, column = place
    old = page.value(row, column)
    holds = _holds(old)
    kind = dice.choice([*_OF_KIND[holds], *(_OF_ANOTHER_CELL if holds == "words" else ())])
    if kind == "the cell beside it":
        new = page.value(row, column - 1) if column > 1 else None
    elif kind == "of another row":
        new = page.value(dice.choice(layout.cases(page)), column)
    else:
        new = _OF_KIND[holds][kind](old, dice)
    return f"{holds}: {kind}", new


def _holds(value: Value) -> str:
    text = str(value).strip()
    if _DAY.fullmatch(text):
        return "day"
    return "number" if isinstance(value, Decimal) or _NUMBER.fullmatch(text) else "words"
