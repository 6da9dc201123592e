"""The cells of one sheet of an .xlsx workbook, from its part of the archive.

An XML parser reads the part. Stretches of whole rows written in the plain way (as Excel, WPS and most programs do) are
taken by a regular expression instead, five times as fast; that takes a stretch wholly or leaves it to the parser, and
both give the same. Does not belong here: the other parts of a workbook (xlsx.py).
"""

from __future__ import annotations

import functools
import itertools
import math
import operator
import re
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import IO, NoReturn, TypeVar
from xml.parsers import expat

from sources.problems import refuse
from sources.readers import cells as limits
from sources.readers.cells import Merged, column_letters, unescaped
from sources.readers.formulas import Formulas
from sources.readers.grid import (
    BOOLEAN,
    ERROR,
    ISO_DATE,
    NEVER_COMPUTED,
    NUMBER,
    SHARED,
    TEXT,
    Columns,
    place,
    row_and_column,
)
from sources.readers.package import MAIN

_T = TypeVar("_T")
_BLOCK = 1 << 20
_ENOUGH_REFUSED = 4  # stretches one after the other, after which no more are tried
_LAST_COLUMN = 16_384
_LAST_ROW = 1_048_576
_TRUE = ("1", "true", "on")
_PLACE = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9][0-9]{0,6})")
_KINDS = {
    "n": NUMBER, "s": SHARED, "b": BOOLEAN, "str": TEXT, "inlineStr": TEXT, "e": ERROR, "d": ISO_DATE,
}  # fmt: skip


@dataclass
class Parsed:
    """What a sheet's part holds; places are those of the file."""

    columns: Columns = field(default_factory=Columns)
    merged: list[Merged] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    formulas: Formulas = field(default_factory=Formulas)


def parse_worksheet(source: IO[bytes], name: str) -> Parsed:
    """Read a part to its end. Raises Refused for a cell too far out and too many of them, ValueError for damage."""
    parser = _Parser(name)
    head = b""
    opening = None
    while opening is None and (block := source.read(_BLOCK)):
        head += block
        opening = _SHEET_DATA.search(head)
    end = opening.end() if opening else len(head)
    parser.prefix = opening[1] if opening else b""
    parser.feed(head[:end])
    rest = head[end:]
    while block := source.read(_BLOCK):
        rest = parser.rows(rest + block)
    rest = parser.rows(rest)
    parser.feed(rest, last=True)
    return parser.parsed


def place_of(reference: str) -> tuple[int, int]:
    """`D7` -> (7, 4). Raises ValueError for what is no address of a cell."""
    found = _PLACE.fullmatch(reference)
    if found is None:
        raise ValueError(f"{reference!r} is no cell")
    return int(found[2]), _COLUMN[found[1].upper().encode()]


class _ColumnNumbers(dict[bytes, int]):
    """`b"AB"` -> 28."""

    def __missing__(self, letters: bytes) -> int:
        number = 0
        for letter in letters:
            number = number * 26 + letter - 64
        if number > _LAST_COLUMN:
            raise ValueError(f"{letters.decode()} is no column")
        self[letters] = number
        return number


_COLUMN = _ColumnNumbers()
_DIGITS = "0123456789"
_LETTERS = {column_letters(column): column for column in range(1, 703)}  # A to ZZ; others go the long way


