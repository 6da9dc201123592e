"""全省高新区综合评价结果, a year's list of the city's own zones.

Belongs here: the bytes of this dataset's files from the city's figures. Does not belong here: the figures
(`city/hightech_zones.yml`), reading the files.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from decimal import Decimal

from sources.samples.figures import City
from sources.samples.words import NOTE, chinese_date, full_width
from sources.samples.workbooks import Sheet, Value, workbook

department = "science_technology_bureau"


def files(city: City, months: Sequence[tuple[int, int]]) -> Iterator[tuple[str, bytes]]:
    """A year's result at its end, and the older list of the years before the first."""
    stated = city.stated["hightech_zones"]
    for year in sorted({year for year, _ in months}):
        if months[-1] >= (year, stated["after_month"]):
            yield f"{year}年全省高新区综合评价结果.xlsx", table(city, year)
    last = city.first[0] - 1
    yield "历年全省高新区综合评价位次.xlsx", older_table(city, stated["first_year"], last)


def table(city: City, year: int) -> bytes:
    """全省高新区综合评价结果, the form since 2020.

    Dirt: one blank row first; 序号, 所在区县 and 级别 beside the names; merged two-row header; the change of rank in
    words (↑2, ↓1, —), which is no number; a rank typed as 10位, a score as text with blanks; zones, no districts, so no
    total; 注 line.
    """
    stated = city.stated["hightech_zones"]
    now, before = _ranks(city, year), _ranks(city, year - 1)
    published = dt.date(year, stated["published"]["month"], stated["published"]["day"])
    later = year - stated["first_year"] - len(stated["ranks"]) + 1
    scores = [score + 35 * later for score in stated["scores"]]
    sheet = Sheet("综合评价")
    sheet.row(2, [f"{full_width(str(year))}年度全省高新区综合评价结果"])
    sheet.row(3, ["报送单位：" + city.name + "科学技术局", *[None] * 4, f"发布日期：{chinese_date(published)}"])
    sheet.row(4, ["序号", "高新区名称", "所在区县", "级别", "综合得分", "全省位次", None, None])
    sheet.row(5, ["本年", "上年", "位次变化"], 6)
    sheet.merge("A2:H2", "A4:A5", "B4:B5", "C4:C5", "D4:D5", "E4:E5", "F4:H4")
    columns = zip(stated["zones"], stated["places"], stated["levels"], scores, now, before, strict=True)
    order = sorted(columns, key=lambda zone: zone[4])
    for i, (name, place, level, score, rank, rank_before) in enumerate(order, start=1):
        gained = rank_before - rank
        change = f"{'↑' if gained > 0 else '↓'}{abs(gained)}" if gained else "—"
        numbers: list[Value] = [Decimal(score).scaleb(-2), rank, rank_before]
        sheet.row(5 + i, [i, name, place, level, *numbers, change])
    sheet.values[7, 6] = f"{order[1][4]}位"
    sheet.values[8, 5] = f" {sheet.values[8, 5]} "
    sheet.values[9, 2] = f"{order[3][0]}  "
    sheet.row(6 + len(order), [f"注：位次为全省省级以上高新区综合评价位次。{NOTE}"])
    return workbook([sheet], published)


def older_table(city: City, first: int, last: int) -> bytes:
    """历年全省高新区综合评价位次, years across: the form until 2019.

    Dirt: no header over the years but 2018年 and the like; ranks as text with 位 in one column; a blank row first.
    """
    stated = city.stated["hightech_zones"]
    published = dt.date(last, stated["published"]["month"], stated["published"]["day"])
    years = range(first, last + 1)
    sheet = Sheet("历年位次")
    sheet.row(2, ["历年全省高新区综合评价位次"])
    sheet.row(3, [f"发布日期：{published:%Y-%m-%d}"])
    sheet.row(4, ["园区名称", "所在地", *(f"{year}年" for year in years)])
    sheet.merge("A2:E2")
    for i, (name, place) in enumerate(zip(stated["zones"], stated["places"], strict=True)):
        ranks: list[Value] = [_ranks(city, year)[i] for year in years]
        sheet.row(5 + i, [name, place, *ranks[:-1], f"{ranks[-1]}位"])
    sheet.row(6 + len(stated["zones"]), [f"说明：{NOTE}"])
    return workbook([sheet], published)


def _ranks(city: City, year: int) -> list[int]:
    """The zones' ranks; from the last year given on they stay."""
    stated = city.stated["hightech_zones"]
    ranks: list[int] = stated["ranks"][min(year - stated["first_year"], len(stated["ranks"]) - 1)]
    return ranks
