"""惠企政策减免台账, rent and other relief granted to firms and teams, with all cases of the year so far.

Belongs here: the bytes of this dataset's files from the city's figures. Does not belong here: the figures
(`city/policy_relief.yml`), reading the files.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sources.samples.figures import City, following, last_of_each_year, month_end, months_text, over, split
from sources.samples.firms import Firm, firm
from sources.samples.words import NOTE, chinese_date, grouped, short_place, typed_date
from sources.samples.workbooks import Sheet, Value, workbook

department = "science_technology_bureau"


@dataclass(frozen=True, slots=True)
class Relief:
    """Relief granted to a beneficiary, in 元; `periods` the months of rent it is for (0: no rent)."""

    number: str
    firm: Firm
    is_team: bool
    kind: str
    place: str
    amount: int
    periods: int
    granted_on: dt.date


def files(city: City, months: Sequence[tuple[int, int]]) -> Iterator[tuple[str, bytes]]:
    """One file a year, as of the last month."""
    for year, month in last_of_each_year(months):
        yield f"惠企政策减免台账{year}年{months_text(month)}.xlsx", ledger(city, year, month)


def granted(city: City, last: dt.date) -> list[Relief]:
    """The relief granted from January to a day, by district, then by day."""
    figures = city.series("policy_relief")
    stated = figures.stated
    found: list[Relief] = []
    for place, kind in enumerate(stated["kinds"]):
        total = kind["total"]
        for _ in range(city.first[0], last.year):
            total = over(total * kind["later"], 1000)
        dice = figures.dice(last.year, kind["name"])
        months = [month for month, cases in kind["months"].items() for _ in range(cases)]
        amounts = split(total, [dice.randint(20, 100) for _ in months])
        for i, (month, amount) in enumerate(zip(months, amounts, strict=True)):
            number = stated["first_number"] + 1000 * (last.year % 100) + 100 * place + i
            relief = Relief(
                number=f"JM{last.year}{place + 1}{i + 1:03d}",
                firm=firm(city, number),
                is_team=place == 0 and dice.randint(1, 100) <= stated["teams"],
                kind=kind["other_name"] if i % 5 == 3 else kind["name"],
                place=dice.choice(stated["places"]),
                amount=amount,
                periods=dice.choice(kind["periods"]) if kind["periods"] else 0,
                granted_on=dt.date(last.year, month, dice.randint(3, 28)),
            )
            found.append(relief)
    order = {name: place for place, name in enumerate(city.names)}
    standing = [one for one in found if one.granted_on <= last]
    return sorted(standing, key=lambda one: (order[one.firm.place], one.granted_on, one.number))


def ledger(city: City, year: int, month: int) -> bytes:
    """惠企政策减免台账, the relief from January to the month.

    Dirt: blank rows above the title; districts merged downwards with a 小计 row under each, and 总计 at the end; some
    amounts in 元 as text with thousands separators; months of rent as a number or as — where it is no rent; teams
    without a credit code (—); days typed as text in four styles; a kind in two wordings; a hidden row; 单位 line; 说明
    line.
    """
    figures = city.series("policy_relief")
    last = month_end(year, month)
    filed = following(year, month, figures.stated["published_day"])
    rows = granted(city, last)
    sheet = Sheet("减免台账")
    sheet.row(2, [f"{city.name}{year}年{months_text(month)}惠企政策减免台账"])
    sheet.row(3, [f"填报日期：{chinese_date(filed)}", *[None] * 8, "单位：元"])
    heads = ["所属区县", "序号", "备案编号", "受惠对象", "统一社会信用代码", "减免类别", "入驻平台", "减免月数（个月）"]
    sheet.row(4, [*heads, "减免日期", "减免金额"])
    sheet.merge("A2:J2")
    row, counted = 5, 0
    for place in city.names:
        of_place = [one for one in rows if one.firm.place == place]
        if not of_place:
            continue
        if len(of_place) > 1:
            sheet.merge(f"A{row}:A{row + len(of_place) - 1}")
        for i, one in enumerate(of_place):
            counted += 1
            team = f"{short_place(place)}{one.firm.name.removeprefix(short_place(place))[:2]}创业团队"
            cells: list[Value] = [
                counted,
                one.number,
                team if one.is_team else one.firm.name,
                "—" if one.is_team else one.firm.credit_code,
                one.kind,
                one.place if one.periods else None,
                one.periods or "—",
                typed_date(one.granted_on, counted),
                grouped(one.amount) if counted % 3 == 0 else one.amount,
            ]
            sheet.row(row, [place if i == 0 else None, *cells])
            row += 1
        sheet.row(row, ["小计", *[None] * 8, sum(one.amount for one in of_place)])
        row += 1
    sheet.hidden_rows.append(6)
    sheet.row(row, ["总计", f"{len(rows)}项", *[None] * 7, sum(one.amount for one in rows)])
    sheet.row(row + 1, [f"说明：房租减免含科技型中小企业及团队。{NOTE}企业和团队均为虚构。"])
    sheet.merge(f"A{row + 1}:J{row + 1}")
    return workbook([sheet], filed)
