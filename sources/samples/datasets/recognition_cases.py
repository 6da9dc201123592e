"""科技型企业“常年申报、常年受理”台账, the cases of the year, sent every week: the last two of the newest month.

Belongs here: the bytes of this dataset's files from the city's figures. Does not belong here: the figures
(`city/recognition_cases.yml`), reading the files.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sources.samples.datasets.hightech_enterprises import certificates
from sources.samples.figures import City, last_of_each_year, month_end, months_text
from sources.samples.firms import Firm, firm
from sources.samples.words import NOTE, chinese_date, typed_date
from sources.samples.workbooks import Sheet, workbook

department = "science_technology_bureau"


@dataclass(frozen=True, slots=True)
class Case:
    """A case with the days of its stages; a stage after the day asked, or never reached, is None."""

    firm: Firm
    category: str
    batch: str
    applied: dt.date
    accepted: dt.date | None
    reviewed: dt.date | None
    recognised: dt.date | None
    rejected: bool


def files(city: City, months: Sequence[tuple[int, int]]) -> Iterator[tuple[str, bytes]]:
    """Two files a year: as of a day in the last month, and as of its end."""
    for year, month in last_of_each_year(months):
        for day in (dt.date(year, month, city.stated["recognition_cases"]["earlier_file_day"]), month_end(year, month)):
            yield f"常年申报常年受理台账（截至{chinese_date(day)}）.xlsx", ledger(city, day)


def cases(city: City, last: dt.date) -> list[Case]:
    """The cases applied for from January to a day, as of that day, in the order of application."""
    found = [*_of_the_register(city, last), *_of_small_firms(city, last)]
    return sorted((_as_of(case, last) for case in found if case.applied <= last), key=lambda case: case.applied)


def _of_the_register(city: City, last: dt.date) -> Iterator[Case]:
    figures = city.series("recognition_cases")
    stated = figures.stated
    issued = [one for one in certificates(city, dt.date(last.year, 12, 31)) if one.issued.year == last.year]
    last_call = max(one.issued for one in issued)
    for place, one in enumerate(one for one in issued if not one.renewed):
        dice = figures.dice("register", one.number)
        usual = one.issued != last_call
        days = stated["hightech"] if usual else stated["last_call"]
        early = not usual and dice.randint(1, 372) <= days["early"]
        before = dice.randint(*days["early_before" if early else "before"])
        applied = max(one.issued - dt.timedelta(days=before), dt.date(last.year, 1, 2))
        accepted = applied + dt.timedelta(days=dice.randint(*days["accepted"]))
        reviewed = accepted + dt.timedelta(days=dice.randint(*days["reviewed"]))
        batch = f"高企{one.batch}"
        yield Case(one.firm, "高新技术企业", batch, applied, accepted, reviewed, one.issued, rejected=False)
        if usual and dice.randint(1, 100) <= stated["hightech"]["rejected"]:
            other = firm(city, stated["first_number"] + 1000 * (last.year % 100) + place)
            yield Case(other, "高新技术企业", batch, applied, accepted, reviewed, None, rejected=True)


def _of_small_firms(city: City, last: dt.date) -> Iterator[Case]:
    figures = city.series("recognition_cases")
    stated = figures.stated["small"]
    for month in range(1, last.month + 1):
        for place in range(stated["each_month"]):
            dice = figures.dice("small", last.year, month, place)
            number = figures.stated["first_number"] + 100_000 + 1000 * (last.year % 100) + 10 * month + place
            applied = dt.date(last.year, month, dice.randint(2, 20))
            accepted, reviewed, recognised = _later(applied, dice, stated)
            rejected = dice.randint(1, 100) <= stated["rejected"]
            batch = f"科小{last.year}年{'上' if month < 7 else '下'}半年"
            yield Case(
                firm(city, number), "科技型中小企业", batch, applied, accepted, reviewed,
                None if rejected else recognised, rejected,
            )  # fmt: skip


def _later(day: dt.date, dice: random.Random, stated: dict) -> list[dt.date]:
    days = []
    for stage in ("accepted", "reviewed", "recognised"):
        day += dt.timedelta(days=dice.randint(*stated[stage]))
        days.append(day)
    return days


def _as_of(case: Case, last: dt.date) -> Case:
    stages = [day if day is not None and day <= last else None for day in (case.accepted, case.reviewed)]
    recognised = case.recognised if case.recognised is not None and case.recognised <= last else None
    rejected = case.rejected and stages[1] is not None
    return Case(case.firm, case.category, case.batch, case.applied, stages[0], stages[1], recognised, rejected)


def ledger(city: City, last: dt.date) -> bytes:
    """科技型企业“常年申报、常年受理”台账, the year's cases as of a day.

    Dirt: quotation marks in the title; merged two-row header with the stages under one head; the first row of the
    numbers' names (甲, 乙, 1, 2 …) under the header; a hidden column of telephone numbers and a hidden row; real dates
    and days typed as text in four styles side by side; / for a stage not yet reached; outcomes in two wordings; a name
    with a trailing tab; no batch for cases not yet accepted.
    """
    month = dt.date(last.year, last.month, 1)
    sheet = Sheet("受理台账")
    sheet.row(1, [f"{city.name}科技型企业“常年申报、常年受理”台账（{last.year}年{months_text(month.month)}）"])
    sheet.row(2, [f"报送单位：{city.name}科学技术局", *[None] * 8, f"填报日期：{chinese_date(last)}"])
    heads = [
        "序号",
        "受理编号",
        "企业名称",
        "统一社会信用代码",
        "所属区县",
        "申报类别",
        "批次",
        "办理进度",
        None,
        None,
        None,
    ]
    sheet.row(3, [*heads, "办理结果", "联系电话"])
    sheet.row(4, ["申报日期", "受理日期", "评审日期", "认定日期"], 8)
    sheet.row(5, ["甲", "乙", "丙", "丁", *range(1, 10)])
    sheet.merge("A1:M1", "H3:K3", *(f"{letter}3:{letter}4" for letter in "ABCDEFGLM"))
    sheet.hidden_columns.append("M")
    sheet.hidden_rows.append(7)
    for i, case in enumerate(cases(city, last)):
        days = [_typed(day, i + column) for column, day in enumerate((case.accepted, case.reviewed, case.recognised))]
        sheet.row(
            6 + i,
            [
                i + 1,
                f"SL{last.year}{i + 1:04d}",
                case.firm.name + "\t" * (i % 10 == 3),
                case.firm.credit_code,
                case.firm.place,
                ("高企", "科小")[case.category != "高新技术企业"] if i % 7 == 5 else case.category,
                case.batch if case.accepted else None,
                case.applied,
                *days,
                _outcome(case, i),
                f"000-0000-{i:04d}",
            ],
        )
        sheet.formats[6 + i, 8] = "yyyy-mm-dd"
    end = 6 + len(cases(city, last))
    sheet.row(end, [f"注：办理进度以系统办结日期为准。{NOTE}企业均为虚构。"])
    sheet.merge(f"A{end}:M{end}")
    return workbook([sheet], last)


def _typed(day: dt.date | None, style: int) -> str | dt.date:
    if day is None:
        return "/"
    return day if style % 5 == 4 else typed_date(day, style)


def _outcome(case: Case, row: int) -> str:
    if case.rejected:
        return ("未通过", "不予认定")[row % 2]
    return ("在办", "办理中")[row % 4 == 3] if case.recognised is None else ("通过", "认定")[row % 9 == 8]
