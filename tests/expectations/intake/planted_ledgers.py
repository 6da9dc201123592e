"""Planted defects of ledgers: what holds for all of them, then ledger by ledger."""

from __future__ import annotations

import dataclasses
import datetime as dt
from decimal import Decimal

from sources.rows import Reading
from tests.expectations.intake.made import (
    Case,
    cell,
    changed,
    copied,
    entered_twice,
    in_ledger,
    ledger,
    plants,
    readings,
    record,
    without,
)

DAY = dt.timedelta(days=1)
YEAR = dt.timedelta(days=366)

# ---- every ledger
in_ledger("ledger.credit_code", "st_funds", credit_code="91330602XY0100029Q")
in_ledger("ledger.no_ditto", "innovation_vouchers", enterprise="同上")
in_ledger("ledger.amounts_not_negative", "technology_contracts", amount=Decimal(-100))
in_ledger("ledger.counted_in_whole_numbers", "matchmaking_events", experts=Decimal("10.5"))
in_ledger("ledger.nothing_after_its_day", "recognition_cases", applied_on=dt.date(2020, 12, 31), at="applied_on")
in_ledger("ledger.days_in_reason", "st_projects", ends_on=dt.date(2202, 12, 31))
in_ledger("ledger.a_company_has_its_code", "awards", credit_code=None, at="completer")
in_ledger("ledger.number_in_pattern", "innovation_vouchers", voucher_no="CXQ2020003")
in_ledger("ledger.number_of_its_year", "technology_demands", demand_no="DQ20190003")
in_ledger("ledger.amount_near_the_others", "st_projects", budget=lambda old: old["budget"] * 1000)
in_ledger("ledger.fixed_fields_stay", "innovation_vouchers", issued_on=dt.date(2020, 1, 29), before=2)
in_ledger("ledger.what_happened_stays", "st_funds", paid_on=None, paid=None, at="item_no", before=1)
in_ledger("ledger.state_does_not_go_back", "supervision_items", 1, state="in_progress", done_on=None, before=1)


@plants("ledger.one_code_a_firm")
def one_firm_with_two_codes() -> Case:
    good = ledger("technology_demands")
    bad = changed(good, 5, enterprise=record(good, 3)["enterprise"], region=record(good, 3)["region"])
    return Case(good, bad, cell(good, 5, "credit_code"))


@plants("ledger.one_firm_a_code")
def two_firms_with_one_code() -> Case:
    good = ledger("innovation_vouchers")
    bad = changed(good, 5, credit_code=record(good, 3)["credit_code"], region=record(good, 3)["region"])
    return Case(good, bad, cell(good, 5, "enterprise"))


@plants("ledger.one_place_a_firm")
def a_firm_in_two_places() -> Case:
    good = ledger("technology_demands")
    same = changed(good, 5, enterprise=record(good, 3)["enterprise"], credit_code=record(good, 3)["credit_code"])
    good = changed(same, 5, region=record(good, 3)["region"])
    return Case(
        good,
        changed(good, 5, region="330624" if record(good, 3)["region"] != "330624" else "330602"),
        cell(good, 5, "region"),
    )


@plants("ledger.every_county_has_some")
def a_county_left_out() -> Case:
    good = readings("recognition_cases")[-1]
    gone = [row.record_no for row in good.records if (row.field, row.value_text) == ("region", "330624")]
    return Case(good, without(good, *gone), "")


@plants("ledger.case_of_its_period")
def a_contract_of_last_month() -> Case:
    good, before = ledger("technology_contracts"), ledger("technology_contracts", back=1)
    bad = changed(good, 3, contract_no=record(before, 2)["contract_no"])
    return Case(good, bad, cell(good, 3, "contract_no"), (before,))


@plants("ledger.case_once")
def a_demand_on_two_lists() -> Case:
    good = readings("technology_demands")[-1]
    last = max(row.record_no for row in good.records)
    bad = changed(good, last, demand_no=record(good, 3)["demand_no"])
    return Case(
        good, bad, min(row.evidence for row in good.records if row.record_no == last and row.field == "demand_no")
    )


