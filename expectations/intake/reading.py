"""Whether one reading of a submission may land, by the problems and the rows set aside that it holds.

Belongs here: that decision, made of what reading found and again of what rules found (judging.py puts their problems
into the reading). The thresholds are data (numerals.yml). Does not belong here: reading, rules, keeping anything.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

from sources.problems import Problem, Severity
from sources.rows import Reading

_OF_THE_READING = frozenset(
    f"expectations.{code}"
    for code in (
        *("numerals_counted", "numerals_not_understood", "numerals_mostly_unattributed"),
        *("nothing_left", "nothing_found"),
    )
)


@dataclass(frozen=True, slots=True)
class IntakeVerdict:
    """Whether a submission is taken, and everything its department has to be told, worst first."""

    accepted: bool
    problems: tuple[Problem, ...]


def judge_reading(reading: Reading) -> IntakeVerdict:
    """The verdict on one reading.

    Refused are readings that refused themselves, that hold a problem of severity `error`, that leave nothing to land,
    or of whose numerals hardly any is understood. What was set aside does not refuse the rest: its problems are told
    as warnings. Every report is told what became of its numerals. A reading with its verdict's problems has the same
    verdict.
    """
    aside = {_key(row.problem): row.problem for row in reading.set_aside}
    problems = [one for one in reading.problems if _key(one) not in aside and one.code not in _OF_THE_READING]
    if not reading.refused and reading.numerals:
        problems.append(_numerals(reading.numerals))
    refused = reading.refused or any(problem.severity == "error" for problem in problems)
    if not refused and not reading.observations and not reading.records:
        refused = True
        nothing = "nothing_left" if reading.set_aside else "nothing_found"
        problems.append(Problem(f"expectations.{nothing}", {"rows": str(len(reading.set_aside))}))
    problems += [replace(problem, severity="warning") for problem in aside.values()]
    order = ("error", "warning", "info")
    return IntakeVerdict(not refused, tuple(sorted(problems, key=lambda problem: order.index(problem.severity))))


def unattributed_share(numerals: Mapping[str, int]) -> float:
    """The share (0 to 1) of a report's numerals of which nothing says what they are; 0 for a report without any."""
    return numerals.get("unattributed", 0) / max(1, sum(numerals.values()))


def _numerals(numerals: Mapping[str, int]) -> Problem:
    """What became of a report's numerals; a warning or an error where too few of them are understood."""
    total, share, allowed = sum(numerals.values()), unattributed_share(numerals), _allowed()["unattributed"]
    code = "numerals_counted"
    severity: Severity = "info"
    if total >= allowed["judged_from"]:
        if share > allowed["refusal_above"]:
            code, severity = "numerals_not_understood", "error"
        elif share > allowed["warning_above"]:
            code, severity = "numerals_mostly_unattributed", "warning"
    values = numerals.get("value", 0) + numerals.get("rank", 0)
    of_others, unknown = numerals.get("open", 0), numerals.get("unattributed", 0)
    others = total - values - of_others - unknown
    params = {"total": total, "values": values, "open": of_others, "others": others, "unknown": unknown}
    told = {name: str(number) for name, number in params.items()} | {"share": f"{share:.0%}"}
    return Problem(f"expectations.{code}", told, severity)


@functools.cache
def _allowed() -> dict[str, Any]:
    path = Path(__file__).parent / "numerals.yml"
    loaded: dict[str, Any] = yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader)
    return loaded


def _key(problem: Problem) -> tuple[str, str, str, str]:
    return problem.code, problem.params.get("rule", ""), problem.sheet, problem.cell
