"""企业技术需求清单, one file a year with a sheet for each of the three lists.

Belongs here: the bytes of this dataset's files from the city's figures. Does not belong here: the figures
(`city/technology_demands.yml`), reading the files.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator, Sequence

from sources.samples.figures import City, last_of_each_year, month_end
from sources.samples.words import (
    NOTE,
    chinese_date,
    credit_code_of,
    invented_firm,
    invented_name,
    short_place,
    spread_days,
    typed_amount,
    typed_date,
)
from sources.samples.workbooks import Sheet, Value, workbook

department = "science_technology_bureau"
_SUBJECTS = ("核心元器件", "专用助剂", "工业软件", "检测仪器", "催化材料", "精密部件", "控制算法")
_WITH_OTHERS = ("对接中", "已签约", "已解决")


def files(city: City, months: Sequence[tuple[int, int]]) -> Iterator[tuple[str, bytes]]:
    """One file a year, as of the last month asked of it."""
    for year, month in last_of_each_year(months):
        yield f"{year}年企业技术需求清单.xlsx", ledger(city, year, month)


def ledger(city: City, year: int, month: int) -> bytes:
    """企业技术需求清单, the demands collected in a year.

    Dirt: the number of rows in each sheet's name, 项 inside or outside the brackets; headers that differ from sheet to
    sheet (所在区县 or 所在地, 需求名称 or 技术需求名称, 对接状态 or 状态); the unit of money in the header or in a
    line of its own; amounts typed as text with thousands separators or as 120.00万元; — where it is not public;
    dates in four styles; a leading blank row; names with trailing blanks; a sheet of 填报说明; a 注 line on each sheet.
    """
    figures = city.series("technology_demands")
    stated = figures.stated
    filed = month_end(year, month)
    dice = figures.dice("firms", year)
    firms: dict[str, str] = {}
    while len(firms) < stated["firms"]:
        place = dice.choices(city.names, stated["shares"])[0]
        firms[invented_firm(dice, short_place(place))] = place
    sheets = [
        _list(city, figures.dice("rows", year, number), number, listed, list(firms.items()), filed)
        for number, listed in enumerate(stated["lists"])
    ]
    guide = Sheet("填报说明")
    guide.row(1, ["一、按需求所属清单填入相应工作表。"])
    guide.row(2, ["二、拟投入金额不便公开的填“—”。"])
    return workbook([*sheets, guide], filed)


def _list(
    city: City, dice: random.Random, number: int, listed: dict, firms: Sequence[tuple[str, str]], filed: dt.date
) -> Sheet:
    stated, odd = city.stated["technology_demands"], number % 2 == 1
    count = listed["count"]
    sheet = Sheet(f"{listed['word']}清单" + (f"（{count}）项" if odd else f"（{count}项）"))
    heads = ["序号", "需求编号", "需求名称" if odd else "技术需求名称", "企业名称", "统一社会信用代码"]
    heads += ["所在地" if odd else "所在区县", "所属产业链", "拟投入" if odd else "拟投入（万元）", "征集日期"]
    heads += ["状态" if odd else "对接状态", "对接单位", "状态日期", "备注"]
    sheet.row(2, [f"{city.name}{filed.year}年企业{listed['name']}需求清单"])
    sheet.row(3, [f"填报日期：{chinese_date(filed)}", *[None] * 10, "单位：万元" if odd else None])
    sheet.row(4, heads)
    sheet.merge("A2:M2")
    for i in range(count):
        firm, place = dice.choice(firms)
        chain = dice.choices(list(stated["chains"]), list(stated["chains"].values()))[0]
        state = dice.choices(list(stated["states"]), list(stated["states"].values()))[0]
        begun = spread_days(dice, dt.date(filed.year, 1, 2), min(filed, dt.date(filed.year, 6, 30)))
        amount = dice.randint(20, 900) * 100
        money: Value = typed_amount(amount, as_text=i % 6 == 4)
        if i % 11 == 7:
            money = "—"
        elif i % 9 == 5:
            money = f"{typed_amount(amount, as_text=False)}万元"
        sheet.row(
            5 + i,
            [
                i + 1,
                f"{listed['prefix']}{filed.year}{i + 1:04d}",
                f"{chain}{dice.choice(_SUBJECTS)}（{listed['prefix']}{i + 1}）",
                firm + "  " * (i % 10 == 6),
                credit_code_of(firm),
                place,
                chain,
                money,
                typed_date(begun, i),
                state,
                f"{invented_name(dice)}研究院（示例）" if state in _WITH_OTHERS else None,
                typed_date(spread_days(dice, begun, filed), i + 1),
                "示例数据" if i == 0 else None,
            ],
        )
    sheet.row(5 + count, [f"注：企业和需求均为虚构。{NOTE}"])
    sheet.merge(f"A{5 + count}:M{5 + count}")
    return sheet
