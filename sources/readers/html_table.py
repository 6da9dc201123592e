"""Tables of web pages that systems export as .xls: what Excel shows of them when it opens one.

The page is one sheet, as in Excel: a line of text takes a row, a table its rows, each below the one before. Cells are
text but where Excel's own attribute `x:num` tells the number. Does not belong here: running text of web pages
(html.py), framesets (formats.py refuses them).
"""

from __future__ import annotations

import re
from html.parser import HTMLParser

from sources.problems import refuse
from sources.readers import cells as limits
from sources.readers.cells import Cell, Merged, Sheet, Workbook, checked_size, number_cell, typed_cell

_SILENT = {"style", "script", "title", "xml", "noscript", "template"}
_BLOCKS = {"p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ul", "ol", "center", "body", "br", "hr", "caption"}
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_FORMAT = re.compile(r"mso-number-format\s*:\s*(?:\"([^\"]*)\"|'([^']*)'|([^;\"']+))", re.IGNORECASE)
_MOST_SPAN = 20_000


def read_html_table(text: str) -> Workbook:
    """The one sheet of a decoded page. Raises Refused for a page without a table, and for tables within tables."""
    parser = _Page()
    parser.feed(text)
    parser.close()
    parser.end_line()
    if not parser.tables:
        raise refuse("sources.save_as_xlsx", format="HTML")
    sheet = Sheet("", {n: row for n, row in parser.rows.items() if row}, tuple(parser.merged))
    sheet.hidden_rows = frozenset(parser.hidden_rows)
    checked_size(sheet)
    return Workbook("html", [sheet])


class _Page(HTMLParser):
    """Puts lines and tables of a page one below the other."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: dict[int, dict[int, Cell]] = {}
        self.merged: list[Merged] = []
        self.hidden_rows: set[int] = set()
        self.tables = 0
        self._row = 0
        self._column = 0
        self._cells = 0
        self._in_table = self._in_row = False
        self._taken: dict[int, int] = {}  # column -> last row that a cell above reaches down to
        self._silent: list[str] = []
        self._text: list[str] = []
        self._cell: dict[str, str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open what counts: a table, a row, a cell; a block ends a line."""
        stated = {name: value or "" for name, value in attrs}
        if tag in _SILENT:
            self._silent.append(tag)
        elif self._silent:
            return
        elif tag == "table":
            if self._in_table:
                raise refuse("sources.save_as_xlsx", format="HTML")
            self.end_line()
            self.tables += 1
            self._in_table, self._in_row, self._taken = True, False, {}
        elif tag == "tr" and self._in_table:
            self._start_row()
            if _HIDDEN.search(stated.get("style", "")):
                self.hidden_rows.add(self._row)
        elif tag in ("td", "th") and self._in_table:
            self._end_cell()
            if not self._in_row:
                self._start_row()
            self._cell, self._text = stated, []
        elif tag in _BLOCKS and self._cell is not None:
            self._text.append("\v")
        elif tag in _BLOCKS and not self._in_table:
            self.end_line()

    def handle_endtag(self, tag: str) -> None:
        """Close it."""
        if self._silent:
            if tag == self._silent[-1]:
                self._silent.pop()
        elif tag == "table" and self._in_table:
            self._end_cell()
            self._in_table = False
            self._row = max([self._row, *self._taken.values()])
        elif tag in ("td", "th", "tr"):
            self._end_cell()
            self._in_row = self._in_row and tag != "tr"
        elif tag in _BLOCKS and not self._in_table:
            self.end_line()

    def handle_data(self, data: str) -> None:
        """Text of a cell, or of a line between tables."""
        if not self._silent and (self._cell is not None or not self._in_table):
            self._text.append(data)

    def end_line(self) -> None:
        """A line of text between tables is a row."""
        text = _clean("".join(self._text))
        self._text = []
        if text and self._cell is None:
            self._row += 1
            self.rows[self._row] = {1: Cell(text, text)}

    def _start_row(self) -> None:
        self._end_cell()
        self._row += 1
        self._column = 0
        self._in_row = True

    def _end_cell(self) -> None:
        if self._cell is None:
            return
        stated, self._cell = self._cell, None
        text = _clean("".join(self._text))
        self._text = []
        column = self._column + 1
        while self._taken.get(column, 0) >= self._row:
            column += 1
        across, down = _span(stated.get("colspan", "")), _span(stated.get("rowspan", ""))
        self._column = column + across - 1
        if column + across > limits.MAX_COLUMNS + 1:
            raise refuse("sources.far_cell", cell=limits.address(self._row, column))
        for one in range(column, column + across):
            self._taken[one] = self._row + down - 1
        if across > 1 or down > 1:
            self.merged.append(Merged(self._row, self._row + down - 1, column, column + across - 1))
        cell = _cell(text, stated)
        if cell is not None:
            self.rows.setdefault(self._row, {})[column] = cell
            self._cells += 1
            if self._cells > limits.MAX_CELLS:
                raise refuse("sources.too_many_cells", cells=self._cells, most=limits.MAX_CELLS)


def _cell(text: str, stated: dict[str, str]) -> Cell | None:
    style = _FORMAT.search(stated.get("style", ""))
    written = next((group for group in style.groups() if group), "") if style else ""
    number_format = "0.00%" if written == "Percent" else re.sub(r"\\(.)", r"\1", written) or "General"
    if "x:num" in stated:
        digits = stated["x:num"] or text.replace(",", "")
        if re.fullmatch(r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?", digits):
            percent = "0.00%" if text.endswith("%") and "%" not in number_format else number_format
            return number_cell(float(digits), percent)
    return typed_cell(text, number_format)


def _clean(text: str) -> str:
    """Text as a browser shows it: runs of blanks are one, breaks stay."""
    lines = [_BLANKS.sub(" ", line).strip(" ") for line in text.split("\v")]
    return "\n".join(lines).replace("\xa0", " ").strip()


def _span(stated: str) -> int:
    return min(max(int(stated), 1), _MOST_SPAN) if stated.strip().isdecimal() else 1
