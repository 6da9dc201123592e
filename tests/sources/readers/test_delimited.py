"""Comma, tab and semicolon are told apart; a row's number is the one Excel shows."""

import pytest

from sources.readers.delimited import read_delimited


def cells(text):
    return {r: {c: cell.raw for c, cell in row.items()} for r, row in read_delimited(text).sheets[0].rows.items()}


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_each_delimiter_gives_the_same_cells(delimiter):
    text = "地区,数\n甲,1\n乙,2\n".replace(",", delimiter)
    assert cells(text) == {1: {1: "地区", 2: "数"}, 2: {1: "甲", 2: "1"}, 3: {1: "乙", 2: "2"}}


def test_cells_that_end_in_a_tab_and_a_comma_at_the_end_of_the_line():
    assert cells("地区\t,2024年\t,\n北京市\t,1.5\t,\n") == {
        1: {1: "地区\t", 2: "2024年\t"},
        2: {1: "北京市\t", 2: "1.5\t"},
    }


def test_tabs_win_where_commas_only_separate_thousands():
    assert cells("地区\t数\n甲\t1,234\n乙\t5\n")[2] == {1: "甲", 2: "1,234"}


def test_blank_lines_and_breaks_in_quotes_count_as_excel_counts():
    assert cells('题\n\n"地\n区",数\n甲,1\n') == {1: {1: "题"}, 3: {1: "地\n区", 2: "数"}, 4: {1: "甲", 2: "1"}}
