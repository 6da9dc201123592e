"""The frame of a report: whose it is, when it was written, which year it looks back on and which it plans.

Belongs here: taking what is given, and inferring from the text what is not, marked as inferred. Does not belong here:
the sections of the report (sections.py).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from sources.catalogue import NATION, Catalogue, Region
from sources.problems import refuse
from sources.reports.times import TimeExpr

_HEAD = 2500
_TAIL = 600
_TITLE_YEAR = re.compile(r"^[ ]*(?:关于)?[一-龥]{0,12}?((?:19|20)\d\d)年(?![\d]|[ ]*\d|1?\d月)[^。\n]{0,40}$", re.M)
_BACK_TITLE = re.compile(r"公报|总结|回顾|情况|主要工作|年报|评价报告|监测报告")
_AHEAD_TITLE = re.compile(r"政府工作报告|工作安排|重点工作|工作要点|工作计划|主要任务|打算|思路")
_TITLED = re.compile(
    r"([一-龥]{2,12}?(?:省|市|自治区|区|县|旗|州))"
    r"(?:人民政府|第[一-龥]{1,4}届人民代表大会|政府工作报告|[一-龥]{0,8}(?:局|厅|委员会)|国民经济和社会发展|(?:19|20)\d\d年)"
)
_TITLE_PLACE = re.compile(
    r"^[ ]*(?:(?:19|20)\d\d年度?|关于)?([一-龥]{2,12}?(?:省|市|自治区|区|县|旗|州))[^。\n]{0,40}$", re.M
)
_TITLE_PLAN = re.compile(r'^[^。\n]{2,20}"?十([一二三四五六七八九])五"?[^。\n]{0,20}(?:规划|纲要)[^。\n]{0,12}$', re.M)
_SUMMARY = re.compile(r"总结|公报|年报|工作情况|监测报告")
_WORK_REPORT = re.compile(r"政府工作报告|人民代表大会")
_NATIONAL = re.compile(r"全国[一-龥]{2,16}公报|国务院总理|中华人民共和国[ \d年]{0,8}国民经济")
_NATIONAL_TITLE = re.compile(r"国民经济和社会发展统计公报")
_TITLE = 80


@dataclass(frozen=True, slots=True)
class Frame:
    """`year` is the year looked back on, `ahead` the one planned, `now` the one that 今年 is. `date` is None when only
    years could be inferred.

    `region` is the region of the report; `parents` are the regions above it, nearest first. `inferred` names what was
    not given: `region`, `date`, `year`.
    """

    region: Region
    parents: tuple[Region, ...]
    date: dt.date | None
    year: int
    ahead: int
    now: int
    inferred: tuple[str, ...]


def frame_of(
    folded: str,
    times: Sequence[TimeExpr],
    catalogue: Catalogue,
    region: str | None,
    date: dt.date | None,
    home_region: str | None,
) -> Frame:
    """The frame from what is given and, for what is not, from the head and the title of the text.

    Raises Refused for a region that the catalogue lacks or that cannot be told, and for a year that cannot be told.
    """
    inferred: list[str] = []
    place = _region(folded, catalogue, region, home_region, inferred)
    if date is None:
        date = _date(folded, times)
        if date is not None:
            inferred.append("date")
    titles = _title_years(folded)
    year, ahead = _years(folded, date, titles)
    if year is None or ahead is None:
        raise refuse("sources.report_year_unknown")
    if date is None:
        inferred.append("year")
    parents = tuple(catalogue.regions.by_code[code] for code in catalogue.regions.ancestors(place.region_code))
    return Frame(place, parents, date, year, ahead, _now(folded, date, year, ahead), tuple(inferred))


def _region(folded: str, catalogue: Catalogue, region: str | None, home: str | None, inferred: list[str]) -> Region:
    own = _named(catalogue, home, None) if home else None
    if region:
        found = _named(catalogue, region, own)
        if found is None:
            raise refuse("sources.report_region_not_known", region=region)
        return found
    inferred.append("region")
    head = folded[:_HEAD]
    if _NATIONAL.search(head):
        return catalogue.regions.by_code[NATION]
    for pattern in (_TITLED, _TITLE_PLACE):
        for match in pattern.finditer(head):
            words = match.group(1)
            for begin in range(len(words) - 1):
                if place := _named(catalogue, words[begin:], own):
                    return place
    if _NATIONAL_TITLE.search(head):
        return catalogue.regions.by_code[NATION]
    if own is None:
        raise refuse("sources.report_region_unknown")
    return own


def _named(catalogue: Catalogue, name: str, near: Region | None) -> Region | None:
    """The region of a code or name, also of a short name near the home region."""
    regions = catalogue.regions
    found = regions.by_code.get(name) or regions.find(name)
    if found is None and near is not None:
        found = regions.find(name, within=near.region_code)
    return found


def _date(folded: str, times: Sequence[TimeExpr]) -> dt.date | None:
    """The latest full date in the head or at the end; session and printing are days apart, other dates are not."""
    dates = []
    for time in times:
        text = folded[time.start : time.end]
        numbers = [int(n) for n in re.findall(r"\d+", text)]
        if time.year is not None and len(numbers) == 3 and (time.start < _HEAD or time.end > len(folded) - _TAIL):
            try:
                dates.append(dt.date(*numbers))
            except ValueError:
                continue
    if not dates:
        return None
    first = dates[0]
    return max(day for day in dates if abs((day - first).days) <= 60)


def _title_years(folded: str) -> tuple[int | None, int | None]:
    """(year looked back on, year ahead) as the titles and headings say."""
    back: int | None = None
    ahead: int | None = None
    for match in _TITLE_YEAR.finditer(folded):
        line, year = match.group(), int(match.group(1))
        if ahead is None and _AHEAD_TITLE.search(line) and not re.search(r"回顾|总结", line):
            ahead = year
        elif back is None and _BACK_TITLE.search(line):
            back = year
    if back is None and ahead is None and (plan := _TITLE_PLAN.search(folded[:_HEAD])):
        ahead = 2006 + 5 * "一二三四五六七八九".index(plan.group(1))
    return back, ahead


def _now(folded: str, date: dt.date | None, year: int, ahead: int) -> int:
    """A summary of a year calls that year 今年, a work report of January the year that it begins."""
    title = folded.lstrip()[:_TITLE]
    if _SUMMARY.search(title) and not _WORK_REPORT.search(title):
        return year
    if date is not None:
        return date.year
    return ahead if _WORK_REPORT.search(title) else year


def _years(folded: str, date: dt.date | None, titles: tuple[int | None, int | None]) -> tuple[int | None, int | None]:
    back, ahead = titles
    if back is not None or ahead is not None:
        if back is None:
            assert ahead is not None
            back = ahead - 1
        return back, ahead if ahead is not None and ahead > back else back + 1
    if date is None:
        return None, None
    if date.month <= 4:
        return date.year - 1, date.year
    if date.month >= 11 or re.search(rf"明年|{date.year + 1}年", folded):
        return date.year, date.year + 1
    return date.year, date.year
