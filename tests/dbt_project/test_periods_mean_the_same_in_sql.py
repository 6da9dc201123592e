"""What marts derive from a period's notation is what `sources.periods` reads in it."""

from __future__ import annotations

from decimal import Decimal

from sources.periods import a_year_earlier, parse_period
from tests.dbt_project.conftest import Replay
from tests.dbt_project.world import World

NOTATIONS = (
    "2020", "2020-01", "2020-11", "2020-12", "2024-02", "2020-01/2020-10", "2020-01/2020-03", "2020-04/2020-06",
    "2020-07/2020-09", "2020-10/2020-12", "2020-05/2020-07", "2019-11/2020-02", "2020-01/2021-06", "2021/2025",
)  # fmt: skip


def test_days_span_and_last_year_of_every_form_of_period(replay: Replay) -> None:
    w = World()
    w.submit("table", "2026-01-05")
    for number, notation in enumerate(NOTATIONS):
        w.state("table", f"{number + 1}", period=notation)
        w.state("table", f"{number + 101}", period=a_year_earlier(notation))
    columns = "period, period_start, period_end, span, rd_expenditure_industrial_last_year"
    found = {row[0]: row[1:] for row in replay(w, f"select {columns} from marts.mart_rd_investment", tests=True)}
    for number, notation in enumerate(NOTATIONS):
        period = parse_period(notation)
        assert found[notation] == (period.start, period.end, period.span, Decimal(number + 101)), notation
