"""The rows of a build that break a rule, with the cells and sentences they come from.

Great Expectations caps the rows it returns and knows nothing of evidence, so the gate selects them with SQL of its
own: the rule's query, or for an expectation on columns the query that follows from it.
Belongs here: those queries, the way from a row to its places. Does not belong here: whether a rule passed (release).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from expectations.rulebook import Expectation, Rule
from expectations.verdicts import FailingRow, Place

if TYPE_CHECKING:
    from sqlalchemy import Connection

MOST_ROWS = 20
"""Rows kept with a verdict; `failing` counts all of them."""
MOST_PLACES = 5
"""Places kept with a row."""
_PLAIN = ("indicator_name", "measure", "region_name", "period", "kind", "scope", "breakdown", "value", "unit")
"""Columns whose values need no name beside them; shown where a rule does not say what to show."""


def failing_rows_sql(rule: Rule) -> str | None:
    """A query that gives the rows which break the rule; None where a rule is about the table as such."""
    if rule.failing_rows is not None:
        return rule.failing_rows.rstrip("; \n")
    assert rule.expectation is not None
    conditions = _CONDITIONS.get(rule.expectation.type)
    return conditions(rule.table, rule.expectation) if conditions else None


def _is_null(table: str, expectation: Expectation) -> str:
    return f"select * from {table} where {_name(expectation.kwargs['column'])} is null"


def _not_in_set(table: str, expectation: Expectation) -> str:
    values = ", ".join(_literal(value) for value in expectation.kwargs["value_set"])
    return f"select * from {table} where {_name(expectation.kwargs['column'])} not in ({values})"


def _repeated(table: str, columns: Sequence[str]) -> str:
    names = ", ".join(_name(column) for column in columns)
    stated = " or ".join(f"{_name(column)} is not null" for column in columns)
    return f"select * from {table} where {stated} qualify count(*) over (partition by {names}) > 1"


def _outside(table: str, expectation: Expectation) -> str:
    column, kwargs = _name(expectation.kwargs["column"]), expectation.kwargs
    bounds = []
    if kwargs.get("min_value") is not None:
        sign = "<=" if kwargs.get("strict_min") else "<"
        bounds.append(f"{column} {sign} {_literal(kwargs['min_value'])}")
    if kwargs.get("max_value") is not None:
        sign = ">=" if kwargs.get("strict_max") else ">"
        bounds.append(f"{column} {sign} {_literal(kwargs['max_value'])}")
    return f"select * from {table} where {' or '.join(bounds)}"


_CONDITIONS: dict[str, Callable[[str, Expectation], str]] = {
    "expect_column_values_to_not_be_null": _is_null,
    "expect_column_values_to_be_in_set": _not_in_set,
    "expect_column_values_to_be_between": _outside,
    "expect_column_values_to_be_unique": lambda table, e: _repeated(table, [e.kwargs["column"]]),
    "expect_compound_columns_to_be_unique": lambda table, e: _repeated(table, e.kwargs["column_list"]),
}


def _name(column: str) -> str:
    return '"' + column.replace('"', '""') + '"'


def _literal(value: object) -> str:
    return str(value) if isinstance(value, int | float) else "'" + str(value).replace("'", "''") + "'"


def fetch(connection: Connection, rule: Rule, sql: str) -> tuple[int, tuple[FailingRow, ...]]:
    """How many rows break the rule, and the first `MOST_ROWS` of them with their places.

    Raises what the engine raises (sqlalchemy.exc.DBAPIError) where the build lacks what the query asks for.
    """
    count = connection.exec_driver_sql(f"select count(*) from ({sql}\n)").scalar_one()
    found = connection.exec_driver_sql(f"select * from ({sql}\n) order by all limit {MOST_ROWS}").mappings().all()
    return count, tuple(_failing_row(connection, rule, row) for row in found)


def by_department(connection: Connection, rule: Rule, sql: str) -> dict[str, int]:
    """How many of all failing rows come from which department, by its id; '' for those that lead to none.

    A row is of the departments that it names, else of those behind its places; it counts for each of them once.
    Raises what the engine raises, as `fetch` does.
    """
    named = set(connection.exec_driver_sql(f"select * from ({sql}\n) limit 0").keys())
    facts = ("department_id", "other_department_id", "submission_id", "observation_id", "row_id", "mart", "column_name")
    columns = {name: f"coalesce(cast({name} as varchar), '')" if name in named else "''" for name in facts}
    if "mart" not in named:
        columns["mart"] = _literal(rule.table.removeprefix("marts."))
    stated = ", ".join(f"{column} as {name}" for name, column in columns.items())
    counted = connection.exec_driver_sql(_BY_DEPARTMENT.replace("{failing}", f"select {stated} from ({sql}\n)"))
    return dict(counted.tuples().all())


_BY_DEPARTMENT = """
    with recursive failing as materialized (
        select row_number() over () as no, * from ({failing})
    ),
    named as (
        select no, department_id from failing where department_id <> ''
        union
        select no, other_department_id from failing where other_department_id <> ''
    ),
    unnamed as (
        select * from failing where no not in (select no from named)
    ),
    behind(no, observation_id) as (
        select no, observation_id from unnamed where submission_id = '' and observation_id <> ''
        union
        select u.no, n.observation_id
        from unnamed u join evidence.mart_numbers n on n.mart = u.mart and n.row_id = u.row_id
            and (u.column_name = '' or n.column_name = u.column_name)
        where u.submission_id = '' and u.observation_id = ''
        union
        select b.no, d.input_observation_id
        from behind b join evidence.derived_inputs d on d.observation_id = b.observation_id
    ),
    stands as (
        select no, submission_id from unnamed where submission_id <> ''
        union
        select b.no, o.submission_id from behind b join marts.fct_observation o on o.observation_id = b.observation_id
    ),
    found as (
        select no, department_id from named
        union
        select t.no, s.department_id from stands t join evidence.submissions s on s.submission_id = t.submission_id
    )
    select coalesce(d.department_id, '') as department_id, count(*)
    from failing f left join found d on d.no = f.no
    group by all order by all
