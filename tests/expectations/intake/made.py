"""Readings for the tests of the intake gate: tables made up number by number, and the sample city's ledgers.

Belongs here: making a good reading and a bad one beside it. Does not belong here: which rule a bad one must break
(planted*.py), reading files (tests/sources).
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from expectations.intake.frames import Candidate
from sources.catalogue import Catalogue, load_catalogue
from sources.contracts.loading import Loaded, departments_with_contracts, load_contracts
from sources.periods import a_year_earlier, cumulative, parse_period
from sources.reading import Request, read_submission
from sources.rows import Observation, Reading, RecordField
from sources.samples import files_of
from tests.sources.submissions import HOME_REGION, KEY, sample_city, write, zones

CITY = HOME_REGION
COUNTIES = ("330602", "330603", "330604", "330681", "330683", "330624")
WEST, EAST = COUNTIES[:2]
ARRIVED = dt.date(2026, 11, 20)
_FACTORS = {"万元": ("CNY", 10_000), "亿元": ("CNY", 100_000_000), "元": ("CNY", 1), "%": ("%", 1), "百分点": ("pp", 1)}
_FACTORS |= {"家": ("count", 1), "件": ("count", 1), "位": ("rank", 1), "分": ("point", 1), "人年": ("person-year", 1)}


@dataclass(frozen=True)
class Number:
    """A number of a made-up table, as its cell shows it."""

    indicator: str
    text: str
    region: str = CITY
    measure: str = "level"
    unit: str = "万元"
    period: str = ""
    kind: str = "actual"
    scope: str = ""
    breakdown: str = ""
    qualifier: str = "="
    high: str = ""
    flags: tuple[str, ...] = ()


def growth(indicator: str, text: str, region: str = CITY, **said: Any) -> Number:
    """A growth in per cent."""
    return Number(indicator, text, region, "growth_yoy", "%", **said)


def by_county(make: Callable[[str, str], Number], total: str, parts: Sequence[str]) -> list[Number]:
    """A city's number and those of its six counties."""
    return [make(total, CITY), *(make(text, region) for text, region in zip(parts, COUNTIES, strict=True))]


def table(
    dataset: str, period: str, numbers: Iterable[Number], *, source: str = "official_table", **facts: Any
) -> Reading:
    """The reading of a table of one column: its cells are 表!B5, 表!B6 ... in the order of the numbers."""
    rows = [_observation(number, period, row) for row, number in enumerate(numbers, start=5)]
    periods = tuple(sorted({row.period for row in rows}))
    known_on = parse_period(period).end + dt.timedelta(days=20)
    said = {"dataset": dataset, "source": source, "supersedes": "period", "known_on": known_on} | facts
    return Reading(**{"known_on_from": "contract", "periods": periods, "observations": rows} | said)


def _observation(number: Number, period: str, row: int) -> Observation:
    unit, factor = _FACTORS[number.unit]
    decimals = len(number.text.partition(".")[2])
    return Observation(
        indicator_id=number.indicator,
        measure=number.measure,
        region_code=number.region,
        period=number.period or period,
        kind=number.kind,  # type: ignore[arg-type]
        scope=number.scope,
        breakdown=number.breakdown,
        qualifier=number.qualifier,  # type: ignore[arg-type]
        value=Decimal(number.text) * factor,
        value_high=Decimal(number.high) * factor if number.high else None,
        unit=unit,
        value_text=number.text,
        value_step=Decimal(1).scaleb(-decimals) * factor,
        evidence=f"表!B{row}",
        flags=number.flags or (("last_year_column",) if number.period == a_year_earlier(period) else ()),
    )


# -- the sample city


@functools.cache
def regions_folder() -> Path:
    """The folder of the sample city's own regions."""
    return zones(Path(tempfile.mkdtemp(prefix="sti-regions-")))


@functools.cache
def catalogue() -> Catalogue:
    """The catalogue with the sample city's zones."""
    return load_catalogue(regions_folder())


