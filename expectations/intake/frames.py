"""The tables of the intake gate: all new submissions at once, one schema `intake` of a DuckDB in memory.

`intake.submissions` has a row a submission, `intake.observations` a row a number, `intake.record_fields` a row a field
of any ledger, and each ledger a table of its own name with a row a record (every field of its contract,
`<field>_evidence` its cell, `<field>_text` what a number's cell shows). Every row has an `evidence_id`, which is the
index of the data frame that Great Expectations validates. `intake.regions` and `intake.indicators` explain codes;
`views.sql` has what several rules ask of numbers and words. `intake.earlier`, `intake.history` and
`intake.field_history` hold submissions, numbers and fields of records that came before and were taken, `intake.before`
and `intake.fields_before` (before.sql) what of them a new number or record is held against; whether a file is taken
never depends on any of these. docs/rules.md tells the columns.
Belongs here: laying rows out. Does not belong here: rules, or what comes of them (judging).
"""

from __future__ import annotations

import datetime as dt
import operator
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from sources.catalogue import Catalogue
from sources.contracts.loading import Loaded
from sources.contracts.model import Ledger
from sources.periods import parse_period
from sources.rows import Reading, RecordField
from warehouse.tables import NUMBER

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_S, _I, _DAY = pa.string(), pa.int64(), pa.date32()
_NUMBERS = frozenset(("number", "integer", "year"))
_MACROS, _VIEWS, _BEFORE = (Path(__file__).parent / f"{name}.sql" for name in ("macros", "views", "before"))


@dataclass(frozen=True, slots=True)
class Candidate:
    """A submission whose reading is to be judged.

    `seq` is the journal's number of its first delivery, `until_seq` that of its withdrawal, if it was withdrawn.
    """

    submission_id: str
    department_id: str
    file_name: str
    seq: int
    arrived_on: dt.date
    reading: Reading
    until_seq: int | None = None


@dataclass(frozen=True, slots=True)
class Earlier:
    """A submission that was taken before, as far as a file is held against it; the paths are of its landed Parquet.

    `until_seq` is the journal's number of its withdrawal, if it was withdrawn.
    """

    submission_id: str
    department_id: str
    dataset: str
    seq: int
    until_seq: int | None
    known_on: dt.date | None
    periods: tuple[str, ...]
    counts: Mapping[str, int]
    observations: Path
    records: Path


_SUBMISSIONS = {
    "evidence_id": _S,
    "submission_id": _S,
    "department_id": _S,
    "dataset": _S,
    "file_name": _S,
    "seq": _I,
    "arrived_on": _DAY,
    "known_on": _DAY,
    "known_on_from": _S,
    "source": _S,
    "supersedes": _S,
    "first_day": _DAY,  # of all periods that it states
    "last_day": _DAY,
    "observations": _I,
    "records": _I,
    "set_aside": _I,
    "notes": _I,
    "numerals": _I,
    "unattributed": _I,
}
_OBSERVATIONS = {
    "evidence_id": _S,
    "submission_id": _S,
    "department_id": _S,
    "dataset": _S,
    "source": _S,
    "seq": _I,
    "until_seq": _I,
    "arrived_on": _DAY,
    "known_on": _DAY,
    "row_no": _I,
    "indicator_id": _S,
    "measure": _S,
    "region_code": _S,
    "period": _S,
    "period_start": _DAY,
    "period_end": _DAY,
    "span": _S,
    "kind": _S,
    "scope": _S,
    "breakdown": _S,
    "qualifier": _S,
    "value": NUMBER,
    "value_high": NUMBER,
    "unit": _S,
    "value_text": _S,
    "value_step": NUMBER,
    "evidence": _S,
    "context": _S,
    "flags": _S,
}
_RECORD_FIELDS = {
    "evidence_id": _S,
    "submission_id": _S,
    "department_id": _S,
    "dataset": _S,
    "seq": _I,
    "until_seq": _I,
    "arrived_on": _DAY,
    "known_on": _DAY,
    "record_no": _I,
    "record_period": _S,
    "sheet": _S,
    "row_no": _I,
    "field_no": _I,
    "field": _S,
    "value_text": _S,
    "value": NUMBER,
    "value_date": _DAY,
    "unit": _S,
    "evidence": _S,
}
_WHOSE_FIELD = ("submission_id", "department_id", "dataset", "seq", "until_seq", "arrived_on", "known_on")
_OF_A_RECORD = (*_WHOSE_FIELD[1:], "case_key", "record_period", "sheet", "row_no")
_EARLIER = {
    "submission_id": _S,
    "department_id": _S,
    "dataset": _S,
    "seq": _I,
    "until_seq": _I,
    "known_on": _DAY,
    "first_day": _DAY,
    "last_day": _DAY,
    "observations": _I,
    "records": _I,
}
_WHOSE = {"submission_id": _S, "seq": _I, "until_seq": _I, "known_on": _DAY}
_NOT_KEPT = ("evidence_id", "department_id", "source", "arrived_on")
_CASES = (*_WHOSE, "dataset", "record_no", "case_key", "record_period", "field", "value_text", "value", "value_date")
_HISTORY = (*_WHOSE, *(name for name in _OBSERVATIONS if name not in (*_NOT_KEPT, *_WHOSE)))


