"""The history of runs, verdicts and returns in `ops/`: a small Parquet file each time, copied into later releases."""

from __future__ import annotations

import hashlib
from typing import Any

from warehouse.durable import write_json
from warehouse.home import Home
from warehouse.tables import STATED


def record_run(home: Home, run_id: str, facts: dict[str, Any]) -> None:
    """Keep what one refresh did (columns of STATED["runs"])."""
    _write(home, "runs", run_id, [{"run_id": run_id} | facts])


def record_verdicts(home: Home, name: str, rows: list[dict[str, Any]]) -> None:
    """Keep what a gate said (columns of STATED["verdicts"]), whole under a name that no other judgement has."""
    _write(home, "verdicts", name, rows)


def runs(home: Home, last: int) -> list[dict[str, Any]]:
    """The newest runs, newest first."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    parts = [pq.read_table(file, schema=STATED["runs"]) for file in (home.ops / "runs").glob("*.parquet")]
    if not parts:
        return []
    rows: list[dict[str, Any]] = pa.concat_tables(parts).sort_by([("started_at", "descending")]).to_pylist()
    return rows[:last]


def record_returns(home: Home, rows: list[dict[str, Any]]) -> None:
    """Keep what went back to the departments and what answers came (columns of STATED["returns"])."""
    if rows:
        name = hashlib.sha256(repr(rows).encode()).hexdigest()[:16]
        _write(home, "returns", name, rows)


def returns(home: Home) -> dict[str, dict[str, Any]]:
    """What last went back of each submission, with its answer if one came; by submission id."""
    import pyarrow.parquet as pq

    newest: dict[str, dict[str, Any]] = {}
    for file in sorted((home.ops / "returns").glob("*.parquet")):
        for row in pq.read_table(file, schema=STATED["returns"]).to_pylist():
            known = newest.get(row["submission_id"])
            if known is None or (row["round_no"], row["answered_by"]) > (known["round_no"], known["answered_by"]):
                newest[row["submission_id"]] = row
    return newest


def record_look(home: Home, facts: dict[str, Any]) -> None:
    """Keep the outcome of the latest refresh, one that found nothing new included."""
    write_json(home.ops / "latest.json", facts)


def _write(home: Home, table: str, name: str, rows: list[dict[str, Any]]) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    folder = home.ops / table
    folder.mkdir(parents=True, exist_ok=True)
    schema = STATED[table]
    rows = [{column: row.get(column) for column in schema.names} for row in rows]
    temporary = folder / f".{name}.tmp"
    pq.write_table(pa.Table.from_pylist(rows, schema=schema), temporary)
    temporary.rename(folder / f"{name}.parquet")
