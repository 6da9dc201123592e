"""Which return a new file answers, and what became of its findings."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from expectations.findings import FilePlace, Finding
from expectations.returns.loop import Loop, Sent, answered, compared, number_of

PERIOD = ("2020-01/2020-10",)
RETURN = Sent("old", "统计局", "industrial_rd", PERIOD, frozenset(["统计局/2020年10月研发.xlsx"]), 1)
UNKNOWN = replace(RETURN, dataset="", periods=())
NEW = replace(RETURN, submission_id="new", seq=9)

PLACES = st.tuples(st.just("表"), st.sampled_from(["A1", "A2", "A3", "B7"])).map(lambda place: FilePlace(*place))
FINDINGS = st.lists(
    st.builds(
        Finding,
        rule_id=st.sampled_from(["a.a", "b.b"]),
        severity=st.sampled_from(["critical", "warning", "info"]),
        sentence_zh=st.sampled_from(["不是数", "不相等"]),
        sentence_en=st.just("x"),
        places=st.lists(PLACES, max_size=3, unique=True).map(tuple),
        failing=st.integers(1, 5),
        suspicious=st.booleans(),
        error=st.sampled_from(["", "", "", "division by zero"]),
    ),
    max_size=5,
)


@given(FINDINGS, FINDINGS)
def test_every_old_finding_is_fixed_or_open_and_every_one_of_today_is_open_or_new(
    before: list[Finding], after: list[Finding]
) -> None:
    loop = compared(before, after)
    assert min(loop) >= 0
    assert loop.fixed + loop.still_open == number_of(before)
    assert loop.still_open + loop.newly_found == number_of(after)


@given(FINDINGS, FINDINGS)
def test_the_order_in_which_findings_are_told_decides_nothing(before: list[Finding], after: list[Finding]) -> None:
    assert compared(before, after) == compared(before[::-1], after[::-1])


@given(FINDINGS)
def test_the_same_findings_are_all_open_and_none_are_all_fixed(findings: list[Finding]) -> None:
    number = number_of(findings)
    assert compared(findings, findings) == Loop(0, number, 0)
    assert compared(findings, []) == Loop(number, 0, 0)
    assert compared([], findings) == Loop(0, 0, number)


@given(FINDINGS)
def test_what_a_department_need_not_act_on_is_not_counted(findings: list[Finding]) -> None:
    acted_on = [one for one in findings if one.severity != "info" and not one.error]
    assert number_of(findings) == sum(max(one.failing, len(one.places)) for one in acted_on)


def at(*cells: str, rule: str = "a.a", sentence: str = "不是数", failing: int = 1) -> Finding:
    places = tuple(FilePlace("表", cell) for cell in cells)
    return Finding(rule, "critical", sentence, "x", places, failing=max(failing, len(places)))


@pytest.mark.parametrize(
    ("before", "after", "loop"),
    [
        pytest.param([at("A1", "A2")], [at("A2")], Loop(1, 1, 0), id="one of two cells is corrected"),
        pytest.param([at("A1")], [at("A1", sentence="值是“七”")], Loop(0, 1, 0), id="the same cell is wrong otherwise"),
        pytest.param([at("A1")], [at("A9")], Loop(0, 1, 0), id="rows have moved"),
        pytest.param([at("A1")], [at("A9", sentence="值是“七”")], Loop(1, 0, 1), id="another cell says another thing"),
        pytest.param([at("A1")], [at("A1", rule="b.b")], Loop(1, 0, 1), id="the same cell breaks another rule"),
        pytest.param(
            [at("A1", failing=50)], [at("A1", failing=20)], Loop(30, 20, 0), id="rows that are not listed count"
        ),
    ],
)
def test_what_became_of_findings(before: list[Finding], after: list[Finding], loop: Loop) -> None:
    assert compared(before, after) == loop


def test_one_file_can_answer_two_returns() -> None:
    assert Loop(1, 2, 3).and_also(Loop(4, 0, 1)) == Loop(5, 2, 4)


# -- which return a file answers


def test_a_file_of_the_same_dataset_and_period_answers_whatever_it_is_called() -> None:
    new = replace(NEW, paths=frozenset(["统计局/新的.xlsx"]))
    same_path = replace(UNKNOWN, submission_id="by name", paths=new.paths)
    assert answered(new, [same_path, RETURN]) == [RETURN]


def test_then_one_under_the_same_path_answers_where_nothing_says_it_is_of_something_else() -> None:
    same_stem = replace(UNKNOWN, submission_id="by stem", paths=frozenset(["统计局/2020年10月研发（修改）.xlsx"]))
    assert answered(NEW, [same_stem, UNKNOWN]) == [UNKNOWN]


@pytest.mark.parametrize(
    "name",
    [
        "2020年10月研发（修改）.xlsx",
        "2020年10月研发-v2.xlsx",
        "2020年10月研发 (1).xlsx",
        "2020年10月研发_更正版.xls",
        "2020年10月研发-退回-0123abcd.xlsx",
        "2020年10月研发-退回-0123abcd（改）.xlsx",
        "2020年10月研发-退回-0123abcd (1) 最终稿.xlsx",
        "更正/2020年10月研发.csv",
    ],
)
def test_then_one_whose_name_only_says_that_it_is_corrected(name: str) -> None:
    new = replace(NEW, dataset="", periods=(), paths=frozenset([f"统计局/{name}"]))
    assert answered(new, [UNKNOWN]) == [UNKNOWN]


@pytest.mark.parametrize("name", ["2020年11月研发.xlsx", "2020年10月研发人员.xlsx", "研发.xlsx", "2020年1月研发.xlsx"])
def test_another_name_answers_nothing(name: str) -> None:
    new = replace(NEW, dataset="", periods=(), paths=frozenset([f"统计局/{name}"]))
    assert answered(new, [UNKNOWN]) == []


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(replace(NEW, department_id="税务局"), id="another department"),
        pytest.param(replace(NEW, seq=0), id="one that came before"),
        pytest.param(replace(NEW, submission_id="old"), id="the same file again"),
        pytest.param(replace(NEW, periods=("2020-11",)), id="the next month under the same path"),
        pytest.param(replace(NEW, dataset="hightech_output"), id="another dataset under the same path"),
    ],
)
def test_what_is_of_something_else_answers_nothing(other: Sent) -> None:
    assert answered(other, [RETURN]) == []


def test_one_report_does_not_answer_another_of_the_same_time_but_its_own_correction_does() -> None:
    report = replace(RETURN, dataset="reports", restates=False)
    other = replace(report, submission_id="new", seq=9, paths=frozenset(["统计局/另一份报告.docx"]))
    assert answered(other, [report]) == []
    assert answered(replace(other, paths=report.paths), [report]) == [report]


def test_a_file_answers_every_return_that_it_restates() -> None:
    second = replace(RETURN, submission_id="old 2", seq=2, paths=frozenset(["统计局/又一份.xlsx"]))
    assert answered(NEW, [RETURN, second]) == [RETURN, second]
