"""高新技术产业增加值, a month's cumulative table of the statistics bureau.

Belongs here: the bytes of this dataset's files from the city's figures. Does not belong here: the figures
(`city/hightech_output.yml`), reading the files.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from sources.samples.figures import City, following, months_text, over, split, tenths
from sources.samples.words import NOTE, full_width
from sources.samples.workbooks import Sheet, Value, workbook

department = "statistics_bureau"


def files(city: City, months: Sequence[tuple[int, int]]) -> Iterator[tuple[str, bytes]]:
    """One file a month from February on."""
    for year, month in months:
        if month > 1:
            yield f"{year}年{months_text(month)}高新技术产业.xlsx", table(city, year, month)


def industry(city: City, year: int, month: int) -> tuple[list[int], int]:
    """规上工业增加值 that the shares are of, in 0.01亿元: the districts' and the city's, which they add up to."""
    figures = city.series("hightech_output")
    value, total = figures.districts(year, month), figures.city(year, month)
    share = figures.rate("share", year, month)
    shares = [share + offset for offset in figures.stated["share_offsets"]]
    whole = over(total * 1000, share)
    return split(whole, [v * 1000 // s for v, s in zip(value, shares, strict=True)]), whole


def industry_shares(city: City, year: int, month: int) -> list[int]:
    """The districts' shares of 规上工业增加值 and, last, the city's, in tenths of a percent."""
    figures = city.series("hightech_output")
    parts, _ = industry(city, year, month)
    own = figures.districts(year, month)
    return [*(over(v * 1000, i) for v, i in zip(own, parts, strict=True)), figures.rate("share", year, month)]


def share_changes(city: City, year: int, month: int) -> list[int]:
    """By how many tenths of a point those shares rose in a year; in the first year as the figures say."""
    figures = city.series("hightech_output")
    if year > figures.first_year:
        years = industry_shares(city, year, month), industry_shares(city, year - 1, month)
        return [now - before for now, before in zip(*years, strict=True)]
    stated = figures.rates("share_change", "share_change_offsets", year, month)
    return [*stated, figures.rate("share_change", year, month)]


def table(city: City, year: int, month: int) -> bytes:
    """高新技术产业增加值, a month's cumulative table.

    Dirt: two blank rows first; the unit only inside the header (亿元); merged two-row header over three groups; a
    hidden column of district numbers; the total 合 计 at the end; a negative number typed as text, another with a
    full-width minus and digits; a blank before a name; 注 and 数据来源 lines.
    """
    figures = city.series("hightech_output")
    value, total = figures.districts(year, month), figures.city(year, month)
    share, change = industry_shares(city, year, month), share_changes(city, year, month)
    published = following(year, month, figures.stated["published_day"])

    sheet = Sheet("高新技术产业")
    sheet.row(3, [f"{city.name}{year}年{months_text(month)}高新技术产业主要指标"])
    sheet.row(4, ["制表：" + city.name + "统计局", None, None, None, None, None, f"发布日期：{published:%Y-%m-%d}"])
    heads = ["地区", "编号", "高新技术产业增加值", None, "占规上工业增加值比重", None, "投资增速（%）"]
    sheet.row(5, heads)
    under = ["总量（亿元）", "增速（%）", "比重（%）", "同比增减（百分点）", "高新技术产业投资", "规上工业投资"]
    sheet.row(6, under, 3)
    sheet.merge("A3:H3", "A5:A6", "B5:B6", "C5:D5", "E5:F5", "G5:H5")
    sheet.hidden_columns.append("B")
    columns = [
        value,
        figures.rates("growth", "growth_offsets", year, month),
        share[:-1],
        change[:-1],
        figures.rates("investment_growth", "investment_offsets", year, month),
        figures.rates("industrial_investment_growth", "industrial_investment_offsets", year, month),
    ]
    growth, *investment = (
        figures.rate(key, year, month) for key in ("growth", "investment_growth", "industrial_investment_growth")
    )
    totals = [total, growth, share[-1], change[-1], *investment]
    for i, (name, *cells) in enumerate(zip(city.names, *columns, strict=True)):
        numbers: list[Value] = [Decimal(cells[0]).scaleb(-2), *map(tenths, cells[1:])]
        sheet.row(7 + i, [name, f"{i + 1:02d}", *numbers])
    last = 7 + len(city.names)
    sheet.row(last, ["合  计", None, Decimal(totals[0]).scaleb(-2), *map(tenths, totals[1:])])
    sheet.values[7, 1] = f" {city.names[0]}"
    sheet.values[8, 8] = str(sheet.values[8, 8])
    sheet.values[10, 8] = full_width(str(sheet.values[10, 8]).replace("-", "－"))
    sheet.row(last + 1, [f"注：增加值增速按可比价格计算，投资增速为名义增速。{NOTE}"])
    sheet.row(last + 2, ["数据来源：" + city.name + "统计局"])
    sheet.merge(f"A{last + 1}:H{last + 1}")
    return workbook([sheet], published)
