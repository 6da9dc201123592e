"""Words of time: `2020年1-10月`, `今年上半年`, `截至11月底`, `五年来`, `“十四五”时期`.

Belongs here: finding such expressions in folded text and what each says by itself. Does not belong here: which year
`今年` is, or what period a statement has (periods.py), which depends on the document and the section.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
_YEAR_WORDS = {
    **dict.fromkeys(("今年", "本年度", "本年"), 0),
    **dict.fromkeys(("去年", "上年度", "上一年", "上年"), -1),
    **dict.fromkeys(("明年", "来年", "下一年"), 1),
    "前年": -2,
}
_MONTHS = {
    **dict.fromkeys(("上半年",), (1, 6)),
    **dict.fromkeys(("下半年",), (7, 12)),
    **dict.fromkeys(("前三季度", "前3季度", "一至三季度", "1-3季度"), (1, 9)),
    **dict.fromkeys(("第一季度", "一季度", "1季度"), (1, 3)),
    **dict.fromkeys(("第二季度", "二季度", "2季度"), (4, 6)),
    **dict.fromkeys(("第三季度", "三季度", "3季度"), (7, 9)),
    **dict.fromkeys(("第四季度", "四季度", "4季度"), (10, 12)),
}
_WHOLE = ("过去的一年", "过去一年", "一年来", "这一年", "全年(?!目标|任务|计划|预期)")
_Y = rf"(?:(?P<{{0}}>(?:19|20)\d\d)年?度?|(?P<{{0}}w>{'|'.join(_YEAR_WORDS)}))"
_COUNT = r"(?:\d{1,2}|[两三四五六七八九十])"
_TIME = re.compile(
    "|".join(
        (
            r"(?P<iso>(?<!\d)(?P<isoy>(?:19|20)\d\d)(?P<isosep>[-/.])(?P<isom>0?[1-9]|1[0-2])(?P=isosep)(?:0[1-9]|[12]\d|3[01]|[1-9])(?![\d.]))",
            r"(?P<span>(?<!\d)(?P<sy>(?:19|20)\d\d)年?[-至到](?P<sy2>(?:19|20)\d\d)年?(?:间|期间)?(?!\d))",
            rf"(?P<months>(?:{_Y.format('my')})?(?<!\d)(?P<mm1>1[0-2]|[1-9])月?份?[-至到](?P<mm2>1[0-2]|[1-9])月份?)",
            rf"(?P<half>(?:{_Y.format('hy')}的?)?(?P<hw>{'|'.join(_MONTHS)}))",
            rf"(?P<first>(?:{_Y.format('fy')}的?)?(?<!\d)前(?P<fn>\d{{1,2}}|[一二两三四五六七八九十])个月)",
            rf"(?P<day>(?P<du>截至|截止到?|截止)?(?:{_Y.format('dy')})?(?<!\d)(?P<dm>1[0-2]|0?[1-9])月(?:3[01]|[12]\d|0?[1-9])日)",
            rf"(?P<month>(?P<ou>截至|截止到?|截止)?(?:{_Y.format('oy')}的?)?(?<!\d)(?P<om>1[0-2]|0?[1-9])月(?P<oe>底|末)?份?)",
            rf"(?P<until>(?P<uu>截至|截止到?|截止|至|到)?{_Y.format('uy')}年?(?P<ue>年?底|年?末))",
            rf"(?P<since>(?:自|从)?{_Y.format('ny')}年?(?:以来|起|至今|来(?=[,，])))",
            rf"(?P<recent>(?<![第\d])(?:过去的?|近|最近|这){_COUNT}年(?:来|间|以来|里)?)",
            rf"(?P<along>(?<![第\d.十]){_COUNT}年(?:来|间|(?=累计|新增|共|增加|增长|提升|提高|下降|新设|新建|建成|改造|滚动|完成|实施|培育|引进|投入|发放)))",
            r'(?P<plan>"?十(?P<pn>[一二三四五六七八九])五"?(?:规划)?(?:时期|期间|以来|末期?|的?五年|(?=[,，、]|年均|累计)))',
            r"(?P<year>(?<!\d)(?P<yy>(?:19|20)\d\d)年度?)",
            rf"(?P<word>(?<!比)(?<!较)(?<!与)(?P<ww>{'|'.join(_YEAR_WORDS)})(?:以来)?)",
            rf"(?P<whole>{'|'.join(_WHOLE)})",
        )
    )
)
_TRIGGER = re.compile(r"(?<!\d)\d|[自从今去本上明来下前截至到过近最这两三四五六七八九十第一二全\"]")
_COMPARED = re.compile(r"(?:[比较]|与|相比)\Z")


@dataclass(frozen=True, slots=True)
class TimeExpr:
    """One expression of time at `start:end`.

    Either `year` or `offset` (years from the year that 今年 is) or neither is known; `first` and `last` are months;
    `to_year` ends a span of years; `years` counts years back from the current one; `plan` is the ordinal of a five-year
    plan; `until` marks the end of the time (底, 末, 截至), `whole` the whole running year, `compared` the base of a
    comparison (`比2020年`), `since` a time that goes on to now (`2021年以来`),
    `relative` one that counts from the year spoken of (`上年`, not `去年`).
    """

    start: int
    end: int
    rule: str
    year: int | None = None
    offset: int | None = None
    first: int | None = None
    last: int | None = None
    to_year: int | None = None
    years: int | None = None
    plan: int | None = None
    until: bool = False
    whole: bool = False
    compared: bool = False
    since: bool = False
    relative: bool = False


def scan_times(folded: str) -> list[TimeExpr]:
    """All expressions of time, left to right, not overlapping; the longest kind of expression at a place wins."""
    found: list[TimeExpr] = []
    position = 0
    while trigger := _TRIGGER.search(folded, position):
        match = _TIME.match(folded, trigger.start())
        if match is None:
            position = trigger.end()
            continue
        found.append(_expression(match, bool(_COMPARED.search(folded, max(0, match.start() - 2), match.start()))))
        position = match.end()
    return found


def _expression(match: re.Match[str], compared: bool) -> TimeExpr:
    kind = match.lastgroup or ""  # the outermost group is the last to close
    g = match.groupdict()

    def made(
        year: str = "",
        first: int | None = None,
        last: int | None = None,
        to_year: str = "",
        years: int | None = None,
        plan: int | None = None,
        until: bool = False,
        whole: bool = False,
    ) -> TimeExpr:
        digits, word = (g.get(year), g.get(f"{year}w")) if year else (None, None)
        return TimeExpr(
            match.start(),
            match.end(),
            f"time.{kind}",
            year=int(digits) if digits else None,
            offset=_YEAR_WORDS[word] if word else None,
            first=first,
            last=last,
            to_year=int(g[to_year]) if to_year else None,
            years=years,
            plan=plan,
            until=until,
            whole=whole,
            compared=compared,
            relative=word is not None and word.startswith("上"),
        )

    if kind == "iso":
        return made("isoy", int(g["isom"]), int(g["isom"]), until=True)
    if kind == "span":
        return made("sy", to_year="sy2")
    if kind == "months":
        return made("my", int(g["mm1"]), int(g["mm2"]))
    if kind == "half":
        return made("hy", *_MONTHS[g["hw"]])
    if kind == "first":
        return made("fy", 1, _count(g["fn"]))
    if kind == "day":
        return made("dy", 1 if g["du"] else int(g["dm"]), int(g["dm"]), until=True)
    if kind == "month":
        return made("oy", 1 if g["ou"] else int(g["om"]), int(g["om"]), until=bool(g["ou"] or g["oe"]))
    if kind == "until":
        return made("uy", until=True)
    if kind in ("recent", "along"):
        counted = re.search(_COUNT, match.group())
        assert counted is not None
        return made(years=_count(counted.group()))
    if kind == "since":
        return replace(made("ny"), since=True)
    if kind == "plan":
        plan = 10 + _DIGITS[g["pn"]]
        if re.search("末期?\\Z", match.group()):
            return replace(made(until=True), year=1955 + 5 * plan)
        return made(plan=plan)
    if kind == "year":
        return made("yy")
    if kind == "word":
        return made("w")
    return made(whole=True)


def _count(word: str) -> int:
    if word.isdigit():
        return int(word)
    return 10 if word == "十" else _DIGITS[word]
