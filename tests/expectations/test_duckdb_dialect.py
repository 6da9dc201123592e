"""The dialect: rows outlive their connection, files are only read, any path works."""

from __future__ import annotations

import duckdb
import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import DBAPIError

from expectations.duckdb_dialect import address


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    folder = tmp_path_factory.mktemp("数据 100%") / "a b"
    folder.mkdir()
    file = folder / "warehouse.duckdb"
    with duckdb.connect(str(file)) as connection:
        connection.execute("create table numbers as select i::decimal(28, 8) as value from range(5000) t(i)")
    return create_engine(address(file).render_as_string())


def test_rows_can_be_fetched_after_the_connection_was_given_back(engine: Engine) -> None:
    with engine.connect() as connection:
        result = connection.execute(text("select value from numbers order by value"))
    assert [int(row.value) for row in result.fetchmany(3)] == [0, 1, 2]
    assert len(result.fetchall()) == 4997


def test_nothing_is_written_through_it(engine: Engine) -> None:
    with engine.connect() as connection, pytest.raises(DBAPIError, match="read-only"):
        connection.exec_driver_sql("insert into numbers values (1)")


def test_the_file_is_free_as_soon_as_the_last_connection_is_given_back(engine: Engine) -> None:
    with engine.connect() as connection:
        connection.exec_driver_sql("select 1")
    duckdb.connect(engine.url.database or "").close()
