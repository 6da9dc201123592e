"""`python -m evals.gates`: planted defects that the intake gate catches, and what it holds against clean files.

Each defect (evals.defects) is put into a sample file, which is read and judged beside the clean files that came before
it. It is *caught* if the file gets a finding that its clean twin does not get, and *named* if the rule of that finding
is one whose sentence says what the clerk did, at a cell of the same row or column. Beside the defects that somebody
thought of, slips are made in any cell (evals.defects.anywhere): of them it is counted how many are caught. False alarms
are counted on the clean sample city and on the real files of `../shared`, which are left out, and said to be, where
that folder is absent.
Belongs here: those counts, the floors, the table. Exit status 1 under a floor (floors.yml).
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal, NamedTuple

import yaml

from evals.defects.anywhere import slips
from evals.defects.lists import datasets, layouts, sent_before
from evals.defects.planting import Defect, clean_files, planted
from evals.intake_runs import (
    InboxFile,
    Verdict,
    arrival,
    candidate,
    in_order,
    judge,
    readings,
    sample_files,
    sample_of,
    shared_files,
)
from expectations.findings import Finding
from expectations.rulebook import Rule, load_rules
from sources.rows import Reading

SHARED = Path(__file__).resolve().parents[2] / "shared"
MONTHS = 24
"""Of the clean city on which false alarms are counted."""
MONTHS_BEFORE = 22
"""Of the city whose files defects are planted into: its last month is neither a quarter's end nor a year's."""
_FLOORS = Path(__file__).parent / "floors.yml"
Outcome = Literal["named", "caught", "missed"]
Row = dict[str, Any]


def main(arguments: list[str] | None = None) -> int:
    """Run the evaluation; 0, or 1 under a floor."""
    parser = argparse.ArgumentParser(prog="python -m evals.gates", description="Planted defects against the gates.")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there")
    parser.add_argument("--show", type=int, default=20, metavar="N", help="misses to show (20)")
    parser.add_argument("--seed", type=int, default=7, metavar="S", help="of the dice that choose rows (7)")
    chosen = parser.parse_args(arguments)
    start = time.perf_counter()
    rules = [rule for rule in load_rules() if rule.gate == "intake"]
    with tempfile.TemporaryDirectory() as folder:
        found = evaluated(rules, Path(folder), chosen.seed)
    failures = under_floors(found)
    _print(found, failures, chosen.show, time.perf_counter() - start)
    if chosen.json:
        result = found._asdict() | {"under_floor": failures}
        chosen.json.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return 1 if failures else 0


class Found(NamedTuple):
    """A row a planted defect, a row a slip in any cell, a row a rule and set of clean files it finds something in."""

    defects: list[Row]
    anywhere: list[Row]
    false_alarms: list[Row]


def evaluated(rules: Sequence[Rule], folder: Path, seed: int) -> Found:
    """All of it, with the files in `folder`."""
    city, now = sample_files(MONTHS), sample_files(MONTHS_BEFORE)
    real = shared_files(SHARED) if SHARED.is_dir() else []
    of_dataset = {dataset: {one.name: one for one in now if one.dataset == dataset} for dataset in datasets()}
    contents = {dataset: {name: one.data for name, one in files.items()} for dataset, files in of_dataset.items()}
    listed = [one for dataset, files in contents.items() for one in planted(dataset, files, seed)]
    defects = [*listed, *(one for dataset, files in contents.items() for one in slips(dataset, files, seed))]
    twins = [
        replace(of_dataset[dataset][name], data=data)
        for dataset, files in contents.items()
        for name, data in clean_files(dataset, files).items()
    ]
    spoilt = [_sent(one, twins) for one in defects]
    before = [*_never_spoilt(now), *_sent_before()]
    groups = (city, real, before, twins, spoilt)
    read = iter(readings([one for group in groups for one in group], folder))
    clean, real_read, history, clean_twins, sent = ([(one, next(read)) for one in group] for group in groups)
    regions = folder / "regions"
    alarms = [
        *false_alarms(f"sample city, {MONTHS} months", judge(in_order(clean), rules, regions)),
        *false_alarms("real files", judge(in_order(real_read), rules, regions) if real else {}),
    ]
    rows = _judged(defects, history, clean_twins, sent, rules, regions)
    return Found(rows[: len(listed)], rows[len(listed) :], alarms)


def _never_spoilt(files: Iterable[InboxFile]) -> list[InboxFile]:
    """The files that no defect is planted into."""
    spoilt = {(dataset, layout.file) for dataset in datasets() for layout in layouts(dataset).values()}
    return [one for one in files if (one.dataset, one.name) not in spoilt]


def _sent_before() -> list[InboxFile]:
    """The files that were sent before, and are now sent again with a defect."""
    return [
        one
        for dataset in datasets()
        for name, months in sent_before(dataset).items()
        for one in sample_of(dataset, months=months)
        if one.name == name
    ]


def _sent(defect: Defect, twins: Iterable[InboxFile]) -> InboxFile:
    """The file of a defect, in its department's folder and with its sidecar."""
    clean = next(one for one in twins if (one.dataset, one.name) == (defect.dataset, defect.file))
    return replace(clean, data=defect.data)


