"""The journal: what was delivered when, and what an operator decided. Append-only, synced before it has effects.

Belongs here: the events, appending, reading back, repairing the half line that a crash can leave. Does not belong here:
what follows from the events (submissions.py).
"""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from warehouse.durable import sync_folder

EventKind = Literal["delivery", "gone", "withdraw", "confirm", "pin", "resume"]


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the journal. `seq` counts from 1 and orders everything; `at` (UTC) is only shown or cut to a day.

    delivery: path (relative to the inbox), sha256, size, sidecar_sha256 or ''. gone: path. withdraw: submission,
    reason, by. confirm: submission, evidence ('' for all its suspicious numbers), reason, by. pin: release, reason, by.
    resume: by.
    """

    seq: int
    at: dt.datetime
    kind: EventKind
    facts: Mapping[str, Any]


class Journal:
    """The journal file of a home. One writer at a time: whoever holds the home's lock."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def events(self) -> list[Event]:
        """All events in order; a last line without its end (a crash while writing) does not count."""
        if not self.path.exists():
            return []
        lines = self.path.read_bytes().split(b"\n")[:-1]
        return [_event(json.loads(line)) for line in lines]

    def append(self, entries: Iterable[tuple[EventKind, Mapping[str, Any]]], *, at: dt.datetime) -> list[Event]:
        """Append events with the next sequence numbers and return once they are on disk."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._drop_half_line()
        last = self.events()
        seq = last[-1].seq if last else 0
        added = [Event(seq + n, at, kind, facts) for n, (kind, facts) in enumerate(entries, start=1)]
        if not added:
            return []
        with self.path.open("ab") as file:
            file.write("".join(_line(event) for event in added).encode())
            file.flush()
            os.fsync(file.fileno())
        sync_folder(self.path.parent)
        return added

    def _drop_half_line(self) -> None:
        if not self.path.exists():
            return
        data = self.path.read_bytes()
        whole = data.rfind(b"\n") + 1
        if whole < len(data):
            with self.path.open("r+b") as file:
                file.truncate(whole)
                os.fsync(file.fileno())


def operator() -> str:
    """Who decides: the account at work, before sudo."""
    return os.environ.get("SUDO_USER") or os.environ.get("USER") or str(os.getuid())


def _line(event: Event) -> str:
    head = {"seq": event.seq, "at": event.at.astimezone(dt.UTC).isoformat(), "event": event.kind}
    return json.dumps(head | dict(event.facts), ensure_ascii=False) + "\n"


def _event(data: dict[str, Any]) -> Event:
    seq, at, kind = data.pop("seq"), data.pop("at"), data.pop("event")
    return Event(seq, dt.datetime.fromisoformat(at), kind, data)
