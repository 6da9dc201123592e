"""Documents of Word 2007 and later (.docx): paragraphs, cells of tables, text boxes, foot- and endnotes.

Belongs here: what of the document is its text now. Tracked deletions, hidden text, comments, field codes, headers and
footers are not. Does not belong here: the numbers that Word sets before headings (numbering.py), other zip archives
(documents.py tells them apart) and what a sentence says.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from sources.problems import Refused, refuse
from sources.readers.archive import check_archive, first_line
from sources.readers.numbering import Numbering
from sources.readers.prose import Prose, Writer, kind_of_cell

MAX_XML = 60_000_000
_MAIN = "word/document.xml"
_NUMBERING, _STYLES = "word/numbering.xml", "word/styles.xml"
_NOTES = (("word/footnotes.xml", "footnote"), ("word/endnotes.xml", "endnote"))
_UNREAD = frozenset(
    (
        "del",
        "moveFrom",
        "delText",
        "instrText",
        "pPr",
        "rPr",
        "tblPr",
        "tblGrid",
        "trPr",
        "tcPr",
        "sdtPr",
        "sectPr",
        "rt",
    )
)
_MARKS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_OFF = ("0", "false", "off")


def read_docx(data: bytes) -> Prose:
    """The text of a document. Raises Refused for what is damaged, too large, or made to harm."""
    check_archive(data, "sources.damaged_document")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = set(archive.namelist())
            main = _MAIN if _MAIN in parts else min(p for p in parts if p.endswith("document.xml"))
            size = sum(archive.getinfo(part).file_size for part in (main, *(n for n, _ in _NOTES if n in parts)))
            if size > MAX_XML:
                raise refuse("sources.unpacks_too_large", megabytes=size // 1_000_000)
            body = _parsed(archive.read(main))
            numbering, styles = (_parsed(archive.read(p)) if p in parts else None for p in (_NUMBERING, _STYLES))
            notes = [(_parsed(archive.read(part)), name) for part, name in _NOTES if part in parts]
    except (MemoryError, Refused):
        raise
    except Exception as error:
        raise refuse("sources.damaged_document", why=first_line(error)) from error
    document = _Document(Numbering(numbering, styles))
    document.flow(body)
    for root, name in notes:
        document.notes(root, name)
    return Prose("docx", document.writer.text, tuple(document.writer.segments))


def _parsed(part: bytes) -> Any:
    from lxml import etree

    return etree.fromstring(part, etree.XMLParser(resolve_entities=False, no_network=True))


class _Document:
    """The segments of a document as they come; a paragraph whose end is a tracked deletion runs on into the next."""

    def __init__(self, numbering: Numbering) -> None:
        self.numbering = numbering
        self.writer = Writer()
        self.paragraphs = 0
        self.tables = 0
        self.noted = 0

    def flow(self, container: Any) -> None:
        """The paragraphs and tables of a body, each text box after the paragraph that holds it."""
        held = ""
        for block in _blocks(container):
            if _local(block) == "tbl":
                self.table(block)
                continue
            text, boxes = _text(block)
            held += self.numbering.label(block, text) + text
            if not _mark_deleted(block):
                self.paragraphs += self.writer.add(held, "paragraph", self.paragraphs + 1)
                held = ""
            for box in boxes:
                self.flow(box)
        self.paragraphs += self.writer.add(held, "paragraph", self.paragraphs + 1)

    def table(self, table: Any) -> None:
        """The cells of a table; one of a single cell is only a frame around paragraphs."""
        rows = [[cell for cell in _children(row, "tc") if not _has(cell, "tcPr", "cellDel")] for row in _rows(table)]
        if sum(map(len, rows)) == 1:
            self.flow(next(cell for row in rows for cell in row))
            return
        self.tables += 1
        number = self.tables
        depths = _depths(rows)
        for at, row in enumerate(rows, start=1):
            column = 1
            for cell in row:
                text = "\n".join(filter(str.strip, _cell_lines(cell)))
                across, down = _span(cell), depths.get((at, column), 1)
                kind = kind_of_cell(text)
                self.writer.add(text, kind, number, row=at, column=column, rows=down, columns=across)
                column += across
                for inner in (block for block in _blocks(cell) if _local(block) == "tbl"):
                    self.table(inner)

    def notes(self, root: Any, name: str) -> None:
        """The foot- or endnotes, after the body."""
        for note in _children(root, name):
            if _attribute(note, "type") not in (None, "normal"):
                continue  # the lines that set notes apart
            text = "\n".join(filter(str.strip, _cell_lines(note)))
            self.noted += self.writer.add(text, "note", self.noted + 1)


def _local(element: Any) -> str:
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _children(element: Any, *names: str) -> Iterator[Any]:
    """The children of those names, also in what only wraps them."""
    for child in element:
        name = _local(child)
        if name in names:
            yield child
        elif name in ("sdt", "sdtContent", "customXml", "ins", "moveTo", "body", "AlternateContent", "Choice"):
            yield from _children(child, *names)


def _blocks(container: Any) -> Iterator[Any]:
    return _children(container, "p", "tbl")


def _rows(table: Any) -> list[Any]:
    return [row for row in _children(table, "tr") if not _has(row, "trPr", "del")]


def _has(element: Any, properties: str, name: str) -> bool:
    return any(_local(one) == name for found in element if _local(found) == properties for one in found)


def _attribute(element: Any, name: str) -> str | None:
    return next((str(value) for key, value in element.attrib.items() if key.rpartition("}")[2] == name), None)


def _span(cell: Any) -> int:
    spans = [_attribute(one, "val") for p in cell if _local(p) == "tcPr" for one in p if _local(one) == "gridSpan"]
    return next((int(span) for span in spans if span and span.isdigit()), 1)


def _depths(rows: list[list[Any]]) -> dict[tuple[int, int], int]:
    """(row, column) of a cell that is merged with those below it -> how many rows it covers."""
    depths: dict[tuple[int, int], int] = {}
    begun: dict[int, int] = {}  # column -> the row that its merged cell began in
    for at, row in enumerate(rows, start=1):
        column = 1
        for cell in row:
            merge = next((m for p in cell if _local(p) == "tcPr" for m in p if _local(m) == "vMerge"), None)
            if merge is None:
                begun.pop(column, None)
            elif _attribute(merge, "val") == "restart":
                begun[column] = at
            elif column in begun:
                depths[begun[column], column] = at - begun[column] + 1
            column += _span(cell)
    return depths


def _mark_deleted(paragraph: Any) -> bool:
    return any(_has(properties, "rPr", "del") for properties in paragraph if _local(properties) == "pPr")


def _cell_lines(cell: Any) -> Iterator[str]:
    """The paragraphs of a cell or note, text boxes in them too; a table in it comes on its own."""
    for paragraph in _children(cell, "p"):
        text, boxes = _text(paragraph)
        yield text
        for box in boxes:
            yield from _cell_lines(box)


def _text(paragraph: Any) -> tuple[str, list[Any]]:
    """The text of a paragraph as it reads now, and the text boxes anchored in it."""
    parts: list[str] = []
    boxes: list[Any] = []
    _gather(paragraph, parts, boxes)
    return "".join(parts), boxes


def _gather(element: Any, parts: list[str], boxes: list[Any]) -> None:
    for child in element:
        name = _local(child)
        if name == "t":
            parts.append(child.text or "")
        elif name in _MARKS:
            parts.append(_MARKS[name])
        elif name == "txbxContent":
            boxes.append(child)
        elif name == "AlternateContent":
            choices = [one for one in child if _local(one) == "Choice"] or list(child)
            _gather(choices[0], parts, boxes) if choices else None
        elif name not in _UNREAD and not (name == "r" and _is_hidden(child)):
            _gather(child, parts, boxes)


def _is_hidden(run: Any) -> bool:
    return any(
        _local(one) == "vanish" and _attribute(one, "val") not in _OFF
        for properties in run
        if _local(properties) == "rPr"
        for one in properties
    )
