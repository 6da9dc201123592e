"""What goes wrong in the sample city ends as it must: taken, refused with a reason, or ignored."""

from __future__ import annotations

from fnmatch import fnmatch

import pytest

from sources.catalogue import load_catalogue
from sources.samples import dataset_names, files_of, fill_home
from sources.samples.dirty import Dirt, dirt
from tests.sources.submissions import read, sample_city
from warehouse.inbox import IGNORED

MONTHS = [(2020, month) for month in range(1, 7)]


def clean() -> dict[str, bytes]:
    return {name: content for dataset in dataset_names() for name, content in files_of(dataset, sample_city(), MONTHS)}


ALL = dirt(sample_city(), MONTHS, clean())


def test_there_is_dirt_of_every_kind() -> None:
    assert {one.kind for one in ALL} == {"drift", "late", "repeated", "revised", "wrong"}
    assert len({one.path for one in ALL}) == len(ALL)


@pytest.mark.parametrize("one", ALL, ids=[one.path.removeprefix("inbox/") for one in ALL])
def test_each_file_becomes_what_it_must(tmp_path, one: Dirt) -> None:
    name = one.path.rpartition("/")[2]
    assert any(fnmatch(name, pattern) for pattern in IGNORED) == (one.outcome == "ignored")
    if one.outcome == "ignored":
        return
    folder = one.path.split("/")[1]
    department = load_catalogue().department(folder)
    found = read(tmp_path, one.content, department.department_id if department else folder, name=name)
    assert (found.refused, [p.text("zh") for p in found.problems if p.severity == "error"] != []) == (
        (True, True) if one.outcome == "refused" else (False, False)
    )


def test_the_same_seed_gives_the_same_dirt_and_the_clean_sample_has_none(tmp_path) -> None:
    assert [one.content for one in ALL] == [one.content for one in dirt(sample_city(), MONTHS, clean())]
    fill_home(tmp_path / "dirty", months=3, dirty=True)
    fill_home(tmp_path / "clean", months=3)
    there = {path.name for path in (tmp_path / "clean").rglob("*")}
    assert "扫描件.xlsx" in {path.name for path in (tmp_path / "dirty").rglob("*")} - there
