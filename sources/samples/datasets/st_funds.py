"""科技创新专项资金下达拨付台账 of the finance bureau, one sheet a level of funds, with all items of the year so far.

Belongs here: the bytes of this dataset's files from the city's figures. Does not belong here: the figures
(`city/st_funds.yml`), reading the files.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sources.samples.datasets.hightech_enterprises import certificates
from sources.samples.figures import City, following, month_end, months_text, over, split
from sources.samples.firms import Firm
from sources.samples.words import NOTE, grouped, typed_date
from sources.samples.workbooks import Sheet, workbook

department = "finance_bureau"
_PROGRAMMES = ("重点研发计划", "科技重大专项", "企业研发投入补助", "创新平台建设", "成果转化引导", "科技人才项目")


@dataclass(frozen=True, slots=True)
class Item:
    """An allocation to a firm and what was paid of it; amounts in hundredths of 万元, `paid` 0 until it is."""

    number: str
    document: str
    programme: str
    firm: Firm
    allocated: int
    allocated_on: dt.date
    paid: int
    paid_on: dt.date | None


def files(city: City, months: Sequence[tuple[int, int]]) -> Iterator[tuple[str, bytes]]:
    """One file at the end of each quarter, and as of the last month."""
    for year, month in months:
        if month % 3 == 0 or (year, month) == months[-1]:
            yield f"科技创新专项资金下达拨付台账{year}年{months_text(month)}.xlsx", ledger(city, year, month)


def items(city: City, level: int, last: dt.date) -> list[Item]:
    """The items of a level from January to a day, as of that day, oldest first."""
    figures = city.series("st_funds")
    stated = figures.stated["levels"][level]
    dice = figures.dice(last.year, stated["name"])
    total = stated["total"]
    for _ in range(city.first[0], last.year):
        total = over(total * (1000 + figures.stated["later_growth"]), 1000)
    holders = [one.firm for one in certificates(city, dt.date(last.year, 1, 1)) if one.ends.year >= last.year]
    first, final = stated["months"]
    days = [dt.date(last.year, first, dice.randint(3, 20))]
    days += [dt.date(last.year, dice.randint(first, final), dice.randint(3, 28)) for _ in range(stated["items"] - 1)]
    found = []
    amounts = split(total, [dice.randint(20, 100) for _ in days])
    for place, (day, amount) in enumerate(zip(sorted(days), amounts, strict=True), 1):
        paid_on = day + dt.timedelta(days=dice.randint(*figures.stated["days_to_pay"]))
        paid = amount * dice.randint(*stated["share_paid"]) // 100
        document = f"{stated['document']}〔{last.year}〕{dice.randint(3, 90)}号"
        number = f"{stated['name'][0]}{last.year}{place:03d}"
        known = paid_on <= last
        item = Item(
            number, document, dice.choice(_PROGRAMMES), dice.choice(holders), amount, day, paid if known else 0,
            paid_on if known else None,
        )  # fmt: skip
        found.append(item)
    return [item for item in found if item.allocated_on <= last]


def ledger(city: City, year: int, month: int) -> bytes:
    """科技创新专项资金下达拨付台账, the items from January to the month.

    Dirt: one sheet a level, with the number of items in its name; the title on each of them; merged two-row header;
    单位 line; amounts as numbers on one sheet and as text with thousands separators on the next; days typed as text in
    four styles; / for what is not paid yet; 小计 rows after each half of the year and a 合计 row; a hidden column of
    accounts; who filled it in, below; a sheet 填报说明 that holds no numbers.
    """
    figures = city.series("st_funds")
    last = month_end(year, month)
    filed = following(year, month, figures.stated["published_day"])
    sheets = []
    for level, stated in enumerate(figures.stated["levels"]):
        if rows := items(city, level, last):
            name = f"{stated['name']}资金（{len(rows)}项）"
            sheets.append(_sheet(city, name, rows, last, filed, as_text=level % 2 == 1))
    notes = Sheet("填报说明")
    notes.row(1, ["一、资金级次按资金来源填写。"])
    notes.row(2, ["二、拨付金额为已到承担单位账户的金额。"])
    return workbook([*sheets, notes], filed)


def _sheet(city: City, name: str, rows: list[Item], last: dt.date, filed: dt.date, *, as_text: bool) -> Sheet:
    sheet = Sheet(name)
    sheet.row(1, [f"{city.name}{last.year}年{months_text(last.month)}科技创新专项资金下达拨付台账"])
    sheet.row(2, [f"填报日期：{filed.year}年{filed.month}月{filed.day}日", *[None] * 9, "单位：万元"])
    heads = ["序号", "项目编号", "资金文号", "专项名称", "承担单位", None, None, "下达", None, "拨付", None]
    sheet.row(3, [*heads, "收款账号"])
    sheet.row(4, ["单位名称", "统一社会信用代码", "所在地", "日期", "金额", "日期", "金额"], 5)
    sheet.merge("A1:L1", "E3:G3", "H3:I3", "J3:K3", *(f"{letter}3:{letter}4" for letter in "ABCDL"))
    sheet.hidden_columns.append("L")
    row = 5
    halves = [[one for one in rows if (one.allocated_on.month > 6) == late] for late in (False, True)]
    for half, late in zip(halves, (False, True), strict=True):
        for i, one in enumerate(half):
            paid_on = typed_date(one.paid_on, i + 1) if one.paid_on else "/"
            sheet.row(
                row,
                [
                    rows.index(one) + 1,
                    one.number,
                    one.document,
                    one.programme,
                    one.firm.name,
                    one.firm.credit_code,
                    one.firm.place,
                    typed_date(one.allocated_on, i),
                    _amount(one.allocated, as_text),
                    paid_on,
                    _amount(one.paid, as_text) if one.paid_on else "/",
                    f"0000{rows.index(one):04d}",
                ],
            )
            row += 1
        if half:
            _sums(sheet, row, "下半年小计" if late else "上半年小计", half)
            row += 1
    _sums(sheet, row, "合计", rows)
    sheet.row(row + 1, ["填表人：示例", *[None] * 4, "审核人：示例"])
    sheet.row(row + 2, [f"注：{NOTE}单位和文号均为虚构。"])
    return sheet


def _sums(sheet: Sheet, row: int, label: str, rows: list[Item]) -> None:
    amounts = zip(*((one.allocated, one.paid) for one in rows), strict=True)
    allocated, paid = (Decimal(sum(values)).scaleb(-2) for values in amounts)
    sheet.row(row, [label, *[None] * 7, allocated, None, paid])


def _amount(hundredths: int, as_text: bool) -> Decimal | str:
    value = Decimal(hundredths).scaleb(-2)
    return grouped(value) if as_text else value
