"""Where in a sheet a declared table or ledger stands: its header, the lines around it, its rows.

Belongs here: headers over several rows with merges and units, matching them with a contract's columns, and what
each row outside the numbers is. Does not belong here: what the cells say (tables.py, ledgers.py).
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from sources.catalogue.loader import Unit
from sources.contracts.defaults import defaults, shown
from sources.contracts.model import Column, Ledger, LedgerField, Line, Table
from sources.contracts.patterns import compiled, is_plain, match, nearest, normal
from sources.problems import Problem, refuse
from sources.readers.cells import Cell, Sheet, address
from sources.spreadsheets.values import is_number
from sources.spreadsheets.words import Vocabulary, without_marks

_HEADER_SEARCH = 200
_NAMED = re.compile(r"\(\?P<\w+>")
_CELLS_OF_A_LINE = 4


Misfit = Callable[[], Problem]
"""Why something does not fit, put into words only if it is told: to look for the nearest words takes long."""

H = TypeVar("H", Column, LedgerField)


@dataclass(frozen=True, slots=True)
class Header:
    """The header of one column: its text from the top down, and the unit it states.

    `path` is its wording without units and footnote marks, `full_path` with them.
    """

    column: int
    cell: str
    text: str
    path: str
    full_path: str
    unit: Unit | None


@dataclass(frozen=True, slots=True)
class Mapped(Generic[H]):
    """A column of the sheet, what the contract says of it, and what its header captures."""

    header: Header
    spec: H
    captured: dict[str, str]


@dataclass(frozen=True, slots=True)
class Statement:
    """What a line outside the table says: captured words with the cell, or a note's text."""

    cell: str
    text: str
    captured: dict[str, str] = field(default_factory=dict)


@dataclass
class Found(Generic[H]):
    """A declared block found in a sheet. `misfits` says why it does not fit, if it does not.

    `area` is the first row of what belongs to it, its title and its lines, `last_row` the last.
    """

    area: int = 1
    first_row: int = 0
    last_header_row: int = 0
    columns: list[Mapped[H]] = field(default_factory=list)
    unmapped: list[Header] = field(default_factory=list)
    ignored: list[Header] = field(default_factory=list)
    misfits: list[Misfit] = field(default_factory=list)
    last_row: int = 0


class Survey:
    """A sheet as the search for headers sees it; what every layout asks again is found once."""

    def __init__(self, sheet: Sheet, vocabulary: Vocabulary) -> None:
        self.sheet = sheet
        self._vocabulary = vocabulary
        self._headers: dict[tuple[int, int], list[Header]] = {}

    def headers(self, row: int, depth: int) -> list[Header]:
        """The headers of `depth` rows from `row` on: of each column that has one, and blank ones above content."""
        known = self._headers.get((row, depth))
        if known is None:
            known = _headers_at(self.sheet, row, depth, self._vocabulary)
            known += _blank_headers(row + depth - 1, {header.column for header in known}, self._depths)
            self._headers[row, depth] = known
        return known

    @functools.cached_property
    def _depths(self) -> dict[int, int]:
        """Column -> the last row where it has content beside other content."""
        depths: dict[int, int] = {}
        columns = self.sheet.columns
        for number in sorted(self.sheet.rows, reverse=True):
            row = self.sheet.rows[number]
            if len(row) > 1 and not row.keys() <= depths.keys():
                content = (column for column, cell in row.items() if cell.raw.strip())
                depths.update((column, number) for column in content if column not in depths)
                if len(depths) == len(columns):
                    break
        return depths


def _headers_at(sheet: Sheet, row: int, depth: int, vocabulary: Vocabulary) -> list[Header]:
    headers = []
    for column in range(1, sheet.last_column + 1):
        levels: list[tuple[tuple[int, int], str]] = []
        for level in range(row, row + depth):
            anchor = sheet.anchor(level, column)
            cell = sheet.cell(*anchor)
            if cell is not None and cell.raw.strip() and all(anchor != above for above, _ in levels):
                levels.append((anchor, cell.raw.strip()))
        if levels:
            headers.append(_header(sheet, column, row + depth - 1, levels, vocabulary))
    return headers


