"""What a reader of the finished file relies on, over one build of everything."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from tests.dbt_project.conftest import PROJECT, Built, Replay
from tests.dbt_project.world import HOME, World

YTD = "2020-01/2020-10"


def test_every_model_test_and_unit_test_passes(rich: Built) -> None:
    assert {key: status for key, status in rich.outcomes.items() if status not in ("success", "pass")} == {}
    assert sum(key.startswith("unit_test.") for key in rich.outcomes) >= 12


def test_there_are_only_tables_in_the_five_schemas(rich: Built) -> None:
    assert rich.rows("select distinct schema_name from duckdb_tables() order by 1") == [
        ("evidence",), ("intermediate",), ("marts",), ("ops",), ("staging",),
    ]  # fmt: skip
    assert rich.rows("select count(*) from duckdb_views() where not internal") == [(0,)]


def test_a_build_without_any_input_row_passes(replay: Replay) -> None:
    empty = World()
    for rows in empty.tables.values():
        rows.clear()
    answer = replay(empty, "select dataset, submissions, observations from marts.release_info", tests=True)
    assert answer == [("*", 0, 0)]


def test_odd_input_fails_no_test_of_ours(replay: Replay) -> None:
    """Regions nobody knows, periods that are none, an unknown indicator, a number missing, equal evidence."""
    odd = World(home="900999")
    odd.submit("odd", "2020-11-05", scopes=[("*", "*", "2020年"), ("x", "900000", "")])
    odd.submit("gone", "2020-11-05", withdrawn_on="2020-10-01")
    odd.state("gone", "7", region_code="900101")
    odd.state("odd", "1", indicator_id="unheard_of", region_code="123456")
    odd.state("odd", None, indicator_id="rd_intensity")
    odd.state("odd", "1", evidence="表1!C5")
    odd.state("odd", "2", evidence="表1!C5")
    ledger = {"department": "x", "source": "ledger_sum", "rank": 30}
    ledgers = ("technology_contracts", "platforms", "foreign_experts", "st_projects", "awards", "open_challenges")
    for dataset in (*ledgers, "technology_demands", "corridor_projects", "platform_evaluations"):
        odd.submit(dataset, "2020-11-05", dataset=dataset, **ledger)
        for period in ("", "二〇二〇", "2020-13", "2020"):
            odd.record(dataset, period, seller_region="900101", region="900101", category="highend", kind="incubator")
    odd.set_aside("odd")
    names = replay(
        odd, "select indicator_name, region_name from marts.fct_observation where value is not null", tests=True
    )
    assert names == [("unheard_of", "123456")]


def test_open_figures_stand_in_evidence_with_their_words_unless_their_report_was_withdrawn(replay: Replay) -> None:
    world = World()
    said = {"words_evidence": "#0:5", "measure": "level", "period": "2020", "kind": "actual", "qualifier": "="}
    for submission, withdrawn in (("kept", None), ("gone", "2021-02-01")):
        batch = world.submit(submission, "2021-01-05", dataset="report_texts", withdrawn_on=withdrawn)
        figure = {"batch_id": batch, "submission_id": submission, "evidence": "#6:12", "words": "森林覆盖率", **said}
        world.tables["open_statements"].append(
            figure
            | {"value": Decimal("48.3"), "unit": "%", "value_text": "48.3%", "context": "一句。", "rule": "open.before"}
        )
    asked = "select submission_id, words, verb, value from evidence.open_statements"
    assert replay(world, asked, tests=True) == [("kept", "森林覆盖率", "", Decimal("48.3"))]


def test_the_official_table_stands_over_the_report_and_both_stay_as_vintages(rich: Built) -> None:
    where = f"where indicator_id = 'rd_expenditure_industrial' and region_code = '{HOME}' and period = '{YTD}'"
    where += " and measure = 'level'"
    assert rich.rows(f"select value, submission_id, value_text from marts.fct_observation {where}") == [
        (Decimal("12956000000"), "restated", "129.56亿元")
    ]
    assert rich.rows(
        f"select submission_id, known_from, known_to from marts.fct_observation_vintage {where} order by 2"
    ) == [
        ("first", dt.date(2020, 11, 5), dt.date(2020, 11, 15)),
        ("restated", dt.date(2020, 11, 15), None),
        ("report", dt.date(2020, 11, 20), None),
    ]


@pytest.mark.parametrize(
    ("day", "value"), [("2020-11-04", None), ("2020-11-05", 12900000000), ("2020-11-15", 12956000000)]
)
def test_a_number_can_be_asked_as_of_a_day_that_day_included(rich: Built, day: str, value: int | None) -> None:
    found = rich.rows(
        f"""select value from marts.observations_as_of('{day}') where indicator_id = 'rd_expenditure_industrial'
        and measure = 'level' and region_code = '{HOME}' and period = '{YTD}'"""
    )
    assert found == ([(Decimal(value),)] if value else [])


def test_a_district_that_the_restated_table_leaves_out_is_withdrawn(rich: Built) -> None:
    assert rich.rows(
        "select known_to from marts.fct_observation_vintage where region_code = '900102' and dataset = 'industrial_rd'"
    ) == [(dt.date(2020, 11, 15),)]


def test_contradictions_within_one_report_stay_out_of_the_observations(rich: Built) -> None:
    where = "where indicator_id = 'rd_expenditure_total'"
    assert rich.rows(f"select value, flags from marts.fct_observation_vintage {where} order by 1") == [
        (Decimal(5), "ambiguous"), (Decimal(6), "ambiguous"),
    ]  # fmt: skip
    assert rich.rows(f"select * from marts.fct_observation {where}") == []


def test_the_rd_mart_shows_stated_numbers_last_years_and_targets_apart(rich: Built) -> None:
    columns = "period, rd_expenditure_industrial, rd_expenditure_industrial_last_year, rd_intensity"
    columns += ", rd_intensity_target, rd_intensity_rank_of_change, rd_intensity_rank_of_change_scope, hedges"
    found = rich.rows(f"select {columns} from marts.mart_rd_investment where region_code = '{HOME}' order by 1")
    last = Decimal(11567857143)
    assert found == [
        ("2019", None, None, Decimal("2.65"), None, Decimal(1), "云山省", ""),
        ("2019-01/2019-10", last, None, None, None, None, None, ""),
        (YTD, Decimal(12956000000), last, None, None, None, None, ""),
        ("2021", None, None, None, Decimal(3), None, None, "rd_intensity_target ~"),
    ]


def test_the_growth_gap_is_derived_marked_and_traced_to_both_growths(rich: Built) -> None:
    row = rich.rows(
        "select row_id, hightech_investment_growth_gap, growth_gap_is_derived from marts.mart_hightech_output"
    )
    assert [r[1:] for r in row] == [(Decimal("12.9"), True)]
    inputs = rich.rows(
        f"""select f.value, d.role from evidence.mart_numbers n join evidence.derived_inputs d using (observation_id)
        join marts.fct_observation f on f.observation_id = d.input_observation_id
        where n.row_id = '{row[0][0]}' and n.formula <> '' order by d.role"""
    )
    assert inputs == [(Decimal("5.3"), "minuend"), (Decimal("-7.6"), "subtrahend")]


def test_contracts_are_summed_by_the_sellers_region_up_to_the_home_region_and_by_type(rich: Built) -> None:
    found = rich.rows(
        """select region_code, contract_type, contracts, amount from marts.mart_technology_trade
        where span = 'month' order by 1, 2"""
    )
    assert found == [
        ("900100", "service", Decimal(2), Decimal("1075000.5")),
        ("900100", "total", Decimal(4), Decimal("1275001.5")),
        ("900100", "transfer", Decimal(1), Decimal("200000")),
        ("900101", "service", Decimal(1), Decimal("1005000.5")),
        ("900101", "total", Decimal(2), Decimal("1205000.5")),
        ("900101", "transfer", Decimal(1), Decimal("200000")),
        ("900102", "service", Decimal(1), Decimal("70000")),
        ("900102", "total", Decimal(1), Decimal("70000")),
        ("900103", "total", Decimal(1), Decimal(1)),
    ]


def test_a_stated_cumulative_number_is_a_row_of_its_own(rich: Built) -> None:
    assert rich.rows("select period, amount from marts.mart_technology_trade where span = 'ytd'") == [
        (YTD, Decimal(7900000000))
    ]


def test_a_sum_traces_to_each_of_its_cells(rich: Built) -> None:
    cells = rich.rows(
        """select i.evidence, i.value_text, i.role from marts.mart_technology_trade t
        join evidence.mart_numbers n on n.row_id = t.row_id and n.column_name = 'amount'
        join evidence.observation_inputs i using (observation_id)
        where t.region_code = '900100' and t.contract_type = 'total' and t.span = 'month' order by 1"""
    )
    assert [cell[0] for cell in cells] == ["台账!D4", "台账!D5", "台账!D6", "台账!D8"]
    assert {cell[2] for cell in cells} == {"summed"}
    assert sum(Decimal(cell[1]) for cell in cells) == Decimal("1275001.5")


def test_a_small_group_and_a_second_are_withheld_in_the_mart(rich: Built) -> None:
    found = rich.rows(
        "select region_code, talent_count, withheld from marts.mart_talent where period = '2020' order by region_code"
    )
    assert found == [
        ("900100", Decimal(16), False), ("900101", Decimal(10), False), ("900102", None, True), ("900103", None, True),
    ]  # fmt: skip


def test_nothing_in_the_file_tells_a_withheld_number_or_a_person(rich: Built) -> None:
    """No table holds a person's row; nothing but its own absence stands for a withheld group."""
    tables = rich.rows("select schema_name, table_name from duckdb_tables()")
    for schema, table in tables:
        rows = rich.rows(f'select * from {schema}."{table}"')
        text = "\n".join(map(str, rows))
        assert "pseudonym-" not in text, table
        numbers = [row for row in rows if "overseas_engineers" in row and {"900102", "900103"} & set(map(str, row))]
        assert all(not isinstance(cell, Decimal) for row in numbers for cell in row), table


