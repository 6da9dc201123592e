"""`make demo`: a sample city from inbox to marts, as a newcomer would do it by hand."""

from __future__ import annotations

import shlex
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from orchestration.commands.terminal import err, out, table_or_sideways, words
from warehouse.home import Home
from warehouse.querying import reading
from warehouse.releases import current_release

if TYPE_CHECKING:
    import duckdb
    from rich.console import RenderableType

MARTS = ("mart_rd_investment", "mart_hightech_output", "mart_technology_trade", "mart_talent")


def main(home: Path) -> int:
    """Fill `home` with the sample (once), refresh it, and print the release and three rows of each mart."""
    sti = Path(sys.executable).parent / "sti"
    if not (home / "inbox").exists():
        done = subprocess.run([sti, "sample", home], check=False)
        if done.returncode:
            return done.returncode
    done = subprocess.run([sti, "refresh", "--home", home], check=False)
    if done.returncode:
        return done.returncode
    release = current_release(Home(home.resolve()))
    assert release is not None
    out.print()
    out.print(words("demo_release", path=release.database), style="bold", highlight=False, soft_wrap=True)
    with reading(Home(home.resolve())) as connection:
        for mart in MARTS:
            out.print()
            out.print(_first_rows(connection, mart))
    example = "select * from fct_observation limit 5"
    out.print()
    err.print(
        words("demo_try", command=f"{_relative(sti)} query {shlex.quote(example)} --home {home}"), highlight=False
    )
    return 0


def _first_rows(connection: duckdb.DuckDBPyConnection, mart: str) -> RenderableType:
    """Three rows of a mart: of the home region, those that say most, the newest of them first."""
    relation = connection.sql(
        f"""select m.* exclude (row_id, region_code, region_level, period_start)
        from {mart} m, (select home_region from marts.release_info where dataset = '*') r
        where m.region_code = r.home_region"""
    )
    columns = [column for column in relation.columns if column != "period_end"]
    ends = relation.columns.index("period_end")
    rows = sorted(relation.fetchall(), key=lambda row: (sum(v not in (None, "") for v in row), row[ends]), reverse=True)
    shown = [[value for i, value in enumerate(row) if i != ends] for row in rows[:3]]
    filled = [i for i in range(len(columns)) if any(row[i] not in (None, "") for row in shown)]
    return table_or_sideways(mart, [columns[i] for i in filled], [[row[i] for i in filled] for row in shown])


def _relative(path: Path) -> Path:
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
