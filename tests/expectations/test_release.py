"""The release gate on real, small builds: right ones pass, each planted defect is caught by the rule that names it."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import duckdb
import pytest
import yaml

from expectations.failing_rows import MOST_ROWS, failing_rows_sql
from expectations.release import judge_build
from expectations.rulebook import load_rules
from expectations.verdicts import BuildVerdict, RuleVerdict
from sources.problems import Refused
from tests.expectations.builds import TinyBuild, declared_tables, good_build, md5
from tests.expectations.planted import ROWS, WHOLE_TABLES

RULES = {rule.id: rule for rule in load_rules()}
Broken = tuple[BuildVerdict, dict[str, str]]


def of(verdict: BuildVerdict, rule_id: str) -> RuleVerdict:
    return next(one for one in verdict.verdicts if one.rule_id == rule_id)


def city_rules(folder: Path, *rules: dict[str, object]) -> Path:
    folder.mkdir()
    (folder / "own.yml").write_text(yaml.safe_dump({"rules": list(rules)}, allow_unicode=True), encoding="utf-8")
    return folder


def own_rule(**keys: object) -> dict[str, object]:
    words = {"zh": "本市的规则。", "en": "A rule of this city."}
    rule = {
        "id": "own.rule",
        "sentence": words,
        "table": "marts.fct_observation",
        "owner": "us",
        "severity": "critical",
    }
    return {**rule, "who_fixes": {"zh": "我们", "en": "we"}, **keys}


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> BuildVerdict:
    """The verdict on a build with many odd inputs, and one derived number that its mart shows wrongly."""
    build = good_build(tmp_path_factory.mktemp("odd"))
    source = build.submission("odd.xlsx")
    build.observe("rd_share", "507", source, "占比!C4", period="2018")
    for number in range(MOST_ROWS + 10):
        build.observe("firms", "-1", source, f"负数!C{number}", period=f"{1980 + number}")
    growth = [
        build.observe("rd_spending", value, source, cell, measure="growth_yoy", period="2018", breakdown=cell)
        for value, cell in (("5.3", "投资!B4"), ("2.1", "投资!C4"))
    ]
    row = build.show("mart_hightech_output", growth[0], {"hightech_investment_growth_gap": "3.2"})
    build.run(f"update evidence.mart_numbers set observation_id = 'gap', formula = 'a - b' where row_id = '{row}'")
    for one in growth:
        build.insert("evidence.derived_inputs", observation_id="gap", input_observation_id=one["observation_id"])
    build.run(f"update marts.mart_hightech_output set hightech_investment_growth_gap = 4 where row_id = '{row}'")
    return judge_build(build.close())


def test_every_rule_has_a_planted_defect() -> None:
    assert set(RULES) == set(ROWS) | set(WHOLE_TABLES)


def test_every_rule_is_about_a_table_and_shows_columns_that_the_models_declare() -> None:
    tables = declared_tables()
    assert {rule.table for rule in RULES.values()} <= set(tables)
    for rule in RULES.values():
        if rule.expectation is not None:
            asked = rule.expectation.kwargs
            named = [*asked.get("column_list", []), *asked.get("column_set", []), *filter(None, [asked.get("column")])]
            assert set(named) <= set(tables[rule.table]), rule.id
            assert set(rule.show) <= set(tables[rule.table]), rule.id


@pytest.mark.parametrize("rule_id", RULES)
def test_a_rule_passes_on_a_good_build(good: BuildVerdict, rule_id: str) -> None:
    verdict = of(good, rule_id)
    assert verdict.outcome == "passed", (verdict.reason, verdict.rows)


def test_a_good_build_may_be_published(good: BuildVerdict) -> None:
    assert good.passed
    assert len(good.verdicts) == len(RULES)


@pytest.mark.parametrize("rule_id", ROWS)
def test_a_rule_catches_its_planted_row_and_shows_where_it_stands(broken: Broken, rule_id: str) -> None:
    verdict = of(broken[0], rule_id)
    assert verdict.outcome == "failed", verdict.reason
    assert verdict.failing >= len(verdict.rows) > 0
    places = [place.text() for row in verdict.rows for place in row.places]
    assert any(broken[1][rule_id] in shown for shown in [*places, *(row.text for row in verdict.rows)])


@pytest.mark.parametrize("rule_id", WHOLE_TABLES)
def test_a_rule_catches_a_table_that_is_not_as_others_rely_on_it(misshapen: BuildVerdict, rule_id: str) -> None:
    verdict = of(misshapen, rule_id)
    assert verdict.outcome == "failed", verdict.reason
    assert any(WHOLE_TABLES[rule_id][1] in row.text for row in verdict.rows)


def test_a_failing_row_names_department_file_and_cell(broken: Broken) -> None:
    row = next(row for row in of(broken[0], "plausible.share").rows if "507" in row.value)
    assert [place.text() for place in row.places] == ["统计局 · plausible.share.xlsx · plausible.share!C17"]
    assert "研发经费占比" in row.text
    assert "望海市" in row.text


def test_what_an_input_can_cause_is_reported_and_holds_nothing(odd: BuildVerdict) -> None:
    [row] = of(odd, "plausible.share").rows
    assert [place.evidence for place in row.places] == ["占比!C4"]
    assert not any(one.holds for one in odd.verdicts if one.rule_id != "hightech.numbers_traced")


def test_an_engine_error_is_an_error_and_neither_passed_nor_failed(misshapen: BuildVerdict) -> None:
    untraced = of(misshapen, "trade.types_within_total")  # its column is gone
    assert untraced.outcome == "error"
    assert "amount" in untraced.reason
    assert untraced.holds
    assert not misshapen.passed


def test_a_build_without_a_table_cannot_be_judged_and_is_held(tmp_path: Path) -> None:
    build = good_build(tmp_path)
    build.run("drop table marts.mart_talent")
    verdict = judge_build(build.close())
    found = {one.outcome for one in verdict.verdicts if one.table == "marts.mart_talent"}
    assert found == {"error"}
    assert "marts.mart_talent" in of(verdict, "talent.columns").reason
    assert of(verdict, "observation.columns").outcome == "passed"
    assert not verdict.passed


def test_a_build_of_an_empty_inbox_is_judged_and_passes(tmp_path: Path) -> None:
    build = TinyBuild(tmp_path)
    build.catalogue()
    verdict = judge_build(build.close())
    assert verdict.passed
    assert {one.outcome for one in verdict.verdicts} == {"passed"}


def test_judging_changes_no_byte_and_leaves_no_lock(tmp_path: Path) -> None:
    file = good_build(tmp_path).close() / "warehouse.duckdb"
    before = hashlib.sha256(file.read_bytes()).hexdigest()
    judge_build(tmp_path)
    assert hashlib.sha256(file.read_bytes()).hexdigest() == before
    assert [path.name for path in tmp_path.iterdir()] == ["warehouse.duckdb"]
    with duckdb.connect(str(file)) as writer:
        writer.execute("create table marts.after_the_gate (i integer)")


def test_a_folder_without_a_build_is_refused_with_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refusal:
        judge_build(tmp_path)
    assert refusal.value.problems[0].code == "expectations.no_build"
    (tmp_path / "warehouse.duckdb").write_text("no database at all")
    with pytest.raises(Refused) as refusal:
        judge_build(tmp_path)
    assert refusal.value.problems[0].code == "expectations.build_unreadable"
    assert "\n" not in refusal.value.problems[0].text("zh")


def test_the_first_rows_are_kept_and_all_are_counted(odd: BuildVerdict) -> None:
    verdict = of(odd, "plausible.not_negative")
    assert verdict.failing == MOST_ROWS + 10
    assert len(verdict.rows) == MOST_ROWS


def test_a_derived_number_leads_to_the_cells_of_both_inputs(odd: BuildVerdict) -> None:
    assert [p.evidence for p in of(odd, "hightech.numbers_traced").rows[0].places] == ["投资!B4", "投资!C4"]
    assert of(odd, "evidence.numbers_have_observations").outcome == "passed"


def test_all_failing_rows_are_counted_by_the_departments_they_come_from(odd: BuildVerdict) -> None:
    assert of(odd, "plausible.not_negative").departments == {"d1": MOST_ROWS + 10}  # what the row itself says
    assert of(odd, "hightech.numbers_traced").departments == {md5("统计局")[:8]: 1}  # of its inputs


def test_the_history_has_a_row_for_each_department_that_broke_a_rule_and_one_for_each_other_rule(
    odd: BuildVerdict, by_city_rules: BuildVerdict
) -> None:
    rows = list(odd.history())
    broken = [(row["department_id"], row["failing"]) for row in rows if row["rule_id"] == "plausible.not_negative"]
    assert broken == [("d1", MOST_ROWS + 10)]
    assert {(row["broken"], row["department_id"]) for row in rows if row["outcome"] == "passed"} == {(0, "")}
    found = {row["rule_id"]: (row["outcome"], row["broken"], row["failing"]) for row in by_city_rules.history()}
    assert found["own.there"] == ("failed", 1, 1)  # about a table as such: nobody's
    assert found["own.lost"] == ("error", 0, 0)


@pytest.fixture(scope="module")
def by_city_rules(tmp_path_factory: pytest.TempPathFactory) -> BuildVerdict:
    """The verdict on a good build with one odd share, by the package's rules and those of a city."""
    folder = tmp_path_factory.mktemp("city")
    many = {"type": "expect_table_row_count_to_be_between", "kwargs": {"min_value": 1000}}
    there = {"type": "expect_column_to_exist", "kwargs": {"column": "colour"}}
    extra = city_rules(
        folder / "rules",
        own_rule(id="own.sql", failing_rows=AWKWARD_SQL, show=["said", "shown"]),
        own_rule(id="own.many", expectation=many),
        own_rule(id="own.there", expectation=there),
        own_rule(id="own.lost", severity="info", failing_rows="select * from marts.no_such"),
        {"id": "plausible.share", "severity": "critical"},
    )
    build = good_build(folder / "build")
    build.observe("rd_share", "101", build.submission("oddity.xlsx"), "占比!C4", period="2018")
    return judge_build(build.close(), extra_rules=extra)