def _header(
    sheet: Sheet, column: int, row: int, levels: list[tuple[tuple[int, int], str]], vocabulary: Vocabulary
) -> Header:
    unit: Unit | None = None
    words: list[str] = []
    full: list[str] = []
    for number, (_, text) in enumerate(levels):
        form, stated = vocabulary.without_unit(without_marks(text))
        if stated is None and number and words[-1:] != [form] and (alone := vocabulary.unit(text)):
            form, stated = "", alone
        unit = stated or unit
        full.append(normal(text))
        if form and form != (words[-1] if words else ""):
            words.append(form)
    text = "/".join(" ".join(text.split()) for _, text in levels)
    return Header(column, address(levels[-1][0][0], column), text, "/".join(words), "/".join(full), unit)


def find_block(survey: Survey, declared: Table | Ledger, specs: Sequence[H], first_row: int = 1) -> Found[H]:
    """The first place from `first_row` on where the declared header stands; else the nearest, with its misfits."""
    sheet = survey.sheet
    best: Found[H] = Found()
    wordings = _Wordings(specs)
    for row in range(first_row, min(sheet.last_row, first_row + _HEADER_SEARCH) + 1):
        if row not in sheet.rows:
            continue
        if not wordings.takes_any(survey.headers(row, declared.header_rows)):
            continue
        found = _matched(survey, row, declared, wordings)
        found.last_row = sheet.last_row
        if _fits(found, declared, specs):
            return found
        if len(found.columns) > len(best.columns):
            best = found
    if best.columns:
        best.misfits = _misfits(sheet, best, declared, specs)
    else:
        wanted = ", ".join(_name(spec) for spec in specs if spec.required)
        best.misfits = [functools.partial(_problem, "sources.no_header", sheet, "", columns=wanted)]
    return best


def _name(spec: Column | LedgerField) -> str:
    return shown((spec.header or ("",))[0]) or "∅"


def _matched(survey: Survey, row: int, declared: Table | Ledger, wordings: _Wordings[H]) -> Found[H]:
    depth = declared.header_rows
    found: Found[H] = Found(first_row=row, last_header_row=row + depth - 1)
    ignored = any_of(declared.ignore)
    for header in survey.headers(row, depth):
        if hit := wordings.spec_of(header):
            found.columns.append(Mapped(header, *hit))
        else:
            known = ignored.fullmatch(header.path) or ignored.fullmatch(header.full_path)
            (found.ignored if known else found.unmapped).append(header)
    return found


def _places(found: Found[H], spec: H) -> list[Header]:
    return [mapped.header for mapped in found.columns if mapped.spec is spec]


def _only_once(spec: Column | LedgerField) -> bool:
    return not (isinstance(spec, Column) and spec.repeated)


def _fits(found: Found[H], declared: Table | Ledger, specs: Sequence[H]) -> bool:
    if not found.columns or (found.unmapped and declared.unmapped == "refuse"):
        return False
    if isinstance(declared, Table) and not any(_is_value(mapped.spec) for mapped in found.columns):
        return False
    counts = [(spec, len(_places(found, spec))) for spec in specs]
    return all((count or not spec.required) and (count < 2 or not _only_once(spec)) for spec, count in counts)


def _is_value(spec: Column | LedgerField) -> bool:
    return isinstance(spec, Column) and spec.gives == "value"


def _misfits(sheet: Sheet, found: Found[H], declared: Table | Ledger, specs: Sequence[H]) -> list[Misfit]:
    """Why a header is not the declared one: what is missing, what is there twice, what nobody declared."""
    misfits: list[Misfit] = []
    unused = []
    for spec in specs:
        places = _places(found, spec)
        if not places:
            unused.append(_name(spec))
            if spec.required:
                misfits.append(functools.partial(_missing, sheet, _name(spec), found.unmapped))
        elif len(places) > 1 and _only_once(spec):
            cells = ", ".join(header.cell for header in places)
            told = functools.partial(_problem, "sources.column_twice", sheet, places[1].cell)
            misfits.append(functools.partial(told, column=_name(spec), cells=cells))
    for header in found.unmapped if declared.unmapped == "refuse" else ():
        misfits.append(functools.partial(_unmapped, sheet, header, unused))
    if not misfits:
        wanted = ", ".join(_name(spec) for spec in specs if _is_value(spec))
        misfits.append(functools.partial(_problem, "sources.no_header", sheet, "", columns=wanted))
    return misfits


