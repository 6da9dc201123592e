"""What stands refused: newer than what is in force, and no accepted file has answered it yet.

Belongs here: pure functions of journal and batches, so that a replay comes to the same. Which file answers which is
loop.py's to say; that marts are stale because of it follows in dbt. Does not belong here: what went back to whom
(writing.py), which goes by the history of returns.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from expectations.returns.loop import Sent, answered, stem_of
from warehouse.landing import Batch
from warehouse.submissions import Submission, day_in_shanghai

_OF_A_PERIOD = re.compile(r"\d+(?:[-—~至]\d+)*")


@dataclass(frozen=True, slots=True)
class StandingRefusal:
    """A refused file that waits for a right one.

    `since` is the day in Shanghai on which it was delivered, or the first of the refused files in whose place it came.
    `dataset` is '' where nobody can tell.
    """

    submission_id: str
    department_id: str
    dataset: str
    since: dt.date


def standing_refusals(submissions: Mapping[str, Submission], batches: Mapping[str, Batch]) -> list[StandingRefusal]:
    """What stands refused after all deliveries, in the order in which it came; `batches` is by submission id.

    A refused file is answered by a later one as loop.answered says (the same path, say). By an accepted one it is done
    with; a refused one takes its place and its day. What an operator withdrew waits for nobody.
    """
    open_ones: dict[str, tuple[Sent, dt.date]] = {}
    deliveries = [(event, one) for one in submissions.values() for event in one.deliveries]
    for event, one in sorted(deliveries, key=lambda pair: pair[0].seq):
        batch = batches.get(one.submission_id)
        if batch is None or one.withdrawn is not None:
            continue
        sent = _sent(one, batch, event.facts["path"], event.seq)
        replaced = answered(sent, [old for old, _ in open_ones.values()])
        days = [open_ones.pop(old.submission_id)[1] for old in replaced]
        if batch.accepted:
            continue
        if one.submission_id in open_ones:
            same, since = open_ones[one.submission_id]
            sent, days = replace(sent, paths=sent.paths | same.paths), [*days, since]
        open_ones[one.submission_id] = sent, min([*days, day_in_shanghai(event.at)])
    if not open_ones:
        return []
    datasets = _datasets_by_name(submissions, batches)
    return [
        StandingRefusal(key, sent.department_id, sent.dataset or _dataset(sent, datasets), since)
        for key, (sent, since) in open_ones.items()
    ]


def _sent(submission: Submission, batch: Batch, path: str, seq: int) -> Sent:
    return Sent(
        submission_id=submission.submission_id,
        department_id=submission.department_id,
        dataset=batch.dataset,
        periods=batch.periods,
        paths=frozenset([path]),
        seq=seq,
        restates=batch.supersedes != "report",
    )


def _dataset(sent: Sent, datasets: Mapping[tuple[str, str], frozenset[str]]) -> str:
    """The one dataset of the accepted files that its department sent under the same path, else under the same name of
    another period; '' for none or several."""
    for path in sorted(sent.paths):
        for name in _names(path):
            found = datasets.get((sent.department_id, name), frozenset())
            if len(found) == 1:
                return next(iter(found))
    return ""


def _datasets_by_name(
    submissions: Mapping[str, Submission], batches: Mapping[str, Batch]
) -> dict[tuple[str, str], frozenset[str]]:
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for key, one in submissions.items():
        batch = batches.get(key)
        if batch is not None and batch.accepted:
            for event in one.deliveries:
                for name in _names(event.facts["path"]):
                    found[one.department_id, name].add(batch.dataset)
    return {place: frozenset(datasets) for place, datasets in found.items()}


def _names(path: str) -> Iterator[str]:
    """The path itself, then the file's name without what a correction or another period changes in it."""
    yield path
    yield _OF_A_PERIOD.sub("#", stem_of(path)) + PurePosixPath(path).suffix.lower()
