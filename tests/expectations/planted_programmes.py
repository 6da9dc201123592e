"""Planted defects of platforms, the corridor, projects, awards, open challenges, demands and trade flows."""

from __future__ import annotations

from typing import Any

from tests.expectations.builds import EAST, TinyBuild
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
