"""`sti rebuild`: the marts as they follow from what had landed by a day.

Belongs here: one build from the archive and the journal up to that day, with today's code, outside Dagster and never
published. Does not belong here: what was *known* on a day, which every release answers (`observations_as_of`).
"""

from __future__ import annotations

import datetime as dt
import os
import shutil
import subprocess
import sys
from pathlib import Path

from orchestration import clock
from orchestration.dbt_results import dbt_failures
from orchestration.stages.build import basis_of
from orchestration.stages.installation import Installation
from orchestration.stages.intake import read_and_land
from orchestration.stages.record import Record
from orchestration.versions import DBT_PROJECT
from sources.problems import refuse
from warehouse.builds import Build, close_database
from warehouse.inputs import write_inputs


def rebuild(installation: Installation, landed_by: dt.date) -> Build:
    """Build what had landed by the end of `landed_by` (Shanghai) into `HOME/rebuilds/<day>/`, over an earlier rebuild.

    Submissions that today's code has not read yet are read first. Raises Refused if nothing had landed by then.
    """
    read_and_land(installation, Record(run_id="", started_at=clock.utc_now()), lambda stage, what: None)
    basis = basis_of(installation, landed_by)
    if not basis.issues:
        raise refuse("orchestration.nothing_landed_by", day=landed_by)
    build = Build(installation.home.private(installation.home.rebuilds) / landed_by.isoformat())
    shutil.rmtree(build.folder, ignore_errors=True)
    build.inputs.mkdir(parents=True)
    write_inputs(installation.home, build, basis)
    _run_dbt(build)
    close_database(build, now=clock.utc_now())
    shutil.rmtree(build.inputs)
    return build


def _run_dbt(build: Build) -> None:
    target = build.folder / "target"
    dbt = [os.fspath(Path(sys.executable).parent / "dbt"), "build", "--exclude", "resource_type:unit_test"]
    where = {"--project-dir": DBT_PROJECT, "--profiles-dir": DBT_PROJECT, "--target-path": target, "--log-path": target}
    command = [*dbt, *(os.fspath(part) for pair in where.items() for part in pair)]
    names = {"STI_BUILD_FILE": os.fspath(build.database), "STI_BUILD_INPUTS": os.fspath(build.inputs)}
    with (build.folder / "dbt.log").open("w", encoding="utf-8") as log:
        done = subprocess.run(command, env={**os.environ, **names}, stdout=log, stderr=log, check=False)
    failed = "; ".join(dbt_failures(target / "run_results.json"))
    shutil.rmtree(target, ignore_errors=True)
    if done.returncode:
        raise refuse("orchestration.dbt_failed", failed=failed or build.folder / "dbt.log")
