"""Every numeral is found once, with its unit and its exact value, or with what else it is."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.catalogue import load_catalogue
from sources.reports.fold import fold
from sources.reports.numerals import Numeral, NumeralScanner
from sources.reports.times import scan_times

SCANNER = NumeralScanner(load_catalogue().units)


def scan(text: str) -> list[Numeral]:
    folded = fold(text)
    return SCANNER.scan(folded, scan_times(folded))


@pytest.mark.parametrize(
    ("text", "quote", "value", "base", "step"),
    [
        ("支出129.30亿元，", "129.30亿元", "12930000000", "CNY", "1000000"),
        ("支出４５１８．０８万元", "４５１８．０８万元", "45180800", "CNY", "100"),
        ("共计3,205家企业", "3,205家", "3205", "count", "1"),
        ("超1.76万家", "1.76万家", "17600", "count", "100"),
        ("增长3.2倍", "3.2倍", "320", "%", "10"),
        ("提高0.24个百分点", "0.24个百分点", "0.24", "pp", "0.01"),
        ("经费1.5万亿元", "1.5万亿元", "1500000000000", "CNY", "100000000000"),
        ("引进300人次", "300人次", "300", "person-time", "1"),
        ("为5%左右", "5%", "5", "%", "1"),
        ("新增三家", "三家", "3", "count", "1"),
        ("获奖二十三项", "二十三项", "23", "count", "1"),
        ("超过百分之五", "百分之五", "5", "%", "1"),
        ("达14.6万人年", "14.6万人年", "146000", "person-year", "1000"),
    ],
)
def test_a_quantity_has_its_unit_and_exact_value(text: str, quote: str, value: str, base: str, step: str) -> None:
    [numeral] = [n for n in scan(text) if n.form == "quantity"]
    assert text[numeral.start : numeral.end] == quote
    assert (numeral.low * numeral.factor, numeral.base, numeral.step) == (Decimal(value), base, Decimal(step))


def test_a_range_has_both_ends_and_the_unit_of_the_last() -> None:
    for text, low, high in [("1-2家", 1, 2), ("5%—5.5%", 5, Decimal("5.5")), ("2至3家", 2, 3), ("10～15亿元", 10, 15)]:
        [numeral] = scan(text)
        assert (numeral.low, numeral.high) == (low, high)
        assert text[numeral.start : numeral.end] == text


@pytest.mark.parametrize(
    ("text", "quote"), [("250多名专家", "250多名"), ("80余项", "80余项"), ("10余万家", "10余万家"), ("2倍多", "2倍多")]
)
def test_a_number_that_goes_beyond_itself_says_so(text: str, quote: str) -> None:
    [numeral] = scan(text)
    assert numeral.more
    assert text[numeral.start : numeral.end] == quote


@pytest.mark.parametrize(
    ("text", "quote"), [("居第4位", "4"), ("位列第十二位", "十二"), ("居全国第二，", "二"), ("列第3名", "3")]
)
def test_a_rank_is_quoted_without_its_words(text: str, quote: str) -> None:
    [numeral] = scan(text)
    assert (numeral.form, text[numeral.start : numeral.end]) == ("rank", quote)


@pytest.mark.parametrize(
    ("text", "klass"),
    [
        ("3.营造氛围", "list_number"),
        ("(2) 强化服务", "list_number"),
        ("沿G92高速", "name"),
        ("PM2.5浓度", "name"),
        ("实施2.0版方案", "name"),
        ("“1+7”平台", "name"),
        ("支持5G基站", "name"),
        ("见脚注[12]。", "footnote"),
        ("第19届运动会", "ordinal"),
        ("三年5天", "duration"),
        ("满60周岁", "duration"),
        ("收入比2.52∶1", "proportion"),
        ("增量的1/4", "fraction"),
        ("电话0571-87654321", "furniture"),
        ("11040102700142号", "document_number"),
    ],
)
def test_what_is_no_quantity_has_its_own_class(text: str, klass: str) -> None:
    assert [n.klass for n in scan(text) if n.form == "other"] == [klass]


PIECES = [
    "12",
    "3.5",
    "1,200",
    "万",
    "亿元",
    "家",
    "第",
    "位",
    "-",
    "—",
    "%",
    "年",
    "月",
    "个",
    "多",
    "三",
    "十",
    "[",
    "]",
    "A",
    "\n",
    "，",
    "(",
    ")",
    "+",
    ":",
]


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_numerals_and_times_never_overlap_and_leave_no_digit_out(text: str) -> None:
    folded = fold(text)
    times = scan_times(folded)
    spans = sorted([(t.start, t.end) for t in times] + [n.around for n in SCANNER.scan(folded, times)])
    assert all(a[1] <= b[0] for a, b in pairwise(spans))
    covered = {i for start, end in spans for i in range(start, end)}
    assert all(i in covered for i, c in enumerate(folded) if c.isdigit())
