"""Every numeral of a text, once: the quantity with its unit, or what else it is (a list number, a name, a duration).

Belongs here: finding numerals on the folded text, before anything is segmented, and their exact value. Each is a
candidate with a form; whether a quantity states an indicator is decided later. Does not belong here: time
(times.py, whose spans are left out here), indicators, hedges outside the numeral.
"""

from __future__ import annotations

import functools
import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from sources.catalogue import Unit
from sources.reports.names import RULE, load_names
from sources.reports.times import TimeExpr

Form = Literal["quantity", "rank", "percentile", "other"]
_CHINESE = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_POWERS = {"十": 10, "百": 100, "千": 1000}
_MULTIPLIERS = {
    **{"十": 10, "百": 100, "千": 1000, "万": 10**4, "十万": 10**5, "百万": 10**6, "千万": 10**7},
    **{"亿": 10**8, "十亿": 10**9, "百亿": 10**10, "千亿": 10**11, "万亿": 10**12},
}
_NUMBER = r"(?:[1-9]\d{0,2}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?"
_CHINESE_UNITS = "亿元|万元|元|家|个百分点|个月|个|项|名|位|件|户|条|场|支|所|座|倍|人次|人"


@dataclass(frozen=True, slots=True)
class Numeral:
    """One numeral; `start:end` is what is quoted: the number with its unit, without hedges, 第 and 位.

    `low` and `high` (of a range) are the numbers as written, `factor` turns them into the base unit `base` ('' when
    the unit is none that the catalogue knows), `step` is the unit of the last stated digit in base units. `more` says
    that 多 or 余 stands inside. `around` is the span that belongs to the numeral in the sentence (第4位). A form
    `other` has its ledger class in `klass` (`list_number`, `name`, ...); `rule` names the pattern.
    """

    start: int
    end: int
    form: Form
    klass: str
    rule: str
    around: tuple[int, int]
    low: Decimal = Decimal(0)
    high: Decimal | None = None
    word: str = ""
    base: str = ""
    factor: Decimal = Decimal(1)
    step: Decimal = Decimal(1)
    more: bool = False
    unit: Unit | None = None

    def counts_in(self, base: str) -> bool:
        """Whether its unit can be that of a value in `base`."""
        return self.unit is not None and self.unit.fits(base)


# What is no quantity, the first that matches wins: (rule, ledger class, pattern on folded text). Names and set phrases
# (names.yml) come after `document`.
_OTHERS: tuple[tuple[str, str, str], ...] = (
    ("address", "furniture", r"(?:https?://|www\.)[A-Za-z0-9_./?=&%#:-]+"),
    ("telephone", "furniture", r"(?<!\d)0\d{2,3}-\d{7,8}(?!\d)"),
    ("clock", "period", r"\d{1,2}:\d{2}(?::\d{2})?(?![\d:])|\d{1,2}时(?:\d{1,2}分)?"),
    ("footnote", "footnote", r"\[\d{1,3}\]"),
    ("document", "document_number", r"[\[(](?:19|20)\d\d[\])]第?\d+号|\d{5,}号(?:-\d+)?"),
    ("list", "list_number", r"(?m:^)[ ]*\(?\d{1,3}(?:[.、．]|\))(?!\d)|(?<=[。;])[ ]?\d{1,2}[.、](?=[一-龥])"),
    ("label", "list_number", r"(?<=附表|附件|附图|专栏|附录|案例)[ ]?\d{1,2}(?![\d.]|[%万亿家个项人])"),
    ("proportion", "proportion", r"\d+(?:\.\d+)?(?::\d+(?:\.\d+)?)+"),
    ("fraction", "fraction", r"\d+/\d+"),
    (
        "ordinal",
        "ordinal",
        r"第\d+(?!\.?\d|位|名(?!单)|[,，。;:、)\n])(?:届|次|批|轮|个|大|部分|条|号|期|季|章|款|项|家|站|例|年)?",
    ),
    (
        "field",
        "scope",
        r"\d+(?:个|家)(?:设区市|地级市|市州|州市|副省级城市|省会城市|省份|城市|国家级?高新区|国家创新型城市)(?:中|(?=综合评价))",
    ),
    (
        "duration",
        "duration",
        r"\d+(?:\.\d+)?(?:[-至到]\d+)?(?:周年|周岁|年期|年|岁|天|日|个?小时|分钟|秒|周(?!边|围))",
    ),
)
_MEASURED = re.compile(r"(?:寿命|天数|年限|工期|时长|耗时|用时)(?![^,，。;、\d]*连续)[^,，。;、\d]{0,10}\Z")
_DIGITS = re.compile(r"\d+(?:\.\d+)?")
_MINUS = re.compile(r"[长增为达是率幅速]-")  # 增长-2.1%
_RANK = r"第(?P<rank>\d+|[一二三四五六七八九十]{1,3})(?:[-至](?P<rank_to>\d+))?(?P<rank_word>位次|位|名(?!单|录))"
_BARE_RANK = r"第(?P<bare>\d{1,3}|[一二三四五六七八九]|十[一二三四五六七八九]?)(?=[,，。;:、)\n]|$)"
_PERCENTILE = rf"前(?P<percentile>{_NUMBER}%)位?"
_TRIGGER = re.compile(
    r"\d|第[\d一二三四五六七八九十]|前\d|\[\d|[NXx]\+\d|^[ ]*\(\d|https?:|www\.|百分之[一二三四五六七八九十]"
    r"|(?<![A-Za-z])[A-Za-z](?=[A-Za-z.]{0,20}-?\d)"
    r"|[一二两三四五六七八九十百千](?=[一二三四五六七八九十百千零〇]{0,12}[多余]?[万亿]{0,2}[多余]?"
    rf"(?:{_CHINESE_UNITS}))",
    re.M,
)


