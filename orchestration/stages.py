"""The stages of a refresh, each a function over one installation; Dagster's assets and the command call these.

Belongs here: which package is called with what, and what is written about it. Does not belong here: Dagster, the
terminal, or a decision that one of the packages should make.
"""

from __future__ import annotations

import datetime as dt
import os
import secrets
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from expectations.engine import Validations, begin_import
from expectations.exemptions import with_exemptions
from expectations.findings import FileVerdict, but_confirmed, file_verdict
from expectations.intake.frames import Candidate, Earlier
from expectations.intake.judging import Judgement, judge_submissions
from expectations.release import BuildVerdict
from expectations.returns.standing import standing_refusals
from expectations.returns.writing import Answers, Case, answer_departments
from expectations.rulebook import Rule, in_words, load_rules
from orchestration.settings import Settings, catalogue_of, home_of, home_region
from orchestration.versions import code_version, intake_version, versions
from sources.catalogue import Catalogue
from sources.contracts.loading import Loaded, load_contracts
from sources.problems import Problem, Refused, language_of_locale
from sources.reading import Request, read_all, reading_version
from sources.rows import Reading
from warehouse.builds import Build, close_database, newest_judged, start_build
from warehouse.corrections import corrections_of, leave_corrections
from warehouse.durable import remove_leftovers, write_bytes
from warehouse.history import record_look, record_run, record_verdicts
from warehouse.home import Home
from warehouse.inbox import Scan, take_deliveries
from warehouse.inputs import Basis, write_inputs
from warehouse.issues import issues, landed_keys
from warehouse.journal import Journal
from warehouse.landing import Batch, batch_id, find_batch, land, landed_file, reopen_refusal
from warehouse.release_diff import NotCompared, ReleaseDiff, leave_changes
from warehouse.releases import current_release, publish
from warehouse.submissions import Submission, day_in_shanghai, pinned, submissions
from warehouse.suspicions import confirmed_places

ROWS_JUDGED_AT_ONCE = 500_000
"""Beyond this many rows the departments read so far are judged and landed before the next is read: it bounds memory."""
Outcome = Literal["released", "pinned", "nothing_new", "held", "intake", "failed"]
Announce = Callable[[str, str], None]


def utc_now() -> dt.datetime:
    """The only clock: stamps what is journalled and shown, never orders anything."""
    return dt.datetime.now(dt.UTC)


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


class Installation:
    """One home with its settings, catalogue and region, as the stages need them."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.home: Home = home_of(settings)

    @cached_property
    def catalogue(self) -> Catalogue:
        """The package's catalogue with the city's own regions."""
        return catalogue_of(self.settings)

    @cached_property
    def region(self) -> str:
        """The home region's code. Raises Refused if it is not set or unknown."""
        return home_region(self.settings, self.catalogue)

    def department_of(self, folder: str) -> str:
        """The id of the department that a top folder of the inbox belongs to, else the folder's name."""
        department = self.catalogue.department(folder)
        return department.department_id if department else folder

    def submissions(self) -> dict[str, Submission]:
        """All submissions by id."""
        return submissions(Journal(self.home.journal).events(), self.department_of)

    def reading_version(self, department_id: str) -> str:
        """What a reading of this department's files, and the verdict of the intake gate on it, depend on."""
        if department_id not in self._reading_versions:
            read_by = reading_version(
                department_id,
                extra_contracts=_there(self.home.contracts),
                extra_regions=_there(self.home.regions),
                home_region=self.region,
            )
            self._reading_versions[department_id] = f"{read_by}{self._intake_version}"
        return self._reading_versions[department_id]

    @cached_property
    def _intake_version(self) -> str:
        return intake_version(self.home)

    def rules(self) -> list[Rule]:
        """The rules of both gates with the city's exemptions. Raises Refused where a file of either is wrong."""
        return with_exemptions(load_rules(_there(self.home.rules)), _there(self.home.exemptions))

    def taken_before(self, datasets: frozenset[str]) -> list[Earlier]:
        """The submissions of these datasets that today's contracts and rules took."""
        found = []
        for one in self.submissions().values():
            batch = self.batch_of(one)
            if batch is not None and batch.accepted and batch.dataset in datasets:
                withdrawn = one.withdrawn
                found.append(
                    Earlier(
                        submission_id=one.submission_id,
                        department_id=one.department_id,
                        dataset=batch.dataset,
                        seq=one.deliveries[0].seq,
                        until_seq=withdrawn.seq if withdrawn else None,
                        known_on=batch.known_on or day_in_shanghai(one.deliveries[0].at),
                        periods=batch.periods,
                        counts=batch.counts,
                        observations=landed_file(self.home, batch, "observations"),
                        records=landed_file(self.home, batch, "record_fields"),
                    )
                )
        return found

    @cached_property
    def _reading_versions(self) -> dict[str, str]:
        return {}

    def batch_of(self, submission: Submission) -> Batch | None:
        """The batch of a submission's reading by today's contracts and engine, if it was made."""
        identifier = batch_id(submission.submission_id, self.reading_version(submission.department_id))
        found = self._batches.get(identifier) or find_batch(self.home, identifier)
        if found:
            self._batches[identifier] = found  # a batch never changes
        return found

    def forget(self, batch: Batch) -> None:
        """Look for a batch anew the next time: it is no longer where it was."""
        self._batches.pop(batch.batch_id, None)

    @cached_property
    def _batches(self) -> dict[str, Batch]:
        return {}

    def unread(self) -> list[Submission]:
        """Submissions that today's contracts and engine have not read yet."""
        return [submission for submission in self.submissions().values() if self.batch_of(submission) is None]


