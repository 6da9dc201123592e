"""The inputs of a build: landed rows of the batches in force and all that is stated beside them, a Parquet a table.

Belongs here: copying and stating, no judgement. dbt reads this folder and nothing else, so a build needs neither the
landing folder nor the working directory of the one who made it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sources.catalogue import Catalogue
from warehouse.builds import Build
from warehouse.calendar import calendar_rows, load_calendar
from warehouse.corrections import correction_rows
from warehouse.home import Home
from warehouse.index_schemes import load_index_schemes
from warehouse.issues import Issue
from warehouse.journal import Event
from warehouse.landing import Batch, landed_file
from warehouse.submissions import Submission
from warehouse.tables import LANDED, STATED


@dataclass(frozen=True, slots=True)
class Basis:
    """All that a build follows from."""

    submissions: Mapping[str, Submission]
    batches: Mapping[str, Batch]
    issues: tuple[Issue, ...]
    events: tuple[Event, ...]
    catalogue: Catalogue
    home_region: str
    code_version: str
    versions: Mapping[str, str]
    open_refusals: tuple[Mapping[str, Any], ...]  # columns of STATED["open_refusals"]
    rules: tuple[Mapping[str, str], ...]  # in words (columns of STATED["rules"]); what they ask is among the versions

    @property
    def fingerprint(self) -> str:
        """sha256 of what is in force, refused and decided, and of the versions of all that makes marts of it."""
        issues = [
            [i.submission.submission_id, i.batch.batch_id, i.landed_seq, str(i.known_on), str(i.withdrawn_on)]
            for i in self.issues
        ]
        refusals = [[one["submission_id"], one["dataset"], str(one["since"])] for one in self.open_refusals]
        whole = {
            "issues": issues,
            "open_refusals": refusals,
            "decisions": [[event.seq, event.kind, dict(event.facts)] for event in self.decisions],
            "region": self.home_region,
            "versions": dict(self.versions),
        }
        return hashlib.sha256(json.dumps(whole, sort_keys=True).encode()).hexdigest()

    @property
    def decisions(self) -> list[Event]:
        """What operators decided of submissions."""
        return [event for event in self.events if event.kind in ("withdraw", "confirm")]


def write_inputs(home: Home, build: Build, basis: Basis) -> None:
    """Write every table of LANDED and STATED into the build, then the `inputs` receipt."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    in_force = {issue.batch.batch_id: issue.batch for issue in basis.issues}
    for table, schema in LANDED.items():
        parts = [pq.read_table(landed_file(home, batch, table)) for batch in in_force.values()]
        pq.write_table(pa.concat_tables([schema.empty_table(), *parts]), build.inputs / f"{table}.parquet")
    for table, rows in _stated(home, build, basis).items():
        pq.write_table(pa.Table.from_pylist(list(rows), schema=STATED[table]), build.inputs / f"{table}.parquet")
    for table in ("runs", "verdicts", "returns"):
        history = [pq.read_table(file, schema=STATED[table]) for file in sorted((home.ops / table).glob("*.parquet"))]
        pq.write_table(pa.concat_tables([STATED[table].empty_table(), *history]), build.inputs / f"{table}.parquet")
    build.leave_receipt(
        "inputs",
        {
            "fingerprint": basis.fingerprint,
            "code_version": basis.code_version,
            "home_region": basis.home_region,
            "versions": dict(basis.versions),
            "issues": [
                {
                    "submission_id": issue.submission.submission_id,
                    "batch_id": issue.batch.batch_id,
                    "file_name": issue.submission.file_name,
                    "sha256": issue.submission.sha256,
                    "landed_seq": issue.landed_seq,
                    "known_on": issue.known_on,
                }
                for issue in basis.issues
            ],
        },
    )


