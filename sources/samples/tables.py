"""The sample city's tables: numbers by region and period, as statistics and government offices send them.

Belongs here: one function a dataset, from the figures to the bytes of its file; each docstring lists the dirt of its
file. Does not belong here: ledgers of single cases (`ledgers.py`), and the figures themselves (`city.yml`).
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from sources.samples.figures import City, growth_tenths, over, split, tenths
from sources.samples.words import full_width, grouped
from sources.samples.workbooks import Sheet, Value, workbook

_NOTE = "示例数据，不反映任何地区的实际情况。"


def months_text(month: int) -> str:
    """`1-10月`."""
    return f"1-{month}月"


def following(year: int, month: int, day: int) -> dt.date:
    """The given day of the month after."""
    return dt.date(year + month // 12, month % 12 + 1, day)


def industrial_rd(city: City, year: int, month: int, *, revised: bool = False) -> bytes:
    """规上工业研发费用, a month's cumulative table.

    Dirt: blank first row; full-width digits in the title; 单位 line 万元 with one column in 亿元; merged two-row
    header; a hidden row 甲 1 2 3 of column numbers; 全市 first, then the districts, then 其中 a zone that is no part of
    the sum, with — for what it has not; a district's name with trailing blanks; a value typed as text with thousands
    separators; a share stored as 0.0219 and shown as 2.19%; 注 lines. The revised file restates one month with one
    district corrected.
    """
    figures = city.series("industrial_rd")
    stated = figures.stated
    now, total = figures.districts(year, month), figures.city(year, month)
    before, total_before = figures.districts_a_year_earlier(year, month), figures.city_a_year_earlier(year, month)
    published = following(year, month, stated["published_day"])
    if revised:
        correction = stated["revision"]
        now[city.names.index(correction["district"])] += correction["add"]
        total, published = total + correction["add"], correction["published"]

    shares = [stated["share_of_revenue"] + offset for offset in stated["share_of_revenue_offsets"]]
    revenue_total = over(total * 100, stated["share_of_revenue"])  # 万元 * 10000 / (share in 1/100 %), in 0.01亿元
    revenue = split(revenue_total, [value * 10_000 // share for value, share in zip(now, shares, strict=True)])

    sheet = Sheet("规上研发")
    sheet.row(2, [f"{full_width(str(year))}年{months_text(month)}规模以上工业企业研发费用情况" + "（修订）" * revised])
    sheet.row(
        3, ["填报单位：" + city.name + "统计局", None, f"发布日期：{_chinese(published)}", None, None, "单位：万元"]
    )
    sheet.row(4, ["地  区", "研发费用", None, None, "营业收入（亿元）", "研发费用占营业收入比重"])
    sheet.row(5, [None, "本期累计", "上年同期", "同比增长（%）"])
    sheet.row(6, ["甲", "1", "2", "3", "4", "5"])
    sheet.merge("A2:F2", "A4:A5", "B4:D4", "E4:E5", "F4:F5")
    sheet.hidden_rows.append(6)
    rows = [("全  市", total, total_before, revenue_total)]
    rows += list(zip(city.names, now, before, revenue, strict=True))
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
    sheet.row(row + 2, [f"    2.{zone['name']}数据已包含在所在区县中。{_NOTE}"])
    sheet.merge(f"A{row + 1}:F{row + 1}", f"A{row + 2}:F{row + 2}")
    return workbook([sheet], published)


def hightech_output(city: City, year: int, month: int) -> bytes:
    """高新技术产业增加值, a month's cumulative table.

    Dirt: two blank rows first; the unit only inside the header (亿元); merged two-row header over three groups; a
    hidden column of district numbers; the total 合 计 at the end; a negative number typed as text, another with a
    full-width minus and digits; a blank before a name; 注 and 数据来源 lines.
    """
    figures = city.series("hightech_output")
    value, total = figures.districts(year, month), figures.city(year, month)
    share = figures.rate("share", year, month)
    shares = [share + offset for offset in figures.stated["share_offsets"]]
    industry_total = over(total * 1000, share)
    industry = split(industry_total, [v * 1000 // s for v, s in zip(value, shares, strict=True)])
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
        [over(v * 1000, i) for v, i in zip(value, industry, strict=True)],
        figures.rates("share_change", "share_change_offsets", year, month),
        figures.rates("investment_growth", "investment_offsets", year, month),
        figures.rates("industrial_investment_growth", "industrial_investment_offsets", year, month),
    ]
    keys = ("growth", "share", "share_change", "investment_growth", "industrial_investment_growth")
    totals = [total, *(figures.rate(key, year, month) for key in keys)]
    for i, (name, *cells) in enumerate(zip(city.names, *columns, strict=True)):
        numbers: list[Value] = [Decimal(cells[0]).scaleb(-2), *map(tenths, cells[1:])]
        sheet.row(7 + i, [name, f"{i + 1:02d}", *numbers])
    last = 7 + len(city.names)
    sheet.row(last, ["合  计", None, Decimal(totals[0]).scaleb(-2), *map(tenths, totals[1:])])
    sheet.values[7, 1] = f" {city.names[0]}"
    sheet.values[8, 8] = str(sheet.values[8, 8])
    sheet.values[10, 8] = full_width(str(sheet.values[10, 8]).replace("-", "－"))
    sheet.row(last + 1, [f"注：增加值增速按可比价格计算，投资增速为名义增速。{_NOTE}"])
    sheet.row(last + 2, ["数据来源：" + city.name + "统计局"])
    sheet.merge(f"A{last + 1}:H{last + 1}")
    return workbook([sheet], published)


def targets(city: City) -> bytes:
    """年度科技创新目标任务分解, indicators by regions.

    Dirt: the year only in the title; categories merged downwards; a unit for each row; targets worded as 2.75左右, ≥8,
    10以上; thousands separators as text; — where a district has no target; rates, whose 全市 is no sum of districts.
    """
    stated = city.stated["targets"]
    issued: dt.date = stated["issued"]
    sheet = Sheet("目标任务分解")
    sheet.row(1, [f"{city.name}{stated['year']}年度科技创新目标任务分解表"])
    sheet.row(2, [f"印发日期：{_chinese(issued)}"])
    sheet.row(3, ["类别", "指标名称", "单位", "权重", "目标值"])
    sheet.row(4, ["全市", *city.names], 5)
    sheet.merge("A1:K1", "A3:A4", "B3:B4", "C3:C4", "D3:D4", "E3:K3")
    row = 5
    for group in stated["groups"]:
        sheet.row(row, [group["name"]])
        for target in group["rows"]:
            districts = [_number_or_text(cell) if cell else "—" for cell in target["districts"]]
            cells = [target["name"], target["unit"], target["weight"], _number_or_text(target["city"])]
            sheet.row(row, [*cells, *districts], 2)
            row += 1
        if len(group["rows"]) > 1:
            sheet.merge(f"A{row - len(group['rows'])}:A{row - 1}")
    sheet.row(
        row, [f"注：权重合计{sum(t['weight'] for g in stated['groups'] for t in g['rows'])}分，其余为共性工作。{_NOTE}"]
    )
    return workbook([sheet], issued)


def national_statistics(city: City) -> tuple[bytes, bytes]:
    """An export of the national statistics site, regions by years, and its sidecar, which says the day of the export.

    Dirt: GBK; 数据库, 指标, 时间 lines before the header; 年 in the headers; CRLF; blank cells for missing numbers; 注
    and 数据来源 lines at the end.
    """
    stated = city.stated["national_statistics"]
    newest = stated["newest_year"]
    lines = [f"数据库：{stated['database']}", f"指标：{stated['indicator']}", f"时间：最近{stated['years']}年"]
    lines.append(",".join(["地区", *(f"{newest - i}年" for i in range(stated["years"]))]))
    dice = city.series("national_statistics").dice()
    for name, hundred_millions in stated["provinces"].items():
        value = (hundred_millions or 0) * 10_000 + dice.randint(-4999, 4999)
        cells = []
        for _ in range(stated["years"]):
            cells.append("" if hundred_millions is None else str(value))
            value = over(value * 1000, 1000 + stated["growth"] + dice.randint(-25, 25))
        lines.append(",".join([name, *cells]))
    lines += [f"注：{_NOTE}", "数据来源：国家统计局"]
    sidecar = f"# 导出日期：文件本身未注明\nknown_on: {stated['known_on']}\n"
    return "\r\n".join([*lines, ""]).encode("gbk"), sidecar.encode()


def _chinese(day: dt.date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _number_or_text(cell: str) -> Value:
    """A number as a number; what a person worded or grouped stays text."""
    return Decimal(cell) if cell.replace(".", "").isdigit() else cell