@contextmanager
def timed(record: Record, stage: str) -> Iterator[None]:
    """Add a stage's seconds to the record, and the CPU seconds of this process and of its children that have ended."""
    start, worked = time.monotonic(), sum(os.times()[:4])
    try:
        yield
    finally:
        record.seconds[stage] = round(record.seconds.get(stage, 0) + time.monotonic() - start, 3)
        record.cpu_seconds[stage] = round(record.cpu_seconds.get(stage, 0) + sum(os.times()[:4]) - worked, 3)


def deliver(installation: Installation, record: Record) -> Scan:
    """Scan the inbox; archive and journal what is new."""
    with timed(record, "deliver"):
        scan, added = take_deliveries(installation.home, now=utc_now())
    record.deliveries, record.ignored = len(added), scan.ignored
    return scan


def reopen_refused(installation: Installation) -> list[Submission]:
    """Let everything that stands refused be read and judged anew by the next refresh; which submissions those are."""
    reopened = []
    for one in installation.submissions().values():
        batch = installation.batch_of(one)
        if batch is not None and not batch.accepted:
            reopen_refusal(installation.home, batch)
            installation.forget(batch)
            reopened.append(one)
    return reopened


def read_and_land(installation: Installation, record: Record, announce: Announce) -> None:
    """Read every unread submission in a sandbox, judge them by the intake gate, and land or quarantine each."""
    with timed(record, "read"):
        for folder in (installation.home.landing, installation.home.quarantine):
            remove_leftovers(folder)
        waiting = sorted(installation.unread(), key=lambda one: one.department_id)
        rules = installation.rules() if waiting else []
        if waiting:
            begin_import()  # while children read
        done = read_all([_request(installation, one) for one in waiting])
        validations = Validations()
        held: list[Candidate] = []
        for number, (one, (_, reading)) in enumerate(zip(waiting, done, strict=True), start=1):
            announce("read", f"{number}/{len(waiting)} {one.file_name}")
            if held and held[-1].department_id != one.department_id and _rows(held) > ROWS_JUDGED_AT_ONCE:
                _judge_and_land(installation, record, rules, held, validations)
                held = []
            held.append(_candidate(one, reading))
    _judge_and_land(installation, record, rules, held, validations)
    with timed(record, "intake_gate"):
        validations.write_docs(installation.home.data_docs / "intake")
    answer(installation, record, announce)
    record.outcome = "intake"  # what it is unless a build follows


def _judge_and_land(
    installation: Installation,
    record: Record,
    rules: list[Rule],
    candidates: list[Candidate],
    validations: Validations,
) -> None:
    """All files of whole departments at once: a rule can hold the sheets of one department against each other."""
    if not candidates:
        return
    every = installation.submissions()
    with timed(record, "intake_gate"):
        judgement = judge_submissions(
            candidates,
            rules,
            catalogue=installation.catalogue,
            contracts=_contracts(installation, candidates),
            earlier=installation.taken_before,
            validations=validations,
        )
    with timed(record, "land"):
        for key, reading in judgement.readings.items():
            submission = every[key]
            version = installation.reading_version(submission.department_id)
            batch = land(installation.home, key, version, reading, accepted=judgement.accepted[key])
            record.judged.append(Judged(submission, batch))
        record_intake(installation, record, judgement)


def record_intake(installation: Installation, record: Record, judgement: Judgement) -> None:
    """Keep what the rules of the intake gate came to in the history of verdicts."""
    now = utc_now()
    rows = [
        {
            "run_id": record.run_id,
            "judged_at": now,
            "gate": "intake",
            "rule_id": tally.rule.id,
            "severity": tally.rule.severity,
            "outcome": tally.outcome,
            "department_id": tally.department_id,
            "dataset": tally.dataset,
            "judged": tally.judged,
            "broken": tally.broken,
            "failing": tally.failing,
            "suspicious": tally.rule.suspicious,
        }
        for tally in judgement.tallies
    ]
    if rows:
        record_verdicts(installation.home, f"intake-{now:%Y%m%dT%H%M%S%f}", rows)


