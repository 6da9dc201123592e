"""Planted defects of tables: what a number can be, what the numbers of a file say of each other."""

from __future__ import annotations

import dataclasses
import datetime as dt

from tests.expectations.intake.made import (
    CITY,
    COUNTIES,
    EAST,
    WEST,
    Case,
    Number,
    by_county,
    growth,
    in_table,
    plants,
    table,
)

RD, REVENUE, SHARE = "rd_expenditure_industrial", "industrial_revenue", "rd_to_revenue_industrial"
LAST_YEAR = "2019-01/2019-10"


def percent(indicator: str, text: str, region: str = CITY, **said: str) -> Number:
    return Number(indicator, text, region, unit="%", **said)  # type: ignore[arg-type]


def rank(text: str, region: str = WEST, measure: str = "rank") -> Number:
    return Number("rd_intensity", text, region, measure, "位", scope="浙江省")


# ---- tables: one number
in_table("tables.not_negative", "industrial_rd", [Number(RD, "50.12")], {0: "-50.12"})
in_table("tables.share_within_hundred", "industrial_rd", [percent(SHARE, "2.19")], {0: "219"})
in_table("tables.growth_above_minus_hundred", "industrial_rd", [growth(RD, "-11.2")], {0: "-112"})
in_table("tables.growth_in_reason", "industrial_rd", [growth(RD, "12.0")], {0: "1200"})
in_table(
    "tables.change_of_share_in_reason",
    "hightech_output",
    [Number("hightech_value_added_share", "4.6", measure="change_yoy", unit="百分点")],
    {0: "46"},
)
in_table(
    "tables.counted_in_whole_numbers", "patents", [Number("invention_patents_granted", "314", unit="件")], {0: "3.14"}
)
in_table("tables.rank_is_a_place", "rd_annual", [rank("4")], {0: "0"}, period="2020")
in_table("tables.rank_within_field", "rd_annual", [rank("40")], {0: "400"}, period="2020")
in_table(
    "tables.range_in_order",
    "targets",
    [Number(RD, "50", kind="target", qualifier="range", high="60")],
    {0: "65"},
    period="2020",
)
in_table(
    "tables.percent_is_no_fraction",
    "hightech_investment",
    [
        growth("hightech_investment", text, region)
        for text, region in zip(("5.8", "8.7", "3.1", "9.4"), COUNTIES, strict=False)
    ],
    {1: "0.087"},
)


@plants("tables.actual_is_past")
def an_actual_of_next_year() -> Case:
    """A report that says what has not been yet."""
    good = table("report_texts", "2020", [Number(RD, "50.1")], source="report", known_on=dt.date(2020, 12, 20))
    bad = table("report_texts", "2021", [Number(RD, "50.1")], source="report", known_on=dt.date(2020, 12, 20))
    return Case(good, bad, "表!B5")


@plants("tables.month_is_over")
def a_table_dated_in_its_month() -> Case:
    good = table("industrial_rd", "2020-01/2020-10", [Number(RD, "50.12"), growth(RD, "3.1")])
    bad = dataclasses.replace(good, known_on=dt.date(2020, 10, 15))
    return Case(good, bad, "表!B5")


# ---- tables: the regions of a table
VALUES = ["10.11", "20.22", "30.33", "5.05", "7.07", "9.09"]
GROWTHS = ["3.1", "-2.0", "5.5", "0.4", "7.9", "2.2"]
in_table(
    "tables.parts_add_up", "industrial_rd", by_county(lambda t, r: Number(RD, t, r), "81.87", VALUES), {0: "91.87"}
)
in_table(
    "tables.growth_between_parts", "industrial_rd", by_county(lambda t, r: growth(RD, t, r), "3.3", GROWTHS), {0: "9.3"}
)
in_table(
    "tables.share_between_parts",
    "industrial_rd",
    by_county(lambda t, r: percent(SHARE, t, r), "2.05", ["1.9", "2.2", "2.0", "1.8", "2.5", "2.1"]),
    {0: "2.95"},
)
in_table(
    "tables.regions_complete",
    "industrial_rd",
    by_county(lambda t, r: growth(RD, t, r), "3.3", GROWTHS),
    {3: None},
    at=1,
)
in_table(
    "tables.regions_differ",
    "industrial_rd",
    by_county(lambda t, r: growth(RD, t, r), "3.3", GROWTHS),
    {2: "3.1", 3: "3.1", 4: "3.1", 5: "3.1", 6: "3.1"},
    at=1,
)
in_table("tables.rank_once", "rd_annual", [rank("4"), rank("17", EAST)], {1: "4"}, at=0, period="2020")

