"""One released sample home for all tests, copied for those that change it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from orchestration.cli import run
from orchestration.commands import terminal

SHARED = Path(__file__).resolve().parents[3] / "shared"
needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="../shared is absent")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command said."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def lines(self) -> list[Any]:
        return [json.loads(line) for line in self.out.splitlines()]


Lend = Callable[[Path], Path]


@pytest.fixture(scope="session")
def with_dbt(tmp_path_factory: pytest.TempPathFactory) -> Lend:
    """Lend a home the dbt project that this worker has parsed: anew it would take half as long as a build.

    No two homes of a worker are refreshed at once. Gives the home.
    """
    parsed = tmp_path_factory.getbasetemp() / "dbt"
    parsed.mkdir()

    def lend(home: Path) -> Path:
        link = home / "dagster" / "dbt"
        link.parent.mkdir(parents=True, exist_ok=True)
        link.unlink(missing_ok=True)
        link.symlink_to(parsed, target_is_directory=True)
        return home

    return lend


@pytest.fixture(scope="session")
def released_home(tmp_path_factory: pytest.TempPathFactory, worker_id: str, with_dbt: Lend) -> Path:
    """The sample city after its first refresh. Read only: tests that change it take `home`."""
    shared = tmp_path_factory.getbasetemp() if worker_id == "master" else tmp_path_factory.getbasetemp().parent
    home = shared / "sample" / "home"
    with FileLock(shared / "sample.lock"):  # the first worker makes it for all
        if not (home / "releases" / "current").exists():
            assert run(["sample", str(home)]) == 0
            with_dbt(home)
            assert run(["refresh", "--home", str(home), "--json"]) == 0
    return home


@pytest.fixture
def home(released_home: Path, tmp_path: Path, with_dbt: Lend) -> Path:
    """A copy of the released home, free to change."""
    return with_dbt(shutil.copytree(released_home, tmp_path / "home", symlinks=True))


@pytest.fixture
def sti(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Answer]:
    """Run a command in this process, in English."""
    monkeypatch.setenv("STI_LANG", "en")
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setattr(terminal.out, "width", terminal.WIDTH_IN_A_PIPE)  # whatever the terminal of the test run is

    def call(*arguments: object, home: Path | None = None) -> Answer:
        capsys.readouterr()
        where = ["--home", str(home)] if home else []
        status = run([*map(str, arguments), *where])
        captured = capsys.readouterr()
        return Answer(status, captured.out, captured.err)

    return call


def current_release(home: Path) -> str:
    return (home / "releases" / "current").readlink().name
