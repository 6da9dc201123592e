"""`python -m benchmarks.queries`: the build of a sample city of 24 months, and the queries of docs/queries.md on it.

Belongs here: making that city, one refresh of it, running every query several times, the limits, the table. Exit status
1 beyond a limit. `--home` takes a home that is released already, and leaves the build out.
"""

from __future__ import annotations

import argparse
import json
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from warehouse.home import Home
from warehouse.querying import reading, run_sql

_DOCS = Path(__file__).resolve().parents[1] / "docs" / "queries.md"
_QUESTION = re.compile(r"\*\*(\d+)\. (.+?)\*\*\s+```sql\n(.*?)```", re.DOTALL)
_MONTHS, _MAX_BUILD_SECONDS, _MAX_MILLISECONDS, _RUNS = 24, 60.0, 50.0, 7


def questions() -> list[tuple[int, str, str]]:
    """(number, question, SQL) of every query in the docs."""
    return [(int(n), words, sql) for n, words, sql in _QUESTION.findall(_DOCS.read_text(encoding="utf-8"))]


def milliseconds(home: Home) -> list[tuple[int, str, float, int]]:
    """(number, question, median milliseconds of a warm connection, rows) of every query."""
    found = []
    with reading(home) as connection:
        for number, words, sql in questions():
            rows = len(run_sql(connection, sql).fetchall())
            taken = []
            for _ in range(_RUNS):
                start = time.perf_counter()
                run_sql(connection, sql).fetchall()
                taken.append(1000 * (time.perf_counter() - start))
            found.append((number, words, statistics.median(taken), rows))
    return found


def refreshed(home: Path) -> dict[str, float]:
    """Fill and refresh a home; the seconds of each stage."""
    command = [sys.executable, "-m", "orchestration.cli"]
    subprocess.run([*command, "sample", home, "--months", str(_MONTHS)], check=True, stdout=subprocess.DEVNULL)
    done = subprocess.run([*command, "refresh", "--home", home, "--json"], capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(done.stdout + done.stderr)
    seconds: dict[str, float] = json.loads(done.stdout)["seconds"]
    return seconds


def main() -> None:
    """Print the table and exit."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path)
    home = parser.parse_args().home
    beyond = []
    with tempfile.TemporaryDirectory() as folder:
        if home is None:
            home = Path(folder) / "home"
            seconds = refreshed(home)
            print("refresh of 24 months, s:", "  ".join(f"{stage} {took:.1f}" for stage, took in seconds.items()))
            print(f"dbt build {seconds['build']:.1f} s (limit {_MAX_BUILD_SECONDS:.0f})")
            if seconds["build"] > _MAX_BUILD_SECONDS:
                beyond.append("build")
        for number, words, took, rows in milliseconds(Home(home.resolve())):
            print(f"{number:>3}  {took:6.1f} ms  {rows:>4} rows  {words}")
            if took > _MAX_MILLISECONDS:
                beyond.append(f"query {number}")
    if beyond:
        sys.exit(f"beyond the limit: {', '.join(beyond)}")


if __name__ == "__main__":
    main()