class _Parser:
    """Drives the XML parser, and the short way around it."""

    def __init__(self, sheet: str) -> None:
        self.parsed = Parsed()
        self.sheet = sheet
        self.row = self.column = 0
        self._expat = expat.ParserCreate(namespace_separator=" ")
        self._expat.buffer_text = True
        self._expat.StartElementHandler = self._start
        self._expat.EndElementHandler = self._end
        self._expat.XmlDeclHandler = self._declared
        self._expat.StartDoctypeDeclHandler = self._doctype
        self._depth = self._rows_depth = 0
        self._plain = True
        self.prefix = b""
        self._refused = 0
        self._forms = [_usual_cell, _plain_cell]
        self._stated: str | None = None
        self._cell: dict[str, str] = {}
        self._formula: dict[str, str] | None = None
        self._value: list[str] = []
        self._inline: list[str] = []
        self._formula_text: list[str] = []
        self._names: dict[str, str] = {}
        self._reading = self._silent = 0

    def feed(self, data: bytes, *, last: bool = False) -> None:
        """XML for the parser."""
        self._expat.Parse(data, last)

    def rows(self, data: bytes) -> bytes:
        """Take whole rows off the start of `data`, and give back what is left."""
        closing = b"</%srow>" % self.prefix
        end = data.rfind(closing) + len(closing)
        if end < len(closing):
            if len(data) < 8 * _BLOCK and self._plain:
                return data
            self.feed(data)
            return b""
        rows, rest = data[:end], data[end:]
        directly_in_rows = self._depth == self._rows_depth > 0
        if not (self._plain and directly_in_rows and self._refused < _ENOUGH_REFUSED and self._take(rows)):
            if b"<!" in rows or b"<?" in rows:  # a comment may hold what looks like rows
                self._plain = False
            self.feed(rows)
        if len(self.parsed.columns) > limits.MAX_CELLS:
            cells = len(self.parsed.columns)
            raise refuse("sources.too_many_cells", sheet=self.sheet, cells=cells, most=limits.MAX_CELLS)
        return rest

    def _take(self, rows: bytes) -> bool:
        taken = self._taken(rows)
        if taken is None:
            self._refused += 1
            return False
        self._refused = 0
        taken.put(self.parsed)
        self.row = taken.last_row
        return True

    def _taken(self, rows: bytes) -> PlainRows | None:
        """The rows, by the form of cell that took the rows before, else by the other."""
        for index, cell in enumerate(self._forms):
            try:
                taken = PlainRows(rows, self.parsed.columns, self.prefix, cell(self.prefix))
            except NotPlain:
                continue
            self._forms.insert(0, self._forms.pop(index))
            return taken
        return None

    # -- the parser's events

    def _declared(self, _: str, encoding: str | None, __: int) -> None:
        if encoding is not None and encoding.lower() not in ("utf-8", "us-ascii"):
            self._plain = False

    def _doctype(self, *_: object) -> NoReturn:
        raise refuse("sources.has_doctype", part=self.sheet)

    def _local(self, name: str) -> str:
        """The name of an element of the main namespace; of another one with that."""
        local = self._names.get(name)
        if local is None:
            namespace, _, plain = name.rpartition(" ")
            local = self._names[name] = plain if namespace in MAIN else name
        return local

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        tag = self._names.get(name) or self._local(name)
        if tag == "c":
            self._cell, self._formula = attributes, None
            self._value.clear()
            self._inline.clear()
            self._formula_text.clear()
        elif tag == "v":
            self._expat.CharacterDataHandler = self._value.append
        elif tag == "f":
            self._formula = attributes
            self._expat.CharacterDataHandler = self._formula_text.append
        elif tag == "t" and not self._silent:
            self._expat.CharacterDataHandler = self._inline.append
        elif tag == "rPh":
            self._silent += 1
        elif tag == "row":
            self._row(attributes)
        elif tag == "sheetData":
            self._rows_depth = self._depth
        elif tag == "mergeCell":
            self.parsed.merged.append(_area(attributes.get("ref", "")))
        elif tag == "col" and attributes.get("hidden") in _TRUE:
            first, last = int(attributes["min"]), min(int(attributes["max"]), _LAST_COLUMN)
            self.parsed.hidden_columns.update(range(first, last + 1))

    def _end(self, name: str) -> None:
        self._depth -= 1
        tag = self._names.get(name) or self._local(name)
        if tag == "c":
            self._close_cell()
        elif tag in ("v", "f", "t"):
            self._expat.CharacterDataHandler = None
        elif tag == "rPh":
            self._silent -= 1
        elif tag == "sheetData":
            self._rows_depth = 0

    def _row(self, attributes: dict[str, str]) -> None:
        stated = attributes.get("r")
        self.row = self.row + 1 if stated is None else int(float(stated))
        self.column = 0
        self._stated = stated
        if not 0 < self.row <= _LAST_ROW:
            raise ValueError(f"{stated} is no row")
        if attributes.get("hidden") in _TRUE:
            self.parsed.hidden_rows.add(self.row)

    def _close_cell(self) -> None:
        row, reference = self.row, self._cell.get("r")
        if reference is None:
            self.column += 1
        else:
            letters = reference.rstrip(_DIGITS)
            if reference[len(letters) :] == self._stated and letters in _LETTERS:
                self.column = _LETTERS[letters]
            else:
                row, self.column = place_of(reference)
        stated = self._cell.get("t", "n")
        kind = _KINDS.get(stated, TEXT)
        text = "".join(self._inline if stated == "inlineStr" else self._value)
        if self._formula is not None:
            _put_formula(self.parsed.formulas, row, self.column, "".join(self._formula_text), self._formula)
            if not text and stated != "str":
                kind, text = NEVER_COMPUTED, "0"
        if text:
            columns = self.parsed.columns
            columns.add(row, self.column, kind, int(self._cell.get("s", "0")), _payload(columns, kind, text))


