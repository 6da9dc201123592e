"""Planted defects of the ledgers of persons, of matchmaking events, of supervised items, and of their marts."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
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

EVENTS, ITEMS = "stg_science_technology_bureau__matchmaking_events", "stg_government_office__supervision_items"
RIGHT: dict[str, dict[str, Any]] = {
    EVENTS: {
        "name": "第一场", "held_on": dt.date(2020, 6, 1), "region": EAST, "experts": Decimal(12),
        "enterprises": Decimal(50), "intentions": Decimal(8), "amount": Decimal(100000),
    },
    ITEMS: {
        "item_no": "D1", "item": "建设方案", "owner": "甲局", "region": EAST, "as_of": dt.date(2020, 10, 31),
        "assigned_on": dt.date(2020, 6, 1), "due_on": dt.date(2020, 8, 1), "done_on": dt.date(2020, 7, 1),
        "state": "done",
    },
}  # fmt: skip


def plant_row(rule: str, table: str, shown_at: str, *wrong: dict[str, Any]) -> None:
    """Registers rows that are right but for `wrong`; the failing row must show `shown_at` of the last of them."""

    @plants(rule)
    def plant(build: TinyBuild) -> str:
        submission = build.submission(f"{rule}.xlsx", "科技局")
        if not build.connection.execute("from marts.dim_period where period = '2020'").fetchone():
            year = {"period_start": dt.date(2020, 1, 1), "period_end": dt.date(2020, 12, 31)}
            build.insert("marts.dim_period", period="2020", **year)
        for row, changed in enumerate(wrong, 5):
            places = build.record(table, submission, row, **RIGHT[table] | changed)
        return f"{rule}.xlsx · {places[shown_at]}"


LATER = dt.date(2020, 11, 2)
plant_row("matchmaking_events.held_within_its_register", EVENTS, "held_on", {"held_on": dt.date(2019, 12, 31)})
plant_row("matchmaking_events.somebody_came", EVENTS, "experts", {"experts": Decimal(0)})
plant_row("matchmaking_events.not_larger_than_a_fair", EVENTS, "enterprises", {"enterprises": Decimal(5000)})
plant_row("matchmaking_events.intentions_within_enterprises", EVENTS, "intentions", {"intentions": Decimal(151)})
plant_row("matchmaking_events.amount_needs_an_intention", EVENTS, "amount", {"intentions": None})
plant_row("matchmaking_events.an_event_once", EVENTS, "name", {}, {"name": "第二场"})
plant_row("supervision_items.due_after_assigned", ITEMS, "due_on", {"due_on": dt.date(2020, 5, 1)})
plant_row("supervision_items.done_after_assigned", ITEMS, "done_on", {"done_on": dt.date(2020, 5, 1)})
plant_row("supervision_items.nothing_after_the_register", ITEMS, "item_no", {"done_on": LATER})
plant_row("supervision_items.state_fits_the_days", ITEMS, "state", {"state": "in_progress"})
plant_row("supervision_items.overdue_is_past_due", ITEMS, "state", {"state": "in_progress", "done_on": None})
plant_row("supervision_items.an_item_once", ITEMS, "item_no", {}, {"item_no": "D2"})

LIST = {"source": "ledger_sum"}


def plant_numbers(rule: str, *numbers: tuple[str, str, dict[str, Any]]) -> None:
    """Registers observations of one file (indicator, value, facts); the last is the one that fails."""

    @plants(rule)
    def plant(build: TinyBuild) -> str:
        for indicator, value, facts in numbers:
            bad(build, rule, indicator, value, **{**LIST, **facts})
        return f"{rule}!C17"


plant_numbers(
    "commissioners.forms_add_up",
    ("tech_commissioners_single", "3", {"period": "2013"}), ("tech_commissioners_team", "5", {"period": "2013"}),
    ("tech_commissioners", "9", {"period": "2013"}),
)  # fmt: skip
plant_numbers(
    "commissioners.a_team_has_members", ("tech_commissioners_team", "84", {}), ("tech_commissioner_teams", "40", {})
)
plant_numbers("commissioners.a_team_has_a_name", ("tech_commissioners_complex", "34", {}))
plant_numbers(
    "commissioners.swing", ("tech_commissioners", "30", {"period": "2016"}), ("tech_commissioners", "118", {})
)
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
    "leading_teams.swing", ("leading_teams_applied", "8", {"period": "2017"}), ("leading_teams_applied", "32", {})
)
plant_numbers(
    "talent_introduced.swing", ("doctors_introduced", "8", {"period": "2017"}), ("doctors_introduced", "80", {})
)
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


plant_shorter_list("leading_teams.register_does_not_shrink", "leading_teams_applied")
plant_shorter_list("talent_introduced.register_does_not_shrink", "doctors_introduced")


def plant_absent_county(rule: str, indicator: str) -> None:
    """Registers a list of one of the two counties."""

    @plants(rule)
    def plant(build: TinyBuild) -> str:
        for region in (CITY, EAST):
            bad(build, rule, indicator, "9", **LIST, region_code=region)
        return "西岭县"


plant_absent_county("commissioners.every_county_has_some", "tech_commissioners")
plant_absent_county("talent_introduced.every_county_has_some", "doctors_introduced")


@plants("commissioners_mart.small_groups_hidden")
def a_withheld_team_in_the_evidence(build: TinyBuild) -> str:
    rule, mart = "commissioners_mart.small_groups_hidden", "mart_commissioners"
    columns = {"form": "team", "persons_withheld": True, "teams_withheld": True}
    row = plant_in_mart(rule, mart, "experts", "teams", rule, build=build, region_level=WEST, **columns)
    build.run(f"update marts.{mart} set teams = null where row_id = '{row}'")
    return f"{rule}!C17"
