"""Bad input gets one sentence and the refresh goes on: nothing of it is taken, nothing else is disturbed."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

import duckdb
import openpyxl
import pytest


def sample(home: Path, name: str) -> Path:
    [found] = [path for path in (home / "inbox").rglob("*.xlsx") if path.name == name]
    return found


RD = "2020年1-9月规上工业研发费用.xlsx"


def edited(home: Path, new: str, edit, source: str = RD) -> None:
    """A copy of a good workbook under another name, with one thing changed."""
    good = sample(home, source)
    book = openpyxl.load_workbook(good)
    edit(book)
    book.save(good.with_name(new))


def first_cell(book: openpyxl.Workbook, holds: str):
    return next(c for row in book.worksheets[0].iter_rows() for c in row if holds in str(c.value or ""))


def drop_column(book: openpyxl.Workbook) -> None:
    sheet = book.worksheets[0]
    for merged in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(merged))
    sheet.delete_cols(4)


def add_column(book: openpyxl.Workbook) -> None:
    sheet = book.worksheets[0]
    header = first_cell(book, "研发费用占营业收入比重")
    sheet.cell(header.row, header.column + 1).value = "新增指标"
    for row in range(header.row + 3, header.row + 8):
        sheet.cell(row, header.column + 1).value = 1


def put(cell, value) -> None:
    cell.value = value


# Files that lie where no department is known to have put them.
NOBODYS = {"in_no_folder.xlsx": "", "in_an_unknown_folder.xlsx": "不存在的局"}

WRONG = {
    "empty.xlsx": lambda home, new: new.write_bytes(b""),
    "not_a_workbook.xlsx": lambda home, new: new.write_bytes(b"%PDF-1.7 this is another kind of file"),
    "noise.csv": lambda home, new: new.write_bytes(bytes(range(128, 256)) * 40),
    "unknown_dataset.xlsx": lambda home, new: unknown_dataset(new),
    "truncated.xlsx": lambda home, new: new.write_bytes(sample(home, RD).read_bytes()[:3000]),
    "missing_parts.xlsx": lambda home, new: no_sheets(new),
    "missing_column.xlsx": lambda home, new: edited(home, new.name, drop_column),
    "extra_column.xlsx": lambda home, new: edited(home, new.name, add_column),
    "renamed_column.xlsx": lambda home, new: edited(
        home, new.name, lambda book: put(first_cell(book, "上年同期"), "上年本期")
    ),
    "unknown_region.xlsx": lambda home, new: edited(
        home, new.name, lambda book: put(first_cell(book, "柯桥区"), "柯侨区")
    ),
    "text_for_number.xlsx": lambda home, new: edited(
        home, new.name, lambda book: put(book.worksheets[0]["B9"], "待核实")
    ),
    "wrong_total.xlsx": lambda home, new: edited(home, new.name, lambda book: put(book.worksheets[0]["B8"], 1)),
    "2020年1-8月规上工业研发费用（另一期）.xlsx": lambda home, new: shutil.copy(sample(home, RD), new),
}


def unknown_dataset(new: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["品种", "产量"])
    book.active.append(["茶叶", 12])
    book.save(new)


def no_sheets(new: Path) -> None:
    with zipfile.ZipFile(new, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")


@pytest.fixture(scope="module")
def refused(released_home, tmp_path_factory, with_dbt):
    """One refresh over all of them: file name -> what is said of it, and the home afterwards."""
    import json
    import subprocess
    import sys

    home = with_dbt(shutil.copytree(released_home, tmp_path_factory.mktemp("wrong") / "home", symlinks=True))
    for name, make in WRONG.items():
        make(home, home / "inbox" / "统计局" / name)
    for name, folder in NOBODYS.items():
        (home / "inbox" / folder).mkdir(exist_ok=True)
        shutil.copy(sample(home, RD), home / "inbox" / folder / name)
    command = [Path(sys.executable).parent / "sti", "refresh", "--home", home, "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    return home, {one["file"]: one["reasons"] for one in answer["refused"]}, answer


@pytest.mark.parametrize("name", [*(name for name in WRONG if "另一期" not in name), *NOBODYS])
def test_a_wrong_file_is_refused_with_what_and_what_to_do_in_both_languages(name, refused):
    _, said, _ = refused
    assert name in said
    assert 1 <= len(said[name]) <= 10
    for reason in said[name]:
        for language in ("zh", "en"):
            assert reason[language].strip()
            assert "Traceback" not in reason[language]
            assert "\n" not in reason[language]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("text_for_number.xlsx", ["B9", "待核实"]),
        ("unknown_region.xlsx", ["柯侨区", "柯桥区"]),
        ("renamed_column.xlsx", ["上年本期", "上年同期"]),
        ("extra_column.xlsx", ["新增指标"]),
        ("wrong_total.xlsx", ["B8"]),
        ("in_no_folder.xlsx", ["统计局", "科技局"]),
        ("in_an_unknown_folder.xlsx", ["不存在的局", "统计局"]),
    ],
)
def test_the_sentence_names_the_cell_or_the_words_and_the_nearest_candidates(name, words, refused):
    _, said, _ = refused
    text = " ".join(reason["zh"] for reason in said[name])
    for word in words:
        assert word in text


def test_a_file_of_another_period_under_this_periods_name_is_not_taken_as_this_period(refused):
    _, said, answer = refused
    taken = next(name for name in WRONG if "另一期" in name)
    assert taken in said or answer["accepted"] == 0  # the same bytes are the submission that is in force already


def numbers(home: Path) -> list[tuple]:
    with duckdb.connect(home / "releases" / "current" / "warehouse.duckdb", read_only=True) as connection:
        return connection.execute("from marts.fct_observation_vintage order by all").fetchall()


def test_nothing_of_the_wrong_files_is_landed_and_the_release_has_the_same_numbers(refused, released_home):
    home, _, answer = refused
    assert answer["accepted"] == 0
    assert answer["observations"] == 0
    assert answer["outcome"] == "released"  # it says what is stale now
    assert numbers(home) == numbers(released_home)
    assert len(list((home / "landing").iterdir())) == len(list((released_home / "landing").iterdir()))


def test_every_wrong_file_is_kept_with_its_reasons(refused):
    home, said, _ = refused
    assert len(list((home / "quarantine").glob("*/batch.json"))) >= len(said)
