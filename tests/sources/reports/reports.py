"""What the tests of reports share: extracting from a few sentences, and the folder beside the repository."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from sources.reports import Extraction, extract

SHARED = Path(__file__).resolve().parents[4] / "shared"
needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="../shared is absent")


def read(text: str, region: str | None = "宁波市", date: str | None = "2023-12-20") -> Extraction:
    """The extraction of a text of Ningbo of December 2023, unless told otherwise."""
    return extract(text, region=region, date=dt.date.fromisoformat(date) if date else None)


def said(extraction: Extraction) -> list[str]:
    """Each statement as `quote indicator measure period kind qualifier value unit [@region] [/scope]`."""
    lines = []
    for s in extraction.statements:
        value = f"{s.value:f}" if s.value_high is None else f"{s.value:f}..{s.value_high:f}"
        value = value.rstrip("0").rstrip(".") if "." in value and ".." not in value else value
        line = f"{s.quote} {s.indicator} {s.measure} {s.period} {s.kind} {s.qualifier} {value} {s.unit}"
        line += f" @{s.region}" if s.region != extraction.region else ""
        lines.append(line + (f" /{s.scope}" if s.scope else ""))
    return lines
