"""科技创新券发放使用台账, one file a month with all vouchers of the year so far.

Belongs here: the bytes of this dataset's files from the city's figures. Does not belong here: the figures
(`city/innovation_vouchers.yml`), reading the files.
"""

from __future__ import annotations

import calendar
import datetime as dt
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from sources.samples.datasets.hightech_enterprises import certificates
from sources.samples.figures import City, Series, following, months_text, split
from sources.samples.firms import Firm
from sources.samples.words import NOTE, chinese_date, full_width, typed_amount, typed_date
from sources.samples.workbooks import Sheet, workbook

department = "science_technology_bureau"


@dataclass(frozen=True, slots=True)
class Voucher:
    """A voucher of a year; amounts in hundredths of 万元, `used` 0 as long as it is not used."""

    firm: Firm
    quota: int
    issued: int
    issued_on: dt.date
    used: int = 0
    used_on: dt.date | None = None
    provider: str = ""
    provider_at: str = ""
    service: str = ""


def files(city: City, months: Sequence[tuple[int, int]]) -> Iterator[tuple[str, bytes]]:
    """One file a month."""
    for year, month in months:
        yield f"创新券发放使用台账{year}年{months_text(month)}.xlsx", ledger(city, year, month)


def vouchers(city: City, year: int, month: int) -> list[Voucher]:
    """The vouchers issued from January to a month, as of its end, oldest first."""
    figures = city.series("innovation_vouchers")
    stated = figures.stated
    issuing = Series("innovation_vouchers/issued", city.first[0], stated["issued"], city.seed)
    using = Series("innovation_vouchers/used", city.first[0], stated["used"], city.seed)
    holders = [one.firm for one in certificates(city, dt.date(year, 1, 31)) if one.ends >= dt.date(year, 1, 1)]
    found: list[Voucher] = []
    for m in range(1, month + 1):
        dice = figures.dice(year, m)
        sizes = [dice.randint(10, 60) for _ in range(dice.randint(*stated["each_month"]))]
        amounts = split(issuing.increment(year, m), sizes)
        for amount in amounts:
            day = dt.date(year, m, dice.randint(1, 14))
            quota = -(-amount // stated["quota_step"]) * stated["quota_step"]
            found.append(Voucher(dice.choice(holders), quota, amount, day))
        found = _used(found, using.increment(year, m), dice, stated, dt.date(year, m, calendar.monthrange(year, m)[1]))
    return found


def _used(found: list[Voucher], total: int, dice: random.Random, stated: dict, last: dt.date) -> list[Voucher]:
    """The vouchers after `total` more of them was used in the month that ends with `last`: whole or in part, once."""
    unused = [place for place, one in enumerate(found) if not one.used]
    dice.shuffle(unused)
    chosen: list[int] = []
    while sum(found[place].issued for place in chosen) < total * 11 // 10:
        chosen.append(unused.pop())
    result = list(found)
    for place, amount in zip(chosen, split(total, [found[place].issued for place in chosen]), strict=True):
        provider = dice.choices(stated["providers"], [one["weight"] for one in stated["providers"]])[0]
        service = dice.choices(list(stated["services"]), list(stated["services"].values()))[0]
        result[place] = replace(
            found[place], used=amount, used_on=last.replace(day=dice.randint(15, last.day)), provider=provider["name"],
            provider_at=provider["place"], service=service,
        )  # fmt: skip
    return result


def ledger(city: City, year: int, month: int) -> bytes:
    """科技创新券发放使用台账, the vouchers from January to the month.

    Dirt: merged two-row header; 单位 line at the right; amounts of every sixth
    row typed as text, some with full-width digits; days typed as text in four styles; places as a city, as a district
    of another city, as province and city together, and abroad; blanks where nothing is used yet; 合计 row on top, under
    the header; 注 line.
    """
    figures = city.series("innovation_vouchers")
    filed = following(year, month, figures.stated["published_day"])
    rows = vouchers(city, year, month)
    sheet = Sheet("创新券")
    sheet.row(1, [f"{city.name}{year}年{months_text(month)}科技创新券发放使用台账"])
    sheet.row(2, [f"填报日期：{chinese_date(filed)}", *[None] * 11, "单位：万元"])
    heads = ["序号", "创新券编号", "申领企业", None, None, "核定额度", "发放情况", None]
    sheet.row(3, [*heads, "使用情况", None, None, None, None, "备注"])
    sheet.row(4, ["企业名称", "统一社会信用代码", "所属区县"], 3)
    sheet.row(4, ["发放日期", "发放金额", "服务机构名称", "服务机构所在地", "服务类别", "使用日期", "使用金额"], 7)
    sheet.merge("A1:N1", "A3:A4", "B3:B4", "C3:E3", "F3:F4", "G3:H3", "I3:M3", "N3:N4")
    totals = [Decimal(sum(v)).scaleb(-2) for v in zip(*((o.quota, o.issued, o.used) for o in rows), strict=True)]
    sheet.row(5, ["合计", f"{len(rows)}张", None, None, None, totals[0], None, totals[1], *[None] * 4, totals[2]])
    for i, one in enumerate(rows):
        quota, issued, used = (
            full_width(f"{Decimal(value).scaleb(-2)}") if i % 12 == 11 else typed_amount(value, as_text=i % 6 == 5)
            for value in (one.quota, one.issued, one.used)
        )
        used_on = typed_date(one.used_on, i + 2) if one.used_on else None
        sheet.row(
            6 + i,
            [
                i + 1,
                f"CXQ{year}{i + 1:04d}",
                one.firm.name,
                one.firm.credit_code,
                one.firm.place,
                quota,
                typed_date(one.issued_on, i),
                issued,
                *([one.provider, one.provider_at, one.service, used_on, used] if one.used else [None] * 5),
                "示例数据" if i == 3 else None,
            ],
        )
    end = 6 + len(rows)
    sheet.row(end, [f"注：在其他城市使用的，按通用通兑结算。{NOTE}企业和机构均为虚构。"])
    sheet.merge(f"A{end}:N{end}")
    return workbook([sheet], filed)
