"""Homes and batches for tests: real folders, real Parquet, no refresh."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

from sources.rows import Observation, Reading, RecordField
from warehouse.home import Home
from warehouse.inbox import take_deliveries
from warehouse.journal import Journal
from warehouse.landing import Batch, land
from warehouse.submissions import Submission, submissions

READ_BY = "contracts-1"


def a_day(n: int) -> dt.datetime:
    """Noon in Shanghai on the n-th of March 2021."""
    return dt.datetime(2021, 3, n, 4, tzinfo=dt.UTC)


def drop(home: Home, path: str, content: str, sidecar: str | None = None) -> Path:
    """Put a file (and its sidecar) into the inbox, over what lay there."""
    file = home.inbox / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(content, encoding="utf-8")
    beside = file.with_name(file.name + ".meta.yml")
    if sidecar is None:
        beside.unlink(missing_ok=True)
    else:
        beside.write_text(sidecar, encoding="utf-8")
    return file


def deliver(home: Home, day: int) -> list[str]:
    """Scan on a day; the paths that counted as delivered."""
    _, events = take_deliveries(home, now=a_day(day))
    return [event.facts["path"] for event in events]


def every_submission(home: Home) -> dict[str, Submission]:
    """All submissions, the department being the folder."""
    return submissions(Journal(home.journal).events(), lambda folder: folder)


def a_number(value: str, period: str = "2020-01/2020-10", region: str = "330600") -> Observation:
    """R&D expenditure of industry, in CNY."""
    return Observation(
        indicator_id="rd_expenditure_industrial",
        measure="level",
        region_code=region,
        period=period,
        kind="actual",
        scope="",
        breakdown="",
        qualifier="=",
        value=Decimal(value),
        value_high=None,
        unit="CNY",
        value_text=value,
        value_step=Decimal(1),
        evidence="表!B4",
    )


def a_record(no: int, period: str, amount: str) -> RecordField:
    """The amount of a contract in a ledger."""
    return RecordField(no, period, "登记", no + 3, "amount", amount, Decimal(amount), None, "CNY", f"登记!H{no + 3}")


def land_every_submission(home: Home, dataset: str = "industrial_rd") -> dict[str, Batch]:
    """Land each submission as a reading of one number: the file's own content."""
    batches = {}
    for key, one in every_submission(home).items():
        content = (home.archive / one.sha256).read_text(encoding="utf-8")
        reading = Reading(dataset=dataset, supersedes="period", source="official_table")
        reading.observations = [a_number(content)]
        batches[key] = land(home, key, READ_BY, reading, accepted=True)
    return batches
