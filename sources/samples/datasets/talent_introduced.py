"""引进人才台账, personal: one file a year, the newest first.

Belongs here: the bytes of this dataset's files from the city's figures. Does not belong here: the figures
(`city/talent_introduced.yml`), reading the files.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

from sources.samples.figures import City, split
from sources.samples.words import (
    credit_code_of,
    full_width,
    invented_citizen,
    invented_firm,
    invented_person,
    short_place,
    typed_date,
)
from sources.samples.workbooks import Sheet, Value, workbook

department = "human_resources_bureau"
_DEGREES = ("博士研究生", "硕士研究生", "大学本科")


def files(city: City, months: Sequence[tuple[int, int]]) -> Iterator[tuple[str, bytes]]:
    """One file a year, as of its last month asked, and the year before the sample in the older form."""
    for year, month in sorted(dict(months).items(), reverse=True):
        yield f"{year}年度引进人才台账.xlsx", ledger(city, year, month)
    year = city.stated["talent_introduced"]["earlier"]["year"]
    yield f"{year}年度引进人才名册.xlsx", older_list(city, year)


def ledger(city: City, year: int, month: int) -> bytes:
    """引进人才台账, full-time and flexible each on a sheet of its own, names and document numbers in the clear.

    Dirt: the number of persons in one sheet's name; identity and passport numbers in one column; full-width digits in
    some visits; a hidden row of somebody who was left out of the print; telephone numbers beside the names; 注 line.
    """
    stated = city.stated["talent_introduced"]
    filed = dt.date(year, month, calendar.monthrange(year, month)[1])
    sheets = []
    for mode, kinds in (
        ("全职引进", stated["categories"]["full_time"]),
        ("柔性引进", stated["categories"]["flexible"]),
    ):
        flexible = mode == "柔性引进"
        count = sum(kinds.values())
        sheet = Sheet(f"{mode}（{count}人）" if flexible else mode)
        sheet.row(1, [f"{city.name}{year}年度引进人才情况统计台账"])
        sheet.row(2, [f"填报单位：{city.name}人力资源和社会保障局", *[None] * 6, f"填报日期：{filed:%Y-%m-%d}"])
        heads = [
            "序号",
            "姓名",
            "性别",
            "身份证件号码",
            "人才类别",
            "学历学位",
            "引进单位",
            "统一社会信用代码",
            "所在区县",
        ]
        sheet.row(3, [*heads, "引进时间", *(["服务人次（人次）"] if flexible else []), "联系电话", "备注"])
        sheet.merge("A1:L1")
        visits = split(stated["visits"], [3 + i % 5 for i in range(count)])
        for i, cells in enumerate(_rows(city, year, kinds, month)):
            times: list[Value] = [full_width(str(visits[i])) if i % 6 == 2 else visits[i]] if flexible else []
            note = "示例数据" if i == 0 else None
            sheet.row(4 + i, [i + 1, *cells, *times, f"000-0004-{i:04d}", note])
        if not flexible:
            sheet.hidden_rows.append(4 + 7)
        sheet.row(4 + count, ["注：示例数据，人员、证件号码和单位均为虚构。"])
        sheets.append(sheet)
    return workbook(sheets, filed)


def older_list(city: City, year: int) -> bytes:
    """引进人才名册, the older form.

    Dirt: one sheet with 引进方式 in a column, categories in other words, no credit code, 共计…人 line.
    """
    filed = dt.date(year, 12, 31)
    kinds = city.stated["talent_introduced"]["earlier"]["categories"]
    sheet = Sheet("名册")
    sheet.row(1, [f"{city.name}{year}年引进各类人才名册"])
    sheet.row(2, [f"填报日期：{filed.year}.{filed.month}.{filed.day}"])
    sheet.row(
        3, ["序号", "姓名", "证件号码", "引进方式", "人才类别", "学历学位", "用人单位", "属地", "到岗时间", "联系方式"]
    )
    sheet.merge("A1:J1", "A2:J2")
    for i, cells in enumerate(_rows(city, year, kinds, 12)):
        name, _, number, kind, degree, firm, _, place, day = cells
        sheet.row(4 + i, [i + 1, name, number, "全职", kind, degree, firm, place, day, f"000-0005-{i:04d}"])
    sheet.row(4 + sum(kinds.values()), [f"共计{sum(kinds.values())}人"])
    return workbook([sheet], filed)


def _rows(city: City, year: int, kinds: Mapping[str, int], month: int) -> Iterator[list[Value]]:
    """The persons of a year, category by category."""
    shares = city.stated["talent_introduced"]["shares"]
    dice = city.series("talent_introduced").dice("rows", year, *kinds)
    categories = [kind for kind, count in kinds.items() for _ in range(count)]
    for i, kind in enumerate(categories):
        serial = year % 10 * 100 + i
        abroad = "海外" in kind
        name, number = invented_person(300 + serial) if abroad else invented_citizen(serial % 864)
        place = dice.choices(city.names, shares)[0]
        day = dt.date(year, dice.randint(1, month), dice.randint(1, 28))
        degree = _DEGREES[0 if kind.startswith("博士") else dice.randint(0, 2)]
        firm = invented_firm(dice, short_place(place))
        yield [
            name + " " * (i % 9 == 4),
            "男" if i % 3 else "女",
            number,
            kind,
            degree,
            firm,
            credit_code_of(firm),
            place,
            typed_date(day, i),
        ]