# ---- technology_contracts
CONTRACTS = "technology_contracts"
in_ledger(
    "technology_contracts.technology_amount_within_amount", CONTRACTS, technology_amount=lambda old: old["amount"] + 1
)
in_ledger("technology_contracts.amount_above_zero", CONTRACTS, amount=Decimal(0), technology_amount=Decimal(0))
in_ledger("technology_contracts.amount_in_reason", CONTRACTS, amount=Decimal(28), technology_amount=Decimal(28))
in_ledger(
    "technology_contracts.registered_after_signed",
    CONTRACTS,
    signed_on=lambda old: old["registered_on"] + DAY,
    at="registered_on",
)
in_ledger("technology_contracts.signed_within_three_years", CONTRACTS, signed_on=dt.date(2010, 9, 1))
in_ledger("technology_contracts.belongs_to_its_register", CONTRACTS, registered_on=dt.date(2020, 9, 30), signed_on=None)
in_ledger("technology_contracts.two_parties", CONTRACTS, buyer=lambda old: old["seller"])
entered_twice("technology_contracts.listed_once", CONTRACTS, but=["contract_no"], at="contract_no")

# ---- hightech_enterprises
REGISTER = "hightech_enterprises"
in_ledger("hightech_enterprises.ends_after_it_begins", REGISTER, valid_to=lambda old: old["valid_from"] - DAY)
in_ledger("hightech_enterprises.runs_three_years", REGISTER, valid_to=lambda old: old["valid_to"] + YEAR)
in_ledger(
    "hightech_enterprises.belongs_to_its_register",
    REGISTER,
    valid_from=dt.date(2014, 11, 1),
    valid_to=dt.date(2017, 10, 31),
    at="valid_to",
)
in_ledger("hightech_enterprises.certificate_no_form", REGISTER, certificate_no="GR20173300000")
in_ledger("hightech_enterprises.certificate_of_its_year", REGISTER, certificate_no="GR201033000007")


@plants("hightech_enterprises.one_certificate_at_a_time")
def two_certificates_at_one_time() -> Case:
    good = ledger(REGISTER)
    bad = copied(good, 3, 5, ["certificate_no"])
    return Case(good, bad, cell(good, 5, "credit_code"))


# ---- recognition_cases
CASES = "recognition_cases"


def decided(good: Reading) -> int:
    """A case that was recognised."""
    return next(row.record_no for row in good.records if (row.field, row.value_text) == ("outcome", "recognised"))


def in_case(rule: str, at: str, back: int = 0, **values: str | dt.date | None) -> None:
    @plants(rule)
    def plant() -> Case:
        good = ledger(CASES)
        bad = changed(good, decided(good), **values)
        return Case(good, bad, cell(good, decided(good), at))


in_case("recognition_cases.stages_in_order", "accepted_on", accepted_on=dt.date(2019, 12, 1))
in_case("recognition_cases.outcome_fits_the_stages", "outcome", outcome="pending")
in_case("recognition_cases.no_stage_skipped", "recognised_on", accepted_on=None)
in_case("recognition_cases.decided_within_a_year", "recognised_on", applied_on=dt.date(2018, 1, 5))
in_case("recognition_cases.applied_within_the_ledger", "applied_on", applied_on=dt.date(2019, 12, 30))
entered_twice("recognition_cases.one_open_case_a_firm", CASES, but=["case_no"], at="case_no", source=3, target=5)

# ---- cultivation_pool
POOL = "cultivation_pool"
in_ledger(
    "cultivation_pool.leaves_after_it_enters", POOL, left_on=lambda old: old["entered_on"] - DAY, state="graduated"
)
in_ledger(
    "cultivation_pool.state_fits_the_days",
    POOL,
    state=lambda old: "removed" if old["state"] == "in_pool" else "in_pool",
)
in_ledger(
    "cultivation_pool.belongs_to_its_register", POOL, entered_on=dt.date(2020, 11, 5), left_on=None, state="in_pool"
)
in_ledger("cultivation_pool.rd_within_revenue", POOL, rd_expenditure=lambda old: old["revenue"] * 2)
in_ledger("cultivation_pool.revenue_in_reason", POOL, revenue=Decimal(20_000_000_000))
in_ledger("cultivation_pool.stay_in_reason", POOL, entered_on=dt.date(2002, 6, 18))
entered_twice("cultivation_pool.one_stay_at_a_time", POOL, but=[], at="credit_code")


