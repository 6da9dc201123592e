"""Planted defects of the register, recognition cases, the pool, vouchers, special funds, relief, and their marts."""

from __future__ import annotations

import datetime as dt
from typing import Any

from tests.expectations.builds import EAST, TinyBuild
from tests.expectations.planted import WHOLE_TABLES, plants, spoil_mart

WHOLE_TABLES |= {
    "enterprises.columns": ("alter table marts.mart_innovation_enterprises rename tech_smes to smes", "tech_smes"),
    "funnel.columns": ("alter table marts.mart_recognition_funnel drop stage_no", "stage_no"),
    "vouchers.columns": ("alter table marts.mart_innovation_vouchers drop provider_city_name", "provider_city_name"),
    "funds.columns": ("alter table marts.mart_st_funds rename items to projects", "items"),
    "relief.columns": ("alter table marts.mart_policy_relief drop rent_months", "rent_months"),
}

spoil_mart("enterprises", "mart_innovation_enterprises", "firms", "hightech_enterprises")
spoil_mart("funnel", "mart_recognition_funnel", "firms", "cases", stage="applied", stage_no=1, batch="")
spoil_mart("vouchers", "mart_innovation_vouchers", "rd_spending", "quota", provider_city="total")
spoil_mart("funds", "mart_st_funds", "rd_spending", "allocated", fund_level="county")
spoil_mart("relief", "mart_policy_relief", "firms", "cases", relief_kind="rent")

BUREAU = "stg_science_technology_bureau__"
FIRM = {"enterprise": "甲公司", "credit_code": "X9", "region": EAST, "record_period": "2020"}


@plants("cultivation_pool.not_yet_recognised")
def a_recognised_firm_still_in_the_pool(build: TinyBuild) -> str:
    rule = "cultivation_pool.not_yet_recognised"
    submission = build.submission(f"{rule}.xlsx", "科技局")
    valid = {"certificate_no": "GR1", "valid_from": dt.date(2020, 6, 1), "valid_to": dt.date(2023, 5, 31)}
    build.record(f"{BUREAU}hightech_enterprises", submission, **FIRM, **valid)
    stay = {"entered_on": dt.date(2020, 5, 1), "state": "in_pool"}
    return f"{rule}.xlsx · {build.record(f'{BUREAU}cultivation_pool', submission, **FIRM, **stay)['state']}"


def plant_part(build: TinyBuild, rule: str, mart: str, part: str, numbers: dict[str, str], **columns: object) -> str:
    """A row of a mart with a part, for 2016 and a breakdown of its own; the cell it comes from."""
    cell = f"{rule}!{part}"
    submission = build.submission(f"{rule}.xlsx", "科技局")
    facts: dict[str, Any] = {"breakdown": f"{rule}/{part}", "period": "2016", "region_code": EAST}
    build.show(mart, build.observe("rd_spending", "7", submission, cell, **facts), numbers, f"{rule}/{part}", **columns)
    return cell


@plants("funnel.stages_do_not_grow")
def more_reviewed_than_applied(build: TinyBuild) -> str:
    rule, mart = "funnel.stages_do_not_grow", "mart_recognition_funnel"
    plant_part(build, rule, mart, "applied", {"cases": "5"}, batch=rule, stage="applied")
    return plant_part(build, rule, mart, "reviewed", {"cases": "6"}, batch=rule, stage="reviewed")


@plants("funnel.days_not_negative")
def a_stage_before_its_time(build: TinyBuild) -> str:
    rule, numbers = "funnel.days_not_negative", {"days_from_stage_before": "-3"}
    return plant_part(build, rule, "mart_recognition_funnel", "reviewed", numbers, batch=rule, stage="reviewed")


@plants("vouchers.utilisation_to_date")
def more_used_than_issued(build: TinyBuild) -> str:
    rule = "vouchers.utilisation_to_date"
    return plant_part(build, rule, "mart_innovation_vouchers", "x", {"utilisation": "101"}, provider_city=rule)


@plants("vouchers.cities_within_total")
def more_used_in_a_city_than_in_all(build: TinyBuild) -> str:
    rule, mart = "vouchers.cities_within_total", "mart_innovation_vouchers"
    plant_part(build, rule, mart, "330100", {"used": "9"}, provider_city="330100")
    return plant_part(build, rule, mart, "total", {"used": "8"}, provider_city="total")


@plants("funds.paid_to_date_within_allocated")
def more_paid_than_allocated(build: TinyBuild) -> str:
    rule, numbers = "funds.paid_to_date_within_allocated", {"allocated": "5", "paid": "6"}
    return plant_part(build, rule, "mart_st_funds", "county", numbers, fund_level="unlisted")


@plants("funds.levels_make_total")
def levels_that_do_not_make_the_total(build: TinyBuild) -> str:
    rule, mart = "funds.levels_make_total", "mart_st_funds"
    plant_part(build, rule, mart, "county", {"allocated": "90"}, fund_level="county")
    return plant_part(build, rule, mart, "total", {"allocated": "80"}, fund_level="total")


@plants("relief.kinds_within_total")
def more_rent_than_relief(build: TinyBuild) -> str:
    rule, mart = "relief.kinds_within_total", "mart_policy_relief"
    plant_part(build, rule, mart, "rent", {"amount": "9"}, relief_kind="rent")
    return plant_part(build, rule, mart, "total", {"amount": "8"}, relief_kind="total")