# ---- tables: this year and last
in_table(
    "tables.growth_fits_levels",
    "industrial_rd",
    [growth(RD, "12.0"), Number(RD, "112.00"), Number(RD, "100.00", period=LAST_YEAR)],
    {0: "21.0"},
)
in_table(
    "tables.change_fits",
    "rd_annual",
    [
        Number("rd_intensity", "0.24", measure="change_yoy", unit="百分点"),
        percent("rd_intensity", "2.65"),
        percent("rd_intensity", "2.41", period="2019"),
    ],
    {0: "0.42"},
    period="2020",
)
in_table(
    "tables.gap_fits",
    "hightech_investment",
    [
        Number("hightech_investment", "12.4", measure="growth_gap", unit="百分点"),
        growth("hightech_investment", "5.3"),
        growth("industrial_investment", "-7.1"),
    ],
    {0: "21.4"},
)
in_table(
    "tables.tenfold_of_last_year",
    "industrial_rd",
    [Number(RD, "112.00"), Number(RD, "100.00", period=LAST_YEAR)],
    {0: "11200"},
)
in_table(
    "tables.share_three_times_last_year",
    "rd_annual",
    [percent("rd_intensity", "2.65"), percent("rd_intensity", "2.41", period="2019")],
    {0: "9.65"},
    period="2020",
)

# ---- industry
in_table(
    "industrial_rd.within_revenue",
    "industrial_rd",
    [Number(RD, "21900"), Number(REVENUE, "100.00", unit="亿元")],
    {0: "2190000"},
)
in_table(
    "industrial_rd.share_fits",
    "industrial_rd",
    [percent(SHARE, "2.19"), Number(RD, "21900"), Number(REVENUE, "100.00", unit="亿元")],
    {0: "2.91"},
)
in_table("industrial_rd.share_in_reason", "industrial_rd", [percent(SHARE, "2.19")], {0: "21.9"})
ADDED = "industrial_value_added"
in_table(
    "industrial_main.value_added_within_revenue",
    "industrial_main",
    [Number(ADDED, "21.00", unit="亿元"), Number(REVENUE, "100.00", unit="亿元")],
    {0: "210.00"},
)
in_table(
    "industrial_main.value_added_rate_in_reason",
    "industrial_main",
    [Number(ADDED, "21.00", unit="亿元"), Number(REVENUE, "100.00", unit="亿元")],
    {0: "2.10"},
)
REVENUES = by_county(lambda t, r: Number(REVENUE, t, r, unit="亿元"), "600", ["100", "100", "100", "100", "100", "100"])
SHARES = by_county(lambda t, r: percent(SHARE, t, r), "2.00", ["1.90", "2.10", "2.00", "1.80", "2.20", "2.00"])
in_table("industrial_main.rd_of_parts_adds_up", "industrial_main", [*SHARES, *REVENUES], {0: "2.15"})
HIGHTECH = by_county(
    lambda t, r: Number("hightech_value_added", t, r, unit="亿元"), "300.00", ["50.00"] * 5 + ["50.00"]
)
OF_INDUSTRY = by_county(
    lambda t, r: percent("hightech_value_added_share", t, r), "50.0", ["48.0", "52.0", "50.0", "49.0", "51.0", "50.0"]
)
in_table("hightech_output.industry_of_parts_adds_up", "hightech_output", [*OF_INDUSTRY, *HIGHTECH], {0: "51.9"})
in_table(
    "hightech_output.share_in_reason", "hightech_output", [percent("hightech_value_added_share", "50.7")], {0: "4.07"}
)
in_table(
    "hightech_output.share_is_not_growth",
    "hightech_output",
    [
        number
        for region, text in zip(COUNTIES[:3], ("6.1", "7.2", "5.9"), strict=False)
        for number in (
            percent("hightech_value_added_share", "50.7", region),
            growth("hightech_value_added", text, region),
        )
    ],
    {0: "6.1", 2: "7.2", 4: "5.9"},
)
INVESTED, OF_ALL = "hightech_investment", "industrial_investment"
in_table(
    "hightech_investment.within_industrial",
    "hightech_investment",
    [Number(INVESTED, "8000"), Number(OF_ALL, "9000")],
    {0: "9900"},
)
in_table(
    "hightech_investment.growths_move_together",
    "hightech_investment",
    [growth(INVESTED, "5.3"), growth(OF_ALL, "-7.1")],
    {0: "533"},
)
in_table(
    "hightech_investment.columns_differ",
    "hightech_investment",
    [
        number
        for region, text in zip(COUNTIES[:3], ("6.1", "7.2", "5.9"), strict=False)
        for number in (growth(INVESTED, "1.5", region), growth(OF_ALL, text, region))
    ],
    {0: "6.1", 2: "7.2", 4: "5.9"},
)

