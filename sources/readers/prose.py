"""The running text of a file, the same for every format, and the way back from it to the file.

Belongs here: `Prose`, its segments, and how a place is written. Does not belong here: reading a format (docx.py,
pdf.py, html.py), the choice among them (documents.py), or what a sentence says (reports/).
"""

from __future__ import annotations

import bisect
import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from sources.problems import Language, Problem

Kind = Literal["paragraph", "note", "cell", "text_cell"]

_LINE = re.compile(r"[^\n\r]*[^\s][^\n\r]*")
_SENTENCE_CELL = 20  # characters of a cell that may hold a sentence


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch `start:end` of the text that stands in one place of the file.

    `number` counts from 1: the paragraphs with text (those of a page where the format has pages), the notes, or the
    tables. `page` is 0 where the format has none; `row` and `column` are those of a cell, which covers `rows` and
    `columns` of the table. A `text_cell` is a cell that holds sentences, a `cell` one that does not.
    """

    start: int
    end: int
    kind: Kind
    number: int
    page: int = 0
    row: int = 0
    column: int = 0
    rows: int = 1
    columns: int = 1

    def place(self, language: Language) -> str:
        """`p. 3 ¶ 2`, `¶ 12`, `note 1`, `p. 2 table 1 r4 c2`; in Chinese `第3页第2段`, `第12段`, `注1`."""
        zh = language == "zh"
        page = (f"第{self.page}页" if zh else f"p. {self.page} ") if self.page else ""
        if self.kind == "paragraph":
            return page + (f"第{self.number}段" if zh else f"¶ {self.number}")
        if self.kind == "note":
            return page + (f"注{self.number}" if zh else f"note {self.number}")
        cell = f"第{self.row}行第{self.column}列" if zh else f" r{self.row} c{self.column}"
        return page + (f"表{self.number}{cell}" if zh else f"table {self.number}{cell}")


@dataclass(frozen=True)
class Prose:
    """The text of a file and where each part of it stands.

    The text depends on the bytes alone, so a span of it is evidence. A paragraph of the file is one line of it, and so
    is each paragraph of a table's cell. `segments` are in the order of the text; `problems` is what was not read.
    """

    format: Literal["txt", "docx", "pdf", "html"]
    text: str
    segments: tuple[Segment, ...]
    problems: tuple[Problem, ...] = ()

    @functools.cached_property
    def _starts(self) -> list[int]:
        return [segment.start for segment in self.segments]

    def segment_at(self, position: int) -> Segment | None:
        """The segment that holds a position of the text, or the last one before it; None before the first."""
        found = bisect.bisect_right(self._starts, position) - 1
        return self.segments[found] if found >= 0 else None

    def place_of(self, start: int, end: int, language: Language = "en") -> str:
        """Where the file holds the span `start:end`: `p. 3 ¶ 2`; both ends if it goes over a page."""
        places = [segment.place(language) for at in (start, max(start, end - 1)) if (segment := self.segment_at(at))]
        return " – ".join(dict.fromkeys(places))

    @property
    def cells(self) -> Iterator[tuple[int, int]]:
        """The spans of the cells of tables that hold no sentences."""
        return ((segment.start, segment.end) for segment in self.segments if segment.kind == "cell")


class Writer:
    """Puts the text of a file together, segment by segment."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self.segments: list[Segment] = []

    @property
    def text(self) -> str:
        """All that was added."""
        return "".join(self._parts)

    def add(
        self,
        text: str,
        kind: Kind,
        number: int,
        *,
        page: int = 0,
        row: int = 0,
        column: int = 0,
        rows: int = 1,
        columns: int = 1,
        joined: bool = False,
    ) -> bool:
        """Add a segment on a line of its own, or `joined` to the one before; whether there was any text to add."""
        if not text.strip():
            return False
        if not joined:
            text = text.strip()
            if self._length:
                self._append("\n")
        start = self._length
        self._append(text)
        self.segments.append(Segment(start, self._length, kind, number, page, row, column, rows, columns))
        return True

    def _append(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)


def kind_of_cell(text: str) -> Kind:
    """`text_cell` for a cell of a table with a whole sentence, as forms and old web pages have."""
    return "text_cell" if "。" in text and len(text) >= _SENTENCE_CELL else "cell"


def plain_prose(text: str) -> Prose:
    """A text as it is: its paragraphs are its lines that are not blank."""
    lines = enumerate(_LINE.finditer(text), start=1)
    return Prose("txt", text, tuple(Segment(m.start(), m.end(), "paragraph", number) for number, m in lines))
