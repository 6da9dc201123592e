"""The return file of one submission: its own workbook with the bad cells marked, or what comes nearest to it.

Belongs here: which kind of return a file allows, marks by place, links. Opening a stranger's file is dangerous:
`return_file` is run in a child process (sources/sandbox.py). Does not belong here: parts of a workbook (package.py),
other formats (copies.py), words (notices.py), writing into the home (writing.py).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, product
from pathlib import Path

from expectations.findings import FilePlace, Finding
from expectations.returns.copies import copied
from expectations.returns.notices import SHEET, Heading, Spot, comment, look, notice, told
from expectations.returns.package import MOST_OF_A_MERGE, Look, Package
from expectations.returns.pages import one_page, worksheet
from sources.privacy import without_numbers_of_persons
from sources.problems import Refused, say
from sources.readers.cells import Cell, Merged, Sheet, Workbook, address
from sources.readers.documents import is_prose, read_prose
from sources.readers.formats import read_workbook
from sources.readers.worksheet import place_of

_CELL = re.compile(r"[A-Z]{1,3}[1-9]\d{0,6}")
_SPAN = re.compile(r"#(\d+):(\d+)")
_MOST_MARKS = 1000
_AROUND = 16
_Marks = dict[str, dict[tuple[int, int], tuple[Look, str]]]


@dataclass(frozen=True, slots=True)
class Job:
    """One return file to be made: the archived bytes, the file's own name, and what is to be told."""

    path: Path
    file_name: str
    heading: Heading
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class ReturnFile:
    """A workbook that goes back; `suffix` is what its name must end with (`.xlsm` where it holds macros)."""

    data: bytes
    suffix: str = ".xlsx"


def return_file(job: Job) -> ReturnFile:
    """The workbook that goes back: the same bytes for the same job.

    A workbook is marked in place, the cells of another format are copied and marked. Of a text, and of a file that
    cannot be opened or would not be the same after marking, only the page 退回说明 goes back.
    """
    data = job.path.read_bytes()
    try:
        if is_prose(data, job.file_name):
            return _of_text(job, data)
        workbook = read_workbook(data, job.file_name)
    except Refused:
        return notice_alone(job)
    own = {sheet.name: sheet.name for sheet in workbook.sheets}
    ways = [lambda: _marked(job, *_copy(workbook, job.file_name), exact=False)]
    if workbook.format == "xlsx":
        ways.insert(0, lambda: _marked(job, data, workbook, own, exact=True))
    for way in ways:
        try:
            return way()
        except MemoryError:
            raise
        except Exception:  # put together as no package we know, say: what comes next nearest goes back all the same
            continue
    return notice_alone(job)


def notice_alone(job: Job) -> ReturnFile:
    """A workbook of the page 退回说明 only."""
    page = notice(job.heading, job.findings, lambda place: Spot(place.evidence))
    return ReturnFile(one_page(SHEET, page))


def _copy(workbook: Workbook, file_name: str) -> tuple[bytes, Workbook, dict[str, str]]:
    data, names = copied(workbook, file_name)
    return data, workbook, names


def _marked(job: Job, data: bytes, workbook: Workbook, names: Mapping[str, str], *, exact: bool) -> ReturnFile:
    """`data`, whose sheets are called `names` of those of `workbook`, with marks and the page.

    Raises ValueError if anything but the marks would be read otherwise than before.
    """
    package = Package(data)
    sheets = {sheet.name: sheet for sheet in workbook.sheets}
    package.clear_marks(say("expectations.return_comment_cleared", "zh"))
    marks = _marks(told(job.findings), sheets, accepted=job.heading.accepted)
    for name, of_sheet in marks.items():
        package.mark(names[name], of_sheet)
    page = notice(job.heading, job.findings, _spots(sheets, names), "marks" if marks else "cells")
    package.put_first(SHEET, worksheet(page, package))
    made = ReturnFile(package.written(), package.suffix)
    del package  # its trees take far more room than the file
    after = {sheet.name: sheet for sheet in read_workbook(made.data, "a.xlsx").sheets}
    for name, sheet in sheets.items():
        if name != SHEET and not _same(sheet, after[names[name]], exact=exact):
            raise ValueError(f"{name} would not be the same")
    return made


def _same(before: Sheet, after: Sheet, *, exact: bool) -> bool:
    """Whether both are read alike: values, formats, formulas, merged ranges, what is hidden; of a copy only texts."""

    def hidden(sheet: Sheet) -> tuple[bool, set[int], set[int]]:
        rows = {row for row in sheet.hidden_rows if exact or row <= before.last_row}
        return sheet.hidden, rows, {column for column in sheet.hidden_columns if exact or column <= before.last_column}

    def merged(sheet: Sheet) -> set[Merged]:
        return {one for one in sheet.merged if (one.first_row, one.first_column) != (one.last_row, one.last_column)}

    def alike(one: Mapping[int, Cell], other: Mapping[int, Cell]) -> bool:
        if exact:
            return one == other
        return [(column, cell.raw) for column, cell in one.items()] == [
            (column, cell.raw) for column, cell in other.items()
        ]

    if hidden(before) != hidden(after) or merged(before) != merged(after) or len(before.rows) != len(after.rows):
        return False
    if exact and before.formulas != after.formulas:
        return False
    pairs = zip(before.rows.items(), after.rows.items(), strict=True)
    return all(row == other and alike(cells, others) for (row, cells), (other, others) in pairs)


