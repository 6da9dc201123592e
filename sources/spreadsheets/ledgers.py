"""A ledger, one row a case -> record fields, each with its cell.

Belongs here: typed fields, code lists, keys, the 合计 row and stated counts. Does not belong here: finding the ledger
(locate.py), cells unlike their column (columns.py), what is said of persons (persons.py), and what becomes of a case
over months (dbt).
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from sources.contracts.defaults import defaults
from sources.contracts.model import Ledger, LedgerField
from sources.contracts.patterns import match, nearest, normal
from sources.periods import parse_period
from sources.problems import Problem, Refused, refuse
from sources.readers.cells import Cell, Sheet, address, column_letters
from sources.rows import Note, RecordField, SetAside, cell_evidence
from sources.spreadsheets.columns import column_problems
from sources.spreadsheets.facts import Context, Subject, gather
from sources.spreadsheets.locate import Found, Mapped, Statement, rows_of, statements
from sources.spreadsheets.persons import Person, document_problems, pseudonym
from sources.spreadsheets.values import clean_text, looks_like_fractions, stated_date, stated_number
from sources.spreadsheets.words import bare_label, is_subtotal

_HIDDEN = "***"
_ENOUGH_PROBLEMS = 20
_NEAR = dt.timedelta(days=183)  # of a period: a day that holds for all its rows


@dataclass
class LedgerRead:
    """What one ledger gave. `rows` counts the cases seen, set-aside ones included."""

    subject: Subject
    record_period: str = ""
    rows: int = 0
    records: list[RecordField] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    set_aside: list[SetAside] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


class _Field(NamedTuple):
    """A field as its row states it; `place` is the address of its cell, '' for one that no cell states."""

    name: str
    text: str
    place: str
    unit: str = ""
    value: Decimal | None = None
    date: dt.date | None = None


class _Case(NamedTuple):
    """The fields of one row, before it is known whether the row stands."""

    row: int
    fields: list[_Field]
    numbers: dict[int, Decimal]
    persons: list[Person]


def read_ledger(
    context: Context,
    sheet: Sheet,
    ledger: Ledger,
    found: Found[LedgerField],
    name_facts: Statement,
    first_record: int,
) -> LedgerRead:
    """The records of a ledger found in a sheet, numbered from `first_record`.

    A count or a sum that is not that of its rows refuses it, and is told among its problems, beside cells that tell
    where a row is missing. Raises Refused for what concerns the ledger as a whole and leaves nothing to read.
    """
    rows = list(rows_of(sheet, found, ledger))
    outside = [*range(found.area, found.first_row), *(number for kind, number in rows if kind in ("line", "note"))]
    stated, titles = statements(sheet, outside, ledger.lines)
    subject = gather(context, sheet.name, [name_facts, *stated], [*titles, *stated], names_within=ledger.names_within)
    result = LedgerRead(subject)
    result.notes = [Note(one.text, cell_evidence(sheet.name, one.cell)) for one in [*stated, *titles]]
    if ledger.record_period == "stated":
        period = subject.value("period")
        if period is None:
            raise refuse("sources.period_nowhere", sheet=sheet.name)
        result.record_period = period
    _Reader(context, sheet, ledger, found, result, first_record).read([n for kind, n in rows if kind == "data"])
    for count, cell in subject.counts:
        if count != result.rows:
            params = {"stated": str(count), "rows": str(result.rows)}
            result.problems.append(Problem("sources.count_differs", params, "error", sheet.name, cell))
    return result


class _Reader:
    """Reads the rows of one ledger."""

    def __init__(
        self,
        context: Context,
        sheet: Sheet,
        ledger: Ledger,
        found: Found[LedgerField],
        result: LedgerRead,
        first_record: int,
    ) -> None:
        self.context, self.sheet, self.ledger, self.result = context, sheet, ledger, result
        self.vocabulary = context.vocabulary
        self.missing = defaults().missing | frozenset(map(normal, ledger.missing))
        self.columns = sorted(found.columns, key=lambda mapped: mapped.header.column)
        self.letters = {mapped.header.column: column_letters(mapped.header.column) for mapped in self.columns}
        self.counted = {m.header.column for m in self.columns if m.spec.type in ("number", "integer")}
        self.unread = [*found.ignored, *found.unmapped]
        self.personal = {m.header.column for m in self.columns if m.spec.personal}
        self.next_record = first_record
        self.units = {m.header.column: self._unit_of(m) for m in self.columns if m.spec.type == "number"}
        self.codes = {
            field.field: {normal(w): code for code, words in field.codes.items() for w in (code, *words)}
            for field in ledger.fields
        }
        self.elsewhere = [self._elsewhere(spec) for spec in ledger.fields if spec.header is None]

    def _unit_of(self, mapped: Mapped[LedgerField]) -> tuple[Decimal, str]:
        """Factor and base unit of a column of numbers."""
        units, cell = self.vocabulary.catalogue.units, mapped.header.cell
        declared = [units[word] for word in mapped.spec.unit or ()]
        base = declared[0].base
        lines = [unit for unit, _ in self.result.subject.units if unit.fits(base)]
        stated = [mapped.header.unit] if mapped.header.unit else lines
        if len({unit.factor for unit in stated}) > 1:
            words = ", ".join(unit.word for unit in stated)
            raise refuse("sources.units_ambiguous", sheet=self.sheet.name, cell=cell, units=words)
        unit = stated[0] if stated else declared[0]
        if all((unit.base, unit.factor) != (one.base, one.factor) for one in declared):
            words = ", ".join(one.word for one in declared)
            raise refuse("sources.unit_not_declared", sheet=self.sheet.name, cell=cell, unit=unit.word, declared=words)
        return unit.factor, base

    def _factor(self, column: int) -> Decimal:
        return self.units[column][0] if column in self.units else Decimal(1)

    def _check_percentages(self, rows: list[int]) -> None:
        """Raises Refused for a column in % with percent formats on some of its numbers, or lost by all."""
        for column, (_, base) in self.units.items():
            cells = {row: cell for row in rows if (cell := self.sheet.cell(row, column)) and cell.value}
            numbers = {row: cell for row, cell in cells.items() if isinstance(cell.value, Decimal)}
            if base != "%" or not numbers:
                continue
            plain = {row: cell.raw for row, cell in numbers.items() if "%" not in cell.number_format}
            row, text = next(iter(plain.items()), (0, ""))
            if 0 < len(plain) < len(numbers):
                raise refuse("sources.percent_mixed", sheet=self.sheet.name, cell=address(row, column), text=text)
            if plain and looks_like_fractions(plain.values()):
                hundredfold = f"{_tidy(Decimal(text) * 100):f}"
                place = address(row, column)
                raise refuse(
                    "sources.percent_or_fraction", sheet=self.sheet.name, cell=place, text=text, hundredfold=hundredfold
                )

    def _check_splits(self, rows: list[int]) -> None:
        """Raises Refused for a column merged downwards elsewhere that is not where its neighbour is, but should be: its
        content stands in the first row alone, as after a split, and nothing says whether it holds for the others.
        """
        known = set(rows)
        downwards = [area for area in self.sheet.merged if area.last_row > area.first_row and area.first_row in known]
        columns = {area.first_column for area in downwards} & self.letters.keys()
        for area in downwards:
            for column in columns - {area.first_column}:
                below = range(area.first_row + 1, area.last_row + 1)
                if (
                    self.sheet.merged_at(area.first_row, column) is None
                    and self._cell(area.first_row, column)
                    and not any(self._cell(row, column) for row in below)
                ):
                    place = address(area.first_row, column)
                    raise refuse("sources.split_merge", sheet=self.sheet.name, cell=place, last=area.last_row)

    def read(self, rows: list[int]) -> None:
        self._check_percentages(rows)
        self._check_splits(rows)
        cases: list[_Case] = []
        totals: list[int] = []
        subtotals: list[int] = []
        spoilt: list[int] = []
        for number in rows:
            texts = [cell.raw for cell in self.sheet.rows[number].values() if cell.raw.strip()]
            if defaults().whole.get(bare_label(texts[0])) == "place":
                totals.append(number)
                continue
            if self._is_subtotal(number):
                subtotals.append(number)
                continue
            cells = {column: self._cell(number, column) for column in self.letters}
            if not any(cells.values()):
                continue
            self._check_belongs(cells, number)
            self.result.rows += 1
            try:
                cases.append(self._case(number, cells))
            except Refused as refused:
                self._set_aside(number, refused.problems[0])
                spoilt.append(number)
        self._check_sums(totals, subtotals, cases, spoilt)
        persons = [person for case in cases for person in case.persons]
        self.result.problems += document_problems(self.sheet.name, persons)
        self.result.problems += self._out_of_column(sorted([*(case.row for case in cases), *spoilt]))
        self._keep(cases)

    def _out_of_column(self, rows: list[int]) -> list[Problem]:
        """What falls out of its column, at cells of which nothing is told yet."""
        read, told = [mapped.header for mapped in self.columns], {problem.cell for problem in self.result.problems}
        found = column_problems(self.sheet, read, self.unread, rows, self.missing)
        return [problem for problem in found if problem.cell not in told]

    def _check_belongs(self, cells: Mapping[int, Cell | None], row: int) -> None:
        """A number but nought in a row that says nothing else has lost its row, or is an unnamed sum."""
        stray = None
        for column, cell in cells.items():
            if cell is not None and not (column in self.counted and isinstance(cell.value, Decimal)):
                return
            if cell is not None and cell.value and stray is None:
                stray = address(row, column)
        if stray is not None:
            raise refuse("sources.number_without_row", sheet=self.sheet.name, cell=stray)

    def _cell(self, row: int, column: int) -> Cell | None:
        cell = self.sheet.seen(row, column)
        return cell if cell is not None and cell.raw.strip() else None

    def _is_subtotal(self, row: int) -> bool:
        texts = [cell.raw for cell in self.sheet.rows[row].values() if isinstance(cell.value, str) and cell.raw.strip()]
        return any(map(is_subtotal, texts[:2]))

    def _set_aside(self, row: int, problem: Problem) -> None:
        refusing = self.ledger.on_failure == "refuse"
        cell = problem.cell or address(row, next(iter(self.sheet.rows[row])))
        placed = Problem(problem.code, problem.params, "error" if refusing else "warning", self.sheet.name, cell)
        if len(self.result.problems) < _ENOUGH_PROBLEMS:
            self.result.problems.append(placed)
        if refusing:
            return
        raw = " | ".join(
            _HIDDEN if column in self.personal or not self._is_mapped(column) else cell.raw.strip()
            for column, cell in self.sheet.rows[row].items()
        )
        self.result.set_aside.append(SetAside(cell_evidence(self.sheet.name, cell), raw, placed))

    def _is_mapped(self, column: int) -> bool:
        return any(mapped.header.column == column for mapped in self.columns)

    def _case(self, row: int, cells: Mapping[int, Cell | None]) -> _Case:
        case = _Case(row, [], {}, [])
        persons: dict[str, dict[str, tuple[str, str]]] = defaultdict(dict)
        for mapped in self.columns:
            column, spec = mapped.header.column, mapped.spec
            cell, place = cells[column], f"{self.letters[column]}{row}"
            try:
                self._check_merge(row, column, spec)
                if spec.type == "person":
                    if cell and normal(cell.raw) not in self.missing:
                        persons[spec.field][spec.personal or ""] = (clean_text(cell), place)
                    elif spec.filled:
                        raise refuse("sources.blank_field", column=mapped.header.text)
                    continue
                made = self._field(cell, place, spec, self.units.get(column))
            except Refused as refused:
                problem = refused.problems[0]
                raise Refused(
                    Problem(problem.code, problem.params, "error", self.sheet.name, problem.cell or place)
                ) from None
            if made is not None:
                case.fields.append(made)
                if made.value is not None:
                    case.numbers[column] = made.value
                elif cell is not None and spec.type == "region" and not made.text:
                    case.fields.append(_Field(f"{spec.field}_text", clean_text(cell), place))
            elif spec.filled:
                raise refuse("sources.blank_field", sheet=self.sheet.name, cell=place, column=mapped.header.text)
        for name, parts in persons.items():
            (person, _), (document, place) = (parts.get(part, ("", "")) for part in ("name", "id"))
            case.persons.append(Person(row, person, document, place))
            stand_in = pseudonym(self.context.pseudonym_key, (person, document))
            case.fields.append(_Field(name, stand_in, next(iter(parts.values()))[1]))
        case.fields.extend(self.elsewhere)
        return case

    def _check_merge(self, row: int, column: int, spec: LedgerField) -> None:
        """A cell merged downwards counts for each row, but for numbers; merged across it says nothing certain."""
        merged = self.sheet.merged_at(row, column)
        if merged is None or self.sheet.cell(merged.first_row, merged.first_column) is None:
            return
        across = sum(merged.first_column <= one.header.column <= merged.last_column for one in self.columns) > 1
        if across or (column in self.counted and merged.last_row > merged.first_row):
            raise refuse("sources.merged_numbers", cell=address(merged.first_row, merged.first_column))

    def _elsewhere(self, spec: LedgerField) -> _Field:
        """A field that the contract, the sheet's name or a title states for all rows; the evidence is the sheet's."""
        if spec.constant is not None:
            return _Field(spec.field, spec.constant, "")
        words, place = self.result.subject.captured.get(spec.capture or "", ("", ""))
        try:
            made = self._field(Cell(words, words), place, spec, None)
        except Refused as refused:
            problem = refused.problems[0]
            raise refuse(problem.code, sheet=self.sheet.name, cell=place, **problem.params) from None
        if made is None:
            raise refuse("sources.capture_nowhere", sheet=self.sheet.name, field=spec.field)
        if made.date and self.result.record_period:
            period = parse_period(self.result.record_period)
            if not period.start - _NEAR <= made.date <= period.end + _NEAR:
                params = {"date": str(made.date), "period": self.result.record_period}
                raise Refused(Problem("sources.date_far_from_period", params, "error", self.sheet.name, place))
        return made

    def _field(
        self,
        cell: Cell | None,
        place: str,
        spec: LedgerField,
        unit: tuple[Decimal, str] | None,
    ) -> _Field | None:
        if cell is None or not cell.raw or (isinstance(cell.value, str) and normal(cell.raw) in self.missing):
            return None
        text = clean_text(cell)
        if spec.type == "date":
            day = stated_date(cell, self.missing)
            return None if day is None else _Field(spec.field, text, place, date=day)
        if spec.type in ("number", "integer", "year"):
            return self._number(cell, place, spec, unit)
        if not isinstance(cell.value, str | Decimal) or (spec.type != "text" and not isinstance(cell.value, str)):
            raise refuse("sources.not_a_text", text=cell.raw)
        if spec.type == "code":
            if (code := self.codes[spec.field].get(normal(text))) is None:
                near = nearest(text, (word for words in spec.codes.values() for word in words))
                raise refuse("sources.unknown_code", text=text, nearest=near)
            return _Field(spec.field, code, place)
        if spec.type == "region":
            return self._region(text, place, spec)
        return _Field(spec.field, text, place) if text else None

    def _region(self, text: str, place: str, spec: LedgerField) -> _Field:
        within = self.context.home if self.ledger.names_within == "home" else None
        region = self.vocabulary.region(text, within) or self.vocabulary.region(text, None)
        code = region.region_code if region else self.vocabulary.whole(text, self.context.home)
        if code is not None:
            return _Field(spec.field, code, place)
        if spec.outside == "allowed":
            return _Field(spec.field, "", place)
        near = self.vocabulary.nearest_regions(text, self.context.home)
        raise refuse("sources.unknown_region", words=text, nearest=near)

    def _number(
        self,
        cell: Cell,
        place: str,
        spec: LedgerField,
        unit: tuple[Decimal, str] | None,
    ) -> _Field | None:
        if spec.type == "year" and isinstance(cell.value, str):
            words = normal(cell.raw).removesuffix("度").removesuffix("年")
            cell = Cell(words, words)
        stated = stated_number(cell, self.missing)
        if stated is None:
            return None
        factor, base = unit or (Decimal(1), "")
        if stated.unit:
            own = self.vocabulary.unit(stated.unit)
            if own is None or (own.base, own.factor) != (base, factor):
                raise refuse("sources.units_disagree", units=f"{stated.unit}, {base or '-'}")
        whole = stated.value == stated.value.to_integral_value()
        if (spec.type != "number" and not whole) or (spec.type == "year" and not 1900 <= stated.value <= 2100):
            raise refuse("sources.not_an_integer", text=stated.text)
        if len(stated.value.as_tuple().digits) > 20:
            raise refuse("sources.number_too_large", text=stated.text)
        value = (stated.value * factor).quantize(Decimal(1).scaleb(-8))
        return _Field(spec.field, stated.text, place, base, _tidy(value))

    def _check_sums(self, totals: list[int], subtotals: list[int], cases: list[_Case], spoilt: list[int]) -> None:
        """Every number in a 合计 row is the sum of the rows above (of all rows, where it stands first), one in a 小计
        row that of the rows since the last. Rows that are set aside count too where their number can be read; where it
        cannot, the others must not exceed the sum. How many rows it says there are is held against them as well.
        """
        numbers = {case.row: case.numbers for case in cases} | {row: self._numbers_of(row) for row in spoilt}
        first_row = min(numbers, default=0)
        for number in sorted((*totals, *subtotals)):
            since = max((row for row in subtotals if row < number), default=0) if number in subtotals else 0
            until = self.sheet.last_row + 1 if number < first_row else number
            summed_rows = [row for row in numbers if since < row < until]
            summing = [numbers[row] for row in summed_rows]
            self._check_counts(number, summed_rows)
            for mapped in self.columns:
                column = mapped.header.column
                cell = self._cell(number, column)
                parts = [of_row.get(column, Decimal(0)) for of_row in summing]
                if column not in self.counted or cell is None:
                    continue
                known = [part for part in parts if not part.is_nan()]
                stated = stated_number(cell, self.missing)
                factor, summed = self._factor(column), sum(known, Decimal(0))
                if stated is None or (len(known) < len(parts) and min(known, default=0) < 0):
                    continue
                beyond = summed - stated.value * factor
                if (beyond if len(known) < len(parts) else abs(beyond)) > stated.step * factor / 2:
                    params = {"total": stated.text, "sum": f"{summed / factor:,f}"}
                    place = address(number, column)
                    problem = Problem("sources.ledger_sum_differs", params, "error", self.sheet.name, place)
                    self.result.problems.append(problem)

    def _check_counts(self, row: int, summed_rows: list[int]) -> None:
        """Warns of a number of rows (`110家`) in a row of sums that is neither that of the rows above nor, since firms
        and places may stand in several rows, that of the different words of a column above.
        """
        for column, cell in self.sheet.rows[row].items():
            counted = None if column in self.counted else match(defaults().row_counts, cell.raw)
            if counted is None or int(counted["count"]) in (len(summed_rows), *self._different(summed_rows)):
                continue
            params = {"stated": counted["count"], "rows": str(len(summed_rows))}
            place = address(row, column)
            self.result.problems.append(Problem("sources.count_differs", params, "warning", self.sheet.name, place))

    def _different(self, rows: list[int]) -> Iterator[int]:
        """Of each column of words how many different ones stand in these rows."""
        for column in self.letters.keys() - self.counted:
            yield len({normal(cell.raw) for row in rows if (cell := self._cell(row, column))})

    def _numbers_of(self, row: int) -> dict[int, Decimal]:
        """The numbers of a row that is set aside, column -> base unit; NaN for what is none, or of several rows."""
        numbers = {}
        for column in self.counted:
            factor = self._factor(column)
            cell = None if self.sheet.merged_at(row, column) else self._cell(row, column)
            try:
                stated = stated_number(cell, self.missing) if cell else None
            except Refused:
                stated = None
            numbers[column] = stated.value * factor if stated else Decimal("NaN")
        return numbers

    def _keep(self, cases: list[_Case]) -> None:
        """Keep the cases in their order; of several with one key only equal ones, once."""
        by_key: dict[tuple[str, ...], list[_Case]] = defaultdict(list)
        for case in cases:
            by_key[self._key(case)].append(case)
        dropped: set[int] = set()
        for key, same in by_key.items():
            if len(same) > 1:
                alike = all(_content(case) == _content(same[0]) for case in same)
                rows = ", ".join(str(one.row) for one in same)
                shown = ", ".join(part for part in key if part)
                for case in same[alike:]:
                    dropped.add(case.row)
                    self._set_aside(case.row, Problem("sources.key_twice", {"key": shown, "rows": rows}))
        sheet, period = self.sheet.name, self.result.record_period
        for case in cases:
            if case.row not in dropped:
                self.result.records += [
                    RecordField(
                        self.next_record,
                        period,
                        sheet,
                        case.row,
                        one.name,
                        one.text,
                        one.value,
                        one.date,
                        one.unit,
                        cell_evidence(sheet, one.place) if one.place else sheet,
                    )
                    for one in case.fields
                ]
                self.next_record += 1

    def _key(self, case: _Case) -> tuple[str, ...]:
        by_name = {made.name: made.text for made in case.fields}
        return tuple(by_name.get(name, "") for name in self.ledger.key)


def _content(case: _Case) -> set[tuple[str, str]]:
    return {(made.name, made.text) for made in case.fields}


def _tidy(value: Decimal) -> Decimal:
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()
