"""`python -m benchmarks.warehouse`: one refresh of a sample city of 24 months, and the queries of docs/queries.md.

Belongs here: making that city, refreshing it once by the command, seconds and CPU seconds by stage, the limits, the
table. Exit status 1 beyond a limit. A limit in seconds holds for the smaller of the two: where other processes have
the machine the clock says more about them. `--home` takes a home that is released already, and leaves the refresh out.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.queries import Answered, answered
from orchestration.definitions import dbt_manifest
from warehouse.home import Home

MONTHS = 24
MAX_BUILD_SECONDS, MAX_GATES_SHARE, MAX_MILLISECONDS = 60.0, 0.20, 50.0
GATES = ("intake_gate", "gate")
_IMPORT = """
import time
import orchestration.definitions, orchestration.stages.intake
from sources.collecting import without_collecting
wall, cpu = time.monotonic(), time.process_time()
with without_collecting():
    import expectations.rows_hold
print(time.monotonic() - wall, time.process_time() - cpu)
"""


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds by the clock, and seconds in which a core worked for us; or shares of them."""

    wall: float
    cpu: float

    @property
    def ours(self) -> float:
        """What we are to answer for."""
        return min(self.wall, self.cpu)


@dataclass(frozen=True, slots=True)
class Refresh:
    """One refresh: how much lay in the inbox, what it took in all (starting up included) and by stage.

    `engine` is what the import of Great Expectations adds: it is done while children read, outside the gates' stages.
    """

    files: int
    observations: int
    whole: Spent
    stages: dict[str, Spent]
    engine: Spent

    @property
    def gates_share(self) -> Spent:
        """What both gates take of the whole refresh, 0 to 1: by the clock, and of the CPU with the engine's import."""
        gates = [self.stages[gate] for gate in GATES]
        cpu = sum(gate.cpu for gate in gates) + self.engine.cpu
        return Spent(sum(gate.wall for gate in gates) / self.whole.wall, cpu / self.whole.cpu)


def refreshed(home: Path) -> Refresh:
    """Fill a home with the sample city and refresh it once, as on any night: dbt has parsed its project before."""
    _python("-m", "orchestration.cli", "sample", home, "--months", str(MONTHS))
    dbt_manifest(home)
    engine = Spent(*map(float, _python("-c", _IMPORT)[0].split()))
    said, whole = _python("-m", "orchestration.cli", "refresh", "--home", home, "--json")
    facts = json.loads(said)
    return Refresh(
        files=facts["read"],
        observations=facts["observations"],
        whole=whole,
        stages={stage: Spent(wall, facts["cpu_seconds"][stage]) for stage, wall in facts["seconds"].items()},
        engine=engine,
    )


def _python(*arguments: str | Path) -> tuple[str, Spent]:
    """What a Python process of its own says and takes."""
    start, before = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run([sys.executable, *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(done.stdout + done.stderr)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = used.ru_utime + used.ru_stime - before.ru_utime - before.ru_stime
    return done.stdout, Spent(time.monotonic() - start, cpu)


def beyond(refresh: Refresh) -> list[str]:
    """A sentence for each limit of a refresh that does not hold."""
    said = []
    build = refresh.stages["build"]
    if build.ours > MAX_BUILD_SECONDS:
        said.append(f"dbt build: {build.wall:.1f} s, {build.cpu:.1f} s of CPU; at most {MAX_BUILD_SECONDS:.0f}")
    if max(refresh.gates_share.wall, refresh.gates_share.cpu) > MAX_GATES_SHARE:
        said.append(_of_gates(refresh))
    return said


def _of_gates(refresh: Refresh) -> str:
    share = refresh.gates_share
    return f"gates {share.wall:.1%} by the clock, {share.cpu:.1%} of the CPU (at most {MAX_GATES_SHARE:.0%})"


def too_slow(answers: list[Answered]) -> list[str]:
    """A sentence for each query that takes longer than it may."""
    slow = [one for one in answers if one.milliseconds > MAX_MILLISECONDS]
    return [f"query {one.number}: {one.milliseconds:.1f} ms; at most {MAX_MILLISECONDS:.0f}" for one in slow]


def lines(refresh: Refresh) -> list[str]:
    """The table of a refresh."""
    told = [f"refresh of {MONTHS} months, {refresh.files} files, {refresh.observations} observations read"]
    told.append(f"{'stage':<12} {'s':>7} {'CPU s':>7}")
    told += [f"{stage:<12} {spent.wall:7.1f} {spent.cpu:7.1f}" for stage, spent in refresh.stages.items()]
    told.append(f"{'whole':<12} {refresh.whole.wall:7.1f} {refresh.whole.cpu:7.1f}")
    told.append(f"dbt build {refresh.stages['build'].ours:.1f} s (at most {MAX_BUILD_SECONDS:.0f})")
    told.append(_of_gates(refresh))
    return told


def main() -> None:
    """Print the tables and exit."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path)
    home = parser.parse_args().home
    wrong: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        if home is None:
            home = Path(folder) / "home"
            refresh = refreshed(home)
            print("\n".join(lines(refresh)))
            wrong += beyond(refresh)
        answers = answered(Home(home.resolve()))
    for one in answers:
        print(f"{one.number:>3}  {one.milliseconds:6.1f} ms  {one.rows:>4} rows  {one.question}")
    wrong += too_slow(answers)
    if wrong:
        sys.exit("\n".join(["beyond the limits:", *wrong]))


if __name__ == "__main__":
    main()
