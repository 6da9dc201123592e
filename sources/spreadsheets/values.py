"""What a cell states: a number with its last digit, a date, a text.

Belongs here: typed and typewritten numbers, percent formats, hedges, footnote marks, dates. Does not belong here:
units' factors and what the number is of (tables.py, ledgers.py).
"""

from __future__ import annotations

import datetime as dt
import functools
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from sources.contracts.patterns import normal
from sources.problems import refuse
from sources.readers.cells import Cell, CellError, plain

Qualifier = Literal["=", ">=", ">", "<=", "<", "~", "range"]

_BEFORE: dict[str, Qualifier] = {
    **dict.fromkeys(("≥", ">=", "不低于", "不少于"), ">="),
    **dict.fromkeys((">", "超", "超过", "突破"), ">"),
    **dict.fromkeys(("≤", "<=", "不高于", "不超过"), "<="),
    **dict.fromkeys(("<", "近", "接近"), "<"),
    **dict.fromkeys(("约", "~", "≈"), "~"),
}
_AFTER: dict[str, Qualifier] = {
    **dict.fromkeys(("以上", "及以上", "↑"), ">="),
    **dict.fromkeys(("以内", "以下", "及以下"), "<="),
    "左右": "~",
}
_DIGITS = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:e[+-]?\d{1,2})?"
_UNIT = r"%|‰|[^\W\d_]{1,6}(?:/[^\W\d_]{1,3})?"
_NUMBER = re.compile(
    rf"(?P<before>{'|'.join(map(re.escape, sorted(_BEFORE, key=len, reverse=True)))})?"
    rf"(?P<open>\()?(?P<sign>[+-])?(?P<digits>{_DIGITS})(?P<unit>{_UNIT})??(?P<close>\))?"
    rf"(?P<after>{'|'.join(map(re.escape, sorted(_AFTER, key=len, reverse=True)))})?"
)
_RANGE = re.compile(rf"(?P<low>{_DIGITS})(?P<unit1>{_UNIT})??[-至到](?P<high>{_DIGITS})(?P<unit>{_UNIT})?")
_MINUS = re.compile(r"[\u2010-\u2015\u2212\u30fc]")
_BLANK = re.compile(r"[\s\u200b\ufeff]+")


_A_SERIES, _OF_A_FRACTION, _LARGEST_FRACTION = 3, 3, 5


@dataclass(frozen=True, slots=True)
class Stated:
    """A number as the cell states it, before any unit's factor.

    `step` is the unit of its last digit, `unit` the unit word in the cell or its format ('' if none).
    """

    value: Decimal
    step: Decimal
    text: str
    unit: str = ""
    qualifier: Qualifier = "="
    high: Decimal | None = None


def stated_number(cell: Cell, missing: frozenset[str], *, hedges: bool = False) -> Stated | None:
    """The number of a cell, or None for a blank or a mark that means no value.

    Raises Refused (without an address) for everything that is no number, and for a cell whose format
    shows other digits than it holds.
    """
    value = cell.value
    if isinstance(value, Decimal):
        return _from_binary(value, cell.number_format)
    if isinstance(value, CellError):
        code = "sources.formula_never_computed" if value.code == "=?" else "sources.error_cell"
        raise refuse(code, error=value.code)
    if not isinstance(value, str):
        raise refuse("sources.text_for_number", text=cell.raw)
    text = normal(without_footnote_marks(value))
    if not text or text in missing or normal(value) in missing:
        return None
    if _hides_digits(value) or (stated := _from_text(text, value.strip(), hedges)) is None:
        raise refuse("sources.text_for_number", text=value.strip())
    return stated


_MARK = r"(?:[\u2460-\u2473\u203b\u2020\u2021*]|\[\d{1,2}\]|[\[(\uff08]注\d{0,2}[\])\uff09])"
_MARKS = re.compile(rf"(?:\s*{_MARK})+\s*$|^\s*[\u2460-\u2473\u203b\u2020\u2021*]+\s*(?=[^*\s])")


def without_footnote_marks(text: str) -> str:
    """A text without the marks at its ends that point to a note: `12.3①` is 12.3, and never 12.31."""
    return _MARKS.sub("", text) or text


def _hides_digits(text: str) -> bool:
    """Whether a text has characters that its compared form turns into digits (`12.3²`), apart from marks."""
    return any(
        unicodedata.category(c) != "Nd" and any(made.isdigit() for made in unicodedata.normalize("NFKC", c))
        for c in without_footnote_marks(text)
        if not c.isascii()
    )


def is_number(cell: Cell) -> bool:
    """Whether a cell holds a number and no more: typed as one, or written as one."""
    if isinstance(cell.value, Decimal):
        return True
    stated = _from_text(normal(cell.value), cell.raw, hedges=True) if isinstance(cell.value, str) else None
    return stated is not None and stated.unit in ("", "%")


def looks_like_fractions(texts: Iterable[str]) -> bool:
    """Whether numbers of a column in % are rather fractions that lost their format: so small, with so many decimals."""
    numbers = [(abs(Decimal(text)), len(text.partition(".")[2])) for text in texts]
    below = sum(number < 1 for number, _ in numbers)
    return (
        len(numbers) >= _A_SERIES
        and max(decimals for _, decimals in numbers) >= _OF_A_FRACTION
        and max(number for number, _ in numbers) < _LARGEST_FRACTION
        and 4 * below >= 3 * len(numbers)
    )


