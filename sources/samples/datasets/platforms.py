"""科技创新平台名册, one sheet a kind of platform: the newest state in one file.

Belongs here: the bytes of this dataset's files from the city's figures. Does not belong here: the figures
(`city/platforms.yml`), reading the files.
"""

from __future__ import annotations

import calendar
import datetime as dt
import random
from collections.abc import Iterator, Sequence

from sources.samples.figures import City
from sources.samples.words import invented_names, short_place, shuffled
from sources.samples.workbooks import Sheet, workbook

department = "science_technology_bureau"


def files(city: City, months: Sequence[tuple[int, int]]) -> Iterator[tuple[str, bytes]]:
    """One file, as of the last month."""
    yield "科技创新平台名册.xlsx", ledger(city, *months[-1])


def ledger(city: City, year: int, month: int) -> bytes:
    """科技创新平台名册, one sheet a kind of platform.

    Dirt: the number of rows in each sheet's name, 家 inside or outside the brackets; a merged title that
    says as of which month; the day of the
    register in a line of its own; headers that differ from sheet to sheet (所在区县 or 所在地, 依托单位 or 运营单位,
    the name's head); a year typed as 2018年; blank batches; a 备注 column, mostly empty.
    """
    figures = city.series("platforms")
    filed = dt.date(year, month, calendar.monthrange(year, month)[1])
    sheets = [
        _platform_sheet(city, figures.dice(n), n, stated, filed) for n, stated in enumerate(figures.stated["sheets"])
    ]
    return workbook(sheets, filed)


def listed(city: City, number: int) -> list[tuple[str, str, str]]:
    """Name, operator and district of the platforms on one sheet of the register; the same in every list of them."""
    figures = city.series("platforms")
    stated, dice = figures.stated["sheets"][number], figures.dice("names", number)
    places = dice.choices(city.names, figures.stated["shares"], k=stated["count"])
    named = zip(invented_names(dice, stated["count"]), places, strict=True)
    stems = [(f"{short_place(place)}{name}", place) for name, place in named]
    return [(stem + stated["word"], f"{stem}科技发展有限公司", place) for stem, place in stems]


def _platform_sheet(city: City, dice: random.Random, number: int, stated: dict, filed: dt.date) -> Sheet:
    count = stated["count"]
    brackets = f"（{count}）家" if number % 2 else f"（{count}家）"
    sheet = Sheet(stated["name"] + brackets)
    place_head, operator_head = ("所在地", "运营单位") if number % 2 else ("所在区县", "依托单位")
    heads = [
        "序号",
        f"{stated['word']}名称",
        operator_head,
        place_head,
        "级别",
        "状态",
        "批准年份",
        "批次",
        "地址",
        "备注",
    ]
    sheet.row(1, [f"{stated['title']}（截至{filed.year}年{filed.month}月底）"])
    sheet.row(2, [f"截至日期：{filed.year}年{filed.month}月{filed.day}日"])
    sheet.row(3, heads)
    sheet.merge("A1:J1", "A2:J2")
    levels, states = shuffled(stated["levels"], dice), shuffled(stated["states"], dice)
    for i, (name, operator, place) in enumerate(listed(city, number)):
        approved = filed.year - dice.randint(0, 8)
        sheet.row(
            4 + i,
            [
                i + 1,
                name,
                operator,
                place,
                levels[i],
                states[i],
                f"{approved}年" if i % 4 == 1 else approved,
                f"第{'一二三四五'[dice.randint(0, 4)]}批" if number == 1 else None,
                f"{place}示例路{dice.randint(1, 300)}号",
                "示例数据" if i == 0 else None,
            ],
        )
    return sheet
