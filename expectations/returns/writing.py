"""Writing return files and receipts into the home, once for each verdict, and keeping what came back.

Belongs here: what is due, the files under `returns/<department>/`, the rows of the history. Does not belong here: how a
return file is made (marking.py), which file answers which (loop.py), verdicts (intake).
"""

from __future__ import annotations

import contextlib
import datetime as dt
import functools
import hashlib
import importlib
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import Any

from expectations.findings import FileVerdict, Finding
from expectations.returns.loop import Loop, Sent, answered, compared, number_of
from expectations.returns.marking import Job, ReturnFile, notice_alone, return_file
from expectations.returns.notices import Heading, told
from expectations.returns.receipts import Taken, receipt
from sources.catalogue import Catalogue
from sources.contracts.loading import Loaded, contract_files, load_contract
from sources.contracts.model import Ledger
from sources.problems import Problem, Refused, say
from sources.sandbox import Limits, run_each
from warehouse.durable import remove_leftovers, write_bytes
from warehouse.history import record_returns, returns
from warehouse.home import Home
from warehouse.issues import Keys, landed_keys
from warehouse.landing import Batch, landed_file
from warehouse.submissions import Submission, day_in_shanghai

_LIMITS = Limits(seconds=120, memory_mb=1500)
_STEM = 50
_OF_A_RETURN = re.compile(r"(?:-退回-[0-9a-f]{8})+$")
_DIED_READING = {"sources.out_of_memory", "sources.out_of_time", "sources.reader_died"}
_RESTATING = {"full", "period"}


@dataclass(frozen=True, slots=True)
class Case:
    """A submission with its reading in force and the verdict on it."""

    submission: Submission
    batch: Batch
    verdict: FileVerdict


@dataclass(slots=True)
class Answers:
    """What went out: how many return files and receipts, how many earlier returns were answered, what failed."""

    returned: int = 0
    receipts: int = 0
    answered: int = 0
    failed: list[Problem] = field(default_factory=list)


@dataclass(slots=True)
class _Due:
    """What is to be written for one submission, and the returns that it answers."""

    case: Case
    sent: Sent
    round_no: int
    digest: str
    earlier: Mapping[str, Any] | None
    answers: list[Mapping[str, Any]]
    loops: list[Loop]

    @property
    def loop(self) -> Loop | None:
        return functools.reduce(Loop.and_also, self.loops) if self.loops else None


def answer_departments(
    home: Home, cases: Iterable[Case], *, catalogue: Catalogue, extra_contracts: Path | None, now: dt.datetime
) -> Answers:
    """Write a return file and a receipt for every case whose verdict was not answered yet.

    One that cannot be written is told in `failed` and is due again the next time; it never stops the others.
    """
    answers = Answers()
    cases = list(cases)
    due = _due(cases, returns(home))
    if not due:
        return answers
    names = _Names(catalogue, extra_contracts)
    restated = _restated(cases, landed_keys(home))
    made = _made([_job(home, one, names, now) for one in due if told(one.case.verdict.findings)])
    for folder in home.returns.glob("*"):
        remove_leftovers(folder)
    rows: list[dict[str, Any]] = []
    for one in due:
        returned = next(made) if told(one.case.verdict.findings) else None
        try:
            heading, written = _heading(one, names, now), []
            if returned is not None:
                path = _path(one.case.submission, "return", returned.suffix)
                written.append(_write(home, path, returned.data))
                answers.returned += 1
            if one.case.batch.accepted:
                taken = Taken(one.case.batch, _findings(home, one.case), names.labels(one.case), restated(one.case))
                path = _path(one.case.submission, "receipt")
                written.append(_write(home, path, receipt(heading, taken, home, catalogue)))
                answers.receipts += 1
            answered_rows = _answered(one, rows)
            _tidy(home, one, written, answered_rows)
        except Exception as error:  # whatever it is, the refresh goes on and the department's file is due again
            params = {"file": one.case.submission.path, "why": f"{type(error).__name__}: {error}"[:200]}
            answers.failed.append(Problem("expectations.return_failed", params, "warning"))
            continue
        rows += _rows(one, written[0].as_posix() if written else "", answered_rows, now)
        answers.answered += len(one.answers)
    record_returns(home, rows)
    return answers


def open_returns(home: Home, submissions: Mapping[str, Submission]) -> list[dict[str, Any]]:
    """What went back with something to correct or to check and is not answered: the rows of the history, oldest first.

    A submission that was withdrawn waits for nobody.
    """
    waiting = [
        row
        for key, row in returns(home).items()
        if row["findings"] and not row["answered_by"] and key in submissions and submissions[key].withdrawn is None
    ]
    return sorted(waiting, key=lambda row: (row["delivered_on"], row["path"]))


