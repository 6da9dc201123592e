"""Which contract's declared shape a workbook has, and reading it by that contract.

Belongs here: sheets against a layout, the choice among contracts and layouts, what the sheets of a file give together.
Does not belong here: bytes (readers/), sidecars and limits (reading.py).
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import PurePath
from string import ascii_uppercase

from sources.contracts.defaults import defaults, shown
from sources.contracts.loading import Loaded
from sources.contracts.model import Column, Contract, Layout, Ledger, LedgerField, OnFailure, SheetLayout, Table
from sources.contracts.patterns import match, nearest
from sources.periods import parse_period
from sources.problems import Problem, Refused, refuse
from sources.readers.cells import Sheet, Workbook, column_letters
from sources.rows import Observation, Reading, RecordField, Scope
from sources.spreadsheets.facts import Context, Fact, Subject
from sources.spreadsheets.ledgers import read_ledger
from sources.spreadsheets.locate import Found, Misfit, Statement, Survey, find_block
from sources.spreadsheets.period_words import period_of
from sources.spreadsheets.tables import read_table
from sources.spreadsheets.values import day_of
from sources.spreadsheets.words import Vocabulary

_AHEAD = dt.timedelta(days=31)


@dataclass
class _SheetFit:
    """A sheet held against its declaration: where the tables or the ledger stand, or why they do not."""

    sheet: Sheet
    declared: SheetLayout
    tables: list[Found[Column]] = field(default_factory=list)
    ledger: Found[LedgerField] | None = None

    @property
    def blocks(self) -> list[Found[Column] | Found[LedgerField]]:
        """All blocks of the sheet."""
        return [*self.tables, *([self.ledger] if self.ledger else [])]

    @property
    def misfits(self) -> list[Misfit]:
        """Why the sheet does not have the declared shape; [] if it has."""
        return [misfit for block in self.blocks for misfit in block.misfits]


@dataclass
class _Fit:
    """A layout held against a workbook."""

    loaded: Loaded
    layout: Layout
    sheets: list[_SheetFit] = field(default_factory=list)
    wrong_sheets: list[Misfit] = field(default_factory=list)

    @property
    def misfits(self) -> list[Misfit]:
        """Why the workbook does not have this layout; [] if it has."""
        return self.wrong_sheets + [misfit for sheet in self.sheets for misfit in sheet.misfits]

    @property
    def likeness(self) -> tuple[int, int]:
        """Orders layouts by how much of them the workbook has; an open pattern takes many a header, and says little."""
        mapped = [mapped for sheet in self.sheets for block in sheet.blocks for mapped in block.columns]
        return sum(not one.captured for one in mapped) - len(self.misfits), len(mapped)


def read_by_contract(
    workbook: Workbook,
    contracts: Mapping[str, Loaded],
    vocabulary: Vocabulary,
    sidecar: Mapping[str, Fact],
    pseudonym_key: bytes,
    file_name: str,
) -> Reading:
    """The reading of a workbook by the one layout of one contract that it has the shape of.

    Raises Refused: with the candidates and why the nearest does not fit; with the names of several that fit; with
    what is wrong in the file.
    """
    sheets = [sheet for sheet in workbook.sheets if any(c.raw.strip() for r in sheet.rows.values() for c in r.values())]
    if not sheets:
        raise refuse("sources.no_content")
    surveys = [Survey(sheet, vocabulary) for sheet in sheets]
    fits = [_hold(surveys, loaded, layout) for loaded in contracts.values() for layout in loaded.contract.layouts]
    fitting = sorted((fit for fit in fits if not fit.misfits), key=lambda fit: fit.likeness, reverse=True)
    if not fitting:
        raise _nothing_fits(fits)
    readings: list[tuple[str, Reading]] = []
    refusals: list[Refused] = []
    for fit in fitting:
        context = Context(vocabulary, fit.loaded.contract, fit.layout, sidecar, pseudonym_key)
        try:
            readings.append((f"{fit.loaded.contract.dataset} ({fit.layout.name})", _read(fit, context, file_name)))
        except Refused as refused:
            refusals.append(refused)
    if not readings:
        shapes = {fit.loaded.contract.dataset for fit in fitting}
        raise Refused(*refusals[0].problems, dataset=shapes.pop() if len(shapes) == 1 else "")
    first = readings[0][1]
    if any(not _same(first, other) for _, other in readings):
        raise refuse("sources.several_contracts_fit", contracts=", ".join(name for name, _ in readings))
    hidden = [sheet.name for sheet in sheets if sheet.hidden]
    if hidden:
        first.problems.append(Problem("sources.hidden_sheets", {"sheets": ", ".join(hidden)}, "info"))
    return first


def _nothing_fits(fits: Sequence[_Fit]) -> Refused:
    closest = max(fits, key=lambda fit: fit.likeness)
    known = ", ".join(dict.fromkeys(fit.loaded.contract.dataset for fit in fits))
    if not any(block.columns for sheet in closest.sheets for block in sheet.blocks):
        return refuse("sources.unknown_dataset", known=known)
    params = {"known": known, "nearest": closest.loaded.contract.dataset, "layout": closest.layout.name}
    return Refused(Problem("sources.no_contract_fits", params), *(misfit() for misfit in closest.misfits[:10]))


def _same(one: Reading, other: Reading) -> bool:
    return (one.dataset, one.observations, one.records) == (other.dataset, other.observations, other.records)


def _hold(surveys: Sequence[Survey], loaded: Loaded, layout: Layout) -> _Fit:
    fit = _Fit(loaded, layout)
    ignored = (*layout.ignore_sheets, *defaults().ignore_sheets)
    left = [one for one in surveys if not one.sheet.hidden and match(ignored, one.sheet.name) is None]
    names = [one.sheet.name for one in left]
    for declared in layout.sheets:
        if declared.name is None:
            mine = [_hold_sheet(one, declared) for one in left]
            mine = [held for held in mine if not held.misfits] or mine
        else:
            mine = [_hold_sheet(one, declared) for one in left if match(declared.name, one.sheet.name) is not None]
        if not mine and declared.required:
            wanted = shown((declared.name or ("*",))[0])
            fit.wrong_sheets.append(functools.partial(_missing_sheet, wanted, names))
        for held in mine[: None if declared.many else 1]:
            left = [one for one in left if one.sheet is not held.sheet]
            fit.sheets.append(held)
    wanted = ", ".join(shown(name) for declared in layout.sheets for name in declared.name or ()) or "-"
    for one in left:
        params = {"declared": wanted}
        fit.wrong_sheets.append(functools.partial(Problem, "sources.unmapped_sheet", params, "error", one.sheet.name))
    return fit


def _missing_sheet(wanted: str, names: Sequence[str]) -> Problem:
    return Problem("sources.missing_sheet", {"wanted": wanted, "nearest": nearest(wanted, names)})


def _hold_sheet(survey: Survey, declared: SheetLayout) -> _SheetFit:
    sheet = survey.sheet
    held = _SheetFit(sheet, declared)
    if declared.ledger is not None:
        headed = [spec for spec in declared.ledger.fields if spec.header is not None]
        held.ledger = find_block(survey, declared.ledger, headed)
    for table in declared.tables:
        first_row = held.tables[-1].last_header_row + 1 if held.tables else 1
        found = find_block(survey, table, table.columns, first_row)
        if held.tables:
            held.tables[-1].last_row = _before_title(sheet, found.first_row, table)
            found.area = held.tables[-1].last_row + 1
        held.tables.append(found)
    return held


def _before_title(sheet: Sheet, header_row: int, table: Table) -> int:
    """The last row of the table above another: that other's title, unit and blank lines come after it."""
    row = header_row - 1
    while row > 0:
        cells = [cell.raw for cell in sheet.rows.get(row, {}).values()]
        if len(cells) > 1 and not any(match(line.text, raw) is not None for line in table.lines for raw in cells):
            break
        row -= 1
    return row


