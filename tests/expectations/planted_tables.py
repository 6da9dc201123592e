"""Planted defects of the tables of statistics, science, tax and patents, and of their marts."""

from __future__ import annotations

from decimal import Decimal

from tests.expectations.builds import TinyBuild
from tests.expectations.planted import WHOLE_TABLES, plants, spoil_mart

WHOLE_TABLES |= {
    "rd_coverage.columns": ("alter table marts.mart_rd_coverage rename on_system to joined", "on_system"),
    "zones_mart.columns": ("alter table marts.mart_hightech_zones drop rank_scope", "rank_scope"),
    "patents_mart.columns": ("alter table marts.mart_patents drop pct_applications", "pct_applications"),
}
spoil_mart("rd_coverage", "mart_rd_coverage", "firms", "enterprises", rates_are_derived=False)
spoil_mart("zones_mart", "mart_hightech_zones", "standing", "rank")
spoil_mart("patents_mart", "mart_patents", "firms", "invention_patents_valid")

STEP = Decimal("0.01")


def side_by_side(rule: str, *numbers: tuple[str, str], **facts: object) -> None:
    """Registers numbers of one region and period that do not fit each other; the first is the failing row."""

    @plants(rule)
    def plant(build: TinyBuild) -> str:
        for line, (indicator, value) in enumerate(numbers):
            said = {"breakdown": rule, "value_step": STEP} | facts
            build.observe(indicator, value, build.submission(f"{rule}.xlsx"), f"{rule}!C{17 + line}", **said)
        return f"{rule}!C17"


side_by_side("industry.hightech_within_value_added", ("hightech_value_added", "9"), ("industrial_value_added", "8"))
side_by_side(
    "industry.hightech_share_fits",
    *(("hightech_value_added_share", "50.7"), ("hightech_value_added", "61"), ("industrial_value_added", "110")),
)
side_by_side(
    "rd_year.industrial_within_total",
    *(("rd_expenditure_industrial", "9"), ("rd_expenditure_total", "8")),
    period="2018",
)
side_by_side("rd_coverage.part_within_total", ("rd_active_enterprises", "9"), ("industrial_enterprises", "8"))
