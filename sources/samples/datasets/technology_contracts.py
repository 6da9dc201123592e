"""技术合同登记台账, one file a month.

Belongs here: the bytes of this dataset's files from the city's figures. Does not belong here: the figures
(`city/technology_contracts.yml`), reading the files.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterator, Sequence
from decimal import Decimal

from sources.samples.figures import City, following, split
from sources.samples.words import invented_firm, short_place, typed_amount, typed_date
from sources.samples.workbooks import Sheet, workbook

department = "science_technology_bureau"
_SUBJECTS = (
    *("智能控制系统", "高性能纤维材料", "集成电路测试方法", "环保处理装置"),
    *("药物中间体工艺", "数控机床部件", "视觉检测软件", "节能电机"),
)


def files(city: City, months: Sequence[tuple[int, int]]) -> Iterator[tuple[str, bytes]]:
    """One file a month."""
    for year, month in months:
        yield f"技术合同登记台账{year}年{month}月.xlsx", ledger(city, year, month)


def ledger(city: City, year: int, month: int) -> bytes:
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
                invented_firm(dice, short_place(seller_at)) + " " * (i % 6 == 2),
                seller_at,
                invented_firm(dice, ""),
                buyer_at,
                *(typed_amount(value, as_text=i % 5 == 4) for value in (amount, technology)),
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
