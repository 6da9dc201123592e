"""Where tables and ledgers stand in a sheet, by its shape alone: titles, a header of one or more rows, rows of content.

Belongs here: geometry. Does not belong here: what any word means (columns.py, fields.py, lines.py).
"""

from __future__ import annotations

import functools
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from sources.contracts.defaults import defaults
from sources.contracts.patterns import match, normal
from sources.problems import Refused
from sources.readers.cells import Cell, Sheet
from sources.spreadsheets.locate import Header, Survey
from sources.spreadsheets.period_words import period_of
from sources.spreadsheets.values import stated_number
from sources.spreadsheets.words import Vocabulary

_DEEPEST = 6


@functools.cache
def header_words() -> dict[str, Any]:
    """The words that headers use (words.yml), in normal form."""
    stated: dict[str, Any] = yaml.load((Path(__file__).parent / "words.yml").read_bytes(), Loader=yaml.CSafeLoader)

    def normalised(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: normalised(one) for key, one in value.items()}
        return [normal(word) for word in value]

    return {key: normalised(value) for key, value in stated.items()}


@dataclass(frozen=True)
class Block:
    """A header with what stands above and below it; `area` is the first row that belongs to it."""

    sheet: Sheet
    area: int
    first_row: int
    depth: int
    last_row: int
    headers: list[Header]

    def cells(self, header: Header) -> list[Cell]:
        """The content of a column, notes and footers left out."""
        found = []
        for row in self.rows:
            cell = self.sheet.seen(row, header.column)
            if cell is not None and cell.raw.strip():
                found.append(cell)
        return found

    @functools.cached_property
    def rows(self) -> list[int]:
        """The rows of content: with more than one cell, or one that a merged range stands for."""
        rows = []
        for row in range(self.first_row + self.depth, self.last_row + 1):
            cells = [cell for cell in self.sheet.rows.get(row, {}).values() if cell.raw.strip()]
            if len(cells) < 2 or match((*defaults().notes, *defaults().footers), cells[0].raw) is not None:
                continue
            if not _numbers_columns(cells):
                rows.append(row)
        return rows


def is_number(cell: Cell, *, hedges: bool = True) -> bool | None:
    """Whether a cell holds a number; None for a mark that means no value."""
    if isinstance(cell.value, Decimal):
        return True
    if not isinstance(cell.value, str):
        return False
    try:
        return True if stated_number(cell, defaults().missing, hedges=hedges) is not None else None
    except Refused:
        return False


def blocks_of(sheet: Sheet, vocabulary: Vocabulary) -> list[Block]:
    """The tables and ledgers of a sheet from the top down."""
    survey = Survey(sheet, vocabulary)
    starts = _header_rows(sheet)
    blocks = []
    for number, (first, depth) in enumerate(starts):
        above = starts[number - 1] if number else None
        area = _end(sheet, first, above[0] + above[1]) + 1 if above else 1
        following = starts[number + 1] if number + 1 < len(starts) else None
        last = _end(sheet, following[0], first + depth) if following else sheet.last_row
        blocks.append(Block(sheet, area, first, depth, last, survey.headers(first, depth)))
    return [block for block in blocks if block.rows]


def _end(sheet: Sheet, next_header: int, after: int) -> int:
    """The last row above a header that has more than one cell: its title stands between."""
    for row in range(next_header - 1, after - 1, -1):
        if len(_seen(sheet, row)) > 1 and not _is_line(sheet, row):
            return row
    return after


def _header_rows(sheet: Sheet) -> list[tuple[int, int]]:
    """First row and depth of every header."""
    contents = [sum(bool(cell.raw.strip()) for cell in row.values()) for row in sheet.rows.values()]
    widths = Counter(width for width in contents if width > 1)
    if not widths:
        return []
    usual = max(widths, key=lambda width: (widths[width], width))
    found: list[tuple[int, int]] = []
    row = 1
    while row <= sheet.last_row:
        seen = _seen(sheet, row)
        enough = len(seen) >= max(2, 0.6 * usual) or (bool(found) and len(seen) >= 2)
        enough = enough or (usual == 2 and not found and _names_a_number(sheet, row, seen))
        if enough and _is_text_only(seen) and not _is_line(sheet, row) and (not found or _is_apart(sheet, row)):
            depth = _depth(sheet, row)
            found.append((row, depth))
            row += depth
        row += 1
    return found


def _names_a_number(sheet: Sheet, row: int, seen: dict[int, Cell]) -> bool:
    """Whether the one cell of a row stands over numbers whose labels have no header."""
    column = next(iter(seen), 0)
    if len(seen) != 1 or column < 2:
        return False
    below = (cells for number, cells in sheet.rows.items() if number > row and column in cells)
    return any(is_number(cells[column]) is True and min(cells) < column for cells in below)


def _seen(sheet: Sheet, row: int) -> dict[int, Cell]:
    """The cells of a row as a reader sees them, merged ranges on each of their columns."""
    found = {}
    for column in range(1, sheet.last_column + 1):
        cell = sheet.seen(row, column)
        if cell is not None and cell.raw.strip():
            found[column] = cell
    return found


def _is_text_only(seen: dict[int, Cell]) -> bool:
    """Whether nothing in a row is a number but what names a period, and the cells differ (a merged title does not)."""
    return (len(seen) == 1 or len({cell.raw for cell in seen.values()}) > 1) and all(
        period_of(cell.raw) is not None or is_number(cell) is False for cell in seen.values()
    )


def _is_line(sheet: Sheet, row: int) -> bool:
    """Whether a row is preamble: one or two cells, one of which says `name: value`."""
    cells = [cell.raw for cell in sheet.rows.get(row, {}).values() if cell.raw.strip()]
    return len(cells) <= 2 and any(":" in normal(raw) for raw in cells)


def _is_apart(sheet: Sheet, row: int) -> bool:
    """Whether a header-like row begins another table: a blank row or a title stands above it, numbers below it."""
    above = len({cell.raw for cell in _seen(sheet, row - 1).values()}) <= 1
    below = [_seen(sheet, row + depth) for depth in range(1, 4)]
    return above and any(is_number(cell) for seen in below for cell in seen.values())


def _depth(sheet: Sheet, row: int) -> int:
    """How many rows a header has: as far down as merged cells reach, and one more below a group."""
    depth = 1
    while depth < _DEEPEST:
        last = row + depth - 1
        merged = [area for area in sheet.merged if row <= area.first_row <= last]
        reaches = any(area.last_row > last for area in merged)
        grouped = any(area.last_column > area.first_column and area.last_row == last for area in merged)
        below = _seen(sheet, last + 1)
        subheads = bool(below) and _is_text_only(below) and min(below) > min(_seen(sheet, last), default=0)
        if not reaches and not (grouped and below and _is_text_only(below)) and not subheads:
            break
        depth += 1
    return depth


def _numbers_columns(cells: list[Cell]) -> bool:
    forms = [normal(cell.raw).strip("()") for cell in cells]
    rest = [form for form in forms if form not in defaults().column_numbers]
    return len(rest) < len(forms) and rest == [str(number) for number in range(1, len(rest) + 1)]