@plants("cultivation_pool.entered_when_told")
def a_firm_that_entered_on_another_day() -> Case:
    """On the second night the ledger of the same months is sent again."""
    before = changed(ledger(POOL), 3, left_on=None, state="in_pool")
    good = dataclasses.replace(before, known_on=(before.known_on or dt.date(2020, 11, 1)) + 30 * DAY)
    return Case(good, changed(good, 3, entered_on=dt.date(2020, 1, 22)), cell(good, 3, "entered_on"), (before,))


# ---- innovation_vouchers
VOUCHERS = "innovation_vouchers"
in_ledger(
    "innovation_vouchers.used_within_issued",
    VOUCHERS,
    used=lambda old: old["issued"] + 1,
    used_on=dt.date(2020, 9, 9),
    provider="示例中心",
)
in_ledger("innovation_vouchers.issued_within_quota", VOUCHERS, issued=lambda old: old["quota"] + 1)
in_ledger("innovation_vouchers.issued_above_zero", VOUCHERS, issued=Decimal(0), used=None, used_on=None, provider=None)
in_ledger("innovation_vouchers.amount_in_reason", VOUCHERS, issued=Decimal(40), used=None, used_on=None, provider=None)
in_ledger("innovation_vouchers.used_after_issued", VOUCHERS, used_on=lambda old: old["issued_on"] - DAY)
in_ledger("innovation_vouchers.use_told_whole", VOUCHERS, used_on=None, at="used")
in_ledger("innovation_vouchers.provider_is_another", VOUCHERS, provider=lambda old: old["enterprise"])
in_ledger("innovation_vouchers.belongs_to_its_ledger", VOUCHERS, issued_on=dt.date(2019, 12, 30))
entered_twice("innovation_vouchers.issued_once", VOUCHERS, but=["voucher_no"], at="voucher_no")

# ---- st_projects
PROJECTS = "st_projects"
in_ledger("st_projects.dates_in_order", PROJECTS, ends_on=lambda old: old["starts_on"] - DAY)
in_ledger("st_projects.runs_up_to_ten_years", PROJECTS, ends_on=dt.date(2034, 12, 31))
in_ledger("st_projects.grant_within_budget", PROJECTS, grant_amount=lambda old: old["budget"] + 1)
in_ledger("st_projects.amount_in_reason", PROJECTS, grant_amount=Decimal(87), rd_leveraged=None)
in_ledger("st_projects.leverage_in_reason", PROJECTS, rd_leveraged=lambda old: old["grant_amount"] * 600)
in_ledger("st_projects.inspected_once", PROJECTS, inspections=Decimal(2))
in_ledger("st_projects.approved_by_then", PROJECTS, approved_on=dt.date(2021, 1, 5))
in_ledger("st_projects.begins_when_approved", PROJECTS, approved_on=dt.date(2018, 1, 5), at="starts_on")
in_ledger(
    "st_projects.level_fits_number",
    PROJECTS,
    20,
    level=lambda old: "municipal" if old["level"] != "municipal" else "national",
)
entered_twice("st_projects.listed_once", PROJECTS, but=["project_no"], at="project_no")

# ---- awards
AWARDS = "awards"
entered_twice("awards.listed_once", AWARDS, but=["certificate_no"], at="certificate_no")
in_ledger("awards.position_from_one", AWARDS, position=Decimal(0))
in_ledger("awards.granted_in_its_year", AWARDS, granted_on=dt.date(2018, 1, 18))
in_ledger("awards.class_fits_prize", AWARDS, **{"class": "none"})
in_ledger("awards.bonus_in_reason", AWARDS, bonus=Decimal(30))


@plants("awards.bonus_by_class")
def a_third_class_above_the_second() -> Case:
    good = changed(ledger(AWARDS), 3, **{"class": "second", "bonus": Decimal(300_000)})
    of_third = record(good, 3)
    good = changed(
        good,
        5,
        **{**{k: of_third[k] for k in ("level", "prize", "position")}, "class": "third", "bonus": Decimal(100_000)},
    )
    return Case(good, changed(good, 5, bonus=Decimal(1_000_000)), cell(good, 5, "bonus"))


@plants("awards.bonus_of_its_class")
def ten_times_the_bonus_of_its_class() -> Case:
    good = ledger(AWARDS)
    alike = {"level": "provincial", "class": "third", "position": Decimal(3), "bonus": Decimal(100_000)}
    for number in sorted({row.record_no for row in good.records}):
        good = changed(good, number, **alike)
    return Case(good, changed(good, 5, bonus=Decimal(1_000_000)), cell(good, 5, "bonus"))


