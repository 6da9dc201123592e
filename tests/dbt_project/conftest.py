"""Real builds for the tests: dbt in process on the Parquet that a test's world wrote.

One build with everything in it serves most tests. `replay` runs the SQL that dbt compiled for it, models and tests, on
another world: in memory and without dbt, so that properties can be tried on many worlds.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, Phase, settings

from tests.dbt_project.rich import rich_world
from tests.dbt_project.world import World

PROJECT = Path(__file__).resolve().parents[2] / "dbt_project"
Replay = Callable[..., list[tuple[Any, ...]]]

# Shrinking a dozen worlds takes minutes and says little more than the dataset, district and day that differ.
FEW_WORLDS = settings(
    max_examples=6,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


class Built:
    """A finished dbt build: its file, its outcome by node, its compiled project."""

    def __init__(self, folder: Path, target: Path, outcomes: dict[str, str]) -> None:
        self.file = folder / "warehouse.duckdb"
        self.inputs = folder / "inputs"
        self.outcomes = outcomes
        self.manifest = json.loads((target / "manifest.json").read_text(encoding="utf-8"))

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        with duckdb.connect(self.file, read_only=True) as connection:
            return connection.execute(sql).fetchall()


@pytest.fixture(scope="session")
def rich(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """`dbt build` of `rich_world`, unit tests included; the outcome of each node is told, not raised."""
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.cli.main import dbtRunner

    folder = tmp_path_factory.mktemp("rich")
    target = folder / "target"
    rich_world().write(folder / "inputs")
    before = dict(os.environ)
    os.environ |= {"STI_BUILD_INPUTS": f"{folder}/inputs", "STI_BUILD_FILE": f"{folder}/warehouse.duckdb"}
    try:
        where = ["--project-dir", f"{PROJECT}", "--profiles-dir", f"{PROJECT}"]
        kept = ["--target-path", f"{target}", "--log-path", f"{target}"]
        result = dbtRunner().invoke(["--quiet", "build", *where, *kept])
    finally:
        DuckDBConnectionManager.close_all_connections()
        os.environ.clear()
        os.environ.update(before)
    assert result.exception is None, result.exception
    return Built(folder, target, {run.node.unique_id: str(run.status) for run in result.result.results})


@pytest.fixture(scope="session")
def replay(rich: Built, tmp_path_factory: pytest.TempPathFactory) -> Replay:
    """`replay(world, sql)`: the answer of `sql` on the warehouse that the compiled models make of a world.

    With `tests=True` every data test of the project is run on it first, and must find nothing.
    """
    nodes = rich.manifest["nodes"]
    models = {
        key: node
        for key, node in nodes.items()
        if node["resource_type"] == "model" and node["config"]["materialized"] == "table"
    }
    data_tests = {key: node["compiled_code"] for key, node in nodes.items() if node["resource_type"] == "test"}
    order = _in_order(models, rich.manifest["parent_map"])
    as_of = rich.rows("select macro_definition from duckdb_functions() where function_name = 'observations_as_of'")
    inputs = tmp_path_factory.mktemp("replay")

    def answer(world: World, sql: str, *, tests: bool = False) -> list[tuple[Any, ...]]:
        world.write(inputs)
        with duckdb.connect() as connection:
            connection.execute("attach ':memory:' as warehouse")
            connection.execute("use warehouse")
            for schema in ("staging", "intermediate", "marts", "evidence", "ops"):
                connection.execute(f"create schema {schema}")
            for seed in sorted((PROJECT / "seeds").rglob("*.csv")):
                connection.execute(
                    f"create table intermediate.{seed.stem} as from read_csv('{seed}', all_varchar = true)"
                )
            for key in order:
                query = models[key]["compiled_code"].replace(f"{rich.inputs}", f"{inputs}")
                connection.execute(f"create table {models[key]['relation_name']} as {query}")
            connection.execute(f"create macro marts.observations_as_of(as_of_day) as table {as_of[0][0]}")
            if tests:
                found = {key: connection.execute(query).fetchall() for key, query in data_tests.items()}
                assert {key: rows for key, rows in found.items() if rows} == {}
            return connection.execute(sql).fetchall()

    return answer


def _in_order(models: dict[str, Any], parents: dict[str, list[str]]) -> list[str]:
    order: list[str] = []

    def visit(key: str) -> None:
        for parent in parents.get(key, []):
            visit(parent)
        if key in models and key not in order:
            order.append(key)

    for key in models:
        visit(key)
    return order