def test_what_a_report_has_published_is_shown(rich: Built) -> None:
    assert rich.rows("select talent_count, withheld from marts.mart_talent where period = '2019'") == [
        (Decimal(2), False)
    ]


def test_platforms_are_counted_where_they_are_recognised_and_their_list_is_dated(rich: Built) -> None:
    found = rich.rows(
        "select region_code, period, value from marts.fct_observation where indicator_id = 'incubators' order by 1"
    )
    assert found == [
        ("900100", "2020-10", Decimal(2)), ("900101", "2020-10", Decimal(1)), ("900104", "2020-10", Decimal(1)),
    ]  # fmt: skip


def test_marts_and_their_columns_are_described_in_both_languages(rich: Built) -> None:
    undescribed = rich.rows(
        r"""select table_name, column_name from duckdb_columns() where schema_name in ('marts', 'evidence')
        and (comment is null or not regexp_matches(comment, '[一-鿿]') or not regexp_matches(comment, '[A-Za-z]{3}'))"""
    )
    assert undescribed == []


def test_every_mart_column_of_the_seed_exists_and_every_number_column_is_in_the_seed(rich: Built) -> None:
    """Of the marts that only pivot observations; the others have models of their own for what stands in them."""
    stated = set(rich.rows("select distinct mart, column_name from intermediate.mart_columns"))
    there = set(
        rich.rows(
            """select table_name, column_name from duckdb_columns()
            where schema_name = 'marts' and data_type = 'DECIMAL(28,8)'
                and table_name in (select mart from intermediate.mart_columns)"""
        )
    )
    assert stated == there


def test_no_mart_knows_when_a_file_came(rich: Built) -> None:
    """Arrival stands in ops alone, so the order of files cannot change a mart."""
    assert (
        rich.rows(
            """select table_name, column_name from duckdb_columns() where schema_name in ('marts', 'evidence')
            and (data_type like 'TIMESTAMP%' or column_name like '%seq%')"""
        )
        == []
    )
    assert rich.rows("select min(first_delivered_at) from ops.submissions") == [(dt.datetime(2026, 1, 1, 3, 1),)]


def test_the_project_names_no_place() -> None:
    """Places are data: the home region is a setting, regions come from the catalogue."""
    for file in PROJECT.rglob("*"):
        if file.suffix in {".sql", ".yml", ".csv", ".md"} and "target" not in file.parts:
            text = file.read_text(encoding="utf-8")
            assert "绍兴" not in text, file
            assert "浙江" not in text, file
