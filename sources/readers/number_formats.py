"""What a number format makes of a stored number: a date or not, and which.

Belongs here: the formats that have numbers instead of codes, and days counted from 1900 or 1904. Does not belong
here: decimals, percent and units of a format (spreadsheets/values.py).
"""

from __future__ import annotations

import datetime as dt
import functools
import re

from sources.readers.cells import CellError

_YMD = 'yyyy"年"m"月"d"日"'
_YM = 'yyyy"年"m"月"'
_MD = 'm"月"d"日"'
_HM = 'h"时"mm"分"'
_HMS = 'h"时"mm"分"ss"秒"'
_AM_HM = '上午/下午h"时"mm"分"'
_AM_HMS = '上午/下午h"时"mm"分"ss"秒"'

BUILT_IN: dict[int, str] = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00",
    5: '"$"#,##0_);("$"#,##0)', 6: '"$"#,##0_);[Red]("$"#,##0)',
    7: '"$"#,##0.00_);("$"#,##0.00)', 8: '"$"#,##0.00_);[Red]("$"#,##0.00)',
    9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??",
    14: "mm-dd-yy", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM",
    20: "h:mm", 21: "h:mm:ss", 22: "m/d/yy h:mm",
    27: _YM, 28: _MD, 29: _MD, 30: "m-d-yy", 31: _YMD, 32: _HM, 33: _HMS, 34: _AM_HM, 35: _AM_HMS, 36: _YM,
    37: "#,##0_);(#,##0)", 38: "#,##0_);[Red](#,##0)", 39: "#,##0.00_);(#,##0.00)", 40: "#,##0.00_);[Red](#,##0.00)",
    41: r'_(* #,##0_);_(* \(#,##0\);_(* "-"_);_(@_)', 42: r'_("$"* #,##0_);_("$"* \(#,##0\);_("$"* "-"_);_(@_)',
    43: r'_(* #,##0.00_);_(* \(#,##0.00\);_(* "-"??_);_(@_)',
    44: r'_("$"* #,##0.00_)_("$"* \(#,##0.00\)_("$"* "-"??_)_(@_)',
    45: "mm:ss", 46: "[h]:mm:ss", 47: "mmss.0", 48: "##0.0E+0", 49: "@",
    50: _YM, 51: _MD, 52: _YM, 53: _MD, 54: _MD, 55: _AM_HM, 56: _AM_HMS, 57: _YM, 58: _MD,
}  # fmt: skip
"""Formats by their number; 27-36 and 50-58 are the dates of a Chinese Excel, which are stored without a code."""

_NO_CODE = re.compile(r'".*?"|\[(?!hh?\]|mm?\]|ss?\])[^\]]*\]')
_OF_A_DATE = re.compile(r"(?<![_\\])[dmhys]", re.IGNORECASE)
_LAPSE = re.compile(r"\[(?:hh?|mm?|ss?)\]", re.IGNORECASE)
_DAY = dt.timedelta(days=1)


@functools.lru_cache(maxsize=4096)
def is_date(number_format: str) -> bool:
    """Whether a format shows a number as a date, a time or a lapse of time."""
    return _OF_A_DATE.search(_NO_CODE.sub("", number_format.split(";")[0])) is not None


def moment(number: float, number_format: str, *, from_1904: bool) -> dt.datetime | str | CellError:
    """What a date format shows of a stored number: a moment; as text a time of day or a lapse of time.

    `#VALUE!` for a number that no date has. The 1900 calendar has Excel's 29 February 1900.
    """
    try:
        if _LAPSE.search(number_format.split(";")[0]):
            return str(dt.timedelta(milliseconds=round(number * 86_400_000)))
        day, fraction = divmod(number, 1)
        time = dt.timedelta(milliseconds=round(fraction * 86_400_000))
        if 0 <= number < 1 and time < _DAY:
            return str((dt.datetime.min + time).time())
        if not from_1904 and 0 < number < 60:
            day += 1
        return dt.datetime(1904, 1, 1) + dt.timedelta(day) + time if from_1904 else _of_1900(day) + time
    except (OverflowError, ValueError):
        return CellError("#VALUE!")


def _of_1900(day: float) -> dt.datetime:
    return dt.datetime(1899, 12, 30) + dt.timedelta(day)
