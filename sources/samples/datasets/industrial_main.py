"""规上工业主要经济指标, a month's cumulative table of the statistics bureau, one restated with the R&D expenditure.

Belongs here: the bytes of this dataset's files from the city's figures. Does not belong here: the figures
(`city/industrial_main.yml`; levels are those of `hightech_output` and `industrial_rd`), reading the files.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from decimal import Decimal

from sources.samples.datasets import hightech_output, industrial_rd
from sources.samples.figures import City, following, months_text, over, tenths
from sources.samples.words import NOTE, chinese_date, full_width
from sources.samples.workbooks import Sheet, Value, workbook

department = "statistics_bureau"
_Row = tuple[str, int, int, int, int, int, int]


def files(city: City, months: Sequence[tuple[int, int]]) -> Iterator[tuple[str, bytes]]:
    """One file a month from February on, and the revision of one month."""
    revision = city.stated["industrial_rd"]["revision"]
    since = tuple(city.stated["industrial_main"]["by_region_from"])
    for year, month in months:
        write = by_region if (year, month) >= since else by_indicator
        name = f"{year}年{months_text(month)}规上工业主要指标"
        if month > 1:
            yield f"{name}.xlsx", write(city, year, month)
        if (year, month) == (revision["year"], revision["month"]):
            yield f"{name}（修订）.xlsx", write(city, year, month, revised=True)


def by_region(city: City, year: int, month: int, *, revised: bool = False) -> bytes:
    """规上工业主要经济指标, regions downwards: the form since mid-2020.

    Dirt: one blank row first; 序号 before the names; units in the second header row; a column of profits that nobody
    asks for; 全 市 at the end; shares as numbers shown with a % sign; a growth typed as text with a % sign, another
    with full-width digits; a number with a trailing blank; 注 and 数据来源 lines.
    """
    regions, published = _regions(city, year, month, revised=revised)
    sheet = Sheet("主要指标")
    sheet.row(2, [f"{city.name}{year}年{months_text(month)}规模以上工业主要经济指标" + "（修订）" * revised])
    sheet.row(3, ["填报单位：" + city.name + "统计局", None, None, None, f"发布日期：{chinese_date(published)}"])
    sheet.row(4, ["序号", "地区", "工业增加值", None, "营业收入", None, "利润总额", "研发费用占营业收入比重（%）"])
    sheet.row(5, ["总量（亿元）", "增速（%）", "总量（亿元）", "增速（%）", "总量（亿元）"], 3)
    sheet.merge("A2:H2", "A4:A5", "B4:B5", "C4:D4", "E4:F4", "H4:H5")
    regions = [*regions[1:], regions[0]]
    for i, (name, added, growth, sales, sales_growth, profit, share) in enumerate(regions, start=1):
        numbers = [_hundredths(added), tenths(growth), _hundredths(sales), tenths(sales_growth), _hundredths(profit)]
        sheet.row(5 + i, [i if name in city.names else None, name, *numbers, Decimal(share).scaleb(-4)])
        sheet.formats[5 + i, 8] = "0.00%"
    sheet.values[8, 4] = f"{sheet.values[8, 4]}%"
    sheet.values[9, 6] = full_width(str(sheet.values[9, 6]).replace("-", "－"))
    sheet.values[10, 5] = f"{sheet.values[10, 5]} "
    sheet.row(13, [f"注：增加值增速按可比价格计算，营业收入增速按可比口径计算。{NOTE}"])
    sheet.row(14, ["数据来源：" + city.name + "统计局"])
    return workbook([sheet], published)


def by_indicator(city: City, year: int, month: int, *, revised: bool = False) -> bytes:
    """规上工业主要经济指标, indicators downwards and regions across: the form until mid-2020.

    Dirt: the title in two words with blanks between; a unit for each row; rows of profits that nobody asks for;
    indented labels; a negative growth in brackets; numbers as text in one column; a hidden row; a 注 line.
    """
    regions, published = _regions(city, year, month, revised=revised)
    sheet = Sheet("规上工业")
    sheet.row(1, [f"{city.name}{year}年{months_text(month)}  规上工业主要经济指标" + "（修订）" * revised])
    sheet.row(2, [f"发布日期：{published:%Y-%m-%d}"])
    sheet.row(3, ["指标名称", "计量单位", *(region[0] for region in regions)])
    sheet.merge("A1:I1")
    sheet.hidden_rows.append(8)
    lines = [
        ("工业增加值", "亿元", 1, 2),
        ("  工业增加值增速", "%", 2, 1),
        ("营业收入", "亿元", 3, 2),
        ("  营业收入增速", "%", 4, 1),
        ("利润总额", "亿元", 5, 2),
        ("研发费用占营业收入比重", "%", 6, 2),
    ]
    for row, (label, unit, place, places) in enumerate(lines, start=4):
        numbers: list[Value] = [Decimal(int(region[place])).scaleb(-places) for region in regions]
        numbers[-1] = str(numbers[-1])
        sheet.row(row, [label, unit, *numbers])
    if (cell := str(sheet.values[5, 4])).startswith("-"):
        sheet.values[5, 4] = f"（{cell[1:]}）"
    sheet.row(10, [f"注：{NOTE}"])
    return workbook([sheet], published)


def _regions(city: City, year: int, month: int, *, revised: bool) -> tuple[list[_Row], dt.date]:
    """Name, value added, growth, revenue, growth, profit, share of R&D: the city's first; and the day of the table."""
    figures = city.series("industrial_main")
    spent = industrial_rd.expenditure(city, year, month, revised=revised)
    sales = industrial_rd.revenue(city, *spent)
    added = hightech_output.industry(city, year, month)
    names = ["全 市", *city.names]
    growth, sales_growth = (
        [figures.rate(key, year, month), *figures.rates(key, offsets, year, month)]
        for key, offsets in (("growth", "growth_offsets"), ("revenue_growth", "revenue_offsets"))
    )
    rows = zip(names, _all(added), growth, _all(sales), sales_growth, _all(spent), strict=True)
    profit = figures.stated["profit"]
    published = following(year, month, figures.stated["published_day"])
    if revised:
        published = industrial_rd.published_on(city, year, month, revised=True)
    return [
        (name, value, rate, sold, sold_rate, over(sold * profit, 10_000), over(rd * 100, sold))
        for name, value, rate, sold, sold_rate, rd in rows
    ], published


def _all(of: tuple[list[int], int]) -> list[int]:
    return [of[1], *of[0]]


def _hundredths(value: int) -> Decimal:
    return Decimal(value).scaleb(-2)