def _due(cases: Sequence[Case], history: Mapping[str, Mapping[str, Any]]) -> list[_Due]:
    """The cases that want an answer, in the order of their last deliveries, and which returns they answer."""
    known = dict(history)
    sent = {one.submission.submission_id: _sent(one) for one in cases}
    due = []
    for case in sorted(cases, key=lambda one: one.submission.deliveries[-1].seq):
        mine = sent[case.submission.submission_id]
        row, digest = known.get(mine.submission_id), _digest(case)
        if row is not None:
            closed_by = sent.get(row["answered_by"])
            again = closed_by is not None and closed_by.seq < mine.seq
            if row["answered_by"] and not again:
                continue
        waiting = [
            sent[key] for key, one in known.items() if one["findings"] and not one["answered_by"] and key in sent
        ]
        olds = answered(mine, waiting)
        if row is not None and row["verdict"] == digest and not olds and not row["answered_by"]:
            continue
        answers = [known[old.submission_id] for old in olds]
        loops = [compared(old.findings, mine.findings) for old in olds]
        due.append(_Due(case, mine, row["round_no"] + 1 if row else 1, digest, row, answers, loops))
        known |= {old.submission_id: {**known[old.submission_id], "answered_by": mine.submission_id} for old in olds}
        known[mine.submission_id] = _facts(due[-1])
    return due


def _sent(case: Case) -> Sent:
    submission, batch = case.submission, case.batch
    return Sent(
        submission_id=submission.submission_id,
        department_id=submission.department_id,
        dataset=batch.dataset,
        periods=batch.periods,
        paths=frozenset(event.facts["path"] for event in submission.deliveries),
        seq=submission.deliveries[-1].seq,
        restates=batch.supersedes != "report",
        findings=case.verdict.findings,
    )


