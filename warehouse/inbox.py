"""The inbox: what lies there, what is new since the last scan, and putting it into archive and journal.

Belongs here: walking the departments' folders, ignoring what is no delivery, archiving before journalling. Does not
belong here: opening a file. The inbox belongs to the departments: nothing in it is ever written, moved or locked; that
nobody else may enter it is all that is seen to.
"""

from __future__ import annotations

import datetime as dt
import fnmatch
import os
from dataclasses import dataclass
from pathlib import Path

from warehouse.durable import remove_leftovers, write_bytes
from warehouse.hashing import file_sha256
from warehouse.home import Home
from warehouse.journal import Event, EventKind, Journal

SIDECAR = ".meta.yml"
# Lock files and thumbnails of office programs, and files that are still being copied in.
IGNORED = (
    "~$*",
    ".*",
    "Thumbs.db",
    "desktop.ini",
    "*.tmp",
    "*.part",
    "*.partial",
    "*.crdownload",
    "*.filepart",
)


@dataclass(frozen=True, slots=True)
class Found:
    """A file in the inbox: its path relative to the inbox, and the hashes of the file and its sidecar ('' if none)."""

    path: str
    sha256: str
    size: int
    sidecar_sha256: str


@dataclass(frozen=True, slots=True)
class Scan:
    """What a scan saw against what the previous one saw. `ignored` counts lock files, thumbnails, partial files."""

    new: tuple[Found, ...]
    gone: tuple[str, ...]
    ignored: int
    seen: int


def scan_inbox(home: Home, events: list[Event]) -> Scan:
    """Compare the inbox with the journal. Reads every file once; a file that changes meanwhile counts as ignored."""
    known = _last_seen(events)
    found: dict[str, Found] = {}
    ignored = 0
    for path in _files(home.inbox):
        if any(fnmatch.fnmatch(path.name, pattern) for pattern in IGNORED):
            ignored += 1
        elif path.name.endswith(SIDECAR):
            continue
        elif (file := _look(home.inbox, path)) is None:
            ignored += 1
        else:
            found[file.path] = file
    new = tuple(file for name, file in sorted(found.items()) if known.get(name) != (file.sha256, file.sidecar_sha256))
    gone = tuple(sorted(set(known) - set(found)))
    return Scan(new, gone, ignored, len(found))


def take_deliveries(home: Home, *, now: dt.datetime) -> tuple[Scan, list[Event]]:
    """Archive what is new, then journal it, and return the scan with the delivery events added."""
    home.private(home.inbox)  # what departments send names persons
    journal = Journal(home.journal)
    scan = scan_inbox(home, journal.events())
    remove_leftovers(home.private(home.archive))
    kept = [file for file in scan.new if _archive(home, file)]
    entries: list[tuple[EventKind, dict[str, object]]] = [("gone", {"path": path}) for path in scan.gone]
    entries += [("delivery", _facts(file)) for file in kept]
    added = journal.append(entries, at=now)
    return scan, [event for event in added if event.kind == "delivery"]


def _facts(file: Found) -> dict[str, object]:
    return {
        "path": file.path,
        "sha256": file.sha256,
        "size": file.size,
        "sidecar_sha256": file.sidecar_sha256,
    }


def _files(inbox: Path) -> list[Path]:
    return sorted(Path(folder) / name for folder, _, names in os.walk(inbox) for name in names)


def _look(inbox: Path, path: Path) -> Found | None:
    """Hash a file and its sidecar; None if it went away or changed while being read."""
    sidecar = path.with_name(path.name + SIDECAR)
    try:
        before = path.stat()
        sha256 = file_sha256(path)
        sidecar_sha256 = file_sha256(sidecar) if sidecar.exists() else ""
        after = path.stat()
    except OSError:
        return None
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        return None
    return Found(path.relative_to(inbox).as_posix(), sha256, after.st_size, sidecar_sha256)


def _archive(home: Home, file: Found) -> bool:
    """Keep the bytes under their hash. False if they changed since the scan: the next scan takes them."""
    path = home.inbox / file.path
    for source, sha256 in ((path, file.sha256), (path.with_name(path.name + SIDECAR), file.sidecar_sha256)):
        target = home.archive / sha256
        if not sha256 or target.exists():
            continue
        try:
            write_bytes(target, source.read_bytes(), mode=0o400)
        except FileNotFoundError:
            return False
        if file_sha256(target) != sha256:
            target.unlink()
            return False
    return True


def _last_seen(events: list[Event]) -> dict[str, tuple[str, str]]:
    seen: dict[str, tuple[str, str]] = {}
    for event in events:
        if event.kind == "delivery":
            seen[event.facts["path"]] = (event.facts["sha256"], event.facts["sidecar_sha256"])
        elif event.kind == "gone":
            seen.pop(event.facts["path"], None)
    return seen
