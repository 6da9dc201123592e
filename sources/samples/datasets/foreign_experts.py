"""外国专家项目申报台账, personal: the newest state in one file.

Belongs here: the bytes of this dataset's files from the city's figures. Does not belong here: the figures
(`city/foreign_experts.yml`), reading the files.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterator, Sequence

from sources.samples.figures import City
from sources.samples.words import full_width, invented_firm, invented_person, short_place, typed_date
from sources.samples.workbooks import Sheet, workbook

department = "human_resources_bureau"


def files(city: City, months: Sequence[tuple[int, int]]) -> Iterator[tuple[str, bytes]]:
    """One file, as of the last month."""
    yield "外国专家项目申报台账.xlsx", ledger(city, *months[-1])


def ledger(city: City, year: int, month: int) -> bytes:
    """外国专家项目申报台账, personal: name and passport number in the clear, as the bureau sends it.

    Dirt: full-width year in the title; one blank row after the header; 护照号 beside the name; a hidden column of
    telephone numbers; names and categories with trailing blanks; — for a start not yet fixed, else a date typed as
    2020.3.5 or 2020-03-05; no total row but a 共…人 line; 注 line.
    """
    figures = city.series("foreign_experts")
    stated = figures.stated
    dice = figures.dice("rows")
    filed = dt.date(year, month, calendar.monthrange(year, month)[1])
    programme = stated["year"]
    sheet = Sheet("申报台账")
    sheet.row(1, [f"{city.name}{full_width(str(programme))}年度外国专家项目申报台账"])
    sheet.row(2, [f"填报单位：{city.name}人力资源和社会保障局", *[None] * 5, f"填报日期：{filed:%Y.%m.%d}"])
    sheet.row(3, ["序号", "姓名", "护照号", "联系电话", "项目类别", "申报阶段", "用人单位", "所在区县", "来华工作时间"])
    sheet.merge("A1:I1")
    sheet.hidden_columns.append("D")
    kinds = [kind for kind, count in stated["categories"].items() for _ in range(count)]
    stages = [stage for stage, count in stated["stages"].items() for _ in range(count)]
    dice.shuffle(stages)
    for i, (kind, stage) in enumerate(zip(kinds, stages, strict=True)):
        name, passport = invented_person(i)
        place = dice.choices(city.names, stated["shares"])[0]
        start = typed_date(dt.date(programme, dice.randint(1, month), dice.randint(1, 28)), 2 * (i % 2))
        sheet.row(
            5 + i,
            [
                i + 1,
                name + "  " * (i % 8 == 5),
                passport,
                f"000-0000-{i:04d}",
                kind + " " * (i % 9 == 4),
                stage,
                invented_firm(dice, short_place(place)),
                place,
                start if stage == "在岗" else "—",
            ],
        )
    end = 5 + len(kinds)
    sheet.row(end, [f"共{len(kinds)}人"])
    sheet.row(end + 1, ["注：示例数据，人员、证件号码和单位均为虚构。"])
    sheet.merge(f"A{end}:I{end}", f"A{end + 1}:I{end + 1}")
    return workbook([sheet], filed)
