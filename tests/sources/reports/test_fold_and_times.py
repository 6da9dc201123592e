"""Folding keeps every position; words of time are found whole and say what they say by themselves."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.reports.fold import fold
from sources.reports.times import TimeExpr, scan_times


@given(st.text(alphabet="１２３，,．.％（）—～“”《》亿元家a ：;；\n", max_size=40))
def test_folding_keeps_the_length_and_folding_twice_changes_nothing(text: str) -> None:
    assert len(fold(text)) == len(text)
    assert fold(fold(text)) == fold(text)


def test_a_full_width_comma_is_a_thousands_separator_only_among_full_width_digits() -> None:
    assert fold("１，２３４家") == "1,234家"
    assert fold("2家，300人") == "2家，300人"


def found(text: str) -> list[tuple[str, dict[str, object]]]:
    neutral = TimeExpr(0, 0, "")
    names = [n for n in TimeExpr.__dataclass_fields__ if n not in ("start", "end", "rule")]
    return [
        (text[t.start : t.end], {n: getattr(t, n) for n in names if getattr(t, n) != getattr(neutral, n)})
        for t in scan_times(fold(text))
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2022年1-9月", {"year": 2022, "first": 1, "last": 9}),
        ("今年1月至7月", {"offset": 0, "first": 1, "last": 7}),
        ("1—11月份", {"first": 1, "last": 11}),
        ("去年上半年", {"offset": -1, "first": 1, "last": 6}),
        ("前三季度", {"first": 1, "last": 9}),
        ("前8个月", {"first": 1, "last": 8}),
        ("截至2022年6月底", {"year": 2022, "first": 1, "last": 6, "until": True}),
        ("2022年3月", {"year": 2022, "first": 3, "last": 3}),
        ("2021-2025年", {"year": 2021, "to_year": 2025}),
        ("到2030年", {"year": 2030}),
        ("明年", {"offset": 1}),
        ("全年", {"whole": True}),
        ("五年来", {"years": 5}),
        ("近3年", {"years": 3}),
        ("“十三五”时期", {"plan": 13}),
        ("２０２２年", {"year": 2022}),
    ],
)
def test_a_word_of_time_says_year_months_or_span(text: str, expected: dict[str, object]) -> None:
    [(_, said)] = found(text)
    assert said == expected


def test_the_base_of_a_comparison_is_marked() -> None:
    [(words, said)] = found("比2020年提高1.8个百分点")
    assert (words, said) == ("2020年", {"year": 2020, "compared": True})


@pytest.mark.parametrize("text", ["比上年增长", "较去年提高", "第5年", "“十四五”规划纲要", "6个月", "30年产权"])
def test_what_only_looks_like_time_is_none(text: str) -> None:
    assert found(text) == []