class NumeralScanner:
    """Scans folded text for numerals with the unit words of a catalogue (word -> unit). Reusable, without state."""

    def __init__(self, units: Mapping[str, Unit]) -> None:
        self._units = units
        plain = sorted(
            (w for w in units if not re.match(r"[十百千万亿月]|[\x21-\x24\x26-\x7e]", w)), key=len, reverse=True
        )
        unit = "|".join(map(re.escape, plain))
        counted = (
            r"(?: ?(?P<{0}u>{1})|(?P<{0}a>[多余])?(?P<{0}m>万亿|亿|万|(?:千万|百万|十万|千|百|十)(?=[多余]?(?:{1})))"
            r"(?P<{0}b>[多余])?(?P<{0}v>{1})?| (?P<{0}n>万亿|亿|万)(?P<{0}x>{1})"
            r"|(?P<{0}c>[多余])(?P<{0}w>{1})?)?(?P<{0}d>(?<=倍)多)?"
        )
        first, last, only = (counted.format(name, unit) for name in "xyz")
        quantity = (
            rf"(?P<low>{_NUMBER}){first}[-至到]{{1,2}}(?P<high>{_NUMBER})(?![年月日]){last}|(?P<number>{_NUMBER}){only}"
        )
        chinese = (
            r"(?<![一二三四五六七八九十百千零〇第])(?:百分之(?P<hundredths>[一二三四五六七八九十]+(?:点[零一二三四五六七八九]+)?)"
            r"|(?P<chinese>[一二两三四五六七八九十百千][一二三四五六七八九十百千零〇]{0,12})(?P<ca>[多余])?(?P<cm>万亿|亿|万)?(?P<cb>[多余])?"
            rf"(?P<cu>{_CHINESE_UNITS.replace('亿元|万元|', '')}))"
        )
        others = [f"(?P<other_{rule}>{pattern})" for rule, _, pattern in _OTHERS]
        before = 1 + next(at for at, (rule, _, _) in enumerate(_OTHERS) if rule == "document")
        self._names = load_names()
        forms = (*others[:before], self._names.pattern, *others[before:])
        self._pattern = re.compile("|".join((*forms, _RANK, _BARE_RANK, _PERCENTILE, quantity, chinese)))
        self._classes = {rule: klass for rule, klass, _ in _OTHERS}

    def scan(self, folded: str, times: Iterable[TimeExpr] = (), text: str | None = None) -> list[Numeral]:
        """All numerals outside the spans of `times`, left to right, not overlapping.

        `text` is the text before folding, which tells where its quotation marks open and close.
        """
        found: list[Numeral] = []
        start = 0
        for begin, end, name in self._set_apart(folded, times, folded if text is None else text):
            self._scan(folded, start, begin, found.append)
            if name is not None:
                found.append(self._named(name, (begin, end)))
            start = end
        return self._in_titles(found, folded)

    def _set_apart(self, folded: str, times: Iterable[TimeExpr], text: str) -> list[tuple[int, int, str | None]]:
        """What is not scanned, in order: times, names between quotation marks with their entry, the text's end."""
        spans: list[tuple[int, int, str | None]] = [(time.start, time.end, None) for time in times]
        starts = [start for start, _, _ in spans]
        for name in self._names.between_marks(text, folded):
            after = bisect_left(starts, name.end)
            if after == 0 or spans[after - 1][1] <= name.start:
                spans.insert(after, (name.start, name.end, name.entry_id))
                starts.insert(after, name.start)
        return [*spans, (len(folded), len(folded), None)]

    def _in_titles(self, found: list[Numeral], folded: str) -> list[Numeral]:
        """The numerals, those between 《 and 》 as parts of a name."""
        at = 0
        for start, end in self._names.titles(folded):
            while at < len(found) and found[at].start < start:
                at += 1
            while at < len(found) and found[at].around[1] <= end:
                found[at] = self._named(self._names.titled, found[at].around)
                at += 1
        return found

    def _named(self, entry_id: str, span: tuple[int, int]) -> Numeral:
        return Numeral(*span, "other", self._names.classes[entry_id], f"{RULE}{entry_id}", span)

    def _scan(self, folded: str, position: int, stop: int, add: Callable[[Numeral], None]) -> None:
        while trigger := _TRIGGER.search(folded, position, stop):
            match = self._pattern.match(folded, trigger.start(), stop)
            if match is None or match.end() == match.start():
                position = trigger.start() + 1
                continue
            add(self._numeral(match))
            position = match.end()

    def _numeral(self, match: re.Match[str]) -> Numeral:
        g = match.groupdict()
        whole = match.span()
        if g["number"] is not None:
            return self._quantity(match, whole, g["number"], None, *_counted(g, "z"))
        if g["high"] is not None:
            more, multiplier, word = _counted(g, "y")
            low_more, low_multiplier, low_word = _counted(g, "x")
            if (low_multiplier or low_word) and (low_multiplier, low_word) != (multiplier, word):
                return Numeral(*whole, "other", "unclear_range", "numeral.range", whole)
            return self._quantity(match, whole, g["low"], g["high"], more or low_more, multiplier, word)
        if g["rank"] is not None:
            start, end = match.span("rank")
            end = match.end("rank_to") if g["rank_to"] else end
            high = Decimal(g["rank_to"]) if g["rank_to"] else None
            unit = self._units["位"]
            return Numeral(
                *(start, end, "rank", "", "numeral.rank", whole, _whole(g["rank"]), high, "位"),
                base="rank",
                unit=unit,
            )
        if g["bare"] is not None:
            span = match.span("bare")
            return Numeral(
                *(*span, "rank", "", "numeral.rank_bare", whole, _whole(g["bare"]), None, "位"),
                base="rank",
                unit=self._units["位"],
            )
        if g["percentile"] is not None:
            text = g["percentile"][:-1]
            return Numeral(
                *(*match.span("percentile"), "percentile", "", "numeral.percentile", whole, Decimal(text), None, "%"),
                base="%",
                step=_last_digit(text),
                unit=self._units["%"],
            )
        if g["hundredths"] is not None:
            value = _with_decimals(g["hundredths"])
            return Numeral(
                *(*whole, "quantity", "", "numeral.hundredths", whole, value, None, "%"),
                base="%",
                unit=self._units["%"],
            )
        if g["chinese"] is not None:
            number = str(_whole(g["chinese"]))
            more = bool(g["ca"] or g["cb"])
            return self._quantity(match, whole, number, None, more, g["cm"] or "", g["cu"], "numeral.chinese")
        name = match.lastgroup or ""
        if name.startswith("name_"):
            return self._named(name.removeprefix("name_"), whole)
        rule = name.removeprefix("other_")
        if rule == "duration" and _MEASURED.search(match.string, max(0, whole[0] - 14), whole[0]):
            ends = [_number(digits) for digits in _DIGITS.findall(match.group())]
            high = ends[1] if len(ends) > 1 else None
            return Numeral(*whole, "quantity", "", "numeral.time_measured", whole, ends[0], high)
        return Numeral(*whole, "other", self._classes[rule], f"numeral.{rule}", whole)

    def _quantity(
        self,
        match: re.Match[str],
        span: tuple[int, int],
        low: str,
        high: str | None,
        more: bool,
        multiplier: str,
        word: str,
        rule: str = "numeral.quantity",
    ) -> Numeral:
        unit = self._units.get(word) if word else None
        factor = Decimal(_MULTIPLIERS.get(multiplier, 1)) * (unit.factor if unit else 1)
        last = high if high is not None else low
        value = _number(low)
        if unit is not None and unit.base in ("%", "pp") and _MINUS.match(match.string, max(0, span[0] - 2), span[0]):
            span, value = (span[0] - 1, span[1]), -value
        return Numeral(
            *(*span, "quantity", "", rule, span, value, _number(high) if high is not None else None, word),
            base=unit.base if unit else "",
            factor=factor,
            step=_last_digit(last) * factor,
            more=more,
            unit=unit,
        )


