"""发明专利授权与拥有情况, a month's table of the market supervision bureau.

Belongs here: the bytes of this dataset's files from the city's figures. Does not belong here: the figures
(`city/patents.yml`), reading the files.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sources.samples.figures import City, following, growth_tenths, months_text, over, tenths
from sources.samples.words import NOTE, chinese_date, full_width, grouped
from sources.samples.workbooks import Sheet, Value, workbook

department = "market_supervision_bureau"


def files(city: City, months: Sequence[tuple[int, int]]) -> Iterator[tuple[str, bytes]]:
    """One file a month."""
    for year, month in months:
        yield f"{year}年{month}月发明专利情况.xlsx", table(city, year, month)


@dataclass(frozen=True)
class Month:
    """Patents by region, the city first: granted since January and in the month, growth in tenths, in force."""

    granted: list[int]
    in_month: list[int]
    growth: list[int]
    in_force: list[int]
    inhabitants: list[int]

    def per_10k(self, patents: list[int]) -> list[int]:
        """In hundredths of a patent."""
        return [over(count * 10_000, people) for count, people in zip(patents, self.inhabitants, strict=True)]


def figures_of(city: City, year: int, month: int) -> Month:
    """A month's figures; the stock grows by what is kept of the grants."""
    series = city.series("patents")
    stated = series.stated
    granted = series.districts(year, month)
    before = series.districts(year, month - 1) if month > 1 else [0] * len(granted)
    in_force = list(stated["in_force"])
    for past in range(series.first_year, year):
        in_force = _grown(in_force, series.districts(past, 12), stated["kept"])
    if year > series.first_year:
        last = series.districts(year - 1, month)
        growth = [growth_tenths(now, then) for now, then in zip(_all(granted), _all(last), strict=True)]
    else:
        growth = [series.rate("growth", year, month), *series.rates("growth", "growth_offsets", year, month)]
    return Month(
        _all(granted),
        _all([now - then for now, then in zip(granted, before, strict=True)]),
        growth,
        _all(_grown(in_force, granted, stated["kept"])),
        _all(stated["population"]),
    )


def table(city: City, year: int, month: int) -> bytes:
    """发明专利情况, a month's table.

    Dirt: the month of stocks and of the month's grants only in the headers (10月末, 10月当月); merged two-row header;
    the unit 件 in a line of its own, % and 件/万人 in headers; 全市 first, a blank row after it; thousands separators
    as text; full-width digits; a footnote mark behind a number; a number typed as text; a full-width blank behind a
    name; a 注 line. Since 2021 with patents of high value and PCT applications.
    """
    stated = city.stated["patents"]
    figures = figures_of(city, year, month)
    published = following(year, month, stated["published_day"])
    with_high_value = year >= stated["with_high_value_from"]
    sheet = Sheet(f"{month}月")
    when = f"{year}年{months_text(month) if month > 1 else '1月'}"
    sheet.row(1, [f"{city.name}{when}发明专利授权与拥有情况表"])
    sheet.row(2, [f"填报日期：{chinese_date(published)}", None, None, None, "单位：件"])
    heads: list[Value] = ["地区", "发明专利授权量", None, None, f"有效发明专利（{month}月末）", None]
    under = [f"{month}月当月", "本年累计", "同比增长（%）", "拥有量", "每万人口拥有量（件/万人）"]
    columns = [figures.in_month, figures.granted, figures.growth, figures.in_force, figures.per_10k(figures.in_force)]
    if with_high_value:
        heads += [None, "PCT国际专利申请量"]
        under.append("每万人口高价值拥有量（件/万人）")
        high_value = [over(count * stated["high_value"], 100) for count in figures.in_force]
        columns += [figures.per_10k(high_value), _all([over(n * stated["pct"], 1000) for n in figures.granted[1:]])]
    sheet.row(3, heads)
    sheet.row(4, under, 2)
    sheet.merge("A1:F1", "A3:A4", "B3:D3", "E3:G3" if with_high_value else "E3:F3")
    if with_high_value:
        sheet.merge("H3:H4")
    for i, (name, now, granted, growth, in_force, *rest) in enumerate(
        zip(["全市", *city.names], *columns, strict=True)
    ):
        per_10k = [Decimal(value).scaleb(-2) for value in rest[:2]]
        numbers: list[Value] = [now, granted, tenths(growth), in_force, *per_10k, *rest[2:]]
        sheet.row(5 + i + (i > 0), [name, *numbers])
    sheet.values[5, 5] = grouped(figures.in_force[0])
    sheet.values[7, 2] = full_width(str(figures.in_month[1]))
    sheet.values[8, 3] = f"{figures.granted[2]}①"
    sheet.values[9, 6] = str(sheet.values[9, 6])
    sheet.values[10, 1] = f"{city.names[3]}　"
    sheet.row(13, [f"注：①含个人专利权人。每万人口拥有量按上年末常住人口计算。{NOTE}"])
    sheet.merge("A13:F13")
    return workbook([sheet], published)


def _grown(stock: Sequence[int], granted: Sequence[int], kept: int) -> list[int]:
    return [now + over(new * kept, 100) for now, new in zip(stock, granted, strict=True)]


def _all(districts: Sequence[int]) -> list[int]:
    return [sum(districts), *districts]
