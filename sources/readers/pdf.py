"""PDF files with a text layer: characters to lines, lines to the paragraphs they were broken from.

Belongs here: which characters stand on a line, columns, tables with ruled lines, headers, footers and page numbers
(dropped), and joining lines so that sentences stay whole. Does not belong here: recognising text in pictures, and what
a sentence says.
"""

from __future__ import annotations

import io
import logging
import re
import statistics
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from sources.problems import Problem, Refused, refuse
from sources.readers.archive import first_line
from sources.readers.prose import Prose, Writer, kind_of_cell

_NO_CHARACTER = re.compile(r"\(cid:\d+\)")
_PAGE_NUMBER = re.compile(
    r"[\s\-—–―·•]*(\d{1,4})[\s\-—–―·•]*|第?\s*(\d{1,4})\s*(?:页|/|of)\s*[,，/]?\s*(?:共?\s*\d{1,4}\s*页?)?|Page\s*(\d{1,4})(?:\s*of\s*\d+)?",
    re.IGNORECASE,
)
_WORDS = re.compile(r"[^\W\d_]{2}")
_SENTENCE_END = tuple("。！？!?；;：:”』」")
_NEVER_FIRST = tuple("，。；、：！？）》”’%％")
_CAPTION = re.compile(r"\s*(?:[附续]?表\s*[\d一二三四五六七八九十]+(?:[-—.]\d+)*[\s:：]|[（(]?(?:计量)?单位\s*[:：])")
_HEADING = re.compile(
    r"\s*(?:第[一二三四五六七八九十百]{1,3}[章节部]|[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)])"
)
_FIRST_WORD = re.compile(r"[“‘（《〈【〔(\[]*(?:[A-Za-z0-9.,%&+\-/]+[，。；、：！？）》”%％]*|.[，。；、：！？）》”]*)")
_LONG = 8  # lines of a column from which its margins can be told
_MARGINS_DIFFER = 40.0  # points by which the margins of left and right pages differ at most
_EDGE_LINES = 3  # at the top and at the bottom of a page, in which headers and footers are looked for
_RADICALS = range(0x2E80, 0x2FE0)
_COMPATIBLE = range(0xF900, 0xFB00)


@dataclass(slots=True)
class _Line:
    """A line of a page: its text, the box around it in points from the top left, the size of its characters.

    `left`, `right` and `pitch` are the margins of its column and the distance from line to line there.
    """

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    left: float = 0.0
    right: float = 0.0
    pitch: float = 0.0


@dataclass(slots=True)
class _Table:
    """A table with ruled lines: `cells` are (row, column, rows and columns that it covers, text)."""

    top: float
    cells: list[tuple[int, int, int, int, str]]


@dataclass(slots=True)
class _Page:
    """What stands on a page. `columns` are the lines of each column of text, from the left; `pictured` has images."""

    number: int
    height: float
    columns: list[list[_Line]]
    tables: list[_Table] = field(default_factory=list)
    pictured: bool = False

    @property
    def lines(self) -> list[_Line]:
        return [line for column in self.columns for line in column]


def read_pdf(data: bytes) -> Prose:
    """The text of a PDF file. Raises Refused for what is damaged or protected, or has no text layer."""
    import pdfplumber
    from pdfminer.pdfdocument import PDFPasswordIncorrect, PDFTextExtractionNotAllowed

    logging.getLogger("pdfminer").setLevel(logging.ERROR)  # it warns of every oddity that it copes with
    pages: list[_Page] = []
    try:
        with pdfplumber.open(io.BytesIO(data)) as pdf:
            for page in pdf.pages:
                pages.append(_page(page))
                page.close()
    except (MemoryError, Refused):
        raise
    except Exception as error:
        causes = (error, error.__cause__, *error.args)
        if any(isinstance(cause, PDFPasswordIncorrect | PDFTextExtractionNotAllowed) for cause in causes):
            raise refuse("sources.document_protected") from error
        raise refuse("sources.damaged_document", why=first_line(error)) from error
    blank = [page.number for page in pages if not page.lines and not page.tables]
    if len(blank) == len(pages):
        raise refuse("sources.no_text_layer")
    _check_characters(pages)
    pictures = [page.number for page in pages if page.number in blank and page.pictured]
    problems: tuple[Problem, ...] = ()
    if pictures:
        numbers = ", ".join(map(str, pictures[:20]))
        problems = (Problem("sources.pages_without_text", {"pages": numbers}, "warning"),)
    _drop_furniture(pages)
    writer = _written(pages)
    return Prose("pdf", writer.text, tuple(writer.segments), problems)


