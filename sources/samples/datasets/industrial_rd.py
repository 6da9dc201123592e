"""规上工业研发费用, a month's cumulative table of the statistics bureau, one restated.

Belongs here: the bytes of this dataset's files from the city's figures. Does not belong here: the figures
(`city/industrial_rd.yml`), reading the files.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from decimal import Decimal

from sources.samples.figures import City, following, growth_tenths, months_text, over, split, tenths
from sources.samples.words import NOTE, chinese_date, full_width, grouped
from sources.samples.workbooks import Sheet, workbook

department = "statistics_bureau"


def files(city: City, months: Sequence[tuple[int, int]]) -> Iterator[tuple[str, bytes]]:
    """One file a month from February on, and the revision of one month."""
    revision = city.stated["industrial_rd"]["revision"]
    for year, month in months:
        name = f"{year}年{months_text(month)}规上工业研发费用"
        if month > 1:
            yield f"{name}.xlsx", table(city, year, month)
        if (year, month) == (revision["year"], revision["month"]):
            yield f"{name}（修订）.xlsx", table(city, year, month, revised=True)


def expenditure(city: City, year: int, month: int, *, revised: bool = False) -> tuple[list[int], int]:
    """研发费用 in 万元: the districts' and the city's; one month was restated."""
    figures = city.series("industrial_rd")
    now, total = figures.districts(year, month), figures.city(year, month)
    if revised:
        correction = figures.stated["revision"]
        now[city.names.index(correction["district"])] += correction["add"]
        total += correction["add"]
    return now, total


def revenue(city: City, now: list[int], total: int) -> tuple[list[int], int]:
    """营业收入 in 0.01亿元 that the expenditure is a share of: the districts' and the city's."""
    stated = city.stated["industrial_rd"]
    shares = [stated["share_of_revenue"] + offset for offset in stated["share_of_revenue_offsets"]]
    whole = over(total * 100, stated["share_of_revenue"])  # 万元 * 10000 / (share in 1/100 %), in 0.01亿元
    return split(whole, [value * 10_000 // share for value, share in zip(now, shares, strict=True)]), whole


def published_on(city: City, year: int, month: int, *, revised: bool) -> dt.date:
    """The day of the table, or of its revision."""
    stated = city.stated["industrial_rd"]
    day: dt.date = stated["revision"]["published"] if revised else following(year, month, stated["published_day"])
    return day


def table(city: City, year: int, month: int, *, revised: bool = False) -> bytes:
    """规上工业研发费用, a month's cumulative table.

    Dirt: blank first row; full-width digits in the title; 单位 line 万元 with one column in 亿元; merged two-row
    header; a hidden row 甲 1 2 3 of column numbers; 全市 first, then the districts, then 其中 a zone that is no part of
    the sum, with — for what it has not; a district's name with trailing blanks; a value typed as text with thousands
    separators; a share stored as 0.0219 and shown as 2.19%; 注 lines. The revised file restates one month with one
    district corrected.
    """
    figures = city.series("industrial_rd")
    stated = figures.stated
    now, total = expenditure(city, year, month, revised=revised)
    before, total_before = figures.districts_a_year_earlier(year, month), figures.city_a_year_earlier(year, month)
    if (year - 1, month) == (stated["revision"]["year"], stated["revision"]["month"]):
        before, total_before = expenditure(city, year - 1, month, revised=True)
    published = published_on(city, year, month, revised=revised)
    sales_by_district, sales_total = revenue(city, now, total)

    sheet = Sheet("规上研发")
    sheet.row(2, [f"{full_width(str(year))}年{months_text(month)}规模以上工业企业研发费用情况" + "（修订）" * revised])
    sheet.row(
        3, ["填报单位：" + city.name + "统计局", None, f"发布日期：{chinese_date(published)}", None, None, "单位：万元"]
    )
    sheet.row(4, ["地  区", "研发费用", None, None, "营业收入（亿元）", "研发费用占营业收入比重"])
    sheet.row(5, [None, "本期累计", "上年同期", "同比增长（%）"])
    sheet.row(6, ["甲", "1", "2", "3", "4", "5"])
    sheet.merge("A2:F2", "A4:A5", "B4:D4", "E4:E5", "F4:F5")
    sheet.hidden_rows.append(6)
    rows = [("全  市", total, total_before, sales_total)]
    rows += list(zip(city.names, now, before, sales_by_district, strict=True))
    for row, (name, value, value_before, sales) in enumerate(rows, start=7):
        growth = tenths(growth_tenths(value, value_before))
        ratio = Decimal(over(value * 100, sales)).scaleb(-4)
        sheet.row(row, [name, value, value_before, growth, Decimal(sales).scaleb(-2), ratio])
        sheet.formats[row, 6] = "0.00%"
    sheet.values[9, 1] = f"{city.names[1]}  "
    sheet.values[10, 2] = grouped(now[2])
    zone = stated["zone"]
    row = 7 + len(rows)
    sheet.row(row, [f"其中：{zone['name']}", over(total * zone["share"], 1000), "—", "—", "—", "—"])
    sheet.row(row + 1, ["注：1.本表为快报数，以年报为准。"])
    sheet.row(row + 2, [f"    2.{zone['name']}数据已包含在所在区县中。{NOTE}"])
    sheet.merge(f"A{row + 1}:F{row + 1}", f"A{row + 2}:F{row + 2}")
    return workbook([sheet], published)