def _payload(columns: Columns, kind: int, text: str) -> float:
    if kind in (TEXT, ERROR, ISO_DATE):
        return columns.text(unescaped(text))
    if kind == BOOLEAN:
        return {"1": 1, "true": 1, "0": 0, "false": 0}[text.strip()]
    number = float(text)
    if not math.isfinite(number) or "_" in text or not text.isascii():
        raise ValueError(f"{text!r} is no number")
    return number


def _put_formula(formulas: Formulas, row: int, column: int, text: str, attributes: dict[str, str]) -> None:
    formulas.put(row, column, text, attributes.get("si") if attributes.get("t") == "shared" else None)


def _area(reference: str) -> Merged:
    first, _, last = reference.partition(":")
    top, left = place_of(first)
    bottom, right = place_of(last or first)
    return Merged(min(top, bottom), max(top, bottom), min(left, right), max(left, right))


# -- rows written in the plain way

_TEXT = rb"[^<\x00-\x08\x0b-\x1f]*"
_SHEET_DATA = re.compile(rb"<((?:[A-Za-z]\w*:)?)sheetData>")
_HIDDEN = re.compile(rb"\shidden=[\"'](?:1|true)[\"']")
_ATTRIBUTE = re.compile(rb' ([\w:]+)="([^"<&]*)"')
_ENTITY = re.compile(r"&(?:#([0-9]{1,7})|(amp|lt|gt|quot|apos));")
_ENTITIES = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_FIELDS = 8
_PLAIN_KINDS = {None: NUMBER} | {word.encode(): kind for word, kind in _KINDS.items()}
_TEXTUAL = {b"str", b"inlineStr", b"e", b"d"}
_STYLES: dict[bytes | None, int] = {None: 0} | {b"%d" % style: style for style in range(1000)}


@functools.lru_cache(maxsize=16)
def _usual_cell(prefix: bytes) -> re.Pattern[bytes]:
    """A cell as Excel itself writes it: the attributes in its order, no blanks. Groups as of `_plain_cell`."""
    return re.compile(
        rb"""<%(x)sc r="([A-Z]{1,3})([1-9][0-9]{0,6})"(?: s="([0-9]{1,4})")?(?: t="([a-zA-Z]{1,9})")?(?:/>|>"""
        rb"""(?:<%(x)sf([^<>]*)(?:/>|>(%(text)s)</%(x)sf>))?(?:<%(x)sv>(%(text)s)</%(x)sv>|"""
        rb"""<%(x)sis><%(x)st(?: xml:space="preserve")?>(%(text)s)</%(x)st></%(x)sis>|<%(x)sv/>)?</%(x)sc>)"""
        % {b"x": prefix, b"text": _TEXT}
    )


