"""重点工作督办台账: one register a quarter of the government office, with the last month asked.

Belongs here: the bytes of this dataset's files from the city's figures. Does not belong here: the figures
(`city/supervision_items.yml`), reading the files.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sources.samples.figures import City
from sources.samples.words import chinese_date, typed_date
from sources.samples.workbooks import Sheet, workbook

department = "government_office"


@dataclass(frozen=True)
class Item:
    """One item of a year: what, by whom, where, and its three days (`done_on` beyond the register's day is open)."""

    number: str
    task: str
    origin: str
    owner: str
    place: str
    assigned_on: dt.date
    due_on: dt.date
    done_on: dt.date


def files(city: City, months: Sequence[tuple[int, int]]) -> Iterator[tuple[str, bytes]]:
    """The registers at the ends of the quarters among the months, and of the last month."""
    for year, month in months:
        if month % 3 == 0 or (year, month) == months[-1]:
            yield f"重点工作督办台账{year}年{month}月.xlsx", register(city, year, month)


def items(city: City, year: int) -> list[Item]:
    """The items of a year, in the order in which they were assigned."""
    stated = city.stated["supervision_items"]
    dice = city.series("supervision_items").dice("items", year)
    made = []
    for n in range(stated["items"]):
        owner, place = stated["owners"][n % len(stated["owners"])]
        assigned = dt.date(year, 1, 6) + dt.timedelta(days=n * 11 + dice.randint(0, 4))
        due = assigned + dt.timedelta(days=dice.choice((30, 45, 60, 90)))
        taken = dice.randint(12, 80) if n % 7 != 5 else 400
        made.append(
            Item(
                number=f"DB{year}-{n + 1:03d}",
                task=stated["tasks"][n % len(stated["tasks"])],
                origin=stated["origins"][n % len(stated["origins"])],
                owner=owner,
                place=city.names[place - 1] if place else "全市",
                assigned_on=assigned,
                due_on=due,
                done_on=assigned + dt.timedelta(days=taken),
            )
        )
    return made


def register(city: City, year: int, month: int) -> bytes:
    """督办台账, every item assigned in the year until the day that the register names.

    Dirt: merged two-row header; 全市 where the city itself is meant; dates typed in four styles, — for what is not
    done; states in several wordings; a hidden column of what is left to do; 注 line.
    """
    until = dt.date(year, month, calendar.monthrange(year, month)[1])
    sheet = Sheet("督办台账")
    sheet.row(1, [f"{city.name}{year}年{month}月科技创新重点工作督办台账"])
    sheet.row(2, [f"填报单位：{city.name}政府办公室", *[None] * 8, f"截至日期：{chinese_date(until)}"])
    sheet.row(3, ["序号", "督办编号", "督办事项", "任务来源", "责任单位", None, None, "时间", None, None, "办理状态"])
    sheet.row(3, ["下步打算"], 12)
    sheet.row(4, ["牵头单位", "配合单位", "所属地区", "交办日期", "办结时限", "办结日期"], 5)
    sheet.merge("A1:L1", "E3:G3", "H3:J3", *(f"{letter}3:{letter}4" for letter in "ABCDKL"))
    sheet.hidden_columns.append("L")
    row = 5
    for i, item in enumerate(items(city, year)):
        if item.assigned_on > until:
            break
        done = item.done_on <= until
        state = (
            ("已办结", "办结")[i % 2] if done else "逾期未办结" if item.due_on < until else ("在办", "推进中")[i % 2]
        )
        days = [typed_date(item.assigned_on, i), typed_date(item.due_on, i + 1)]
        helpers = "市科技局" if i % 3 == 1 and item.owner != "市科技局" else None
        cells = [item.number, item.task, item.origin, item.owner, helpers, item.place, *days]
        closed = typed_date(item.done_on, 2) if done else "—"
        sheet.row(row, [i + 1, *cells, closed, state, None if done else "按计划推进"])
        row += 1
    sheet.row(row, ["注：示例数据，事项均为虚构。"])
    sheet.merge(f"A{row}:L{row}")
    return workbook([sheet], until)
