"""The order in which files arrive, and over how many refreshes, leaves no trace in the marts.

For files that state when their numbers were known, or that do not overlap: the sample city's all do one or the other.
Real files, real landing, and one dbt build (in process) for each order that hypothesis makes up.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from orchestration import clock
from orchestration.settings import settings_of
from orchestration.stages.build import basis_of, prepare_build
from orchestration.stages.installation import Installation
from orchestration.stages.intake import deliver, read_and_land
from orchestration.stages.record import Record
from orchestration.versions import DBT_PROJECT


@pytest.fixture(scope="module")
def in_one_go(released_home) -> dict[str, list[tuple]]:
    """The marts of the sample city taken in at once."""
    return marts_of(released_home / "releases" / "current" / "warehouse.duckdb")


@pytest.mark.drill
@settings(
    max_examples=4,
    deadline=None,
    phases=[Phase.generate],  # shrinking would build the warehouse hundreds of times
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
    print_blob=False,
)
@given(data=st.data())
def test_any_order_of_the_files_over_any_number_of_refreshes_gives_the_same_marts(
    data, released_home, in_one_go, tmp_path_factory
):
    files = sorted(
        path.relative_to(released_home / "inbox")
        for path in (released_home / "inbox").rglob("*")
        if path.is_file() and not path.name.endswith(".meta.yml")
    )
    order = data.draw(st.permutations(files))
    cuts = sorted(data.draw(st.sets(st.integers(1, len(files) - 1), max_size=4)))
    home = tmp_path_factory.mktemp("order") / "home"
    shutil.copytree(released_home / "config", home / "config")
    shutil.copytree(released_home / "landing", home / "landing")  # readings are by content: none is made twice
    installation = Installation(settings_of(home))
    for start, end in zip([0, *cuts], [*cuts, len(order)], strict=True):
        for file in order[start:end]:
            put(released_home / "inbox" / file, home / "inbox" / file)
        record = Record(run_id="", started_at=clock.utc_now())
        deliver(installation, record)
        read_and_land(installation, record, lambda stage, what: None)
        assert record.refused == []
    build = prepare_build(installation, basis_of(installation), record)
    run_dbt(build.database, build.inputs, tmp_path_factory.getbasetemp() / "dbt-order")
    assert marts_of(build.database) == in_one_go


NO_TESTS = ("--exclude-resource-type", "test", "--exclude-resource-type", "unit_test")


def put(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(source, target)
    sidecar = source.with_name(source.name + ".meta.yml")
    if sidecar.exists():
        shutil.copy(sidecar, target.with_name(sidecar.name))


def run_dbt(database: Path, inputs: Path, target: Path) -> None:
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.cli.main import dbtRunner

    os.environ["STI_BUILD_FILE"], os.environ["STI_BUILD_INPUTS"] = str(database), str(inputs)
    try:
        where = ["--project-dir", str(DBT_PROJECT), "--profiles-dir", str(DBT_PROJECT)]
        kept = ["--target-path", str(target), "--log-path", str(target)]
        result = dbtRunner().invoke(["--quiet", "build", *where, *kept, *NO_TESTS])
        assert result.success, result.exception or [r.message for r in result.result if r.status == "error"]
    finally:
        DuckDBConnectionManager.close_all_connections()
        del os.environ["STI_BUILD_FILE"], os.environ["STI_BUILD_INPUTS"]


def marts_of(database: Path) -> dict[str, list[tuple]]:
    """All rows, but for release_info (it names the build) and mart_data_quality (it counts the runs of the gates)."""
    with duckdb.connect(database, read_only=True) as connection:
        tables = connection.execute(
            """select schema_name || '.' || table_name from duckdb_tables()
            where schema_name in ('marts', 'evidence') and table_name not in ('release_info', 'mart_data_quality')
            order by 1"""
        ).fetchall()
        return {name: connection.execute(f"select * from {name} order by all").fetchall() for (name,) in tables}