@functools.cache
def contracts() -> dict[str, Loaded]:
    """All contracts of the package, by dataset."""
    return {
        name: one for department in departments_with_contracts() for name, one in load_contracts(department).items()
    }


@functools.cache
def readings(dataset: str) -> tuple[Reading, ...]:
    """The sample city's files of a dataset for August to October 2020, read; the oldest first."""
    folder = Path(tempfile.mkdtemp(prefix="sti-sample-"))
    files = dict(files_of(dataset, sample_city(), [(2020, 8), (2020, 9), (2020, 10)]))
    found = []
    for name, content in files.items():
        if name.endswith(".meta.yml"):
            continue
        path = write(folder, Path(name).name, content)
        beside = files.get(f"{name}.meta.yml")
        found.append(
            read_submission(
                Request(
                    path=path,
                    file_name=path.name,
                    department_id=_department(name),
                    sidecar_path=write(folder, f"{path.name}.meta.yml", beside) if beside else None,
                    home_region=HOME_REGION,
                    arrived_on=ARRIVED,
                    extra_contracts=None,
                    extra_regions=regions_folder(),
                    pseudonym_key=KEY,
                )
            )
        )
    return tuple(sorted(found, key=lambda one: (one.known_on, max(one.periods, default=""))))


def _department(name: str) -> str:
    department = catalogue().department(name.split("/")[1])
    assert department is not None
    return department.department_id


def shortened(reading: Reading, records: int = 40) -> Reading:
    """The ledger with its first records only."""
    kept = [row for row in reading.records if row.record_no <= records]
    return dataclasses.replace(reading, records=kept)


@functools.cache
def ledger(dataset: str, *, back: int = 0) -> Reading:
    """The sample's newest ledger of a dataset, or one `back` from it; long ones shortened."""
    return shortened(readings(dataset)[-1 - back])


Value = Any
"""A number in base units, a day, a text; None for a blank."""


def record(reading: Reading, record_no: int) -> dict[str, Value]:
    """A record of a reading, field by field: numbers in base units."""
    said: dict[str, Value] = {}
    for row in reading.records:
        if row.record_no == record_no:
            said[row.field] = row.value if row.value is not None else row.value_date or row.value_text
    return said


def cell(reading: Reading, record_no: int, field: str) -> str:
    """Where a field of a record stands; where the field is blank, the row's first cell."""
    rows = [row for row in reading.records if row.record_no == record_no]
    places = [row.evidence for row in rows if row.field == field]
    return places[0] if places else min(row.evidence for row in rows if row.evidence.endswith(f"{rows[0].row}"))


def changed(reading: Reading, record_no: int, **values: Value) -> Reading:
    """The reading with other values in some fields of a record; None leaves a field blank."""
    rows: list[RecordField] = []
    left = dict(values)
    for row in reading.records:
        if row.record_no == record_no and row.field in left:
            value = left.pop(row.field)
            rows += [] if value is None else [_with(row, value)]
        else:
            rows.append(row)
    like = next(row for row in reading.records if row.record_no == record_no)
    for name, value in left.items():
        unit = next((row.unit for row in reading.records if row.field == name), "")
        blank = dataclasses.replace(like, field=name, evidence=f"{like.sheet}!ZZ{like.row}", unit=unit)
        rows += [] if value is None else [_with(blank, value)]
    return dataclasses.replace(reading, records=rows)


def _with(row: RecordField, value: Value) -> RecordField:
    if isinstance(value, Decimal):
        return dataclasses.replace(row, value=value, value_date=None, value_text=f"{value:f}")
    if isinstance(value, dt.date):
        return dataclasses.replace(row, value=None, value_date=value, value_text=f"{value}")
    return dataclasses.replace(row, value=None, value_date=None, value_text=str(value))


def copied(reading: Reading, source: int, target: int, but: Iterable[str]) -> Reading:
    """The reading with one record's values in another, except in some fields."""
    of_source, of_target = record(reading, source), record(reading, target)
    names = {*of_source, *of_target} - set(but)
    return changed(reading, target, **{name: of_source.get(name) for name in names})


