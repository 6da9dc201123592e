"""The benchmark of the report engine: its limits bite, and the bytes it hashes are the same under any hash seed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.reports import beyond

ROOT = Path(__file__).resolve().parents[2]
WHOLE = {"KB/s": 900.0, "start s": 0.3, "RSS MB": 60.0}
HASHED = (
    "import hashlib; from evals.gold_texts import own_texts; from sources.reports import extract, to_jsonl;"
    "print(hashlib.sha256(''.join(to_jsonl(extract(t.text, region=t.region, date=t.date))"
    " for t in own_texts()).encode()).hexdigest())"
)


@pytest.mark.parametrize(("figure", "value"), [("KB/s", 399.0), ("start s", 0.51), ("RSS MB", 251.0)])
def test_a_figure_beyond_its_limit_is_named(figure: str, value: float) -> None:
    assert beyond(WHOLE) == []
    [said] = beyond(WHOLE | {figure: value})
    assert said.startswith(figure)


def test_the_output_has_the_same_bytes_under_any_hash_seed() -> None:
    hashes = {
        subprocess.run(
            [sys.executable, "-c", HASHED],
            env=os.environ | {"PYTHONHASHSEED": seed},
            cwd=ROOT,
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for seed in ("0", "1", "4242")
    }
    assert len(hashes) == 1