def lay_out(
    connection: DuckDBPyConnection,
    candidates: Sequence[Candidate],
    catalogue: Catalogue,
    contracts: Mapping[str, Loaded],
) -> list[str]:
    """Make the schema `intake` of the candidates' rows; the names of its tables that have rows to judge.

    `contracts` is by dataset: it says which fields a ledger has, and of what type.
    """
    connection.execute("create schema intake")
    connection.execute(_MACROS.read_text(encoding="utf-8"))
    _table(connection, "submissions", _SUBMISSIONS, map(_submission, candidates))
    _table(connection, "observations", _OBSERVATIONS, (row for one in candidates for row in _observations(one)))
    fields = [row for one in candidates for row in _record_fields(one)]
    _columns_as_table(connection, "stated_fields", _RECORD_FIELDS, fields)
    ledgers = sorted({one.reading.dataset for one in candidates if one.reading.records})
    _table(connection, "keys", {"dataset": _S, "field": _S}, _keys(ledgers, contracts))
    connection.execute(f"create table intake.record_fields as {_with_case_keys('intake.stated_fields')}")
    connection.execute("drop table intake.stated_fields")
    _explain(connection, catalogue)
    connection.execute(_VIEWS.read_text(encoding="utf-8"))
    for dataset in ledgers:
        _ledger(connection, dataset, _fields(dataset, candidates, contracts))
    filled = ["submissions", *(["observations"] if any(one.reading.observations for one in candidates) else [])]
    return [*filled, *(["record_fields"] if ledgers else []), *ledgers]


def look_back(connection: DuckDBPyConnection, candidates: Sequence[Candidate], earlier: Sequence[Earlier]) -> None:
    """Add what was taken before, and those candidates that are taken now.

    A rule compares by `seq`, so that it says the same whether files come one by one or all at once.
    """
    rows = [*map(_as_earlier, earlier), *(_as_earlier(_taken(one)) for one in candidates)]
    _table(connection, "earlier", _EARLIER, rows)
    _table(connection, "whose", _WHOSE, ({name: getattr(one, name) for name in _WHOSE} for one in earlier))
    landed = {
        "observations": [str(one.observations) for one in earlier if one.counts.get("observations")],
        "record_fields": [str(one.records) for one in earlier if one.counts.get("records")],
    }
    for name, table, columns in (("history", "observations", _HISTORY), ("field_history", "record_fields", _CASES)):
        of_new = f"from intake.{table} semi join intake.earlier using (submission_id)"
        connection.execute(f"create table intake.{name} as select {', '.join(columns)} {of_new}")
        if landed[table]:
            source = "(select * from read_parquet(?) join intake.whose using (submission_id))"
            source = f"({_with_case_keys(source)})" if table == "record_fields" else source
            connection.execute(f"insert into intake.{name} select {', '.join(columns)} from {source}", [landed[table]])
    connection.execute(_BEFORE.read_text(encoding="utf-8"))


