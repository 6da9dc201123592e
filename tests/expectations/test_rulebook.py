"""Rule files: a wrong one is told with its file, its rule and what to do; the package's own have no fault."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from expectations.checks import check_rules
from expectations.rulebook import load_rules
from sources.problems import Problem, Refused

RULE = {
    "id": "own.rule",
    "sentence": {"zh": "本市的规则。", "en": "A rule of this city."},
    "table": "marts.fct_observation",
    "owner": "us",
    "severity": "warning",
    "who_fixes": {"zh": "我们", "en": "we"},
    "failing_rows": "select * from marts.fct_observation where value < 0",
}


def refused(folder: Path, content: object, name: str = "own.yml") -> list[Problem]:
    text = content if isinstance(content, str) else yaml.safe_dump(content, allow_unicode=True)
    (folder / name).write_text(text, encoding="utf-8")
    with pytest.raises(Refused) as refusal:
        load_rules(folder)
    return list(refusal.value.problems)


def without(*keys: str) -> dict[str, object]:
    return {key: value for key, value in RULE.items() if key not in keys}


def test_the_rules_of_the_package_have_no_fault() -> None:
    assert check_rules() == []


@pytest.mark.parametrize("missing", ["sentence", "owner", "who_fixes", "severity", "table", "failing_rows"])
def test_a_rule_without_a_part_of_it_is_refused_by_name(tmp_path: Path, missing: str) -> None:
    [problem] = refused(tmp_path, {"rules": [without(missing)]})
    assert problem.params["rule"] == "own.rule"
    assert problem.params["file"] == "own.yml"
    for language in ("zh", "en"):
        assert "own.rule" in problem.text(language)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "change",
    [
        {"sentence": {"zh": "只有中文。"}},
        {"sentence": {"zh": " ", "en": "blank"}},
        {"owner": ""},
        {"severity": "fatal"},
        {"table": "fct_observation"},
        {"table": "marts.x; drop table y"},
        {"colour": "red"},
        {"expectation": {"type": "expect_column_values_to_be_unique", "kwargs": {"column": "value"}}},
        {"failing_rows": ""},
    ],
)
def test_a_rule_with_a_wrong_part_is_refused_by_name(tmp_path: Path, change: dict[str, object]) -> None:
    problems = refused(tmp_path, {"rules": [{**RULE, **change}]})
    assert {problem.params["rule"] for problem in problems} == {"own.rule"}


def test_rows_are_never_left_out_of_a_rule_in_silence(tmp_path: Path) -> None:
    kwargs = {"column": "value", "row_condition": "value > 0"}
    expectation = {"type": "expect_column_values_to_be_unique", "kwargs": kwargs}
    [problem] = refused(tmp_path, {"rules": [{**without("failing_rows"), "expectation": expectation}]})
    assert "failing_rows" in problem.text("en")


def test_every_wrong_rule_is_told_at_once(tmp_path: Path) -> None:
    problems = refused(tmp_path, {"rules": [without("owner"), {**without("sentence"), "id": "own.other"}]})
    assert {problem.params["rule"] for problem in problems} == {"own.rule", "own.other"}


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("rules: [\n", "rule_file_unreadable"),
        ("just words", "rule_file_without_rules"),
        ("", "rule_file_without_rules"),
        ({"rules": [], "default": {}}, "rule_file_unknown_key"),
        ({"rules": ["words"]}, "rule_without_id"),
        ({"rules": [RULE, RULE]}, "rule_twice"),
    ],
)
def test_a_file_that_is_no_rule_file_is_refused(tmp_path: Path, content: object, code: str) -> None:
    [problem] = refused(tmp_path, content)
    assert problem.code == f"expectations.{code}"
    assert "own.yml" in problem.text("zh")


def test_two_files_of_a_city_do_not_change_the_same_rule(tmp_path: Path) -> None:
    change = {"rules": [{"id": "coverage.inferred", "severity": "warning"}]}
    (tmp_path / "a.yml").write_text(yaml.safe_dump(change), encoding="utf-8")
    [problem] = refused(tmp_path, change, "b.yml")
    assert problem.params == {"file": "b.yml", "rule": "coverage.inferred", "other": "a.yml"}


def test_defaults_of_a_file_count_for_its_new_rules_and_never_change_those_of_the_package(tmp_path: Path) -> None:
    content = {
        "defaults": {"owner": "us", "severity": "warning"},
        "rules": [without("owner", "severity"), {"id": "coverage.inferred", "show": ["value"]}],
    }
    (tmp_path / "own.yml").write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    rules = {rule.id: rule for rule in load_rules(tmp_path)}
    assert (rules["own.rule"].owner, rules["own.rule"].severity) == ("us", "warning")
    assert rules["coverage.inferred"].severity == "info"
    assert rules["coverage.inferred"].show == ("value",)


def test_a_city_may_say_anew_what_must_hold(tmp_path: Path) -> None:
    expectation = {"type": "expect_column_values_to_be_between", "kwargs": {"column": "value", "max_value": 100}}
    content = {"rules": [{"id": "coverage.inferred", "expectation": expectation}]}
    (tmp_path / "own.yml").write_text(yaml.safe_dump(content), encoding="utf-8")
    [inferred] = [rule for rule in load_rules(tmp_path) if rule.id == "coverage.inferred"]
    assert inferred.failing_rows is None
    assert inferred.expectation is not None


def test_a_query_of_the_intake_gate_that_asks_for_what_is_not_there_is_found_before_a_refresh(tmp_path: Path) -> None:
    rules = [
        {**RULE, "id": "own.column", "table": "intake.awards", "failing_rows": "select wonder from intake.awards"},
        {**RULE, "id": "own.table", "table": "intake.wonders", "failing_rows": "select * from intake.awards"},
    ]
    (tmp_path / "own.yml").write_text(yaml.safe_dump({"rules": rules}, allow_unicode=True), encoding="utf-8")
    assert {problem.params["rule"] for problem in check_rules(tmp_path)} == {"own.column", "own.table"}


@pytest.mark.parametrize(
    ("expectation", "code"),
    [
        ({"type": "expect_wonders", "kwargs": {}}, "rule_unknown_expectation"),
        ({"type": "expect_column_values_to_be_unique", "kwargs": {}}, "rule_wrong_expectation"),
        ({"type": "expect_column_values_to_be_unique", "kwargs": {"colum": "value"}}, "rule_wrong_expectation"),
    ],
)
def test_an_expectation_that_the_engine_does_not_know_is_found_before_a_refresh(
    tmp_path: Path, expectation: dict[str, object], code: str
) -> None:
    content = {"rules": [{**without("failing_rows"), "expectation": expectation}]}
    (tmp_path / "own.yml").write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    [problem] = check_rules(tmp_path)
    assert problem.code == f"expectations.{code}"
    assert "own.rule" in problem.text("zh")
    assert "\n" not in problem.text("en")
