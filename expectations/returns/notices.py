"""The page 退回说明: what was found in a file, where, what is expected and by whom, in the departments' language.

Belongs here: the rows of that page, and the comment of a cell. Does not belong here: the workbook they go into
(marking.py), what a sheet looks like in a file (pages.py).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from expectations.findings import FilePlace, Finding, FindingSeverity
from expectations.returns.package import AUTHOR, Look
from expectations.returns.pages import BODY, HEAD, LINK, TITLE, Page, PageCell
from sources.problems import say

SHEET = AUTHOR
_WIDTHS = (6, 9, 24, 58, 30, 16, 28)
_MOST_PLACES = 30
_MOST_ROWS = 600

# Fill, line style and words differ, so that nobody depends on colours.
LOOKS: dict[FindingSeverity, Look] = {
    "critical": Look(colour="FFFFC7CE", border="medium", border_colour="FFC00000"),
    "warning": Look(colour="FFFFEB9C", border="mediumDashed", border_colour="FF7F6000"),
    "info": Look(),
}
_IN_LIST: dict[FindingSeverity, Look] = {
    name: Look(
        colour=look.colour, border="thin", border_colour="FF808080", bold=name == "critical", size=10, centred=True
    )
    for name, look in LOOKS.items()
}


@dataclass(frozen=True, slots=True)
class Heading:
    """Which file a page is about. `department` and `dataset` are names for people, `dataset` '' where none fitted."""

    submission_id: str
    department: str
    path: str
    dataset: str
    accepted: bool
    judged_on: dt.date
    answers: tuple[int, int, int] | None = None
    """Of an earlier return that this file answers: findings corrected, still open, new."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A place as the page shows it: its words, the link to it, and for a text the words that stand there."""

    words: str
    link: str = ""
    quote: str = ""


def told(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Those that a department has to act on: nothing that is for its information, no rule that could not be judged."""
    return tuple(one for one in findings if one.severity != "info" and not one.error)


def notice(heading: Heading, findings: Sequence[Finding], spot: Callable[[FilePlace], Spot], *, marked: bool) -> Page:
    """The page. `marked` is whether the cells are marked in the sheets behind it."""
    findings = told(findings)
    critical = sum(one.severity == "critical" for one in findings)
    counts = {"critical": critical, "warnings": len(findings) - critical}
    page = Page(_WIDTHS)
    page.line(_say("title" if not heading.accepted else "title_accepted"), TITLE)
    page.line(_say("verdict_refused" if not heading.accepted else "verdict_accepted", **counts))
    for label, text in facts(heading):
        page.fact(label, text)
    if heading.answers is not None:
        fixed, still_open, new = heading.answers
        page.fact(_say("label_loop"), _say("loop", fixed=fixed, open=still_open, new=new))
    kind = "marked" if marked else "alone"
    page.fact(_say("label_to_do"), _say(f"to_do_{kind}" if not heading.accepted else f"to_do_accepted_{kind}"))
    heads = [_say(f"head_{name}") for name in ("number", "severity", "place", "sentence", "expected", "who", "rule")]
    rows = [row for number, one in enumerate(findings, start=1) for row in _rows(number, one, spot)]
    page.heads = len(page.rows) + 1
    page.table(heads, rows[:_MOST_ROWS])
    if len(rows) > _MOST_ROWS:
        page.line(_say("more_rows", rows=len(rows) - _MOST_ROWS), HEAD)
    return page


def facts(heading: Heading) -> list[tuple[str, str]]:
    """What every page begins with: labels and texts."""
    return [
        (_say("label_department"), heading.department),
        (_say("label_file"), heading.path),
        (_say("label_dataset"), heading.dataset or _say("no_dataset")),
        (_say("label_day"), f"{heading.judged_on:%Y-%m-%d}"),
        (_say("label_submission"), heading.submission_id),
    ]


def comment(findings: Sequence[Finding]) -> str:
    """What the comment of a cell says of the findings that name it."""
    parts = []
    for one in findings:
        lines = [f"【{severity(one)}】{one.sentence_zh}"]
        if one.expected_zh:
            lines.append(_say("comment_expected", expected=one.expected_zh))
        if one.who_fixes_zh:
            lines.append(_say("comment_who", who=one.who_fixes_zh))
        lines.append(_say("comment_rule", rule=one.rule_id))
        parts.append("\n".join(lines))
    return "\n\n".join(parts)


def severity(finding: Finding) -> str:
    """`须改正`, `请核对`, `请说明` for what is suspicious."""
    return _say("word_suspicious" if finding.suspicious else f"word_{finding.severity}")


def _rows(number: int, finding: Finding, spot: Callable[[FilePlace], Spot]) -> list[list[PageCell]]:
    spots = [spot(place) for place in finding.places[:_MOST_PLACES]] or [Spot(_say("whole_file"))]
    more = max(finding.failing, len(finding.places)) - len(spots)
    if more > 0:
        spots.append(Spot(_say("more_places", places=more)))
    return [
        [
            PageCell(number, _IN_LIST["info"]),
            PageCell(severity(finding), _IN_LIST[finding.severity]),
            PageCell(one.words, LINK if one.link else BODY, one.link),
            PageCell(_say("with_quote", sentence=finding.sentence_zh, quote=one.quote) if one.quote
                     else finding.sentence_zh, BODY),
            PageCell(finding.expected_zh or "—", BODY),
            PageCell(finding.who_fixes_zh or "—", BODY),
            PageCell(finding.rule_id, BODY),
        ]
        for one in spots
    ]  # fmt: skip


def _say(name: str, **params: object) -> str:
    return say(f"expectations.return_{name}", "zh", **params)
