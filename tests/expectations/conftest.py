from __future__ import annotations

import pytest

from expectations.release import judge_build
from expectations.verdicts import BuildVerdict
from tests.expectations.builds import TinyBuild, good_build
from tests.expectations.planted import WHOLE_TABLES, planted_build


@pytest.fixture(scope="session")
def good(tmp_path_factory: pytest.TempPathFactory) -> BuildVerdict:
    return judge_build(good_build(tmp_path_factory.mktemp("good")).close())


@pytest.fixture(scope="session")
def broken(tmp_path_factory: pytest.TempPathFactory) -> tuple[BuildVerdict, dict[str, str]]:
    """The verdict on a build with a defect for every rule about rows, and what each failing row must show."""
    build = good_build(tmp_path_factory.mktemp("broken"))
    shown = planted_build(build)
    return judge_build(build.close()), shown


@pytest.fixture(scope="session")
def misshapen(tmp_path_factory: pytest.TempPathFactory) -> BuildVerdict:
    """The verdict on a build whose tables lack columns, have other types or have lost a row that must be there."""
    build = TinyBuild(tmp_path_factory.mktemp("misshapen"))
    build.run(*(sql for sql, _ in WHOLE_TABLES.values()))
    return judge_build(build.close())