def _missing(sheet: Sheet, wanted: str, unmapped: Sequence[Header]) -> Problem:
    near = nearest(wanted, (header.text for header in unmapped))
    return _problem("sources.missing_column", sheet, "", column=wanted, nearest=near)


def _unmapped(sheet: Sheet, header: Header, unused: Sequence[str]) -> Problem:
    near = nearest(header.text, unused)
    return _problem("sources.unmapped_column", sheet, header.cell, column=header.text, nearest=near)


def _problem(code: str, sheet: Sheet, cell: str, **params: str) -> Problem:
    return Problem(code, params, "error", sheet.name, cell)


class _Wordings(Generic[H]):
    """The declared wordings of headers: plain ones go before open ones, and a path without units before one with."""

    def __init__(self, specs: Sequence[H]) -> None:
        patterns = [(pattern, spec) for spec in specs for pattern in spec.header or ()]
        self._any = any_of(tuple(pattern for pattern, _ in patterns))
        self._plain: list[tuple[re.Pattern[str], H]] = [
            (compiled(pattern), spec) for pattern, spec in patterns if is_plain(pattern)
        ]
        self._open: list[tuple[re.Pattern[str], H]] = [
            (compiled(pattern), spec) for pattern, spec in patterns if not is_plain(pattern)
        ]

    def takes_any(self, headers: Sequence[Header]) -> bool:
        """Whether one of the headers has one of the wordings."""
        takes = self._any.fullmatch
        return any(
            takes(header.path) or (header.full_path != header.path and takes(header.full_path)) for header in headers
        )

    def spec_of(self, header: Header) -> tuple[H, dict[str, str]] | None:
        """The first spec with a pattern for the header, and what that captures."""
        path, full_path = header.path, header.full_path
        forms = (path,) if path == full_path else (path, full_path)
        if not any(map(self._any.fullmatch, forms)):
            return None
        for ordered in (self._plain, self._open):
            for form in forms:
                for pattern, spec in ordered:
                    if hit := pattern.fullmatch(form):
                        return spec, {name: word for name, word in hit.groupdict().items() if word is not None}
        return None


@functools.lru_cache(maxsize=1024)
def any_of(patterns: tuple[str, ...]) -> re.Pattern[str]:
    """One expression for whether any of the patterns takes a whole text in normal form; it captures nothing."""
    forms = (_NAMED.sub("(?:", compiled(pattern).pattern) for pattern in patterns)
    return re.compile("|".join(f"(?:{form})" for form in forms) or r"(?!)", re.DOTALL)


def _blank_headers(header_row: int, known: set[int], depths: dict[int, int]) -> list[Header]:
    """Columns without a header that have content below it."""
    below = sorted(column for column, last in depths.items() if last > header_row and column not in known)
    return [Header(column, address(header_row, column), "", "", "", None) for column in below]