# ---- rd
SPENT, GDP = "rd_expenditure_total", "gdp"
in_table(
    "rd_annual.within_gdp",
    "rd_annual",
    [Number(SPENT, "26.5", unit="亿元"), Number(GDP, "1000", unit="亿元")],
    {0: "2650"},
    period="2020",
)
in_table(
    "rd_annual.intensity_fits",
    "rd_annual",
    [percent("rd_intensity", "2.65"), Number(SPENT, "26.50", unit="亿元"), Number(GDP, "1000.00", unit="亿元")],
    {0: "2.56"},
    period="2020",
)
in_table("rd_annual.intensity_in_reason", "rd_annual", [percent("rd_intensity", "2.65")], {0: "26.5"}, period="2020")
in_table(
    "rd_annual.intensity_moves_little",
    "rd_annual",
    [Number("rd_intensity", "0.24", measure="change_yoy", unit="百分点")],
    {0: "2.4"},
    period="2020",
)
in_table(
    "rd_annual.rank_fits",
    "rd_annual",
    [rank("4"), percent("rd_intensity", "3.10", WEST), rank("17", EAST), percent("rd_intensity", "2.20", EAST)],
    {0: "40"},
    period="2020",
)
NATION = "100000"
TYPES = ("rd_expenditure_basic", "rd_expenditure_applied", "rd_expenditure_experimental")
in_table(
    "national_statistics.types_add_up",
    "national_statistics",
    [
        Number(SPENT, "100.0", NATION, unit="亿元"),
        *(Number(name, text, NATION, unit="亿元") for name, text in zip(TYPES, ("6.0", "11.0", "83.0"), strict=False)),
    ],
    {0: "110.0"},
    period="2019",
)
in_table(
    "national_statistics.part_within_total",
    "national_statistics",
    [Number(TYPES[0], "6.0", NATION, unit="亿元"), Number(SPENT, "100.0", NATION, unit="亿元")],
    {0: "600"},
    period="2019",
)
in_table(
    "national_statistics.years_in_step",
    "national_statistics",
    [Number(SPENT, text, NATION, unit="亿元", period=year) for year, text in (("2018", "100.0"), ("2019", "112.0"))],
    {1: "1120"},
    period="2019",
)
in_table(
    "national_statistics.no_year_left_out",
    "national_statistics",
    [
        Number(SPENT, text, NATION, unit="亿元", period=year)
        for year, text in (("2017", "95.0"), ("2018", "100.0"), ("2019", "112.0"))
    ],
    {1: None},
    at=2,
    period="2019",
)
in_table(
    "national_statistics.cost_of_a_researcher",
    "national_statistics",
    [Number(SPENT, "22000", NATION, unit="亿元"), Number("rd_personnel_fte", "4800000", NATION, unit="人年")],
    {0: "2.2"},
    period="2019",
)
in_table(
    "rd_by_province.gdp_in_reason",
    "rd_by_province",
    [Number(SPENT, "1670", "330000", unit="亿元"), percent("rd_intensity", "2.68", "330000")],
    {0: "1.67"},
    period="2019",
)
in_table(
    "rd_by_province.provinces_within_nation",
    "rd_by_province",
    [
        Number(SPENT, text, region, unit="亿元")
        for text, region in (("3000", NATION), ("1700", "330000"), ("1200", "320000"))
    ],
    {1: "2700"},
    at=0,
    period="2019",
)

