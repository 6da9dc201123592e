"""The resource that holds one refresh: the home's lock from first step to last, and the record of what was done."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from dagster import ConfigurableResource, DagsterRunStatus, Failure, InitResourceContext, RunsFilter
from pydantic import PrivateAttr

from orchestration import clock
from orchestration.progress import announce
from orchestration.settings import settings_of
from orchestration.stages.installation import Installation
from orchestration.stages.record import Outcome, Record, error_sentence, finish
from sources.problems import Refused, language_of_locale
from warehouse.lock import home_lock


class RefreshRun(ConfigurableResource):
    """One refresh of the home at `home`, which waits up to `wait_seconds` for another one to finish."""

    home: str
    wait_seconds: float = 900

    _installation: Installation = PrivateAttr()
    _record: Record = PrivateAttr()

    @property
    def installation(self) -> Installation:
        """The home with its settings and catalogue."""
        return self._installation

    @property
    def record(self) -> Record:
        """What this refresh has done so far."""
        return self._record

    @contextlib.contextmanager
    def yield_for_execution(self, context: InitResourceContext) -> Iterator[RefreshRun]:
        """Take the lock, mark runs that died as failed, and write the record down when the run is over."""
        self._installation = Installation(settings_of(Path(self.home)))
        run_id = context.run.run_id if context.run else ""
        self._record = Record(run_id=run_id, started_at=clock.utc_now())
        with refusals_as_failures():
            lock = home_lock(
                self._installation.home,
                wait_seconds=self.wait_seconds,
                what="sti refresh",
                since=f"{clock.utc_now():%Y-%m-%d %H:%M:%S}Z",
                run_id=run_id,
            )
            lock.__enter__()
        try:
            _fail_dead_runs(context, run_id)
            yield self
        finally:
            finish(self._installation, self._record)
            lock.__exit__(None, None, None)

    def _outcome_of_a_failure(self) -> Outcome:
        """A build that is held again ends its run as a failure, and stays held."""
        return "held" if self._record.outcome == "held" else "failed"

    @contextlib.contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Announce a stage; what goes wrong in it is kept in the record, and a refusal becomes a Dagster failure."""
        announce(name)
        try:
            with refusals_as_failures():
                yield
        except Exception as error:
            self._record.error, self._record.outcome = error_sentence(error), self._outcome_of_a_failure()
            raise


@contextlib.contextmanager
def refusals_as_failures() -> Iterator[None]:
    """Dagster shows a refusal as a failure with its sentence, not as an exception of ours."""
    try:
        yield
    except Refused as refused:
        language = language_of_locale()
        raise Failure("; ".join(problem.text(language) for problem in refused.problems), allow_retries=False) from None


def _fail_dead_runs(context: InitResourceContext, run_id: str) -> None:
    """We hold the lock, so a run of a refresh that is still called started was killed."""
    instance = context.instance
    if instance is None:
        return
    unfinished = RunsFilter(statuses=[DagsterRunStatus.STARTED, DagsterRunStatus.STARTING, DagsterRunStatus.CANCELING])
    for run in instance.get_runs(unfinished):
        if run.run_id != run_id and run.job_name in ("refresh", "intake"):
            instance.report_run_failed(run, "The process of this run died; a later refresh took over.")
