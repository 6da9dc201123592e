"""The sample city's ledgers: one row a case, as bureaus keep them by hand.

Belongs here: one function a dataset, from the figures to the bytes of its file; each docstring lists the dirt of its
file. Does not belong here: tables by region and period (`tables.py`). All firms and people are invented.
"""

from __future__ import annotations

import calendar
import datetime as dt
import random
from decimal import Decimal

from sources.samples.figures import City, split
from sources.samples.tables import following
from sources.samples.words import full_width, grouped, invented_firm, invented_names, invented_person, typed_date
from sources.samples.workbooks import Sheet, Value, workbook

_SUBJECTS = (
    *("智能控制系统", "高性能纤维材料", "集成电路测试方法", "环保处理装置"),
    *("药物中间体工艺", "数控机床部件", "视觉检测软件", "节能电机"),
)


def technology_contracts(city: City, year: int, month: int) -> bytes:
    """技术合同登记台账, the contracts registered in one month.

    Dirt: merged two-row header; 单位 line; amounts of every fifth row typed as text with thousands separators;
    signing dates typed as text in four styles, registration dates real dates; a contract number or a name with
    trailing blanks; places as a city, as province and city together, and abroad; 合计 row with the number of contracts
    at the end; 注 line.
    """
    figures = city.series("technology_contracts")
    stated = figures.stated
    dice = figures.dice("rows", year, month)
    filed = following(year, month, stated["published_day"])
    count = dice.randint(18, 26)
    amounts = split(figures.increment(year, month), [dice.randint(8, 100) ** 2 for _ in range(count)])

    sheet = Sheet("技术合同登记")
    sheet.row(1, [f"{city.name}{year}年{month}月技术合同认定登记台账"])
    sheet.row(2, [f"填报日期：{filed.year}年{filed.month}月{filed.day}日", *[None] * 8, "单位：万元"])
    heads = ["序号", "合同登记编号", "合同名称", "合同类型", "卖方（技术输出方）", None, "买方（技术吸纳方）", None]
    sheet.row(3, [*heads, "合同金额", None, "签订日期", "登记日期"])
    sheet.row(4, ["名称", "所在地", "名称", "所在地", "成交总额", "其中：技术交易额"], 5)
    sheet.merge("A1:L1", "A3:A4", "B3:B4", "C3:C4", "D3:D4", "E3:F3", "G3:H3", "I3:J3", "K3:K4", "L3:L4")
    technology_total = 0
    for i, amount in enumerate(amounts):
        technology = amount * dice.randint(80, 100) // 100
        technology_total += technology
        kind = dice.choices(list(stated["types"]), list(stated["types"].values()))[0]
        seller_at = dice.choices(city.names, stated["shares"])[0]
        buyer_at = dice.choice(city.names) if dice.random() < 0.6 else dice.choice(stated["buyers_elsewhere"])
        registered = dt.date(year, month, dice.randint(8, calendar.monthrange(year, month)[1]))
        sheet.row(
            5 + i,
            [
                i + 1,
                f"{stated['prefix']}{year}-{month:02d}-{i + 1:04d}" + "  " * (i % 7 == 3),
                f"{dice.choice(_SUBJECTS)}{kind.removeprefix('技术')}",
                kind,
                invented_firm(dice, _short(seller_at)) + " " * (i % 6 == 2),
                seller_at,
                invented_firm(dice, ""),
                buyer_at,
                *(_typed(value, as_text=i % 5 == 4) for value in (amount, technology)),
                typed_date(registered - dt.timedelta(days=dice.randint(1, 40)), i),
                registered,
            ],
        )
        sheet.formats[5 + i, 12] = "yyyy-mm-dd"
    end = 5 + count
    totals = [Decimal(value).scaleb(-2) for value in (sum(amounts), technology_total)]
    sheet.row(end, ["合计", f"{count}项", *[None] * 6, *totals])
    sheet.row(end + 1, ["注：按登记日期统计；示例数据，合同及当事人均为虚构。"])
    sheet.merge(f"A{end + 1}:L{end + 1}")
    return workbook([sheet], filed)