@functools.lru_cache(maxsize=16)
def _plain_cell(prefix: bytes) -> re.Pattern[bytes]:
    """A cell in the plain way, its attributes in any order but each once, where elements have a prefix (`x:`) or none.

    Groups: letters, row, style, type, attributes of a formula without text, formula, value, text in place.
    """
    return re.compile(
        rb"""<%(x)sc(?:\s+(?:(?(1)(?!)|r=["']([A-Z]{1,3})([1-9][0-9]{0,6})["'])|(?(3)(?!)|s=["']([0-9]{1,4})["'])|"""
        rb"""(?(4)(?!)|t=["']([a-zA-Z]{1,9})["'])))*\s*(?:/>|>\s*(?:<%(x)sf([^<>]*)(?:/>|>(%(text)s)</%(x)sf>)\s*)?"""
        rb"""(?:<%(x)sv>(%(text)s)</%(x)sv>|<%(x)sis>\s*<%(x)st(?: xml:space="preserve")?>(%(text)s)</%(x)st>\s*"""
        rb"""</%(x)sis>|<%(x)sv ?/>)?\s*</%(x)sc>)""" % {b"x": prefix, b"text": _TEXT}
    )


@functools.lru_cache(maxsize=16)
def _edge(prefix: bytes) -> re.Pattern[bytes]:
    """What stands between the cells of a row and the next. Groups: the end of a row; the begin of one: its number, its
    other attributes, a slash if it is empty.
    """
    return re.compile(
        rb"""\s*(</%(x)srow>)?\s*(?:<%(x)srow\s+r=["']([1-9][0-9]{0,6})["']"""
        rb"""((?:\s+[\w:]+=(?:"[^"<&]*"|'[^'<&]*'))*)\s*(/?)>)?\s*""" % {b"x": prefix}
    )


def _each(values: Iterable[_T], times: Iterable[int]) -> Iterator[_T]:
    """Every value as many times as stated."""
    return itertools.chain.from_iterable(map(itertools.repeat, values, times))


class NotPlain(Exception):
    """What the XML parser must read."""


