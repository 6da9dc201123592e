"""高新技术产业投资, a month's cumulative table of the statistics bureau: first amounts and growth, then growth alone.

Belongs here: the bytes of this dataset's files from the city's figures. Does not belong here: the figures
(`city/hightech_investment.yml`; growth is that of `city/hightech_output.yml`), reading the files.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sources.samples.figures import City, Series, following, months_text, tenths
from sources.samples.words import NOTE, chinese_date, full_width, grouped
from sources.samples.workbooks import Sheet, workbook

department = "statistics_bureau"


def files(city: City, months: Sequence[tuple[int, int]]) -> Iterator[tuple[str, bytes]]:
    """One file a month from February on."""
    until = tuple(city.stated["hightech_investment"]["amounts_until"])
    for year, month in months:
        if month > 1:
            name = f"{year}年{months_text(month)}高新技术产业投资.xlsx"
            yield name, (amounts if (year, month) <= until else growth)(city, year, month)


def growth(city: City, year: int, month: int) -> bytes:
    """高新技术产业投资增速, the form since mid-2020.

    Dirt: two blank rows and a blank column first; % inside one header, a 单位 line for the others; merged two-row
    header; a hidden column of district numbers; 全市 first; a negative number typed as text, another with a full-width
    minus and digits, another in brackets; a district's name with a blank inside; a footnote mark; 注 lines.
    """
    stated = city.stated["hightech_investment"]
    columns = _growth_columns(city, year, month)
    published = following(year, month, stated["published_day"])
    sheet = Sheet("投资增速")
    sheet.row(3, [f"{city.name}{year}年{months_text(month)}高新技术产业投资和规上工业投资增速"], 2)
    sheet.row(4, [f"发布日期：{published:%Y.%m.%d}", None, None, None, "单位：%"], 2)
    sheet.row(5, ["地区", "编号", "高新技术产业投资", None, "规上工业投资"], 2)
    sheet.row(6, ["同比增长（%）", "其中：高技术制造业①", "同比增长"], 4)
    sheet.merge("B3:F3", "B5:B6", "C5:C6", "D5:E5")
    sheet.hidden_columns.append("C")
    for row, (name, *cells) in enumerate(zip(["全  市", *city.names], *columns, strict=True), start=7):
        sheet.row(row, [name, f"{row - 7:02d}", *map(tenths, cells)], 2)
    sheet.values[8, 2] = " ".join(city.names[0])
    sheet.values[9, 6] = str(sheet.values[9, 6])
    sheet.values[10, 6] = full_width(str(sheet.values[10, 6]).replace("-", "－"))
    if (cell := str(sheet.values[11, 6])).startswith("-"):
        sheet.values[11, 6] = f"（{cell[1:]}）"
    sheet.row(14, ["注：①高技术制造业按国家统计局分类，与高新技术产业口径不同。"], 2)
    sheet.row(15, [f"    投资增速为名义增速，自{stated['amounts_until'][0]}年下半年起不再发布投资额。{NOTE}"], 2)
    sheet.merge("B14:F14", "B15:F15")
    return workbook([sheet], published)


def amounts(city: City, year: int, month: int) -> bytes:
    """高新技术产业投资完成情况, the form until mid-2020.

    Dirt: full-width digits in the title; amounts in 万元 with thousands separators as text in every second row;
    merged two-row header with the units inside; 合计 at the end with blanks inside; a row of column numbers 甲 1 2 3 4;
    a trailing blank after a name; 填报单位 and 填报日期 in one row.
    """
    stated = city.stated["hightech_investment"]
    series = [Series(name, city.first[0], stated[name], city.seed) for name in ("hightech", "industrial")]
    hightech, _, industrial = _growth_columns(city, year, month)
    published = following(year, month, stated["published_day"])
    sheet = Sheet("投资完成情况")
    sheet.row(1, [f"{full_width(str(year))}年{months_text(month)}全市高新技术产业投资完成情况表"])
    sheet.row(2, [f"填报单位：{city.name}统计局", None, None, f"填报日期：{chinese_date(published)}"])
    sheet.row(3, ["地区", "高新技术产业投资", None, "规上工业投资", None])
    sheet.row(4, ["完成额（万元）", "同比增长（%）", "完成额（万元）", "同比增长（%）"], 2)
    sheet.row(5, ["甲", 1, 2, 3, 4])
    sheet.merge("A1:E1", "A3:A4", "B3:C3", "D3:E3")
    first, second = (one.districts(year, month) for one in series)
    rows = list(zip(city.names, first, hightech[1:], second, industrial[1:], strict=True))
    totals = [one.city(year, month) for one in series]
    rows.append(("合    计", totals[0], hightech[0], totals[1], industrial[0]))
    for row, (name, one, its, other, others) in enumerate(rows, start=6):
        typed = [grouped(value) if row % 2 else value for value in (one, other)]
        sheet.row(row, [name, typed[0], tenths(its), typed[1], tenths(others)])
    sheet.values[7, 1] = f"{city.names[1]} "
    sheet.row(13, [f"注：{NOTE}"])
    return workbook([sheet], published)


def _growth_columns(city: City, year: int, month: int) -> list[list[int]]:
    """Growth in tenths of high-tech, high-technology manufacturing and industrial investment: the city, districts."""
    output, own = city.series("hightech_output"), city.series("hightech_investment")
    keys = (
        (output, "investment_growth", "investment_offsets"),
        (own, "manufacturing_growth", "manufacturing_offsets"),
        (output, "industrial_investment_growth", "industrial_investment_offsets"),
    )
    return [[of.rate(key, year, month), *of.rates(key, offsets, year, month)] for of, key, offsets in keys]
