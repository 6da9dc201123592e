"""What is said to a writer of each figure of a draft: amounts, places and sentences, in both languages.

Belongs here: wording a finding, and the rows of its table. Does not belong here: verdicts (drafts.py), terminals and
files (the command). Amounts keep the notation of the drafts (亿元, 家) in either language.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from sources.problems import Language, say
from warehouse.drafts import DERIVED, Finding, Known, number_of
from warehouse.figures import Number

_SIGNS = {"=": "", ">=": "≥", ">": ">", "<=": "≤", "<": "<", "~": "≈", "range": ""}
_WORDS = {"count": "", "person": "人", "person-time": "人次", "person-year": "人年", "month": "个月", "point": "分"}
_MONEY = ((Decimal(10) ** 8, "亿元"), (Decimal(10) ** 4, "万元"), (Decimal(1), "元"))
_COUNTED_IN = re.compile(r"[\d.,，．]+[多余]?[十百千万亿]*[多余]?(?P<word>[^\d.,%％]{1,3})$")


def amount(number: Number, quote: str = "") -> str:
    """A number as a report writes it: `129.56亿元`, `≥425家` (家 if the quote counts so), `2-3家`, `第4位`."""
    if number.unit == "rank":
        return f"第{_plain(number.value)}{f'-{_plain(number.value_high)}' if number.value_high is not None else ''}位"
    factor, word = Decimal(1), {"%": "%", "pp": "个百分点"}.get(number.unit, "")
    if number.unit == "CNY":
        largest = max(abs(number.value), abs(number.value_high or number.value))
        factor, word = next((pair for pair in _MONEY if largest >= pair[0]), _MONEY[-1])
    elif not word:
        counted = _COUNTED_IN.search(quote)
        word = counted["word"] if counted else _WORDS.get(number.unit, number.unit)
    shown = _plain(number.value / factor)
    if number.value_high is not None:
        shown += f"-{_plain(number.value_high / factor)}"
    return f"{_SIGNS[number.qualifier]}{shown}{word}"


def name(finding: Finding, language: Language) -> str:
    """The name of the indicator that the figure states."""
    return finding.indicator.name_zh if language == "zh" else finding.indicator.name_en


def identity(finding: Finding, language: Language) -> str:
    """What of the indicator is stated: `2020-01/2020-10`, `2021 · target`, with all that is not the plain case."""
    statement = finding.statement
    measure = "" if statement.measure == "level" else _word("measure", statement.measure, language)
    kind = "" if statement.kind == "actual" else _word("kind", statement.kind, language)
    return " · ".join(filter(None, (statement.period, kind, measure, statement.scope, statement.breakdown)))


def verdict(finding: Finding, language: Language) -> str:
    """The verdict in a word or two."""
    word = finding.reason if finding.reason in ("slip", "outdated") else finding.verdict
    return say(f"warehouse.verdict_{word}", language)


def remark(finding: Finding, language: Language) -> str:
    """All that is to say of a figure: the verdict, the warehouse's number with its evidence and since when, hints."""
    quote = finding.statement.quote
    parts = [_judgement(finding, language)]
    if finding.known is not None:
        parts.append(_evidence(finding.known, language))
        if finding.known.kind != finding.statement.kind:
            parts.append(say(f"warehouse.draft_kind_{finding.known.kind}", language))
    if finding.once is not None:
        parts.append(_once(finding.once, quote, language))
    if finding.neighbours:
        found = [
            f"{_which(neighbour.part, neighbour.known, language)} {amount(neighbour.known.number, quote)}"
            f" ({place(neighbour.known)})"
            for neighbour in finding.neighbours
        ]
        listed = ("; " if language == "en" else "；").join(found)
        parts.append(say("warehouse.draft_neighbours", language, found=listed))
    return (" " if language == "en" else "").join(parts)


def place(known: Known) -> str:
    """The cell or span and the file it is in: `2020年1-10月….xlsx 规上研发!B7`."""
    return " ".join(filter(None, (known.file, known.evidence)))


def rows(findings: Sequence[tuple[str, Finding]], region: str, language: Language) -> list[list[str]]:
    """A table for a file, heads first; `findings` come with the place of their figure."""
    heads = ("place", "figure", "indicator", "identity", "verdict", "warehouse", "since", "evidence", "remark")
    table = [[say(f"warehouse.draft_head_{head}", language) for head in heads]]
    for standing, finding in findings:
        known, statement = finding.known, finding.statement
        where = f"{statement.region} · " if statement.region != region else ""
        table.append(
            [
                standing,
                statement.quote,
                name(finding, language),
                where + identity(finding, language),
                verdict(finding, language),
                amount(known.number, statement.quote) if known else "",
                str(known.known_from) if known else "",
                place(known) if known else "",
                remark(finding, language),
            ]
        )
    return table


def _judgement(finding: Finding, language: Language) -> str:
    known, quote = finding.known, finding.statement.quote
    if known is None:
        return say(f"warehouse.draft_{finding.reason}", language)
    value = amount(known.number, quote)
    if finding.reason == "slip":
        times = _plain(Decimal(10) ** abs(finding.power))
        code = "warehouse.draft_slip_small" if finding.power > 0 else "warehouse.draft_slip_large"
        return say(code, language, value=value, times=times)
    if finding.verdict == "rounded":
        return say(f"warehouse.draft_{finding.reason}", language, value=value)
    said = amount(number_of(finding.statement), quote)
    return say(f"warehouse.draft_{finding.verdict}", language, value=value, said=said)


def _evidence(known: Known, language: Language) -> str:
    department = known.department or "-"
    if known.source == DERIVED:
        return say(
            "warehouse.draft_derived", language, formula=known.value_text, where=place(known), since=known.known_from
        )
    return say("warehouse.draft_evidence", language, department=department, where=place(known), since=known.known_from)


def _once(known: Known, quote: str, language: Language) -> str:
    value, where = amount(known.number, quote), place(known)
    if known.in_force:
        return say("warehouse.draft_agrees_estimate", language, value=value, where=where)
    if known.known_to is not None and known.known_to > known.known_from:
        return say("warehouse.draft_agrees_until", language, value=value, where=where, until=known.known_to)
    return say("warehouse.draft_agrees_other", language, value=value, where=where)


def _which(part: str, known: Known, language: Language) -> str:
    if part == "indicator":
        return known.indicator_name
    value = str(getattr(known, part))
    if part in ("kind", "measure"):
        return _word(part, value, language)
    return value or say("warehouse.draft_whole", language)


def _word(kind: str, value: str, language: Language) -> str:
    return say(f"warehouse.{kind}_{value}", language)


def _plain(value: Decimal) -> str:
    shown = f"{value:f}"
    return shown.rstrip("0").rstrip(".") if "." in shown else shown