# ---- open_challenges
CHALLENGES = "open_challenges"
STEPS = ("taker", "taken_on", "evaluated_on", "verdict", "awarded_on", "award_amount")


def awarded(good: Reading) -> int:
    """A challenge that has come to its award."""
    return next(row.record_no for row in good.records if row.field == "awarded_on")


def in_challenge(rule: str, at: str, **values: str | Decimal | dt.date | None) -> None:
    @plants(rule)
    def plant() -> Case:
        good = ledger(CHALLENGES)
        bad = changed(good, awarded(good), **values)
        return Case(good, bad, cell(good, awarded(good), at))


in_challenge("open_challenges.steps_in_order", "taken_on", taken_on=dt.date(2019, 12, 30))
in_challenge("open_challenges.no_step_skipped", "awarded_on", taken_on=None, taker=None)
in_challenge("open_challenges.taker_named", "taken_on", taker=None)
in_challenge("open_challenges.verdict_told", "evaluated_on", verdict=None)
in_challenge("open_challenges.award_told_whole", "award_amount", awarded_on=None)
in_challenge("open_challenges.awarded_if_passed", "verdict", verdict="failed")
in_challenge("open_challenges.bounty_within_investment", "bounty", bounty=Decimal(900_000_000))
in_challenge("open_challenges.award_within_bounty", "award_amount", award_amount=Decimal(90_000_000))
in_challenge("open_challenges.bounty_in_reason", "bounty", bounty=Decimal(360), award_amount=Decimal(100))
in_challenge("open_challenges.published_in_its_year", "published_on", published_on=dt.date(2019, 12, 2))
entered_twice("open_challenges.listed_once", CHALLENGES, but=["challenge_no"], at="challenge_no")

# ---- technology_demands
DEMANDS = "technology_demands"
entered_twice("technology_demands.listed_once", DEMANDS, but=["demand_no"], at="demand_no")
in_ledger("technology_demands.dates_in_order", DEMANDS, state_on=lambda old: old["filed_on"] - DAY)
in_ledger("technology_demands.filed_by_then", DEMANDS, filed_on=dt.date(2017, 5, 7))
in_ledger("technology_demands.solver_named", DEMANDS, state="solved", solver=None)
in_ledger("technology_demands.budget_positive", DEMANDS, budget=Decimal(0))
in_ledger("technology_demands.budget_in_reason", DEMANDS, budget=Decimal(238))

# ---- platforms
PLATFORMS = "platforms"
in_ledger("platforms.approved_by_then", PLATFORMS, approved_year=Decimal(2031))
in_ledger("platforms.recognised_has_its_year", PLATFORMS, state="recognised", approved_year=None, at="state")


@plants("platforms.operator_once")
def one_operator_of_two_incubators() -> Case:
    good = ledger(PLATFORMS)
    bad = changed(good, 5, operator=record(good, 3)["operator"])
    return Case(good, bad, cell(good, 5, "name"))


in_ledger("platforms.named_after_its_kind", PLATFORMS, name="示例重点实验室")


def one_platform_twice(rule: str, at: str, **values: str) -> None:
    @plants(rule)
    def plant() -> Case:
        good = ledger(PLATFORMS)
        of_source = record(good, 3)
        names = ("kind", "name", "level", "state", "region", "approved_year")
        good = changed(good, 5, **{name: of_source[name] for name in names})
        return Case(good, changed(good, 5, **values), cell(good, 5, at))


one_platform_twice("platforms.one_state_a_platform", "name", level="national")
one_platform_twice("platforms.one_place_a_platform", "region", region="330681")
one_platform_twice("platforms.one_kind_a_platform", "name", kind="overseas_centre")

# ---- platform_evaluations
EVALUATIONS = "platform_evaluations"
in_ledger("platform_evaluations.total_is_the_sum", EVALUATIONS, total=lambda old: old["total"] - 9)
in_ledger("platform_evaluations.total_within_marks", EVALUATIONS, total=Decimal(949))


