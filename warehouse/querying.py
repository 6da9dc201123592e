"""Reading a release: read-only SQL, and the evidence chain of a number.

Belongs here: opening the current release, and what `sti query` and `sti trace` ask of it. Does not belong here: how an
answer is drawn on a terminal.
"""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sources.problems import refuse
from warehouse.builds import Build
from warehouse.home import Home
from warehouse.releases import current_release

if TYPE_CHECKING:
    import duckdb

# No file outside the release is read, and nothing is looked up on a network.
_SETTINGS: dict[str, Any] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
}


@contextlib.contextmanager
def reading(home: Home) -> Iterator[duckdb.DuckDBPyConnection]:
    """A read-only connection to the current release, with `marts` as the default schema.

    Raises Refused if nothing has been released yet.
    """
    release = current_release(home)
    if release is None:
        raise refuse("warehouse.no_release")
    with opened(release) as connection:
        yield connection


@contextlib.contextmanager
def reading_rebuild(home: Home, landed_by: dt.date) -> Iterator[duckdb.DuckDBPyConnection]:
    """A read-only connection to what was rebuilt for a day. Raises Refused if nothing was."""
    build = Build(home.rebuilds / landed_by.isoformat())
    if build.receipt("built") is None:
        raise refuse("warehouse.no_rebuild", day=landed_by)
    with opened(build) as connection:
        yield connection


@contextlib.contextmanager
def opened(release: Build) -> Iterator[duckdb.DuckDBPyConnection]:
    """A read-only connection to one release or build."""
    import duckdb

    with duckdb.connect(release.database, read_only=True, config=_SETTINGS) as connection:
        connection.execute("set enable_external_access = false")
        connection.execute("set schema = 'marts'")
        yield connection


@contextlib.contextmanager
def opened_together(**releases: Build) -> Iterator[duckdb.DuckDBPyConnection]:
    """A read-only look at several releases or builds, each attached under its name.

    Of a file attached so only tables can be read: its macros and qualified views name it `warehouse`.
    """
    import duckdb

    with duckdb.connect(config=_SETTINGS) as connection:
        for name, release in releases.items():
            file = str(release.database).replace("'", "''")
            connection.execute(f"attach '{file}' as {name} (read_only)")
        connection.execute("set enable_external_access = false")
        yield connection


def run_sql(connection: duckdb.DuckDBPyConnection, sql: str) -> duckdb.DuckDBPyRelation:
    """The relation of one query. Raises Refused with DuckDB's own words, in one line, if it cannot be run."""
    import duckdb

    try:
        relation = connection.sql(sql)
        if relation is None:
            raise refuse("warehouse.query_failed", reason="SELECT ...")
        return relation
    except duckdb.Error as error:
        raise refuse("warehouse.query_failed", reason=" ".join(str(error).split())) from None


@dataclass(frozen=True, slots=True)
class Source:
    """One cell or span behind a number. `says` is its text, `role` what it gives (value, share, count ...)."""

    file: str
    department: str
    submission_id: str
    evidence: str
    says: str
    context: str
    role: str


@dataclass(frozen=True, slots=True)
class Trace:
    """A number of a mart, or an observation, with everything it rests on.

    `number` is `mart.column` or '' for a bare observation, `role` the place of an input in the formula. `vintage_id` is
    '' for the number in force, and for a derived one, which has a formula and `inputs` of its own. `observation` is {}
    if none is in force. `corrections` are the known errors replaced in it: what the cell says, what holds instead, and
    on whose word.
    """

    number: str
    role: str
    value: Any
    formula: str
    observation_id: str
    vintage_id: str
    observation: dict[str, Any]
    vintages: list[dict[str, Any]]
    sources: list[Source]
    inputs: list[Trace]
    corrections: list[dict[str, Any]]


def trace(connection: duckdb.DuckDBPyConnection, what: str, *, where: str = "", column: str = "") -> list[Trace]:
    """The evidence of an observation id, of a mart row's id, or of the rows of a mart that `where` selects.

    `column` narrows a mart row to one number. Raises Refused if `what` is none of these.
    """
    chain = _Chain(connection)
    if _rows(connection, "select 1 from fct_observation_vintage where observation_id = ? limit 1", [what]):
        return [chain.of(what)]
    if what in _OF_OBSERVATIONS:
        vintage = "vintage_id" if what == "fct_observation_vintage" else "''"
        chosen = run_sql(connection, f"select observation_id, {vintage} from marts.{what} where {where or 'true'}")
        return [chain.of(*row) for row in chosen.fetchall()]
    numbers = _mart_numbers(connection, what, where) or _rows(
        connection, "select * from evidence.mart_numbers where observation_id = ?", [what]
    )
    found = [number for number in numbers if not column or number["column_name"] == column]
    if not found and chain.derived(what):
        return [chain.of(what)]
    if not found:
        raise refuse("warehouse.unknown_observation", what=" ".join(filter(None, [what, where, column])))
    return [
        replace(
            chain.of(n["observation_id"], n.get("vintage_id", "")),
            number=f"{n['mart']}.{n['column_name']}",
            value=n["value"],
            formula=n["formula"] or "",
        )
        for n in found
    ]


