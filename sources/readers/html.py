"""Web pages: the paragraphs of what a page is about, without what stands around it on every page of its site.

Belongs here: which parts of a page are furniture (navigation, headers and footers, scripts, share buttons, lists of
links; web_pages.yml has their names), and where paragraphs begin. Does not belong here: workbooks saved as web pages
(formats.py refuses them), and what a sentence says.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from sources.problems import refuse
from sources.readers.archive import first_line
from sources.readers.prose import Prose, Writer, kind_of_cell

_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_BLANKS = re.compile(r"[ \t\r\n\f\v]+")
_WRAPPED = re.compile(r"(?<=[\u2e80-\uffef])[ \t]*[\r\n]\s*(?=[\u2e80-\uffef])")  # Chinese has no blanks
_DECLARATION = re.compile(r"\s*<\?xml[^>]*\?>")
_LINKED = 0.6  # share of a block's characters inside links from which it is a list of links
_MOST_COVERED = 1000  # rows or columns that one cell can cover
_LINK = 60  # characters of a link on average at most, in such a list


@dataclass(frozen=True, slots=True)
class _Names:
    """web_pages.yml: names of elements and roles; `named` matches the classes and ids of furniture."""

    never_read: frozenset[str]
    header_within: frozenset[str]
    roles: frozenset[str]
    blocks: frozenset[str]
    lists: frozenset[str]
    named: re.Pattern[str]


@functools.cache
def _names() -> _Names:
    text = (Path(__file__).parent / "web_pages.yml").read_text(encoding="utf-8")
    stated: dict[str, list[str]] = yaml.load(text, Loader=yaml.CSafeLoader)
    named = re.compile(rf"(?:^|[-_\s])(?:{'|'.join(stated.pop('named'))})(?=$|[-_\s\d])", re.IGNORECASE)
    return _Names(named=named, **{name: frozenset(words) for name, words in stated.items()})


def read_html(text: str) -> Prose:
    """The text of a web page. Raises Refused for one that cannot be parsed to its end."""
    from lxml import etree, html

    parser = html.HTMLParser(huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        root = html.document_fromstring(_DECLARATION.sub("", text), parser=parser)
    except (etree.LxmlError, ValueError) as error:
        raise refuse("sources.damaged_document", why=first_line(error)) from error
    fatal = [entry.message for entry in parser.error_log if entry.level_name == "FATAL"]
    if fatal:  # the parser gave up and left out the rest
        raise refuse("sources.damaged_document", why=fatal[0])
    _drop_furniture(root)
    page = _Page()
    page.read(root)
    return Prose("html", page.writer.text, tuple(page.writer.segments))


def _drop_furniture(root: Any) -> None:
    """Take out what is never about the subject; going by its class, only what holds less than half of the sentences."""
    names = _names()
    for element in list(root.iter()):
        if element is not root and _is_never_read(element, names):
            element.drop_tree()
    weights = _weights(root)
    for element, weight in weights.items():
        if element.tag in ("html", "body") or not _is_there(element):
            continue
        called = _spelt(f"{element.get('class', '')} {element.get('id', '')}")
        if names.named.search(called) and 2 * weight.stops <= weights[root].stops:
            element.drop_tree()
    for element, weight in _weights(root).items():
        if element.tag in names.lists and weight.is_list_of_links and _is_there(element):
            element.drop_tree()


@dataclass(slots=True)
class _Weight:
    """What an element holds: characters but blanks, those of them in links, the links, and the full stops."""

    characters: int = 0
    linked: int = 0
    links: int = 0
    stops: int = 0

    def add(self, text: str | None) -> None:
        """Count a text in."""
        if text:
            self.characters += len("".join(text.split()))
            self.stops += text.count("。")

    @property
    def is_list_of_links(self) -> bool:
        """Whether nearly all of it is links, none of them as long as a sentence."""
        mostly = self.linked >= _LINKED * self.characters > 0
        return mostly and not self.stops and self.linked <= _LINK * self.links


def _weights(root: Any) -> dict[Any, _Weight]:
    """The weight of every element, the inner before the outer."""
    from lxml import etree

    done: dict[Any, _Weight] = {}
    open_ones: list[_Weight] = [_Weight()]
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if event == "start":
            open_ones.append(_Weight())
            open_ones[-1].add(element.text)
            continue
        weight, around = open_ones.pop(), open_ones[-1]
        if element.tag == "a" and element.get("href"):
            weight.links, weight.linked = 1, weight.characters
        around.characters += weight.characters
        around.linked += weight.linked
        around.links += weight.links
        around.stops += weight.stops
        around.add(element.tail)
        done[element] = weight
    return done


def _is_there(element: Any) -> bool:
    return element.getparent() is not None


def _is_never_read(element: Any, names: _Names) -> bool:
    if not _is_there(element):
        return False
    if element.tag == "header":
        return not any(one.tag in names.header_within for one in element.iterancestors())
    return (
        element.tag in names.never_read
        or element.get("role", "").lower() in names.roles
        or element.get("hidden") is not None
        or element.get("aria-hidden", "").lower() == "true"
        or bool(_HIDDEN.search(element.get("style", "")))
    )


def _spelt(names: str) -> str:
    """`shareBox` as `share-Box`, so that the words of a name stand apart."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", names)


