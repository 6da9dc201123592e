"""Telling whoever watches a refresh where it is. The command listens; under Dagster's daemon nobody does."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator

_listeners: list[Callable[[str, str], None]] = []


def announce(stage: str, what: str = "") -> None:
    """Say that `stage` is at `what` (free words; may be empty)."""
    for listener in _listeners:
        listener(stage, what)


@contextlib.contextmanager
def listening(listener: Callable[[str, str], None]) -> Iterator[None]:
    """Pass every announcement to `listener` meanwhile."""
    _listeners.append(listener)
    try:
        yield
    finally:
        _listeners.remove(listener)
