"""Reading a release: read-only SQL, and the evidence chain of a number.

Belongs here: opening the current release, and what `sti query` and `sti trace` ask of it. Does not belong here: how an
answer is drawn on a terminal.
"""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
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

    `number` is `mart.column` or '' for a bare observation; a derived number has a formula and `inputs` of its own.
    `corrections` are the known errors replaced in it: what the cell says, what holds instead, and on whose word.
    """

    number: str
    value: Any
    formula: str
    observation: dict[str, Any]
    vintages: list[dict[str, Any]]
    sources: list[Source]
    inputs: list[Trace]
    corrections: list[dict[str, Any]]


def trace(connection: duckdb.DuckDBPyConnection, what: str, *, where: str = "", column: str = "") -> list[Trace]:
    """The evidence of an observation id, of a mart row's id, or of the rows of a mart that `where` selects.

    `column` narrows a mart row to one number. Raises Refused if `what` is none of these.
    """
    if _rows(connection, "select 1 from fct_observation_vintage where observation_id = ? limit 1", [what]):
        return [_of_observation(connection, what, "", None, "")]
    numbers = _mart_numbers(connection, what, where) or _rows(
        connection, "select * from evidence.mart_numbers where observation_id = ?", [what]
    )
    chosen = [number for number in numbers if not column or number["column_name"] == column]
    if not chosen:
        raise refuse("warehouse.unknown_observation", what=" ".join(filter(None, [what, where, column])))
    return [
        _of_observation(
            connection, n["observation_id"], f"{n['mart']}.{n['column_name']}", n["value"], n["formula"] or ""
        )
        for n in chosen
    ]


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


def _of_observation(
    connection: duckdb.DuckDBPyConnection, observation_id: str, number: str, value: object, formula: str
) -> Trace:
    vintages = _rows(
        connection,
        """select v.*, s.file_name, s.department from fct_observation_vintage v
        left join evidence.submissions s using (submission_id) where v.observation_id = ?
        order by v.source_rank desc, v.known_from desc, v.vintage_id""",
        [observation_id],
    )
    current = _rows(connection, "select * from fct_observation where observation_id = ?", [observation_id])
    in_force = current[0] if current else {}
    sources = _rows(
        connection,
        """select coalesce(s.file_name, '') as file, coalesce(s.department, '') as department, i.submission_id,
            i.evidence, i.value_text as says, coalesce(i.context, '') as context, i.role
        from evidence.observation_inputs i left join evidence.submissions s using (submission_id)
        where i.observation_id = ? and (? = '' or i.vintage_id = ?)
        order by i.submission_id, i.evidence""",
        [observation_id, in_force.get("vintage_id", ""), in_force.get("vintage_id", "")],
    )
    derived = _rows(
        connection,
        "select input_observation_id, formula from evidence.derived_inputs where observation_id = ? order by role",
        [observation_id],
    )
    return Trace(
        number=number,
        value=value if number else in_force.get("value"),
        formula=formula or (derived[0]["formula"] if derived else ""),
        observation=in_force,
        vintages=vintages,
        sources=[Source(**source) for source in sources],
        inputs=[_of_observation(connection, d["input_observation_id"], "", None, "") for d in derived],
        corrections=_corrections(connection, observation_id, in_force.get("vintage_id", "")),
    )


def _corrections(connection: duckdb.DuckDBPyConnection, observation_id: str, vintage_id: str) -> list[dict[str, Any]]:
    """The corrections behind an observation; a release from before there were corrections has none."""
    if not connection.sql("from duckdb_tables() where table_name = 'observation_corrections'"):
        return []
    return _rows(
        connection,
        """select o.correction_id, coalesce(s.file_name, '') as file, o.evidence, c.field, o.cell_text as says,
            c.old_value as old, c.new_value as new, c.reason, c.who, c.until, c.stated_in
        from evidence.observation_corrections o join marts.mart_corrections c using (correction_id)
        left join evidence.submissions s on s.submission_id = o.submission_id
        where o.observation_id = ? and (? = '' or o.vintage_id = ?)
        order by o.correction_id, o.evidence""",
        [observation_id, vintage_id, vintage_id],
    )


def _rows(connection: duckdb.DuckDBPyConnection, sql: str, parameters: list[Any]) -> list[dict[str, Any]]:
    cursor = connection.execute(sql, parameters)
    names = [column[0] for column in cursor.description or []]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