def without(reading: Reading, *record_nos: int) -> Reading:
    """The reading without some records."""
    return dataclasses.replace(reading, records=[row for row in reading.records if row.record_no not in record_nos])


def months(first: int, last: int, year: int = 2020) -> list[str]:
    """The cumulative periods that end in these months."""
    return [cumulative(year, month) for month in range(first, last + 1)]


def candidates(files: Sequence[tuple[str, Reading]], **facts: Any) -> list[Candidate]:
    """Candidates of some readings in the order of their arrival, by id."""
    return [
        Candidate(submission_id, "department", f"{submission_id}.xlsx", seq, ARRIVED, reading, **facts)
        for seq, (submission_id, reading) in enumerate(files, start=1)
    ]


@dataclass(frozen=True)
class Case:
    """A planted defect: what came before, a good file and the same with a defect, and the cell that must be marked."""

    good: Reading
    bad: Reading
    place: str
    before: tuple[Reading, ...] = ()


Plant = Callable[[], Case]
PLANTED: dict[str, Plant] = {}


def plants(rule_id: str) -> Callable[[Plant], Plant]:
    """Registers the defect that a rule must catch."""

    def register(plant: Plant) -> Plant:
        assert rule_id not in PLANTED
        PLANTED[rule_id] = plant
        return plant

    return register


def in_table(
    rule_id: str,
    dataset: str,
    numbers: Sequence[Number],
    spoilt: Mapping[int, str | Number | None],
    *,
    at: int | None = None,
    period: str = "2020-01/2020-10",
    before: Sequence[tuple[str, Sequence[Number]]] = (),
    **facts: Any,
) -> None:
    """A table of some numbers, and the same with other texts in some cells (None: the row is not there).

    `at` is the number whose cell must be marked, the first that is spoilt where it is not said. `before` are tables
    that came before, each with its period.
    """
    place = f"表!B{5 + (min(spoilt) if at is None else at)}"
    changes = {
        row: dataclasses.replace(numbers[row], text=said) if isinstance(said, str) else said
        for row, said in spoilt.items()
    }

    @plants(rule_id)
    def plant() -> Case:
        good = table(dataset, period, numbers, **facts)
        bad = table(dataset, period, [changes.get(row) or number for row, number in enumerate(numbers)], **facts)
        gone = {f"表!B{5 + row}" for row, said in changes.items() if said is None}
        bad.observations = [row for row in bad.observations if row.evidence not in gone]
        earlier = tuple(table(dataset, of_period, of_before, **facts) for of_period, of_before in before)
        return Case(good, bad, place, earlier)


Change = Value | Callable[[dict[str, Value]], Value]


def in_ledger(
    rule_id: str, dataset: str, record_no: int = 3, /, *, at: str = "", back: int = 0, before: int = 0, **values: Change
) -> None:
    """The sample's ledger, and the same with other values in some fields of a record.

    `at` is the field whose cell must be marked, the first that is changed where it is not said; `back` takes an older
    file, `before` is the number of files that came before it.
    """

    @plants(rule_id)
    def plant() -> Case:
        good = ledger(dataset, back=back)
        old = record(good, record_no)
        new = {name: value(old) if callable(value) else value for name, value in values.items()}
        bad = changed(good, record_no, **new)
        field = at or next(iter(values))
        place = cell(bad if field in record(bad, record_no) else good, record_no, field)
        earlier = tuple(ledger(dataset, back=back + number) for number in range(before, 0, -1))
        return Case(good, bad, place, earlier)


def entered_twice(rule_id: str, dataset: str, *, but: Sequence[str], at: str, source: int = 3, target: int = 5) -> None:
    """The sample's ledger with a record once more in the place of another one, under a number of its own."""

    @plants(rule_id)
    def plant() -> Case:
        good = ledger(dataset)
        bad = copied(good, source, target, but)
        return Case(good, bad, cell(bad, target, at))