def _check_characters(pages: Sequence[_Page]) -> None:
    """A font without a map to characters gives numbers of glyphs: a few become □, many make the text unreadable."""
    text = "".join(line.text for page in pages for line in page.lines)
    if text.count("□") * 10 > len(text):
        raise refuse("sources.unreadable_text_layer")


def _page(page: Any) -> _Page:
    chars = [char for char in page.dedupe_chars(tolerance=0.6).chars if char["upright"]]
    tables = []
    if page.lines or page.rects or page.curves:
        tables = [table for table in page.find_tables() if len(table.cells) > 1]
    held: list[_Table] = []
    for table in tables:
        x0, top, x1, bottom = table.bbox
        inside = [c for c in chars if x0 <= _middle(c) <= x1 and top <= (c["top"] + c["bottom"]) / 2 <= bottom]
        if inside:
            chars = _without(chars, inside)
            held.append(_Table(top, list(_cells(table, inside))))
    columns = [list(_lines(column)) for column in _columns(chars)]
    return _Page(page.page_number, float(page.height), columns, held, bool(page.images))


def _without(chars: list[Any], left_out: list[Any]) -> list[Any]:
    out = {id(char) for char in left_out}
    return [char for char in chars if id(char) not in out]


def _middle(char: Any) -> float:
    return float(char["x0"] + char["x1"]) / 2


def _cells(table: Any, chars: list[Any]) -> Iterator[tuple[int, int, int, int, str]]:
    lefts, tops = (sorted({cell[side] for cell in table.cells}) for side in (0, 1))
    for row_number, row in enumerate(table.rows, start=1):
        for column, box in enumerate(row.cells, start=1):
            if box is None:
                continue
            x0, top, x1, bottom = box
            inside = [c for c in chars if x0 <= _middle(c) < x1 and top <= (c["top"] + c["bottom"]) / 2 < bottom]
            text = ""
            for line in _lines(inside):
                text = _join(text, line.text.strip())
            down, across = sum(top <= one < bottom for one in tops), sum(x0 <= one < x1 for one in lefts)
            yield row_number, column, max(down, 1), max(across, 1), text


def _columns(chars: list[Any]) -> list[list[Any]]:
    """The characters of each column of a page: two where an empty strip down the middle parts most of its lines."""
    rows = [row for row in _rows(chars) if any(char["text"].strip() for char in row)]
    if len(rows) < 12:
        return [chars]
    left = min(char["x0"] for row in rows for char in row)
    right = max(char["x1"] for row in rows for char in row)
    for share in (0.5, 0.48, 0.52, 0.46, 0.54, 0.44, 0.56):
        strip = left + (right - left) * share
        sides = [_sides(row, strip) for row in rows]
        if sides.count("both") >= 10 and sides.count("across") * 10 <= len(rows):
            first = [row for row, side in zip(rows, sides, strict=True) if side == "across"]
            top = min(row[0]["top"] for row, side in zip(rows, sides, strict=True) if side == "both")
            above = [char for row in first if row[0]["top"] < top for char in row]
            below = [char for row in first if row[0]["top"] >= top for char in row]
            parted = [char for row, side in zip(rows, sides, strict=True) if side != "across" for char in row]
            halves = [[c for c in parted if _middle(c) < strip], [c for c in parted if _middle(c) >= strip]]
            return [column for column in (above, *halves, below) if column]
    return [chars]


def _sides(row: list[Any], strip: float) -> str:
    """Whether a row of characters has an empty strip there of more than a character's width."""
    size = statistics.median(char["size"] for char in row)
    written = [char for char in row if char["text"].strip()]
    if any(char["x0"] < strip + size / 2 and char["x1"] > strip - size / 2 for char in written):
        return "across"
    on_left = any(char["x1"] <= strip for char in written)
    return "both" if on_left and any(char["x0"] >= strip for char in written) else "one"


