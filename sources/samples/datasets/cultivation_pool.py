"""高新技术企业培育库台账, the firms that were in the pool at some time of the year.

Belongs here: the bytes of this dataset's files from the city's figures. Does not belong here: the figures
(`city/cultivation_pool.yml`), reading the files.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sources.samples.figures import City, following, last_of_each_year, month_end, months_text
from sources.samples.firms import Firm, firm
from sources.samples.words import NOTE, typed_amount, typed_date
from sources.samples.workbooks import Sheet, workbook

department = "science_technology_bureau"


@dataclass(frozen=True, slots=True)
class Entry:
    """A firm's stay in the pool: entered, and left (None: still in) as recognised or for good. Hundredths of 万元."""

    number: int
    firm: Firm
    entered: dt.date
    left: dt.date | None
    graduated: bool
    revenue: int
    rd: int


def files(city: City, months: Sequence[tuple[int, int]]) -> Iterator[tuple[str, bytes]]:
    """One file a year, as of the last month."""
    for year, month in last_of_each_year(months):
        yield f"高企培育库台账（{year}年{months_text(month)}）.xlsx", register(city, year, month)


def entries(city: City, last: dt.date) -> list[Entry]:
    """Everybody who entered the pool until a day, as of that day, oldest first."""
    figures = city.series("cultivation_pool")
    stated = figures.stated
    found: list[Entry] = []
    for year in range(city.first[0], last.year + 1):
        for month, entering in enumerate(stated["entered"], 1):
            for _ in range(entering):
                number = len(found)
                dice = figures.dice(number)
                entered = dt.date(year, month, dice.randint(2, 28))
                fate = dice.randint(1, 100)
                leaves = entered + dt.timedelta(days=stated["graduate_after_days"] + dice.randint(0, 60))
                stays = fate > stated["graduated"] + stated["removed"] or leaves > last
                revenue = dice.randint(*stated["revenue"]) * 100 + dice.randint(0, 99)
                rd = revenue * dice.randint(*stated["rd_share"]) // 1000
                who = firm(city, stated["first_number"] + number)
                left = None if stays else leaves
                found.append(Entry(number, who, entered, left, fate <= stated["graduated"], revenue, rd))
    return [entry for entry in found if entry.entered <= last]


def register(city: City, year: int, month: int) -> bytes:
    """高新技术企业培育库台账, as of the end of the month.

    Dirt: two blank rows above the title; the unit in the headers of two columns; revenue of every fourth row typed as
    text with thousands separators; days typed as text in four styles; — for who has not left; 在库 and 培育中 for the
    same thing; a footnote mark behind a number; blanks before names; 合计 row at the end; 注 lines.
    """
    figures = city.series("cultivation_pool")
    first, last = dt.date(year, 1, 1), month_end(year, month)
    filed = following(year, month, figures.stated["published_day"])
    rows = [entry for entry in entries(city, last) if entry.left is None or entry.left >= first]
    sheet = Sheet("培育库")
    sheet.row(3, [f"{city.name}高新技术企业培育库台账（{year}年{months_text(month)}）"])
    sheet.row(4, [f"填报单位：{city.name}科学技术局", *[None] * 6, f"填报日期：{filed:%Y.%m.%d}"])
    heads = ["序号", "企业名称", "统一社会信用代码", "所属区县", "入库日期", "出库日期", "库内状态"]
    sheet.row(5, [*heads, "上年度营业收入（万元）", "上年度研发费用（万元）", "备注"])
    sheet.merge("A3:J3")
    for i, entry in enumerate(rows):
        revenue = typed_amount(entry.revenue, as_text=i % 4 == 3)
        left = typed_date(entry.left, i + 1) if entry.left else "—"
        state = ("在库", "培育中")[i % 6 == 5] if entry.left is None else "认定出库" if entry.graduated else "退出"
        sheet.row(
            6 + i,
            [
                i + 1,
                "  " * (i % 8 == 2) + entry.firm.name,
                entry.firm.credit_code,
                entry.firm.place,
                typed_date(entry.entered, i),
                left,
                state,
                f"{revenue}①" if i == 2 else revenue,
                Decimal(entry.rd).scaleb(-2),
                "示例数据" if i == 1 else None,
            ],
        )
    end = 6 + len(rows)
    totals = [Decimal(sum(values)).scaleb(-2) for values in zip(*((e.revenue, e.rd) for e in rows), strict=True)]
    sheet.row(end, ["合计", f"{len(rows)}家", *[None] * 5, *totals])
    sheet.row(end + 1, ["注：①未经审计。出库日期为“—”的仍在库。"])
    sheet.row(end + 2, [f"※{NOTE}企业均为虚构。"])
    sheet.merge(f"A{end + 1}:J{end + 1}")
    return workbook([sheet], filed)