class PlainRows:
    """Rows taken by the regular expression; nothing is put anywhere before all of them are."""

    def __init__(self, data: bytes, columns: Columns, prefix: bytes, cell: re.Pattern[bytes]) -> None:
        parts = cell.split(data)
        self._edge = _edge(prefix)
        letters, rows, styles, types, marks, formulas, values, inline = (
            parts[field :: _FIELDS + 1] for field in range(1, _FIELDS + 1)
        )
        self.hidden: set[int] = set()
        self.last_row = 0
        try:
            self.places = self._placed(parts[0 :: _FIELDS + 1], letters, rows)
            self.kinds = array("B", map(_PLAIN_KINDS.__getitem__, types))
            self.styles = array("H", map(_STYLES.__getitem__, styles))
        except (KeyError, ValueError, TypeError) as error:
            raise NotPlain from error
        self.formulas: list[tuple[int, str, dict[str, str]]] = []
        if marks.count(None) < len(marks):
            self._take_formulas(marks, formulas, values, types)
        self._columns = columns
        self.texts: dict[str, int] = {}
        self._seen: dict[bytes, int] = {}
        for index, kind in enumerate(types) if not _TEXTUAL.isdisjoint(types) else ():
            if kind in _TEXTUAL:
                raw = inline[index] if kind == b"inlineStr" else values[index]
                values[index] = b"%d" % self._text(raw) if raw else None
        self._drop_blank(values)
        self.payloads = self._numbers(values)

    def _placed(self, gaps: list[bytes], letters: list[bytes], rows: list[bytes]) -> array[int]:
        begins: list[int] = []
        stated: list[bytes] = []
        numbers: list[int] = []
        inside = False
        for index, gap in [(index, gap) for index, gap in enumerate(gaps) if gap]:
            at = 0
            while at < len(gap):
                edge = self._edge.match(gap, at)
                if edge is None or edge.end() == at or (edge[1] is not None) > inside:
                    raise NotPlain
                at = edge.end()
                closed, number, others, empty = edge.groups()
                inside = inside and closed is None
                if number is not None:
                    if inside:
                        raise NotPlain
                    inside = not empty
                    self.last_row = int(number)
                    begins.append(index)
                    stated.append(number)
                    numbers.append(self.last_row)
                    if b"hidden" in others and _HIDDEN.search(others):
                        self.hidden.add(self.last_row)
            if inside != (index < len(letters)):
                raise NotPlain
        if letters and begins[:1] != [0]:
            raise NotPlain
        cells = [last - first for first, last in itertools.pairwise([*begins, len(letters)])]
        if list(_each(stated, cells)) != rows:
            raise NotPlain
        starts = [place(number, 0) for number in numbers]
        return array("Q", map(operator.add, _each(starts, cells), map(_COLUMN.__getitem__, letters)))

    def _take_formulas(
        self,
        marks: list[bytes | None],
        formulas: list[bytes | None],
        values: list[bytes | None],
        types: list[bytes | None],
    ) -> None:
        for index, mark in enumerate(marks):
            if mark is None:
                continue
            attributes = {name.decode(): value.decode() for name, value in _ATTRIBUTE.findall(mark)}
            if _ATTRIBUTE.sub(b"", mark):
                raise NotPlain
            self.formulas.append((self.places[index], decoded(formulas[index] or b""), attributes))
            if not values[index] and types[index] != b"str":
                self.kinds[index], values[index] = NEVER_COMPUTED, b"0"

    def _text(self, raw: bytes) -> int:
        """The number the text will have among the sheet's, once it is put there."""
        number = self._seen.get(raw)
        if number is None:
            text, known = unescaped(decoded(raw)), self._columns.texts
            number = known[text] if text in known else self.texts.setdefault(text, len(known) + len(self.texts))
            self._seen[raw] = number
        return number

    def _drop_blank(self, values: list[bytes | None]) -> None:
        if None in values or b"" in values:
            kept = [bool(value) for value in values]
            for name in ("places", "kinds", "styles"):
                column: array[int] = getattr(self, name)
                setattr(self, name, array(column.typecode, itertools.compress(column, kept)))
            values[:] = [value for value in values if value]

    def _numbers(self, values: list[bytes | None]) -> array[float]:
        stated = [value for value in values if value is not None]
        if b"".join(stated).translate(None, b"0123456789.eE+-"):
            raise NotPlain
        try:
            numbers = array("d", map(float, stated))
        except ValueError as error:
            raise NotPlain from error
        if not math.isfinite(sum(numbers)) and not all(map(math.isfinite, numbers)):
            raise NotPlain
        if BOOLEAN in self.kinds and any(
            number not in (0, 1) for number in itertools.compress(numbers, map(BOOLEAN.__eq__, self.kinds))
        ):
            raise NotPlain
        return numbers

    def put(self, parsed: Parsed) -> None:
        """Add the rows to what is parsed already."""
        columns = parsed.columns
        columns.places.extend(self.places)
        columns.kinds.extend(self.kinds)
        columns.styles.extend(self.styles)
        columns.payloads.extend(self.payloads)
        columns.texts.update(self.texts)
        parsed.hidden_rows |= self.hidden
        for number, text, attributes in self.formulas:
            _put_formula(parsed.formulas, *row_and_column(number), text, attributes)


def decoded(raw: bytes) -> str:
    """UTF-8 with references to characters as text. Raises NotPlain for any other reference, and for other bytes."""
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise NotPlain from error
    if "&" not in text:
        return text
    if text.count("&") != len(_ENTITY.findall(text)):
        raise NotPlain
    return _ENTITY.sub(_character, text)


def _character(found: re.Match[str]) -> str:
    if found[2]:
        return _ENTITIES[found[2]]
    number = int(found[1])
    if not (
        0x20 <= number < 0xD800 or 0xE000 <= number < 0xFFFE or 0x10000 <= number < 0x110000 or number in (9, 10, 13)
    ):
        raise NotPlain
    return chr(number)
