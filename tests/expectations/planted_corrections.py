"""Planted defects of the corrections of known errors of sources."""

from __future__ import annotations

from typing import Any

from tests.expectations.builds import TinyBuild
from tests.expectations.planted import WHOLE_TABLES, bad, plants

WHOLE_TABLES |= {
    "corrections.columns": ("alter table marts.mart_corrections rename status to outcome", "status"),
}


def plant_row(rule: str, status: str, times: int = 1) -> None:
    """Registers a correction of this status, of a cell of a file that is named after the rule."""

    @plants(rule)
    def plant(build: TinyBuild) -> str:
        stated: dict[str, Any] = {"row_id": rule, "correction_id": rule, "status": status, "evidence": f"{rule}!C17"}
        stated |= {"submission_id": build.submission(f"{rule}.xlsx"), "old_value": "7", "new_value": "70"}
        for _ in range(times):
            build.insert("marts.mart_corrections", **stated)
        return f"{rule}!C17"


plant_row("corrections.row_unique", "applied", times=2)
plant_row("corrections.source_fixed", "source_fixed")
plant_row("corrections.not_applied", "expired")
plant_row("corrections.applied", "applied")


@plants("corrections.marked")
def a_mark_without_a_correction(build: TinyBuild) -> str:
    return bad(build, "corrections.marked", flags="region_inferred corrected")
