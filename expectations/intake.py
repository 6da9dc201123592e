"""The intake gate: whether one reading of a submission may land.

Belongs here: the decision, over what the reading itself found. Rules over whole datasets (validations on the new
submissions of a night) slot in here and add their problems before the decision. Does not belong here: reading,
setting rows aside (the contract says so and `reading.set_aside` holds them), keeping anything.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from sources.problems import Problem
from sources.rows import Reading


@dataclass(frozen=True, slots=True)
class IntakeVerdict:
    """Whether a submission is taken, and everything its department has to be told, worst first."""

    accepted: bool
    problems: tuple[Problem, ...]


def judge_reading(reading: Reading) -> IntakeVerdict:
    """The verdict on one reading.

    Refused are readings that refused themselves, that hold a problem of severity `error`, or that leave nothing to
    land. What was set aside does not refuse the rest: its problems are told as warnings.
    """
    aside = {_key(row.problem): row.problem for row in reading.set_aside}
    problems = [problem for problem in reading.problems if _key(problem) not in aside]
    refused = reading.refused or any(problem.severity == "error" for problem in problems)
    if not refused and not reading.observations and not reading.records:
        refused = True
        nothing = "nothing_left" if reading.set_aside else "nothing_found"
        problems.append(Problem(f"expectations.{nothing}", {"rows": str(len(reading.set_aside))}))
    problems += [replace(problem, severity="warning") for problem in aside.values()]
    order = ("error", "warning", "info")
    return IntakeVerdict(not refused, tuple(sorted(problems, key=lambda problem: order.index(problem.severity))))


def _key(problem: Problem) -> tuple[str, str, str]:
    return problem.code, problem.sheet, problem.cell