def rows_of(sheet: Sheet, found: Found[H], declared: Table | Ledger) -> Iterator[tuple[str, int]]:
    """What every row below the header is: `data`, `line`, `note`, `footer`, `ignored`; blank rows are left out.

    The row that numbers the columns (甲 1 2 3) and a header that is repeated are left out too. After the first note all
    rows are notes, unless they have content in three columns. A row with a number in a column of numbers is `data`
    whatever its words: a note with a number beside it is to be refused, not left out.
    """
    numeric = {mapped.header.column for mapped in found.columns if _is_numeric(mapped.spec)}
    header = _row_form(sheet, found.last_header_row)
    kind_of = _Kinds(declared)
    noted = False
    for number in range(found.last_header_row + 1, found.last_row + 1):
        row = sheet.rows.get(number)
        first = next((cell.raw for cell in row.values() if cell.raw.strip()), None) if row else None
        if row is None or first is None:
            continue
        if (normal(first),) == header[:1] or number <= found.last_header_row + 2:
            form = _row_form(sheet, number)
            if form == header or (number <= found.last_header_row + 2 and _numbers_columns(form)):
                continue
        kind = kind_of(row, first)
        if kind == "data" and noted and len(row) < 3:
            kind = "note"
        noted = noted or kind == "note"
        if kind in ("line", "note", "footer") and _has_stray_number(row, numeric):
            kind = "data"
        yield kind, number


def _is_numeric(spec: Column | LedgerField) -> bool:
    return spec.gives == "value" if isinstance(spec, Column) else spec.type in ("number", "integer")


def _has_stray_number(row: Mapping[int, Cell], numeric: Set[int]) -> bool:
    """Whether a column of numbers has one, or a mark for none, but after a footer's words (电话 | 85120000)."""
    before = ""
    for column, cell in row.items():
        numeral = column in numeric and (is_number(cell) or normal(cell.raw) in defaults().missing)
        if numeral and cell.raw.strip() and match(defaults().footers, before) is None:
            return True
        before = cell.raw.strip()
    return False


def _row_form(sheet: Sheet, row: int) -> tuple[str, ...]:
    return tuple(form for cell in sheet.rows.get(row, {}).values() if (form := normal(cell.raw)))


def _numbers_columns(form: tuple[str, ...]) -> bool:
    labels = [word for word in form if word in defaults().column_numbers]
    numbers = [int(word.strip("()")) for word in form if word.strip("()").isdigit()]
    return bool(labels) and len(labels) + len(numbers) == len(form) and numbers == [*range(1, len(numbers) + 1)]


class _Kinds:
    """What a row outside the header is, by its first text and its few cells."""

    def __init__(self, declared: Table | Ledger) -> None:
        self._lines = any_of(tuple(pattern for line in declared.lines for pattern in line.text))
        self._kinds = (
            ("ignored", any_of(declared.ignore_rows)),
            ("note", any_of((*defaults().notes, *declared.notes))),
            ("footer", any_of(defaults().footers)),
        )

    def __call__(self, row: Mapping[int, Cell], first: str) -> str:
        if len(row) <= _CELLS_OF_A_LINE and any(self._lines.fullmatch(normal(cell.raw)) for cell in row.values()):
            return "line"
        form = normal(first)
        return next((kind for kind, words in self._kinds if words.fullmatch(form)), "data")


def statements(sheet: Sheet, rows: Sequence[int], lines: Sequence[Line]) -> tuple[list[Statement], list[Statement]]:
    """What the rows outside the numbers say: (captured facts, notes). Footers that name people are left out.

    Raises Refused where a line that the contract requires is missing.
    """
    facts: list[Statement] = []
    notes: list[Statement] = []
    for number in rows:
        row = sheet.rows.get(number, {})
        cells = [(column, cell.raw.strip()) for column, cell in row.items() if cell.raw.strip()]
        joined = "".join(text for _, text in cells)
        if all(_captured(lines, text) is None for _, text in cells) and _captured(lines, joined) is not None:
            cells = [(cells[0][0], joined)]
        for column, text in cells:
            captured = _captured(lines, text)
            if captured is not None:
                facts.append(Statement(address(number, column), text, captured))
            elif match(defaults().footers, text) is None:
                notes.append(Statement(address(number, column), text))
    for line in lines:
        if line.required and not any(match(line.text, one.text) is not None for one in facts):
            raise refuse("sources.missing_line", sheet=sheet.name, line=shown(line.text[0]))
    return facts, notes


def _captured(lines: Sequence[Line], text: str) -> dict[str, str] | None:
    for line in lines:
        if (captured := match(line.text, text)) is not None:
            return captured
    return None
