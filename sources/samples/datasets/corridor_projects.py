"""科创走廊重点项目推进情况表, one file a month.

Belongs here: the bytes of this dataset's files from the city's figures. Does not belong here: the figures
(`city/corridor_projects.yml`), reading the files.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from decimal import Decimal

from sources.samples.figures import City, following, months_text, over, split
from sources.samples.words import (
    NOTE,
    chinese_date,
    full_width,
    grouped,
    invented_firm,
    short_place,
    shuffled,
    typed_date,
)
from sources.samples.workbooks import Sheet, workbook

department = "science_technology_bureau"
_HEADS = (
    *("序号", "项目编号", "项目名称", "项目类别", "所在区县", "建设单位", "投资（万元）", *[None] * 3),
    *("年度完成率", "建设状态", "开工日期", "计划竣工日期", "形象进度", "备注"),
)


def files(city: City, months: Sequence[tuple[int, int]]) -> Iterator[tuple[str, bytes]]:
    """One file a month."""
    for year, month in months:
        yield f"科创走廊重点项目推进情况{year}年{_months(month)}.xlsx", ledger(city, year, month)


def ledger(city: City, year: int, month: int) -> bytes:
    """科创大走廊重点项目推进情况表, investment of the year up to the month.

    Dirt: full-width year in the title; merged two-row header with the unit of money inside; rates of completion as
    cells of percent; investments of every sixth row typed as text with thousands separators; dates typed in four
    styles, — where a project has not begun; free text in 形象进度; a row that numbers the columns (甲 1 2 …); a 合计
    row and a 注 line.
    """
    figures = city.series("corridor_projects")
    stated, dice = figures.stated, figures.dice("projects", year)
    filed = following(year, month, stated["published_day"])
    sheet = Sheet("推进情况")
    sheet.row(1, [f"{city.name}{full_width(str(year))}年{_months(month)}科创大走廊重点项目推进情况表"])
    sheet.row(2, [f"填报日期：{chinese_date(filed)}", *[None] * 13, f"共{stated['count']}个项目"])
    sheet.row(3, _HEADS)
    sheet.row(4, ["总投资", "年度计划", "本月完成", "本年累计完成"], 7)
    sheet.row(5, ["甲", *range(1, 16)])
    sheet.merge("A1:P1", "G3:J3", *(f"{letter}3:{letter}4" for letter in "ABCDEFKLMNOP"))
    kinds = shuffled(stated["kinds"], dice)
    plans = split(stated["plan"], [dice.randint(10, 100) ** 2 for _ in kinds])
    sums = [0, 0, 0, 0]
    for i, (kind, plan) in enumerate(zip(kinds, plans, strict=True)):
        place = dice.choices(city.names, stated["shares"])[0]
        firm = invented_firm(dice, short_place(place))
        total = plan * dice.randint(*stated["investment_of_plan"]) // 100
        pace, begun = (
            dice.randint(70, 104),
            dt.date(year - dice.randint(1, 2), dice.randint(1, 12), dice.randint(1, 28)),
        )
        due = dt.date(year + dice.randint(1, 3), dice.choice((6, 12)), 30)
        waits = i % stated["late"] == 3
        done, before = (0 if waits else plan * pace * sum(stated["profile"][:m]) // 10_000 for m in (month, month - 1))
        started = not waits
        numbers = [total, plan, done - before, done]
        sums = [one + more for one, more in zip(sums, numbers, strict=True)]
        sheet.row(
            6 + i,
            [
                i + 1,
                f"ZL{year}-{i + 1:03d}",
                f"{short_place(place)}{kind[:2]}项目（{i + 1}）",
                kind,
                place,
                firm + " " * (i % 7 == 2),
                *(grouped(number) if i % 6 == 4 else number for number in numbers),
                Decimal(over(done * 1000, plan)).scaleb(-3),
                "在建" if started else "未开工",
                typed_date(begun, i) if started else "—",
                typed_date(due, i + 1),
                "主体施工" if started else "办理前期手续",
            ],
        )
        sheet.formats[6 + i, 11] = "0.0%"
    end = 6 + len(kinds)
    sheet.row(end, ["合计", *[None] * 5, *sums])
    sheet.row(end + 1, [f"注：完成率＝本年累计完成÷年度计划；项目和单位均为虚构。{NOTE}"])
    sheet.merge(f"A{end + 1}:P{end + 1}")
    return workbook([sheet], filed)


def _months(month: int) -> str:
    return months_text(month) if month > 1 else "1月"
