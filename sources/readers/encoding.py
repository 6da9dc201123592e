"""Bytes to text: UTF-8 with or without a byte order mark, UTF-16, GB18030 (which covers GBK and GB2312).

Does not belong here: line ends, full-width forms, blanks. The text comes out as it was written, less the mark.
"""

from __future__ import annotations

import codecs
import re

from sources.problems import Refused, refuse

_NOT_TEXT = re.compile(r"[\x00-\x08\x0b\x0e-\x19\x1b-\x1f\x7f\ufffe\uffff]")
_PRIVATE = re.compile(r"[\ue000-\uf8ff]")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def decode(data: bytes) -> tuple[str, str]:
    """The text of `data` and the name of its encoding (`utf-8`, `utf-16-le`, `utf-16-be`, `gb18030`).

    A byte order mark is no part of the text; everything else is left as it is, so that positions count in code points
    of what the file holds. Raises Refused for nothing at all, for binary data, and for text that is damaged.
    """
    if not data:
        raise refuse("sources.empty_file")
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strictly(data[len(mark) :], encoding), encoding
    if (guess := _utf16_without_mark(data)) is not None:
        return _strictly(data, guess), guess
    try:
        return _checked(data.decode("utf-8")), "utf-8"
    except UnicodeDecodeError as error:
        if _is_damaged_utf8(data):
            raise _unreadable(error.start) from None
    text = _strictly(data, "gb18030")
    if len(_PRIVATE.findall(text)) * 50 > len(text):
        raise _unreadable(0)
    return text, "gb18030"


def _strictly(data: bytes, encoding: str) -> str:
    try:
        return _checked(data.decode(encoding))
    except UnicodeDecodeError as error:
        raise _unreadable(error.start) from None


def _checked(text: str) -> str:
    noise = _NOT_TEXT.search(text.rstrip("\x00"))
    if noise:
        raise _unreadable(noise.start())
    return text.rstrip("\x00")


def _unreadable(position: int) -> Refused:
    return refuse("sources.unreadable_encoding", position=position)


def _utf16_without_mark(data: bytes) -> str | None:
    """UTF-16 of mostly ASCII shows in every other byte being zero."""
    head = data[:4096]
    if len(data) % 2 or head.count(0) * 4 < len(head):
        return None
    low, high = head[1::2].count(0), head[0::2].count(0)
    if max(low, high) < 10 * min(low, high):
        return None
    return "utf-16-le" if low > high else "utf-16-be"


def _is_damaged_utf8(data: bytes) -> bool:
    """Mostly good UTF-8: reading that as GB18030 would give wrong characters without an error."""
    lossy = data.decode("utf-8", errors="replace")
    bad = lossy.count("\ufffd")
    good = sum(1 for character in lossy if "\u0800" <= character != "\ufffd")
    return good > 4 * bad