def _from_text(text: str, raw: str, hedges: bool) -> Stated | None:
    text = _MINUS.sub("-", text)
    found = _NUMBER.fullmatch(text)
    if found is None:
        ranged = _RANGE.fullmatch(text) if hedges else None
        if ranged is None:
            return None
        low, high = _decimal(ranged["low"]), _decimal(ranged["high"])
        if low >= high or (ranged["unit1"] or ranged["unit"]) != ranged["unit"]:
            return None
        return Stated(low, _step(low), raw, ranged["unit"] or "", "range", high)
    if bool(found["open"]) != bool(found["close"]) or (found["open"] and found["sign"]):
        return None
    qualifier = _BEFORE.get(found["before"] or "") or _AFTER.get(found["after"] or "") or "="
    if (found["before"] and found["after"]) or (qualifier != "=" and not hedges):
        return None
    number = _decimal(found["digits"])
    negative = found["sign"] == "-" or found["open"] is not None
    return Stated(-number if negative else number, _step(number), raw, found["unit"] or "", qualifier)


def _decimal(digits: str) -> Decimal:
    return Decimal(digits.replace(",", ""))


def _step(number: Decimal) -> Decimal:
    exponent = number.as_tuple().exponent
    return Decimal(1).scaleb(exponent) if isinstance(exponent, int) else Decimal(1)


def _from_binary(value: Decimal, number_format: str) -> Stated:
    shown = _shown(number_format)
    if shown.scaled:
        raise refuse("sources.scaled_number_format", format=number_format)
    step = min(_step(value), Decimal(1)) if value == value.to_integral_value() else _step(value)
    if shown.percent:
        text, percent = f"{plain(_tidy(value * 100))}%", step * 100
        return Stated(value * 100, min(percent, _decimals(shown.decimals, percent)), text, "%")
    return Stated(value, min(step, _decimals(shown.decimals, step)), plain(value), shown.unit)


def _tidy(value: Decimal) -> Decimal:
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()


def _decimals(decimals: int | None, otherwise: Decimal) -> Decimal:
    return otherwise if decimals is None else Decimal(1).scaleb(-decimals)


@dataclass(frozen=True, slots=True)
class _Shown:
    percent: bool = False
    decimals: int | None = None
    scaled: bool = False
    unit: str = ""


_LITERAL = re.compile(r'"([^"]*)"|\\(.)|!(.)')
_PADDING = re.compile(r"_.|\*.|\[[^\]]*\]")


@functools.lru_cache(maxsize=1024)
def _shown(number_format: str) -> _Shown:
    """What a number format makes of a number; `scaled` if it moves the decimal point, as `0.0,` and `0!.0,` do."""
    if number_format in ("General", "@", ""):
        return _Shown()
    section = _PADDING.sub("", number_format.split(";")[0])
    literal = "".join("".join(groups) for groups in _LITERAL.findall(section))
    placeholders = _LITERAL.sub("", section)
    decimals = re.search(r"\.([0#?]+)", placeholders)
    scaled = bool(re.search(r"[0#?],+(?![0#?,])", placeholders)) or "." in literal or "/" in placeholders
    unit = _BLANK.sub("", literal + re.sub(r"[0#?.,%\s+()\-]|General|E", "", placeholders))
    if not decimals and not re.search(r"[0#?]", placeholders):
        return _Shown("%" in placeholders, None, scaled, "")
    return _Shown("%" in placeholders, len(decimals.group(1)) if decimals else None, scaled, unit)


_DATE = re.compile(r"(\d{4})(?:年|[-/.])(\d{1,2})(?:月|[-/.])(\d{1,2})日?(?:00:00(?::00)?)?|(\d{4})(\d{2})(\d{2})")


def stated_date(cell: Cell, missing: frozenset[str]) -> dt.date | None:
    """The day of a cell, typed as a date or written as one; None for a blank or a mark. Raises Refused for the rest."""
    if isinstance(cell.value, dt.datetime):
        return cell.value.date()
    if isinstance(cell.value, dt.date):
        return cell.value
    text = normal(cell.raw)
    if not text or (text in missing and isinstance(cell.value, str)):
        return None
    if _hides_digits(cell.raw) or (day := day_of(without_footnote_marks(cell.raw))) is None:
        raise refuse("sources.not_a_date", text=cell.raw.strip())
    return day


def day_of(text: str) -> dt.date | None:
    """`2020年11月3日`, `2020.11.3`, `2020-11-03`, `20201103` as a day; None for anything else."""
    found = _DATE.fullmatch(normal(text))
    if found is None:
        return None
    year, month, day = (int(part) for part in found.groups() if part)
    try:
        return dt.date(year, month, day) if 1900 <= year <= 2100 else None
    except ValueError:
        return None


def clean_text(cell: Cell) -> str:
    """A text as it is kept: blanks at the ends gone, inner runs of them one blank, control characters gone."""
    text = cell.raw
    if text.isprintable() and " " not in text and unicodedata.is_normalized("NFC", text):
        return text
    if not text.isprintable():
        text = "".join(c for c in text if c.isprintable() or c.isspace())
    return re.sub(r"[\s\u3000]+", " ", unicodedata.normalize("NFC", text)).strip(" \u200b\ufeff")
