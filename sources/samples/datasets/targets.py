"""年度科技创新目标任务分解, one table a year of the government office.

Belongs here: the bytes of this dataset's files from the city's figures. Does not belong here: the figures
(`city/targets.yml`), reading the files.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from decimal import Decimal

from sources.samples.figures import City
from sources.samples.words import NOTE, chinese_date
from sources.samples.workbooks import Sheet, Value, workbook

department = "government_office"


def files(city: City, months: Sequence[tuple[int, int]]) -> Iterator[tuple[str, bytes]]:
    """The one year's table."""
    yield f"{city.stated['targets']['year']}年度目标任务分解表.xlsx", table(city)


def table(city: City) -> bytes:
    """年度科技创新目标任务分解, indicators by regions.

    Dirt: the year only in the title; categories merged downwards; a unit for each row; targets worded as 2.75左右, ≥8,
    10以上; thousands separators as text; — where a district has no target; rates, whose 全市 is no sum of districts.
    """
    stated = city.stated["targets"]
    issued: dt.date = stated["issued"]
    sheet = Sheet("目标任务分解")
    sheet.row(1, [f"{city.name}{stated['year']}年度科技创新目标任务分解表"])
    sheet.row(2, [f"印发日期：{chinese_date(issued)}"])
    sheet.row(3, ["类别", "指标名称", "单位", "权重", "目标值"])
    sheet.row(4, ["全市", *city.names], 5)
    sheet.merge("A1:K1", "A3:A4", "B3:B4", "C3:C4", "D3:D4", "E3:K3")
    row = 5
    for group in stated["groups"]:
        sheet.row(row, [group["name"]])
        for target in group["rows"]:
            districts = [_number_or_text(cell) if cell else "—" for cell in target["districts"]]
            cells = [target["name"], target["unit"], target["weight"], _number_or_text(target["city"])]
            sheet.row(row, [*cells, *districts], 2)
            row += 1
        if len(group["rows"]) > 1:
            sheet.merge(f"A{row - len(group['rows'])}:A{row - 1}")
    sheet.row(
        row, [f"注：权重合计{sum(t['weight'] for g in stated['groups'] for t in g['rows'])}分，其余为共性工作。{NOTE}"]
    )
    return workbook([sheet], issued)


def _number_or_text(cell: str) -> Value:
    """A number as a number; what a person worded or grouped stays text."""
    return Decimal(cell) if cell.replace(".", "").isdigit() else cell
