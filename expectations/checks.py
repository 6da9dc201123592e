"""Checks of the rules themselves, for `make check` and for a city that writes rules of its own.

Belongs here: what can be known of a rule without data. Does not belong here: that every rule catches something; a test
asserts it.
"""

from __future__ import annotations

from pathlib import Path

from expectations.engine import as_gx
from expectations.rulebook import Rule, load_rules
from sources.problems import Problem, Refused


def check_rules(extra: Path | None = None) -> list[Problem]:
    """What is wrong with the rules: no words, no owner, an unknown expectation, wrong arguments.

    `extra` is a city's own folder of rules. Imports Great Expectations (4 s).
    """
    try:
        rules = load_rules(extra)
    except Refused as refusal:
        return list(refusal.problems)
    return [problem for rule in rules if (problem := _check(rule)) is not None]


def _check(rule: Rule) -> Problem | None:
    kind = rule.expectation.type if rule.expectation is not None else "failing_rows"
    try:
        as_gx(rule)
    except AttributeError:
        return Problem("expectations.rule_unknown_expectation", {"rule": rule.id, "type": kind})
    except (ValueError, TypeError) as error:
        reason = "; ".join(str(error).splitlines()[1:]) or str(error)
        params = {"rule": rule.id, "type": kind, "reason": reason}
        return Problem("expectations.rule_wrong_expectation", params)
    return None
