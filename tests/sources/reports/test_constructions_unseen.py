"""Sentences of our own for every construction, worded unlike any text with gold.

Each states what is written and no more. The metamorphic tests change what must change nothing else: what stands around
a sentence, the unit of its money, the width of its characters, the order of two lists at once.
"""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.reports import Extraction
from tests.sources.reports.stated import Case, cases, differences, found

CASES = cases()
DATED = [case for case in CASES if case.date is not None]
UNRELATED = (
    "全面加强党的建设，持续改进工作作风，营造干事创业的良好氛围。",
    "完善城市公共交通网络，新增公交线路12条，开通夜间班线3条。",
    "义务教育阶段在校学生人数保持稳定，新改扩建中小学校20所。",
)
WIDE = {ord(c): ord(c) + 0xFEE0 for c in "0123456789.%()"}


@pytest.mark.parametrize("construction", sorted({case.construction for case in CASES}))
def test_every_sentence_of_a_construction_states_what_is_written_and_no_more(construction: str) -> None:
    own = [case for case in CASES if case.construction == construction]
    assert len(own) >= 15
    wrong = []
    for case in own:
        missed, extra = differences(case, case.read())
        if extra or (missed and not case.gap):
            wrong.append(f"{case.text}: missed {missed}, extra {extra}")
    assert not wrong, "\n".join(wrong)


def test_few_gaps_are_left() -> None:
    assert sum(bool(case.gap) for case in CASES) <= 4


def _spans(extraction: Extraction) -> list[tuple[int, int]]:
    return [(s.start, s.end) for s in extraction.statements]


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(DATED), st.sampled_from(UNRELATED))
def test_an_unrelated_paragraph_before_shifts_offsets_only(case: Case, paragraph: str) -> None:
    alone, after = case.read(), case.read(f"{paragraph}\n{case.text}")
    assert found(after) == found(alone)
    shift = len(paragraph) + 1
    assert _spans(after) == [(start + shift, end + shift) for start, end in _spans(alone)]


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(DATED), st.sampled_from(UNRELATED))
def test_an_unrelated_paragraph_after_changes_nothing(case: Case, paragraph: str) -> None:
    alone, before = case.read(), case.read(f"{case.text}\n{paragraph}")
    assert (found(before), _spans(before)) == (found(alone), _spans(alone))


MONEY = re.compile(r"(?<![\d.,，．至—～~-])(\d{1,6})(?:\.(\d{1,4}))?亿元")
SHARED_UNIT = re.compile(r"\d[、和]\d")  # 388.1、46.2和61.5亿元
IN_MONEY = [
    case for case in CASES if MONEY.search(case.text) and "以上" not in case.text and not SHARED_UNIT.search(case.text)
]


def _in_wan(match: re.Match[str]) -> str:
    whole, decimals = match[1], (match[2] or "").ljust(4, "0")
    return f"{int(whole + decimals)}万元"


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(IN_MONEY))
def test_money_in_another_unit_keeps_the_decimal(case: Case) -> None:
    other = case.read(MONEY.sub(_in_wan, case.text))
    assert [line[1:] for line in found(other)] == [line[1:] for line in found(case.read())]


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(CASES))
def test_full_width_changes_nothing(case: Case) -> None:
    wide = case.read(case.text.translate(WIDE))
    assert [line[1:] for line in found(wide)] == [line[1:] for line in found(case.read())]
    assert _spans(wide) == _spans(case.read())


NAMES = {
    "规上工业增加值": "industrial_value_added",
    "高新技术产业增加值": "hightech_value_added",
    "工业投资": "industrial_investment",
    "高新技术产业投资": "hightech_investment",
    "技术合同成交额": "technology_trade_value",
    "财政科技支出": "fiscal_st_expenditure",
    "全社会研发经费": "rd_expenditure_total",
}
rows = st.lists(st.sampled_from(sorted(NAMES)), min_size=2, max_size=5, unique=True).flatmap(
    lambda names: st.tuples(
        st.just(names),
        st.lists(
            st.integers(1, 400).map(lambda n: f"{n / 10:.1f}%"), min_size=len(names), max_size=len(names), unique=True
        ),
    )
)


def _row(names: list[str], values: list[str]) -> dict[str, str]:
    head, tail = "、".join(names[:-1]), "、".join(values[:-1])
    text = f"全年{head}和{names[-1]}分别增长{tail}和{values[-1]}。"
    return {line[1]: line[0] for line in found(DATED[0].read(text))}


@settings(max_examples=60, deadline=None)
@given(rows, st.randoms(use_true_random=False))
def test_the_same_order_of_both_lists_around_in_turn_gives_the_same_pairs(
    row: tuple[list[str], list[str]], random: st.DataObject
) -> None:
    names, values = row
    pairs = list(zip(names, values, strict=True))
    random.shuffle(pairs)  # type: ignore[attr-defined]
    expected = {NAMES[name]: value for name, value in zip(names, values, strict=True)}
    assert _row(names, values) == expected
    assert _row([n for n, _ in pairs], [v for _, v in pairs]) == expected


@settings(max_examples=60, deadline=None)
@given(rows.filter(lambda row: len(row[0]) > 2), st.data())
def test_a_list_without_one_of_its_members_is_left_open_not_mispaired(
    row: tuple[list[str], list[str]], data: st.DataObject
) -> None:
    names, values = row
    drop = data.draw(st.integers(0, len(names) - 1))
    if data.draw(st.booleans()):
        names = names[:drop] + names[drop + 1 :]
    else:
        values = values[:drop] + values[drop + 1 :]
    assert _row(names, values) == {}
