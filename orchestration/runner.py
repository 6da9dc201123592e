"""One Dagster run of the refresh in this process, recorded in the home's Dagster instance."""

from __future__ import annotations

import logging
from pathlib import Path

from orchestration.stages import Installation

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


def run_refresh(installation: Installation) -> bool:
    """Run the job `refresh`; whether it succeeded. A failed run has left its record (`stages.finish`) all the same."""
    from dagster import DagsterInstance

    from orchestration.definitions import build_defs

    folder = dagster_home(installation.home.dagster)
    # The record tells what happened; a skipped build is no news of its checks.
    for name in ("dagster", "dagster._core.execution.plan.active"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    job = build_defs(home=installation.home.root, wait_seconds=0).resolve_job_def("refresh")
    with DagsterInstance.from_config(str(folder)) as instance:
        result = job.execute_in_process(
            instance=instance,
            raise_on_error=False,
            run_config={"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}},
        )
    return bool(result.success)