def _candidate(submission: Submission, reading: Reading) -> Candidate:
    first = submission.deliveries[0]
    return Candidate(
        submission_id=submission.submission_id,
        department_id=submission.department_id,
        file_name=submission.file_name,
        seq=first.seq,
        arrived_on=day_in_shanghai(first.at),
        reading=reading,
        until_seq=submission.withdrawn.seq if submission.withdrawn else None,
    )


def _rows(candidates: list[Candidate]) -> int:
    return sum(len(one.reading.observations) + len(one.reading.records) for one in candidates)


def _contracts(installation: Installation, candidates: list[Candidate]) -> dict[str, Loaded]:
    """The contracts of the candidates' departments by dataset; where they are faulty the files are refused already."""
    found: dict[str, Loaded] = {}
    for department_id in {one.department_id for one in candidates}:
        with suppress(Refused):
            found |= load_contracts(department_id, _there(installation.home.contracts))
    return found


def answer(installation: Installation, record: Record, announce: Announce) -> None:
    """Write the return files and receipts that are due. Whatever fails in it is told and stops nothing."""
    announce("return", "")
    with timed(record, "return"):
        try:
            read = ((one, installation.batch_of(one)) for one in installation.submissions().values())
            confirmed = confirmed_places(Journal(installation.home.journal).events())
            record.answers = answer_departments(
                installation.home,
                [Case(one, batch, _verdict_on(batch, confirmed)) for one, batch in read if batch],
                catalogue=installation.catalogue,
                extra_contracts=_there(installation.home.contracts),
                now=utc_now(),
            )
        except Exception as error:
            params = {"file": str(installation.home.returns), "why": error_sentence(error)}
            record.answers = Answers(failed=[Problem("expectations.return_failed", params, "warning")])


def _verdict_on(batch: Batch, confirmed: Mapping[str, set[str]]) -> FileVerdict:
    verdict = file_verdict(batch.submission_id, batch.accepted, batch.problems)
    return but_confirmed(verdict, confirmed.get(batch.submission_id, ()))


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
        rules=tuple(in_words(installation.rules())),
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
        judged.build_id != (current.build_id if current else "") and not _pinned(installation)
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
        close_database(build, now=utc_now())


def judge(installation: Installation, build: Build, record: Record) -> BuildVerdict:
    """Run the release gate on a sealed build and write its verdicts beside it."""
    from expectations.release import judge_build

    with timed(record, "gate"):
        built = build.receipt("built")
        record.corrections = leave_corrections(build)
        now = utc_now()
        verdict = judge_build(
            build.folder,
            extra_rules=_there(installation.home.rules),
            exemptions=_there(installation.home.exemptions),
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
        release = publish(installation.home, build, now=utc_now())
    record.release_id = release.build_id
    record.outcome = "pinned" if _pinned(installation) else "released"
    return release


def verdict_of(build: Build) -> BuildVerdict:
    """The verdicts that a judged build carries."""
    receipt = build.receipt("verdicts")
    assert receipt is not None
    return BuildVerdict.from_json(receipt)


def finish(installation: Installation, record: Record) -> dict[str, Any]:
    """Write down what a refresh did: `ops/latest.json`, and, if it did anything, `ops/runs/`. Returns the former."""
    facts = summary(record)
    if record.run_id:
        record_run(
            installation.home,
            record.run_id,
            {
                "started_at": record.started_at,
                "ended_at": utc_now(),
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


def _request(installation: Installation, submission: Submission) -> Request:
    home = installation.home
    return Request(
        path=home.archive / submission.sha256,
        file_name=submission.file_name,
        department_id=submission.department_id,
        sidecar_path=home.archive / submission.sidecar_sha256 if submission.sidecar_sha256 else None,
        home_region=installation.region,
        arrived_on=day_in_shanghai(submission.deliveries[0].at),
        extra_contracts=_there(home.contracts),
        extra_regions=_there(home.regions),
        pseudonym_key=_pseudonym_key(home),
    )


def _pseudonym_key(home: Home) -> bytes:
    """The key of personal fields, made once; without it the same person would get another pseudonym."""
    if not home.pseudonym_key.exists():
        write_bytes(home.pseudonym_key, secrets.token_hex(32).encode(), mode=0o600)
    return home.pseudonym_key.read_bytes().strip()


def _there(folder: Path) -> Path | None:
    return folder if folder.is_dir() else None


def _pinned(installation: Installation) -> bool:
    return pinned(Journal(installation.home.journal).events()) is not None


def error_sentence(error: BaseException) -> str:
    """What to tell a person of an unexpected error: its problems if it has any, else its kind and first line."""
    if isinstance(error, Refused):
        return "; ".join(problem.text(language_of_locale()) for problem in error.problems)
    if description := getattr(error, "description", None):  # a Dagster failure
        return str(description)
    first = str(error).strip().splitlines()
    return f"{type(error).__name__}: {first[0] if first else ''}"
