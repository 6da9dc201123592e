"""kill -9 at any stage, then a refresh: the right result, nothing lost, nothing twice, no stale run in the way.

A refresh runs in a process group of its own and is killed the moment the stage's first mark appears in the home.
`make test` kills in the middle of the build, `make drills` at each stage.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.orchestration.conftest import current_release
from tests.orchestration.test_refresh import all_rows

# Stage -> the first thing it leaves in the home.
MARKS: dict[str, Callable[[Path], bool]] = {
    "archive": lambda home: any((home / "archive").glob("*")),
    "journal": lambda home: (home / "archive" / "journal.jsonl").exists(),
    "landing": lambda home: any((home / "landing").glob("*")),
    "half landed": lambda home: len(list((home / "landing").glob("[0-9a-f]*"))) >= 5,
    "inputs": lambda home: any((home / "builds").glob("*/inputs/*.parquet")),
    "dbt": lambda home: any((home / "builds").glob("*/warehouse.duckdb")),
    "sealed": lambda home: any((home / "builds").glob("*/built.json")),
    "judged": lambda home: any((home / "builds").glob("*/verdicts.json")),
    "manifest": lambda home: any((home / "builds").glob("*/manifest.json")),
    "renamed": lambda home: any((home / "releases").glob("0*")),
}


@pytest.mark.parametrize(
    "stage",
    [*(pytest.param(stage, marks=pytest.mark.drill) for stage in MARKS if stage != "dbt"), "dbt"],
)
def test_a_refresh_killed_at_a_stage_is_put_right_by_the_next_one(stage, released_home, tmp_path, sti, with_dbt):
    home = tmp_path / "home"
    assert sti("sample", home).status == 0
    with_dbt(home)
    kill_at(home, MARKS[stage])
    answer = sti("refresh", "--json", home=home)
    assert answer.status == 0, answer
    assert current_release(home)
    assert all_rows(home, "marts", "evidence") == all_rows(released_home, "marts", "evidence")
    assert sti("refresh", "--json", home=home).json["outcome"] == "nothing_new"
    lines = (home / "archive" / "journal.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(lines) == len((released_home / "archive" / "journal.jsonl").read_text(encoding="utf-8").splitlines())
    assert not [path for path in (home / "builds").iterdir() if not (path / "verdicts.json").exists()]
    assert no_run_is_called_started(home)


def kill_at(home: Path, mark: Callable[[Path], bool]) -> None:
    """Start a refresh and kill its whole process group once `mark` holds."""
    command = [Path(sys.executable).parent / "sti", "refresh", "--home", home, "--json"]
    process = subprocess.Popen(command, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 120
    while not mark(home):
        assert time.monotonic() < deadline
        if process.poll() is not None:
            return  # it was faster than we could look: the refresh after it must find all done
        time.sleep(0.001)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def no_run_is_called_started(home: Path) -> bool:
    from dagster import DagsterInstance, DagsterRunStatus

    with DagsterInstance.from_config(str(home / "dagster")) as instance:
        return all(run.status in (DagsterRunStatus.SUCCESS, DagsterRunStatus.FAILURE) for run in instance.get_runs())
