"""A second reading of every quote, by other means than the engine's: same decimal, same unit, or it is not landed.

Belongs here: what a quote says when it is read alone, with the words right around it, and the comparison with what was
made of it. Does not belong here: anything of the engine or of the catalogue; a mistake shared with them would be
confirmed here. A test holds the unit words of both against each other.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

_HAN = {**{c: n for n, c in enumerate("零一二三四五六七八九")}, "〇": 0, "两": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}
_MYRIADS = {"万": 10**4, "亿": 10**8}
_NONE: frozenset[str] = frozenset()
_MONEY = frozenset({"CNY"})  # what 1.2万亿 without a word counts
_COUNTED = "个家项件支场次条张户篇种批所座处只款份台套部起例宗笔架艘辆棵幅本册期届门间栋片颗枚根块组对双层类组团"
_WORDS: dict[str, tuple[Decimal, frozenset[str]]] = {
    **{word: (Decimal(1), frozenset({"count"})) for word in (*_COUNTED, "场次", "份次", "家次", "项次", "件次")},
    **{word: (Decimal(1), frozenset({"count"})) for word in ("台(套)", "件/万人", "件/每万人", "count")},
    **{word: (Decimal(1), frozenset({"CNY"})) for word in ("元", "元人民币", "元/人", "元/人年", "CNY", "RMB", "yuan")},
    "倍": (Decimal(100), frozenset({"%"})),
    **{word: (Decimal(1), frozenset({"pp"})) for word in ("个百分点", "百分点", "pp", "percentage points")},
    "人次": (Decimal(1), frozenset({"person-time", "count"})),
    **{word: (Decimal(1), frozenset({"person-year"})) for word in ("人年", "人·年", "人/年", "person-years")},
    **{word: (Decimal(1), frozenset({"rank"})) for word in ("名次", "位次", "个位次")},
    **{word: (Decimal(1), frozenset({"day"})) for word in ("天", "个工作日", "days")},
    **{word: (Decimal(1), frozenset({"month"})) for word in ("个月", "月", "months")},
    **{word: (Decimal(1), frozenset({"point"})) for word in ("分", "点", "points")},
    "个": (Decimal(1), frozenset({"count", "person"})),
    "批": (Decimal(1), frozenset({"count", "rank"})),
    "人": (Decimal(1), frozenset({"person", "count"})),
    "名": (Decimal(1), frozenset({"person", "count", "rank"})),
    "位": (Decimal(1), frozenset({"rank", "person", "count"})),
    "persons": (Decimal(1), frozenset({"person"})),
    "%": (Decimal(1), frozenset({"%"})),
    "‰": (Decimal("0.1"), frozenset({"%"})),
    "成": (Decimal(10), frozenset({"%"})),
}
_DIGITS = r"-?\d+(?:,\d{3})*(?:\.\d+)?"
_HAN_NUMBER = "[零〇一二两三四五六七八九十百千][零〇一二两三四五六七八九十百千万亿]*(?:点[零〇一二三四五六七八九]+)?"
_POWER = "(?P<power>[多余]?(?:[十千万亿]|百(?!分点))*[多余]?)"
_PARTS = re.compile(rf"(?P<part>[百千])分之(?P<han>{_HAN_NUMBER})\Z")
_ONE = re.compile(
    rf"\s*(?:(?P<digits>{_DIGITS})|(?P<han>{_HAN_NUMBER}))"
    rf"(?:人民币)?{_POWER}(?:人民币)?(?P<word>[^\d\s、和及与至到,;。—–~-]+)?\s*"
)
_BLANK = re.compile(r"(?<!\d)\s+|\s+(?!\d)")  # not between digits: 5 6家 is no number
_TO = re.compile(r"\s*(?:[-—–~至到]+)\s*")
_NEXT = re.compile(rf"\s*(?:[、和及与,]|以及)\s*(?:{_DIGITS})")
_UNIT_AFTER = re.compile(rf"\s*{_POWER}(?P<word>[^\d\s、和及与至到,;。—–~-]{{1,5}})?")
_LESS = re.compile("降|减|回落|低|少|慢|窄|缩|负|跌|滑|-")
_MINUS_BEFORE = re.compile(r"[长速率幅为达是][-负]\Z")
_RANKED = re.compile(r"(?:第|前|列|居|位|名|到|至|由|从)\Z")
_FOOTNOTE = re.compile(r"[①-⑳※†*]+|\[\d{1,2}\]\Z")
_AT_END = re.compile(r"\d([^\d.,()]+)\)?\Z")
_NEGATIVE = re.compile(r"[-−–—(]\d")
_LIST = 60  # characters after a bare number in which the unit of its list is looked for


@dataclass(frozen=True, slots=True)
class Quoted:
    """What a quote says alone: `low` (and `high` of a range) in a base unit, and the base units its word can count in.

    `bases` is empty for a bare number.
    """

    low: Decimal
    high: Decimal | None
    bases: frozenset[str]


def parse(quote: str) -> Quoted | None:
    """The number and unit of a quote (`1.76万家` -> 17600, count; `5%—5.5%`; `百分之五`); None for anything else."""
    plain = _BLANK.sub("", unicodedata.normalize("NFKC", quote))
    if match := _PARTS.fullmatch(plain):
        number = _han(match["han"])
        return Quoted(number * (1 if match["part"] == "百" else Decimal("0.1")), None, frozenset({"%"}))
    first = _ONE.match(plain)
    if first is None:
        return None
    if first.end() == len(plain):
        return _quoted(first, None)
    to = _TO.match(plain, first.end())
    last = _ONE.fullmatch(plain, to.end()) if to else None
    return _quoted(first, last) if last else None


def misread(text: str, start: int, end: int, value: Decimal, value_high: Decimal | None, unit: str) -> str:
    """What `text[start:end]` says, if that is not `value` (to `value_high`) in `unit`; '' if it is.

    A bare number takes the unit of the list it stands in (`12、15家`). A value below nothing needs a word of decrease
    in its sentence, and a minus before the quote a value below nothing.
    """
    quote = text[start:end]
    read = parse(quote)
    if read is None:
        return "-"
    if not read.bases:
        read = _within_list(text, start, end, read, unit)
    shown = f"{read.low:f}" if read.high is None else f"{read.low:f}..{read.high:f}"
    shown += f" {'/'.join(sorted(read.bases))}" if read.bases else ""
    if read.low < 0 and read.high is None:
        return "" if (value, value_high) == (read.low, None) and unit in read.bases else shown
    bounds = sorted([abs(value)] if value_high is None else [abs(value), abs(value_high)])
    if bounds != [bound for bound in (read.low, read.high) if bound is not None] or unit not in read.bases:
        return shown
    before = unicodedata.normalize("NFKC", text[max(0, start - 200) : start])
    if value < 0 and not _LESS.search(re.split("[。!?\n]", before)[-1]):
        return shown
    if value >= 0 and _MINUS_BEFORE.search(before):
        return f"-{shown}"
    return ""


def misread_in_table(quote: str, units: Iterable[str], value: Decimal, value_high: Decimal | None, unit: str) -> str:
    """What a table's cell says, if that is not `value` (to `value_high`) in `unit`; '' if it is.

    `units` are the unit words that stand around the cell: its number has to be the value by one of them, or bare.
    """
    plain = _BLANK.sub("", unicodedata.normalize("NFKC", _FOOTNOTE.sub("", quote)))
    numbers = [Decimal(digits.replace(",", "")) for digits in re.findall(_DIGITS.removeprefix("-?"), plain)]
    wanted = [abs(bound) for bound in (value, value_high) if bound is not None]
    negative = bool(_NEGATIVE.match(plain))
    if len(numbers) != len(wanted) or (value_high is None and value and negative != (value < 0)):
        return quote
    own = _AT_END.findall(plain)
    for word in (*own, *units, *([""] if unit != "CNY" else [])):
        one = parse(f"1{word}")
        fits = one is not None and (unit in one.bases or not one.bases or (unit == "pp" and "%" in one.bases))
        if fits and one is not None and [number * one.low for number in numbers] == wanted:
            return ""
    return quote


def _within_list(text: str, start: int, end: int, read: Quoted, unit: str) -> Quoted:
    """A bare number with the unit that stands at the end of its list, or as the place in an order that it is."""
    after = unicodedata.normalize("NFKC", text[end : end + _LIST])
    before = unicodedata.normalize("NFKC", text[max(0, start - 2) : start]).rstrip()
    if unit == "rank" and (after.startswith(("位", "名")) or _RANKED.search(before)):
        return Quoted(read.low, read.high, frozenset({"rank"}))
    position = 0
    while following := _NEXT.match(after, position):
        position = following.end()
        found = _UNIT_AFTER.match(after, position)
        known = _known(found["word"] or "") if found else None
        if found and (known or found["power"].strip("多余")):
            factor, bases = known or (Decimal(1), _MONEY)
            factor *= _power(found["power"])
            return Quoted(read.low * factor, read.high * factor if read.high is not None else None, bases)
    return read


def _quoted(first: re.Match[str], last: re.Match[str] | None) -> Quoted | None:
    low, word = _number(first), first["word"] or ""
    high = None
    factor = _power(first["power"])
    if last is not None:
        high, word = _number(last), last["word"] or word
        shared = _power(last["power"])
        high *= shared
        if not first["word"] and not first["power"] and low * shared <= high:
            factor = shared
    known = _known(word) if word else (Decimal(1), _MONEY if "亿" in (last or first)["power"] else _NONE)
    if known is None or (last is not None and first["word"] and first["word"] != word):
        return None
    low, high = low * factor * known[0], high * known[0] if high is not None else None
    return None if high is not None and high < low else Quoted(low, high, known[1])


def _known(word: str) -> tuple[Decimal, frozenset[str]] | None:
    """The unit that a word is, or that it begins with when more text follows it."""
    for length in range(len(word), 0, -1):
        if found := _WORDS.get(word[:length]):
            return found
    return None


def _number(match: re.Match[str]) -> Decimal:
    return Decimal(match["digits"].replace(",", "")) if match["digits"] else _han(match["han"])


def _power(text: str) -> Decimal:
    power = 1
    for character in text.strip():
        power *= _TENS.get(character) or _MYRIADS.get(character) or 1
    return Decimal(power)


def _han(text: str) -> Decimal:
    """A number in Chinese numerals: `三百二十`, `二十三万`, `三点五`."""
    whole, _, decimals = text.partition("点")
    hundred_millions = myriads = section = digit = 0
    for character in whole:
        if character in _HAN:
            digit = digit * 10 + _HAN[character]
        elif character in _TENS:
            section, digit = section + (digit or 1) * _TENS[character], 0
        elif character == "万":
            myriads, section, digit = (section + digit) * _MYRIADS["万"], 0, 0
        else:
            hundred_millions, myriads, section, digit = (myriads + section + digit) * _MYRIADS["亿"], 0, 0, 0
    number = Decimal(hundred_millions + myriads + section + digit)
    return number + Decimal("0." + "".join(str(_HAN[c]) for c in decimals)) if decimals else number
