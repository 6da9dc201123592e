"""研发费用加计扣除情况, a year's final settlement by district, from the tax bureau.

Belongs here: the bytes of this dataset's files from the city's figures. Does not belong here: the figures
(`city/superdeduction.yml`), reading the files.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from decimal import Decimal

from sources.samples.figures import City, over, split
from sources.samples.words import NOTE, grouped
from sources.samples.workbooks import Sheet, workbook

department = "tax_bureau"


def files(city: City, months: Sequence[tuple[int, int]]) -> Iterator[tuple[str, bytes]]:
    """A year's settlement in the summer after it, and the older one of the year before the first."""
    stated = city.stated["superdeduction"]
    for year in sorted({year for year, _ in months}):
        if months[-1] >= (year, stated["published"]["month"]):
            yield f"{year - 1}年度研发费用加计扣除情况.xlsx", table(city, year - 1)
    yield f"{stated['first_year']}年度研发费用加计扣除情况.xlsx", older_table(city, stated["first_year"])


def table(city: City, year: int) -> bytes:
    """企业研发费用加计扣除优惠政策享受情况, the form since the year 2019.

    Dirt: a name of a system and two blank rows first; every number is text with thousands separators, as the tax
    system exports them; 单位 line with two units; merged two-row header; 合计 first; a column of tax offices; trailing
    tabs.
    """
    enterprises, hightech, amount, hightech_amount, saved = (_all(values) for values in _columns(city, year))
    published = _published(city, year)
    sheet = Sheet("Sheet1")
    sheet.row(1, ["税收统计查询导出"])
    sheet.row(4, [f"{year}年度企业研发费用加计扣除优惠政策享受情况统计表"])
    sheet.row(5, ["单位：户、万元", None, None, None, None, f"填报日期：{published:%Y-%m-%d}"])
    sheet.row(6, ["行政区划", "主管税务机关", "享受户数", None, "加计扣除额", None, "减免企业所得税额"])
    sheet.row(7, ["合计", "其中：高新技术企业", "合计", "其中：高新技术企业"], 3)
    sheet.merge("A4:G4", "A6:A7", "B6:B7", "C6:D6", "E6:F6", "G6:G7")
    names = ["合计", *city.names]
    columns = zip(names, enterprises, hightech, amount, hightech_amount, saved, strict=True)
    for row, (name, *numbers) in enumerate(columns, start=8):
        office = f"国家税务总局{city.name if row == 8 else city.name + name}税务局"
        sheet.row(row, [f"{name}\t" if row == 10 else name, office, *map(grouped, numbers)])
    sheet.row(15, [f"注：{NOTE}"])
    return workbook([sheet], published)


def older_table(city: City, year: int) -> bytes:
    """研发费用加计扣除情况, the form until the year 2018.

    Dirt: amounts in 亿元, the unit in the header; 总计 at the end; 户数 without a unit.
    """
    enterprises, _, amount, _, saved = _columns(city, year)
    published = _published(city, year)
    sheet = Sheet("加计扣除")
    sheet.row(1, [f"{city.name}{year}年度研发费用加计扣除情况表"])
    sheet.row(2, [f"填报日期：{published:%Y.%m.%d}"])
    sheet.row(3, ["地区", "户数", "加计扣除额（亿元）", "减免所得税额（亿元）"])
    sheet.merge("A1:D1")
    rows = list(zip(city.names, enterprises, amount, saved, strict=True))
    rows.append(("总  计", sum(enterprises), sum(amount), sum(saved)))
    for row, (name, count, deducted, tax) in enumerate(rows, start=4):
        sheet.row(row, [name, count, Decimal(deducted).scaleb(-4), Decimal(tax).scaleb(-4)])
    sheet.row(11, [f"注：{NOTE}"])
    return workbook([sheet], published)


def _columns(city: City, year: int) -> list[list[int]]:
    """By district: enterprises, high-tech ones, amount in 万元, that of high-tech ones, tax saved."""
    series = city.series("superdeduction")
    stated = series.stated
    last = stated["first_year"] + len(stated["amount"]) - 1
    totals = []
    for key in ("enterprises", "amount", "tax_saved"):
        total = stated[key][min(year, last) - stated["first_year"]]
        for _ in range(last, year):
            total = over(total * (1000 + stated["later_growth"]), 1000)
        totals.append(total)
    dice = series.dice(year)
    weights = [share * dice.randint(970, 1030) for share in stated["shares"]]
    enterprises, amount, saved = (split(total, weights) for total in totals)
    of_hightech = [over(count * stated["hightech_enterprises"], 1000) for count in enterprises]
    amount_of_hightech = [over(value * stated["hightech_amount"], 1000) for value in amount]
    return [enterprises, of_hightech, amount, amount_of_hightech, saved]


def _all(values: list[int]) -> list[int]:
    return [sum(values), *values]


def _published(city: City, year: int) -> dt.date:
    published = city.stated["superdeduction"]["published"]
    return dt.date(year + 1, published["month"], published["day"])
