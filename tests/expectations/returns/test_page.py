"""What the page 退回说明 says of findings of rules and of reading, in the words of a rule and of its department."""

from __future__ import annotations

from pathlib import Path

import pytest

from expectations.findings import BROKEN, NOT_JUDGED, FileVerdict, Finding, but_confirmed, file_verdict, finding_of
from expectations.rulebook import load_rules
from sources.problems import Problem, Severity, say
from tests.expectations.returns.files import finding, opened, page_rows, page_text, returned
from tests.sources.submissions import changed, read, sample, workbook

DATA = workbook(("台账", [["编号", "金额"], ["一", 5], ["二", 900000]]))


def broken(
    cell: str,
    *,
    severity: Severity = "warning",
    suspicious: bool = False,
    rows: int = 1,
    code: str = BROKEN,
    error: str = "",
) -> Problem:
    """What the intake gate makes of one row that breaks a rule."""
    params = {
        "rule": "st_funds.paid_within_allocated",
        "sentence_zh": "拨付金额不应超过下达金额。",
        "sentence_en": "No more is paid than was allocated.",
        "expected_zh": "不超过 500",
        "expected_en": "at most 500",
        "who_zh": "财政局（核对该项目，改正后重报）",
        "who_en": "the finance bureau",
        "rows": str(rows),
        "suspicious": "yes" if suspicious else "",
        "error": error,
    }
    return Problem(code, params, severity, "台账" if cell else "", cell)


def test_a_broken_rule_shows_with_its_id_sentence_expectation_and_who() -> None:
    made = returned(DATA, finding_of(broken("B3", severity="error")))
    [row] = page_rows(made)
    assert row == [
        1,
        "须改正",
        "台账!B3",
        "拨付金额不应超过下达金额。",
        "不超过 500",
        "财政局（核对该项目，改正后重报）",
        "st_funds.paid_within_allocated",
    ]
    assert opened(made)["台账"]["B3"].comment.text.split("\n") == [
        "【须改正】拨付金额不应超过下达金额。",
        "应当：不超过 500",
        "由谁改正：财政局（核对该项目，改正后重报）",
        "规则：st_funds.paid_within_allocated",
    ]


def test_a_problem_of_reading_shows_its_sentence_in_both_languages_and_that_its_department_corrects_it() -> None:
    one = finding_of(Problem("sources.no_content", {}))
    assert one.sentence("zh") == say("sources.no_content", "zh")
    assert one.sentence("en") == say("sources.no_content", "en")
    assert one.who_fixes("zh") == "报送该文件的部门"
    assert one.who_fixes("en") == "the department that sent the file"
    assert one.severity == "critical"


def test_a_suspicious_number_is_a_question_and_counts_meanwhile() -> None:
    made = returned(DATA, finding_of(broken("B3", suspicious=True)), accepted=True)
    [row] = page_rows(made)
    assert row[1] == "请核实"
    assert "是否属实？" in row[3]
    assert "核实之前这个数照常计入" in row[3]
    said = opened(made)["台账"]["B3"].comment.text
    assert said.startswith("【请核实】")
    assert "核实之前这个数照常计入" in said
    assert "由谁核实：" in said
    assert "对照：不超过 500" in said
    assert "改正：" not in said
    assert "请核实（少见，不一定有错）1 项" in page_text(made)
    assert "须改正" not in page_text(made)


def test_in_a_file_that_is_refused_a_suspicious_number_is_not_said_to_count_already() -> None:
    made = returned(DATA, finding_of(broken("B3", suspicious=True)), finding("台账!B2"))
    suspicious = page_rows(made)[1]
    assert suspicious[1] == "请核实"
    assert "核实之前这个数照常计入" not in page_text(made)
    assert "文件接收后这个数照常计入" in suspicious[3]


def test_what_must_be_corrected_comes_first_and_what_is_to_be_confirmed_last() -> None:
    suspicious = finding("台账!B3", rule="c.c", severity="warning", suspicious=True)
    warning = finding("台账!B2", rule="b.b", severity="warning")
    critical = finding("台账!A2", rule="a.a")
    made = returned(DATA, suspicious, warning, critical)
    assert [row[1] for row in page_rows(made)] == ["须改正", "请核对", "请核实"]
    assert "须改正 1 项、请核对 1 项、请核实（少见，不一定有错）1 项" in page_text(made)


def test_rows_that_break_the_same_rule_are_one_entry_with_a_line_for_each_place() -> None:
    rows = [finding_of(broken(f"B{row}")) for row in (2, 3)]
    made = returned(DATA, *rows, finding_of(broken("", rows=40)), accepted=True)
    assert [row[0] for row in page_rows(made)] == [1, 1, 1]
    assert [row[2] for row in page_rows(made)] == ["台账!B2", "台账!B3", "另有 40 处，未逐一列出"]
    assert "请核对 1 项" in page_text(made)
    assert opened(made)["台账"]["B2"].comment
    assert opened(made)["台账"]["B3"].comment


