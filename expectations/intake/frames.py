"""The tables of the intake gate: all new submissions at once, one schema `intake` of a DuckDB in memory.

`intake.submissions` has a row a submission, `intake.observations` a row a number, `intake.record_fields` a row a field
of any ledger, and each ledger a table of its own name with a row a record (every field of its contract,
`<field>_evidence` its cell, `<field>_text` what a number's cell shows). Every row has an `evidence_id`, which is the
index of the data frame that Great Expectations validates. `intake.regions` and `intake.indicators` explain codes;
`views.sql` has what several rules ask of numbers of tables. `intake.earlier`, `intake.history`, `intake.before` and
`intake.<ledger>_before` hold submissions, numbers and records that came before and were taken; whether a file is taken
never depends on them. docs/rules.md tells the columns.
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
    "field": _S,
    "value_text": _S,
    "value": NUMBER,
    "value_date": _DAY,
    "unit": _S,
    "evidence": _S,
}
_WHOSE_FIELD = ("submission_id", "department_id", "dataset", "seq", "until_seq", "arrived_on", "known_on")
_OF_A_RECORD = ("department_id", "dataset", "seq", "until_seq", "arrived_on", "known_on", "record_period", "sheet")
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
    _columns_as_table(connection, "record_fields", _RECORD_FIELDS, fields)
    _explain(connection, catalogue)
    connection.execute(_VIEWS.read_text(encoding="utf-8"))
    filled = ["submissions", *(["observations"] if any(one.reading.observations for one in candidates) else [])]
    ledgers = sorted({one.reading.dataset for one in candidates if one.reading.records})
    for dataset in ledgers:
        of_dataset = [one for one in candidates if one.reading.dataset == dataset]
        kinds = _fields(dataset, of_dataset, contracts)
        connection.execute(
            f"""create table intake."{dataset}" as {_pivot("from intake.record_fields", kinds)}""", [dataset]
        )
    return [*filled, *(["record_fields"] if ledgers else []), *ledgers]


def look_back(
    connection: DuckDBPyConnection, candidates: Sequence[Candidate], earlier: Sequence[Earlier], ledgers: Iterable[str]
) -> None:
    """Add what was taken before, and those candidates that are taken now; of `ledgers` the records too.

    A rule compares by `seq`, so that it says the same whether files come one by one or all at once.
    """
    rows = [*map(_as_earlier, earlier), *(_as_earlier(_taken(one)) for one in candidates)]
    _table(connection, "earlier", _EARLIER, rows)
    columns = ", ".join(_HISTORY)
    taken = "semi join intake.earlier using (submission_id)"
    connection.execute(f"create table intake.history as select {columns} from intake.observations {taken}")
    _table(connection, "whose", _WHOSE, ({name: getattr(one, name) for name in _WHOSE} for one in earlier))
    if files := [str(one.observations) for one in earlier if one.counts.get("observations")]:
        columns = ", ".join(f"{'w' if name in _WHOSE else 'o'}.{name}" for name in _HISTORY)
        connection.execute(
            f"insert into intake.history select {columns} from read_parquet(?) o "
            "join intake.whose w using (submission_id)",
            [files],
        )
    connection.execute(_BEFORE.read_text(encoding="utf-8"))
    there = {row[0] for row in connection.execute("select table_name from duckdb_tables()").fetchall()}
    for ledger in sorted(set(ledgers) & there):
        of_ledger = [one for one in earlier if one.dataset == ledger and one.counts.get("records")]
        _records_before(connection, ledger, [str(one.records) for one in of_ledger])


def _records_before(connection: DuckDBPyConnection, ledger: str, files: list[str]) -> None:
    """`intake.<ledger>_before`: the records of the ledger's landed files, and of its new ones that are taken."""
    taken = "semi join intake.earlier using (submission_id)"
    connection.execute(f'create table intake."{ledger}_before" as from intake."{ledger}" {taken}')
    if files:
        described = connection.execute(f'describe intake."{ledger}"').fetchall()
        kinds = {str(name): str(kind) for name, kind, *_ in described}
        fields = {name: _KINDS_OF[kinds[name]] for name in kinds if f"{name}_evidence" in kinds}
        landed = "from read_parquet(?) join intake.whose using (submission_id)"
        connection.execute(
            f'insert into intake."{ledger}_before" by name {_pivot(landed, fields, landed=True)}', [files, ledger]
        )


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


def _fields(dataset: str, candidates: Sequence[Candidate], contracts: Mapping[str, Loaded]) -> dict[str, str]:
    """Field -> text, number or date: those of the contract, and any other that the records have."""
    kinds: dict[str, str] = {}
    layouts = contracts[dataset].contract.layouts if dataset in contracts else ()
    for spec in (spec for layout in layouts for sheet in layout.sheets if sheet.ledger for spec in sheet.ledger.fields):
        kinds.setdefault(spec.field, "number" if spec.type in _NUMBERS else "date" if spec.type == "date" else "text")
    for record in (record for one in candidates for record in one.reading.records):
        kinds.setdefault(record.field, _kind(record))
    return kinds


def _kind(record: RecordField) -> str:
    return "number" if record.value is not None else "date" if record.value_date is not None else "text"


_TYPES = {"number": "DECIMAL(28,8)", "date": "DATE", "text": "VARCHAR"}
_KINDS_OF = {kind: name for name, kind in _TYPES.items()}
_VALUES = {"number": "value", "date": "value_date", "text": "nullif(value_text, '')"}


def _pivot(source: str, fields: Mapping[str, str], *, landed: bool = False) -> str:
    """The query that makes a row a record of a row a field; its last parameter is the ledger. Landed rows know less."""
    own_row = "regexp_extract(evidence, '[0-9]+$') = row_no::varchar"
    columns = [
        "submission_id || ' record ' || record_no as evidence_id",
        "submission_id",
        *(
            f"any_value({name}) as {name}"
            for name in _OF_A_RECORD
            if not landed or name not in ("department_id", "arrived_on")
        ),
        "record_no",
        "period_start(any_value(record_period)) as period_start",
        "period_end(any_value(record_period)) as period_end",
        "any_value(row_no) as row_no",
        f"coalesce(min(evidence) filter ({own_row}), min(evidence)) as first_evidence",
    ]
    for field, kind in fields.items():
        of_field = f"filter (field = '{field}')"
        columns += [f'max({_VALUES[kind]}) {of_field} as "{field}"', f'max(evidence) {of_field} as "{field}_evidence"']
        columns += [f'max(value_text) {of_field} as "{field}_text"'] if kind == "number" else []
    return f"select {', '.join(columns)} {source} where dataset = ? group by submission_id, record_no"


_FIELD = operator.attrgetter(
    "record_no", "record_period", "sheet", "row", "field", "value_text", "value", "value_date", "unit", "evidence"
)


def _record_fields(one: Candidate) -> Iterator[tuple[Any, ...]]:
    """The rows of `intake.record_fields`, in the order of its columns: ledgers have a hundred thousand of them."""
    whose = _whose(one)
    of_submission = tuple(whose[name] for name in _WHOSE_FIELD)
    for number, record in enumerate(one.reading.records, start=1):
        yield (f"{one.submission_id} field {number}", *of_submission, *_FIELD(record))


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
