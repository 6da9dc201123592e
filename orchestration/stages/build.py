"""From landed batches to a sealed file: what a build follows from, whether it is due, its inputs."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict

from expectations.returns.standing import standing_refusals
from expectations.rulebook import in_words
from orchestration import clock
from orchestration.stages.installation import Installation
from orchestration.stages.record import Record, timed
from orchestration.stages.release import release_build, verdict_of
from orchestration.versions import code_version, versions
from warehouse.builds import Build, close_database, newest_judged, start_build
from warehouse.corrections import corrections_of
from warehouse.inputs import Basis, write_inputs
from warehouse.issues import issues, landed_keys
from warehouse.journal import Journal
from warehouse.releases import current_release
from warehouse.submissions import day_in_shanghai, submissions


def basis_of(installation: Installation, landed_by: dt.date | None = None) -> Basis:
    """Everything the next build would follow from, or with `landed_by` what had landed by the end of that day."""
    events = Journal(installation.home.journal).events()
    if landed_by is not None:
        events = [event for event in events if day_in_shanghai(event.at) <= landed_by]
    every = submissions(events, installation.department_of)
    batches = {key: batch for key, one in every.items() if (batch := installation.batch_of(one))}
    parts = versions(installation.home, installation.catalogue)
    return Basis(
        submissions=every,
        batches=batches,
        issues=tuple(issues(every, batches, landed_keys(installation.home))),
        events=tuple(events),
        catalogue=installation.catalogue,
        home_region=installation.region,
        code_version=code_version(parts),
        versions=parts,
        open_refusals=tuple(asdict(one) for one in standing_refusals(every, batches)),
        rules=tuple(in_words(installation.rules)),
    )


def settled(installation: Installation, basis: Basis, record: Record) -> bool:
    """Whether the newest judged build already follows from `basis`; then the record tells how it stands.

    A build that passed but was not wholly published when a crash came is published now.
    """
    judged = newest_judged(installation.home)
    inputs = judged.receipt("inputs") if judged else None
    if judged is None or inputs is None or inputs["fingerprint"] != basis.fingerprint:
        return False
    verdict = verdict_of(judged)
    record.build_id, record.verdict = judged.build_id, verdict
    record.corrections = corrections_of(judged)
    current = current_release(installation.home)
    if not verdict.passed:
        record.outcome = "held"
    elif judged.folder.parent == installation.home.builds or (
        judged.build_id != (current.build_id if current else "") and not installation.pinned
    ):
        release_build(installation, judged, record)
        return True
    else:
        record.outcome = "nothing_new"
    record.release_id = current.build_id if current else ""
    return True


def prepare_build(installation: Installation, basis: Basis, record: Record) -> Build:
    """A new build with its inputs written."""
    with timed(record, "inputs"):
        build = start_build(installation.home, basis.fingerprint)
        write_inputs(installation.home, build, basis)
    record.build_id = build.build_id
    return build


def seal_build(build: Build, record: Record) -> None:
    """Close the file that dbt has built."""
    with timed(record, "seal"):
        close_database(build, now=clock.utc_now())
