"""One spelling for many: full-width forms, kinds of dash, quotation marks and brackets, character by character.

Belongs here: foldings that keep the length, so that a position in the folded text is a position in the text. Does not
belong here: anything that adds or drops a character, or knows what a word means.
"""

from __future__ import annotations

import re

_FROM_TO = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F) if chr(code) not in "，"}
_SAME = {
    **dict.fromkeys("　\u00a0\u2002\u2003\u2009\t", " "),
    **dict.fromkeys("—–－―‐‑−～〜∼~", "-"),
    **dict.fromkeys("“”「」『』＂", '"'),
    **dict.fromkeys("∶︰", ":"),
    **dict.fromkeys("﹪", "%"),
    **dict.fromkeys("〔【", "["),
    **dict.fromkeys("〕】", "]"),
    **dict.fromkeys("•‧・", "·"),
}
_TABLE = {**_FROM_TO, **{ord(old): new for old, new in _SAME.items()}}
_WIDE_THOUSANDS = re.compile(r"(?<=[0-9０-９])，(?=[0-9０-９]{3}(?![0-9０-９.．]))")
_YEAR = re.compile(r"(?<![一二三四五六七八九])[一二][九〇零○][〇零○一二三四五六七八九]{2}(?=年)")
_DIGITS = str.maketrans("〇零○一二三四五六七八九", "000123456789")


def fold(text: str) -> str:
    """The text in half-width forms; `len(fold(text)) == len(text)`, and folding twice changes nothing.

    A full-width comma stays one (it ends clauses), except as a thousands separator between digits. Every dash becomes
    `-`, every quotation mark `"`, a year in Chinese digits (二〇二三年) one in digits.
    """
    text = _YEAR.sub(lambda year: year.group().translate(_DIGITS), _WIDE_THOUSANDS.sub(",", text))
    return text.translate(_TABLE)