def _judged(
    defects: Sequence[Defect],
    history: Sequence[tuple[InboxFile, Reading]],
    twins: Sequence[tuple[InboxFile, Reading]],
    sent: Sequence[tuple[InboxFile, Reading]],
    rules: Sequence[Rule],
    regions: Path,
) -> list[Row]:
    """Each defect's file, and its clean twin, judged after the clean files that came before.

    All of them have the same number in the journal, so that none comes before another.
    """
    earlier = in_order(history)
    last = len(earlier) + 1
    arrived_on = {(one.dataset, one.name): arrival(reading) for one, reading in twins}
    clean, spoilt = (
        [candidate(one, reading, last, arrived_on[one.dataset, one.name]) for one, reading in files]
        for files in (twins, sent)
    )
    verdicts = judge(list({one.submission_id: one for one in (*earlier, *clean, *spoilt)}.values()), rules, regions)
    twin_of = {
        (one.dataset, one.name): verdicts[like.submission_id] for (one, _), like in zip(twins, clean, strict=True)
    }
    return [
        _row(defect, verdicts[one.submission_id], twin_of[defect.dataset, defect.file])
        for defect, one in zip(defects, spoilt, strict=True)
    ]


def _row(defect: Defect, verdict: Verdict, twin: Verdict) -> Row:
    usual = {_said(one) for one in twin.findings}
    new = [one for one in verdict.findings if _said(one) not in usual]
    outcome, where = outcome_of(defect, new)
    return {
        "dataset": defect.dataset,
        "number": defect.number,
        "kind": defect.kind,
        "clerk": defect.clerk,
        "file": defect.file,
        "place": defect.place,
        "before": defect.before,
        "after": defect.after,
        "outcome": outcome,
        "where": where,
        "refused": not verdict.accepted,
        "names": list(defect.names),
        "found": sorted({_shown(one) for one in new}),
    }


def _said(one: Finding) -> tuple[object, ...]:
    return one.rule_id, one.severity, one.places


def _shown(one: Finding) -> str:
    return " ".join(part for part in (one.rule_id, *(place.evidence for place in one.places)) if part)


def outcome_of(defect: Defect, findings: Sequence[Finding]) -> tuple[Outcome, str]:
    """Whether findings of its file catch the defect or name it, and whether that is at its `cell` or of the `file`."""
    for one in findings:
        if one.rule_id in defect.names and not one.error and (where := _where(defect, one)):
            return "named", where
    caught = any(one.severity != "info" or one.suspicious for one in findings if not one.error)
    return ("caught" if caught else "missed"), ""


def _where(defect: Defect, finding: Finding) -> str:
    if not defect.cells or not any(_split(place.cell)[0] for place in finding.places):
        return "file"
    rows, columns = {_split(cell)[1] for cell in defect.cells}, {_split(cell)[0] for cell in defect.cells}
    near = any(
        place.sheet == defect.sheet and (_split(place.cell)[1] in rows or _split(place.cell)[0] in columns)
        for place in finding.places
    )
    return "cell" if near else ""


def _split(cell: str) -> tuple[str, str]:
    found = re.fullmatch(r"([A-Z]+)(\d+)", cell)
    return (found[1], found[2]) if found else ("", "")


def false_alarms(files: str, verdicts: Mapping[str, Verdict]) -> list[Row]:
    """What rules find in files that are right, and what reading warns of: a row a rule, with the number of findings.

    What reading refuses is left out: files of a form that no contract knows are refused rightly.
    """
    found = Counter(
        (one.rule_id, "suspicious" if one.suspicious else one.severity, bool(one.error))
        for verdict in verdicts.values()
        for one in verdict.findings
        if not one.rule_id.startswith(("sources.", "expectations.")) or one.severity == "warning"
    )
    return [
        {"files": files, "rule": rule, "severity": severity, "not_judged": error, "findings": count}
        for (rule, severity, error), count in sorted(found.items())
    ]