"""


def _failing_row(connection: Connection, rule: Rule, row: Mapping[Any, Any]) -> FailingRow:
    places = _places(connection, rule, row)
    return FailingRow(
        text=_text(row, rule.show),
        value=_said(row.get("value")),
        places=tuple(places[:MOST_PLACES]),
        more_places=len(places[MOST_PLACES:]),
    )


def _text(row: Mapping[Any, Any], show: Sequence[str]) -> str:
    """The columns a person is shown, without those that say nothing in this row."""
    columns = [column for column in show or _PLAIN if column in row] or list(row)
    said = {column: _said(row[column]) for column in columns}
    return " · ".join(text if column in _PLAIN else f"{column}={text}" for column, text in said.items() if text)


def _said(value: object) -> str:
    """A value as a person writes it: decimals without the zeros that only their type gives them."""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return "" if value is None else str(value)


_OF_SUBMISSION = "select cast(:submission as varchar) as submission_id, cast(:evidence as varchar) as evidence"
_OF_OBSERVATION = "select submission_id, evidence from marts.fct_observation where observation_id = :observation"
_OF_MART_ROW = """
    with recursive behind(observation_id) as (
        select observation_id from evidence.mart_numbers
        where mart = :mart and row_id = :row and (column_name = :column or :column = '')
        union
        select d.input_observation_id
        from behind b join evidence.derived_inputs d on d.observation_id = b.observation_id
    )
    select distinct o.submission_id, o.evidence
    from behind b join marts.fct_observation o on o.observation_id = b.observation_id
"""
_WITH_FILES = """
    select p.submission_id, coalesce(s.file_name, '') as file, coalesce(s.department, '') as department, p.evidence
    from ({places}) p left join evidence.submissions s using (submission_id)
    order by all
"""


def _places(connection: Connection, rule: Rule, row: Mapping[Any, Any]) -> list[Place]:
    """Where a row comes from: its own evidence, else its observation's, else that of the numbers of its mart's row."""
    from sqlalchemy import text

    if row.get("submission_id"):
        sql = _OF_SUBMISSION
        asked = {"submission": row["submission_id"], "evidence": row.get("evidence") or ""}
    elif row.get("observation_id"):
        sql, asked = _OF_OBSERVATION, {"observation": row["observation_id"]}
    elif row.get("row_id"):
        mart = row.get("mart") or rule.table.removeprefix("marts.")
        sql = _OF_MART_ROW
        asked = {"mart": mart, "row": row["row_id"], "column": row.get("column_name") or ""}
    else:
        return []
    found = connection.execute(text(_WITH_FILES.format(places=sql)), asked)
    return [Place(*place) for place in found]
