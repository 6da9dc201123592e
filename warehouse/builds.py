"""Builds: one attempt at a warehouse file, from its inputs to its verdicts. Not a release.

`builds/<id>/` holds inputs/*.parquet, warehouse.duckdb, and a receipt of every stage that finished: `inputs.json`,
`built.json` (with the file's sha256), `verdicts.json`. A build without verdicts is a dead attempt and is swept away by
the next one. Ids count up (`00012-3f9a6c1e`, the second half from the fingerprint), so that the newest is the last.
"""

from __future__ import annotations

import datetime as dt
import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sources.problems import refuse
from warehouse.durable import write_json
from warehouse.hashing import file_sha256
from warehouse.home import Home

DATABASE = "warehouse.duckdb"


@dataclass(frozen=True, slots=True)
class Build:
    """One build's folder; in `builds/` until it is released."""

    folder: Path

    @property
    def build_id(self) -> str:
        """`00012-3f9a6c1e`."""
        return self.folder.name

    @property
    def database(self) -> Path:
        """The build's DuckDB file."""
        return self.folder / DATABASE

    @property
    def inputs(self) -> Path:
        """The Parquet that dbt reads."""
        return self.folder / "inputs"

    def receipt(self, stage: str) -> dict[str, Any] | None:
        """What a finished stage left: `inputs`, `built`, `verdicts`, `changes`, `manifest`; else None.

        Raises Refused if something wrote into it since.
        """
        file = self.folder / f"{stage}.json"
        if not file.exists():
            return None
        try:
            found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        except ValueError:
            raise refuse("warehouse.receipt_damaged", file=file) from None
        return found

    def leave_receipt(self, stage: str, facts: dict[str, Any]) -> None:
        """Record that a stage finished, with what the next ones rely on."""
        write_json(self.folder / f"{stage}.json", facts)


def all_builds(home: Home) -> list[Build]:
    """Attempts and releases, oldest first."""
    folders = [*_folders(home.builds), *_folders(home.releases)]
    return [Build(folder) for folder in sorted(folders, key=lambda folder: folder.name)]


def newest_judged(home: Home) -> Build | None:
    """The last build that a gate judged, passed or held, released or not."""
    return next((build for build in reversed(all_builds(home)) if build.receipt("verdicts")), None)


def start_build(home: Home, fingerprint: str) -> Build:
    """A new, empty build folder. Sweeps away dead attempts, and the database of builds that were held before."""
    for folder in _folders(home.builds):
        if Build(folder).receipt("verdicts"):
            (folder / DATABASE).unlink(missing_ok=True)
            shutil.rmtree(folder / "inputs", ignore_errors=True)
        else:
            shutil.rmtree(folder)
    last = max((int(build.build_id.partition("-")[0]) for build in all_builds(home)), default=0)
    build = Build(home.builds / f"{last + 1:05d}-{fingerprint[:8]}")
    home.private(home.builds)
    build.inputs.mkdir(parents=True)
    return build


def current_attempt(home: Home) -> Build:
    """The build that is under way. Raises Refused if there is none: a build begins with its inputs."""
    attempts = [Build(folder) for folder in _folders(home.builds)]
    if not attempts or attempts[-1].receipt("verdicts"):
        raise refuse("warehouse.no_build_under_way")
    return attempts[-1]


def close_database(build: Build, *, now: dt.datetime) -> None:
    """Checkpoint the finished file, make sure that nothing is left beside it, and leave the `built` receipt."""
    import duckdb

    with duckdb.connect(build.database) as connection:
        connection.execute("checkpoint")
        tables = connection.execute(
            "select schema_name, table_name from duckdb_tables() where not internal order by all"
        ).fetchall()
        rows = {
            f"{schema}.{table}": connection.execute(f'select count(*) from "{schema}"."{table}"').fetchall()[0][0]
            for schema, table in tables
        }
    if build.database.with_name(DATABASE + ".wal").exists():
        raise refuse("warehouse.unfinished_database", file=build.database)
    build.leave_receipt("built", {"sha256": file_sha256(build.database), "rows": rows, "built_at": now})


def _folders(root: Path) -> list[Path]:
    if not root.is_dir():
        return []
    return sorted(path for path in root.iterdir() if path.is_dir() and not path.is_symlink() and path.name[0] != ".")
