"""领军型创新创业团队申报情况, personal: one table a year of the organisation department, the newest first.

Belongs here: the bytes of this dataset's files from the city's figures. Does not belong here: the figures
(`city/leading_teams.yml`), reading the files.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterator, Sequence

from sources.samples.figures import City, split
from sources.samples.words import (
    chinese_date,
    credit_code_of,
    invented_citizen,
    invented_firm,
    invented_person,
    short_place,
    typed_date,
)
from sources.samples.workbooks import Sheet, Value, workbook

department = "organisation_department"


def files(city: City, months: Sequence[tuple[int, int]]) -> Iterator[tuple[str, bytes]]:
    """One file a year, as of its last month asked, and the year before the sample in the older form."""
    stated = city.stated["leading_teams"]
    for year, month in sorted(dict(months).items(), reverse=True):
        yield f"{year}年度领军型创新创业团队申报情况汇总表.xlsx", table(city, year, month)
    year = stated["earlier"]["year"]
    yield f"{year}年度领军型创新创业团队申报名单.xlsx", older_list(city, year)


def table(city: City, year: int, month: int) -> bytes:
    """申报情况汇总表, one row a team with its leader's name and document number in the clear.

    Dirt: merged two-row header over the leader's columns; leaders from abroad with passport numbers beside identity
    numbers; a team's name that is its leader's; innovation and entrepreneurship in two wordings each; dates typed in
    four styles; 共…个团队 line; 注 line.
    """
    stated = city.stated["leading_teams"]
    filed = dt.date(year, month, calendar.monthrange(year, month)[1])
    selected = stated["selected"] if month >= stated["selected_in"] else 0
    sheet = Sheet("申报汇总")
    sheet.row(1, [f"{city.name}{year}年度省领军型创新创业团队申报情况汇总表"])
    sheet.row(2, [f"填报单位：中共{city.name}委组织部", *[None] * 11, f"填报日期：{chinese_date(filed)}"])
    heads: list[Value] = ["序号", "团队名称", "申报类别", "团队负责人", None, None, None]
    later: list[Value] = [
        "核心成员数（人）",
        "依托单位",
        "统一社会信用代码",
        "所在区县",
        "申报时间",
        "评审进展",
        "备注",
    ]
    sheet.row(3, [*heads, *later])
    sheet.row(4, ["姓名", "证件号码", "国籍", "联系电话"], 4)
    sheet.merge("A1:N1", "D3:G3", *(f"{letter}3:{letter}4" for letter in "ABCHIJKLMN"))
    for i, cells in enumerate(_rows(city, year, (stated["applied"], stated["shortlisted"], selected), month)):
        sheet.row(5 + i, [i + 1, *cells])
    end = 5 + stated["applied"]
    sheet.row(end, [f"共{stated['applied']}个团队"])
    sheet.row(end + 1, ["注：评审进展截至填报日期；示例数据，团队、人员、证件号码和单位均为虚构。"])
    sheet.merge(f"A{end}:N{end}", f"A{end + 1}:N{end + 1}")
    return workbook([sheet], filed)


def older_list(city: City, year: int) -> bytes:
    """申报名单, the older form.

    Dirt: one header row, 带头人 and 护照或身份证号 for leader and number, 属地 for the district, no credit code.
    """
    earlier = city.stated["leading_teams"]["earlier"]
    filed = dt.date(year, 12, 31)
    sheet = Sheet("申报名单")
    sheet.row(1, [f"{city.name}{year}年度省领军型创新创业团队申报名单"])
    sheet.row(2, [f"填报日期：{filed:%Y-%m-%d}"])
    heads = [
        "序号",
        "团队名称",
        "申报类别",
        "带头人",
        "护照或身份证号",
        "联系方式",
        "申报单位",
        "属地",
        "申报日期",
        "评审结果",
    ]
    sheet.row(3, heads)
    sheet.merge("A1:J1", "A2:J2")
    counts = (earlier["applied"], earlier["shortlisted"], earlier["selected"])
    for i, cells in enumerate(_rows(city, year, counts, 12)):
        team, kind, name, number, _, phone, _, firm, _, place, applied, stage, *_ = cells
        sheet.row(4 + i, [i + 1, team, kind, name, number, phone, firm, place, applied, stage])
    sheet.row(4 + earlier["applied"], [f"共{earlier['applied']}个"])
    return workbook([sheet], filed)


def _rows(city: City, year: int, counts: tuple[int, int, int], month: int) -> Iterator[list[Value]]:
    """The teams of a year: `counts` applied, of these shortlisted, of these selected."""
    stated = city.stated["leading_teams"]
    dice = city.series("leading_teams").dice("rows", year)
    applied, shortlisted, selected = counts
    stages = ["入选"] * selected + ["通过网评"] * (shortlisted - selected) + ["申报"] * (applied - shortlisted)
    dice.shuffle(stages)
    places = [
        place for place, count in zip(city.names, split(applied, stated["shares"]), strict=True) for _ in range(count)
    ]
    for i, (place, stage) in enumerate(zip(places, stages, strict=True)):
        country = stated["countries"][0 if i % 3 else dice.randint(1, 4)]
        serial = year % 10 * 60 + i
        name, number = invented_citizen(800 + i % 60) if country == "中国" else invented_person(200 + serial)
        subject = dice.choice(stated["subjects"])
        day = dt.date(year, dice.randint(1, min(month, 5)), dice.randint(1, 28))
        members = dice.randint(3, 9)
        firm = invented_firm(dice, short_place(place))
        yield [
            f"{name}{subject}团队" if i % 4 == 1 else f"{short_place(place)}{subject}创新团队{i + 1}号",
            ("创新类", "创业类", "创新团队", "创业团队")[i % 4],
            name,
            number,
            country,
            f"000-0003-{i:04d}",
            members,
            firm,
            credit_code_of(firm),
            place,
            typed_date(day, i),
            stage,
            "示例数据" if i == 0 else None,
        ]
