"""Planted defects of platforms, the corridor, projects, awards, open challenges, demands and trade flows."""

from __future__ import annotations

import datetime as dt
from typing import Any

from tests.expectations.builds import CITY, EAST, TinyBuild
from tests.expectations.planted import WHOLE_TABLES, plants, spoil_mart

WHOLE_TABLES |= {
    "platforms.columns": ("alter table marts.mart_platforms rename recognised to approved", "recognised"),
    "performance.columns": ("alter table marts.mart_platform_performance drop rank_scope", "rank_scope"),
    "corridor.columns": ("alter table marts.mart_corridor_projects rename done to finished", "done"),
    "st_projects.columns": ("alter table marts.mart_st_projects drop inspected_again", "inspected_again"),
    "awards.columns": ("alter table marts.mart_awards drop award_class", "award_class"),
    "challenges.columns": ("alter table marts.mart_open_challenges rename taken to taken_up", "taken"),
    "demands.columns": ("alter table marts.mart_technology_demands drop solved_share", "solved_share"),
    "trade_flows.columns": ("alter table marts.mart_technology_trade_flows drop within", "within"),
}

_KIND = {"kind": "makerspace", "level": "", "state": ""}
spoil_mart("platforms", "mart_platforms", "firms", "platforms", **_KIND)
spoil_mart("performance", "mart_platform_performance", "rd_share", "total", kind="incubator", platform="甲孵化器")
spoil_mart("corridor", "mart_corridor_projects", "rd_spending", "plan", project="total")
spoil_mart("st_projects", "mart_st_projects", "rd_spending", "grants", level="total")
spoil_mart("awards", "mart_awards", "firms", "awards", award="total")
spoil_mart("challenges", "mart_open_challenges", "rd_spending", "investment")
spoil_mart("demands", "mart_technology_demands", "rd_spending", "budget", split_by="total", list_or_chain="total")
spoil_mart("trade_flows", "mart_technology_trade_flows", "rd_spending", "amount", to_region_code="outside")

PROJECTS = "stg_science_technology_bureau__st_projects"
AWARDS = "stg_science_technology_bureau__awards"
CHALLENGES = "stg_science_technology_bureau__open_challenges"
DEMANDS = "stg_science_technology_bureau__technology_demands"
CORRIDOR = "stg_science_technology_bureau__corridor_projects"
EVALUATIONS = "stg_science_technology_bureau__platform_evaluations"
PLATFORMS = "stg_science_technology_bureau__platforms"


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def spoil_ledger(rule: str, table: str, shown: str, *rows: dict[str, Any]) -> None:
    """Registers a defect made of rows of a ledger; the cell of `shown` in the last of them must be told."""

    @plants(rule)
    def plant(build: TinyBuild) -> str:
        submission = build.submission(f"{rule}.xlsx", "科技局")
        places = [build.record(table, submission, 5 + number, **row) for number, row in enumerate(rows)]
        return places[-1][shown]


spoil_ledger(
    *("st_projects.one_code_a_firm", PROJECTS, "credit_code"),
    {"undertaker": "甲厂", "credit_code": "91000000XY0000001A"},
    {"undertaker": "甲厂", "credit_code": "91000000XY0000002B"},
)
spoil_ledger(
    *("st_projects.dates_in_order", PROJECTS, "ends_on"),
    {"project_no": "SJ1", "starts_on": day("2020-03-01"), "ends_on": day("2019-12-31")},
)
spoil_ledger(
    *("st_projects.grant_within_budget", PROJECTS, "grant_amount"),
    {"project_no": "SJ2", "grant_amount": 2_000_000, "budget": 1_000_000},
)
spoil_ledger("st_projects.inspected_once", PROJECTS, "inspections", {"project_no": "SJ3", "inspections": 2})
spoil_ledger(
    *("st_projects.approved_by_then", PROJECTS, "approved_on"),
    {"project_no": "SJ4", "approved_on": day("2021-02-01")},
)

