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
_WIDE_THOUSANDS = re.compile(r"(?<=[０-９])，(?=[０-９]{3}(?![０-９]))")


def fold(text: str) -> str:
    """The text in half-width forms; `len(fold(text)) == len(text)`, and folding twice changes nothing.

    A full-width comma stays one (it ends clauses), except between full-width digits as a thousands separator. Every
    dash becomes `-`, every quotation mark `"`.
    """
    return _WIDE_THOUSANDS.sub(",", text).translate(_TABLE)