def lay_out_nothing(
    connection: DuckDBPyConnection, catalogue: Catalogue, contracts: Mapping[str, Loaded]
) -> frozenset[str]:
    """All tables that rules can name, without rows, to ask whether a rule can be asked; their names."""
    tables = lay_out(connection, (), catalogue, contracts)
    ledgers = [name for name in contracts if _ledgers(name, contracts)]
    for dataset in ledgers:
        _ledger(connection, dataset, _fields(dataset, (), contracts))
    look_back(connection, (), ())
    return frozenset((*tables, "observations", "record_fields", *ledgers))


def observation_evidence_id(submission_id: str, row_no: int, evidence: str) -> str:
    """The index of a number's row; a cell can give several numbers."""
    return f"{submission_id} {evidence} {row_no}"


def _table(
    connection: DuckDBPyConnection, name: str, columns: Mapping[str, pa.DataType], rows: Iterable[Mapping[str, Any]]
) -> None:
    _columns_as_table(connection, name, columns, [[row.get(column) for column in columns] for row in rows])


def _columns_as_table(
    connection: DuckDBPyConnection, name: str, columns: Mapping[str, pa.DataType], rows: Sequence[Sequence[Any]]
) -> None:
    values = zip(*rows, strict=True) if rows else ((),) * len(columns)
    arrays = [pa.array(column, kind) for column, kind in zip(values, columns.values(), strict=True)]
    connection.register("laid_out", pa.Table.from_arrays(arrays, names=list(columns)))
    connection.execute(f'create table intake."{name}" as from laid_out')
    connection.unregister("laid_out")


def _submission(one: Candidate) -> dict[str, Any]:
    reading = one.reading
    days = [parse_period(period) for period in reading.periods]
    return _whose(one) | {
        "evidence_id": one.submission_id,
        "file_name": one.file_name,
        "known_on_from": reading.known_on_from,
        "source": reading.source,
        "supersedes": reading.supersedes,
        "first_day": min((day.start for day in days), default=None),
        "last_day": max((day.end for day in days), default=None),
        "observations": len(reading.observations),
        "records": len({record.record_no for record in reading.records}),
        "set_aside": len(reading.set_aside),
        "notes": len(reading.notes),
        "numerals": sum(reading.numerals.values()),
        "unattributed": reading.numerals.get("unattributed", 0),
    }


def _whose(one: Candidate) -> dict[str, Any]:
    return {
        "submission_id": one.submission_id,
        "department_id": one.department_id,
        "dataset": one.reading.dataset,
        "seq": one.seq,
        "arrived_on": one.arrived_on,
        "known_on": one.reading.known_on,
        "until_seq": one.until_seq,
    }


def _observations(one: Candidate) -> Iterator[dict[str, Any]]:
    whose = _whose(one) | {"source": one.reading.source}
    for number, row in enumerate(one.reading.observations, start=1):
        period = parse_period(row.period)
        said = {name: getattr(row, name) for name in _OBSERVATIONS if hasattr(row, name)}
        yield (
            whose
            | said
            | {
                "evidence_id": observation_evidence_id(one.submission_id, number, row.evidence),
                "row_no": number,
                "period_start": period.start,
                "period_end": period.end,
                "span": period.span,
                "flags": " ".join(row.flags),
            }
        )


def _ledgers(dataset: str, contracts: Mapping[str, Loaded]) -> list[Ledger]:
    layouts = contracts[dataset].contract.layouts if dataset in contracts else ()
    return [sheet.ledger for layout in layouts for sheet in layout.sheets if sheet.ledger]


def _keys(datasets: Iterable[str], contracts: Mapping[str, Loaded]) -> Iterator[dict[str, str]]:
    """Which fields tell the cases of a ledger apart."""
    for dataset in datasets:
        for name in sorted({name for ledger in _ledgers(dataset, contracts) for name in ledger.key}):
            yield {"dataset": dataset, "field": name}


def _with_case_keys(source: str) -> str:
    """The query that adds to the fields of `source` what tells their cases apart, null where nothing does."""
    return f"""
        with fields as materialized (from {source})
        select f.*, c.case_key from fields f left join (
            select submission_id, record_no, string_agg(plain_code(value_text), ' / ' order by field) as case_key
            from fields semi join intake.keys using (dataset, field) group by submission_id, record_no
        ) c using (submission_id, record_no)
    """


