"""The tables of the intake gate: all new submissions at once, one schema `intake` of a DuckDB in memory.

`intake.submissions` has a row a submission, `intake.observations` a row a number, and each ledger a table of its own
name with a row a record (every field of its contract, `<field>_evidence` its cell, `<field>_text` what a number's cell
shows). Every row has an `evidence_id`, which is the index of the data frame that Great Expectations validates.
`intake.regions`, `intake.indicators` and `intake.periods` explain codes. `intake.earlier`, `intake.history` and
`intake.<ledger>_before` hold submissions, numbers and records that came before and were taken; whether a file is taken
never depends on them.
Belongs here: laying rows out. Does not belong here: rules, or what comes of them (judging).
"""

from __future__ import annotations

import datetime as dt
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
_MACROS = Path(__file__).parent / "macros.sql"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A submission whose reading is to be judged. `seq` is the journal's number of its first delivery."""

    submission_id: str
    department_id: str
    file_name: str
    seq: int
    arrived_on: dt.date
    reading: Reading


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
_RECORD = {
    "evidence_id": _S,
    "submission_id": _S,
    "department_id": _S,
    "dataset": _S,
    "seq": _I,
    "arrived_on": _DAY,
    "known_on": _DAY,
    "record_no": _I,
    "record_period": _S,
    "sheet": _S,
    "row_no": _I,
    "first_evidence": _S,
}
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
_HISTORY = _WHOSE | {name: kind for name, kind in _OBSERVATIONS.items() if name not in _NOT_KEPT}


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
    filled = ["submissions", *(["observations"] if any(one.reading.observations for one in candidates) else [])]
    for dataset in sorted({one.reading.dataset for one in candidates if one.reading.records}):
        of_dataset = [one for one in candidates if one.reading.dataset == dataset and one.reading.records]
        fields = _fields(dataset, of_dataset, contracts)
        rows = (row for one in of_dataset for row in _records(one, fields))
        _table(connection, dataset, _RECORD | _columns(fields), rows)
        filled.append(dataset)
    _explain(connection, candidates, catalogue)
    return filled


def look_back(
    connection: DuckDBPyConnection, candidates: Sequence[Candidate], earlier: Sequence[Earlier], ledgers: Iterable[str]
) -> None:
    """Add what was taken before, and those candidates that are taken now; of `ledgers` the records too.

    A rule compares by `seq`, so that it says the same whether files come one by one or all at once.
    """
    rows = [*map(_as_earlier, earlier), *(_as_earlier(_taken(one)) for one in candidates)]
    _table(connection, "earlier", _EARLIER, rows)
    new = (row for one in candidates for row in _observations(one))
    _table(connection, "history", _HISTORY, ({name: row.get(name) for name in _HISTORY} for row in new))
    _table(connection, "whose", _WHOSE, ({name: getattr(one, name) for name in _WHOSE} for one in earlier))
    if files := [str(one.observations) for one in earlier if one.counts.get("observations")]:
        columns = ", ".join(f"{'w' if name in _WHOSE else 'o'}.{name}" for name in _HISTORY)
        connection.execute(
            f"insert into intake.history select {columns} from read_parquet(?) o "
            "join intake.whose w using (submission_id)",
            [files],
        )
    there = {row[0] for row in connection.execute("select table_name from duckdb_tables()").fetchall()}
    for ledger in sorted(set(ledgers) & there):
        of_ledger = [one for one in earlier if one.dataset == ledger and one.counts.get("records")]
        _records_before(connection, ledger, [str(one.records) for one in of_ledger])


