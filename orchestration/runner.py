"""One Dagster run of the refresh in this process, recorded in the home's Dagster instance."""

from __future__ import annotations

import contextlib
import logging
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from orchestration.stages.installation import Installation

# Telemetry and its pop-up off; no capture of standard output (nothing is printed there; a capture is two processes).
DAGSTER_YAML = """\
telemetry:
  enabled: false
nux:
  enabled: false
compute_logs:
  module: dagster._core.storage.noop_compute_log_manager
  class: NoOpComputeLogManager
"""


def dagster_home(folder: Path) -> Path:
    """The folder with its dagster.yaml, written once; an operator's own is left alone."""
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "dagster.yaml").exists():
        (folder / "dagster.yaml").write_text(DAGSTER_YAML, encoding="utf-8")
    return folder


@contextlib.contextmanager
def _quick_event_log() -> Iterator[None]:
    """Dagster's SQLite files without a wait for the disk at each of the thousand events of a run.

    Dagster opens and closes a connection for every event. Closing the last one of a file writes its log back, so one is
    held for each file; and commits are not synced one by one. What a loss of power could take is the end of the
    history of a run; the files stay whole, and nothing of ours follows from them.
    """
    import sqlalchemy

    held: dict[str, sqlite3.Connection] = {}

    def quicken(connection: Any, _: object) -> None:
        if isinstance(connection, sqlite3.Connection):
            connection.execute("pragma synchronous = normal")
            file = connection.execute("pragma database_list").fetchone()[2]
            if file and file not in held:
                held[file] = sqlite3.connect(file, check_same_thread=False)
            if file:
                held[file].execute("select count(*) from sqlite_master").fetchone()  # takes part in the file's log

    sqlalchemy.event.listen(sqlalchemy.Engine, "connect", quicken)
    try:
        yield
    finally:
        sqlalchemy.event.remove(sqlalchemy.Engine, "connect", quicken)
        for connection in held.values():
            connection.close()


def run_refresh(installation: Installation) -> bool:
    """Run the job `refresh`; whether it succeeded. A failed run has left its record (`stages.finish`) all the same."""
    from dagster import DagsterInstance

    from orchestration.definitions import build_defs

    folder = dagster_home(installation.home.dagster)
    # The record tells what happened; a skipped build is no news of its checks.
    for name in ("dagster", "dagster._core.execution.plan.active"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    job = build_defs(home=installation.home.root, wait_seconds=0).resolve_job_def("refresh")
    with _quick_event_log(), DagsterInstance.from_config(str(folder)) as instance:
        result = job.execute_in_process(
            instance=instance,
            raise_on_error=False,
            run_config={"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}},
        )
    return bool(result.success)