AWKWARD_SQL = r"""
    select *, '100%:a\:b{x}' as said, value::varchar as shown from marts.fct_observation -- each
    where regexp_matches(indicator_name, '^.{4}$') and region_code = '990100' and period = '2020-01/2020-10'
"""


def test_a_rule_of_a_city_is_the_sql_one_would_type(by_city_rules: BuildVerdict) -> None:
    """Braces, colons, backslashes, per cent signs and a comment at the end of a line are no traps."""
    own = of(by_city_rules, "own.sql")
    assert own.outcome == "failed", own.reason
    assert own.failing == 2  # level and growth of 研发经费
    assert r"said=100%:a\:b{x}" in own.rows[0].text


def test_a_rule_about_a_table_as_such_says_what_was_observed(by_city_rules: BuildVerdict) -> None:
    assert [row.text for row in of(by_city_rules, "own.many").rows] == ["18"]
    assert (of(by_city_rules, "own.there").outcome, of(by_city_rules, "own.there").failing) == ("failed", 1)
    assert all(line.strip() for line in by_city_rules.render("zh"))


def test_a_city_changes_a_rule_of_the_package_key_by_key(by_city_rules: BuildVerdict) -> None:
    share = of(by_city_rules, "plausible.share")
    assert (share.severity, share.sentence_en) == ("critical", RULES["plausible.share"].sentence.en)
    assert share.holds
    assert len(by_city_rules.verdicts) == len(RULES) + 4