# ---- zones
ZONE, OTHER = "330600-Z05", "330600-Z03"


def zone(text: str, region: str, measure: str = "rank") -> Number:
    if measure == "rank":
        return Number("hightech_zones_evaluation", text, region, "rank", "位", scope="浙江省")
    return Number("hightech_zones_score", text, region, unit="分")


ZONES = [zone("4", ZONE), zone("85.06", ZONE, "level"), zone("10", OTHER), zone("80.11", OTHER, "level")]
in_table(
    "tables.rank_near_the_others",
    "hightech_zones",
    [zone(str(place), f"330600-Z0{number}") for number, place in enumerate((4, 9, 10, 13, 16, 19, 22, 24), start=1)],
    {1: "90"},
    period="2020",
)
in_table("hightech_zones.score_in_order", "hightech_zones", ZONES, {1: "71.00"}, at=2, period="2020")
in_table("hightech_zones.score_range", "hightech_zones", ZONES, {1: "850.6"}, period="2020")
in_table(
    "hightech_zones.functional", "hightech_zones", ZONES, {0: dataclasses.replace(ZONES[0], region=WEST)}, period="2020"
)
in_table("hightech_zones.score_has_its_rank", "hightech_zones", ZONES, {3: None}, at=2, period="2020")
in_table(
    "hightech_zones.all_ranked_again",
    "hightech_zones",
    [zone("5", ZONE), zone("9", OTHER)],
    {1: None},
    at=0,
    period="2020",
    before=[("2019", [zone("4", ZONE), zone("10", OTHER)])],
)

# ---- superdeduction
FIRMS, DEDUCTED, SAVED = (f"rd_superdeduction_{name}" for name in ("enterprises", "amount", "tax_saved"))
in_table(
    "superdeduction.part_within_total",
    "superdeduction",
    [Number(FIRMS, "107", unit="家", breakdown="hightech_enterprises"), Number(FIRMS, "188", unit="家")],
    {0: "1070"},
    period="2019",
)
in_table(
    "superdeduction.tax_fits_rate",
    "superdeduction",
    [Number(SAVED, "150"), Number(DEDUCTED, "1000")],
    {0: "1500"},
    period="2019",
)
in_table(
    "superdeduction.enterprises_and_amount",
    "superdeduction",
    [Number(DEDUCTED, "1000"), Number(FIRMS, "188", unit="家")],
    {0: "0"},
    period="2019",
)
in_table(
    "superdeduction.amount_each",
    "superdeduction",
    [Number(DEDUCTED, "1000"), Number(FIRMS, "188", unit="家")],
    {0: "10"},
    period="2019",
)
in_table(
    "superdeduction.average_near_the_others",
    "superdeduction",
    [
        number
        for region in COUNTIES[:4]
        for number in (Number(DEDUCTED, "9000", region), Number(FIRMS, "90", region, unit="家"))
    ],
    {4: "900000"},
    period="2019",
)

