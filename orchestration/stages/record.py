"""What one refresh did: filled by its stages, kept in `ops/`, printed by `sti refresh --json`."""

from __future__ import annotations

import datetime as dt
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Literal

from expectations.release import BuildVerdict
from expectations.returns.writing import Answers
from orchestration import clock
from orchestration.stages.installation import Installation
from sources.problems import Problem, Refused, language_of_locale
from warehouse.history import record_look, record_run
from warehouse.landing import Batch
from warehouse.release_diff import NotCompared, ReleaseDiff
from warehouse.submissions import Submission

Outcome = Literal["released", "pinned", "nothing_new", "held", "intake", "failed"]


@dataclass(slots=True)
class Judged:
    """A submission that this refresh read, and the batch its reading became."""

    submission: Submission
    batch: Batch


@dataclass(slots=True)
class Record:
    """What one refresh did, for `ops/`, `sti refresh --json` and the terminal."""

    run_id: str
    started_at: dt.datetime
    outcome: Outcome = "failed"
    deliveries: int = 0
    ignored: int = 0
    judged: list[Judged] = field(default_factory=list)
    answers: Answers = field(default_factory=Answers)
    build_id: str = ""
    release_id: str = ""
    verdict: BuildVerdict | None = None
    changes: ReleaseDiff | NotCompared | None = None
    corrections: list[dict[str, Any]] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)
    cpu_seconds: dict[str, float] = field(default_factory=dict)
    error: str = ""

    @property
    def refused(self) -> list[Judged]:
        """Those whose reading was not accepted."""
        return [one for one in self.judged if not one.batch.accepted]


@contextmanager
def timed(record: Record, stage: str) -> Iterator[None]:
    """Add a stage's seconds to the record, and the CPU seconds of this process and of its children that have ended."""
    start, worked = time.monotonic(), sum(os.times()[:4])
    try:
        yield
    finally:
        record.seconds[stage] = round(record.seconds.get(stage, 0) + time.monotonic() - start, 3)
        record.cpu_seconds[stage] = round(record.cpu_seconds.get(stage, 0) + sum(os.times()[:4]) - worked, 3)


def finish(installation: Installation, record: Record) -> dict[str, Any]:
    """Write down what a refresh did: `ops/latest.json`, and, if it did anything, `ops/runs/`. Returns the former."""
    facts = summary(record)
    if record.run_id:
        record_run(
            installation.home,
            record.run_id,
            {
                "started_at": record.started_at,
                "ended_at": clock.utc_now(),
                "outcome": record.outcome,
                "release_id": record.release_id,
                "read": len(record.judged),
                "accepted": len(record.judged) - len(record.refused),
                "refused": len(record.refused),
            },
        )
    record_look(installation.home, facts)
    return facts


def summary(record: Record) -> dict[str, Any]:
    """The stable shape that `sti refresh --json` prints; documented in docs/command.md."""
    verdicts = record.verdict.verdicts if record.verdict else []
    return {
        "run_id": record.run_id,
        "outcome": record.outcome,
        "started_at": record.started_at.isoformat(),
        "build_id": record.build_id,
        "release_id": record.release_id,
        "deliveries": record.deliveries,
        "ignored": record.ignored,
        "read": len(record.judged),
        "accepted": len(record.judged) - len(record.refused),
        "refused": [
            {
                "submission_id": one.submission.submission_id,
                "department": one.submission.department_id,
                "file": one.submission.file_name,
                "path": one.submission.path,
                "reasons": _texts(one.batch.problems),
            }
            for one in record.refused
        ],
        "warnings": [
            {
                "submission_id": one.submission.submission_id,
                "department": one.submission.department_id,
                "file": one.submission.file_name,
                "path": one.submission.path,
                "reasons": _texts(warnings),
                "set_aside": one.batch.counts["set_aside"],
            }
            for one in record.judged
            if one.batch.accepted
            for warnings in [tuple(p for p in one.batch.problems if p.severity != "info")]
            if warnings or one.batch.counts["set_aside"]
        ],
        "returns": {
            "returned": record.answers.returned,
            "receipts": record.answers.receipts,
            "answered": record.answers.answered,
            "failed": [{"zh": one.text("zh"), "en": one.text("en")} for one in record.answers.failed],
        },
        "corrections": record.corrections,
        "observations": sum(one.batch.counts["observations"] for one in record.judged if one.batch.accepted),
        "records": sum(one.batch.counts["records"] for one in record.judged if one.batch.accepted),
        "verdicts": {
            severity: {
                outcome: sum(v.severity == severity and v.outcome == outcome for v in verdicts)
                for outcome in ("passed", "failed", "error")
            }
            for severity in ("critical", "warning", "info")
        },
        "changes": _without_counts(record.changes) if record.changes else None,
        "seconds": record.seconds,
        "cpu_seconds": record.cpu_seconds,
        "error": record.error,
    }


def _without_counts(changes: ReleaseDiff | NotCompared) -> dict[str, Any]:
    """By indicator and region they are many; the release keeps them in its `changes.json`."""
    return {name: fact for name, fact in changes.items() if name != "counts"}


def _texts(problems: tuple[Problem, ...]) -> list[dict[str, str]]:
    return [{"code": p.code, "severity": p.severity, "zh": p.text("zh"), "en": p.text("en")} for p in problems]


def error_sentence(error: BaseException) -> str:
    """What to tell a person of an unexpected error: its problems if it has any, else its kind and first line."""
    if isinstance(error, Refused):
        return "; ".join(problem.text(language_of_locale()) for problem in error.problems)
    if description := getattr(error, "description", None):  # a Dagster failure
        return str(description)
    first = str(error).strip().splitlines()
    return f"{type(error).__name__}: {first[0] if first else ''}"
