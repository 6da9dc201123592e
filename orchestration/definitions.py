"""Everything Dagster sees, assembled in one place; `dagster dev`, `dg dev` and the command load it from here."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import dagster as dg

from orchestration.defs import automation, build, expectations, releases, sources
from orchestration.defs.run import RefreshRun
from orchestration.settings import settings_of
from orchestration.versions import DBT_PROJECT, dbt_project_version


def build_defs(*, home: Path | None = None, wait_seconds: float = 900) -> dg.Definitions:
    """All assets, checks, jobs, schedules and sensors of the installation at `home` (else STI_HOME, else ./data).

    `wait_seconds`: how long a run waits for another one to free the home.
    """
    root = settings_of(home).home
    models = build.warehouse_models(dbt_manifest(root))
    return dg.Definitions(
        assets=[
            sources.deliveries,
            sources.landed_batches,
            build.build_inputs,
            models,
            expectations.release_gate(sorted(models.keys, key=str)),
            releases.release,
        ],
        jobs=[automation.refresh, automation.intake],
        schedules=[automation.nightly_refresh],
        sensors=[automation.inbox_sensor(root)],
        resources={
            "refresh_run": RefreshRun(home=os.fspath(root), wait_seconds=wait_seconds),
            "dbt": build.dbt_resource(),
        },
    )


def dbt_manifest(home: Path) -> Path:
    """The parsed dbt project, kept in the home by the project's hash and parsed anew when that changes."""
    target = (home / "dagster" / "dbt").resolve() / dbt_project_version()[:12]  # it may be a link: homes can share it
    manifest = target / "manifest.json"
    if not manifest.exists():
        target.mkdir(parents=True, exist_ok=True)
        subprocess.run(
            [
                *(Path(sys.executable).parent / "dbt", "--quiet", "parse"),
                *("--project-dir", DBT_PROJECT, "--profiles-dir", DBT_PROJECT),
                *("--target-path", target, "--log-path", target),
            ],
            check=True,
            env={**os.environ, **build.build_variables(target)},
        )
        # The build runs in a folder of its own; it need not parse again what was parsed here.
        (target / "run").mkdir(exist_ok=True)
        shutil.copy(target / "partial_parse.msgpack", target / "run")
    return manifest


@dg.definitions
def defs() -> dg.Definitions:
    """What the tools load."""
    return build_defs()