def _place(sheets: Mapping[str, Sheet], place: FilePlace) -> tuple[str, int, int] | None:
    """The sheet, row and column of a cell; None for what is no cell of the file."""
    sheet = place.sheet if place.sheet or "" in sheets or len(sheets) != 1 else next(iter(sheets))
    if sheet not in sheets or not _CELL.fullmatch(place.cell):
        return None
    return sheet, *place_of(place.cell)


def _marks(findings: Sequence[Finding], sheets: Mapping[str, Sheet], *, accepted: bool) -> _Marks:
    """What each cell is marked with; a merged range is marked as a whole, its comment stands in its first cell."""
    named: dict[tuple[str, Merged], list[Finding]] = {}
    for finding in findings:
        for place in finding.places:
            if (at := _place(sheets, place)) is not None:
                whole = at[0], _area(sheets[at[0]], at[1], at[2])
                if len(named) < _MOST_MARKS or whole in named:
                    named.setdefault(whole, []).append(finding)
    marks: _Marks = {}
    for (sheet, area), own in named.items():
        rows, columns = range(area.first_row, area.last_row + 1), range(area.first_column, area.last_column + 1)
        cells = islice(product(rows, columns), MOST_OF_A_MERGE)
        of_sheet = marks.setdefault(sheet, {})
        of_sheet |= dict.fromkeys(cells, (look(own), ""))
        said = comment(list(dict.fromkeys(own)), accepted=accepted)
        of_sheet[area.first_row, area.first_column] = (look(own), said)
    return marks


def _area(sheet: Sheet, row: int, column: int) -> Merged:
    """The merged range that a cell is part of, one without any content too; else the cell itself."""
    for one in sheet.merged:
        if one.first_row <= row <= one.last_row and one.first_column <= column <= one.last_column:
            return one
    return Merged(row, row, column, column)


def _spots(sheets: Mapping[str, Sheet], names: Mapping[str, str]) -> Callable[[FilePlace], Spot]:
    def spot(place: FilePlace) -> Spot:
        at = _place(sheets, place)
        if at is not None:
            words = _seen(sheets[at[0]], place, at[1], at[2])
            return Spot(words, _link(names[at[0]], address(at[1], at[2])))
        if place.sheet in names:
            return Spot(_seen(sheets[place.sheet], place), _link(names[place.sheet], "A1"))
        return Spot(place.evidence)

    return spot


def _seen(sheet: Sheet, place: FilePlace, row: int = 0, column: int = 0) -> str:
    """The place, and that it is hidden if it is: whoever follows the link sees nothing then."""
    if sheet.hidden:
        return say("expectations.return_hidden_sheet", "zh", place=place.evidence)
    if row in sheet.hidden_rows or column in sheet.hidden_columns:
        return say("expectations.return_hidden_cell", "zh", place=place.evidence)
    return place.evidence


def _link(sheet: str, cell: str) -> str:
    quoted = sheet.replace("'", "''")
    return f"'{quoted}'!{cell}"


def _of_text(job: Job, data: bytes) -> ReturnFile:
    """The page, with the words that stand at each place, and where in the document that is."""
    prose = read_prose(data, job.file_name)

    def spot(place: FilePlace) -> Spot:
        found = _SPAN.fullmatch(place.cell)
        if found is None:
            return Spot(place.evidence)
        start, end = int(found[1]), int(found[2])
        if not start < end <= len(prose.text):
            return Spot(place.evidence)
        where = prose.place_of(start, end, "zh")
        words = say("expectations.return_span", "zh", where=where, start=start + 1, end=end)
        return Spot(words, quote=_quote(prose.text, start, end))

    return ReturnFile(one_page(SHEET, notice(job.heading, job.findings, spot)))


def _quote(text: str, start: int, end: int) -> str:
    """The words at a span with some around them, of one paragraph. No number is cut in two: half of one that is a
    person's would not be known as such.
    """
    first, last = max(0, start - _AROUND), min(len(text), end + _AROUND)
    while first < start and text[first - 1 : first].isdigit():
        first += 1
    while last > end and text[last : last + 1].isdigit():
        last -= 1
    before, after = text[first:start].rpartition("\n")[2], text[end:last].partition("\n")[0]
    return without_numbers_of_persons(f"{before}【{text[start:end]}】{after}".replace("\n", " "))
