"""A sentence that begins with 其中 speaks of the time of the sentence before it, if that speaks of one."""

from __future__ import annotations

import pytest

from tests.sources.reports.reports import read, said

GO_ON = [
    ("2021年，全社会研发经费402.6亿元。其中，基础研究经费12.3亿元。", "12.3亿元", "2021"),
    ("2020年全社会研发经费投入388亿元，增长7%。其中应用研究经费41.2亿元，试验发展经费300亿元。", "300亿元", "2020"),
    (
        "今年1-9月，全社会研发经费301亿元。其中，企业研发经费270亿元、基础研究经费9.7亿元。",
        "9.7亿元",
        "2023-01/2023-09",
    ),
    ("截至2022年底，高新技术企业4100家。其中，慈溪市高新技术企业820家。", "820家", "2022"),
    ("比2019年增长20%，2021年全社会研发经费达402.6亿元。其中，基础研究经费12.3亿元。", "12.3亿元", "2021"),
    ("2021年，全社会研发经费402.6亿元。其中，基础研究经费12.3亿元。其中，应用研究经费30.1亿元。", "30.1亿元", "2021"),
]
ELSE = [
    ("2021年，全社会研发经费402.6亿元。其中，2020年基础研究经费11.8亿元。", "11.8亿元", "2020"),
    ("2021年，全社会研发经费402.6亿元。基础研究经费12.3亿元。", "12.3亿元", "2023"),
    ("2021年，全社会研发经费402.6亿元。\n其中，基础研究经费12.3亿元。", "12.3亿元", "2023"),
]


@pytest.mark.parametrize(("text", "quote", "period"), [*GO_ON, *ELSE])
def test_the_time_goes_on_within_a_paragraph_unless_another_is_said(text: str, quote: str, period: str) -> None:
    [found] = [s for s in read(text).statements if s.quote == quote]
    assert found.period == period


def test_after_a_sentence_of_two_times_nothing_is_said_of_either() -> None:
    text = "2021年全社会研发经费402.6亿元，2022年441亿元。其中，基础研究经费12.3亿元，森林覆盖率48%。"
    found = read(text)
    assert [line.split()[0] for line in said(found)] == ["402.6亿元", "441亿元"]
    assert not found.open_statements


def test_what_the_catalogue_lacks_goes_on_too() -> None:
    _, part = read("2021年，森林面积402万亩。其中，公益林120万亩。").open_statements
    assert (part.words, part.stated.period) == ("公益林", "2021")
