"""The second reading of quotes: what each says alone, and how that is compared."""

from __future__ import annotations

import ast
from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

import sources.catalogue
import sources.reports.verifier
from sources.reports.verifier import misread, parse
from tests.sources.reports.reports import read
from tests.sources.reports.test_constructions import STATED

UNITS = yaml.safe_load((Path(sources.catalogue.__file__).parent / "units.yml").read_text(encoding="utf-8"))
IN_TEXTS = [
    (word, base, factor)
    for base, words in UNITS["words"].items()
    for word, factor in words.items()
    if not any(c.isascii() and c.isalpha() for c in word) and not word[0].isdigit()
]

QUOTES = {
    "1.76万家": ("17600", None, "count"),
    "１，２３４．５亿元": ("123450000000", None, "CNY"),
    "1,234.5亿元": ("123450000000", None, "CNY"),
    "2.71 ％": ("2.71", None, "%"),
    "0.15 个百分点": ("0.15", None, "pp"),
    "2.98 万\n件": ("29800", None, "count"),
    "1.2万亿元": ("1200000000000", None, "CNY"),
    "3.5万亿": ("3500000000000", None, "CNY"),
    "3000多亿元": ("300000000000", None, "CNY"),
    "1.2万多家": ("12000", None, "count"),
    "5千余家": ("5000", None, "count"),
    "250多名": ("250", None, "person"),
    "5%—5.5%": ("5", "5.5", "%"),
    "5－5.5％": ("5", "5.5", "%"),
    "1-2家": ("1", "2", "count"),
    "2-3万件": ("20000", "30000", "count"),
    "5000-1万家": ("5000", "10000", "count"),
    "20至30家": ("20", "30", "count"),
    "百分之五": ("5", None, "%"),
    "百分之三点五": ("3.5", None, "%"),
    "千分之三": ("0.3", None, "%"),
    "3.2倍": ("320", None, "%"),
    "3.2‰": ("0.32", None, "%"),
    "三成": ("30", None, "%"),
    "0.24个百分点": ("0.24", None, "pp"),
    "4.6百分点": ("4.6", None, "pp"),
    "三百二十家": ("320", None, "count"),
    "二十三万人": ("230000", None, "person"),
    "两千家": ("2000", None, "count"),
    "十二个": ("12", None, "count"),
    "一亿零五百万元": ("105000000", None, "CNY"),
    "300人次": ("300", None, "person-time"),
    "3.4万人年": ("34000", None, "person-year"),
    "6个月": ("6", None, "month"),
    "5位": ("5", None, "rank"),
}


@pytest.mark.parametrize("quote", QUOTES)
def test_a_quote_alone_says_its_number_and_unit(quote: str) -> None:
    low, high, base = QUOTES[quote]
    found = parse(quote)
    assert found is not None
    assert (found.low, found.high) == (Decimal(low), Decimal(high) if high else None)
    assert base in found.bases


@pytest.mark.parametrize(
    "quote", ["", "abc", "第4位", "5吨", "12公里", "1-2-3家", "30-20家", "5%—5元", "5 6家", "万", "亩"]
)
def test_what_is_no_quantity_of_a_known_unit_says_nothing(quote: str) -> None:
    assert parse(quote) is None


@pytest.mark.parametrize(("word", "base", "factor"), IN_TEXTS)
def test_every_unit_word_of_the_catalogue_means_the_same_here(word: str, base: str, factor: str) -> None:
    for base_unit in (base, *UNITS["also"].get(word, ())):
        found = parse(f"12.5{word}")
        assert found is not None
        assert found.low == Decimal("12.5") * Decimal(factor)
        assert base_unit in found.bases


@settings(deadline=None)
@given(
    st.decimals("0.001", "999999", places=3).map(lambda d: d.normalize()),
    st.sampled_from([("亿元", 10**8), ("万元", 10**4), ("元", 1)]),
    st.booleans(),
    st.booleans(),
)
def test_any_sum_of_money_is_read_exactly(number: Decimal, unit: tuple[str, int], thousands: bool, wide: bool) -> None:
    shown = f"{number:,f}" if thousands else f"{number:f}"
    shown = "".join(chr(ord(c) + 0xFEE0) for c in shown) if wide else shown
    found = parse(shown + unit[0])
    assert found is not None
    assert found.low == number * unit[1]


AGREEING = [
    ("研发经费《129.56亿元》，", "12956000000", None, "CNY"),
    ("研发经费同比下降《3.2%》。", "-3.2", None, "%"),
    ("研发经费增速为-《3.2%》。", "-3.2", None, "%"),
    ("研发经费增速为《-3.2%》。", "-3.2", None, "%"),
    ("新增高企、科小《12》、15家。", "12", None, "count"),
    ("分别为《1.2》、1.5和3亿元。", "120000000", None, "CNY"),
    ("分别列第《4》、第10位。", "4", None, "rank"),
    ("居全省第《五》位", "5", None, "rank"),
    ("位居全国前《50%》", "50", None, "%"),
    ("增长《5%—5.5%》，", "5", "5.5", "%"),
    ("减少《2—3个》，", "-3", "-2", "count"),
]
WRONG = [
    ("研发经费《129.56亿元》，", "12956", None, "CNY"),
    ("研发经费《129.56亿元》，", "12956000000", None, "%"),
    ("研发经费《129.56亿元》，", "12956000001", None, "CNY"),
    ("研发经费《129.56亿元》，", "12956000000", "12957000000", "CNY"),
    ("研发经费同比增长《3.2%》。", "-3.2", None, "%"),
    ("去年下降。今年增长《3.2%》。", "-3.2", None, "%"),
    ("研发经费增速为-《3.2%》。", "3.2", None, "%"),
    ("新增《12》个百分点。", "12", None, "count"),
    ("分别为《1.2》、1.5和3亿元。", "1.2", None, "CNY"),
    ("分别为《1.2》、1.5和3亿元。", "12000", None, "CNY"),
    ("新增《12》，", "12", None, "rank"),
    ("建成《12家》", "12", None, "person"),
    ("增长《5%—5.5%》，", "5", None, "%"),
    ("《第一》家", "1", None, "count"),
]


def of(marked: str, value: str, high: str | None, unit: str) -> str:
    start, end = marked.index("《"), marked.index("》") - 1
    text = marked.replace("《", "").replace("》", "")
    return misread(text, start, end, Decimal(value), Decimal(high) if high else None, unit)


@pytest.mark.parametrize(("marked", "value", "high", "unit"), AGREEING)
def test_a_right_reading_is_confirmed(marked: str, value: str, high: str | None, unit: str) -> None:
    assert of(marked, value, high, unit) == ""


@pytest.mark.parametrize(("marked", "value", "high", "unit"), WRONG)
def test_a_wrong_reading_is_told(marked: str, value: str, high: str | None, unit: str) -> None:
    assert of(marked, value, high, unit)


def test_what_the_engine_makes_of_every_sentence_of_its_tests_is_confirmed() -> None:
    for sentence, _ in STATED.values():
        for s in read(sentence).statements:
            assert misread(sentence, s.start, s.end, s.value, s.value_high, s.unit) == "", (sentence, s.quote)


def test_the_verifier_shares_no_code_with_the_engine() -> None:
    tree = ast.parse(Path(sources.reports.verifier.__file__).read_text(encoding="utf-8"))
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert not [name for name in names if name.startswith("sources")]
