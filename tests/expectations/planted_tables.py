"""Planted defects of the tables of statistics, science, tax and patents, and of their marts."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from tests.expectations.builds import CITY, EAST, WEST, ZONE, TinyBuild
from tests.expectations.planted import WHOLE_TABLES, plants, spoil_mart

WHOLE_TABLES |= {
    "rd_coverage.columns": ("alter table marts.mart_rd_coverage rename on_system to joined", "on_system"),
    "zones_mart.columns": ("alter table marts.mart_hightech_zones drop rank_scope", "rank_scope"),
    "patents_mart.columns": ("alter table marts.mart_patents drop pct_applications", "pct_applications"),
}
spoil_mart("rd_coverage", "mart_rd_coverage", "firms", "enterprises", rates_are_derived=False)
spoil_mart("zones_mart", "mart_hightech_zones", "standing", "rank")
spoil_mart("patents_mart", "mart_patents", "firms", "invention_patents_valid")

REGISTER = "stg_science_technology_bureau__rd_management_system"
GOOD_CODE = "91350100M000100Y43"
STEP = Decimal("0.01")


def side_by_side(rule: str, *numbers: tuple[str, str], **facts: object) -> None:
    """Registers numbers of one region and period that do not fit each other; the first is the failing row."""

    @plants(rule)
    def plant(build: TinyBuild) -> str:
        for line, (indicator, value) in enumerate(numbers):
            said = {"breakdown": rule, "value_step": STEP} | facts
            build.observe(indicator, value, build.submission(f"{rule}.xlsx"), f"{rule}!C{17 + line}", **said)
        return f"{rule}!C17"


side_by_side("investment.hightech_within_industrial", ("hightech_investment", "9"), ("industrial_investment", "8"))
side_by_side("industry.hightech_within_value_added", ("hightech_value_added", "9"), ("industrial_value_added", "8"))
side_by_side(
    "industry.hightech_share_fits",
    *(("hightech_value_added_share", "50.7"), ("hightech_value_added", "61"), ("industrial_value_added", "110")),
)
side_by_side("industry.value_added_within_revenue", ("industrial_value_added", "9"), ("industrial_revenue", "8"))
side_by_side(
    "industry.rd_share_fits",
    *(("rd_to_revenue_industrial", "2.19"), ("rd_expenditure_industrial", "21"), ("industrial_revenue", "1000")),
)
side_by_side(
    "rd_year.intensity_fits", ("rd_intensity", "2.65"), ("rd_expenditure_total", "24"), ("gdp", "1000"), period="2018"
)
side_by_side(
    "rd_year.industrial_within_total",
    *(("rd_expenditure_industrial", "9"), ("rd_expenditure_total", "8")),
    period="2018",
)
side_by_side(
    "superdeduction.tax_within_rate",
    *(("rd_superdeduction_tax_saved", "30"), ("rd_superdeduction_amount", "100")),
    period="2018",
)
side_by_side(
    "superdeduction.enterprises_and_amount",
    *(("rd_superdeduction_amount", "0"), ("rd_superdeduction_enterprises", "4")),
    period="2017",
)
side_by_side(
    "superdeduction.amount_each",
    *(("rd_superdeduction_amount", "8254"), ("rd_superdeduction_enterprises", "3286")),
    period="2016",
)
side_by_side("patents.high_value_within_all", ("high_value_patents_per_10k", "9"), ("invention_patents_per_10k", "8"))
side_by_side("rd_coverage.part_within_total", ("rd_active_enterprises", "9"), ("industrial_enterprises", "8"))


@plants("growth.total_between_parts")
def a_city_that_grows_faster_than_any_district(build: TinyBuild) -> str:
    rule = "growth.total_between_parts"
    for line, (region, value) in enumerate(((CITY, "9.9"), (EAST, "5.1"), (WEST, "7.2"))):
        said = {"measure": "growth_yoy", "region_code": region, "period": "2013", "breakdown": rule}
        build.observe("gdp", value, build.submission(f"{rule}.xlsx"), f"{rule}!C{17 + line}", **said)
    return f"{rule}!C17"


@plants("growth.gap_fits")
def a_gap_of_another_month(build: TinyBuild) -> str:
    rule = "growth.gap_fits"
    numbers = (
        ("hightech_investment", "growth_gap", "12.9"),
        ("hightech_investment", "growth_yoy", "5.3"),
        ("industrial_investment", "growth_yoy", "-7.1"),
    )
    for line, (indicator, measure, value) in enumerate(numbers):
        said = {"measure": measure, "breakdown": rule, "value_step": Decimal("0.1")}
        build.observe(indicator, value, build.submission(f"{rule}.xlsx"), f"{rule}!C{17 + line}", **said)
    return f"{rule}!C17"


@plants("investment.growth_steady")
def growth_with_a_lost_decimal_point(build: TinyBuild) -> str:
    rule = "investment.growth_steady"
    for cell, month, value in (("C18", "08", "5.8"), ("C17", "09", "-61")):
        said = {"measure": "growth_yoy", "breakdown": rule, "period": f"2018-01/2018-{month}"}
        build.observe("hightech_investment", value, build.submission(f"{rule}.xlsx"), f"{rule}!{cell}", **said)
    return f"{rule}!C17"


@plants("shares.change_fits")
def a_change_that_the_two_years_do_not_have(build: TinyBuild) -> str:
    rule = "shares.change_fits"
    numbers = (("change_yoy", "2018", "0.42"), ("level", "2018", "2.65"), ("level", "2017", "2.41"))
    for line, (measure, period, value) in enumerate(numbers):
        said = {"measure": measure, "breakdown": rule, "period": period, "value_step": STEP}
        build.observe("rd_intensity", value, build.submission(f"{rule}.xlsx"), f"{rule}!C{17 + line}", **said)
    return f"{rule}!C17"


@plants("rank.within_field")
def third_of_two_counties(build: TinyBuild) -> str:
    rule = "rank.within_field"
    said = {"measure": "rank", "scope": "望海市", "region_code": EAST, "period": "2018", "breakdown": rule}
    build.observe("rd_intensity", "30", build.submission(f"{rule}.xlsx"), f"{rule}!C17", **said)
    return f"{rule}!C17"


def _zone(build: TinyBuild, rule: str, number: int) -> str:
    """A zone that only this rule speaks of."""
    code = f"{ZONE}-{abs(hash(rule)) % 10_000}-{number}"
    named = {"region_code": code, "name_zh": f"{rule}高新区{number}", "level": "zone", "parent_code": CITY}
    build.insert("marts.dim_region", **named, kind="functional")
    return code


def _evaluated(build: TinyBuild, rule: str, region: str, cell: str, **said: str) -> None:
    """Rank and score of a zone in a year; its region's code stands for one of the build's regions."""
    source = build.submission(f"{rule}.xlsx")
    place = {"period": said["period"], "breakdown": rule}
    stated = {"measure": "rank", "scope": "青云省", "region_code": ZONE} | place
    numbers = [build.observe("hightech_zones_evaluation", said["rank"], source, f"{rule}!{cell}", **stated)]
    if "score" in said:
        where = f"{rule}!{cell}1"
        numbers.append(build.observe("hightech_zones_score", said["score"], source, where, region_code=ZONE, **place))
    for number in numbers:
        for table in ("fct_observation", "fct_observation_vintage"):
            build.run(
                f"update marts.{table} set region_code = '{region}', observation_id = md5(observation_id || '{region}')"
                f" where vintage_id = '{number['vintage_id']}'"
            )
        build.run(
            f"update evidence.observation_inputs set observation_id = md5(observation_id || '{region}')"
            f" where vintage_id = '{number['vintage_id']}'"
        )


@plants("zones.rank_unique")
def two_zones_in_fourth_place(build: TinyBuild) -> str:
    rule = "zones.rank_unique"
    for number in (1, 2):
        _evaluated(build, rule, _zone(build, rule, number), f"C{16 + number}", period="2018", rank="4")
    return f"{rule}!C17"


@plants("zones.score_in_order")
def the_better_score_behind_the_worse(build: TinyBuild) -> str:
    rule = "zones.score_in_order"
    one, other = (_zone(build, rule, number) for number in (1, 2))
    _evaluated(build, rule, one, "C17", period="2012", rank="9", score="84")
    _evaluated(build, rule, other, "C18", period="2012", rank="8", score="71")
    return f"{rule}!C17"


@plants("zones.all_present")
def a_zone_that_is_lost(build: TinyBuild) -> str:
    rule = "zones.all_present"
    one, other = (_zone(build, rule, number) for number in (1, 2))
    _evaluated(build, rule, one, "C17", period="2009", rank="31")
    _evaluated(build, rule, other, "C18", period="2009", rank="32")
    _evaluated(build, rule, other, "C19", period="2010", rank="33")
    return f"{rule}!C17"


@plants("zones.score_range")
def a_score_without_its_decimal_point(build: TinyBuild) -> str:
    rule = "zones.score_range"
    said = {"region_code": ZONE, "period": "2018", "breakdown": rule}
    build.observe("hightech_zones_score", "8471", build.submission(f"{rule}.xlsx"), f"{rule}!C17", **said)
    return f"{rule}!C17"


@plants("zones.functional")
def the_zone_of_a_county_taken_for_the_county(build: TinyBuild) -> str:
    rule = "zones.functional"
    said = {"measure": "rank", "scope": "青云省", "region_code": EAST, "period": "2006", "breakdown": rule}
    build.observe("hightech_zones_evaluation", "5", build.submission(f"{rule}.xlsx"), f"{rule}!C17", **said)
    return f"{rule}!C17"


@plants("superdeduction.part_within_total")
def more_high_tech_enterprises_than_enterprises(build: TinyBuild) -> str:
    rule = "superdeduction.part_within_total"
    source = build.submission(f"{rule}.xlsx")
    build.observe("rd_superdeduction_enterprises", "8", source, f"{rule}!C18", period="2015")
    said = {"period": "2015", "breakdown": "hightech_enterprises"}
    build.observe("rd_superdeduction_enterprises", "9", source, f"{rule}!C17", **said)
    return f"{rule}!C17"


@plants("patents.months_make_the_year")
def a_month_counted_twice(build: TinyBuild) -> str:
    rule = "patents.months_make_the_year"
    for cell, period, value in (("C17", "2018-01/2018-02", "170"), ("C18", "2018-01", "88"), ("C19", "2018-02", "61")):
        said = {"period": period, "breakdown": rule}
        build.observe("invention_patents_granted", value, build.submission(f"{rule}.xlsx"), f"{rule}!{cell}", **said)
    return f"{rule}!C17"


@plants("patents.stock_steady")
def a_stock_with_a_digit_too_few(build: TinyBuild) -> str:
    rule = "patents.stock_steady"
    for cell, month, value in (("C18", "08", "1490"), ("C17", "09", "149")):
        said = {"period": f"2018-{month}", "breakdown": rule}
        build.observe("invention_patents_valid", value, build.submission(f"{rule}.xlsx"), f"{rule}!{cell}", **said)
    return f"{rule}!C17"


@plants("patents.per_10k_fits")
def a_rate_of_another_district(build: TinyBuild) -> str:
    rule = "patents.per_10k_fits"
    rows = (("17", CITY, "3000", "30"), ("18", EAST, "2000", "50"), ("19", WEST, "1000", "10"))
    for line, region, stock, rate in rows:
        said = {"period": "2013-10", "region_code": region, "breakdown": rule}
        source = build.submission(f"{rule}.xlsx")
        build.observe("invention_patents_valid", stock, source, f"{rule}!B{line}", **said)
        build.observe("invention_patents_per_10k", rate, source, f"{rule}!C{line}", **said)
    return f"{rule}!C17"


@plants("patents.granted_within_stock")
def more_granted_than_in_force(build: TinyBuild) -> str:
    rule = "patents.granted_within_stock"
    source = build.submission(f"{rule}.xlsx")
    build.observe("invention_patents_granted", "90", source, f"{rule}!C17", period="2018", breakdown=rule)
    build.observe("invention_patents_valid", "80", source, f"{rule}!C18", period="2018-12", breakdown=rule)
    return f"{rule}!C17"


# ---- the register of the R&D management system
def in_register(rule: str, field: str, **fields: object) -> None:
    """Registers a defect in one row of a register that stands; its cell is that of `field`."""

    @plants(rule)
    def plant(build: TinyBuild) -> str:
        row = {"name": f"{rule}厂", "credit_code": GOOD_CODE, "above_size": "yes"} | fields
        _standing(build, rule)
        return build.record(REGISTER, build.submission(f"{rule}.xlsx"), record_period="2018", **row)[field]


def _standing(build: TinyBuild, rule: str) -> None:
    source = build.submission(f"{rule}.xlsx")
    build.observe("industrial_enterprises", "1", source, f"{rule}!A1", breakdown=rule, period="2018-09")
    if not build.connection.execute("from marts.dim_period where period = '2018'").fetchone():
        year = {"period_start": dt.date(2018, 1, 1), "period_end": dt.date(2018, 12, 31)}
        build.insert("marts.dim_period", period="2018", **year)


in_register("rd_system.joined_in_time", "joined_on", on_system="yes", joined_on=dt.date(2019, 1, 1))
in_register("rd_system.joined_if_on_it", "joined_on", on_system="no", joined_on=dt.date(2018, 5, 1))
in_register("rd_system.institution_and_level", "institution_level", rd_institution="no", institution_level="own")
in_register("rd_system.activity_and_expenditure", "rd_expenditure", rd_activity="no", rd_expenditure=Decimal(5))


@plants("rd_system.one_code_each")
def one_firm_under_two_codes(build: TinyBuild) -> str:
    rule = "rd_system.one_code_each"
    _standing(build, rule)
    for row, code in ((5, GOOD_CODE), (6, "91330602XY0000001A")):
        firm = {"name": f"{rule}厂", "credit_code": code}
        build.record(REGISTER, build.submission(f"{rule}.xlsx"), row=row, record_period="2018", **firm)
    return f"{rule}厂"
