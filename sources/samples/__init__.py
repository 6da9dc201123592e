"""A sample city: a home with the messy files that seven departments send in, one report, and its settings.

Belongs here: making those files from `city.yml`, byte for byte the same for the same seed. Does not belong here:
reading them, and test inputs that are wrong on purpose (tests make their own).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

_FOLDER = Path(__file__).parent


def fill_home(home: Path, months: int = 10, seed: int = 7) -> list[Path]:
    """Write the sample city's settings, regions and inbox into `home`; the files written, settings first.

    `months` (at least 1) counts from the sample's first month. Statistics come out once for January and February
    together, so one month has no statistical tables. Another seed gives other firms, people and districts' figures;
    the city's totals stay.
    """
    stated: dict[str, Any] = yaml.load((_FOLDER / "city.yml").read_bytes(), Loader=yaml.CSafeLoader)
    contents = {**_config(stated), **dict(_inbox(stated, months, seed))}
    written = []
    for name, content in contents.items():
        path = home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        written.append(path)
    return written


def _config(stated: dict[str, Any]) -> dict[str, bytes]:
    settings = f"# 本单位所在城市 the bureau's own city\nregion: {stated['city']}\n"
    zones = yaml.safe_dump({"regions": stated["zones"]}, allow_unicode=True, sort_keys=False)
    return {"config/settings.yml": settings.encode(), "config/regions/zones.yml": zones.encode()}


def _inbox(stated: dict[str, Any], months: int, seed: int) -> Iterator[tuple[str, bytes]]:
    from sources.samples import ledgers, tables
    from sources.samples.figures import City

    city = City(stated, seed)
    asked = city.months(months)
    year, month = asked[-1]
    folder = {key: f"inbox/{name}" for key, name in stated["departments"].items()}
    revision = stated["industrial_rd"]["revision"]

    yield f"{folder['government']}/{stated['targets']['year']}年度目标任务分解表.xlsx", tables.targets(city)
    export = f"{folder['national_statistics']}/{stated['national_statistics']['database']}.csv"
    yield from zip((export, f"{export}.meta.yml"), tables.national_statistics(city), strict=True)
    for y, m in asked:
        name = f"{folder['science']}/技术合同登记台账{y}年{m}月.xlsx"
        yield name, ledgers.technology_contracts(city, y, m)
        if m > 1:
            span = f"{y}年{tables.months_text(m)}"
            yield f"{folder['statistics']}/{span}规上工业研发费用.xlsx", tables.industrial_rd(city, y, m)
            yield f"{folder['statistics']}/{span}高新技术产业.xlsx", tables.hightech_output(city, y, m)
        if (y, m) == (revision["year"], revision["month"]):
            restated = tables.industrial_rd(city, y, m, revised=True)
            yield f"{folder['statistics']}/{y}年{tables.months_text(m)}规上工业研发费用（修订）.xlsx", restated
    yield f"{folder['human_resources']}/外国专家项目申报台账.xlsx", ledgers.foreign_experts(city, year, month)
    yield f"{folder['science']}/科技创新平台名册.xlsx", ledgers.platforms(city, year, month)
    if (year, month) >= (city.first[0], stated["report"]["month"]):
        path = f"{folder['science']}/{stated['report']['file']}"
        yield path, (_FOLDER / "report.txt").read_bytes()
        sidecar = f"region: {city.name}\nknown_on: {stated['report']['known_on']}\n"
        yield f"{path}.meta.yml", sidecar.encode()