def _counted(groups: Mapping[str, str | None], name: str) -> tuple[bool, str, str]:
    """(多 or 余 stands there, multiplier, unit word) of the groups of one number."""
    more = bool(groups[f"{name}a"] or groups[f"{name}b"] or groups[f"{name}c"] or groups[f"{name}d"])
    word = next((found for part in "uvwx" if (found := groups[f"{name}{part}"])), "")
    return more, groups[f"{name}m"] or groups[f"{name}n"] or "", word


def _number(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))


def _with_decimals(text: str) -> Decimal:
    """A number in Chinese numerals with 点 before its decimals (`七点五`)."""
    whole, _, decimals = text.partition("点")
    return _whole(whole) + _number("0." + "".join(str(_CHINESE[c]) for c in decimals) if decimals else "0")


def _last_digit(text: str) -> Decimal:
    _, point, decimals = text.partition(".")
    return Decimal(1).scaleb(-len(decimals)) if point else Decimal(1)


@functools.cache
def _whole(text: str) -> Decimal:
    """A whole number in digits or in Chinese numerals below ten thousand (`二十三`, `一百零五`)."""
    if text.isdigit() and text.isascii():
        return Decimal(text)
    total, digit, power = 0, 0, False
    for character in text:
        if character in _POWERS:
            total += (digit or 1) * _POWERS[character]
            digit, power = 0, True
        else:
            digit = _CHINESE[character] if power or not digit else digit * 10 + _CHINESE[character]
    return Decimal(total + digit)
