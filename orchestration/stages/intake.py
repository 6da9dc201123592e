"""From the inbox to landed batches: deliver, read, judge, land, answer."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from contextlib import suppress

from expectations.engine import Validations, begin_import
from expectations.findings import FileVerdict, but_confirmed, file_verdict
from expectations.intake.frames import Candidate
from expectations.intake.judging import Judgement, judge_submissions
from expectations.returns.writing import Answers, Case, answer_departments
from expectations.rulebook import Rule
from orchestration import clock
from orchestration.stages.installation import Installation, existing
from orchestration.stages.record import Judged, Record, error_sentence, timed
from sources.contracts.loading import Loaded, load_contracts
from sources.problems import Problem, Refused
from sources.reading import Request, read_all
from sources.rows import Reading
from warehouse.durable import remove_leftovers, write_bytes
from warehouse.history import record_verdicts
from warehouse.home import Home
from warehouse.inbox import Scan, take_deliveries
from warehouse.journal import Journal
from warehouse.landing import Batch, land, reopen_refusal
from warehouse.submissions import Submission, day_in_shanghai
from warehouse.suspicions import confirmed_places

ROWS_JUDGED_AT_ONCE = 500_000
"""Beyond this many rows the departments read so far are judged and landed before the next is read: it bounds memory."""
Announce = Callable[[str, str], None]


def deliver(installation: Installation, record: Record) -> Scan:
    """Scan the inbox; archive and journal what is new."""
    with timed(record, "deliver"):
        scan, added = take_deliveries(installation.home, now=clock.utc_now())
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
        rules = installation.rules if waiting else []
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
    now = clock.utc_now()
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
            found |= load_contracts(department_id, existing(installation.home.contracts))
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
                extra_contracts=existing(installation.home.contracts),
                now=clock.utc_now(),
            )
        except Exception as error:
            params = {"file": str(installation.home.returns), "why": error_sentence(error)}
            record.answers = Answers(failed=[Problem("expectations.return_failed", params, "warning")])


def _verdict_on(batch: Batch, confirmed: Mapping[str, set[str]]) -> FileVerdict:
    verdict = file_verdict(batch.submission_id, batch.accepted, batch.problems)
    return but_confirmed(verdict, confirmed.get(batch.submission_id, ()))


def _request(installation: Installation, submission: Submission) -> Request:
    home = installation.home
    return Request(
        path=home.archive / submission.sha256,
        file_name=submission.file_name,
        department_id=submission.department_id,
        sidecar_path=home.archive / submission.sidecar_sha256 if submission.sidecar_sha256 else None,
        home_region=installation.region,
        arrived_on=day_in_shanghai(submission.deliveries[0].at),
        extra_contracts=existing(home.contracts),
        extra_regions=existing(home.regions),
        pseudonym_key=_pseudonym_key(home),
    )


def _pseudonym_key(home: Home) -> bytes:
    """The key of personal fields, made once; without it the same person would get another pseudonym."""
    if not home.pseudonym_key.exists():
        write_bytes(home.pseudonym_key, secrets.token_hex(32).encode(), mode=0o600)
    return home.pseudonym_key.read_bytes().strip()
