"""What must hold of the evidence of a build, whichever it is: every number of every mart leads to where it stands."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sources.problems import say
from warehouse.querying import Trace, follows_from, trace

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

NUMBERS = ("DECIMAL(28,8)", "INTEGER", "BIGINT")
LABELS = {("mart_recognition_funnel", "stage_no")}
"""Numbers that are names: of a stage, by the list of stages."""
PLACE = re.compile(r".+![A-Z]+\d+|[A-Z]+\d+|#\d+:\d+|sidecar:\d+")
"""A cell of a sheet, a cell of a text table, a span of a text, a line of a sidecar."""


def number_columns(connection: DuckDBPyConnection) -> dict[str, list[str]]:
    """Table of the schema `marts` -> its columns of numbers; [] for a table without."""
    found: dict[str, list[str]] = {}
    asked = "select table_name, column_name, data_type from duckdb_columns() where schema_name = 'marts' order by all"
    for table, column, kind in connection.execute(asked).fetchall():
        found.setdefault(table, [])
        if kind in NUMBERS and (table, column) not in LABELS:
            found[table].append(column)
    return found


def assert_every_mart_is_traced_or_says_what_it_follows_from(connection: DuckDBPyConnection) -> None:
    """No table of `marts` is left out: its numbers are listed, or one sentence says what it follows from."""
    listed = {mart for (mart,) in connection.execute("select distinct mart from evidence.mart_numbers").fetchall()}
    for table in number_columns(connection):
        if code := follows_from(connection, table):
            assert table not in listed
            assert say(code, "zh").strip()
            assert say(code, "en").strip()
        else:
            empty = connection.execute(f"from marts.{table} limit 1").fetchone() is None
            assert empty or table in listed or table.startswith("fct_"), table


def assert_every_number_leads_to_its_places(connection: DuckDBPyConnection) -> int:
    """All numbers of all marts at once: each is listed, and no way from it ends before a place. How many there are."""
    found = 0
    for mart, columns in number_columns(connection).items():
        for column in columns if mart.startswith("mart_") and not follows_from(connection, mart) else ():
            total, unlisted = connection.execute(
                f"""select count(*), count(*) filter (n.row_id is null) from marts.{mart} m
                left join evidence.mart_numbers n
                    on n.mart = '{mart}' and n.row_id = m.row_id and n.column_name = '{column}' and n.value = m.{column}
                where m.{column} is not null"""
            ).fetchone() or (0, 0)
            assert unlisted == 0, (mart, column)
            found += total
    dead_ends = connection.execute(
        """with recursive behind as (
            select observation_id, vintage_id from evidence.mart_numbers
            union
            select d.input_observation_id, d.input_vintage_id
            from behind b join evidence.derived_inputs d on d.observation_id = b.observation_id and b.vintage_id = ''
        )
        select b.* from behind b
        where not exists (from evidence.derived_inputs d
                where d.observation_id = b.observation_id and b.vintage_id = '')
            and not exists (from evidence.observation_inputs i
                where i.observation_id = b.observation_id and b.vintage_id in ('', i.vintage_id))"""
    ).fetchall()
    assert dead_ends == []
    return found


def assert_a_row_for_each_column_is_traced_to_its_places(connection: DuckDBPyConnection) -> None:
    """`trace` itself, on the first and the last row of each number column: all numbers of the row, to their places."""
    for mart, columns in number_columns(connection).items():
        if not mart.startswith("mart_") or follows_from(connection, mart) or not columns:
            continue
        chosen = " union ".join(
            f"select {end}(row_id) from marts.{mart} where {column} is not null"
            for column in columns
            for end in ("min", "max")
        )
        for (row_id,) in connection.execute(chosen).fetchall():
            if row_id is not None:
                assert_row_is_traced(connection, mart, row_id, columns)


def assert_row_is_traced(connection: DuckDBPyConnection, mart: str, row_id: str, columns: list[str]) -> None:
    row = connection.execute(f"select {', '.join(columns)} from marts.{mart} where row_id = ?", [row_id]).fetchone()
    assert row is not None
    shown = {f"{mart}.{column}": value for column, value in zip(columns, row, strict=True) if value is not None}
    traced = trace(connection, row_id)
    assert {one.number: one.value for one in traced} == shown
    for one in traced:
        assert_ends_at_places(one)


def assert_ends_at_places(found: Trace) -> None:
    """A derived number says how, and its inputs say what they are; every other one says what stands where."""
    assert found.observation, found
    if found.formula:
        assert found.inputs, found
        for part in found.inputs:
            assert part.role
            assert part.value is not None
            assert_ends_at_places(part)
        return
    assert found.sources, found
    for source in found.sources:
        assert source.file
        assert PLACE.fullmatch(source.evidence), source
