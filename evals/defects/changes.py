"""What a hand slips into while it types: a value as it stands, and what it becomes.

Belongs here: numbers, days and credit codes that are typed wrong, in the manner in which the cell is written. Does not
belong here: where on a sheet that happens (planting.py).
"""

from __future__ import annotations

import datetime as dt
import random
import re
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal

from evals.defects.files import Value

_NUMBER = re.compile(r"-?\d[\d,]*(?:\.\d+)?")
_DAY = re.compile(r"(\d{4})(\D+)(\d{1,2})(\D+)(\d{1,2})")
_FIRST_DAY = dt.date(1899, 12, 30)
_NARROW = str.maketrans("０１２３４５６７８９．，－", "0123456789.,-")
_WIDE = str.maketrans("0123456789.,-", "０１２３４５６７８９．，－")
_CODE_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_PLACES = Decimal("0.00000001")


def number_in(value: Value) -> Decimal:
    """The number of a cell, be it typed as text with separators or full-width digits.

    Raises ValueError where there is none.
    """
    if isinstance(value, Decimal):
        return value
    found = _NUMBER.search((value or "").translate(_NARROW))
    if found is None or str(value).startswith(("（", "(")):
        raise ValueError(f"no plain number in {value!r}")
    return Decimal(found[0].replace(",", ""))


def retyped(value: Value, number: Decimal) -> Value:
    """Another number in the manner of the cell: a number stays one, text keeps its separators, decimals and words."""
    number = number.quantize(_PLACES, ROUND_HALF_UP).normalize()
    if value is None or isinstance(value, Decimal):
        return number
    narrow = value.translate(_NARROW)
    found = _NUMBER.search(narrow)
    if found is None:
        return f"{number:f}"
    decimals = max(len(found[0].partition(".")[2]), -int(number.as_tuple().exponent))
    typed = f"{number:,.{decimals}f}" if "," in found[0] else f"{number:.{decimals}f}"
    typed = typed.translate(_WIDE) if narrow != value else typed
    return value[: found.start()] + typed + value[found.end() :]


def digit_dropped(value: Value, dice: random.Random) -> Value:
    """One digit left out, so that another number stands there."""
    return _other(value, dice, lambda digits, at: digits[:at] + digits[at + 1 :])


def digit_doubled(value: Value, dice: random.Random) -> Value:
    """One digit before the decimal point typed twice."""
    return _other(value, dice, lambda digits, at: digits[: at + 1] + digits[at:], whole=True)


def digits_swapped(value: Value, dice: random.Random) -> Value:
    """Two digits that stand side by side changed places, not far from the front."""
    return _other(value, dice, lambda digits, at: digits[:at] + digits[at + 1 :][:1] + digits[at] + digits[at + 2 :])


def _other(value: Value, dice: random.Random, change: Callable[[str, int], str], *, whole: bool = False) -> Value:
    number = number_in(value)
    sign, text = ("-" if number < 0 else ""), f"{abs(number):f}"
    last = len(text.partition(".")[0]) if whole else 4
    places = [at for at, digit in enumerate(text[:last]) if digit.isdigit()]
    dice.shuffle(places)
    for at in places:
        changed = change(text, at)
        if re.fullmatch(r"[1-9]\d*(\.\d+)?|0\.\d+", changed) and Decimal(changed) != abs(number):
            return retyped(value, Decimal(sign + changed))
    raise ValueError(f"nothing to mistype in {value!r}")


def day_in(value: Value) -> dt.date:
    """The day of a cell, typed as text or held as a serial number. Raises ValueError where there is none."""
    if isinstance(value, Decimal):
        return _FIRST_DAY + dt.timedelta(days=int(value))
    found = _DAY.search(value or "")
    if found is None:
        raise ValueError(f"no day in {value!r}")
    return dt.date(int(found[1]), int(found[3]), int(found[5]))


def on_day(value: Value, day: dt.date) -> Value:
    """Another day in the manner of the cell."""
    if isinstance(value, Decimal):
        return Decimal((day - _FIRST_DAY).days)
    found = _DAY.search(value or "")
    if found is None:
        return f"{day:%Y-%m-%d}"
    width = 2 if len(found[3]) == len(found[5]) == 2 and found[2] == "-" else 1
    typed = f"{day.year}{found[2]}{day.month:0{width}d}{found[4]}{day.day:0{width}d}"
    return str(value)[: found.start()] + typed + str(value)[found.end() :]


def in_year(day: dt.date, year: int) -> dt.date:
    """The same day of another year (28 February for the 29th)."""
    return day.replace(year=year, day=28) if (day.month, day.day) == (2, 29) else day.replace(year=year)


def wrong_check(value: Value, dice: random.Random) -> Value:
    """A credit code with one digit typed as the next, so that its check digit no longer fits."""
    code = _code(value)
    at = dice.randrange(10, 16)
    other = str((int(code[at]) + 1) % 10)
    return code[:at] + other + code[at + 1 :]


def short_code(value: Value, dice: random.Random) -> Value:
    """A credit code that lacks one sign."""
    code = _code(value)
    at = dice.randrange(8, 17)
    return code[:at] + code[at + 1 :]


def _code(value: Value) -> str:
    code = str(value or "").strip()
    if not re.fullmatch(rf"[{_CODE_SIGNS}]{{10}}[0-9]{{7}}[{_CODE_SIGNS}]", code):
        raise ValueError(f"no credit code in {value!r}")
    return code


SLIPS: dict[str, Callable[[Value, random.Random], Value]] = {
    "drop_digit": digit_dropped,
    "double_digit": digit_doubled,
    "swap_digits": digits_swapped,
    "negate": lambda value, dice: retyped(value, -number_in(value)),
    "blank": lambda value, dice: None,
    "wrong_check": wrong_check,
    "short_code": short_code,
}
"""What needs to be told no more than its name."""