def _read(fit: _Fit, context: Context, file_name: str) -> Reading:
    contract, layout = fit.loaded.contract, fit.layout
    reading = Reading(
        dataset=contract.dataset,
        contract_version=f"{fit.loaded.version}/{layout.name}",
        supersedes=layout.supersedes or contract.supersedes,
        source=layout.source or contract.source,
        row_failure=_row_failure(layout),
        personal=tuple(sorted({spec.field for spec in _fields(layout) if spec.personal})),
    )
    subjects, errors = [], []
    scopes: dict[Scope, None] = {}
    for held in fit.sheets:
        try:
            subjects += _read_sheet(held, context, reading, scopes)
        except Refused as refused:
            errors += list(refused.problems)
    errors += [problem for problem in reading.problems if problem.severity == "error"]
    if errors:  # what is warned of goes along, so that all can be corrected at once
        raise Refused(*errors, *(problem for problem in reading.problems if problem.severity == "warning"))
    if not reading.observations and not reading.records:
        raise Refused(Problem("sources.no_numbers", {}), *reading.problems)
    reading.observations = _each_once(reading.observations)
    if reading.supersedes != "increment":
        reading.scopes = list(scopes)
    reading.periods = _periods(reading)
    _check_validity(layout, reading.periods)
    _check_file_name(contract, file_name, reading.periods)
    days = [subject.known_on for subject in subjects if subject.known_on]
    if "known_on" in context.sidecar:
        reading.known_on, reading.known_on_from = day_of(context.sidecar["known_on"].value), "sidecar"
    elif days:
        reading.known_on, reading.known_on_from = max(days), "contract"
    _check_not_ahead(reading)
    return reading