def foreign_experts(city: City, year: int, month: int) -> bytes:
    """外国专家项目申报台账, personal: name and passport number in the clear, as the bureau sends it.

    Dirt: full-width year in the title; one blank row after the header; 护照号 beside the name; a hidden column of
    telephone numbers; names and categories with trailing blanks; — for a start not yet fixed, else a date typed as
    2020.3.5 or 2020-03-05; no total row but a 共…人 line; 注 line.
    """
    figures = city.series("foreign_experts")
    stated = figures.stated
    dice = figures.dice("rows")
    filed = dt.date(year, month, calendar.monthrange(year, month)[1])
    programme = stated["year"]
    sheet = Sheet("申报台账")
    sheet.row(1, [f"{city.name}{full_width(str(programme))}年度外国专家项目申报台账"])
    sheet.row(2, [f"填报单位：{city.name}人力资源和社会保障局", *[None] * 5, f"填报日期：{filed:%Y.%m.%d}"])
    sheet.row(3, ["序号", "姓名", "护照号", "联系电话", "项目类别", "申报阶段", "用人单位", "所在区县", "来华工作时间"])
    sheet.merge("A1:I1")
    sheet.hidden_columns.append("D")
    kinds = [kind for kind, count in stated["categories"].items() for _ in range(count)]
    stages = [stage for stage, count in stated["stages"].items() for _ in range(count)]
    dice.shuffle(stages)
    for i, (kind, stage) in enumerate(zip(kinds, stages, strict=True)):
        name, passport = invented_person(i)
        place = dice.choices(city.names, stated["shares"])[0]
        start = typed_date(dt.date(programme, dice.randint(1, month), dice.randint(1, 28)), 2 * (i % 2))
        sheet.row(
            5 + i,
            [
                i + 1,
                name + "  " * (i % 8 == 5),
                passport,
                f"000-0000-{i:04d}",
                kind + " " * (i % 9 == 4),
                stage,
                invented_firm(dice, _short(place)),
                place,
                start if stage == "在岗" else "—",
            ],
        )
    end = 5 + len(kinds)
    sheet.row(end, [f"共{len(kinds)}人"])
    sheet.row(end + 1, ["注：示例数据，人员、证件号码和单位均为虚构。"])
    sheet.merge(f"A{end}:I{end}", f"A{end + 1}:I{end + 1}")
    return workbook([sheet], filed)


def platforms(city: City, year: int, month: int) -> bytes:
    """科技创新平台名册, one sheet a kind of platform.

    Dirt: the number of rows in each sheet's name, 家 inside or outside the brackets; a merged title; the day of the
    register in a line of its own; headers that differ from sheet to sheet (所在区县 or 所在地, 依托单位 or 运营单位,
    the name's head); a year typed as 2018年; blank batches; a 备注 column, mostly empty.
    """
    figures = city.series("platforms")
    filed = dt.date(year, month, calendar.monthrange(year, month)[1])
    sheets = [
        _platform_sheet(city, figures.dice(n), n, stated, filed) for n, stated in enumerate(figures.stated["sheets"])
    ]
    return workbook(sheets, filed)


def _platform_sheet(city: City, dice: random.Random, number: int, stated: dict, filed: dt.date) -> Sheet:
    count = stated["count"]
    brackets = f"（{count}）家" if number % 2 else f"（{count}家）"
    sheet = Sheet(stated["name"] + brackets)
    place_head, operator_head = ("所在地", "运营单位") if number % 2 else ("所在区县", "依托单位")
    heads = [
        "序号",
        f"{stated['word']}名称",
        operator_head,
        place_head,
        "级别",
        "状态",
        "批准年份",
        "批次",
        "地址",
        "备注",
    ]
    sheet.row(1, [stated["title"]])
    sheet.row(2, [f"截至日期：{filed.year}年{filed.month}月{filed.day}日"])
    sheet.row(3, heads)
    sheet.merge("A1:J1", "A2:J2")
    levels, states = _spread(stated["levels"], dice), _spread(stated["states"], dice)
    for i, name in enumerate(invented_names(dice, count)):
        place = dice.choices(city.names, city.stated["platforms"]["shares"])[0]
        approved = filed.year - dice.randint(0, 8)
        sheet.row(
            4 + i,
            [
                i + 1,
                f"{_short(place)}{name}{stated['word']}",
                f"{_short(place)}{name}科技发展有限公司",
                place,
                levels[i],
                states[i],
                f"{approved}年" if i % 4 == 1 else approved,
                f"第{'一二三四五'[dice.randint(0, 4)]}批" if number == 1 else None,
                f"{place}示例路{dice.randint(1, 300)}号",
                "示例数据" if i == 0 else None,
            ],
        )
    return sheet


def _spread(counts: dict[str, int], dice: random.Random) -> list[str]:
    words = [word for word, count in counts.items() for _ in range(count)]
    dice.shuffle(words)
    return words


def _short(place: str) -> str:
    return place[:-1]


def _typed(hundredths: int, *, as_text: bool) -> Value:
    value = Decimal(hundredths).scaleb(-2)
    return grouped(value) if as_text else value
