"""Invented firms and people, and the dirt of hand-made cells.

Belongs here: names that belong to nobody, and the ways in which departments type numbers and dates. Does not belong
here: which cell gets which.
"""

from __future__ import annotations

import datetime as dt
import random
import zlib
from collections.abc import Mapping
from decimal import Decimal

NOTE = "示例数据，不反映任何地区的实际情况。"
_FIRST = "岚澄曜屿栎霁砚沐禾昀珞棠"
_SECOND = "鸢梧渡峤湄蘅筠漪榆皓瑾舟"
_TRADES = ("智能装备", "新材料", "生物科技", "电子", "纺织科技", "环保设备", "机电", "软件", "医药", "精密制造")
_GIVEN = ("Ada", "Bruno", "Chiara", "Dmitri", "Elif", "Femi", "Greta", "Hiro", "Ines", "Jonas", "Kaja", "Luca")
_FAMILY = ("Sample", "Muster", "Exemple", "Esempio", "Ejemplo", "Przyklad", "Voorbeeld", "Exempel")
_CODE_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_SURNAMES = "示例样虚拟试"
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_FULL_WIDTH = str.maketrans("0123456789.,", "０１２３４５６７８９．，")


def invented_name(dice: random.Random) -> str:
    """Two rare characters that no firm bears together on purpose."""
    return dice.choice(_FIRST) + dice.choice(_SECOND)


def invented_names(dice: random.Random, count: int) -> list[str]:
    """`count` different ones (at most 144)."""
    return dice.sample([first + second for first in _FIRST for second in _SECOND], count)


def invented_firm(dice: random.Random, place: str) -> str:
    """A firm that does not exist."""
    return f"{place}{invented_name(dice)}{dice.choice(_TRADES)}有限公司"


def numbered_name(number: int) -> tuple[int, str]:
    """Name and trade of a firm by its number, and how often all of them were given before (they are 1440)."""
    signs, trades = len(_FIRST) * len(_SECOND), len(_TRADES)
    round_, place = divmod(number, signs * trades)
    mixed = place * 617 % (signs * trades)
    name, trade = mixed % signs, mixed // signs
    return round_, f"{_FIRST[name % len(_FIRST)]}{_SECOND[name // len(_FIRST)]}{_TRADES[trade]}"


def invented_credit_code(number: int, region_code: str) -> str:
    """A 统一社会信用代码 that no firm has (no organisation code begins with XY); its check digit is right."""
    body = f"91{region_code}XY{number:07d}"
    weighted = sum(_CODE_SIGNS.index(sign) * pow(3, place, 31) for place, sign in enumerate(body))
    return body + _CODE_SIGNS[-weighted % 31]


def credit_code_of(name: str) -> str:
    """The invented code of an invented name, the same in every list."""
    return invented_credit_code(zlib.crc32(name.encode()) % 10_000_000, "000000")


def invented_person(number: int) -> tuple[str, str]:
    """Name and passport number of nobody: each family name means `example`, each number begins with SAMPLE."""
    given, family = _GIVEN[number % len(_GIVEN)], _FAMILY[number // len(_GIVEN) % len(_FAMILY)]
    return f"{given} {family}", f"SAMPLE{number:04d}"


def invented_citizen(number: int) -> tuple[str, str]:
    """Name and 居民身份证 number of nobody (numbers to 863): no family is called so, no region's code begins with 99.

    The number's check digit is right; its tenth to sixteenth place make it different for each.
    """
    surname, pair = _SURNAMES[number // 144 % len(_SURNAMES)], number % 144
    body = f"990000{1960 + number % 40}{number % 12 + 1:02d}{number % 28 + 1:02d}{number:03d}"
    check = "10X98765432"[sum(int(digit) * weight for digit, weight in zip(body, _ID_WEIGHTS, strict=True)) % 11]
    return f"{surname}{_FIRST[pair // 12]}{_SECOND[pair % 12]}", body + check


def full_width(text: str) -> str:
    """Digits as an input method in full-width mode types them."""
    return text.translate(_FULL_WIDTH)


def grouped(value: Decimal | int) -> str:
    """A number typed as text with thousands separators."""
    return f"{value:,}"


def typed_date(day: dt.date, style: int) -> str:
    """A date typed as text: 2020.3.5, 2020年3月5日, 2020-03-05, 2020/3/5."""
    styles = (
        "{d.year}.{d.month}.{d.day}",
        "{d.year}年{d.month}月{d.day}日",
        "{d:%Y-%m-%d}",
        "{d.year}/{d.month}/{d.day}",
    )
    return styles[style % len(styles)].format(d=day)


def typed_amount(hundredths: int, *, as_text: bool) -> Decimal | str:
    """Hundredths of a unit as a number with two decimals, or typed as text with thousands separators."""
    value = Decimal(hundredths).scaleb(-2)
    return grouped(value) if as_text else value


def spread_days(dice: random.Random, first: dt.date, last: dt.date) -> dt.date:
    """A day of those from `first` to `last`."""
    return first + dt.timedelta(days=dice.randint(0, (last - first).days))


def chinese_date(day: dt.date) -> str:
    """`2020年3月5日`."""
    return f"{day.year}年{day.month}月{day.day}日"


def short_place(place: str) -> str:
    """A district's name without its last character: 市, 区, 县."""
    return place[:-1]


def shuffled(counts: Mapping[str, int], dice: random.Random) -> list[str]:
    """Each word as often as it counts, in the order of the dice."""
    words = [word for word, count in counts.items() for _ in range(count)]
    dice.shuffle(words)
    return words
