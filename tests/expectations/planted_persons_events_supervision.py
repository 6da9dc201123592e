"""Planted defects of the ledgers of persons, of matchmaking events, of supervised items, and of their marts."""

from __future__ import annotations

import datetime as dt
from typing import Any

from tests.expectations.builds import CITY, EAST, WEST, TinyBuild
from tests.expectations.planted import WHOLE_TABLES, bad, plant_in_mart, plants, spoil_mart

WHOLE_TABLES |= {
    "commissioners_mart.columns": ("alter table marts.mart_commissioners rename persons to people", "persons"),
    "matchmaking_mart.columns": ("alter table marts.mart_matchmaking drop experts", "experts"),
    "supervision_mart.columns": ("alter table marts.mart_supervision rename overdue to late", "overdue"),
}
spoil_mart("commissioners_mart", "mart_commissioners", "experts", "persons", form="team", persons_withheld=False)
spoil_mart("matchmaking_mart", "mart_matchmaking", "experts", "experts")
spoil_mart("supervision_mart", "mart_supervision", "firms", "items", owner="total")

LIST = {"source": "ledger_sum"}


def plant_numbers(rule: str, *numbers: tuple[str, str, dict[str, Any]]) -> None:
    """Registers observations of one file (indicator, value, facts); the last is the one that fails."""

    @plants(rule)
    def plant(build: TinyBuild) -> str:
        for indicator, value, facts in numbers:
            bad(build, rule, indicator, value, **{**LIST, **facts})
        return f"{rule}!C17"


plant_numbers(
    "leading_teams.shortlisted_within_applied",
    ("leading_teams_applied", "5", {}),
    ("leading_teams_shortlisted", "6", {}),
)
plant_numbers(
    "leading_teams.selected_within_shortlisted",
    ("leading_teams_shortlisted", "5", {}), ("leading_teams_selected", "6", {}),
)  # fmt: skip
plant_numbers(
    "talent_introduced.leading_within_highend",
    ("highend_talent_introduced", "5", {}), ("leading_st_talent_new", "6", {}),
)  # fmt: skip


def plant_shorter_list(rule: str, indicator: str) -> None:
    """Registers a list that a newer one of the same year left somebody out of."""

    @plants(rule)
    def plant(build: TinyBuild) -> str:
        earlier, later = dt.date(2018, 10, 8), dt.date(2018, 11, 8)
        bad(build, rule, indicator, "9", **LIST, only_vintage=True, known_from=earlier)
        build.run(f"update marts.fct_observation_vintage set known_to = date '{later}' where breakdown = '{rule}'")
        return bad(build, rule, indicator, "8", **LIST, known_from=later)


def plant_absent_county(rule: str, indicator: str) -> None:
    """Registers a list of one of the two counties."""

    @plants(rule)
    def plant(build: TinyBuild) -> str:
        for region in (CITY, EAST):
            bad(build, rule, indicator, "9", **LIST, region_code=region)
        return "西岭县"


@plants("commissioners_mart.small_groups_hidden")
def a_withheld_team_in_the_evidence(build: TinyBuild) -> str:
    rule, mart = "commissioners_mart.small_groups_hidden", "mart_commissioners"
    columns = {"form": "team", "persons_withheld": True, "teams_withheld": True}
    row = plant_in_mart(rule, mart, "experts", "teams", rule, build=build, region_level=WEST, **columns)
    build.run(f"update marts.{mart} set teams = null where row_id = '{row}'")
    return f"{rule}!C17"
