"""科学技术奖获奖清单, one file a year.

Belongs here: the bytes of this dataset's files from the city's figures. Does not belong here: the figures
(`city/awards.yml`), reading the files.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from decimal import Decimal

from sources.samples.figures import City, last_of_each_year, month_end
from sources.samples.words import (
    NOTE,
    chinese_date,
    credit_code_of,
    invented_firm,
    invented_person,
    short_place,
    spread_days,
    typed_date,
)
from sources.samples.workbooks import Sheet, workbook

department = "science_technology_bureau"
_SUBJECTS = ("高端轴承", "生物基纤维", "集成电路封装", "绿色制药", "精密光学", "节能电机", "污水处理")
_HEADS = (
    *("序号", "奖励级别", "奖种", "奖励等级", "证书编号", "项目名称", "主要完成人", "本市完成单位", "统一社会信用代码"),
    *("所在区县", "单位排名", "获奖日期", "配套奖励（万元）", "备注"),
)


def files(city: City, months: Sequence[tuple[int, int]]) -> Iterator[tuple[str, bytes]]:
    """One file a year, as of the last month asked of it."""
    for year, month in last_of_each_year(months):
        yield f"{year}年度科学技术奖获奖清单.xlsx", ledger(city, year, month)


def ledger(city: City, year: int, month: int) -> bytes:
    """科学技术奖获奖清单, the awards of a year that local units had a part in.

    Dirt: levels and prizes merged downwards; a blank row between the levels; names of persons in a column beside; the
    unit of money in the header; dates typed in four styles; a certificate number with a trailing tab;
    第1, a 合计 row, a 共…项 line and a 注 line.
    """
    figures = city.series("awards")
    stated, dice = figures.stated, figures.dice("rows", year)
    filed = month_end(year, month)
    sheet = Sheet("获奖清单")
    sheet.row(1, [f"{city.name}{year}年度国家、省科学技术奖获奖项目清单"])
    sheet.row(2, [f"填报日期：{filed:%Y.%m.%d}", *[None] * 11, f"共{sum(one['count'] for one in stated['rows'])}项"])
    sheet.row(3, _HEADS)
    sheet.merge("A1:N1")
    row, number, total = 4, 0, 0
    for place_in_list, group in enumerate(stated["rows"]):
        if place_in_list and group["level"] != stated["rows"][place_in_list - 1]["level"]:
            row += 1
        for i in range(group["count"]):
            place = dice.choices(city.names, stated["shares"])[0]
            firm = invented_firm(dice, short_place(place))
            day = spread_days(dice, dt.date(year, 1, 5), dt.date(year, 1, 20))
            position = min(dice.randint(1, 6), 4)
            letter = "J" if group["level"] == "国家级" else "S"
            first = i == 0
            sheet.row(
                row,
                [
                    number + 1,
                    group["level"] if first else None,
                    group["prize"] if first else None,
                    group["class"] if first else None,
                    f"{year}-{letter}-{number + 1:03d}" + "\t" * (number % 6 == 4),
                    f"{dice.choice(_SUBJECTS)}关键技术及产业化（{number + 1}）",
                    "、".join(invented_person(number * 3 + one)[0] for one in range(3)),
                    firm,
                    credit_code_of(firm),
                    place,
                    position,
                    typed_date(day, number),
                    Decimal(group["bonus"]).scaleb(-2),
                ],
            )
            row, number, total = row + 1, number + 1, total + group["bonus"]
        if group["count"] > 1:
            sheet.merge(*(f"{letter}{row - group['count']}:{letter}{row - 1}" for letter in "BCD"))
    sheet.row(row, ["合计", f"{number}项", *[None] * 10, Decimal(total).scaleb(-2)])
    sheet.row(row + 1, [f"填报人：示例    审核：示例（{chinese_date(filed)}）"])
    sheet.row(row + 2, [f"注：单位排名按获奖证书；成果、单位和人员均为虚构。{NOTE}"])
    sheet.merge(f"A{row + 1}:N{row + 1}", f"A{row + 2}:N{row + 2}")
    return workbook([sheet], filed)
