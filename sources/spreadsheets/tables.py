"""A table of numbers by row labels and column headers -> observations, each with its cell.

Belongs here: what row, column, table and sidecar together say of a cell's number, its unit and its exact value.
Does not belong here: finding the table (locate.py), sums (totals.py), ledgers (ledgers.py).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from decimal import Decimal

from sources.catalogue.loader import Indicator, Unit
from sources.contracts.defaults import defaults
from sources.contracts.model import Column, Facts, Item, Table
from sources.contracts.patterns import match, nearest, normal
from sources.periods import a_year_earlier, last_month, parse_period
from sources.problems import Problem, Refused, refuse
from sources.readers.cells import Cell, Merged, Sheet, address
from sources.rows import Note, Observation, Scope, SetAside, cell_evidence
from sources.spreadsheets.columns import blanks_among_figures
from sources.spreadsheets.facts import Context, Fact, Subject, as_meant, disagreement, gather
from sources.spreadsheets.locate import Found, Mapped, Statement, rows_of, statements
from sources.spreadsheets.period_words import period_of
from sources.spreadsheets.totals import check_totals, is_additive, subtotal_problem
from sources.spreadsheets.values import Stated, looks_like_fractions, stated_number
from sources.spreadsheets.words import is_of_which, is_subtotal

_PLACES = Decimal(1).scaleb(-8)
_LARGEST = Decimal(10) ** 20
_ENOUGH_PROBLEMS = 20
# The period of a column's numbers, from the one that its table or row states.
_MODES = {"last_year": a_year_earlier, "last_month": last_month}
_Series = tuple[str, str, str, str]  # indicator, measure, period, breakdown
# What no single cell is to blame for, and is said once.
_OF_THE_WHOLE = {f"sources.{fact}_nowhere" for fact in ("indicator", "unit", "region", "period")}


@dataclass
class TableRead:
    """What one table gave. `problems` are errors if the table is to be refused."""

    subject: Subject
    observations: list[Observation] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    scopes: dict[Scope, None] = field(default_factory=dict)
    set_aside: list[SetAside] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Row:
    """What the labels of a row say."""

    number: int
    label: str
    region: str | None = None
    period: str | None = None
    indicator: str | None = None
    item: Item | None = None
    unit: Unit | None = None
    of_which: bool = False


def base_unit(indicator: Indicator, measure: str) -> str:
    """The base unit in which a measure of an indicator is kept."""
    if measure == "level":
        return indicator.unit
    if measure in ("change_yoy", "change_multi"):
        return "pp" if indicator.unit == "%" else indicator.unit
    if measure in ("rank", "rank_of_change"):
        return "rank"
    return "pp" if measure == "growth_gap" else "%"


def read_table(context: Context, sheet: Sheet, table: Table, found: Found[Column], name_facts: Statement) -> TableRead:
    """The observations of a table found in a sheet. Raises Refused for what concerns the table as a whole."""
    rows = list(rows_of(sheet, found, table))
    above = range(found.area, found.first_row)
    below = [number for kind, number in rows if kind in ("line", "note")]
    stated, titles = statements(sheet, [*above, *below], table.lines)
    subject = gather(
        context,
        sheet.name,
        [name_facts, *stated],
        [*titles, *stated],
        names_within=table.names_within,
        a_month_means=table.a_month_means,
    )
    reader = _Reader(context, sheet, table, found, subject)
    reader.result.notes = [Note(one.text, cell_evidence(sheet.name, one.cell)) for one in [*stated, *titles]]
    for kind, number in rows:
        if kind == "data":
            reader.read_row(number)
    reader.check_fractions()
    figures = [mapped.header for mapped in reader.values]
    reader.result.problems += blanks_among_figures(sheet, figures, reader.rows_read)
    if table.totals == "checked":
        reader.result.problems += check_totals(
            reader.result.observations, context.vocabulary.catalogue, reader.parts_named, reader.blanks
        )
    return reader.result


class _Reader:
    """Reads the data rows of one table, one after the other."""

    def __init__(self, context: Context, sheet: Sheet, table: Table, found: Found[Column], subject: Subject) -> None:
        self.context, self.sheet, self.table, self.subject = context, sheet, table, subject
        self.vocabulary = context.vocabulary
        self.result = TableRead(subject)
        self.labels = [mapped for mapped in found.columns if mapped.spec.gives != "value"]
        self.values = [mapped for mapped in found.columns if mapped.spec.gives == "value"]
        self.missing = defaults().missing | frozenset(map(normal, table.missing))
        self.place = self._place()
        self.rows_read: list[int] = []
        self.parts_named: set[str] = set()
        self.group: dict[int, list[Observation | None]] = defaultdict(list)
        self.blanks: set[tuple[str, ...]] = set()
        self.percent_signs: dict[tuple[_Series, bool], bool] = {}
        self.fractions: dict[_Series, list[Observation]] = defaultdict(list)
        self.column_regions = {
            mapped.header.column: self._region(mapped.captured["region"], mapped.header.cell)
            for mapped in self.values
            if "region" in mapped.captured
        }

    def _place(self) -> str:
        """The region that the table is of."""
        constant = self.table.region and (self.context.home if self.table.region == "home" else self.table.region)
        fact = self.subject.facts.get("region")
        if constant and fact and fact.value != constant:
            raise disagreement("region", Fact(constant, "contract"), fact)
        if fact:
            return fact.value
        if constant:
            self.subject.facts["region"] = Fact(constant, "contract")
            return constant
        if self.table.names_within == "nation":
            return "100000"
        self.subject.facts["region"] = Fact(self.context.home, "home")
        return self.context.home

    def read_row(self, number: int) -> None:
        if self._is_subtotal(number):
            self._check_subtotal(number)
            self.group.clear()
            return
        try:
            row = self._row(number)
        except Refused as refused:
            if self._says_nothing(number):
                first, cell = next((c, cell) for c, cell in self.sheet.rows[number].items() if cell.raw.strip())
                if not cell.raw.strip().isdigit():
                    place = cell_evidence(self.sheet.name, address(number, first))
                    self.result.notes.append(Note(cell.raw.strip(), place))
                return
            self._fail(refused.problems[0], number, 0)
            return
        if not row.of_which:  # such a row seldom states all
            self.rows_read.append(number)
        for mapped in self.values:
            made: Observation | None = None
            try:
                made = self._read_cell(row, mapped)
            except Refused as refused:
                if refused.problems[0].code in _OF_THE_WHOLE:
                    raise
                self._fail(refused.problems[0], number, mapped.header.column)
            if not row.of_which and self._is_part(row.region):
                self.group[mapped.header.column].append(made)

    def _is_part(self, region: str | None) -> bool:
        """Whether a row's region is not the whole that the table is of, nor what that lies in."""
        regions = self.vocabulary.catalogue.regions
        return region is None or (region != self.place and regions.is_within(region, self.place))

    def _is_subtotal(self, number: int) -> bool:
        cells = (self.sheet.cell(number, mapped.header.column) for mapped in self.labels)
        return any(cell is not None and is_subtotal(cell.raw) for cell in cells)

    def _check_subtotal(self, number: int) -> None:
        """A 小计 row is no number of its own: it is held against the rows since the last one, and left out."""
        for mapped in self.values if self.table.totals == "checked" else ():
            column = mapped.header.column
            parts = [part for part in self.group[column] if part is not None]
            cell = self.sheet.cell(number, column)
            if cell is None or not parts or not all(is_additive(p, self.vocabulary.catalogue) for p in parts):
                continue
            place = cell_evidence(self.sheet.name, address(number, column))
            try:
                if (stated := stated_number(cell, self.missing)) is None:
                    continue
                part = parts[0]
                series = (part.indicator_id, part.measure, part.period, part.breakdown)
                facts = (mapped.spec, self.table)
                unit, _ = self._unit(stated, cell, _Row(number, ""), mapped, facts, part.unit, series)
            except Refused as refused:
                self._fail(refused.problems[0], number, column)
                continue
            value, step = stated.value * unit.factor, stated.step * unit.factor
            total = replace(parts[0], value=value, value_step=step, evidence=place)
            if problem := subtotal_problem(total, parts, complete=len(parts) == len(self.group[column])):
                self.result.problems.append(problem)

    def _says_nothing(self, number: int) -> bool:
        """Whether a row has no content in any column of numbers."""
        cells = [self.sheet.seen(number, mapped.header.column) for mapped in self.values]
        first = next(iter(self.sheet.rows[number]))
        columns = {self.sheet.anchor(number, mapped.header.column)[1] for mapped in self.values}
        return all(cell is None or not cell.raw.strip() for cell in cells) or columns == {first}

    def _fail(self, problem: Problem, row: int, column: int) -> None:
        cell = problem.cell or address(row, column or next(iter(self.sheet.rows[row])))
        refusing = self.table.on_failure == "refuse"
        placed = Problem(problem.code, problem.params, "error" if refusing else "warning", self.sheet.name, cell)
        if len(self.result.problems) < _ENOUGH_PROBLEMS:
            self.result.problems.append(placed)
        if refusing:
            return
        content = self.sheet.rows[row]
        raw = content[column].raw if column in content else " | ".join(cell.raw.strip() for cell in content.values())
        self.result.set_aside.append(SetAside(cell_evidence(self.sheet.name, cell), raw, placed))

    def _row(self, number: int) -> _Row:
        labels: list[str] = []
        region = period = indicator = None
        item: Item | None = None
        unit: Unit | None = None
        for mapped in self.labels:
            column, gives = mapped.header.column, mapped.spec.gives
            cell = self.sheet.seen(number, column)
            place = address(*self.sheet.anchor(number, column))
            text = cell.raw.strip() if cell else ""
            if not text or normal(text) in self.missing:
                if gives == "unit":
                    continue
                raise refuse("sources.row_without_label", sheet=self.sheet.name, cell=place, column=mapped.header.text)
            labels.append(" ".join(text.split()))
            if gives == "region":
                region = self._region(text, place)
            elif gives == "period":
                period = period_of(text)
                if period is None:
                    raise refuse("sources.unknown_period", sheet=self.sheet.name, cell=place, words=text)
                period = as_meant(period, self.table.a_month_means)
            elif gives == "indicator":
                item, indicator = self._indicator(text, place)
            elif gives == "unit":
                unit = self.vocabulary.unit(text)
                if unit is None:
                    raise refuse("sources.unknown_unit", sheet=self.sheet.name, cell=place, unit=text)
        return _Row(
            number, " ".join(labels), region, period, indicator, item, unit, any(is_of_which(text) for text in labels)
        )

    def _region(self, text: str, cell: str) -> str:
        if whole := self.vocabulary.whole(text, self.place):
            return whole
        within = None if self.table.names_within == "nation" else self.place
        region = self.vocabulary.region(text, within)
        regions = self.vocabulary.catalogue.regions
        if region is None or not (
            regions.is_within(region.region_code, self.place) or region.region_code in regions.ancestors(self.place)
        ):
            near = self.vocabulary.nearest_regions(text, self.place)
            raise refuse("sources.unknown_region", sheet=self.sheet.name, cell=cell, words=text, nearest=near)
        return region.region_code

    def _indicator(self, text: str, cell: str) -> tuple[Item | None, str]:
        for item in self.table.items:
            if match(item.label, text) is not None:
                return item, item.indicator
        if indicator := self.vocabulary.indicator(text):
            return None, indicator.indicator_id
        declared = [label for item in self.table.items for label in item.label]
        near = nearest(text, declared) if declared else self.vocabulary.nearest_indicators(text)
        raise refuse("sources.unknown_indicator", sheet=self.sheet.name, cell=cell, words=text, nearest=near)

    def _read_cell(self, row: _Row, mapped: Mapped[Column]) -> Observation | None:
        """Takes the number of a cell into the result and gives it, None for a cell without one."""
        indicator = self._indicator_of(row, mapped)
        spec = mapped.spec
        nearer: tuple[Facts, ...] = (spec, row.item, self.table) if row.item else (spec, self.table)
        measure = next((facts.measure for facts in nearer if facts.measure), "level")
        kind = next((facts.kind for facts in nearer if facts.kind), self.context.contract.kind)
        scope = self._scope(next((facts.scope for facts in nearer if facts.scope), ""))
        breakdown = next((facts.breakdown for facts in nearer if facts.breakdown), "")
        region = self.column_regions.get(mapped.header.column) or row.region or self._table_region()
        period = self._period_of(row, mapped)
        regions = self.vocabulary.catalogue.regions
        if spec.period != "last_year":
            self.result.scopes[Scope(indicator.indicator_id, regions.by_code[region].parent_code, period)] = None

        column = mapped.header.column
        cell = self.sheet.cell(row.number, column)
        identity = (indicator.indicator_id, measure, region, period, kind, scope, breakdown)
        merged = self.sheet.merged_at(row.number, column)
        if merged and self._holds_number(merged):
            place = address(merged.first_row, merged.first_column)
            raise refuse("sources.merged_numbers", sheet=self.sheet.name, cell=place)
        stated = stated_number(cell, self.missing, hedges=self.table.hedges) if cell else None
        if row.of_which:
            self.parts_named.add(cell_evidence(self.sheet.name, address(row.number, column)))
        if cell is None or stated is None:
            self.blanks.add(identity)
            return None
        base = base_unit(indicator, measure)
        series = (indicator.indicator_id, measure, period, breakdown)
        unit, unit_flags = self._unit(stated, cell, row, mapped, nearer, base, series)
        value = stated.value * unit.factor
        high = stated.high * unit.factor if stated.high is not None else None
        digits = len(stated.value.as_tuple().digits)
        if digits > 20 or abs(value) >= _LARGEST or (high is not None and abs(high) >= _LARGEST):
            raise refuse("sources.number_too_large", text=stated.text)
        flags = [*self._origins(row, mapped), *unit_flags]
        if spec.period == "last_year":
            flags.append("last_year_column")
        if value != value.quantize(_PLACES):
            value, flags = value.quantize(_PLACES), [*flags, "rounded_to_8_places"]
        place = address(row.number, column)
        made = Observation(
            indicator_id=indicator.indicator_id,
            measure=measure,
            region_code=region,
            period=period,
            kind=kind,
            scope=scope,
            breakdown=breakdown,
            qualifier=stated.qualifier,
            value=_tidy(value),
            value_high=None if high is None else _tidy(high.quantize(_PLACES)),
            unit=base,
            value_text=stated.text,
            value_step=max(_tidy(stated.step * unit.factor), _PLACES),
            evidence=cell_evidence(self.sheet.name, place),
            context=f"{row.label} / {mapped.header.text}",
            flags=tuple(flags),
        )
        self.result.observations.append(made)
        if base == "%" and stated.unit != "%":
            self.fractions[series].append(made)
        return made

    def _scope(self, words: str) -> str:
        """The field of a rank: a word for a whole (全省) is the name of the region that it is here."""
        code = self.vocabulary.whole(words, self.place) if words else None
        return self.vocabulary.catalogue.regions.by_code[code].name_zh if code else words

    def _holds_number(self, merged: Merged) -> bool:
        """Whether a merged range has content and covers more than one place for a number."""
        places = sum(merged.first_column <= mapped.header.column <= merged.last_column for mapped in self.values)
        several = places > 1 or merged.last_row > merged.first_row
        return several and self.sheet.cell(merged.first_row, merged.first_column) is not None

    def _origins(self, row: _Row, mapped: Mapped[Column]) -> tuple[str, ...]:
        """The flags of facts that neither the cell's row nor its column states, nor the file at all."""
        spec, captured = mapped.spec, mapped.captured
        names = []
        if not (spec.indicator or row.indicator or "indicator" in captured):
            names.append("indicator")
        if row.period is None and spec.period != "own":
            names.append("period")
        if row.region is None and "region" not in captured:
            names.append("region")
        return self.subject.flags(*names)

    def _indicator_of(self, row: _Row, mapped: Mapped[Column]) -> Indicator:
        indicators = self.vocabulary.catalogue.indicators
        if words := mapped.captured.get("indicator"):
            if found := self.vocabulary.indicator(words):
                return found
            near = self.vocabulary.nearest_indicators(words)
            raise refuse(
                "sources.unknown_indicator", sheet=self.sheet.name, cell=mapped.header.cell, words=words, nearest=near
            )
        nearest_known = mapped.spec.indicator or row.indicator
        fact = self.subject.facts.get("indicator")
        if nearest_known is None and self.table.indicator and fact and fact.value != self.table.indicator:
            raise disagreement("indicator", Fact(self.table.indicator, "contract"), fact)
        identifier = nearest_known or (fact.value if fact else None) or self.table.indicator
        if identifier is None:
            raise refuse("sources.indicator_nowhere", sheet=self.sheet.name, cell=mapped.header.cell)
        return indicators[identifier]

    def _table_region(self) -> str:
        if "region" not in self.subject.facts or self.subject.facts["region"].origin == "home":
            raise refuse("sources.region_nowhere", sheet=self.sheet.name)
        return self.place

    def _period_of(self, row: _Row, mapped: Mapped[Column]) -> str:
        base = row.period or self.subject.value("period") or self.table.period
        fact = self.subject.facts.get("period")
        if row.period is None and fact and self.table.period and fact.value != self.table.period:
            raise disagreement("period", Fact(self.table.period, "contract"), fact)
        mode = mapped.spec.period
        year = parse_period(base).end.year - (mode == "last_year") if base else None
        words = mapped.captured.get("period")
        own = None
        if words is not None:
            own = period_of(words, year)
            if own is None:
                raise refuse("sources.unknown_period", sheet=self.sheet.name, cell=mapped.header.cell, words=words)
            own = as_meant(own, self.table.a_month_means)
        if mode == "own":
            wanted = own
        else:
            wanted = _MODES[mode](base) if base and mode in _MODES else base
            if wanted and own and wanted != own:
                raise refuse(
                    "sources.period_differs", sheet=self.sheet.name, cell=mapped.header.cell, period=own, stated=wanted
                )
            wanted = wanted or (own if mode in ("stated", "last_month") else None)
        if wanted is None:
            raise refuse("sources.period_nowhere", sheet=self.sheet.name, cell=mapped.header.cell)
        return wanted

    def _unit(
        self,
        stated: Stated,
        cell: Cell,
        row: _Row,
        mapped: Mapped[Column],
        nearer: tuple[Facts, ...],
        base: str,
        series: _Series,
    ) -> tuple[Unit, list[str]]:
        """The unit of a cell's number and the flags of where it comes from."""
        declared = [self.vocabulary.catalogue.units[w] for facts in nearer if facts.unit for w in facts.unit]
        declared = [unit for unit in declared if _fits(unit, base)]
        words = mapped.captured.get("unit")
        near = [
            self.vocabulary.unit(stated.unit) if stated.unit else None,
            mapped.header.unit,
            self.vocabulary.unit(words) if words else None,
            row.unit,
        ]
        if stated.unit and near[0] is None and isinstance(cell.value, str):
            raise refuse("sources.unknown_unit", unit=stated.unit)
        here = [unit for unit in near if unit is not None]
        self._check_percent(series, cell, here, stated, base, headed=any(near[1:]))
        flags: list[str] = []
        if not here:
            lines = {(u.base, u.factor): u for u, _ in self.subject.units if _fits(u, base)}
            sidecar = self.subject.facts.get("unit")
            if len(lines) > 1:
                raise refuse("sources.units_ambiguous", units=", ".join(unit.word for unit in lines.values()))
            here = list(lines.values())
            if sidecar and _fits(unit := self.vocabulary.catalogue.units[sidecar.value], base):
                if here and (here[0].base, here[0].factor) != (unit.base, unit.factor):
                    raise disagreement("unit", sidecar, Fact(here[0].word, "file", self.sheet.name))
                here, flags = [unit], ["unit_from_sidecar"]
            if not here and not declared and base in ("%", "pp", "rank"):
                here, flags = [self.vocabulary.catalogue.units[_own_word(base)]], ["unit_from_measure"]
            elif not here:
                if not declared:
                    raise refuse("sources.unit_nowhere", sheet=self.sheet.name, cell=mapped.header.cell)
                here, flags = declared[:1], ["unit_from_contract"]
        unit = here[0]
        if any((other.base, other.factor) != (unit.base, unit.factor) for other in here[1:]):
            raise refuse("sources.units_disagree", units=", ".join(dict.fromkeys(one.word for one in here)))
        if not _fits(unit, base):
            raise refuse("sources.unit_does_not_fit", unit=unit.word, base=base)
        if declared and all((unit.base, unit.factor) != (one.base, one.factor) for one in declared):
            raise refuse("sources.unit_not_declared", unit=unit.word, declared=", ".join(one.word for one in declared))
        return unit, flags

    def _check_percent(
        self, series: _Series, cell: Cell, here: list[Unit], stated: Stated, base: str, *, headed: bool
    ) -> None:
        """A series must not hold 0.0219 shown as 2.19% beside 2.19 without a sign.

        Where header or row say %, written signs may lack, but not some of the formats that multiply by 100.
        """
        formatted = isinstance(cell.value, Decimal)
        if base not in ("%", "pp") or (headed and not formatted) or (headed and stated.value == 0):
            return
        signed = stated.unit == "%"
        if self.percent_signs.setdefault((series, headed and formatted), signed) != signed and (
            headed or len(here) < 2
        ):
            raise refuse("sources.percent_mixed", text=stated.text)

    def check_fractions(self) -> None:
        """Fails a series in % whose numbers all look like fractions that lost their percent format."""
        for series in self.fractions.values():
            if looks_like_fractions(f"{one.value:f}" for one in series):
                first = series[0]
                params = {"text": first.value_text, "hundredfold": f"{_tidy(first.value * 100):f}"}
                sheet, _, cell = first.evidence.rpartition("!")
                self.result.problems.append(Problem("sources.percent_or_fraction", params, "error", sheet, cell))


def _fits(unit: Unit, base: str) -> bool:
    return unit.fits(base) or (base == "pp" and unit.base == "%" and unit.factor == 1)


def _own_word(base: str) -> str:
    return {"%": "%", "pp": "百分点", "rank": "位"}[base]


def _tidy(value: Decimal) -> Decimal:
    """Without trailing zeros and without an exponent."""
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()
