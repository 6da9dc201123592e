"""From a sealed file to a release: the release gate, publishing."""

from __future__ import annotations

from expectations.release import BuildVerdict
from orchestration import clock
from orchestration.stages.installation import Installation, existing
from orchestration.stages.record import Record, timed
from warehouse.builds import Build
from warehouse.corrections import leave_corrections
from warehouse.history import record_verdicts
from warehouse.release_diff import leave_changes
from warehouse.releases import current_release, publish
from warehouse.submissions import day_in_shanghai


def judge(installation: Installation, build: Build, record: Record) -> BuildVerdict:
    """Run the release gate on a sealed build and write its verdicts beside it."""
    from expectations.release import judge_build

    with timed(record, "gate"):
        built = build.receipt("built")
        record.corrections = leave_corrections(build)
        now = clock.utc_now()
        verdict = judge_build(
            build.folder,
            extra_rules=existing(installation.home.rules),
            exemptions=existing(installation.home.exemptions),
            day=day_in_shanghai(now),
            docs=installation.home.data_docs / "release",
        )
        build.leave_receipt(
            "verdicts", verdict.as_json() | {"sha256": built["sha256"] if built else "", "judged_at": now}
        )
        whole = {"run_id": record.run_id, "build_id": build.build_id, "judged_at": now}
        record_verdicts(installation.home, build.build_id, [whole | row for row in verdict.history()])
    record.verdict = verdict
    if not verdict.passed:
        record.outcome = "held"
        current = current_release(installation.home)
        record.release_id = current.build_id if current else ""
    return verdict


def release_build(installation: Installation, build: Build, record: Record) -> Build:
    """Publish a passed build with what it changes and, unless pinned, make it the current one."""
    with timed(record, "changes"):
        record.changes = leave_changes(installation.home, build)
    with timed(record, "release"):
        release = publish(installation.home, build, now=clock.utc_now())
    record.release_id = release.build_id
    record.outcome = "pinned" if installation.pinned else "released"
    return release


def verdict_of(build: Build) -> BuildVerdict:
    """The verdicts that a judged build carries."""
    receipt = build.receipt("verdicts")
    assert receipt is not None
    return BuildVerdict.from_json(receipt)
