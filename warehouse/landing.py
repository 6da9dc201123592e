"""Landing: each accepted reading as one immutable folder of Parquet, each refused one as its reasons in quarantine.

Belongs here: batch ids, writing a reading down, reading batches back. Does not belong here: whether a reading is good
enough (expectations), what supersedes what (dbt). A batch is written whole or not at all and never changed; reading a
submission anew (another contract or engine) makes another batch.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sources.periods import parse_period
from sources.problems import Problem
from sources.rows import Reading
from warehouse.durable import move_folder, write_json
from warehouse.home import Home
from warehouse.tables import LANDED


@dataclass(frozen=True, slots=True)
class Batch:
    """What became of one reading of a submission. A refused one has problems and no rows."""

    batch_id: str
    submission_id: str
    accepted: bool
    dataset: str
    contract_version: str
    reading_version: str
    supersedes: str
    source: str
    known_on: dt.date | None
    known_on_from: str
    counts: dict[str, int]
    problems: tuple[Problem, ...]
    periods: tuple[str, ...] = ()


def batch_id(submission_id: str, reading_version: str) -> str:
    """16 hex digits; the same submission read by the same contracts and engine has the same batch."""
    return hashlib.sha256(f"{submission_id}|{reading_version}".encode()).hexdigest()[:16]


def land(home: Home, submission_id: str, reading_version: str, reading: Reading, *, accepted: bool) -> Batch:
    """Write a judged reading down: rows into landing if accepted, else its reasons into quarantine."""
    identifier = batch_id(submission_id, reading_version)
    batch = Batch(
        batch_id=identifier,
        submission_id=submission_id,
        accepted=accepted,
        dataset=reading.dataset,
        contract_version=reading.contract_version,
        reading_version=reading_version,
        supersedes=reading.supersedes,
        source=reading.source,
        # a day of arrival belongs to each delivery, not to the batch
        known_on=reading.known_on if reading.known_on_from != "arrival" else None,
        known_on_from=reading.known_on_from,
        counts={
            "observations": len(reading.observations),
            "records": len({record.record_no for record in reading.records}),
            "notes": len(reading.notes),
            "open_statements": len(reading.open_figures),
            "set_aside": len(reading.set_aside),
        },
        problems=tuple(reading.problems),
        periods=reading.periods,
    )
    folder = home.private(home.landing if accepted else home.quarantine)
    temporary = folder / f".{identifier}.tmp"
    shutil.rmtree(temporary, ignore_errors=True)
    temporary.mkdir()
    tables = _rows(batch, reading)
    for table in LANDED if accepted else ("set_aside",):
        _write(temporary / f"{table}.parquet", table, tables[table])
    write_json(temporary / "batch.json", _as_json(batch))
    target = folder / identifier
    if target.exists():  # a quarantined or landed batch of this very reading stays as it is
        shutil.rmtree(temporary)
    else:
        move_folder(temporary, target)
    return batch


def find_batch(home: Home, identifier: str) -> Batch | None:
    """The batch if this reading was made, accepted or refused."""
    for folder in (home.landing, home.quarantine):
        file = folder / identifier / "batch.json"
        if file.exists():
            return _from_json(json.loads(file.read_text(encoding="utf-8")))
    return None


def reopen_refusal(home: Home, batch: Batch) -> None:
    """Let a refused reading be made anew; what was said of it before stays beside it in quarantine."""
    folder = home.quarantine / batch.batch_id
    number = len(list(home.quarantine.glob(f"{batch.batch_id}~*"))) + 1
    move_folder(folder, folder.with_name(f"{batch.batch_id}~{number}"))


def landed_file(home: Home, batch: Batch, table: str) -> Path:
    """The Parquet file of one table of an accepted batch."""
    return home.landing / batch.batch_id / f"{table}.parquet"


def _rows(batch: Batch, reading: Reading) -> dict[str, Iterable[dict[str, Any]]]:
    whose = {"batch_id": batch.batch_id, "submission_id": batch.submission_id}
    return {
        "observations": _observations(whose | {"dataset": batch.dataset}, reading),
        "record_fields": (
            whose
            | {
                "dataset": batch.dataset,
                "record_no": record.record_no,
                "record_period": record.record_period,
                "sheet": record.sheet,
                "row_no": record.row,
                "field": record.field,
                "value_text": record.value_text,
                "value": record.value,
                "value_date": record.value_date,
                "unit": record.unit,
                "evidence": record.evidence,
            }
            for record in reading.records
        ),
        "scopes": (
            {
                "batch_id": batch.batch_id,
                "indicator_id": scope.indicator_id,
                "region_parent": scope.region_parent,
                "period": scope.period,
            }
            for scope in reading.scopes
        ),
        "notes": (whose | {"text": note.text, "evidence": note.evidence} for note in reading.notes),
        "open_statements": (
            whose | {name: getattr(figure, name) for name in LANDED["open_statements"].names if name not in whose}
            for figure in reading.open_figures
        ),
        "set_aside": (
            whose
            | {
                "evidence": row.evidence,
                "raw": row.raw,
                "code": row.problem.code,
                "sentence_zh": row.problem.text("zh"),
                "sentence_en": row.problem.text("en"),
            }
            for row in reading.set_aside
        ),
    }


def _observations(whose: dict[str, Any], reading: Reading) -> Iterator[dict[str, Any]]:
    for number, row in enumerate(reading.observations, start=1):
        period = parse_period(row.period)
        yield whose | {
            "row_no": number,
            "indicator_id": row.indicator_id,
            "measure": row.measure,
            "region_code": row.region_code,
            "period": row.period,
            "period_start": period.start,
            "period_end": period.end,
            "span": period.span,
            "kind": row.kind,
            "scope": row.scope,
            "breakdown": row.breakdown,
            "qualifier": row.qualifier,
            "value": row.value,
            "value_high": row.value_high,
            "unit": row.unit,
            "value_text": row.value_text,
            "value_step": row.value_step,
            "evidence": row.evidence,
            "context": row.context,
            "flags": " ".join(row.flags),
        }


def _write(path: Path, table: str, rows: Iterable[dict[str, Any]]) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    pq.write_table(pa.Table.from_pylist(list(rows), schema=LANDED[table]), path, compression="zstd")


def _as_json(batch: Batch) -> dict[str, Any]:
    data: dict[str, Any] = {name: getattr(batch, name) for name in Batch.__slots__}
    data["known_on"] = batch.known_on.isoformat() if batch.known_on else None
    data["problems"] = [problem.as_json() for problem in batch.problems]
    return data


def _from_json(data: dict[str, Any]) -> Batch:
    known_on = dt.date.fromisoformat(data["known_on"]) if data["known_on"] else None
    problems = tuple(Problem.from_json(problem) for problem in data["problems"])
    periods = tuple(data.get("periods", ()))
    return Batch(**(data | {"known_on": known_on, "problems": problems, "periods": periods}))
