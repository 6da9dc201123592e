"""Periods as sheets write them come out in the project's notation, or not at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.periods import cumulative, parse_period
from sources.spreadsheets.period_words import period_of


@pytest.mark.parametrize(
    ("words", "notation"),
    [
        ("2020年1-10月", "2020-01/2020-10"),
        ("２０２０年1—10月份", "2020-01/2020-10"),
        ("2020年1月至10月", "2020-01/2020-10"),
        ("2020年1-1月", "2020-01"),
        ("2020年1-12月", "2020"),
        ("2020年", "2020"),
        ("2020年度", "2020"),
        ("2019年末", "2019"),
        ("2020年10月", "2020-10"),
        ("202010", "2020-10"),
        ("2020-10", "2020-10"),
        ("2020.10", "2020-10"),
        ("2020年上半年", "2020-01/2020-06"),
        ("2020年前三季度", "2020-01/2020-09"),
        ("2020年1-3季度", "2020-01/2020-09"),
        ("2020年第三季度", "2020-07/2020-09"),
        ("2021-2025年", "2021/2025"),
        ("2020年11月-2021年2月", "2020-11/2021-02"),
    ],
)
def test_a_written_period_has_one_notation(words, notation):
    assert period_of(words) == notation
    assert parse_period(notation).notation == notation


@pytest.mark.parametrize(
    "words", ["1-10月", "上半年", "2020.1", "20201", "2020年13月", "2020年10-1月", "最近20年", "甲", ""]
)
def test_what_states_no_period_is_none(words):
    assert period_of(words) is None


def test_a_period_without_a_year_takes_that_of_its_table():
    assert period_of("1-10月", 2020) == "2020-01/2020-10"
    assert period_of("10月", 2020) == "2020-10"


@given(st.integers(1990, 2050), st.integers(1, 12))
def test_cumulative_months_come_back_as_the_project_writes_them(year, month):
    assert period_of(f"{year}年1-{month}月") == cumulative(year, month)