def _digest(case: Case) -> str:
    """A hash of what a department is told: of the verdict, and of how much was read."""
    whole = [case.verdict.as_json(), case.batch.counts, list(case.batch.periods)]
    return hashlib.sha256(json.dumps(whole, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:16]


def _facts(due: _Due) -> dict[str, Any]:
    submission = due.case.submission
    return {
        "submission_id": submission.submission_id,
        "batch_id": due.case.batch.batch_id,
        "department_id": submission.department_id,
        "dataset": due.case.batch.dataset,
        "path": submission.path,
        "file": "",
        "round_no": due.round_no,
        "accepted": due.case.batch.accepted,
        "findings": number_of(due.case.verdict.findings),
        "verdict": due.digest,
        "delivered_on": day_in_shanghai(submission.deliveries[-1].at),
        "answered_by": "",
    }


def _answered(due: _Due, rows: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The rows of the returns that a file answers; of one that went back in this same refresh that which it made."""
    made = {row["submission_id"]: row for row in rows}
    return [made.get(row["submission_id"], row) for row in due.answers]


def _rows(due: _Due, file: str, answered_rows: Sequence[Mapping[str, Any]], now: dt.datetime) -> list[dict[str, Any]]:
    """What is kept of one answer: that it went out, and for each return that it answers that it did."""
    rows = [{**_facts(due), "file": file, "returned_at": now}]
    delivered = day_in_shanghai(due.case.submission.deliveries[-1].at)
    for row, loop in zip(answered_rows, due.loops, strict=True):
        came = {"answered_by": due.sent.submission_id, "answered_at": now, "answered_on": delivered}
        rows.append({"returned_at": now, **row, **came, **loop._asdict()})
    return rows


# -- making


def _job(home: Home, due: _Due, names: _Names, now: dt.datetime) -> Job:
    submission = due.case.submission
    path = home.archive / submission.sha256
    return Job(path, submission.file_name, _heading(due, names, now), _findings(home, due.case))


def _findings(home: Home, case: Case) -> tuple[Finding, ...]:
    """What is told of a file; of what was set aside that it was."""
    findings, batch = case.verdict.findings, case.batch
    if not batch.accepted or not batch.counts["set_aside"]:
        return findings
    import pyarrow.parquet as pq

    table = pq.read_table(landed_file(home, batch, "set_aside"), columns=["evidence"])
    aside = frozenset(table["evidence"].to_pylist())
    return tuple(
        replace(one, set_aside=bool(one.places) and all(place.evidence in aside for place in one.places))
        if one.severity == "warning"
        else one
        for one in findings
    )


def _made(jobs: Sequence[Job]) -> Iterator[ReturnFile]:
    """The return files, in order. What a child died of, or reading did, goes back as the page alone."""
    opened = [job for job in jobs if not _DIED_READING & {one.rule_id for one in job.findings}]
    outcomes = run_each(return_file, opened, warm=_warm, workers=2, limits=_LIMITS) if opened else iter(())
    for job in jobs:
        outcome = next(outcomes) if job in opened else None
        yield outcome.value if outcome is not None and outcome.ending == "done" else notice_alone(job)


def _warm() -> None:
    for module in ("xlrd", "lxml.etree", "sources.readers.xlsx", "sources.readers.xls"):
        importlib.import_module(module)


def _heading(due: _Due, names: _Names, now: dt.datetime) -> Heading:
    submission = due.case.submission
    return Heading(
        submission_id=submission.submission_id,
        department=names.department(submission),
        path=submission.path,
        dataset=names.dataset(due.case),
        accepted=due.case.batch.accepted,
        judged_on=day_in_shanghai(now),
        answers=due.loop,
    )


class _Names:
    """What departments, datasets and fields are called."""

    def __init__(self, catalogue: Catalogue, extra_contracts: Path | None) -> None:
        self._catalogue, self._extra = catalogue, extra_contracts

    def department(self, submission: Submission) -> str:
        found = self._catalogue.departments.get(submission.department_id)
        return found.name_zh if found else submission.department_id or say("expectations.return_no_department", "zh")

    def dataset(self, case: Case) -> str:
        if case.batch.supersedes == "report":
            return say("expectations.return_report", "zh")
        loaded = self._contract(case)
        return loaded.contract.title.get("zh", case.batch.dataset) if loaded else case.batch.dataset

    def labels(self, case: Case) -> dict[str, str]:
        """Field of a ledger -> the header that its column has."""
        loaded = self._contract(case)
        sheets = [sheet for layout in loaded.contract.layouts for sheet in layout.sheets] if loaded else []
        ledgers: list[Ledger] = [sheet.ledger for sheet in sheets if sheet.ledger is not None]
        found: dict[str, str] = {}
        for spec in (spec for ledger in ledgers for spec in ledger.fields if spec.header):
            plain = next((one for one in spec.header or () if one and not set("*{}[]") & set(one)), spec.field)
            found.setdefault(spec.field, plain.rpartition("/")[2])
        return found

    def _contract(self, case: Case) -> Loaded | None:
        path = contract_files(case.submission.department_id, self._extra).get(case.batch.dataset)
        with contextlib.suppress(Refused):
            return load_contract(path) if path else None
        return None


def _restated(cases: Sequence[Case], keys_of: Callable[[Batch], Keys]) -> Callable[[Case], tuple[str, ...]]:
    """A look-up of the accepted files whose numbers a later one states anew."""
    accepted = [one for one in cases if one.batch.accepted and one.submission.withdrawn is None]

    def restated(case: Case) -> tuple[str, ...]:
        if case.batch.supersedes not in _RESTATING:
            return ()
        seq = case.submission.deliveries[-1].seq
        earlier = [
            one
            for one in accepted
            if (one.submission.department_id, one.batch.dataset) == (case.submission.department_id, case.batch.dataset)
            and one.submission.deliveries[-1].seq < seq
            and not set(one.batch.periods).isdisjoint(case.batch.periods)
        ]
        return tuple(one.submission.path for one in earlier if keys_of(one.batch) & keys_of(case.batch))

    return restated


# -- files


def _path(submission: Submission, kind: str, suffix: str = ".xlsx") -> PurePosixPath:
    """Where it lies under `returns/`: `<department folder>/<stem>-退回-<8 digits>.xlsx`."""
    folder, _, rest = submission.path.partition("/")
    stem = _OF_A_RETURN.sub("", PurePosixPath(submission.path).stem)[:_STEM]
    word = say(f"expectations.{kind}_word", "zh")
    name = f"{stem}-{word}-{submission.submission_id[:8]}{suffix}"
    return PurePosixPath(folder if rest else say("expectations.return_no_department", "zh")) / name


def _write(home: Home, path: PurePosixPath, data: bytes) -> PurePosixPath:
    home.private(home.returns)
    home.private(home.returns / path.parent)
    write_bytes(home.returns / path, data, mode=0o600)
    return path


def _tidy(home: Home, due: _Due, written: Sequence[PurePosixPath], answered_rows: Sequence[Mapping[str, Any]]) -> None:
    """Remove what no longer holds: the return files that this one answers, and its own of an earlier verdict."""
    earlier = [due.earlier, *answered_rows] if due.earlier else answered_rows
    gone = {PurePosixPath(row["file"]) for row in earlier if row["file"]}
    gone |= {_path(due.case.submission, kind) for kind in ("return", "receipt")}
    for path in gone - set(written):
        (home.returns / path).unlink(missing_ok=True)
