"""What a dbt run left in its `run_results.json`."""

from __future__ import annotations

import json
from pathlib import Path


def dbt_failures(run_results: Path) -> list[str]:
    """`<model or test>: <first line of its message>` for each node of a dbt run that failed."""
    if not run_results.exists():
        return []
    results = json.loads(run_results.read_text(encoding="utf-8"))["results"]
    return [
        f"{result['unique_id'].split('.')[2]}: {' '.join((result['message'] or '').split())[:200]}"
        for result in results
        if result["status"] in ("error", "fail", "runtime error")
    ]
