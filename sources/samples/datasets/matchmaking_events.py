"""科技“三服务”对接活动台账: one file a year, the newest first.

Belongs here: the bytes of this dataset's files from the city's figures. Does not belong here: the figures
(`city/matchmaking_events.yml`), reading the files.
"""

from __future__ import annotations

import calendar
import datetime as dt
import random
from collections.abc import Iterator, Sequence

from sources.samples.figures import City, months_text, split
from sources.samples.words import chinese_date, grouped, typed_date
from sources.samples.workbooks import Sheet, workbook

department = "science_technology_bureau"


def files(city: City, months: Sequence[tuple[int, int]]) -> Iterator[tuple[str, bytes]]:
    """One file a year, cumulative to its last month asked, and the year before the sample in the older form."""
    for year, month in sorted(dict(months).items(), reverse=True):
        if held(city, month):
            words = months_text(month) if month > 1 else "1月"
            yield f"{year}年{words}科技“三服务”对接活动台账.xlsx", ledger(city, year, month)
    year = city.stated["matchmaking_events"]["earlier"]["year"]
    yield f"{year}年度科技对接活动统计表.xlsx", older_table(city, year)


def held(city: City, month: int) -> list[int]:
    """The month of each event of a year's first months."""
    events = city.stated["matchmaking_events"]["events"]
    return [m for m in range(1, month + 1) for _ in range(events[m - 1])]


def ledger(city: City, year: int, month: int) -> bytes:
    """对接活动台账, one row an event.

    Dirt: merged two-row header; units in the headers; an amount typed with thousands separators, — where none was
    agreed; dates typed in four styles; events of the city itself and of its districts; a 合计 row that is checked;
    forms in several wordings; 注 line.
    """
    dice = city.series("matchmaking_events").dice("rows", year)
    filed = dt.date(year, month, calendar.monthrange(year, month)[1])
    when = held(city, month)
    experts, enterprises = (_attendance(city, key, month) for key in ("experts", "enterprises"))
    sheet = Sheet("对接活动")
    sheet.row(1, [f"{city.name}{year}年{months_text(month) if month > 1 else '1月'}科技“三服务”对接活动台账"])
    sheet.row(2, [f"填报单位：{city.name}科技局合作处", *[None] * 8, f"截至日期：{chinese_date(filed)}"])
    heads = ["序号", "活动名称", "活动系列", "活动形式", "举办日期", "承办地", "对接院校", "参加人员", None]
    sheet.row(3, [*heads, "对接成效", None, "备注"])
    sheet.row(4, ["专家（人）", "企业（家）", "达成意向（项）", "意向金额（万元）"], 8)
    sheet.merge("A1:L1", "H3:I3", "J3:K3", *(f"{letter}3:{letter}4" for letter in "ABCDEFGL"))
    intentions, amounts = 0, 0
    for i, held_in in enumerate(when):
        day = dt.date(year, held_in, dice.randint(1, 28))
        name, series, place, institution = _event(city, dice, i)
        reached = dice.randint(2, 12)
        amount = 0 if i % 5 == 3 else dice.randint(50, 4000)
        intentions, amounts = intentions + reached, amounts + amount
        shown = (grouped(amount) if i % 4 == 1 else amount) if amount else "—"
        form = ("线下", "线上线下结合", "线上")[i % 3]
        cells = [name, series, form.replace("结合", ""), typed_date(day, i), place, institution]
        sheet.row(5 + i, [i + 1, *cells, experts[i], enterprises[i], reached, shown])
    end = 5 + len(when)
    sheet.row(end, ["合计", f"{len(when)}场", *[None] * 5, sum(experts), sum(enterprises), intentions, amounts])
    sheet.row(end + 1, ["注：含线上活动；示例数据，活动和院校均为虚构。"])
    sheet.merge(f"A{end + 1}:L{end + 1}")
    return workbook([sheet], filed)


def older_table(city: City, year: int) -> bytes:
    """对接活动统计表, the older form.

    Dirt: one header row with other words, no results; 合计 row.
    """
    stated = city.stated["matchmaking_events"]["earlier"]
    dice = city.series("matchmaking_events").dice("rows", year)
    filed = dt.date(year, 12, 31)
    sheet = Sheet("活动统计")
    sheet.row(1, [f"{city.name}{year}年度科技对接活动统计表"])
    sheet.row(2, [f"填报日期：{filed:%Y-%m-%d}"])
    sheet.row(3, ["序号", "对接活动名称", "活动类型", "活动日期", "举办地", "参加专家数（人）", "参加企业数（家）"])
    sheet.merge("A1:G1", "A2:G2")
    count = stated["events"]
    experts, enterprises = (split(stated[key], _weights(count)) for key in ("experts", "enterprises"))
    for i in range(count):
        day = dt.date(year, 1 + i * 11 // (count - 1), dice.randint(1, 28))
        name, series, place, _ = _event(city, dice, i)
        sheet.row(4 + i, [i + 1, name, series, typed_date(day, 2), place, experts[i], enterprises[i]])
    sheet.row(4 + count, ["合计", f"{count}场", None, None, None, stated["experts"], stated["enterprises"]])
    return workbook([sheet], filed)


def _event(city: City, dice: random.Random, number: int) -> tuple[str, str, str, str]:
    """Name, series, place and institution of an event."""
    stated = city.stated["matchmaking_events"]
    series = stated["series"][number % len(stated["series"])]
    theme, institution = dice.choice(stated["themes"]), dice.choice(stated["institutions"])
    place = city.name if number % 6 == 2 else dice.choice(city.names)
    return f"“{series}{city.name[:-1]}行”—{institution}{theme}专场（第{number + 1}场）", series, place, institution


def _attendance(city: City, key: str, month: int) -> list[int]:
    """How many came to each event: those of the anchor's months add up to what it states."""
    stated = city.stated["matchmaking_events"]
    anchored = len(held(city, stated["anchor"]["month"]))
    counts = split(stated["anchor"][key], _weights(anchored))
    return (counts + [stated["later_months"][key]] * 12)[: len(held(city, month))]


def _weights(count: int) -> list[int]:
    return [5 + n * 7 % 6 for n in range(count)]
