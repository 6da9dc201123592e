"""The example queries of docs/queries.md, and how long a release takes to answer each.

Belongs here: reading them out of the docs, running each several times. Does not belong here: the release that is asked,
the limits (warehouse.py).
"""

from __future__ import annotations

import re
import statistics
import time
from dataclasses import dataclass
from pathlib import Path

from warehouse.home import Home
from warehouse.querying import reading, run_sql

_DOCS = Path(__file__).resolve().parents[1] / "docs" / "queries.md"
_QUESTION = re.compile(r"\*\*(\d+)\. (.+?)\*\*\s+```sql\n(.*?)```", re.DOTALL)
_RUNS = 7


@dataclass(frozen=True, slots=True)
class Answered:
    """One query: the median milliseconds of several runs over a warm connection, and how many rows came."""

    number: int
    question: str
    milliseconds: float
    rows: int


def questions() -> list[tuple[int, str, str]]:
    """(number, question, SQL) of every query in the docs."""
    return [(int(n), words, sql) for n, words, sql in _QUESTION.findall(_DOCS.read_text(encoding="utf-8"))]


def answered(home: Home) -> list[Answered]:
    """Every query on the current release of a home."""
    found = []
    with reading(home) as connection:
        for number, words, sql in questions():
            rows = len(run_sql(connection, sql).fetchall())
            taken = []
            for _ in range(_RUNS):
                start = time.perf_counter()
                run_sql(connection, sql).fetchall()
                taken.append(1000 * (time.perf_counter() - start))
            found.append(Answered(number, words, statistics.median(taken), rows))
    return found
