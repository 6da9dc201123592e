"""科技计划项目台账, one file a year: the newest state of the year's projects.

Belongs here: the bytes of this dataset's files from the city's figures. Does not belong here: the figures
(`city/st_projects.yml`), reading the files.
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
    invented_person,
    short_place,
    shuffled,
    spread_days,
    typed_amount,
    typed_date,
)
from sources.samples.workbooks import Sheet, Value, workbook

department = "science_technology_bureau"
_SUBJECTS = ("关键材料制备技术", "智能控制系统", "绿色印染工艺", "药物递送体系", "高精度检测装备", "节能环保装置")
_HEADS = (
    *("序号", "项目编号", "项目名称", "级别", "计划类别", "承担单位", None, "所在区县", "项目负责人", "立项日期"),
    *("起止时间", None, "经费（万元）", None, None, "本年度检查次数", "项目状态", "备注"),
)


def files(city: City, months: Sequence[tuple[int, int]]) -> Iterator[tuple[str, bytes]]:
    """One file a year, as of the last month asked of it."""
    for year, month in last_of_each_year(months):
        yield f"{year}年科技计划项目台账.xlsx", ledger(city, year, month)


def ledger(city: City, year: int, month: int) -> bytes:
    """科技计划项目台账, the projects of a year by level.

    Dirt: merged two-row header with the unit of money inside; a hidden column of names of persons; 小计 rows below each
    level and 合计 at the end; amounts of every fifth row typed as text with thousands separators; — where a project
    leverages nothing; approval dates in four styles, other dates real; full-width digits in the number of inspections;
    trailing blanks behind names and numbers; a 注 line.
    """
    figures = city.series("st_projects")
    stated, dice = figures.stated, figures.dice("rows", year)
    filed = month_end(year, month)
    sheet = Sheet("项目台账")
    sheet.row(1, [f"{city.name}{year}年度科技计划项目实施情况台账"])
    sheet.row(2, [f"填报单位：{city.name}科学技术局", *[None] * 14, f"填报日期：{chinese_date(filed)}"])
    sheet.row(3, _HEADS)
    sheet.row(4, ["名称", "统一社会信用代码"], 6)
    sheet.row(4, ["开始", "结束", "总经费", "财政补助", "带动研发投入"], 11)
    sheet.merge("A1:R1", "F3:G3", "K3:L3", "M3:O3", *(f"{letter}3:{letter}4" for letter in "ABCDEHIJPQR"))
    sheet.hidden_columns.append("I")
    counts = [sum(level["programmes"].values()) for level in stated["levels"]]
    statuses = shuffled(stated["statuses"], dice)
    inspected = set(dice.sample(range(sum(counts)), stated["inspected"]))
    row, number, totals = 5, 0, [0, 0, 0]
    for level, count in zip(stated["levels"], counts, strict=True):
        low, high = level["each"]
        weights = [dice.randint(low, high) for _ in range(count)]
        grants = split(level["grant"], weights)
        leveraged = split(level["leveraged"], [weight * dice.randint(80, 120) for weight in weights])
        budgets = [grant + more + dice.randint(200, 900) * 10 for grant, more in zip(grants, leveraged, strict=True)]
        for i, programme in enumerate(shuffled(level["programmes"], dice)):
            place = dice.choices(city.names, stated["shares"])[0]
            firm = invented_firm(dice, short_place(place))
            begun = spread_days(dice, dt.date(year, 1, 2), dt.date(year, 1, 31))
            money: list[Value] = [
                typed_amount(cents, as_text=number % 5 == 4) if cents else "—"
                for cents in (budgets[i], grants[i], leveraged[i])
            ]
            times = str(int(number in inspected))
            sheet.row(
                row,
                [
                    number + 1,
                    f"{level['prefix']}{year}{i + 1:03d}" + " " * (number % 9 == 2),
                    f"{dice.choice(_SUBJECTS)}研究与应用（{number + 1}）",
                    level["level"],
                    programme + "  " * (number % 8 == 5),
                    firm,
                    credit_code_of(firm),
                    place,
                    invented_person(number)[0],
                    typed_date(begun, number),
                    begun + dt.timedelta(days=7),
                    dt.date(year + dice.randint(1, 3), 12, 31),
                    *money,
                    times.translate(str.maketrans("01", "０１")) if number % 7 == 3 else int(times),
                    statuses[number],
                    "示例数据" if number == 0 else None,
                ],
            )
            row, number = row + 1, number + 1
        sums = [sum(budgets), sum(grants), sum(leveraged)]
        totals = [one + more for one, more in zip(totals, sums, strict=True)]
        sheet.row(row, ["小计", f"{count}项", *[None] * 10, *(Decimal(cents).scaleb(-2) for cents in sums)])
        row += 1
    sheet.row(row, ["合计", f"{number}项", *[None] * 10, *(Decimal(cents).scaleb(-2) for cents in totals)])
    sheet.row(row + 1, [f"注：立项以文件日期为准；项目、单位和人员均为虚构。{NOTE}"])
    sheet.merge(f"A{row + 1}:R{row + 1}")
    return workbook([sheet], filed)
