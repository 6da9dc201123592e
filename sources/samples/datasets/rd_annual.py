"""全社会研发经费投入情况, a year's table of the statistics bureau.

Belongs here: the bytes of this dataset's files from the city's figures. Does not belong here: the figures
(`city/rd_annual.yml`), reading the files.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sources.samples.figures import City, growth_tenths, over, split, tenths
from sources.samples.words import NOTE, full_width, grouped
from sources.samples.workbooks import Sheet, Value, workbook

department = "statistics_bureau"


def files(city: City, months: Sequence[tuple[int, int]]) -> Iterator[tuple[str, bytes]]:
    """A year's table in the autumn after it, and the older one of the year before the first."""
    stated = city.stated["rd_annual"]
    for year in sorted({year for year, _ in months}):
        if months[-1] >= (year, stated["published"]["month"]):
            yield f"{year - 1}年全社会研发经费投入情况.xlsx", table(city, year - 1)
    yield f"{stated['first_year']}年全社会研发经费投入情况.xlsx", older_table(city, stated["first_year"])


@dataclass(frozen=True)
class Year:
    """GDP and R&D expenditure of a year in 0.01亿元: the city's first, then the districts', which add up to it."""

    gdp: list[int]
    expenditure: list[int]

    @property
    def intensity(self) -> list[int]:
        """In hundredths of a percent."""
        return [over(spent * 10_000, whole) for spent, whole in zip(self.expenditure, self.gdp, strict=True)]


def figures_of(city: City, year: int) -> Year:
    """The year's figures; those after the last one stated grow on."""
    series = city.series("rd_annual")
    stated = series.stated
    last = stated["first_year"] + len(stated["gdp"]) - 1
    place = min(year, last) - stated["first_year"]
    totals = {}
    for name in ("gdp", "expenditure"):
        totals[name] = stated[name][place]
        for _ in range(last, year):
            totals[name] = over(totals[name] * (1000 + stated["later_growth"][name]), 1000)
    dice = series.dice(year)
    gdp = split(totals["gdp"], [share * dice.randint(990, 1010) for share in stated["gdp_shares"]])
    weights = [value * intensity for value, intensity in zip(gdp, stated["intensity"][place], strict=True)]
    spent = split(totals["expenditure"], weights)
    return Year([totals["gdp"], *gdp], [totals["expenditure"], *spent])


def table(city: City, year: int) -> bytes:
    """全社会研发经费投入情况 with last year's numbers, changes and ranks: the form since the year 2019.

    Dirt: full-width year in the title; merged two-row header over four groups, the units in either row; 全市 first; a
    district's name with trailing blanks; shares stored as 0.0265 and shown as 2.65%; a rank typed as 18位; a number as
    text with thousands separators; a hidden row of column numbers; 注 lines.
    """
    stated = city.stated["rd_annual"]
    now, before = figures_of(city, year), figures_of(city, year - 1)
    published = dt.date(year + 1, stated["published"]["month"], stated["published"]["day"])
    sheet = Sheet("全社会研发投入")
    sheet.row(1, [f"{city.name}{full_width(str(year))}年度全社会研发经费投入情况"])
    sheet.row(2, [f"填报单位：{city.name}统计局", *[None] * 5, f"发布日期：{published:%Y.%m.%d}"])
    heads = ["地区", "全社会研发经费（亿元）", None, None, "地区生产总值（亿元）", "研发经费占地区生产总值比重"]
    sheet.row(3, [*heads, None, None, "全省位次"])
    sheet.row(4, ["本年", "上年", "增长（%）", None, "本年", "上年", "提高（百分点）", "比重", "提升幅度"], 2)
    sheet.row(5, ["甲", *map(str, range(1, 10))])
    sheet.merge("A1:J1", "A3:A4", "B3:D3", "E3:E4", "F3:H3", "I3:J3")
    sheet.hidden_rows.append(5)
    ranks = [[stated[key]["city"], *stated[key]["districts"]] for key in ("ranks", "ranks_of_change")]
    columns = (now.expenditure, before.expenditure, now.gdp, now.intensity, before.intensity, *ranks)
    rows = enumerate(zip(["全  市", *city.names], *columns, strict=True), start=6)
    for row, (name, spent, spent_before, gdp, share, share_before, rank, rank_of_change) in rows:
        numbers: list[Value] = [
            *(_hundredths(spent), _hundredths(spent_before), tenths(growth_tenths(spent, spent_before))),
            *(_hundredths(gdp), Decimal(share).scaleb(-4), Decimal(share_before).scaleb(-4)),
            *(_hundredths(share - share_before), rank, rank_of_change),
        ]
        sheet.row(row, [name, *numbers])
        sheet.formats[row, 6] = sheet.formats[row, 7] = "0.00%"
    sheet.values[8, 1] = f"{city.names[1]}  "
    sheet.values[7, 5] = grouped(_hundredths(now.gdp[1]))
    sheet.values[9, 9] = f"{ranks[0][3]}位"
    sheet.row(13, ["注：1.地区生产总值为最终核实数。"])
    sheet.row(14, [f"    2.全市位次在设区市中排列，区县位次在县（市、区）中排列。{NOTE}"])
    sheet.merge("A13:J13", "A14:J14")
    return workbook([sheet], published)


def older_table(city: City, year: int) -> bytes:
    """全社会R&D经费情况, the form until the year 2018.

    Dirt: 单位 line 万元, the share in %; 合计 at the end; numbers in 万元 typed as text in every third row; a blank row
    between the header and the districts; no growth and no ranks.
    """
    stated = city.stated["rd_annual"]
    now = figures_of(city, year)
    published = dt.date(year + 1, stated["published"]["month"], stated["published"]["day"])
    sheet = Sheet("R&D")
    sheet.row(1, [f"{year}年全社会R&D经费情况"])
    sheet.row(2, [f"填报日期：{published:%Y/%m/%d}", None, "单位：万元"])
    sheet.row(3, ["地区", "R&D经费支出", "GDP", "R&D经费占GDP比重（%）"])
    sheet.merge("A1:D1")
    columns = (_city_last(values) for values in (now.expenditure, now.gdp, now.intensity))
    for row, (name, spent, gdp, share) in enumerate(zip([*city.names, "合  计"], *columns, strict=True), start=5):
        amounts = [grouped(value * 100) if row % 3 == 0 else value * 100 for value in (spent, gdp)]
        sheet.row(row, [name, *amounts, _hundredths(share)])
    sheet.row(12, [f"注：{NOTE}"])
    return workbook([sheet], published)


def _city_last(values: list[int]) -> list[int]:
    return [*values[1:], values[0]]


def _hundredths(value: int) -> Decimal:
    return Decimal(value).scaleb(-2)
