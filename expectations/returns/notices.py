"""The page 退回说明: what was found in a file, where, what is expected and by whom, in the departments' language.

Belongs here: the rows of that page, and the comment of a cell. Does not belong here: the workbook they go into
(marking.py), what a sheet looks like in a file (pages.py).
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from expectations.findings import FilePlace, Finding, FindingSeverity
from expectations.returns.package import AUTHOR, Look
from expectations.returns.pages import BODY, HEAD, LINK, TITLE, Page, PageCell
from sources.problems import say

SHEET = AUTHOR
_WIDTHS = (6, 9, 24, 56, 28, 18, 22)
_MOST_PLACES = 200
_MOST_ROWS = 600
Behind = Literal["marks", "cells", "nothing"]
"""The cells with marks, the cells though none of them is marked, or nothing."""
_KINDS = ("critical", "aside", "warning", "suspicious", "info")

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
    """Which file a page is about. `department` and `dataset` are names for people, the latter '' if it is not known."""

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


def grouped(findings: Sequence[Finding]) -> list[list[Finding]]:
    """Findings that say the same of several places together, the worst first, what is to be confirmed last."""
    groups: dict[Hashable, list[Finding]] = {}
    for one in sorted(findings, key=lambda one: _KINDS.index(_kind(one))):
        groups.setdefault((one.rule_id, _kind(one), one.sentence_zh), []).append(one)
    return list(groups.values())


def notice(
    heading: Heading, findings: Sequence[Finding], spot: Callable[[FilePlace], Spot], behind: Behind = "nothing"
) -> Page:
    """The page. `behind` is what stands on the sheets behind it."""
    groups = grouped(told(findings))
    page = Page(_WIDTHS)
    page.line(_say("title" if not heading.accepted else "title_accepted"), TITLE)
    verdict = _say("verdict_accepted" if heading.accepted else "verdict_refused")
    page.line(_say("verdict", verdict=verdict, counts=_counted([group[0] for group in groups])))
    for label, text in facts(heading):
        page.fact(label, text)
    if heading.answers is not None:
        fixed, still_open, new = heading.answers
        page.fact(_say("label_loop"), _say("loop", fixed=fixed, open=still_open, new=new))
    page.fact(_say("label_to_do"), _say(f"to_do_accepted_{behind}" if heading.accepted else f"to_do_{behind}"))
    heads = [_say(f"head_{name}") for name in ("number", "severity", "place", "sentence", "expected", "who", "rule")]
    rows = [row for number, group in enumerate(groups, start=1) for row in _rows(number, group, spot, heading.accepted)]
    page.heads = len(page.rows) + 1
    page.table(heads, rows[:_MOST_ROWS])
    if len(rows) > _MOST_ROWS:
        page.line(_say("more_rows", rows=len(rows) - _MOST_ROWS), HEAD)
    return page


def _counted(findings: Sequence[Finding]) -> str:
    """How many there are of each kind, those that there are."""
    counts = Counter(_kind(one) for one in findings)
    return "、".join(_say(f"count_{kind}", count=counts[kind]) for kind in _KINDS if counts[kind])


def facts(heading: Heading) -> list[tuple[str, str]]:
    """What every page begins with: labels and texts."""
    dataset = [(_say("label_dataset"), heading.dataset)] if heading.dataset else []
    return [
        (_say("label_department"), heading.department),
        (_say("label_file"), heading.path),
        *dataset,
        (_say("label_day"), f"{heading.judged_on:%Y-%m-%d}"),
        (_say("label_submission"), heading.submission_id),
    ]


def comment(findings: Sequence[Finding], *, accepted: bool) -> str:
    """What the comment of a cell says of the findings that name it, `accepted` whether its file is taken."""
    parts = []
    for one in findings:
        lines = [f"【{severity(one)}】{sentence(one, accepted=accepted)}"]
        if one.expected_zh:
            kind = "comment_beside" if one.suspicious else "comment_expected"
            lines.append(_say(kind, expected=one.expected_zh))
        if one.who_fixes_zh:
            lines.append(_say("comment_who_confirms" if one.suspicious else "comment_who", who=one.who_fixes_zh))
        lines.append(_say("comment_rule", rule=one.rule_id))
        parts.append("\n".join(lines))
    return "\n\n".join(parts)


def severity(finding: Finding) -> str:
    """`须改正`, `已搁置`, `请核对`, `请核实` for what is suspicious."""
    return _say(f"word_{_kind(finding)}")


def look(findings: Iterable[Finding]) -> Look:
    """How a cell is drawn that these findings name."""
    taken_not = any(one.severity == "critical" or one.set_aside for one in findings)
    return LOOKS["critical" if taken_not else "warning"]


def _kind(finding: Finding) -> str:
    if finding.set_aside:
        return "aside"
    return "suspicious" if finding.suspicious else finding.severity


def sentence(finding: Finding, *, accepted: bool) -> str:
    """What is wrong; whether it is taken, where that is not plain: what is set aside, and what is suspicious."""
    if finding.set_aside:
        return _say("set_aside", sentence=finding.sentence_zh)
    if not finding.suspicious:
        return finding.sentence_zh
    return _say("to_confirm" if accepted else "to_confirm_refused", sentence=finding.sentence_zh)


def _rows(
    number: int, group: Sequence[Finding], spot: Callable[[FilePlace], Spot], accepted: bool
) -> list[list[PageCell]]:
    """A row for each place that a group of findings names, and one for those that are not listed."""
    everywhere = group[0] if len({one.expected_zh for one in group}) == 1 else replace(group[0], expected_zh="")
    places = [(one, place) for one in group for place in one.places][:_MOST_PLACES]
    spots = [(one, spot(place)) for one, place in places] or [(everywhere, Spot(_say("whole_file")))]
    more = sum(max(one.failing, len(one.places)) for one in group) - len(spots)
    if more > 0:
        spots.append((everywhere, Spot(_say("more_places", places=more))))
    return [
        [
            PageCell(number, _IN_LIST["info"]),
            PageCell(severity(one), _IN_LIST["critical" if one.set_aside else one.severity]),
            PageCell(at.words, LINK if at.link else BODY, at.link),
            PageCell(
                _say("with_quote", sentence=sentence(one, accepted=accepted), quote=at.quote)
                if at.quote
                else sentence(one, accepted=accepted),
                BODY,
            ),
            PageCell(one.expected_zh or "—", BODY),
            PageCell(one.who_fixes_zh or "—", BODY),
            PageCell(one.rule_id, BODY),
        ]
        for one, at in spots
    ]


def _say(name: str, **params: object) -> str:
    return say(f"expectations.return_{name}", "zh", **params)
