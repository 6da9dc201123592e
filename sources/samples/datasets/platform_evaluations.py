"""创新平台绩效评价结果, one file a year with a sheet for each kind of platform.

Belongs here: the bytes of this dataset's files from the city's figures. Does not belong here: the figures
(`city/platform_evaluations.yml`), reading the files.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator, Sequence
from string import ascii_uppercase

from sources.samples.datasets import platforms
from sources.samples.figures import City, last_of_each_year, month_end, split, tenths
from sources.samples.words import NOTE, chinese_date, credit_code_of, invented_names, short_place
from sources.samples.workbooks import Sheet, workbook

department = "science_technology_bureau"


def files(city: City, months: Sequence[tuple[int, int]]) -> Iterator[tuple[str, bytes]]:
    """One file a year, as of the last month asked of it."""
    for year, month in last_of_each_year(months):
        yield f"{year}年度创新平台绩效评价结果.xlsx", ledger(city, year, month)


def ledger(city: City, year: int, month: int) -> bytes:
    """创新平台绩效评价结果, the platforms of each kind from the best to the last.

    Dirt: merged two-row headers that differ from sheet to sheet, each dimension with its full marks inside; the number
    of rows in the names of some sheets; scores of every fourth row typed as text, or as 87.5分; equal scores with an
    equal rank, or on some sheets no rank at all; names with trailing blanks; a hidden column; a 注 line.
    """
    figures = city.series("platform_evaluations")
    filed = month_end(year, month)
    sheets = [
        _kind(city, figures.dice(year, number), number, stated, filed)
        for number, stated in enumerate(figures.stated["sheets"])
    ]
    return workbook(sheets, filed)


def _kind(city: City, dice: random.Random, number: int, stated: dict, filed: dt.date) -> Sheet:
    dimensions, with_rank = stated["dimensions"], number != 2
    scores, rows = _scores(city, dice, stated), _platforms(city, stated)
    dice.shuffle(rows)
    sheet = Sheet(stated["name"] + (f"（{len(rows)}家）" if number % 2 else ""))
    sheet.row(1, [f"{city.name}{filed.year}年度{stated['title']}"])
    sheet.row(2, [f"{'公示' if number % 2 else '填报'}日期：{chinese_date(filed)}"])
    before = ["序号", "平台名称", "运营单位", "统一社会信用代码", "所在区县"]
    behind = ["总分", *(["排名"] if with_rank else []), "评价等级", "备注"]
    sheet.row(3, [*before, "评价得分", *[None] * (len(dimensions) - 1), *behind])
    sheet.row(4, [f"{name}（{full}分）" for name, full in dimensions.items()], 6)
    letters = ascii_uppercase[: len(before) + len(dimensions) + len(behind)]
    scored = letters[len(before) : len(before) + len(dimensions)]
    beside = (letter for letter in letters if letter not in scored)
    sheet.merge(f"A1:{letters[-1]}1", f"{scored[0]}3:{scored[-1]}3", *(f"{letter}3:{letter}4" for letter in beside))
    sheet.hidden_columns.append("D")
    for i, ((name, operator, place), (total, grade)) in enumerate(zip(rows, scores, strict=True)):
        parts = split(total, [full * dice.randint(95, 105) for full in dimensions.values()])
        rank = 1 + sum(other > total for other, _ in scores)
        sheet.row(
            5 + i,
            [
                i + 1,
                name + "  " * (i % 5 == 2),
                operator,
                credit_code_of(operator),
                place,
                *(str(tenths(part)) if i % 4 == 3 else tenths(part) for part in parts),
                f"{tenths(total)}分" if i % 8 == 3 else tenths(total),
                *([rank] if with_rank else []),
                grade,
            ],
        )
    end = 5 + len(rows)
    sheet.row(end, [f"注：得分相同的名次并列；平台和单位均为虚构。{NOTE}"])
    sheet.merge(f"A{end}:{letters[-1]}{end}")
    return sheet


def _scores(city: City, dice: random.Random, stated: dict) -> list[tuple[int, str]]:
    """Total in tenths and grade, from the best to the last, two of them equal."""
    figures = city.stated["platform_evaluations"]
    drawn = [
        (total, grade)
        for grade, count in stated["grades"].items()
        for total in sorted((dice.randint(*figures["bounds"][grade]) for _ in range(count)), reverse=True)
    ]
    tie = figures["tie"]
    drawn[tie + 1] = drawn[tie]
    return drawn


def _platforms(city: City, stated: dict) -> list[tuple[str, str, str]]:
    """Name, operator and district: those of the register of platforms, else invented."""
    if "register" in stated:
        return platforms.listed(city, stated["register"])
    figures = city.series("platform_evaluations")
    dice = figures.dice("names")
    places = dice.choices(city.names, figures.stated["shares"], k=stated["count"])
    named = zip(invented_names(dice, stated["count"]), places, strict=True)
    stems = [(f"{short_place(place)}{name}", place) for name, place in named]
    return [(stem + stated["name"], f"{stem}科技发展有限公司", place) for stem, place in stems]