def _row_failure(layout: Layout) -> OnFailure:
    """What a wrong row does, in every table of the layout; to refuse goes first."""
    blocks: list[Table | Ledger] = [table for sheet in layout.sheets for table in sheet.tables]
    blocks += [sheet.ledger for sheet in layout.sheets if sheet.ledger]
    return "set_aside" if all(block.on_failure == "set_aside" for block in blocks) else "refuse"


def _fields(layout: Layout) -> list[LedgerField]:
    return [spec for sheet in layout.sheets if sheet.ledger for spec in sheet.ledger.fields]


def _each_once(observations: Sequence[Observation]) -> list[Observation]:
    """The observations, of several of one identity the one with the most digits. Raises Refused if they disagree."""
    kept: dict[tuple[str, ...], Observation] = {}
    for one in observations:
        identity = (
            one.indicator_id, one.measure, one.region_code, one.period, one.kind, one.scope, one.breakdown
        )  # fmt: skip
        known = kept.setdefault(identity, one)
        if known is one:
            continue
        finer, coarser = sorted((known, one), key=lambda two: two.value_step or Decimal(0))
        step = coarser.value_step or Decimal(0)
        same_kind = (one.qualifier, one.value_high) == (known.qualifier, known.value_high)
        if not same_kind or abs(one.value - known.value) > (step / 2 if step != finer.value_step else 0):
            sheet, _, cell = one.evidence.rpartition("!")
            params = {"one": one.value_text, "other": known.value_text, "where": known.evidence}
            raise Refused(Problem("sources.number_twice", params, "error", sheet, cell))
        kept[identity] = finer
    return list(kept.values())


def _check_not_ahead(reading: Reading) -> None:
    """Actual numbers cannot be known more than a month before their period ends."""
    actual = {one.period for one in reading.observations if one.kind == "actual"}
    if actual and reading.known_on is not None:
        newest = max(actual, key=lambda notation: parse_period(notation).end)
        if parse_period(newest).end - reading.known_on > _AHEAD:
            raise refuse("sources.known_before_period", period=newest, known_on=reading.known_on)