def test_each_line_has_the_expectation_of_its_own_row() -> None:
    rows = [finding(f"台账!B{row}", rule="a.sum", expected=f"等于 {row}") for row in (2, 3)]
    assert [row[4] for row in page_rows(returned(DATA, *rows, finding(rule="a.sum", failing=3)))] == [
        "等于 2",
        "等于 3",
        "—",
    ]


def test_a_rule_that_could_not_be_judged_is_no_matter_of_the_department() -> None:
    unjudged = finding_of(broken("B3", severity="error", code=NOT_JUDGED, error="division by zero"))
    assert unjudged.error == "division by zero"
    made = returned(DATA, unjudged, finding("台账!B2", rule="a.a"))
    assert [row[-1] for row in page_rows(made)] == ["a.a"]
    assert "division by zero" not in page_text(made)


def test_the_page_tells_what_of_the_earlier_return_is_corrected_open_and_new() -> None:
    made = returned(DATA, finding("台账!B2"), answers=(2, 1, 3))
    assert "已改正 2 处，仍未改正 1 处，新发现 3 处。" in page_text(made)
    assert "与上次退回相比" not in page_text(returned(DATA, finding("台账!B2")))


def test_a_very_long_list_ends_with_how_many_lines_are_missing() -> None:
    many = [finding(f"台账!A{row}", rule=f"a.r{row}") for row in range(1, 701)]
    assert "另有 100 行未列出" in page_text(returned(DATA, *many))


@pytest.mark.parametrize("suspicious", [True, False])
def test_a_verdict_is_the_same_after_being_stored(suspicious: bool) -> None:
    problems = [broken("B3", suspicious=suspicious), Problem("sources.no_content", {}), broken("", rows=7)]
    verdict = file_verdict("0123456789abcdef", False, problems)
    assert FileVerdict.from_json(verdict.as_json()) == verdict
    assert [one.suspicious for one in verdict.findings] == [suspicious, False, False]
    assert [one.failing for one in verdict.findings] == [1, 1, 7]


def test_every_rule_of_the_intake_gate_can_be_told_on_a_page() -> None:
    rules = [rule for rule in load_rules(None) if rule.gate == "intake"]
    assert len(rules) > 20
    findings = [
        Finding(
            rule.id,
            "warning",
            rule.sentence.zh,
            rule.sentence.en,
            who_fixes_zh=rule.who_fixes.zh,
            suspicious=rule.suspicious,
        )
        for rule in rules
    ]
    rows = page_rows(returned(DATA, *findings, accepted=True))
    assert {row[-1] for row in rows} == {rule.id for rule in rules}
    assert all(
        row[1] == ("请核实" if rule.suspicious else "请核对") for row in rows for rule in rules if rule.id == row[-1]
    )


@pytest.mark.parametrize(
    ("confirmed", "left"),
    [
        pytest.param((), ["台账!B2", "台账!B3", ""], id="nothing"),
        pytest.param(("台账!B3",), ["台账!B2", ""], id="a cell"),
        pytest.param(("台账!B2",), ["台账!B2", "台账!B3", ""], id="a cell in which nothing is suspicious"),
        pytest.param(("",), ["台账!B2"], id="all of the file"),
    ],
)
def test_what_a_person_has_confirmed_is_asked_no_more(confirmed: tuple[str, ...], left: list[str]) -> None:
    problems = [broken("B2"), broken("B3", suspicious=True), broken("", suspicious=True, rows=9)]
    verdict = but_confirmed(file_verdict("x", True, problems), confirmed)
    assert ["".join(place.evidence for place in one.places) for one in verdict.findings] == left


# -- workbooks of persons

PERSONS = ("钱百岁", "110108199001011234", "13812345678")


def test_of_a_workbook_of_persons_the_page_and_the_comments_tell_no_value(tmp_path: Path) -> None:
    """The workbook itself goes back to those who sent it, with what they wrote in it."""
    department, dataset = "human_resources_bureau", "talent_introduced"

    def spoil(sheet: object) -> None:
        for row in sheet.iter_rows(min_row=5, max_row=6):  # type: ignore[attr-defined]
            for cell in row:
                if cell.value is not None:
                    cell.value = PERSONS[cell.column % 3]

    data = changed(sample(dataset), spoil)
    reading = read(tmp_path, data, department)
    verdict = file_verdict("x", False, reading.problems)
    assert verdict.findings
    made = returned(data, *verdict.findings)
    book = opened(made)
    comments = [cell.comment.text for sheet in book for row in sheet.iter_rows() for cell in row if cell.comment]
    assert comments
    assert book.worksheets[1]["B6"].value in PERSONS
    for secret in PERSONS:
        assert secret not in page_text(made)
        assert not any(secret in text for text in comments)
