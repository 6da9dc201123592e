"""Rules as Great Expectations takes them, and what its results say of the engine. Imports it inside, for it takes 3 s.

Belongs here: what both gates need of Great Expectations. Does not belong here: which rules run on what (intake/,
release).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from expectations.failing_rows import failing_rows_sql
from expectations.rulebook import Rule

_LONGEST_REASON = 300


def for_gx(sql: str) -> str:
    """A plain query as Great Expectations wants it: braces and colons escaped, the batch named in a comment."""
    escaped = sql.replace("{", "{{").replace("}", "}}").replace(":", r"\:")
    return f"{escaped}\n/* {{batch}} */"


def as_gx(rule: Rule) -> Any:
    """The rule as an expectation object of Great Expectations.

    Raises AttributeError for an unknown type, and what its model raises (a ValueError) for wrong arguments.
    """
    import great_expectations.expectations as gxe

    common = _common(rule)
    if rule.failing_rows is not None:
        query = for_gx(failing_rows_sql(rule) or "")
        return gxe.UnexpectedRowsExpectation(unexpected_rows_query=query, **common)
    assert rule.expectation is not None
    name = "".join(word.capitalize() for word in rule.expectation.type.split("_"))
    return getattr(gxe, name)(**rule.expectation.kwargs, **common)


def as_gx_on_frame(rule: Rule) -> Any:
    """The rule as an expectation on a data frame, which has a column of the rule's name: whether a row holds.

    Only for rules with a query; others are as on a table.

    Raises as `as_gx` does.
    """
    if rule.failing_rows is None:
        return as_gx(rule)
    import great_expectations.expectations as gxe

    return gxe.ExpectColumnValuesToBeInSet(column=rule.id, value_set=[True], **_common(rule))


def _common(rule: Rule) -> dict[str, Any]:
    return {"severity": rule.severity, "description": rule.sentence.en, "meta": {"rule": rule.id}}


def exceptions(info: Mapping[str, Any] | None) -> str | None:
    """The first exception of a result: its information is one mapping, or one for each metric that failed."""
    if not info:
        return None
    parts = [info] if "raised_exception" in info else list(info.values())
    return next((str(part["exception_message"]) for part in parts if part["raised_exception"]), None)


def short(error: object) -> str:
    """What an engine says, as one line and without the statement that it repeats."""
    said = " ".join(str(error).partition("[SQL:")[0].split())
    return said if len(said) <= _LONGEST_REASON else said[: _LONGEST_REASON - 1] + "…"
