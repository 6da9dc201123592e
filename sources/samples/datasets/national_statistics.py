"""An export of the national statistics site: regions by years.

Belongs here: the bytes of this dataset's files from the city's figures. Does not belong here: the figures
(`city/national_statistics.yml`), reading the files.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sources.samples.figures import City, over
from sources.samples.words import NOTE

department = "national_statistics_bureau"


def files(city: City, months: Sequence[tuple[int, int]]) -> Iterator[tuple[str, bytes]]:
    """The export and its sidecar."""
    name = f"{city.stated['national_statistics']['database']}.csv"
    yield from zip((name, f"{name}.meta.yml"), export(city), strict=True)


def export(city: City) -> tuple[bytes, bytes]:
    """An export of the national statistics site, regions by years, and its sidecar, which says the day of the export.

    Dirt: GBK; 数据库, 指标, 时间 lines before the header; 年 in the headers; CRLF; blank cells for missing numbers; 注
    and 数据来源 lines at the end.
    """
    stated = city.stated["national_statistics"]
    newest = stated["newest_year"]
    lines = [f"数据库：{stated['database']}", f"指标：{stated['indicator']}", f"时间：最近{stated['years']}年"]
    lines.append(",".join(["地区", *(f"{newest - i}年" for i in range(stated["years"]))]))
    dice = city.series("national_statistics").dice()
    for name, hundred_millions in stated["provinces"].items():
        value = (hundred_millions or 0) * 10_000 + dice.randint(-4999, 4999)
        cells = []
        for _ in range(stated["years"]):
            cells.append("" if hundred_millions is None else str(value))
            value = over(value * 1000, 1000 + stated["growth"] + dice.randint(-25, 25))
        lines.append(",".join([name, *cells]))
    lines += [f"注：{NOTE}", "数据来源：国家统计局"]
    sidecar = f"# 导出日期：文件本身未注明\nknown_on: {stated['known_on']}\n"
    return "\r\n".join([*lines, ""]).encode("gbk"), sidecar.encode()