_AWARD = {"achievement": "甲技术", "level": "provincial", "completer": "甲厂"}
spoil_ledger(
    *("awards.listed_once", AWARDS, "certificate_no"),
    {"certificate_no": "S-1", **_AWARD},
    {"certificate_no": "S-2", **_AWARD},
)
spoil_ledger("awards.position_from_one", AWARDS, "position", {"certificate_no": "S-3", "position": 0})
spoil_ledger(
    *("awards.granted_in_its_year", AWARDS, "granted_on"),
    {"certificate_no": "S-4", "granted_on": day("2018-05-01")},
)
_CLASS = {"level": "national", "prize": "progress"}
spoil_ledger(
    *("awards.bonus_by_class", AWARDS, "bonus"),
    {"certificate_no": "J-1", "class": "first", "bonus": 100_000, **_CLASS},
    {"certificate_no": "J-2", "class": "second", "bonus": 1_000_000, **_CLASS},
)

spoil_ledger(
    *("open_challenges.steps_in_order", CHALLENGES, "taken_on"),
    {"challenge_no": "BD1", "published_on": day("2020-05-01"), "taken_on": day("2020-04-01")},
)
spoil_ledger(
    *("open_challenges.no_step_skipped", CHALLENGES, "evaluated_on"),
    {"challenge_no": "BD2", "published_on": day("2020-05-01"), "evaluated_on": day("2020-08-01")},
)
spoil_ledger(
    *("open_challenges.awarded_if_passed", CHALLENGES, "verdict"),
    {"challenge_no": "BD3", "verdict": "failed", "award_amount": 100_000},
)
spoil_ledger(
    *("open_challenges.amounts_in_order", CHALLENGES, "bounty"),
    {"challenge_no": "BD4", "investment": 1_000_000, "bounty": 2_000_000},
)
spoil_ledger(
    *("open_challenges.published_in_its_year", CHALLENGES, "published_on"),
    {"challenge_no": "BD5", "published_on": day("2019-05-01")},
)

spoil_ledger(
    *("technology_demands.one_code_a_firm", DEMANDS, "credit_code"),
    {"enterprise": "乙厂", "credit_code": "91000000XY0000003C"},
    {"enterprise": "乙厂", "credit_code": "91000000XY0000004D"},
)
_DEMAND = {"enterprise": "丙厂", "technology": "密封件"}
spoil_ledger(
    *("technology_demands.listed_once", DEMANDS, "demand_no"),
    {"demand_no": "DQ1", **_DEMAND},
    {"demand_no": "DQ2", **_DEMAND},
)
spoil_ledger(
    *("technology_demands.dates_in_order", DEMANDS, "state_on"),
    {"demand_no": "DQ3", "filed_on": day("2020-05-01"), "state": "solved", "state_on": day("2020-04-01")},
)
spoil_ledger("technology_demands.budget_positive", DEMANDS, "budget", {"demand_no": "DQ4", "budget": 0})

spoil_ledger(
    *("corridor_projects.done_within_plan", CORRIDOR, "year_done"),
    {"project_no": "ZL1", "year_plan": 10_000_000, "year_done": 11_000_000},
)
spoil_ledger(
    *("corridor_projects.cumulative_does_not_fall", CORRIDOR, "year_done"),
    {"project_no": "ZL2", "record_period": "2020-01/2020-09", "year_done": 9_000_000},
    {"project_no": "ZL2", "record_period": "2020-01/2020-10", "year_done": 8_000_000},
)
spoil_ledger(
    *("corridor_projects.completion_fits", CORRIDOR, "completion"),
    {"project_no": "ZL3", "year_plan": 1000, "year_done": 638, "completion": 62, "completion_text": "62.0%"},
)
spoil_ledger(
    *("corridor_projects.begun_if_paid", CORRIDOR, "status"),
    {"project_no": "ZL4", "status": "not_started", "year_done": 1_000_000},
)
spoil_ledger(
    *("corridor_projects.dates_in_order", CORRIDOR, "due_on"),
    {"project_no": "ZL5", "started_on": day("2020-05-01"), "due_on": day("2019-05-01")},
)
spoil_ledger(
    *("corridor_projects.plan_within_investment", CORRIDOR, "year_plan"),
    {"project_no": "ZL6", "year_plan": 2_000_000, "total_investment": 1_000_000},
)