@plants("platform_evaluations.rank_fits_totals")
def the_last_ranked_first() -> Case:
    """The first of the innovation complexes, which have ranks, is put behind all others."""
    good = readings(EVALUATIONS)[-1]
    ranked = {row.record_no: row.value for row in good.records if row.field == "stated_rank" and row.value}
    first = min(ranked, key=lambda number: ranked[number] or 0)
    return Case(good, changed(good, first, stated_rank=Decimal(99)), cell(good, first, "stated_rank"))


@plants("platform_evaluations.grade_fits_totals")
def a_good_one_below_a_qualified_one() -> Case:
    good = readings(EVALUATIONS)[-1]
    kind = record(good, 3)["kind"]
    totals = {
        number: record(good, number)["total"]
        for number in {row.record_no for row in good.records}
        if record(good, number)["kind"] == kind
    }
    last = min(totals, key=lambda number: (totals[number], number))
    return Case(good, changed(good, last, grade="excellent"), cell(good, last, "grade"))


@plants("platform_evaluations.no_dimension_left_out")
def a_score_left_blank() -> Case:
    good = readings(EVALUATIONS)[-1]
    scored = next(row for row in good.records if row.field == "incubation_services")
    total = record(good, scored.record_no)["total"]
    assert isinstance(total, Decimal)
    bad = changed(good, scored.record_no, incubation_services=None)
    return Case(good, bad, cell(good, scored.record_no, "platform"))


@plants("platform_evaluations.rank_within_list")
def the_last_of_nine_ranked_ninety_ninth() -> Case:
    good = readings(EVALUATIONS)[-1]
    ranked = {row.record_no: row.value for row in good.records if row.field == "stated_rank" and row.value}
    last = max(ranked, key=lambda number: (record(good, number)["kind"], ranked[number] or 0))
    return Case(good, changed(good, last, stated_rank=Decimal(99)), cell(good, last, "stated_rank"))


# ---- corridor_projects
CORRIDOR = "corridor_projects"


def under_way(good: Reading) -> int:
    """A project with something done, in the month too."""
    numbers = sorted({row.record_no for row in good.records})
    return next(n for n in numbers if record(good, n)["status"] == "under_way" and record(good, n)["month_done"] > 0)


def in_project(rule: str, at: str, before: int = 0, **values: object) -> None:
    @plants(rule)
    def plant() -> Case:
        good = ledger(CORRIDOR)
        number = under_way(good)
        old = record(good, number)
        new = {name: value(old) if callable(value) else value for name, value in values.items()}
        earlier = tuple(ledger(CORRIDOR, back=back) for back in range(before, 0, -1))
        return Case(good, changed(good, number, **new), cell(good, number, at), earlier)


in_project("ledger.cumulative_does_not_fall", "year_done", 2, year_done=Decimal(10000), month_done=None)
in_project("corridor_projects.month_within_year", "month_done", month_done=lambda old: old["year_done"] + 10000)
in_project("corridor_projects.done_near_plan", "year_done", year_done=lambda old: old["year_plan"] * 10)
in_project("corridor_projects.done_within_investment", "year_done", year_done=lambda old: old["total_investment"] * 2)
in_project("corridor_projects.plan_within_investment", "year_plan", year_plan=lambda old: old["total_investment"] * 2)
in_project("corridor_projects.completion_fits", "completion", completion=Decimal("12.3"))
in_project("corridor_projects.begun_if_paid", "status", started_on=None)
in_project("corridor_projects.dates_in_order", "due_on", due_on=dt.date(2012, 6, 30))
in_project("corridor_projects.month_is_the_difference", "month_done", 1, month_done=lambda old: old["month_done"] / 2)
entered_twice("corridor_projects.listed_once", CORRIDOR, but=["project_no"], at="project_no")

# ---- matchmaking_events
EVENTS = "matchmaking_events"
in_ledger("matchmaking_events.held_within_its_register", EVENTS, held_on=dt.date(2019, 6, 21))
in_ledger("matchmaking_events.somebody_came", EVENTS, enterprises=Decimal(0), intentions=Decimal(0), amount=None)
in_ledger("matchmaking_events.not_larger_than_a_fair", EVENTS, experts=Decimal(1000))
in_ledger("matchmaking_events.intentions_within_enterprises", EVENTS, intentions=lambda old: old["enterprises"] * 4)
in_ledger("matchmaking_events.amount_needs_an_intention", EVENTS, amount=Decimal(50000), intentions=None)
in_ledger("matchmaking_events.amount_in_reason", EVENTS, amount=lambda old: old["intentions"] * 600_000_000)
entered_twice("matchmaking_events.an_event_once", EVENTS, but=["name"], at="name")

