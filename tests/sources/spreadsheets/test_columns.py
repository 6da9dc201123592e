"""A cell that alone falls out of its column is told, with its place and without its content."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.readers.cells import Cell, Merged, Sheet
from sources.spreadsheets.columns import blanks_among_figures, column_problems
from sources.spreadsheets.locate import Header

FIRST = 4  # the row of the first case
MISSING = frozenset({"-", "—", "/"})


def header(column, text):
    return Header(column, f"{'ABCDEFGHIJ'[column - 1]}3", text, text, text, None)


def sheet_of(*columns, merged=()):
    """A sheet with these contents of columns A, B, ..., from row 4 on; '' is a blank cell."""
    rows = {}
    for column, texts in enumerate(columns, start=1):
        for row, text in enumerate(texts, start=FIRST):
            rows.setdefault(row, {})
            if text:
                rows[row][column] = Cell(text, text)
    return Sheet("台账", rows, merged)


def told(texts, *, read=False, merged=()):
    """What is told of one column, as (code without its package, cell)."""
    sheet = sheet_of(texts, merged=merged)
    read_or_not = ([header(1, "栏")], []) if read else ([], [header(1, "栏")])
    problems = column_problems(sheet, *read_or_not, list(range(FIRST, FIRST + len(texts))), MISSING)
    assert all(one.severity == "warning" and one.sheet == "台账" for one in problems)
    return [(one.code.removeprefix("sources."), one.cell) for one in problems]


NAMES = ["甲", "乙丙", "丁", "戊己", "庚", "辛", "壬癸", "子", "丑", "寅"]
TEAMS = [f"柯桥新材料团队{number}号" for number in range(1, 11)]
PHONES = [f"000-0000-{number:04}" for number in range(31, 41)]


@pytest.mark.parametrize("read", [True, False])
@pytest.mark.parametrize(
    ("others", "slip", "code"),
    [
        (NAMES, "", "cell_left_blank"),
        (PHONES, "", "cell_left_blank"),
        (PHONES, "待核", "cell_without_digits"),
        (NAMES, "12", "cell_without_words"),
        (NAMES, "2023/6/30", "cell_without_words"),
        (TEAMS, "8", "cell_without_words"),
    ],
    ids=[
        "blank name",
        "blank telephone",
        "word for a telephone",
        "number for a name",
        "day for a name",
        "number for a name with one",
    ],
)
def test_one_cell_unlike_all_others_of_its_column_is_told(others, slip, code, read):
    assert told([*others[:5], slip, *others[5:]], read=read) == [(code, f"A{FIRST + 5}")]


@pytest.mark.parametrize("slip", ["000-0000-41", "000-0000-00041", "0000000041", "000-O000-0041"])
def test_a_number_built_unlike_the_others_of_an_unread_column_is_told(slip):
    assert told([*PHONES, slip]) == [("cell_of_another_form", "A14")]
    assert told([*PHONES, slip], read=True) == []


@pytest.mark.parametrize(
    "texts",
    [
        NAMES,
        PHONES,
        [*NAMES, "—"],
        [*PHONES, "/"],
        [*PHONES, "无"],
        [*NAMES, "", ""],
        [*NAMES, "12", "13"],
        [*PHONES, "待核", "待核"],
        [*PHONES, "138-0000-000", "0575-00000000"],
        [*NAMES[:5], ""],
        [f"示例路{number}号" for number in (3, 48, 182, 5, 66, 7, 120, 9)],
        [*(f"越城区示例路{number}号" for number in range(10, 20)), "科创园"],
        ["2021年"] * 9 + ["2020年"],
    ],
    ids=[
        "words",
        "telephones",
        "a sign for nothing among words",
        "a sign for nothing among numbers",
        "a word for nothing among numbers",
        "two blanks",
        "two numbers",
        "two words",
        "two other forms",
        "few rows",
        "addresses",
        "an address without a number",
        "another year",
    ],
)
def test_what_is_no_slip_or_a_habit_is_not_told(texts):
    assert told(texts) == []


@pytest.mark.parametrize(
    ("serials", "cells"),
    [
        ("1 2 3 4 5 6 7 9 10 11", ["A11"]),
        ("1 2 3 4 5 50 7 8 9 10", ["A9"]),
        ("1 2 3 4 5 5 6 7 8 9", ["A9"]),
        ("1 2 3 4 5 待核 7 8 9 10", ["A9"]),
        ("1 2 3 4 5 - 7 8 9 10", ["A9"]),
        ("-1 2 3 4 5 6 7 8 9 10", ["A4"]),
        ("1 2 3 4 5 6 7 8 9 1", []),
        ("1 2 3 4 5 1 2 3 4 5", []),
        ("01 02 03 04 05 06 07 08 09 10", []),
        ("1 2 3 4 5 6 7 8 9 10", []),
        ("5 3 8 1 9 2 6 4 7 10", []),
    ],
    ids=[
        "row lost",
        "other number",
        "twice",
        "word",
        "sign",
        "minus",
        "anew",
        "groups",
        "two digits",
        "right",
        "ranks",
    ],
)
def test_a_serial_number_that_does_not_follow_is_told(serials, cells):
    found = told(serials.split())
    assert [cell for _, cell in found] == cells
    assert all(code in ("serial_broken", "serial_missing") for code, _ in found)


def test_a_column_that_is_read_is_no_serial_number_though_it_counts():
    assert told(["1", "2", "3", "3", "5", "6", "7", "8", "9", "10"], read=True) == []


def test_a_serial_number_merged_over_the_rows_of_its_case_goes_on():
    texts = ["1", "", "2", "3", "4", "5", "6", "7", "8"]
    assert told(texts, merged=(Merged(FIRST, FIRST + 1, 1, 1),)) == []


@given(st.integers(8, 60), st.data())
def test_whatever_row_is_lost_its_serial_number_is_missed(rows, data):
    lost = data.draw(st.integers(2, rows - 1))
    serials = [str(number) for number in range(1, rows + 1) if number != lost]
    assert told(serials) == [("serial_broken", f"A{FIRST + lost - 1}")]


@pytest.mark.parametrize("others", [PHONES, [str(number) for number in range(1, 11)]], ids=["telephones", "serials"])
def test_no_sentence_repeats_what_the_cell_says(others):
    sheet = sheet_of([*others, "Ada Exemple"])
    [problem] = column_problems(sheet, [], [header(1, "某栏")], list(range(FIRST, FIRST + 11)), MISSING)
    assert "Ada" not in problem.text("zh") + problem.text("en") + str(problem.as_json())
    assert "某栏" in problem.text("zh")


def figures(*columns):
    sheet = sheet_of(*columns)
    headers = [header(number, f"指标{number}") for number in range(1, len(columns) + 1)]
    return [
        (one.code, one.cell)
        for one in blanks_among_figures(sheet, headers, list(range(FIRST, FIRST + len(columns[0]))))
    ]


FULL = ["1", "2", "3", "4", "5"]


def test_the_one_blank_of_its_row_and_column_is_told_in_a_table():
    assert figures(FULL, FULL, ["1", "2", "", "4", "5"], FULL) == [("sources.cell_left_blank", "C6")]


@pytest.mark.parametrize(
    "columns",
    [
        (FULL, FULL, FULL, FULL),
        (FULL, FULL, ["1", "2", "", "", "5"], FULL),
        (FULL, ["1", "2", "", "4", "5"], ["1", "2", "", "4", "5"], FULL),
        (FULL, FULL, ["1", "2", "—", "4", "5"], FULL),
        (FULL, ["1", "2", "", "4", "5"]),
    ],
    ids=["full", "two of a column", "two of a row", "a sign for nothing", "few columns"],
)
def test_blanks_that_a_table_has_by_its_nature_are_not_told(columns):
    assert figures(*columns) == []
