"""Planted defects of the calendar of submissions."""

from __future__ import annotations

import datetime as dt
from typing import Any

from tests.expectations.builds import TinyBuild
from tests.expectations.planted import WHOLE_TABLES, plants

WHOLE_TABLES |= {
    "calendar.columns": ("alter table marts.mart_submission_calendar rename due_on to due", "due_on"),
}
DUE, CAME = dt.date(2020, 11, 25), dt.date(2020, 11, 20)
RIGHT: dict[str, Any] = {
    "department_name": "统计局", "period": "2020-10", "due_on": DUE, "came_on": CAME, "accepted_on": CAME,
    "days_late": 0, "submissions": 1, "returned": 0,
}  # fmt: skip


def plant_row(rule: str, times: int = 1, **wrong: Any) -> None:
    """Registers a row that is right but for `wrong`; its dataset is named after the rule."""

    @plants(rule)
    def plant(build: TinyBuild) -> str:
        for _ in range(times):
            build.insert("marts.mart_submission_calendar", **RIGHT | {"row_id": rule, "dataset": rule} | wrong)
        return rule


plant_row("calendar.row_unique", times=2)
plant_row("calendar.days_in_order", accepted_on=dt.date(2020, 11, 19))
plant_row("calendar.came_in_time", came_on=dt.date(2020, 11, 28), accepted_on=dt.date(2020, 11, 28), days_late=3)
plant_row("calendar.answered_within_ten_days", returned_on=CAME, returned=1, submissions=2, days_to_answer=12)
