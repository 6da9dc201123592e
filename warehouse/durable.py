"""Writes that are either wholly there or not there after a crash."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any


def sync_folder(folder: Path) -> None:
    """Make the names in `folder` survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_bytes(path: Path, data: bytes, *, mode: int = 0o644) -> None:
    """Write `data` under a temporary name, sync, then rename to `path`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    temporary.rename(path)
    sync_folder(path.parent)


def write_json(path: Path, value: Any) -> None:
    """`write_bytes` of indented UTF-8 JSON with sorted keys."""
    text = json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True, default=str)
    write_bytes(path, text.encode())


def move_folder(source: Path, target: Path) -> None:
    """Sync every file of `source`, then rename the folder to `target` in one step; `target` must not exist."""
    for path in source.rglob("*"):
        if path.is_file():
            with path.open("rb") as file:
                os.fsync(file.fileno())
    sync_folder(source)
    target.parent.mkdir(parents=True, exist_ok=True)
    source.rename(target)
    sync_folder(target.parent)


def remove_leftovers(folder: Path) -> None:
    """Remove the temporary names that a killed write left in `folder`."""
    if folder.is_dir():
        for path in folder.glob(".*.tmp"):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