def under_floors(found: Found) -> list[str]:
    """A sentence for each figure that its floor, or its ceiling, does not allow."""
    stated = yaml.load(_FLOORS.read_bytes(), Loader=yaml.CSafeLoader)
    figures = figures_of(found)
    failures = [
        f"{name} {figures[name]}, at least {floor}"
        for name, floor in stated["planted defects"].items()
        if figures[name] < floor
    ]
    return failures + [
        f"{name} {figures[name]}, at most {ceiling}"
        for name, ceiling in stated["planted defects, at most"].items()
        if figures[name] > ceiling
    ]


def figures_of(found: Found) -> dict[str, float]:
    """The figures that floors are about; shares are 0 to 1."""
    rows, anywhere, alarms = found
    outcomes = Counter(row["outcome"] for row in rows)
    return {
        "planted": len(rows),
        "named": round(outcomes["named"] / max(1, len(rows)), 4),
        "caught": round((outcomes["named"] + outcomes["caught"]) / max(1, len(rows)), 4),
        "anywhere_caught": round(sum(row["outcome"] != "missed" for row in anywhere) / max(1, len(anywhere)), 4),
        "datasets": len({row["dataset"] for row in rows}),
        "critical_false_alarms": sum(one["findings"] for one in alarms if one["severity"] == "critical"),
        "rules_not_judged": sum(one["findings"] for one in alarms if one["not_judged"]),
    }


def _print(found: Found, failures: Sequence[str], show: int, seconds: float) -> None:
    from rich.console import Console
    from rich.table import Table

    rows, anywhere, alarms = found
    console = Console(width=None if sys.stdout.isatty() else 150)
    for by in ("dataset", "kind"):
        table = Table(title=f"Planted defects by {by}")
        table.add_column(by, no_wrap=True)
        for name in ("planted", "caught", "by the rule that names it", "of these: only the file", "missed"):
            table.add_column(name, justify="right")
        for key in [*sorted({row[by] for row in rows}), "all"]:
            table.add_row(key, *_counts([row for row in rows if key in ("all", row[by])]), end_section=key == "all")
        console.print(table)
    table = Table(title="Slips in any cell")
    for name in ("slip", "made", "caught"):
        table.add_column(name, justify="left" if name == "slip" else "right", no_wrap=True)
    for kind in [*sorted({row["kind"] for row in anywhere}), "all"]:
        made, caught, *_ = _counts([row for row in anywhere if kind in ("all", row["kind"])])
        table.add_row(kind, made, caught, end_section=kind == "all")
    console.print(table)
    table = Table(title="Findings in files that are right")
    for name in ("files", "rule", "severity", "findings"):
        table.add_column(name, justify="right" if name == "findings" else "left", no_wrap=True)
    for one in alarms:
        table.add_row(one["files"], one["rule"], one["severity"] + " error" * one["not_judged"], str(one["findings"]))
    console.print(table if alarms else "No rule finds anything in files that are right.")
    if not SHARED.is_dir():
        console.print("The files of ../shared are left out: ../shared is absent.")
    for row in [row for row in rows if row["outcome"] != "named"][:show]:
        seen = f"; found: {', '.join(row['found'])}" if row["found"] else ""
        console.print(
            f"{row['outcome']}: {row['dataset']} {row['number']}, {row['kind']}: {row['clerk']} "
            f"({row['file']}, {row['place']}){seen}",
            markup=False,
            soft_wrap=True,
        )
    figures = figures_of(found)
    console.print(
        f"{figures['named']:.1%} named of {figures['planted']} planted; "
        f"{figures['anywhere_caught']:.1%} caught of {len(anywhere)} slips in any cell; {seconds:.0f} s",
        markup=False,
    )
    for failure in failures:
        console.print(f"under its floor: {failure}", markup=False, style="red")


def _counts(rows: Sequence[Row]) -> list[str]:
    outcomes = Counter(row["outcome"] for row in rows)
    only_file = sum(row["where"] == "file" and row["place"] != "file" for row in rows)
    counts = (len(rows), outcomes["named"] + outcomes["caught"], outcomes["named"], only_file, outcomes["missed"])
    return [str(count) for count in counts]


if __name__ == "__main__":
    sys.exit(main())