def _rows(chars: list[Any]) -> Iterator[list[Any]]:
    """Characters by the line they stand on: those whose middle lies within the height of the line's first ones."""
    row: list[Any] = []
    bottom = 0.0
    for char in sorted(chars, key=lambda c: ((c["top"] + c["bottom"]) / 2, c["x0"])):
        middle = (char["top"] + char["bottom"]) / 2
        if row and middle > bottom:
            yield row
            row = []
        if not row:
            bottom = middle + 0.45 * char["size"]
        row.append(char)
    if row:
        yield row


def _lines(chars: list[Any]) -> Iterator[_Line]:
    for row in _rows(chars):
        row.sort(key=lambda char: char["x0"])
        text = ""
        before: Any = None
        for char in row:
            if before is not None:
                gap = char["x0"] - before["x1"]
                wide = gap > 0.9 * char["size"]
                apart = gap > 0.2 * char["size"] and _is_latin(text[-1:] + char["text"])
                text += " " if (wide or apart) and not text.endswith(" ") and not char["text"].isspace() else ""
            text += _character(char["text"])
            before = char
        written = [char for char in row if char["text"].strip()]
        if written:
            yield _Line(
                text,
                min(char["x0"] for char in written),
                max(char["x1"] for char in written),
                min(char["top"] for char in written),
                max(char["bottom"] for char in written),
                statistics.median_low([round(char["size"], 1) for char in written]),
            )


def _character(text: str) -> str:
    """Fonts name some characters by their radical or compatibility form, which nobody could search for."""
    import unicodedata

    if _NO_CHARACTER.fullmatch(text):
        return "□"
    if len(text) == 1 and (ord(text) in _RADICALS or ord(text) in _COMPATIBLE):
        return unicodedata.normalize("NFKC", text)
    return "" if text in ("\u00ad", "\u200b", "\ufeff", "\0") else text


def _is_latin(text: str) -> bool:
    return text.isascii() and text.isprintable()


def _drop_furniture(pages: Sequence[_Page]) -> None:
    """Leave out the lines at the edges of pages that several pages share but for their numbers, and page numbers."""
    seen: Counter[str] = Counter()
    offsets: Counter[int] = Counter()
    for page in pages:
        edges = _edges(page)
        seen.update({_shape(line) for line in edges})
        offsets.update({stated - page.number for line in edges if (stated := _page_number(line)) is not None})
    shared = max(2, len(pages) * 0.3)
    usual = offsets.most_common(1)[0][0] if offsets else 0
    for page in pages:
        out = set()
        for line in _edges(page):
            stated = _page_number(line)
            counted = stated is not None and stated - page.number == usual and (offsets[usual] > 1 or usual == 0)
            if counted or (_WORDS.search(line.text) and len(pages) > 1 and seen[_shape(line)] >= shared):
                out.add(id(line))
        page.columns = [[line for line in column if id(line) not in out] for column in page.columns]


def _page_number(line: _Line) -> int | None:
    """The number of a line that holds nothing but what may be the number of a page."""
    match = _PAGE_NUMBER.fullmatch(line.text.strip())
    return int(next(group for group in match.groups() if group)) if match else None


def _edges(page: _Page) -> list[_Line]:
    ordered = sorted(page.lines, key=lambda line: line.top)
    near = [line for line in ordered[:_EDGE_LINES] if line.bottom < 0.15 * page.height]
    return near + [line for line in ordered[-_EDGE_LINES:] if line.top > 0.85 * page.height]


def _shape(line: _Line) -> str:
    """A line with its place, its numbers made alike: what the headers of different pages have in common."""
    return re.sub(r"[\d\s]+", "#", line.text.strip()) + f" at {round(line.top / 6)}"


def _written(pages: Sequence[_Page]) -> Writer:
    _set_margins(pages)
    writer = Writer()
    tables = 0
    before: _Line | None = None
    for page in pages:
        number = 0
        for block in _blocks(page, before):
            if isinstance(block, _Table):
                tables += 1
                for row, column, rows, columns, text in block.cells:
                    kind, on = kind_of_cell(text), page.number
                    writer.add(text, kind, tables, page=on, row=row, column=column, rows=rows, columns=columns)
                before = None
                continue
            text = ""
            for line in block.lines:
                text = _join(text, line.text.strip())
            if block.goes_on:
                text = _joint(writer.text[-1:], text) + text
            number += writer.add(text, "paragraph", number + 1, page=page.number, joined=block.goes_on)
            before = block.lines[-1]
    return writer