def _records_before(connection: DuckDBPyConnection, ledger: str, files: list[str]) -> None:
    """`intake.<ledger>_before`: the records of the ledger's landed files, and of its new ones."""
    connection.execute(
        f'create table intake."{ledger}_before" as select *, cast(null as bigint) as until_seq from intake."{ledger}"'
    )
    if not files:
        return
    described = connection.execute(f'describe intake."{ledger}"').fetchall()
    kinds = {str(row[0]): str(row[1]) for row in described if row[0] not in _RECORD}
    values = {"DATE": "value_date", "VARCHAR": "nullif(value_text, '')"}
    chosen = []
    for column, kind in kinds.items():
        field, _, ending = column.rpartition("_")
        if ending == "evidence" and field in kinds:
            chosen.append((field, "evidence", column))
        elif ending == "text" and field in kinds:
            chosen.append((field, "value_text", column))
        else:
            chosen.append((column, values.get(kind, "value"), column))
    fields = ", ".join(f"max({said}) filter (field = '{field}') as {column}" for field, said, column in chosen)
    connection.execute(
        f"""
        insert into intake."{ledger}_before" by name
        select submission_id, any_value(dataset) as dataset, any_value(w.seq) as seq,
            any_value(w.until_seq) as until_seq,
            any_value(w.known_on) as known_on, record_no, any_value(record_period) as record_period,
            any_value(sheet) as sheet, any_value(row_no) as row_no, min(evidence) as first_evidence, {fields}
        from read_parquet(?) join intake.whose w using (submission_id)
        group by submission_id, record_no
        """,
        [files],
    )


def record_evidence_id(submission_id: str, record_no: int) -> str:
    """The index of a record's row."""
    return f"{submission_id} record {record_no}"


def observation_evidence_id(submission_id: str, row_no: int, evidence: str) -> str:
    """The index of a number's row; a cell can give several numbers."""
    return f"{submission_id} {evidence} {row_no}"


def _table(
    connection: DuckDBPyConnection, name: str, columns: Mapping[str, pa.DataType], rows: Iterable[Mapping[str, Any]]
) -> None:
    laid_out = pa.Table.from_pylist([dict(row) for row in rows], schema=pa.schema(list(columns.items())))
    connection.register("laid_out", laid_out)
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


def _columns(fields: Mapping[str, str]) -> dict[str, pa.DataType]:
    columns: dict[str, pa.DataType] = {}
    for name, kind in fields.items():
        columns |= {name: {"number": NUMBER, "date": _DAY}.get(kind, _S), f"{name}_evidence": _S}
        columns |= {f"{name}_text": _S} if kind == "number" else {}
    return columns


def _records(one: Candidate, fields: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    whose = _whose(one)
    rows: dict[int, dict[str, Any]] = {}
    for record in one.reading.records:
        row = rows.setdefault(
            record.record_no,
            whose
            | {
                "evidence_id": record_evidence_id(one.submission_id, record.record_no),
                "record_no": record.record_no,
                "record_period": record.record_period,
                "sheet": record.sheet,
                "row_no": record.row,
                "first_evidence": record.evidence,
            },
        )
        kind = fields[record.field]
        said = {"number": record.value, "date": record.value_date}.get(kind, record.value_text or None)
        row |= {record.field: said, f"{record.field}_evidence": record.evidence}
        if kind == "number":
            row[f"{record.field}_text"] = record.value_text
    yield from rows.values()


def _explain(connection: DuckDBPyConnection, candidates: Sequence[Candidate], catalogue: Catalogue) -> None:
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
    stated = {row.period for one in candidates for row in one.reading.observations}
    stated |= {row.record_period for one in candidates for row in one.reading.records if row.record_period}
    periods = (parse_period(period) for period in sorted(stated))
    _table(
        connection,
        "periods",
        {"period": _S, "period_start": _DAY, "period_end": _DAY, "span": _S},
        (
            {"period": one.notation, "period_start": one.start, "period_end": one.end, "span": one.span}
            for one in periods
        ),
    )


def _taken(one: Candidate) -> Earlier:
    reading = one.reading
    counts = {"observations": len(reading.observations), "records": len({r.record_no for r in reading.records})}
    return Earlier(
        one.submission_id,
        one.department_id,
        reading.dataset,
        one.seq,
        until_seq=None,
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