class _Page:
    """The segments of a page as they come."""

    def __init__(self) -> None:
        self.writer = Writer()
        self.paragraphs = 0
        self.tables = 0

    def read(self, root: Any) -> None:
        """The paragraphs of a page, and the cells of its tables that hold data."""
        within: dict[Any, _Place] = {}
        for table in root.iter("table"):
            if _holds_data(table):
                self.tables += 1
                within.update((cell, _Place(self.tables, *place)) for cell, place in _places(table))
        for cell, lines in _by_cell(root, within):
            if cell is None:
                for line in lines:
                    self.paragraphs += self.writer.add(line, "paragraph", self.paragraphs + 1)
            else:
                at = within[cell]
                text = "\n".join(lines)
                kind = kind_of_cell(text)
                self.writer.add(text, kind, at.table, row=at.row, column=at.column, rows=at.rows, columns=at.columns)


class _Place(NamedTuple):
    """Where a cell stands, and how many rows and columns of the table it covers."""

    table: int
    row: int
    column: int
    rows: int
    columns: int


def _places(table: Any) -> Iterator[tuple[Any, tuple[int, int, int, int]]]:
    """The cells of a table with row, column, and the rows and columns that each covers."""
    taken: dict[int, int] = {}  # column -> last row that a cell above reaches down to
    for row, tr in enumerate(table.iter("tr"), start=1):
        column = 1
        for cell in tr:
            if cell.tag not in ("td", "th"):
                continue
            while taken.get(column, 0) >= row:
                column += 1
            across, down = _covered(cell.get("colspan", "")), _covered(cell.get("rowspan", ""))
            yield cell, (row, column, down, across)
            taken.update(dict.fromkeys(range(column, column + across), row + down - 1))
            column += across


def _covered(stated: str) -> int:
    return min(max(int(stated), 1), _MOST_COVERED) if stated.strip().isdecimal() else 1


def _holds_data(table: Any) -> bool:
    """A table of rows and columns with no other in it; old pages are laid out with tables of tables."""
    if next(table.iterdescendants("table"), None) is not None:
        return False
    widths = [sum(cell.tag in ("td", "th") for cell in row) for row in table.iter("tr")]
    return len(widths) > 1 and max(widths) > 1


def _by_cell(root: Any, cells: dict[Any, _Place]) -> Iterator[tuple[Any, list[str]]]:
    """The lines of the page in runs that stand in one cell of a table, or (None) in none."""
    from lxml import etree

    current: Any = None
    lines: list[str] = []
    text: list[str] = []
    preformatted = 0
    blocks = _names().blocks
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if element.tag in blocks:
            lines += _lines("".join(text))
            text.clear()
        if element in cells:
            if lines:
                yield current, lines
                lines = []
            current = element if event == "start" else None
        if element.tag == "pre":
            preformatted += 1 if event == "start" else -1
        content = (element.text if event == "start" else element.tail) or ""
        text.append(content if preformatted else _BLANKS.sub(" ", _WRAPPED.sub("", content)))
    lines += _lines("".join(text))
    if lines:
        yield current, lines


def _lines(text: str) -> list[str]:
    return [line for one in text.split("\n") if (line := _BLANKS.sub(" ", one).strip())]
