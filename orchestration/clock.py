"""The only clock: it stamps what is journalled and shown, and never orders anything."""

from __future__ import annotations

import datetime as dt


def utc_now() -> dt.datetime:
    """This moment, with its zone."""
    return dt.datetime.now(dt.UTC)
