"""The one lock of a home: one refresh at a time, freed by the system when its holder dies."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sources.problems import refuse
from warehouse.home import Home


@dataclass(slots=True)
class Held:
    """The lock while it is held. `died` is what a holder that was killed had written about itself, if one was."""

    path: Path
    died: dict[str, Any] | None

    def say(self, **facts: object) -> None:
        """Write who holds the lock, for those who find it busy, and for who comes after a crash."""
        self.path.write_text(json.dumps({"pid": os.getpid()} | facts, default=str), encoding="utf-8")


@contextlib.contextmanager
def home_lock(home: Home, **facts: object) -> Iterator[Held]:
    """Hold the home's lock. Raises Refused (`warehouse.busy`, naming the holder) if another process has it."""
    home.root.mkdir(parents=True, exist_ok=True)
    with home.lock.open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = _read(home.lock) or {}
            raise refuse(
                "warehouse.busy", pid=holder.get("pid", "?"), what=holder.get("what", "?"), since=holder.get("since", "?")
            ) from None
        held = Held(home.lock, _read(home.lock))
        held.say(**facts)
        try:
            yield held
        finally:
            home.lock.write_text("", encoding="utf-8")


def _read(path: Path) -> dict[str, Any] | None:
    try:
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8") or "null")
        return found
    except (OSError, ValueError):
        return None
