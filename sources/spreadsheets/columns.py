"""Cells that fall out of their column: blank where all others are filled, words among numbers, a number built unlike
the others, a serial number that does not follow.

Every column of a ledger is looked at, also those that its contract does not read: a slip there is a slip of the row.
What is said tells the cell, never its content, for a column can be of persons. It is a warning: it holds for the other
rows, which does not make it a must.
Does not belong here: whether a cell is what its contract says (ledgers.py, tables.py), what other rows or files say of
a case (expectations/).
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet

from sources.contracts.patterns import normal
from sources.problems import Problem
from sources.readers.cells import Sheet, address
from sources.spreadsheets.locate import Header

_FEWEST_ROWS = 7
"""Of fewer rows nothing can be said of what all others have."""
_ROWS_PER_SLIP = 30
"""One slip a column, or one in so many rows: what is more frequent is a habit."""
_FEWEST_SERIALS = 5
_FEWEST_OF_TABLE = 4
_SHORTEST_FORM = 6
"""Signs of a number that has a form; a shorter one can be an amount."""
_DIGIT = re.compile(r"\d")
_NO_WORDS = re.compile(r"\d[\d.,:/年月日-]*")
_WORD = re.compile(r"[^\W\d_]")
_SERIAL = re.compile(r"-?\d{1,6}")
_NONE = frozenset({"无", "暂无", "没有", "不详", "none"})
"""Words that say that there is nothing, beside the signs that do."""
_Odd = tuple[str, int, Mapping[str, str]]
"""What is wrong, in which row, what is said beside the column."""


def column_problems(
    sheet: Sheet,
    read: Iterable[Header],
    unread: Iterable[Header],
    rows: Sequence[int],
    missing: AbstractSet[str],
) -> list[Problem]:
    """Warnings of the cells of a ledger's case rows `rows` (from above) that fall out of their column.

    `missing` are the signs, in normal form, that say that there is nothing: they fill a cell. How a number is built and
    what it counts is asked of columns that are `unread`: of the others it is a matter of their fields.
    """
    headers = [*((one, True) for one in read), *((one, False) for one in unread)]
    columns: list[dict[int, str]] = [{} for _ in headers]
    for row in rows:  # row by row: a large sheet makes its cells so
        for (header, _), texts in zip(headers, columns, strict=True):
            cell = sheet.seen(row, header.column)
            texts[row] = normal(cell.raw) if cell is not None else ""
    problems: list[Problem] = []
    for (header, is_read), texts in zip(headers, columns, strict=True):
        if not is_read and _counts(texts.values()):
            odd = _broken_serials(sheet, header, texts)
        else:
            odd = itertools.chain(_blank(texts), _of_another_kind(texts, missing, is_read=is_read))
        problems += [_problem(sheet, header, *one) for one in odd]
    return problems


def blanks_among_figures(sheet: Sheet, headers: Sequence[Header], rows: Sequence[int]) -> list[Problem]:
    """Warnings of the blank cells of a table in whose row and whose column all other figures are stated."""
    if min(len(headers), len(rows)) < _FEWEST_OF_TABLE:
        return []
    blank = [
        (row, h) for row in rows for h in headers if (cell := sheet.seen(row, h.column)) is None or not cell.raw.strip()
    ]
    of_row = Counter(row for row, _ in blank)
    of_column = Counter(header.column for _, header in blank)
    lone = ((row, header) for row, header in blank if of_row[row] == of_column[header.column] == 1)
    return [_problem(sheet, header, "sources.cell_left_blank", row, {}) for row, header in lone]


def _problem(sheet: Sheet, header: Header, code: str, row: int, params: Mapping[str, str]) -> Problem:
    said = {"column": header.text or header.cell, **params}
    return Problem(code, said, "warning", sheet.name, address(row, header.column))


def _most(texts: Mapping[int, str]) -> int:
    """How many cells of so many can be slips."""
    return max(1, len(texts) // _ROWS_PER_SLIP) if len(texts) >= _FEWEST_ROWS else 0


def _blank(texts: Mapping[int, str]) -> Iterator[_Odd]:
    blank = [row for row, text in texts.items() if not text]
    if len(blank) <= _most(texts):
        yield from (("sources.cell_left_blank", row, {}) for row in blank)


def _of_another_kind(texts: Mapping[int, str], missing: AbstractSet[str], *, is_read: bool) -> Iterator[_Odd]:
    """Cells without a digit among such with digits, a mere number or day among words, of another form."""
    stated = {row: text for row, text in texts.items() if text and text not in missing and text not in _NONE}
    most = _most(stated)
    words = [row for row, text in stated.items() if not _DIGIT.search(text)]
    numbers = [row for row, text in stated.items() if _NO_WORDS.fullmatch(text)]
    if 0 < len(words) <= most and _mostly_digits(stated.values()):
        yield from (("sources.cell_without_digits", row, {}) for row in words)
    elif 0 < len(numbers) <= most:
        yield from (("sources.cell_without_words", row, {}) for row in numbers)
    elif not words and not is_read:
        forms = {row: _WORD.sub("a", _DIGIT.sub("9", text)) for row, text in stated.items()}
        [(usual, count)] = Counter(forms.values()).most_common(1) or [("", 0)]
        if len(stated) - count <= most and len(usual) >= _SHORTEST_FORM:
            yield from (("sources.cell_of_another_form", row, {}) for row, form in forms.items() if form != usual)


def _mostly_digits(texts: Iterable[str]) -> bool:
    """Whether a column holds numbers in a wide sense (telephones, codes, days), not names or addresses with some."""
    whole = "".join(texts)
    return 2 * len(_DIGIT.findall(whole)) >= len(whole)


def _serial(text: str) -> int | None:
    return int(text) if _SERIAL.fullmatch(text) else None


def _counts(texts: Iterable[str]) -> bool:
    """Whether a column numbers its rows."""
    pairs = list(itertools.pairwise(map(_serial, texts)))
    goes_on = sum(here is not None and here - 1 == before for before, here in pairs)
    return goes_on >= max(_FEWEST_SERIALS, 0.6 * len(pairs))


def _broken_serials(sheet: Sheet, header: Header, texts: Mapping[int, str]) -> Iterator[_Odd]:
    """Where a column that numbers its rows does not go on, and does not begin anew from 1."""
    rows = list(texts)
    last = 0
    for number, row in enumerate(rows):
        here = _serial(texts[row])
        follows = _serial(texts[rows[number + 1]]) if number + 1 < len(rows) else None
        if here in (last + 1, 1) or sheet.merged_at(row, header.column) is not None:
            last = last if here is None else here
            continue
        if here is None:
            yield "sources.serial_missing", row, {"before": str(last)}
        else:
            yield "sources.serial_broken", row, {"before": str(last), "here": str(here)}
        last = last + 1 if here is None or follows == last + 2 else here
