"""Submissions and decisions, as they follow from the journal. Pure functions of its events."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from warehouse.journal import Event

SHANGHAI = ZoneInfo("Asia/Shanghai")


@dataclass(slots=True)
class Submission:
    """(department, sha256 of the file, sha256 of its sidecar): not a file name. Its deliveries in journal order."""

    submission_id: str
    department_id: str
    sha256: str
    sidecar_sha256: str
    deliveries: list[Event] = field(default_factory=list)
    withdrawals: list[Event] = field(default_factory=list)

    @property
    def path(self) -> str:
        """The path in the inbox to show: of all it was delivered under, the first in order of writing."""
        return str(min(event.facts["path"] for event in self.deliveries))

    @property
    def file_name(self) -> str:
        """The last part of `path`."""
        return self.path.rsplit("/", 1)[-1]

    @property
    def withdrawn(self) -> Event | None:
        """The decision that withdrew it, unless it was delivered again since."""
        last = self.withdrawals[-1] if self.withdrawals else None
        return last if last and last.seq > self.deliveries[-1].seq else None


def day_in_shanghai(moment: dt.datetime) -> dt.date:
    """The day by which departments reckon."""
    return moment.astimezone(SHANGHAI).date()


def submission_id(department_id: str, sha256: str, sidecar_sha256: str) -> str:
    """16 hex digits of the identity's hash."""
    return hashlib.sha256(f"{department_id}|{sha256}|{sidecar_sha256}".encode()).hexdigest()[:16]


def submissions(events: list[Event], department_of: Callable[[str], str]) -> dict[str, Submission]:
    """All submissions by id, in order of first delivery.

    `department_of` gives the id of the department a top folder of the inbox belongs to (the folder's own name where no
    department is known by it, '' for a file that lies in no folder).
    """
    found: dict[str, Submission] = {}
    for event in events:
        if event.kind == "delivery":
            folder, _, rest = event.facts["path"].partition("/")
            department = department_of(folder) if rest else ""
            key = submission_id(department, event.facts["sha256"], event.facts["sidecar_sha256"])
            if key not in found:
                found[key] = Submission(key, department, event.facts["sha256"], event.facts["sidecar_sha256"])
            found[key].deliveries.append(event)
        elif event.kind == "withdraw" and event.facts["submission"] in found:
            found[event.facts["submission"]].withdrawals.append(event)
    return found


def pinned(events: list[Event]) -> Event | None:
    """The rollback that still holds releases where they are, if any."""
    last = next((event for event in reversed(events) if event.kind in ("pin", "resume")), None)
    return last if last and last.kind == "pin" else None