def test_a_rule_that_cannot_run_holds_and_says_why(by_city_rules: BuildVerdict) -> None:
    lost = of(by_city_rules, "own.lost")
    assert lost.outcome == "error"
    assert "no_such" in lost.reason
    assert lost.holds
    assert any("own.lost" in line for line in by_city_rules.render("zh"))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_held_build_is_told_in_one_screen(broken: Broken, misshapen: BuildVerdict, language: str) -> None:
    for verdict in (broken[0], misshapen):
        lines = verdict.render(language)  # type: ignore[arg-type]
        assert len(lines) <= 45
        assert "sti refresh" in lines[-1]


def test_one_broken_rule_is_told_with_its_cells_and_who_fixes_it(tmp_path: Path) -> None:
    build = good_build(tmp_path)
    build.observe("firms", "3", build.submission("firms.xlsx", "科技局"), "企业!B2", period="2018")
    build.run("update marts.fct_observation set unit = '万个' where evidence = '企业!B2'")
    told = "\n".join(judge_build(build.close()).render("zh"))
    for said in (
        "observation.level_in_base_unit",
        "科技局 · firms.xlsx · 企业!B2",
        "由谁处理",
        "系统维护人员",
        "1 条关键规则未通过",
    ):
        assert said in told


def test_verdicts_survive_their_json_and_passed_is_never_believed(broken: Broken, good: BuildVerdict) -> None:
    for verdict in (broken[0], good):
        stored = json.loads(json.dumps(verdict.as_json()))
        assert BuildVerdict.from_json({**stored, "passed": True}) == verdict
    assert not BuildVerdict.from_json({**broken[0].as_json(), "passed": True}).passed
    assert not BuildVerdict(()).passed


def test_the_query_for_failing_rows_finds_none_where_the_engine_finds_none(tmp_path: Path) -> None:
    file = good_build(tmp_path).close() / "warehouse.duckdb"
    with duckdb.connect(str(file), read_only=True) as connection:
        for rule in RULES.values():
            sql = failing_rows_sql(rule)
            assert sql is None or connection.execute(sql).fetchall() == [], rule.id
