"""Checks of the rules themselves, for `make check` and for a city that writes rules of its own.

Belongs here: what can be known of a rule without data. Does not belong here: that every rule catches something; a test
asserts it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from expectations.engine import as_gx, short
from expectations.intake.frames import lay_out_nothing
from expectations.rulebook import Rule, load_rules
from sources.catalogue import load_catalogue
from sources.contracts.loading import departments_with_contracts, load_contracts
from sources.problems import Problem, Refused


def check_rules(extra: Path | None = None) -> list[Problem]:
    """What is wrong with the rules: no words, no owner, an unknown expectation, wrong arguments, a query of the intake
    gate that asks for what is not there.

    `extra` is a city's own folder of rules. Imports Great Expectations (4 s).
    """
    try:
        rules = load_rules(extra)
    except Refused as refusal:
        return list(refusal.problems)
    return [problem for rule in rules if (problem := _check(rule)) is not None] + list(_not_to_be_asked(rules))


def _not_to_be_asked(rules: Sequence[Rule]) -> Iterator[Problem]:
    """Rules of the intake gate whose table or query the tables of that gate do not allow, asked without rows."""
    import duckdb

    contracts = {name: one for of in departments_with_contracts() for name, one in load_contracts(of).items()}
    with duckdb.connect(":memory:") as connection:
        tables = lay_out_nothing(connection, load_catalogue(), contracts)
        for rule in (rule for rule in rules if rule.gate == "intake"):
            reason = "" if rule.table.removeprefix("intake.") in tables else f"no table {rule.table}"
            try:
                connection.execute((rule.failing_rows or "select 1").rstrip("; \n"))
            except duckdb.Error as error:
                reason = reason or short(error)
            if reason:
                params = {"rule": rule.id, "type": "failing_rows", "reason": reason}
                yield Problem("expectations.rule_wrong_expectation", params)


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
