"""The shared scorer on the three texts with gold: floors that only ever rise. Strict: every field right."""

from __future__ import annotations

import csv
import datetime as dt
import json
import subprocess
import sys
from pathlib import Path

import pytest

from sources.readers.encoding import decode
from sources.reports import extract, to_jsonl
from tests.sources.reports.reports import SHARED, needs_shared

FLOORS = {
    ("绍兴市-2020", "绍兴市", "2020-12-15"): 0.98,
    ("浙江省-2026", "浙江省", "2026-01-22"): 0.98,
    ("全国-2024-科技经费公报", "全国", "2025-09-29"): 0.98,
}


@needs_shared
@pytest.mark.parametrize("name", FLOORS)
def test_the_statements_of_a_text_agree_with_gold(name: tuple[str, str, str], tmp_path: Path) -> None:
    file, region, date = name
    report = SHARED / "reports" / f"{file}.txt"
    text, _ = decode(report.read_bytes())
    predicted = tmp_path / "predicted.jsonl"
    found = extract(text, region=region, date=dt.date.fromisoformat(date))
    predicted.write_text(to_jsonl(found), encoding="utf-8")
    scorer, gold = SHARED / "scoring" / "score_extraction.py", SHARED / "gold" / f"{file}.tsv"
    command = [sys.executable, str(scorer), str(report), str(gold), str(predicted), "--json"]
    score = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    assert score["fabricated"] == 0
    assert score["numbers_unaccounted"] == 0
    assert score["strict_precision"] >= FLOORS[name]
    assert score["strict_f1"] >= FLOORS[name]


@needs_shared
def test_every_numeral_of_the_texts_without_gold_is_accounted_for() -> None:
    folder = SHARED / "reports" / "unlabelled"
    with (folder / "MANIFEST.tsv").open(encoding="utf-8") as manifest:
        rows = list(csv.DictReader(manifest, delimiter="\t"))
    for row in rows:
        text, _ = decode((folder / row["file"]).read_bytes())
        date = dt.date.fromisoformat(row["date"] or "2025-10-20")
        found = extract(text, region=row["region"], date=date)
        covered = {i for m in found.mentions for i in range(m.start, m.end)}
        assert all(i in covered for i, c in enumerate(text) if c.isascii() and c.isdigit()), row["file"]
