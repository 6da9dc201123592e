"""The wording of headers, labels, titles and sheet names, and the patterns a contract states for them.

A pattern is the text itself, compared without regard to blanks, letter case, full or half width and kind of dash.
`{name}` stands for any text and captures it, `{name:a|b}` for one of these; `[...]` may be absent, `[a|b]` is one of
these or absent; `*` stands for anything, also nothing. A header over several rows is written from the top down with `/`
between. `指标：{indicator}[（{unit}）]` takes `指标:地区生产总值(亿元)`. Captures named `period`, `year`, `count`,
`known_on`, `unit` and `region` take only what can be one. Does not belong here: what a captured word means
(spreadsheets/).
"""

from __future__ import annotations

import difflib
import functools
import re
import unicodedata
from collections.abc import Iterable, Mapping

_BLANK = re.compile(r"[\s\u200b\u200c\u200d\u2060\ufeff\u00ad]+")
_DASH = re.compile(r"[\u2010-\u2015\u2212\u2e3a\u2e3b\u301c~]+|--+")

_YEAR = r"(?:19|20)\d\d"
_MONTH = r"(?:1[0-2]|0?[1-9])"
_PART = (
    rf"(?:{_MONTH}月?[-至到]{_MONTH}月(?:份|累计)?|{_MONTH}月(?:份|末|底)?|上半年|下半年|前[二两三]季度|"
    r"[一1][-至到][二三四2-4]季度|第?[一二三四1-4]季度|全年)"
)
PERIOD = (
    rf"(?<!\d)(?:{_YEAR}年?(?:度)?[-至到]{_YEAR}年?(?:度)?|{_YEAR}年?{_MONTH}月[-至到](?:{_YEAR}年)?{_MONTH}月(?:份|累计)?|"
    rf"{_YEAR}年(?:度)?{_PART}|{_YEAR}[-/]{_MONTH}|{_YEAR}\.(?:0[1-9]|1[0-2])|{_YEAR}(?:0[1-9]|1[0-2])|"
    rf"{_YEAR}(?:年(?:度|底|末)?)?|{_PART})(?!\d|[-/.]\d|年)"
)
_DATE = rf"(?:{_YEAR}(?:年|[-/.]){_MONTH}(?:月|[-/.])\d{{1,2}}日?|{_YEAR}\d{{4}})"
_CAPTURES = {
    "period": PERIOD,
    "year": _YEAR,
    "count": r"\d+",
    "known_on": _DATE,
    "unit": r"[^()\[\];:]+?",
    "region": r"[^\d()/:;,]+?",
}
_CHOICES = re.compile(r"\{(\w+):([^{}]+)\}")
_TOKEN = re.compile(r"\{(\w+)(?::([^{}]+))?\}|(\[)|(\])|(\*)|([^{\[\]*]+)")


@functools.lru_cache(maxsize=65536)
def normal(text: str) -> str:
    """The form in which wordings are compared: NFKC, no blanks, one kind of dash, small letters."""
    return _DASH.sub("-", _BLANK.sub("", unicodedata.normalize("NFKC", text))).casefold()


@functools.lru_cache(maxsize=8192)
def compiled(pattern: str) -> re.Pattern[str]:
    """The expression of a pattern, to be matched in full against normal text.

    Raises ValueError for braces or brackets that do not close.
    """
    parts: list[str] = []
    position = depth = 0
    while position < len(pattern):
        token = _TOKEN.match(pattern, position)
        if token is None:
            raise ValueError(f"unbalanced braces in pattern {pattern!r}")
        name, words, opening, closing, anything, literal = token.groups()
        if name:
            parts.append(f"(?P<{name}>{_one_of(words) if words else _CAPTURES.get(name, '.+?')})")
        elif opening:
            depth += 1
            parts.append("(?:")
        elif closing:
            depth -= 1
            parts.append(")?")
        else:
            words = re.escape(normal(literal or ""))
            parts.append(".*?" if anything else words.replace(r"\|", "|") if depth else words)
        if depth < 0:
            break
        position = token.end()
    if depth:
        raise ValueError(f"unbalanced brackets in pattern {pattern!r}")
    return re.compile("".join(parts), re.DOTALL)


def rendered(pattern: str, values: Mapping[str, str]) -> str:
    """A text that the pattern takes, with `values` for its captures; what may be absent is, unless all it captures is
    among them. Raises KeyError for another capture.
    """
    stack: list[tuple[list[str], list[str]]] = [([], [])]
    for token in _TOKEN.finditer(pattern):
        name, _, opening, closing, _, literal = token.groups()
        text, captured = stack[-1]
        if opening:
            stack.append(([], []))
        elif closing:
            stack.pop()
            if captured and all(one in values for one in captured):
                stack[-1][0].append("".join(text))
        elif name:
            captured.append(name)
            text.append(values[name] if len(stack) == 1 else values.get(name, ""))
        else:
            text.append((literal or "").partition("|")[0] if len(stack) > 1 else literal or "")
    return "".join(stack[0][0])


def _one_of(words: str) -> str:
    return "|".join(re.escape(normal(word)) for word in sorted(words.split("|"), key=len, reverse=True))


def captures(pattern: str) -> frozenset[str]:
    """The names that a pattern captures."""
    return frozenset(compiled(pattern).groupindex)


def choices(pattern: str) -> dict[str, tuple[str, ...]]:
    """Captured name -> the words that it may be, of the captures that state any (`{level:国家|省}`)."""
    return {name: tuple(words.split("|")) for name, words in _CHOICES.findall(pattern)}


def is_plain(pattern: str) -> bool:
    """Whether a pattern is a wording, not an open form with captures or `*`."""
    return "{" not in pattern and "*" not in pattern


def match(patterns: Iterable[str], text: str) -> dict[str, str] | None:
    """What the first pattern that takes the whole text captures; None if none does. Raw text is made normal."""
    wanted = normal(text)
    for pattern in patterns:
        if found := compiled(pattern).fullmatch(wanted):
            return {name: value for name, value in found.groupdict().items() if value is not None}
    return None


def nearest(word: str, candidates: Iterable[str], count: int = 3) -> str:
    """The candidates that look most like a word, for a sentence: `a, b, c`; `-` if none does."""
    by_form = {normal(candidate): candidate for candidate in candidates}
    close = difflib.get_close_matches(normal(word), by_form, n=count, cutoff=0.4)
    return ", ".join(by_form[form] for form in close) or "-"
