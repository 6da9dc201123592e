"""揭榜挂帅项目台账, one file a year: the newest state of the year's challenges.

Belongs here: the bytes of this dataset's files from the city's figures. Does not belong here: the figures
(`city/open_challenges.yml`), reading the files.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from decimal import Decimal

from sources.samples.figures import City, last_of_each_year, month_end, split
from sources.samples.words import (
    NOTE,
    chinese_date,
    credit_code_of,
    invented_firm,
    invented_name,
    short_place,
    shuffled,
    typed_amount,
    typed_date,
)
from sources.samples.workbooks import Sheet, Value, workbook

department = "science_technology_bureau"
_HEADS = (
    "序号",
    "榜单编号",
    "榜单名称",
    "技术领域",
    "发榜",
    *[None] * 5,
    "揭榜",
    None,
    None,
    "评榜",
    None,
    "奖榜",
    None,
    "备注",
)
_BELOW = (
    *("发榜单位", "统一社会信用代码", "所在区县", "总投入（万元）", "揭榜金额（万元）", "日期"),
    *("揭榜单位", "所在地", "日期", "日期", "结论", "日期", "奖励金额（万元）"),
)


def files(city: City, months: Sequence[tuple[int, int]]) -> Iterator[tuple[str, bytes]]:
    """One file a year, as of the last month asked of it."""
    for year, month in last_of_each_year(months):
        yield f"{year}年揭榜挂帅项目台账.xlsx", ledger(city, year, month)


def ledger(city: City, year: int, month: int) -> bytes:
    """“揭榜挂帅”项目台账, the challenges of a year and the day of each step they have reached.

    Dirt: four merged groups of columns; 日期 three times, told apart only by the group above; units inside the header;
    bounties typed as 350.00万元 or with thousands separators; dates in four styles; — for steps not yet reached;
    takers' places as a city, as province and city, and abroad; a hidden row with a challenge like the others; a 合计
    row; a 注 line over the whole width.
    """
    figures = city.series("open_challenges")
    stated, dice = figures.stated, figures.dice("rows", year)
    filed = month_end(year, month)
    sheet = Sheet("揭榜挂帅")
    sheet.row(1, [f"{city.name}{year}年重点项目攻关“揭榜挂帅”项目推进情况台账"])
    sheet.row(2, [f"填报日期：{chinese_date(filed)}", *[None] * 15, "单位：万元"])
    sheet.row(3, _HEADS)
    sheet.row(4, _BELOW, 5)
    sheet.merge("A1:R1", "E3:J3", "K3:M3", "N3:O3", "P3:Q3", *(f"{letter}3:{letter}4" for letter in "ABCDR"))
    investments = [
        stated_in
        for group in stated["classes"]
        for stated_in in _within(group, [dice.randint(0, 100) for _ in range(group["count"])])
    ]
    dice.shuffle(investments)
    bounties = split(stated["bounty"], [dice.randint(20, 60) for _ in investments])
    fields = shuffled(stated["fields"], dice)
    awards = 0
    for i, (investment, bounty) in enumerate(zip(investments, bounties, strict=True)):
        place = dice.choices(city.names, stated["shares"])[0]
        firm = invented_firm(dice, short_place(place))
        days = _days(dice.randint(2, 20), [dice.randint(20, 60), dice.randint(20, 50), dice.randint(20, 40)], year)
        steps = [day for day, step in zip(days, (99, *stated["reached"].values()), strict=True) if i < step]
        steps = [day for day in steps if day <= filed]
        failed = len(steps) == 3 and i >= stated["reached"]["evaluated"] - stated["failed"]
        award = bounty // 10 if len(steps) == 4 else 0
        awards += award
        shown = [typed_date(day, i + n) for n, day in enumerate(steps)] + ["—"] * (4 - len(steps))
        verdict = "—" if len(steps) < 3 else "不通过" if failed else "通过"
        taker: list[Value] = ["—", "—"]
        if len(steps) > 1:
            at = dice.choice(stated["takers_at"])
            taker = [f"{invented_name(dice)}大学（示例）", at]
        sheet.row(
            5 + i,
            [
                i + 1,
                f"BD{year}-{i + 1:02d}",
                f"{fields[i]}关键核心技术攻关（{i + 1}）",
                fields[i],
                firm + " " * (i % 6 == 1),
                credit_code_of(firm),
                place,
                typed_amount(investment, as_text=i % 4 == 3),
                f"{Decimal(bounty).scaleb(-2)}万元" if i % 5 == 2 else typed_amount(bounty, as_text=False),
                shown[0],
                *taker,
                *shown[1:3],
                verdict,
                shown[3],
                typed_amount(award, as_text=False) if award else "—",
            ],
        )
    end = 5 + len(bounties)
    sheet.hidden_rows.append(9)
    totals = [Decimal(sum(investments)).scaleb(-2), Decimal(sum(bounties)).scaleb(-2)]
    sheet.row(end, ["合计", *[None] * 6, *totals, *[None] * 7, Decimal(awards).scaleb(-2)])
    sheet.row(end + 1, [f"注：揭榜金额为发榜时公布的金额；榜单、单位均为虚构。{NOTE}"])
    sheet.merge(f"A{end + 1}:R{end + 1}")
    return workbook([sheet], filed)


def _within(group: dict[str, int], weights: Sequence[int]) -> list[int]:
    """Amounts that sum to the group's total and keep to its bounds."""
    room = group["high"] - group["low"]
    shares = split(group["total"] - group["count"] * group["low"], [weight + 100 for weight in weights])
    assert max(shares) <= room
    return [group["low"] + share for share in shares]


def _days(first: int, after: Sequence[int], year: int) -> list[dt.date]:
    """The days of the four steps."""
    days = [dt.date(year, 1, first)]
    for more in after:
        days.append(days[-1] + dt.timedelta(days=more))
    return days
