"""The SQLAlchemy dialect through which Great Expectations reads a DuckDB file.

Great Expectations gives its connection back before it fetches, and DuckDB then drops the rows: every metric ends in an
IndexError. This dialect takes all rows of a statement into memory as soon as it has run. It also opens files
read-only and keeps no connection in a pool, so that no lock on a build outlives the gate.
Belongs here: the dialect, its registration, the address of a file. Does not belong here: anything about rules.
"""

from __future__ import annotations

from pathlib import Path

from duckdb_sqlalchemy import Dialect, DuckDBExecutionContext
from sqlalchemy import pool
from sqlalchemy.dialects import registry
from sqlalchemy.engine import URL
from sqlalchemy.engine.cursor import FullyBufferedCursorFetchStrategy


class _BufferedExecution(DuckDBExecutionContext):
    """Fetches every row before the connection can be given back."""

    def post_exec(self) -> None:
        super().post_exec()
        if self.cursor.description:
            self.cursor_fetch_strategy = FullyBufferedCursorFetchStrategy(
                self.cursor, initial_buffer=self.cursor.fetchall()
            )


class BufferedDialect(Dialect):
    """DuckDB with buffered results and without a pool; its name in addresses is `duckdb+gx`."""

    driver = "gx"
    execution_ctx_cls = _BufferedExecution
    supports_statement_cache = True

    @classmethod
    def get_pool_class(cls, url: URL) -> type[pool.Pool]:
        """Never a pool: a connection that is given back is closed."""
        return pool.NullPool


registry.register("duckdb.gx", __name__, "BufferedDialect")


def address(file: Path) -> URL:
    """The address of a DuckDB file, opened read-only and without a look for extensions outside."""
    return URL.create(
        "duckdb+gx",
        database=str(file),
        query={"access_mode": "read_only", "autoinstall_known_extensions": "false"},
    )
