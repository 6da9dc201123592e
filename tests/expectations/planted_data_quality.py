"""Planted defects of the mart of what the gates judged."""

from __future__ import annotations

import datetime as dt
from typing import Any

from tests.expectations.builds import TinyBuild
from tests.expectations.planted import WHOLE_TABLES, plants

WHOLE_TABLES |= {
    "quality.columns": ("alter table marts.mart_data_quality rename trend to direction", "trend"),
}
RIGHT: dict[str, Any] = {
    "department_id": "d1", "department_name": "统计局", "gate": "intake", "month": "2020-10",
    "month_start": dt.date(2020, 10, 1), "judged": 4, "broken": 1, "failing": 2, "errors": 0, "suspicious": 0,
    "broken_share": 25, "broken_before": 1, "broken_share_before": 25, "trend": "same", "last_outcome": "failed",
}  # fmt: skip


def plant_row(rule: str, times: int = 1, **wrong: Any) -> None:
    """Registers a row that is right but for `wrong`; its rule and its sentence are named after the rule."""

    @plants(rule)
    def plant(build: TinyBuild) -> str:
        for _ in range(times):
            named = {"row_id": rule, "rule_id": f"{rule}!", "sentence_zh": rule}
            build.insert("marts.mart_data_quality", **RIGHT | named | wrong)
        return rule


plant_row("quality.row_unique", times=2)
plant_row("quality.counts_fit", broken=5)
plant_row("quality.gets_no_worse", trend="worse", broken_share=50, broken=2)
