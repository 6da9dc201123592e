"""The one lock of a home: one refresh at a time, freed by the system when its holder dies."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

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


_held_here: dict[Path, Held] = {}


@contextlib.contextmanager
def home_lock(home: Home, *, wait_seconds: float = 0, **facts: object) -> Iterator[Held]:
    """Hold the home's lock; `facts` tell others who has it. Within the holding process it can be taken again.

    Raises Refused (`warehouse.busy`, naming the holder) if another process still has it after `wait_seconds`.
    """
    if home.lock in _held_here:
        _held_here[home.lock].say(**facts)
        yield _held_here[home.lock]
        return
    home.root.mkdir(parents=True, exist_ok=True)
    deadline = time.monotonic() + wait_seconds
    with home.lock.open("a+") as file:
        while not _taken(file):
            if time.monotonic() >= deadline:
                holder = _read(home.lock) or {}
                raise refuse("warehouse.busy", **{name: holder.get(name, "?") for name in ("pid", "what", "since")})
            time.sleep(0.2)
        held = _held_here[home.lock] = Held(home.lock, _read(home.lock))
        held.say(**facts)
        try:
            yield held
        finally:
            del _held_here[home.lock]
            home.lock.write_text("", encoding="utf-8")


def _taken(file: TextIO) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _read(path: Path) -> dict[str, Any] | None:
    try:
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8") or "null")
        return found
    except (OSError, ValueError):
        return None
