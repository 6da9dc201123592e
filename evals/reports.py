"""`python -m evals.reports`: the engine against gold and against texts without, a table and a JSON file.

Belongs here: which texts, the floors, the table. Exit status 1 under a floor (floors.yml). The texts of `../shared` are
left out, and said to be, where that folder is absent.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import json
import sys
import time
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import Any

import yaml

from evals.gold_texts import GoldText, own_texts, tabled_text
from evals.scoring import fabricated, open_f1, score, unaccounted
from sources.readers.encoding import decode
from sources.reports import Extraction, extract, to_jsonl
from sources.reports.verifier import misread

SHARED = Path(__file__).resolve().parents[2] / "shared"
_FLOORS = Path(__file__).parent / "floors.yml"
_DAY_UNKNOWN = "2025-10-20"  # stands in for the date of a text whose manifest has none
Row = dict[str, Any]


def main(arguments: list[str] | None = None) -> int:
    """Run the evaluation; 0, or 1 under a floor."""
    parser = argparse.ArgumentParser(prog="python -m evals.reports", description="The engine against gold.")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there")
    parser.add_argument("--show", type=int, default=10, metavar="N", help="errors to show for each text (10)")
    chosen = parser.parse_args(arguments)
    gold = [evaluated(text) for text in own_texts()]
    unlabelled: list[Row] = []
    if SHARED.is_dir():
        gold += [evaluated(text) for text in shared_texts()]
        unlabelled = [accounted(*text) for text in unlabelled_texts()]
    failures = under_floors(gold, unlabelled)
    _print(gold, unlabelled, failures, chosen.show)
    if chosen.json:
        result = {"gold": gold, "unlabelled": unlabelled, "under_floor": failures}
        chosen.json.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return 1 if failures else 0


def shared_texts() -> list[GoldText]:
    """The reports of `../shared/gold`: region and day of each from the manifest beside the reports."""
    days = {row["file"]: row for row in _manifest(SHARED / "reports")}
    texts = []
    for table in sorted((SHARED / "gold").glob("*.tsv")):
        row = days[f"{table.stem}.txt"]
        report = SHARED / "reports" / row["file"]
        texts.append(tabled_text(report, table, row["region"], dt.date.fromisoformat(row["date"])))
    return texts


def unlabelled_texts() -> list[tuple[str, str, str, dt.date]]:
    """(name, text, region, day) of the reports of `../shared/reports/unlabelled`."""
    folder = SHARED / "reports" / "unlabelled"
    return [
        (
            Path(row["file"]).stem,
            decode((folder / row["file"]).read_bytes())[0],
            row["region"],
            dt.date.fromisoformat(row["date"] or _DAY_UNKNOWN),
        )
        for row in _manifest(folder)
    ]


def _manifest(folder: Path) -> list[dict[str, str]]:
    with (folder / "MANIFEST.tsv").open(encoding="utf-8") as manifest:
        return list(csv.DictReader(manifest, delimiter="\t"))


def evaluated(text: GoldText) -> Row:
    """The figures of one text with gold."""
    found, lines, seconds = _extracted(text.text, text.region, text.date)
    figures = asdict(score(text.text, text.gold, lines))
    if text.open_gold is not None:
        figures["open_f1"], errors = open_f1(text.text, text.open_gold, lines)
        figures["errors"] = (*figures["errors"], *errors)
    return {"name": text.name, **figures, **_ledger(text.text, found), "seconds": seconds}


def accounted(name: str, text: str, region: str, date: dt.date) -> Row:
    """The figures of one text without gold."""
    found, lines, seconds = _extracted(text, region, date)
    figures = {
        "statements": len(found.statements),
        "fabricated": fabricated(text, lines),
        "numbers_unaccounted": unaccounted(text, lines),
    }
    return {"name": name, **figures, **_ledger(text, found), "seconds": seconds}


def _extracted(text: str, region: str, date: dt.date) -> tuple[Extraction, list[Row], float]:
    start = time.perf_counter()
    found = extract(text, region=region, date=date)
    seconds = round(time.perf_counter() - start, 4)
    return found, [json.loads(line) for line in to_jsonl(found).splitlines()], seconds


def _ledger(text: str, found: Extraction) -> Row:
    classes = Counter(mention.klass for mention in found.mentions)
    wrong = [s for s in found.statements if misread(text, s.start, s.end, s.value, s.value_high, s.unit)]
    total = len(found.mentions)
    return {
        "numerals": total,
        "open": len(found.open_statements),
        "unattributed_share": round(classes["unattributed"] / max(1, total), 4),
        "misread": len(wrong),
        "classes": dict(sorted(classes.items())),
    }


def under_floors(gold: list[Row], unlabelled: list[Row]) -> list[str]:
    """A sentence for each figure that its floor, or its ceiling, does not allow; a floor of 0 is a ceiling."""
    stated: dict[str, dict[str, float]] = yaml.load(_FLOORS.read_bytes(), Loader=yaml.CSafeLoader)
    own = [row for row in gold if "open_f1" in row]
    failures = []
    for rows, group in (
        (gold, "each text with gold"),
        (own, "each text of our own"),
        (unlabelled, "each text without gold"),
    ):
        ceilings = stated.get(f"{group}, at most", {})
        for row in rows:
            failures += [
                f"{row['name']}: {figure} {row[figure]}, {'at least' if floor else 'must be'} {floor}"
                for figure, floor in stated.get(group, {}).items()
                if (row[figure] < floor if floor else row[figure] > 0)
            ]
            failures += [
                f"{row['name']}: {figure} {row[figure]}, at most {ceiling}"
                for figure, ceiling in ceilings.items()
                if row[figure] > ceiling
            ]
    return failures


def _print(gold: list[Row], unlabelled: list[Row], failures: list[str], show: int) -> None:
    from rich.console import Console
    from rich.table import Table

    console = Console(width=None if sys.stdout.isatty() else 150)
    columns = ("gold", "statements", "mention_recall", "strict_f1", "open_f1")
    common = ("fabricated", "numbers_unaccounted", "misread", "numerals", "open", "unattributed_share")
    for title, rows, names in (
        ("Texts with gold", gold, (*columns, *common)),
        ("Texts without gold", unlabelled, ("statements", *common)),
    ):
        table = Table(title=title)
        table.add_column("text", no_wrap=True)
        for name in names:
            table.add_column(name.replace("_", " "), justify="right")
        for row in rows:
            table.add_row(row["name"], *(str(row.get(name, "")) for name in names))
        if rows:
            console.print(table)
    if not unlabelled:
        console.print("The texts of ../shared are left out: ../shared is absent.")
    for row in gold:
        for error in row["errors"][:show]:
            console.print(f"{row['name']}: {error}", markup=False, soft_wrap=True)
    for failure in failures:
        console.print(f"under its floor: {failure}", markup=False, style="red")


if __name__ == "__main__":
    sys.exit(main())