def _read_sheet(held: _SheetFit, context: Context, reading: Reading, scopes: dict[Scope, None]) -> list[Subject]:
    sheet = held.sheet
    name_facts = Statement("", sheet.name, match(held.declared.name or (), sheet.name) or {})
    subjects = []
    before = len(reading.observations), len(reading.records)
    for block in held.blocks:
        if block.unmapped:
            columns = "、".join(header.text or header.cell for header in block.unmapped)
            params = {"columns": columns, "count": str(len(block.unmapped))}
            reading.problems.append(Problem("sources.unmapped_columns", params, "warning", sheet.name))
    for declared, found in zip(held.declared.tables, held.tables, strict=True):
        table = read_table(context, sheet, declared, found, name_facts)
        reading.observations += table.observations
        reading.notes += table.notes
        reading.set_aside += table.set_aside
        reading.problems += table.problems
        scopes.update(table.scopes)
        subjects.append(table.subject)
    if held.ledger is not None and held.declared.ledger is not None:
        first = reading.records[-1].record_no + 1 if reading.records else 1
        ledger = read_ledger(context, sheet, held.declared.ledger, held.ledger, name_facts, first)
        reading.records += ledger.records
        reading.notes += ledger.notes
        reading.set_aside += ledger.set_aside
        reading.problems += ledger.problems
        scopes[Scope("*", "*", ledger.record_period)] = None
        subjects.append(ledger.subject)
    if hidden := _hidden_parts(held, reading.observations[before[0] :], reading.records[before[1] :]):
        params = {"name": sheet.name, "places": ", ".join(hidden)}
        reading.problems.append(Problem("sources.hidden_parts", params, "info", sheet.name))
    return subjects


def _hidden_parts(held: _SheetFit, observations: Sequence[Observation], records: Sequence[RecordField]) -> list[str]:
    """Rows and columns that nobody sees and that gave numbers or records, as Excel names them: `5:6`, `C:C`."""
    sheet = held.sheet
    if not (sheet.hidden_rows or sheet.hidden_columns):
        return []
    taken = {int(one.evidence.rpartition("!")[2].lstrip(ascii_uppercase)) for one in observations}
    rows: list[list[int]] = []
    for row in sorted(sheet.hidden_rows & (taken | {one.row for one in records})):
        if rows and rows[-1][1] == row - 1:
            rows[-1][1] = row
        else:
            rows.append([row, row])
    mapped = {one.header.column for block in held.blocks for one in block.columns}
    letters = [column_letters(column) for column in sorted(sheet.hidden_columns & mapped)]
    return [f"{first}:{last}" for first, last in rows] + [f"{letter}:{letter}" for letter in letters]


def _periods(reading: Reading) -> tuple[str, ...]:
    """The periods that a reading states, last-year columns apart, the newest last."""
    stated = {one.period for one in reading.observations if "last_year_column" not in one.flags}
    stated |= {one.record_period for one in reading.records if one.record_period}
    return tuple(sorted(stated, key=lambda notation: (parse_period(notation).end, parse_period(notation).start)))


def _check_validity(layout: Layout, periods: Sequence[str]) -> None:
    if not periods:
        return
    newest = parse_period(periods[-1]).end
    too_early = layout.valid_from is not None and newest < layout.valid_from
    too_late = layout.valid_until is not None and newest > layout.valid_until
    if too_early or too_late:
        raise refuse(
            "sources.layout_not_valid",
            layout=layout.name,
            period=periods[-1],
            valid_from=layout.valid_from or "…",
            valid_until=layout.valid_until or "…",
        )


def _check_file_name(contract: Contract, file_name: str, periods: Sequence[str]) -> None:
    """A name that states a period must not stand over contents of another."""
    captured = match(contract.file_name, PurePath(file_name).stem)
    named = period_of(captured["period"]) if captured else None
    if named is None or not periods:
        return
    name, newest = parse_period(named), parse_period(periods[-1])
    same_end = name.end == newest.end and name.span in ("month", "quarter", "ytd", "year")
    if not same_end and not (name.span == "year" and name.start <= newest.start and newest.end <= name.end):
        raise refuse("sources.period_of_name", named=named, period=periods[-1])
