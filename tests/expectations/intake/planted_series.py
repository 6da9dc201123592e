"""Planted defects of numbers that do not follow from what was reported of their series before."""

from __future__ import annotations

from tests.expectations.intake.made import (
    COUNTIES,
    EAST,
    WEST,
    Case,
    Number,
    growth,
    in_table,
    months,
    plants,
    table,
)

RD, SHARE = "rd_expenditure_industrial", "hightech_value_added_share"
SO_FAR = [(period, [Number(RD, f"{100 * month}.11")]) for month, period in enumerate(months(2, 9), start=2)]
in_table("series.cumulative_does_not_fall", "industrial_rd", [Number(RD, "1000.11")], {0: "801.10"}, before=SO_FAR)
in_table("series.month_out_of_pattern", "industrial_rd", [Number(RD, "1000.11")], {0: "1900.11"}, before=SO_FAR)
in_table(
    "series.tenfold_of_year_before",
    "industrial_rd",
    [Number(RD, "1000.11")],
    {0: "10001.1"},
    before=[("2019-01/2019-10", [Number(RD, "900.11")])],
)
in_table("series.tenfold_of_month_before", "industrial_rd", [Number(RD, "1000.11")], {0: "10.00"}, before=SO_FAR[-1:])
in_table(
    "series.last_year_as_told",
    "industrial_rd",
    [
        Number(RD, f"{number}00.11", region, period="2019-01/2019-10")
        for number, region in enumerate(COUNTIES[:4], start=1)
    ],
    {1: "210.11"},
    before=[("2019-01/2019-10", [Number(RD, f"{n}00.11", region) for n, region in enumerate(COUNTIES[:4], start=1)])],
)
in_table(
    "series.stock_in_step",
    "rd_management_system",
    [Number("industrial_enterprises", "4100", unit="家")],
    {0: "410"},
    period="2020-10",
    before=[("2020-09", [Number("industrial_enterprises", "4090", unit="家")])],
)
in_table(
    "series.share_in_step",
    "hightech_output",
    [Number(SHARE, "50.7", unit="%")],
    {0: "5.07"},
    before=[("2020-01/2020-09", [Number(SHARE, "50.4", unit="%")])],
)
GROWTHS = [(period, [growth(RD, f"{9 + month % 3}.0")]) for month, period in enumerate(months(2, 9), start=2)]
in_table("series.growth_steady", "industrial_rd", [growth(RD, "11.0")], {0: "111"}, before=GROWTHS[-1:])
in_table("series.growth_out_of_pattern", "industrial_rd", [growth(RD, "11.0")], {0: "-11.0"}, before=GROWTHS)
in_table(
    "series.last_month_again",
    "industrial_rd",
    [Number(RD, text, region) for text, region in zip(("10.11", "20.22", "30.33", "5.05"), COUNTIES, strict=False)],
    {0: "9.99", 1: "19.99", 2: "29.99", 3: "4.99"},
    before=[
        (
            "2020-01/2020-09",
            [
                Number(RD, text, region)
                for text, region in zip(("9.99", "19.99", "29.99", "4.99"), COUNTIES, strict=False)
            ],
        )
    ],
)
in_table(
    "series.revised_much",
    "industrial_rd",
    [Number(RD, "1000.11"), Number(RD, "905.11", period="2019-01/2019-10")],
    {1: "509.11"},
    before=[("2019-01/2019-10", [Number(RD, "900.11")])],
)


def rank(text: str, period: str = "") -> Number:
    return Number("hightech_zones_evaluation", text, "330600-Z05", "rank", "位", scope="浙江省", period=period)


in_table(
    "series.rank_as_told",
    "hightech_zones",
    [rank("5"), rank("4", "2019")],
    {1: "14"},
    period="2020",
    before=[("2019", [rank("4")])],
)
PATENTS = "invention_patents_granted"
in_table(
    "series.growth_fits_earlier_level",
    "patents",
    [growth(PATENTS, "12.1"), Number(PATENTS, "314", unit="件")],
    {0: "21.1"},
    before=[("2019-01/2019-10", [Number(PATENTS, "280", unit="件")])],
)
in_table(
    "series.change_fits_earlier_share",
    "hightech_output",
    [Number(SHARE, "4.6", measure="change_yoy", unit="百分点"), Number(SHARE, "50.7", unit="%")],
    {0: "9.6"},
    before=[("2019-01/2019-10", [Number(SHARE, "46.0", unit="%")])],
)
in_table(
    "series.share_of_whole_steady",
    "industrial_rd",
    [Number(RD, "100.00"), Number(RD, "40.00", WEST), Number(RD, "60.00", EAST)],
    {1: "20.00", 2: "80.00"},
    before=[
        ("2020-01/2020-09", [Number(RD, "90.00"), Number(RD, "36.00", WEST), Number(RD, "54.00", EAST)]),
    ],
)


@plants("submissions.indicator_vanished")
def a_column_that_is_gone() -> Case:
    numbers = [Number(RD, "100.00"), growth(RD, "3.1"), Number("industrial_revenue", "50.00", unit="亿元")]
    good = table("industrial_rd", "2020-01/2020-10", numbers)
    bad = table("industrial_rd", "2020-01/2020-10", numbers[:2])
    return Case(good, bad, "", (table("industrial_rd", "2020-01/2020-09", numbers),))
