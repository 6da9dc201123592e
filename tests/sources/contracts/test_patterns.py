"""Wordings are compared by what they say, not by how they were typed; captures take only what can be one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.contracts.patterns import captures, compiled, match, nearest, normal, rendered


@pytest.mark.parametrize(
    "typed", ["指标：地区生产总值(亿元)", "指标:地区生产总值（亿元）", " 指标 ：地区生产总值 （亿元）\t"]
)
def test_width_and_blanks_do_not_matter(typed):
    assert match(["指标：{indicator}[（{unit}）]"], typed) == {"indicator": "地区生产总值", "unit": "亿元"}


def test_a_name_with_brackets_keeps_them_beside_the_unit():
    found = match(["指标：{indicator}[（{unit}）]"], "指标：研究与试验发展(R&D)经费支出(亿元)")
    assert found == {"indicator": "研究与试验发展(r&d)经费支出", "unit": "亿元"}


def test_an_optional_part_may_be_absent():
    assert match(["[{region}]{period}研发费用情况[表]"], "2020年1-10月研发费用情况") == {"period": "2020年1-10月"}
    assert match(["[{region}]{period}研发费用情况[表]"], "甲市2020年1—10月研发费用情况表") == {
        "region": "甲市",
        "period": "2020年1-10月",
    }


def test_an_optional_part_may_be_one_of_several():
    for typed in ("全职引进台账", "柔性引进台账", "引进台账"):
        assert match(["[全职|柔性]引进台账"], typed) == {}
    assert match(["[全职|柔性]引进台账"], "全职柔性引进台账") is None
    assert match(["甲|乙"], "甲") is None


def test_a_pattern_is_written_out_with_what_it_captures():
    pattern = "[{region}]{period}研发费用[情况|汇总]表[（{unit}）]"
    assert rendered(pattern, {"period": "2020年"}) == "2020年研发费用表"
    assert rendered(pattern, {"period": "2020年", "region": "甲市", "unit": "万元"}) == "甲市2020年研发费用表（万元）"
    with pytest.raises(KeyError):
        rendered(pattern, {})


def test_listed_words_are_all_a_capture_takes():
    assert match(["{level:国家级|国家|省级}{kind}"], "国家级孵化器") == {"level": "国家级", "kind": "孵化器"}
    assert match(["{level:国家级|国家|省级}{kind}"], "市级孵化器") is None


@pytest.mark.parametrize(
    ("name", "period"),
    [
        ("2020年1-10月规上工业研发费用", "2020年1-10月"),
        ("台账202010", "202010"),
        ("2021年1月18日报送的2020年数据", "2020年"),
        ("报送20201118", None),
        ("报送2020-11-18", None),
    ],
)
def test_a_date_in_a_name_is_no_period(name, period):
    assert (match(["*{period}*"], name) or {}).get("period") == period


@pytest.mark.parametrize("broken", ["指标：{indicator", "a]", "[a"])
def test_brackets_that_do_not_close_are_refused(broken):
    with pytest.raises(ValueError, match="unbalanced"):
        compiled(broken)


def test_captures_are_known_by_name():
    assert captures("{kind}[（{count}家）]") == {"kind", "count"}


def test_the_nearest_wordings_are_named_for_a_typo():
    assert nearest("同比增涨", ["同比增长", "本期累计", "地区"]) == "同比增长"
    assert nearest("x", ["同比增长"]) == "-"


@given(st.text(alphabet="规上工业研发费用（）() %％1２", min_size=1, max_size=20))
def test_the_normal_form_is_its_own_normal_form(text):
    assert normal(normal(text)) == normal(text)


@given(st.text(alphabet="研发费用R&D占比", min_size=1, max_size=12))
def test_a_plain_wording_matches_itself(text):
    assert match([text], text) == {}
