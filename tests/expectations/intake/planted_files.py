"""Planted defects of whole files, and of ledgers of persons."""

from __future__ import annotations

import dataclasses
import datetime as dt
from decimal import Decimal

from sources.problems import Problem
from sources.rows import Reading, SetAside
from tests.expectations.intake.made import (
    ARRIVED,
    Case,
    Number,
    cell,
    changed,
    in_ledger,
    ledger,
    plants,
    readings,
    record,
    table,
    without,
)

RD = table("industrial_rd", "2020-01/2020-10", [Number("rd_expenditure_industrial", "100.00")])
FUNDS = "st_funds"


@plants("submissions.known_after_arrival")
def a_date_of_the_next_century() -> Case:
    return Case(RD, dataclasses.replace(RD, known_on=ARRIVED + dt.timedelta(days=400)), "")


@plants("submissions.long_over")
def a_date_of_two_years_later() -> Case:
    return Case(RD, dataclasses.replace(RD, known_on=dt.date(2022, 11, 20)), "")


@plants("submissions.undated_and_old")
def an_old_table_without_a_date() -> Case:
    return Case(RD, dataclasses.replace(RD, known_on=ARRIVED, known_on_from="arrival"), "")


@plants("submissions.ledger_before_its_period")
def a_ledger_of_the_future() -> Case:
    good = ledger(FUNDS)
    return Case(good, dataclasses.replace(good, known_on=dt.date(2019, 10, 10)), "")


@plants("submissions.most_rows_set_aside")
def a_ledger_of_which_little_is_left() -> Case:
    good = ledger("innovation_vouchers")
    rows = sorted({row.record_no for row in good.records})
    problem = Problem("sources.unknown_code", {"text": "券", "nearest": ""}, "error", "创新券", "K7")
    aside = [SetAside(f"创新券!K{row}", "券", dataclasses.replace(problem, cell=f"K{row}")) for row in rows[3:]]
    return Case(good, dataclasses.replace(without(good, *rows[3:]), set_aside=aside), "")


@plants("submissions.cases_lost")
def vouchers_that_are_gone() -> Case:
    good = ledger("innovation_vouchers")
    return Case(good, without(good, 4, 5), "", (ledger("innovation_vouchers", back=1),))


@plants("submissions.ledger_again")
def last_months_ledger_under_this_months_title() -> Case:
    before, good = readings("innovation_vouchers")[-2:]
    of_before = [dataclasses.replace(row, record_period=good.records[0].record_period) for row in before.records]
    return Case(good, dataclasses.replace(good, records=of_before), "", (before,))


@plants("submissions.one_period")
def one_sheet_of_last_year() -> Case:
    good = ledger("technology_demands")
    rows = [dataclasses.replace(row, record_period="2019") if row.record_no == 3 else row for row in good.records]
    return Case(good, dataclasses.replace(good, records=rows), "")


@plants("submissions.row_count_in_step")
def a_register_of_which_most_is_lost() -> Case:
    good, before = ledger("rd_management_system"), ledger("rd_management_system", back=1)
    return Case(good, without(good, *range(6, 60)), "", (before,))


# ---- commissioners
SENT = "commissioners"


def in_person(rule: str, at: str, among: str, of_duty: str = "", /, **values: str | None) -> None:
    """A change of the first commissioner of a form, and of a duty, on the newest list that has one."""

    @plants(rule)
    def plant() -> Case:
        good = readings(SENT)[-2 if among == "single" else -1]
        number = commissioner(good, among, of_duty)
        bad = changed(good, number, **values)
        return Case(good, bad, cell(bad, number, at))


def commissioner(good: Reading, form: str, duty: str) -> int:
    """The first of a form, and of a duty where one is named."""
    rows = ((number, record(good, number)) for number in sorted({row.record_no for row in good.records}))
    return next(number for number, row in rows if row["form"] == form and (not duty or row.get("duty") == duty))


in_person("commissioners.form_told", "region", "single", form=None)
in_person("commissioners.a_team_has_a_name", "form", "team", "member", team=None)
in_person("commissioners.alone_without_a_team", "team", "single", team="aaaaaaaaaaaaaaaa")
in_person("commissioners.a_team_has_members", "team", "team", "member", team="aaaaaaaaaaaaaaaa")
in_person("commissioners.a_team_in_one_place", "region", "team", "member", region="330624")


in_person("commissioners.one_leader_a_team", "duty", "team", "member", duty="leader")


# ---- foreign_experts, leading_teams, talent_introduced
EXPERTS, TEAMS, TALENT = "foreign_experts", "leading_teams", "talent_introduced"
in_ledger("foreign_experts.employer_told", EXPERTS, employer=None, at="category")
in_ledger("foreign_experts.started_lately", EXPERTS, stage="in_post", started_on=dt.date(2002, 3, 1), at="started_on")


@plants("foreign_experts.in_post_since")
def in_post_without_a_day() -> Case:
    good = changed(ledger(EXPERTS), 5, stage="in_post", started_on=dt.date(2020, 3, 1))
    return Case(good, changed(good, 3, stage="in_post"), cell(good, 3, "stage"))


@plants("foreign_experts.one_project_a_person")
def one_person_in_two_projects() -> Case:
    good = ledger(EXPERTS)
    bad = changed(good, 5, person=record(good, 3)["person"], category="leading")
    return Case(good, bad, cell(good, 5, "category"))


in_ledger(
    "leading_teams.decided_after_applied", TEAMS, stage="selected", decided_on=dt.date(2020, 1, 1), at="decided_on"
)
in_ledger("leading_teams.decided_if_judged", TEAMS, stage="applied", decided_on=dt.date(2020, 9, 1))
in_ledger("leading_teams.applied_in_its_year", TEAMS, applied_on=dt.date(2019, 3, 13))
in_ledger("leading_teams.members_in_reason", TEAMS, members=Decimal(80))


@plants("leading_teams.one_team_a_leader")
def one_leader_of_two_teams() -> Case:
    good = ledger(TEAMS)
    return Case(good, changed(good, 5, person=record(good, 3)["person"]), cell(good, 5, "person"))


in_ledger("talent_introduced.introduced_in_its_period", TALENT, introduced_on=dt.date(2019, 4, 3))
in_ledger("talent_introduced.engineers_come_flexibly", TALENT, category="flexible_engineer")
in_ledger("talent_introduced.visits_of_the_flexible", TALENT, visits=Decimal(6))


@plants("talent_introduced.doctors_have_the_degree")
def a_doctor_without_the_degree() -> Case:
    good = changed(ledger(TALENT), 3, category="doctor", degree="博士研究生")
    return Case(good, changed(good, 3, degree="大学本科"), cell(good, 3, "degree"))


@plants("talent_introduced.one_mode_a_person")
def one_person_on_both_sheets() -> Case:
    good = ledger(TALENT)
    bad = changed(good, 5, person=record(good, 3)["person"], mode="flexible", category="young")
    return Case(good, bad, cell(good, 5, "mode"))


@plants("talent_introduced.one_category_a_person")
def one_person_in_two_categories() -> Case:
    good = ledger(TALENT)
    bad = changed(good, 5, person=record(good, 3)["person"], category="young")
    return Case(good, bad, cell(good, 5, "category"))