def _fields(dataset: str, candidates: Sequence[Candidate], contracts: Mapping[str, Loaded]) -> dict[str, str]:
    """Field -> text, number or date: those of the contract, and any other that the records have."""
    kinds: dict[str, str] = {}
    for spec in (spec for ledger in _ledgers(dataset, contracts) for spec in ledger.fields):
        kinds.setdefault(spec.field, "number" if spec.type in _NUMBERS else "date" if spec.type == "date" else "text")
    for one in candidates:
        for record in one.reading.records if one.reading.dataset == dataset else ():
            kinds.setdefault(record.field, _kind(record))
    return kinds


def _kind(record: RecordField) -> str:
    return "number" if record.value is not None else "date" if record.value_date is not None else "text"


_VALUES = {"number": "value", "date": "value_date", "text": "nullif(value_text, '')"}


def _ledger(connection: DuckDBPyConnection, dataset: str, fields: Mapping[str, str]) -> None:
    """The table of a ledger: a row a record of a row a field."""
    own_row = "regexp_extract(evidence, '[0-9]+$') = row_no::varchar"
    columns = [
        "submission_id || ' record ' || record_no as evidence_id",
        "submission_id",
        *(f"any_value({name}) as {name}" for name in _OF_A_RECORD),
        "record_no",
        "period_start(any_value(record_period)) as period_start",
        "period_end(any_value(record_period)) as period_end",
        f"coalesce(min(evidence) filter ({own_row}), min(evidence)) as first_evidence",
    ]
    for field, kind in fields.items():
        of_field = f"filter (field = '{field}')"
        columns += [f'max({_VALUES[kind]}) {of_field} as "{field}"', f'max(evidence) {of_field} as "{field}_evidence"']
        columns += [f'max(value_text) {of_field} as "{field}_text"'] if kind == "number" else []
    source = "from intake.record_fields where dataset = ? group by submission_id, record_no"
    connection.execute(f'create table intake."{dataset}" as select {", ".join(columns)} {source}', [dataset])


_RECORD = operator.attrgetter("record_no", "record_period", "sheet", "row")
_FIELD = operator.attrgetter("field", "value_text", "value", "value_date", "unit", "evidence")


def _record_fields(one: Candidate) -> Iterator[tuple[Any, ...]]:
    """The rows of `intake.record_fields`, in the order of its columns: ledgers have a hundred thousand of them."""
    whose = _whose(one)
    of_submission = tuple(whose[name] for name in _WHOSE_FIELD)
    for number, record in enumerate(one.reading.records, start=1):
        yield (f"{one.submission_id} field {number}", *of_submission, *_RECORD(record), number, *_FIELD(record))


def _explain(connection: DuckDBPyConnection, catalogue: Catalogue) -> None:
    regions = {"region_code": _S, "name_zh": _S, "level": _S, "parent_code": _S, "kind": _S}
    regions |= {"valid_from": _DAY, "valid_to": _DAY}
    _table(
        connection,
        "regions",
        regions,
        ({name: getattr(region, name) for name in regions} for region in catalogue.regions.by_code.values()),
    )
    indicators = dict.fromkeys(("indicator_id", "name_zh", "unit", "nature", "growth_basis", "direction"), _S)
    _table(
        connection,
        "indicators",
        indicators,
        ({name: getattr(indicator, name) for name in indicators} for indicator in catalogue.indicators.values()),
    )


def _taken(one: Candidate) -> Earlier:
    reading = one.reading
    counts = {"observations": len(reading.observations), "records": len({r.record_no for r in reading.records})}
    return Earlier(
        one.submission_id,
        one.department_id,
        reading.dataset,
        one.seq,
        until_seq=one.until_seq,
        known_on=reading.known_on,
        periods=reading.periods,
        counts=counts,
        observations=Path(),
        records=Path(),
    )


def _as_earlier(one: Earlier) -> dict[str, Any]:
    days = [parse_period(period) for period in one.periods]
    return {
        "submission_id": one.submission_id,
        "department_id": one.department_id,
        "dataset": one.dataset,
        "seq": one.seq,
        "until_seq": one.until_seq,
        "known_on": one.known_on,
        "first_day": min((day.start for day in days), default=None),
        "last_day": max((day.end for day in days), default=None),
        "observations": one.counts.get("observations", 0),
        "records": one.counts.get("records", 0),
    }
