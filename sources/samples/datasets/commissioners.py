"""科技特派员派遣名单, personal: one list every two years, the newest first.

Belongs here: the bytes of this dataset's files from the city's figures. Does not belong here: the figures
(`city/commissioners.yml`), reading the files.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sources.samples.figures import City, split
from sources.samples.words import chinese_date, full_width, invented_citizen, short_place
from sources.samples.workbooks import Sheet, workbook

department = "science_technology_bureau"
_TENS = "一二三四五六七八九"
_NEW_FORM = 2020


@dataclass(frozen=True)
class _Person:
    """One person sent: where to, in which form, and the team (a number within its form, 0 for none)."""

    number: int
    place: str
    form: str
    team: int
    leads: bool


def files(city: City, months: Sequence[tuple[int, int]]) -> Iterator[tuple[str, bytes]]:
    """One file for each batch sent until the last month."""
    stated = city.stated["commissioners"]
    first = stated["first_year"]
    for year in reversed(range(first, max(months[-1][0], _NEW_FORM) + 1, 2)):
        number = stated["first_batch"] + (year - first) // 2
        batch = f"第十{_TENS[number - 11]}批" if number < 20 else f"第{number}批"
        if year < _NEW_FORM:
            yield f"{batch}科技特派员名单（{year}年）.xlsx", by_form(city, year, number, batch)
        else:
            yield f"{batch}科技特派员派遣名单（{year}年）.xlsx", roster(city, year, number, batch)


def people(city: City, number: int) -> list[_Person]:
    """The persons of a batch; batches that are not stated are like the last that is."""
    stated = city.stated["commissioners"]["batches"]
    batch = stated.get(number, stated[max(stated)])
    sent = [
        (place, "个人", 0, False)
        for place, count in zip(city.names, batch["single"], strict=True)
        for _ in range(count)
    ]
    for form, places, members in (
        ("团队", batch["teams"], batch["members"]),
        ("综合体", batch["complexes"], batch["complex_members"]),
    ):
        sizes = split(members, [10 + n % 3 for n in range(len(places))]) if places else []
        for team, (place, size) in enumerate(zip(places, sizes, strict=True), start=1):
            sent += [(city.names[place], form, team, i == 0) for i in range(size)]
    start = 150 * (number % 5)
    return [_Person(start + i, *one) for i, one in enumerate(sent)]


def roster(city: City, year: int, number: int, batch: str) -> bytes:
    """派遣名单, everybody on one sheet, with name and number in the clear as the bureau keeps it.

    Dirt: merged two-row header; a team's name, duty's place and district merged over its members; identity numbers as
    text, some with a blank before, a lower-case x; a hidden column of telephone numbers; forms in several wordings;
    full-width year in the title; 共…人 line; 注 line; 审核人 line.
    """
    dice, stated = _dice(city, number), city.stated["commissioners"]
    issued = _issued(city, year, number)
    sent = people(city, number)
    sheet = Sheet("派遣名单")
    sheet.row(1, [f"{city.name}{full_width(str(year))}年{batch}科技特派员派遣名单"])
    sheet.row(2, [f"填报单位：{city.name}科学技术局", *[None] * 10, f"填报日期：{chinese_date(issued)}"])
    heads = [
        "序号",
        "姓名",
        "身份证号码",
        "性别",
        "派出单位",
        "职称",
        "专业领域",
        "类型",
        "团队名称",
        "团队职务",
        "派驻地",
    ]
    sheet.row(3, [*heads, None, "联系电话", "备注"])
    sheet.row(4, ["县（市、区）", "乡镇（街道）或综合体"], 11)
    sheet.merge("A1:N1", *(f"{letter}3:{letter}4" for letter in "ABCDEFGHIJMN"), "K3:L3")
    sheet.hidden_columns.append("M")
    for i, one in enumerate(sent):
        name, identity = invented_citizen(one.number)
        team = (
            f"{short_place(one.place)}{dice.choice(stated['specialities'])}{one.form}第{one.team}队"
            if one.leads
            else None
        )
        wording = one.form + ("", "科技特派员", "特派员")[i % 3]
        place = f"{one.place}示例{'产业创新服务综合体' if one.form == '综合体' else '镇'}"
        sheet.row(
            5 + i,
            [
                i + 1,
                name + " " * (i % 7 == 3),
                " " * (i % 11 == 5) + (identity.lower() if i % 2 else identity),
                "男" if i % 3 else "女",
                dice.choice(stated["senders"]),
                dice.choice(stated["titles"]),
                dice.choice(stated["specialities"]),
                wording,
                team,
                ("首席专家" if one.leads else "成员") if one.team else None,
                one.place if one.leads or not one.team else None,
                place,
                f"000-0001-{i:04d}",
                "续派" if i % 17 == 4 else None,
            ],
        )
    for first, last in _teams(sent):
        sheet.merge(f"I{5 + first}:I{5 + last}", f"K{5 + first}:K{5 + last}")
    end = 5 + len(sent)
    sheet.row(end, [f"共{len(sent)}人"])
    sheet.row(end + 1, ["注：示例数据，人员、证件号码、团队和单位均为虚构。"])
    sheet.row(end + 2, ["审核人：示例"])
    sheet.merge(f"A{end}:N{end}", f"A{end + 1}:N{end + 1}")
    return workbook([sheet], issued)


def by_form(city: City, year: int, number: int, batch: str) -> bytes:
    """名单, the older form: a sheet for each form of sending.

    Dirt: the number of persons in the sheet's name, 人 inside or outside the brackets; headers that differ from the
    newer form (工作单位, 服务县（市、区）, 证件号码); a blank row after the header; 注 line.
    """
    dice, stated = _dice(city, number), city.stated["commissioners"]
    issued = _issued(city, year, number)
    sent = people(city, number)
    sheets = []
    for n, form in enumerate(("个人", "团队")):
        own = [one for one in sent if one.form == form]
        sheet = Sheet(f"{form}科技特派员（{len(own)}）人" if n else f"{form}科技特派员（{len(own)}人）")
        sheet.row(1, [f"{city.name}{year}年{batch}科技特派员名单"])
        sheet.row(2, [f"填报日期：{issued:%Y.%m.%d}"])
        sheet.row(
            3, ["序号", "姓名", "证件号码", "工作单位", "职称", "服务县（市、区）", "服务乡镇", "团队名称", "手机"]
        )
        sheet.merge("A1:I1", "A2:I2")
        for i, one in enumerate(own):
            name, identity = invented_citizen(one.number)
            team = f"{short_place(one.place)}示例团队{one.team}" if one.team else "—"
            ranks = [dice.choice(stated["senders"]), dice.choice(stated["titles"])]
            sheet.row(5 + i, [i + 1, name, identity, *ranks, one.place, "示例镇", team, f"000-0002-{i:04d}"])
        sheet.row(5 + len(own), ["注：示例数据，人员和证件号码均为虚构。"])
        sheets.append(sheet)
    return workbook(sheets, issued)


def _dice(city: City, number: int) -> random.Random:
    return city.series("commissioners").dice("batch", number)


def _issued(city: City, year: int, number: int) -> dt.date:
    batches = city.stated["commissioners"]["batches"]
    day: dt.date = batches.get(number, batches[max(batches)])["issued"]
    return day.replace(year=year)


def _teams(sent: Sequence[_Person]) -> Iterator[tuple[int, int]]:
    """First and last place of each team in the list."""
    starts = [i for i, one in enumerate(sent) if one.leads]
    ends = [*(start - 1 for start in starts[1:]), len(sent) - 1]
    yield from zip(starts, ends, strict=True)
