"""Planted defects of the register, recognition cases, the pool, vouchers, special funds, relief, and their marts."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from tests.expectations.builds import EAST, TinyBuild
from tests.expectations.planted import WHOLE_TABLES, bad, plants, spoil_mart

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
DAY, LATER, EARLIER = dt.date(2020, 6, 1), dt.date(2020, 7, 1), dt.date(2020, 5, 1)
RIGHT: dict[str, dict[str, Any]] = {
    f"{BUREAU}hightech_enterprises": {
        "certificate_no": "GR1", "enterprise": "甲公司", "credit_code": "X1", "region": EAST, "recognition": "first",
        "valid_from": DAY, "valid_to": dt.date(2023, 5, 31),
    },
    f"{BUREAU}recognition_cases": {
        "case_no": "SL1", "enterprise": "甲公司", "credit_code": "X1", "region": EAST, "category": "tech_sme",
        "applied_on": EARLIER, "accepted_on": DAY, "reviewed_on": LATER, "recognised_on": LATER,
        "outcome": "recognised",
    },
    f"{BUREAU}cultivation_pool": {
        "enterprise": "甲公司", "credit_code": "X1", "region": EAST, "entered_on": DAY, "left_on": LATER,
        "state": "graduated", "revenue": Decimal(100), "rd_expenditure": Decimal(5),
    },
    f"{BUREAU}innovation_vouchers": {
        "voucher_no": "Q1", "enterprise": "甲公司", "region": EAST, "quota": Decimal(60), "issued_on": DAY,
        "issued": Decimal(50), "provider": "丙检测站", "used_on": LATER, "used": Decimal(40),
    },
    "stg_finance_bureau__st_funds": {
        "item_no": "P1", "level": "county", "recipient": "甲公司", "region": EAST, "allocated_on": DAY,
        "allocated": Decimal(100), "paid_on": LATER, "paid": Decimal(90),
    },
    f"{BUREAU}policy_relief": {
        "relief_no": "J1", "beneficiary": "甲公司", "credit_code": "X1", "region": EAST, "kind": "rent",
        "months_of_rent": Decimal(6), "granted_on": DAY, "amount": Decimal(500),
    },
}  # fmt: skip


def plant_row(rule: str, table: str, shown_at: str, *wrong: dict[str, Any]) -> None:
    """Registers rows of a ledger that are right but for `wrong`, each in one file of the rule's own.

    The failing row must show the field `shown_at` of the last of them.
    """

    @plants(rule)
    def plant(build: TinyBuild) -> str:
        submission = build.submission(f"{rule}.xlsx", "科技局")
        if not build.connection.execute("from marts.dim_period where period = '2020'").fetchone():
            year = {"period_start": dt.date(2020, 1, 1), "period_end": dt.date(2020, 12, 31)}
            build.insert("marts.dim_period", period="2020", **year)
        for row, changed in enumerate(wrong, 5):
            places = build.record(table, submission, row, **RIGHT[table] | changed)
        return f"{rule}.xlsx · {places[shown_at]}"


TABLE = f"{BUREAU}hightech_enterprises"
plant_row("hightech_enterprises.ends_after_it_begins", TABLE, "valid_to", {"valid_to": EARLIER})
plant_row("hightech_enterprises.runs_three_years", TABLE, "valid_to", {"valid_to": dt.date(2024, 5, 31)})
plant_row(
    "hightech_enterprises.one_certificate_at_a_time", TABLE, "credit_code",
    {}, {"certificate_no": "GR2", "credit_code": "x1 ", "valid_from": LATER},
)  # fmt: skip
plant_row(
    "hightech_enterprises.belongs_to_its_register", TABLE, "valid_from",
    {"valid_from": dt.date(2016, 6, 1), "valid_to": dt.date(2019, 5, 31)},
)  # fmt: skip

TABLE = f"{BUREAU}recognition_cases"
plant_row("recognition_cases.stages_in_order", TABLE, "applied_on", {"accepted_on": dt.date(2020, 4, 1)})
plant_row("recognition_cases.outcome_fits_the_stages", TABLE, "outcome", {"outcome": "pending"})
plant_row(
    "recognition_cases.nothing_after_the_ledger", TABLE, "recognised_on", {"recognised_on": dt.date(2020, 11, 21)}
)
plant_row("recognition_cases.one_open_case_a_firm", TABLE, "case_no", {}, {"case_no": "SL2"})
plant_row("recognition_cases.applied_within_the_ledger", TABLE, "applied_on", {"applied_on": dt.date(2019, 12, 31)})

TABLE = f"{BUREAU}cultivation_pool"
plant_row("cultivation_pool.leaves_after_it_enters", TABLE, "left_on", {"left_on": EARLIER})
plant_row("cultivation_pool.state_fits_the_days", TABLE, "state", {"left_on": None})
plant_row("cultivation_pool.one_stay_at_a_time", TABLE, "credit_code", {}, {"entered_on": LATER, "left_on": LATER})
plant_row("cultivation_pool.rd_within_revenue", TABLE, "rd_expenditure", {"rd_expenditure": Decimal(101)})

TABLE = f"{BUREAU}innovation_vouchers"
plant_row("innovation_vouchers.used_within_issued", TABLE, "used", {"used": Decimal(51)})
plant_row("innovation_vouchers.issued_within_quota", TABLE, "issued", {"issued": Decimal(61)})
plant_row("innovation_vouchers.used_after_issued", TABLE, "used_on", {"used_on": EARLIER})
plant_row("innovation_vouchers.use_told_whole", TABLE, "used", {"used_on": None})
plant_row("innovation_vouchers.amounts_not_negative", TABLE, "issued", {"issued": Decimal(0)})
plant_row("innovation_vouchers.belongs_to_its_ledger", TABLE, "issued_on", {"issued_on": dt.date(2019, 12, 31)})

TABLE = "stg_finance_bureau__st_funds"
plant_row("st_funds.paid_within_allocated", TABLE, "paid", {"paid": Decimal(101)})
plant_row("st_funds.paid_after_allocated", TABLE, "paid_on", {"paid_on": EARLIER})
plant_row("st_funds.payment_told_whole", TABLE, "paid", {"paid_on": None})
plant_row("st_funds.amounts_not_negative", TABLE, "allocated", {"allocated": Decimal(0)})
plant_row(
    "st_funds.paid_within_half_a_year", TABLE, "allocated_on",
    {"allocated_on": dt.date(2020, 2, 1), "paid_on": None, "paid": None},
)  # fmt: skip

TABLE = f"{BUREAU}policy_relief"
plant_row("policy_relief.amount_above_zero", TABLE, "amount", {"amount": Decimal(0)})
plant_row("policy_relief.months_of_rent", TABLE, "months_of_rent", {"months_of_rent": Decimal(36)})
plant_row("policy_relief.granted_once", TABLE, "relief_no", {}, {"relief_no": "J2"})
plant_row("policy_relief.a_company_has_its_code", TABLE, "beneficiary", {"credit_code": None})
plant_row("policy_relief.belongs_to_its_ledger", TABLE, "granted_on", {"granted_on": dt.date(2019, 12, 31)})


@plants("cultivation_pool.not_yet_recognised")
def a_recognised_firm_still_in_the_pool(build: TinyBuild) -> str:
    rule = "cultivation_pool.not_yet_recognised"
    table, submission = f"{BUREAU}cultivation_pool", build.submission(f"{rule}.xlsx", "科技局")
    mine = {"credit_code": "X9", "record_period": "2020"}
    stay = RIGHT[table] | mine | {"state": "in_pool", "left_on": None, "entered_on": EARLIER}
    build.record(f"{BUREAU}hightech_enterprises", submission, **RIGHT[f"{BUREAU}hightech_enterprises"] | mine)
    return f"{rule}.xlsx · {build.record(table, submission, **stay)['state']}"


@plants("hightech_enterprises.every_county_has_some")
def a_county_without_a_certificate(build: TinyBuild) -> str:
    rule = "hightech_enterprises.every_county_has_some"
    bad(build, rule, "hightech_enterprises", period="2017-03", region_code=EAST, source="ledger_sum")
    return "西岭县"


@plants("ledger.credit_code")
def a_code_with_a_wrong_check_digit(build: TinyBuild) -> str:
    rule = "ledger.credit_code"
    submission = build.submission(f"{rule}.xlsx", "科技局")
    for row, code in enumerate(("91330624xy00000003", "91330624", "91330624XY00000004"), 5):
        places = build.record(f"{BUREAU}cultivation_pool", submission, row, enterprise="甲公司", credit_code=code)
        field = {"field": "credit_code", "value_text": code, "evidence": places["credit_code"]}
        build.insert("staging.stg_landing__record_fields", submission_id=submission, **field)
    return places["credit_code"]


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