# ---- patents
GRANTED, VALID, PER_10K = "invention_patents_granted", "invention_patents_valid", "invention_patents_per_10k"
MONTH = "2020-10"
in_table(
    "patents.month_within_cumulative",
    "patents",
    [Number(GRANTED, "31", unit="件", period=MONTH), Number(GRANTED, "314", unit="件")],
    {0: "3100"},
)
in_table(
    "patents.high_value_within_all",
    "patents",
    [
        Number("high_value_patents_per_10k", "6.10", unit="件", period=MONTH),
        Number(PER_10K, "22.30", unit="件", period=MONTH),
    ],
    {0: "61.0"},
)
in_table(
    "patents.granted_within_stock",
    "patents",
    [Number(GRANTED, "314", unit="件"), Number(VALID, "2000", unit="件", period=MONTH)],
    {0: "3140"},
)
STOCKS = by_county(lambda t, r: Number(VALID, t, r, unit="件", period=MONTH), "600", ["100"] * 6)
RATES = by_county(
    lambda t, r: Number(PER_10K, t, r, unit="件", period=MONTH),
    "10.00",
    ["9.00", "11.00", "10.00", "9.50", "10.50", "10.20"],
)
in_table("patents.per_10k_fits", "patents", [*RATES, *STOCKS], {0: "10.90"})
in_table(
    "patents.inhabitants_in_reason",
    "patents",
    [Number(PER_10K, "10.00", WEST, unit="件", period=MONTH), Number(VALID, "600", WEST, unit="件", period=MONTH)],
    {0: "1000.00"},
)
in_table(
    "patents.month_is_the_difference",
    "patents",
    [Number(GRANTED, "31", unit="件", period=MONTH), Number(GRANTED, "314", unit="件")],
    {0: "13"},
    before=[("2020-01/2020-09", [Number(GRANTED, "283", unit="件")])],
)
in_table(
    "patents.stock_steady",
    "patents",
    [Number(VALID, "2040", unit="件", period=MONTH)],
    {0: "2840"},
    before=[("2020-01/2020-09", [Number(VALID, "2000", unit="件", period="2020-09")])],
)


# ---- targets
def target(indicator: str, text: str, region: str = CITY, unit: str = "万元", measure: str = "level") -> Number:
    return Number(indicator, text, region, measure, unit, kind="target")


AIMED = by_county(lambda t, r: target(RD, t, r), "600", ["100", "110", "90", "95", "105", "120"])
SHARES_AIMED = by_county(
    lambda t, r: target("rd_intensity", t, r, "%"), "2.80", ["2.60", "3.00", "2.90", "2.40", "2.70", "4.20"]
)
in_table("targets.parts_near_whole", "targets", AIMED, {0: "60"}, period="2020")
in_table("targets.whole_among_parts", "targets", SHARES_AIMED, {0: "28"}, period="2020")
in_table(
    "targets.growth_in_reason", "targets", [target(RD, "12", unit="%", measure="growth_yoy")], {0: "120"}, period="2020"
)
in_table("targets.region_near_the_others", "targets", SHARES_AIMED, {2: "30.0"}, period="2020")
in_table("targets.whole_told", "targets", [*AIMED, *SHARES_AIMED], {7: None}, at=8, period="2020")
in_table(
    "targets.in_step_with_last_year",
    "targets",
    [target(RD, "660")],
    {0: "6600"},
    period="2020",
    before=[("2019", [target(RD, "600")])],
    known_on=dt.date(2020, 3, 20),
)


@plants("targets.ahead_of_their_year")
def targets_of_a_year_that_is_over() -> Case:
    good = table("targets", "2020", AIMED, known_on=dt.date(2020, 3, 20))
    return Case(good, dataclasses.replace(good, known_on=dt.date(2021, 3, 20)), "表!B5")


in_table("targets.sign_of_the_others", "targets", SHARES_AIMED, {2: "-3.0"}, period="2020")
in_table(
    "tables.same_as_the_period_beside",
    "national_statistics",
    [
        Number(RD, f"{1000 + 37 * year + 211 * place}.{year + place}", region, unit="亿元", period=str(2010 + year))
        for place, region in enumerate(COUNTIES[:4])
        for year in range(6)
    ],
    {8: "1248.2"},
    at=8,
    period="2015",
)
