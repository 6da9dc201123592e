"""A report against itself: what contradicts is flagged and told with its quotes, and nothing is ever changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.catalogue import load_catalogue
from sources.problems import Problem
from sources.reports import as_reading
from sources.reports.consistency import flagged, interval
from sources.reports.review import review
from sources.rows import Observation, Reading
from tests.sources.reports.reports import read

CATALOGUE = load_catalogue()


def said_of(text: str) -> list[Observation]:
    """The observations of a text of Ningbo of December 2023."""
    return [
        Observation(
            *(s.indicator, s.measure, s.region_code, s.period, s.kind, s.scope, s.breakdown, s.qualifier),
            *(s.value, s.value_high, s.unit, s.quote, s.step, f"#{s.start}:{s.end}", text, s.flags),
        )
        for s in read(text).statements
    ]


def checked(text: str) -> tuple[list[Observation], list[Problem]]:
    return flagged(said_of(text), text, CATALOGUE)


RIGHT = {
    "parts give the total": "选派科技特派员118人，其中团队科技特派员9支84人、综合体特派员4支34人。",
    "rounded parts give a rounded total": "2022年，研发经费402.7亿元，其中基础研究经费20.3亿元，"
    "应用研究经费40.4亿元，试验发展经费342.1亿元。",
    "parts leave others": "选派科技特派员136人，其中团队科技特派员9支84人、综合体特派员4支34人。",
    "one part is not stated": "选派科技特派员118人，其中团队科技特派员9支84人。",
    "a coarser figure is the same": "2022年研发经费402.68亿元。2022年研发经费402.7亿元。",
    "more than is no contradiction": "2022年研发经费402.68亿元。2022年研发经费超过400亿元。",
    "about leaves room": "2022年研发经费402.68亿元。2022年研发经费400亿元左右。",
    "share and denominator": "2022年，研发经费500亿元，基础研究经费30亿元，基础研究经费占研发经费比重为6%。",
    "change and growth": "2022年，研发经费500亿元，比上年增加40亿元，增长8.7%。",
    "a better rank": "2022年，科技创新能力指数由全省第5位上升到第4位。",
    "a worse rank": "2022年，科技创新能力指数由全省第4位下降到第5位。",
}
WRONG = {
    "parts beyond the total": (
        "选派科技特派员118人，其中团队科技特派员9支84人、综合体特派员4支35人。",
        "inconsistent_total",
        ("118人", "84人 + 35人"),
    ),
    "parts short of a rounded total": (
        "2022年，研发经费402.7亿元，其中基础研究经费20.3亿元，应用研究经费40.4亿元，试验发展经费340.1亿元。",
        "inconsistent_total",
        ("402.7亿元", "20.3亿元 + 40.4亿元 + 340.1亿元"),
    ),
    "one figure twice": (
        "2022年研发经费402.68亿元。2022年研发经费402.86亿元。",
        "stated_differently",
        ("402.68亿元", "402.86亿元"),
    ),
    "less than what it is more than": (
        "2022年研发经费402.68亿元。2022年研发经费超过403亿元。",
        "stated_differently",
        ("402.68亿元", "403亿元"),
    ),
    "share and denominator": (
        "2022年，研发经费500亿元，基础研究经费30亿元，基础研究经费占研发经费比重为9%。",
        "inconsistent_share",
        ("30亿元", "500亿元", "9%"),
    ),
    "change and growth": (
        "2022年，研发经费500亿元，比上年增加40亿元，增长9.7%。",
        "inconsistent_growth",
        ("500亿元", "40亿元", "9.7%"),
    ),
    "a worse rank that is called better": (
        "2022年，科技创新能力指数由全省第4位上升到第5位。",
        "inconsistent_direction",
        ("4", "5"),
    ),
    "a smaller share that is called greater": (
        "研发经费占地区生产总值比重由2.9%提高到2.7%。",
        "inconsistent_direction",
        ("2.9%", "2.7%"),
    ),
}


@pytest.mark.parametrize("name", RIGHT)
def test_what_agrees_within_rounding_and_hedges_is_not_flagged(name: str) -> None:
    before = said_of(RIGHT[name])
    assert len(before) > 1
    assert checked(RIGHT[name]) == (before, [])


@pytest.mark.parametrize("name", WRONG)
def test_what_contradicts_is_flagged_and_told_with_its_quotes(name: str) -> None:
    text, flag, quotes = WRONG[name]
    after, problems = checked(text)
    assert [problem.code for problem in problems] == [f"sources.report_{flag}"]
    assert problems[0].severity == "warning"
    for language in ("zh", "en"):
        assert all(quote in problems[0].text(language) for quote in quotes)  # type: ignore[arg-type]
    named = {quote for quoted in quotes for quote in quoted.split(" + ")}
    assert {o.value_text for o in after if flag in o.flags} == named
    assert [replace(o, flags=()) for o in after] == [replace(o, flags=()) for o in said_of(text)]


def test_a_change_of_a_share_is_held_against_both_shares() -> None:
    base = said_of("2022年，研发经费占地区生产总值比重为2.9%。")[0]
    before = replace(base, period="2021", value=Decimal("2.6"), value_text="2.6%", evidence="#30:34")
    change = replace(base, measure="change_yoy", unit="pp", value_text="0.3个百分点", evidence="#40:47")
    right = replace(change, value=Decimal("0.3"))
    wrong = replace(change, value=Decimal("0.5"))
    assert flagged([base, before, right], "", CATALOGUE)[1] == []
    after, [problem] = flagged([base, before, wrong], "", CATALOGUE)
    assert all("inconsistent_change" in o.flags for o in after)
    assert problem.params == {"before": "2.6%", "level": base.value_text, "change": "0.3个百分点"}


def test_growth_at_comparable_prices_is_not_held_against_levels() -> None:
    assert checked("2022年，地区生产总值5000亿元，比上年增加400亿元，增长3.7%。")[1] == []


def test_a_target_is_not_held_against_what_was() -> None:
    text = "2022年，高新技术企业达到400家。\n2024年，力争高新技术企业达到500家。"
    assert checked(text)[1] == []


ONE = Observation(
    *("rd_expenditure_total", "level", "330200", "2022", "actual", "", "", "="),
    *(Decimal(100), None, "CNY", "100元", Decimal(1), "#0:4"),
)


@settings(deadline=None)
@given(st.decimals(1, 10**6, places=4), st.integers(0, 4), st.integers(0, 4))
def test_two_roundings_of_one_number_never_contradict(exact: Decimal, places: int, others: int) -> None:
    rounded = []
    for digits in (places, others):
        step = Decimal(1).scaleb(-digits)
        rounded.append(replace(ONE, value=exact.quantize(step), value_step=step))
    assert interval(rounded[0]).meets(interval(rounded[1]))


@settings(deadline=None)
@given(st.lists(st.decimals(1, 10**6, places=4), min_size=3, max_size=3), st.integers(0, 3))
def test_rounded_parts_never_contradict_their_rounded_total(parts: list[Decimal], places: int) -> None:
    names = ["rd_expenditure_basic", "rd_expenditure_applied", "rd_expenditure_experimental"]
    step = Decimal(1).scaleb(-places)
    pairs = [*zip(names, parts, strict=True), ("rd_expenditure_total", sum(parts, Decimal(0)))]
    stated = [replace(ONE, indicator_id=name, value=v.quantize(step), value_step=step) for name, v in pairs]
    assert flagged(stated, "", CATALOGUE) == (stated, [])


def test_a_value_that_its_quote_does_not_confirm_is_set_aside_with_its_sentence() -> None:
    text = "2022年研发经费402.68亿元，技术合同成交额79亿元。"
    right, other = said_of(text)
    reading = Reading(observations=[replace(right, value=right.value * 10), other])
    review(reading, text, read(text).mentions, CATALOGUE)
    assert reading.observations == [other]
    [aside] = reading.set_aside
    assert (aside.evidence, aside.raw, aside.problem.code) == (right.evidence, text, "sources.report_number_misread")
    for language in ("zh", "en"):
        assert text in aside.problem.text(language)  # type: ignore[arg-type]


def test_every_numeral_is_counted_in_its_class() -> None:
    text = "1. 2022年新增高新技术企业20-30家，建成公园12个，居全省第4位。"
    reading = Reading(observations=said_of(text))
    review(reading, text, read(text).mentions, CATALOGUE)
    assert sum(reading.numerals.values()) == len(read(text).mentions)
    assert reading.numerals["list_number"] == reading.numerals["period"] == 1


def test_a_report_file_is_looked_over_on_its_way_in() -> None:
    text = "2022年，选派科技特派员118人，其中团队科技特派员9支84人、综合体特派员4支35人，新建公园12个。"
    reading = as_reading(
        text.encode(), region="宁波市", known_on=date(2022, 12, 20), home_region=None, arrived_on=date(2022, 12, 21)
    )
    assert [problem.code for problem in reading.problems] == ["sources.report_inconsistent_total"]
    assert {o.value_text for o in reading.observations if "inconsistent_total" in o.flags} == {"118人", "84人", "35人"}
    assert (reading.numerals["value"], reading.numerals["open"]) == (5, 1)
