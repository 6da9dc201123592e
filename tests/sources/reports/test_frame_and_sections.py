"""Whose report it is, which years it speaks of, and which of its parts look ahead; inferred where it is not given."""

from __future__ import annotations

import datetime as dt

import pytest

from sources.problems import Refused
from sources.reports import extract
from tests.sources.reports.reports import read, said

REPORT = """2024年甬江市政府工作报告
——2024年1月16日在宁波市第十六届人民代表大会第四次会议上
各位代表：
一、2023年工作回顾
过去一年，高新技术企业达到7800家。
各位代表！五年来，全社会研发投入年均增长11%，技术合同成交额增长2倍。
二、2024年工作安排
今年是“十四五”规划实施的关键一年。技术合同成交额达到600亿元。
力争到2027年，研发投入强度达到4%。
"""


def test_region_and_date_come_from_the_head_of_a_report_and_are_marked_as_inferred() -> None:
    found = read(REPORT, region=None, date=None)
    assert (found.region, found.date) == ("宁波市", dt.date(2024, 1, 16))
    assert set(found.inferred) == {"region", "date"}
    assert all({"region_inferred", "date_inferred"} <= set(s.flags) for s in found.statements)


def test_each_section_has_its_own_time_and_kind() -> None:
    assert said(read(REPORT, date="2024-01-16")) == [
        "7800家 hightech_enterprises level 2023 actual = 7800 count",
        "11% rd_expenditure_total growth_avg 2019/2023 actual = 11 %",
        "2倍 technology_trade_value growth_multi 2019/2023 actual = 200 %",
        "600亿元 technology_trade_value level 2024 target = 60000000000 CNY",
        "4% rd_intensity level 2027 target = 4 %",
    ]


def test_a_report_without_headings_turns_ahead_where_it_says_so() -> None:
    text = (
        "今年新增高新技术企业900家。\n"
        "坚持创新核心地位，力争全年实现：新增高新技术企业1000家。抓好五个方面工作：\n"
        "1.培育科技型中小企业2000家。"
    )
    assert said(read(text)) == [
        "900家 hightech_enterprises_new level 2023 actual = 900 count",
        "1000家 hightech_enterprises_new level 2024 target = 1000 count",
        "2000家 tech_smes_new level 2024 target = 2000 count",
    ]


def test_a_bulletin_speaks_of_the_year_in_its_title() -> None:
    text = "2022年科技经费投入公报\n基础研究经费12.6亿元，比上年增长10.7%。"
    assert [s.period for s in read(text, date="2023-09-18").statements] == ["2022", "2022"]


def test_in_the_middle_of_a_year_review_and_plan_are_of_that_year() -> None:
    text = "一、上半年工作总结\n技术合同成交额210亿元。\n二、下半年工作打算\n全年技术合同成交额达到500亿元。"
    stated = [(s.period, s.kind) for s in read(text, date="2023-07-10").statements]
    assert stated == [("2023", "actual"), ("2023", "target")]


def test_months_that_had_passed_in_the_year_of_a_report_are_of_that_year() -> None:
    text = "今年1-2月，规上工业增加值同比增长8.2%。今年1-11月，规上工业增加值同比增长7.1%。"
    stated = [(s.period, s.kind) for s in read(text, date="2024-03-10").statements]
    assert stated == [("2024-01/2024-02", "actual"), ("2023-01/2023-11", "actual")]


def test_the_home_region_stands_in_for_a_region_that_the_text_does_not_tell() -> None:
    text = "新认定科技型中小企业210家。"
    found = extract(text, region=None, date=dt.date(2023, 12, 20), home_region="330200")
    assert (found.region, found.inferred) == ("宁波市", ("region",))


@pytest.mark.parametrize(
    ("region", "date", "code"),
    [
        ("宁波市", None, "sources.report_year_unknown"),
        (None, dt.date(2023, 12, 20), "sources.report_region_unknown"),
        ("云梦泽市", dt.date(2023, 12, 20), "sources.report_region_not_known"),
    ],
)
def test_what_cannot_be_told_is_refused_with_what_to_do(region: str | None, date: dt.date | None, code: str) -> None:
    with pytest.raises(Refused) as refused:
        extract("新认定科技型中小企业210家。", region=region, date=date)
    [problem] = refused.value.problems
    assert problem.code == code
    assert problem.text("zh")
    assert problem.text("en")


def test_a_short_name_of_another_region_is_no_region() -> None:
    stated = said(read("在处室长沙龙上，高新技术企业达到7800家。"))
    assert not any("@" in line for line in stated)