def _stated(home: Home, build: Build, basis: Basis) -> dict[str, Iterable[Mapping[str, Any]]]:
    catalogue = basis.catalogue
    schemes = load_index_schemes(home.index_schemes, catalogue)
    return {
        "issues": (_issue(issue, catalogue) for issue in basis.issues),
        "submissions": (
            _submission(submission, basis.batches.get(submission.submission_id))
            for submission in basis.submissions.values()
        ),
        "indicators": (_columns("indicators", asdict(i)) for i in catalogue.indicators.values()),
        "index_members": schemes.members(),
        "index_draws": schemes.drawn(),
        "calendar": calendar_rows(load_calendar(home.calendar, catalogue)),
        "confusions": (
            {"indicator_id": one, "other_indicator_id": other}
            for one, other in sorted(
                pair
                for i in catalogue.indicators.values()
                for other in i.not_to_be_confused_with
                for pair in ((i.indicator_id, other), (other, i.indicator_id))
            )
        ),
        "regions": (_columns("regions", asdict(r)) for r in catalogue.regions.by_code.values()),
        "departments": (_columns("departments", asdict(d)) for d in catalogue.departments.values()),
        "open_refusals": basis.open_refusals,
        "rules": basis.rules,
        "decisions": (
            {
                "landed_seq": event.seq,
                "decided_at": event.at,
                "decision": event.kind,
                "subject": event.facts["submission"],
                "evidence": event.facts.get("evidence", ""),
                "reason": event.facts["reason"],
                "decided_by": event.facts.get("by", ""),
            }
            for event in basis.decisions
        ),
        "corrections": correction_rows(home.corrections, catalogue, home.contracts, basis.home_region),
        "build": [
            {
                "release_id": build.build_id,
                "fingerprint": basis.fingerprint,
                "code_version": basis.code_version,
                "home_region": basis.home_region,
            }
        ],
    }


def _columns(table: str, facts: dict[str, Any]) -> dict[str, Any]:
    """Those of `facts` that the table has a column for."""

    return {name: facts[name] for name in STATED[table].names}


def _issue(issue: Issue, catalogue: Catalogue) -> dict[str, Any]:
    return {
        "submission_id": issue.submission.submission_id,
        "batch_id": issue.batch.batch_id,
        "department_id": issue.submission.department_id,
        "dataset": issue.batch.dataset,
        "supersedes": issue.batch.supersedes,
        "source": issue.batch.source,
        "source_rank": catalogue.source_ranks[issue.batch.source],
        "known_on": issue.known_on,
        "known_on_from": issue.known_on_from,
        "landed_seq": issue.landed_seq,
        "withdrawn_on": issue.withdrawn_on,
    }


def outcome(submission: Submission, batch: Batch | None) -> str:
    """`accepted`, `refused`, `withdrawn`, or `unread` while no reading of it was judged."""
    if batch is None:
        return "unread"
    if not batch.accepted:
        return "refused"
    return "withdrawn" if submission.withdrawn else "accepted"


def _submission(submission: Submission, batch: Batch | None) -> dict[str, Any]:
    counts = batch.counts if batch else {}
    reasons = batch.problems if batch and not batch.accepted else ()
    known_on: dt.date | None = batch.known_on if batch else None
    return {
        "submission_id": submission.submission_id,
        "department_id": submission.department_id,
        "dataset": batch.dataset if batch else "",
        "file_name": submission.file_name,
        "sha256": submission.sha256,
        "sidecar_sha256": submission.sidecar_sha256,
        "outcome": outcome(submission, batch),
        "reasons_zh": "; ".join(problem.text("zh") for problem in reasons),
        "reasons_en": "; ".join(problem.text("en") for problem in reasons),
        "observations": counts.get("observations", 0),
        "records": counts.get("records", 0),
        "set_aside": counts.get("set_aside", 0),
        "known_on": known_on,
        "first_delivered_at": submission.deliveries[0].at,
        "last_delivered_at": submission.deliveries[-1].at,
        "deliveries": len(submission.deliveries),
    }