_OF_OBSERVATIONS = ("fct_observation", "fct_observation_vintage")
_WITHOUT_OBSERVATIONS = {
    "mart_submission_calendar": "warehouse.follows_from_calendar",
    "mart_data_quality": "warehouse.follows_from_verdicts",
    "mart_corrections": "warehouse.follows_from_corrections",
    "release_info": "warehouse.follows_from_build",
    "dim_indicator": "warehouse.follows_from_catalogue",
    "dim_region": "warehouse.follows_from_catalogue",
    "dim_period": "warehouse.follows_from_periods",
    "dim_submission": "warehouse.follows_from_deliveries",
}


def follows_from(connection: duckdb.DuckDBPyConnection, what: str) -> str:
    """The code of the sentence that says what a mart without observations follows from; '' for what is none of them.

    `what` is the mart, or the id of one of its rows.
    """
    if code := _WITHOUT_OBSERVATIONS.get(what):
        return code
    with_rows = "select table_name from duckdb_columns() where schema_name = 'marts' and column_name = 'row_id'"
    there = {row["table_name"] for row in _rows(connection, with_rows, [])}
    for mart, code in _WITHOUT_OBSERVATIONS.items():
        if mart in there and _rows(connection, f"select 1 from marts.{mart} where row_id = ? limit 1", [what]):
            return code
    return ""


def _mart_numbers(connection: duckdb.DuckDBPyConnection, what: str, where: str) -> list[dict[str, Any]]:
    found = _rows(connection, "select * from evidence.mart_numbers where row_id = ? order by column_name", [what])
    if found:
        return found
    marts = _rows(connection, "select distinct mart from evidence.mart_numbers where mart = ?", [what])
    if not marts:
        return []
    selected = run_sql(connection, f"select row_id from marts.{what} where {where or 'true'}").fetchall()
    identifiers = [row[0] for row in selected]
    return _rows(
        connection,
        "select * from evidence.mart_numbers where mart = ? and list_contains(?, row_id) order by row_id, column_name",
        [what, identifiers],
    )


class _Chain:
    """The evidence of one release, looked up once for each observation: many numbers rest on the same ones."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection
        self._found: dict[tuple[str, str], Trace] = {}
        # releases from before there were such tables are traced without
        self._tables = {row["table_name"] for row in self._rows("select table_name from duckdb_tables()")}

    def of(self, observation_id: str, vintage_id: str = "") -> Trace:
        """An observation as it is in force, one of its vintages, or a derived number."""
        key = observation_id, vintage_id
        if key not in self._found:
            self._found[key] = self._look_up(observation_id, vintage_id)
        return self._found[key]

    def derived(self, observation_id: str) -> dict[str, Any]:
        """What a derived number says; {} for every other one."""
        if "derived_numbers" not in self._tables:
            return {}
        found = self._rows("select * from evidence.derived_numbers where observation_id = ?", observation_id)
        return found[0] if found else {}

    def _look_up(self, observation_id: str, vintage_id: str) -> Trace:
        vintages = self._rows(
            """select v.*, s.file_name, s.department from fct_observation_vintage v
            left join evidence.submissions s using (submission_id) where v.observation_id = ?
            order by v.source_rank desc, v.known_from desc, v.vintage_id""",
            observation_id,
        )
        current = self._rows("select * from fct_observation where observation_id = ?", observation_id)
        if vintage_id:
            current = [one for one in vintages if one["vintage_id"] == vintage_id]
        said = current[0] if current else self.derived(observation_id)
        of_vintage = said.get("vintage_id", "")
        sources = self._rows(
            """select coalesce(s.file_name, '') as file, coalesce(s.department, '') as department, i.submission_id,
                i.evidence, i.value_text as says, coalesce(i.context, '') as context, i.role
            from evidence.observation_inputs i left join evidence.submissions s using (submission_id)
            where i.observation_id = ? and (? = '' or i.vintage_id = ?)
            order by i.submission_id, i.evidence""",
            observation_id,
            of_vintage,
            of_vintage,
        )
        inputs = self._rows(
            "select * from evidence.derived_inputs where observation_id = ? order by role", observation_id
        )
        return Trace(
            number="",
            role="",
            value=said.get("value"),
            formula=inputs[0]["formula"] if inputs else "",
            observation_id=observation_id,
            vintage_id=vintage_id,
            observation=said,
            vintages=vintages,
            sources=[Source(**source) for source in sources],
            inputs=[
                replace(self.of(one["input_observation_id"], one.get("input_vintage_id", "")), role=one["role"])
                for one in inputs
            ],
            corrections=self._corrections(observation_id, of_vintage),
        )

    def _corrections(self, observation_id: str, vintage_id: str) -> list[dict[str, Any]]:
        if "observation_corrections" not in self._tables:
            return []
        return self._rows(
            """select o.correction_id, coalesce(s.file_name, '') as file, o.evidence, c.field, o.cell_text as says,
                c.old_value as old, c.new_value as new, c.reason, c.who, c.until, c.stated_in
            from evidence.observation_corrections o join marts.mart_corrections c using (correction_id)
            left join evidence.submissions s on s.submission_id = o.submission_id
            where o.observation_id = ? and (? = '' or o.vintage_id = ?)
            order by o.correction_id, o.evidence""",
            observation_id,
            vintage_id,
            vintage_id,
        )

    def _rows(self, sql: str, *parameters: Any) -> list[dict[str, Any]]:
        return _rows(self._connection, sql, list(parameters))


def _rows(connection: duckdb.DuckDBPyConnection, sql: str, parameters: list[Any]) -> list[dict[str, Any]]:
    cursor = connection.execute(sql, parameters)
    names = [column[0] for column in cursor.description or []]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