@dataclass(slots=True)
class _Block:
    """Lines of one paragraph on one page; `goes_on` if it began on the page or in the column before."""

    lines: list[_Line]
    goes_on: bool


def _blocks(page: _Page, before: _Line | None) -> Iterator[_Block | _Table]:
    waiting = sorted(page.tables, key=lambda table: table.top)
    block: _Block | None = None
    for line in page.lines:
        while waiting and waiting[0].top < line.top:
            if block is not None:
                yield block
            yield waiting.pop(0)
            block, before = None, None
        if before is None or not _goes_on(before, line):
            if block is not None:
                yield block
            block = _Block([line], False)
        elif block is None:
            block = _Block([line], True)
        else:
            block.lines.append(line)
        before = line
    if block is not None:
        yield block
    yield from waiting


def _set_margins(pages: Sequence[_Page]) -> None:
    """Give every line the margins and the distance of lines of its column.

    A page whose lines are all short, as a list or the end of a text is, takes the right margin of the other pages.
    """
    columns = [column for page in pages for column in page.columns if column]
    long = [_right(column) for column in columns if len(column) >= _LONG]
    usual = statistics.median(long) if long else 0.0
    for page in pages:
        for column in filter(None, page.columns):
            left, right = min(line.x0 for line in column), _right(column)
            if len(page.columns) == 1 and usual - right > _MARGINS_DIFFER:
                right = usual
            steps = [b.top - a.top for a, b in pairwise(column) if b.top > a.top]
            pitch = statistics.median_low(steps) if steps else 0.0
            for line in column:
                line.left, line.right, line.pitch = left, right, pitch


def _right(column: Sequence[_Line]) -> float:
    """Where most of the longest lines end: some end before, and a stop may hang over."""
    longest = max(line.x1 for line in column)
    return statistics.median(line.x1 for line in column if line.x1 > longest - 3 * line.size)


def _goes_on(before: _Line, line: _Line) -> bool:
    """Whether a line continues the paragraph of the one before it.

    A paragraph ends where the first word of the next line would have had room on its last one.
    """
    if abs(before.size - line.size) > 0.12 * before.size:
        return False
    if line.text.lstrip().startswith(_NEVER_FIRST):
        return True
    if _CAPTION.match(line.text):
        return False
    if before.right - before.x1 > _first_word(line.text.strip()) * line.size + 0.8 * line.size:
        return False
    ended = before.text.rstrip().endswith(_SENTENCE_END)
    indented = line.x0 - line.left > 1.2 * line.size
    if indented and not _is_centred(line) and (ended or abs(line.x0 - before.x0) > 0.5 * line.size):
        return False
    if line.top - before.top > max(1.45 * line.pitch, 1.7 * line.size):
        return False
    return not (ended and _HEADING.match(line.text))


def _is_centred(line: _Line) -> bool:
    """Whether a line has as much room on its left as on its right: the rest of a title."""
    return abs((line.x0 - line.left) - (line.right - line.x1)) < line.size


def _first_word(text: str) -> float:
    """The width, in characters of full width, of what cannot be parted from the beginning of a line."""
    word = _FIRST_WORD.match(text)
    return sum(0.55 if character.isascii() else 1.0 for character in word.group()) if word else 1.0


def _join(before: str, line: str) -> str:
    return before + _joint(before[-1:], line) + line


def _joint(last: str, text: str) -> str:
    """The blank between the words of two lines; Chinese has none, nor has a number or an acronym that was broken."""
    if not (last.isascii() and text[:1].isascii()) or not last.strip():
        return ""
    if last.isalpha() and text[:1].isalpha():
        return "" if last.isupper() and text[:1].isupper() else " "
    return " " if (last.isalpha() and text[:1].isdigit()) or (last in ",.;:)" and text[:1].isalpha()) else ""
