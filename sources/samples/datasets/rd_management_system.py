"""规上工业企业研发“两个全覆盖”台账, one file a quarter of the science and technology bureau.

Belongs here: the bytes of this dataset's files from the city's figures. Does not belong here: the figures
(`city/rd_management_system.yml`), reading the files.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sources.samples.figures import City, month_end
from sources.samples.firms import Firm, firm
from sources.samples.words import NOTE, chinese_date, typed_date
from sources.samples.workbooks import Sheet, Value, workbook

department = "science_technology_bureau"
_QUARTERS = "一二三四"


def files(city: City, months: Sequence[tuple[int, int]]) -> Iterator[tuple[str, bytes]]:
    """The quarter that was over when the first month ended, and each one since."""
    since = city.stated["rd_management_system"]["yes_or_no_from"]
    ended = dict.fromkeys((year, month // 3) if month >= 3 else (year - 1, 4) for year, month in months)
    for year, quarter in ended:
        write = yes_or_no if month_end(year, 3 * quarter) >= since else check_marks
        yield f"{year}年{_QUARTERS[quarter - 1]}季度规上工业企业研发两个全覆盖台账.xlsx", write(city, year, quarter)


@dataclass(frozen=True)
class Enterprise:
    """A firm on the list: when it joined the system, when it began R&D, when it set up its institution."""

    firm: Firm
    industry: str
    above_size: bool
    joined: dt.date
    active_from: dt.date
    institution_from: dt.date
    level: str
    spends: int


def enterprises(city: City) -> list[Enterprise]:
    """The city's list, the same in every quarter."""
    figures = city.series("rd_management_system")
    stated = figures.stated
    dice = figures.dice("list")
    found = []
    for number in range(stated["enterprises"]):
        joined = stated["first_joined"] + dt.timedelta(days=dice.randint(0, stated["joining_days"]))
        found.append(
            Enterprise(
                firm=firm(city, number),
                industry=dice.choice(stated["industries"]),
                above_size=number >= stated["below_size"],
                joined=joined,
                active_from=joined + dt.timedelta(days=dice.randint(-1, 1) * stated["activity_before"]),
                institution_from=joined + dt.timedelta(days=dice.randint(0, 400)),
                level=dice.choices(("省级", "市级", "自建"), (2, 3, 5))[0],
                spends=dice.randint(8, 95) * 1000,
            )
        )
    return found


def yes_or_no(city: City, year: int, quarter: int) -> bytes:
    """“两个全覆盖”台账, the form since mid-2020.

    Dirt: merged two-row header over three groups; 是/否, 有/无 and 已接入/未接入 for the same thing; dates typed in
    four styles, — where an enterprise has not joined; amounts as text with thousands separators; names with trailing
    blanks; a hidden column of telephone numbers; three enterprises not yet above size; a 共…家 line; 注 line.
    """
    end = month_end(year, 3 * quarter)
    filed = end + dt.timedelta(days=city.stated["rd_management_system"]["filed_after"])
    listed = enterprises(city)
    sheet = Sheet("两个全覆盖")
    sheet.row(1, [f"{city.name}{year}年{_QUARTERS[quarter - 1]}季度规上工业企业研发活动、研发机构“两个全覆盖”台账"])
    sheet.row(2, [f"填报日期：{chinese_date(filed)}", *[None] * 9, "单位：万元"])
    heads: list[Value] = ["序号", "企业名称", "统一社会信用代码", "所在区县", "所属行业", "联系电话", "是否规上"]
    sheet.row(3, [*heads, "研发信息管理系统", None, "研发活动", None, "研发机构", None])
    sheet.row(4, ["是否接入", "接入日期", "有无", "本年累计研发费用", "有无", "级别"], 8)
    sheet.merge("A1:M1", *(f"{letter}3:{letter}4" for letter in "ABCDEFG"), "H3:I3", "J3:K3", "L3:M3")
    sheet.hidden_columns.append("F")
    for i, one in enumerate(listed):
        joined, active, has = one.joined <= end, one.active_from <= end, one.institution_from <= end
        spent = Decimal(one.spends * quarter).scaleb(-2) if active else None
        words = ("已接入", "未接入") if i % 5 == 1 else ("是", "否")
        cells: list[Value] = [
            *(
                i + 1,
                one.firm.name + " " * (i % 7 == 2),
                one.firm.credit_code + " " * (i % 11 == 5),
                one.firm.place,
                one.industry,
            ),
            *(f"0000-000{i:04d}", "是" if one.above_size else "待升规"),
            words[0] if joined else words[1],
            typed_date(one.joined, i) if joined else "—",
            "有" if active else "无",
            f"{spent:,}" if spent is not None and i % 6 == 3 else spent,
            "有" if has else "无",
            one.level if has else "—",
        ]
        sheet.row(5 + i, cells)
    last = 5 + len(listed)
    sheet.row(last, [f"共{len(listed)}家"])
    sheet.row(last + 1, [f"注：待升规企业不计入覆盖率；企业均为虚构。{NOTE}"])
    return workbook([sheet], filed)


def check_marks(city: City, year: int, quarter: int) -> bytes:
    """“两个全覆盖”推进情况表, the form until mid-2020.

    Dirt: √ for yes and a blank for no; one header row after a blank one; 共…家 in the title's next line; no dates, no
    amounts; only enterprises above size; districts with trailing blanks.
    """
    end = month_end(year, 3 * quarter)
    filed = end + dt.timedelta(days=city.stated["rd_management_system"]["filed_after"])
    listed = [one for one in enterprises(city) if one.above_size]
    sheet = Sheet("推进表")
    sheet.row(1, [f"{year}年第{_QUARTERS[quarter - 1]}季度规上工业企业研发工作“两个全覆盖”推进情况表"])
    sheet.row(2, [f"填报日期：{filed:%Y-%m-%d}", None, None, None, f"共{len(listed)}家"])
    sheet.row(4, ["序号", "企业名称", "统一社会信用代码", "所在区县", "行业"])
    sheet.row(4, ["接入研发信息管理系统", "有研发活动", "设有研发机构"], 6)
    sheet.merge("A1:H1")
    for i, one in enumerate(listed):
        marks = ["√" if day <= end else None for day in (one.joined, one.active_from, one.institution_from)]
        place = one.firm.place + " " * (i % 8 == 4)
        sheet.row(5 + i, [i + 1, one.firm.name, one.firm.credit_code, place, one.industry, *marks])
    sheet.row(5 + len(listed), [f"注：√表示已覆盖；企业均为虚构。{NOTE}"])
    return workbook([sheet], filed)
