"""`make demo`: a sample city from inbox to marts, as a newcomer would do it by hand."""

from __future__ import annotations

import shlex
import subprocess
import sys
from pathlib import Path

from orchestration.commands.terminal import err, out, table, words
from warehouse.home import Home
from warehouse.querying import reading
from warehouse.releases import current_release

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
            relation = connection.sql(f"select * from {mart} limit 3")
            out.print()
            out.print(table(mart, list(relation.columns), [list(row) for row in relation.fetchall()]))
    example = "select * from fct_observation limit 5"
    out.print()
    err.print(
        words("demo_try", command=f"{_relative(sti)} query {shlex.quote(example)} --home {home}"), highlight=False
    )
    return 0


def _relative(path: Path) -> Path:
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