spoil_ledger(
    *("platform_evaluations.total_is_the_sum", EVALUATIONS, "total"),
    {"kind": "incubator", "platform": "甲", "incubated_enterprises": 30, "incubation_services": 28, "total": 59},
)
spoil_ledger(
    *("platform_evaluations.scores_within_marks", EVALUATIONS, "total"),
    {"kind": "incubator", "platform": "乙", "total": 875},
)
spoil_ledger(
    *("platform_evaluations.rank_fits_totals", EVALUATIONS, "stated_rank"),
    {"kind": "makerspace", "platform": "丙", "total": 90, "stated_rank": 1},
    {"kind": "makerspace", "platform": "丁", "total": 90, "stated_rank": 2},
)
spoil_ledger(
    *("platform_evaluations.grade_fits_totals", EVALUATIONS, "grade"),
    {"kind": "makerspace", "platform": "戊", "total": 80, "grade": "good"},
    {"kind": "makerspace", "platform": "己", "total": 70, "grade": "excellent"},
)

_PLATFORM = {"kind": "incubator", "level": "provincial", "state": "recognised", "region": EAST}
spoil_ledger(
    *("platforms.approved_by_then", PLATFORMS, "approved_year"),
    {"name": "庚", **_PLATFORM, "approved_year": 2021},
)
spoil_ledger(
    *("platforms.one_state_a_platform", PLATFORMS, "name"),
    {"name": "辛", **_PLATFORM},
    {"name": "辛", **_PLATFORM, "state": "cultivated"},
)
spoil_ledger(
    *("platforms.one_place_a_platform", PLATFORMS, "region"),
    {"name": "壬", **_PLATFORM},
    {"name": "壬", **_PLATFORM, "region": CITY},
)


@plants("platforms.stock_does_not_fall")
def a_register_that_leaves_some_out(build: TinyBuild) -> str:
    rule = "platforms.stock_does_not_fall"
    for period, value in (("2018-06", "9"), ("2018-07", "4")):
        cell = f"名册!A{value}"
        stock: dict[str, Any] = {"period": period, "breakdown": rule}
        seen = build.observe("firms", value, build.submission(f"{rule}.xlsx"), cell, **stock)
        build.show("mart_platforms", seen, {"platforms": value}, rule, kind=rule, level="", state="")
    return "名册!A4"


@plants("challenges.funnel_falls")
def more_taken_up_than_published(build: TinyBuild) -> str:
    rule = "challenges.funnel_falls"
    published = build.observe(
        "firms", "7", build.submission(f"{rule}.xlsx"), f"{rule}!C17", breakdown=rule, period="2018"
    )
    row = build.show("mart_open_challenges", published, {"published": "7"}, rule)
    build.run(f"update marts.mart_open_challenges set taken = 8 where row_id = '{row}'")
    return f"{rule}!C17"


@plants("technology_demands.all_districts")
def a_county_without_a_demand(build: TinyBuild) -> str:
    rule = "technology_demands.all_districts"
    for region, level in ((CITY, "city"), (EAST, "county")):
        found: dict[str, Any] = {"region_code": region, "breakdown": rule, "period": "2013"}
        seen = build.observe("firms", "7", build.submission(f"{rule}.xlsx"), f"{rule}!C17", **found)
        whole: dict[str, Any] = {"region_level": level, "split_by": "total", "list_or_chain": "total"}
        build.show("mart_technology_demands", seen, {"demands": "7"}, rule, **whole)
    return "西岭县"


@plants("trade_flows.within_total")
def flows_beyond_the_total(build: TinyBuild) -> str:
    rule = "trade_flows.within_total"
    register = build.submission(f"{rule}.xlsx", "科技局")
    summed: dict[str, Any] = {"breakdown": rule, "period": "2018-03", "region_code": EAST, "source": "ledger_sum"}
    total = build.observe("firms", "7", register, f"{rule}!C17", **summed)
    build.show("mart_technology_trade", total, {"contracts": "7"}, "total", contract_type="total")
    flow = build.observe("firms", "8", register, "登记!H6", **summed | {"breakdown": f"{rule} abroad"})
    build.show("mart_technology_trade_flows", flow, {"contracts": "8"}, "outside", to_region_code="outside")
    return f"{rule}!C17"