# ---- st_funds
FUNDS = "st_funds"
in_ledger("st_funds.paid_within_allocated", FUNDS, paid=lambda old: old["allocated"] + 1)
in_ledger("st_funds.paid_after_allocated", FUNDS, paid_on=lambda old: old["allocated_on"] - DAY)
in_ledger("st_funds.payment_told_whole", FUNDS, paid_on=None, at="paid")
in_ledger("st_funds.allocated_above_zero", FUNDS, allocated=Decimal(0), paid=None, paid_on=None)
in_ledger("st_funds.amount_in_reason", FUNDS, allocated=Decimal(395), paid=None, paid_on=None)
in_ledger("st_funds.belongs_to_its_ledger", FUNDS, allocated_on=dt.date(2019, 12, 9))
in_ledger("st_funds.paid_within_half_a_year", FUNDS, allocated_on=dt.date(2020, 1, 4), paid=None, paid_on=None)
entered_twice("st_funds.allocated_once", FUNDS, but=["item_no"], at="item_no")

# ---- policy_relief
RELIEF = "policy_relief"
in_ledger("policy_relief.amount_above_zero", RELIEF, amount=Decimal(0))
in_ledger("policy_relief.amount_in_reason", RELIEF, amount=Decimal(2_000_000_000), kind="interest", months_of_rent=None)
in_ledger("policy_relief.months_of_rent", RELIEF, kind="rent", months_of_rent=Decimal(36), at="months_of_rent")
in_ledger(
    "policy_relief.rent_of_a_month", RELIEF, kind="rent", months_of_rent=Decimal(6), amount=Decimal(60), at="amount"
)
in_ledger("policy_relief.belongs_to_its_ledger", RELIEF, granted_on=dt.date(2019, 5, 9))
entered_twice("policy_relief.granted_once", RELIEF, but=["relief_no"], at="relief_no")

# ---- rd_management_system
SYSTEM = "rd_management_system"


def active(good: Reading) -> int:
    """An enterprise on the system, with activity and an institution of a level."""
    rows = [row.record_no for row in good.records if row.field == "institution_level"]
    return next(n for n in rows if {"joined_on", "rd_expenditure"} <= set(record(good, n)))


def in_system(rule: str, at: str, **values: str | Decimal | dt.date | None) -> None:
    @plants(rule)
    def plant() -> Case:
        good = ledger(SYSTEM)
        bad = changed(good, active(good), **values)
        return Case(good, bad, cell(good, active(good), at))


in_system("rd_system.joined_in_time", "joined_on", joined_on=dt.date(2002, 8, 8))
in_system("rd_system.joined_if_on_it", "on_system", joined_on=None)
in_system("rd_system.institution_and_level", "institution_level", rd_institution="no")
in_system("rd_system.activity_and_expenditure", "rd_expenditure", rd_activity="no")
in_system("rd_system.expenditure_in_reason", "rd_expenditure", rd_expenditure=Decimal(324))
in_system("rd_system.marks_filled", "name", rd_activity=None, rd_expenditure=None)

# ---- supervision_items
ITEMS = "supervision_items"


def open_item(good: Reading) -> int:
    """An item that is not done."""
    return next(row.record_no for row in good.records if (row.field, row.value_text) == ("state", "in_progress"))


@plants("supervision_items.overdue_is_past_due")
def an_open_item_past_its_day() -> Case:
    good = ledger(ITEMS)
    number = open_item(good)
    return Case(good, changed(good, number, due_on=record(good, number)["assigned_on"]), cell(good, number, "state"))


in_ledger("supervision_items.due_after_assigned", ITEMS, 1, due_on=lambda old: old["assigned_on"] - DAY)
in_ledger("supervision_items.done_after_assigned", ITEMS, 1, done_on=lambda old: old["assigned_on"] - DAY)
in_ledger("supervision_items.state_fits_the_days", ITEMS, 1, done_on=None, at="state")
in_ledger("supervision_items.due_within_three_years", ITEMS, 1, due_on=dt.date(2029, 6, 30))
entered_twice("supervision_items.an_item_once", ITEMS, but=["item_no"], at="item_no")
