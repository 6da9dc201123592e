"""Which deliveries count: one issue for each delivery that took effect, in journal order.

A submission is issued when it is first accepted. Delivered again while in force it changes nothing; delivered again
after a later submission of its dataset restated what it states, it is issued again (A, B, A ends at A). Everything here
follows from the journal and the landed batches, so a replay comes to the same issues.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from warehouse.home import Home
from warehouse.landing import Batch, landed_file
from warehouse.submissions import Submission, day_in_shanghai

# What a batch states: identities of its observations, (record period, '') of its ledger rows.
Keys = frozenset[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Issue:
    """A delivery that took effect. `withdrawn_on` is the day an operator withdrew it."""

    submission: Submission
    batch: Batch
    landed_seq: int
    known_on: dt.date
    known_on_from: str
    withdrawn_on: dt.date | None


def issues(
    submissions: Mapping[str, Submission], batches: Mapping[str, Batch], keys_of: Callable[[Batch], Keys]
) -> list[Issue]:
    """The issues of all accepted submissions, ordered by `landed_seq`. `batches` is by submission id."""
    deliveries = sorted(
        ((event, submission) for submission in submissions.values() for event in submission.deliveries),
        key=lambda pair: pair[0].seq,
    )
    issued: list[tuple[int, Submission, Batch]] = []
    taken: list[Issue] = []
    for event, submission in deliveries:
        batch = batches.get(submission.submission_id)
        if batch is None or not batch.accepted:
            continue
        if not _takes_effect(submission, batch, event.seq, issued, keys_of):
            continue
        issued.append((event.seq, submission, batch))
        withdrawal = next((w for w in submission.withdrawals if w.seq > event.seq), None)
        taken.append(
            Issue(
                submission=submission,
                batch=batch,
                landed_seq=event.seq,
                known_on=batch.known_on or day_in_shanghai(event.at),
                known_on_from=batch.known_on_from if batch.known_on else "arrival",
                withdrawn_on=day_in_shanghai(withdrawal.at) if withdrawal else None,
            )
        )
    return taken


def _takes_effect(
    submission: Submission,
    batch: Batch,
    seq: int,
    issued: list[tuple[int, Submission, Batch]],
    keys_of: Callable[[Batch], Keys],
) -> bool:
    own = [at for at, other, _ in issued if other is submission]
    if not own or any(own[-1] < withdrawal.seq < seq for withdrawal in submission.withdrawals):
        return True
    since = [other for at, owner, other in issued if at > own[-1] and owner is not submission]
    return any(other.dataset == batch.dataset and keys_of(other) & keys_of(batch) for other in since)


def landed_keys(home: Home) -> Callable[[Batch], Keys]:
    """A look-up of what a landed batch states, read from its Parquet at most once."""
    found: dict[str, Keys] = {}

    def keys_of(batch: Batch) -> Keys:
        if batch.batch_id not in found:
            found[batch.batch_id] = _read_keys(home, batch)
        return found[batch.batch_id]

    return keys_of


def _read_keys(home: Home, batch: Batch) -> Keys:
    import pyarrow.parquet as pq

    identity = ["indicator_id", "measure", "region_code", "period", "kind", "scope", "breakdown"]
    observations = pq.read_table(landed_file(home, batch, "observations"), columns=identity).to_pylist()
    records = pq.read_table(landed_file(home, batch, "record_fields"), columns=["record_period"]).to_pylist()
    return frozenset(
        [tuple(str(row[name]) for name in identity) for row in observations]
        + [(str(row["record_period"]),) for row in records]
    )
