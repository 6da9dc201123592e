"""The marts of platforms, the corridor, programmes and trade flows on the sample city's own files: they hold what the
files say, and what the report says of the same year. No dbt build of its own: the compiled models are replayed."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from sources.catalogue import load_catalogue
from sources.samples import files_of
from tests.dbt_project.conftest import Replay
from tests.dbt_project.world import World
from tests.sources.submissions import HOME_REGION, read, sample_city

DEPARTMENT = "science_technology_bureau"
DATASETS = ("st_projects", "awards", "open_challenges", "technology_demands", "platform_evaluations", "platforms")
MONTHLY = ("corridor_projects", "technology_contracts")


def city_world(folder: Path, *, months: int = 2) -> World:
    """The newest lists of the sample city's year, and the last `months` files of what comes by the month."""
    city = World(home=HOME_REGION)
    city.tables["regions"] = [
        {
            **{"region_code": code, "name_zh": one.name_zh, "level": one.level},
            **{"parent_code": one.parent_code, "kind": one.kind},
        }
        for code, one in load_catalogue().regions.by_code.items()
    ]
    for dataset in (*DATASETS, *MONTHLY):
        newest = [(2020, 10 - months + 1 + n) for n in range(months)] if dataset in MONTHLY else [(2020, 10)]
        for name, content in files_of(dataset, sample_city(), newest):
            reading = read(folder, content, DEPARTMENT, name=Path(name).name)
            assert not reading.refused, [problem.text("en") for problem in reading.problems]
            submission = Path(name).stem
            city.submit(
                submission,
                f"{reading.known_on}",
                dataset=dataset,
                department=DEPARTMENT,
                source="ledger_sum",
                rank=30,
                scopes=[("*", "*", reading.periods[-1])],
            )
            for field in reading.records:
                city.tables["record_fields"].append(
                    {
                        **{"batch_id": f"batch-{submission}", "submission_id": submission, "dataset": dataset},
                        **{"record_no": field.record_no, "record_period": field.record_period, "sheet": field.sheet},
                        **{"row_no": field.row, "field": field.field, "value_text": field.value_text},
                        **{"value": field.value, "value_date": field.value_date, "unit": field.unit},
                        "evidence": field.evidence,
                    }
                )
    return city


QUESTIONS = {
    "projects": """select level, projects, municipal_projects, provincial_key_rd_projects, rd_leveraged, inspected_again
        from marts.mart_st_projects where region_code = '330600' order by level""",
    "awards": """select award, awards, national, provincial, national_progress_first, national_progress_second
        from marts.mart_awards where region_code = '330600' and award in ('total', 'national', 'provincial')
        order by award""",
    "challenges": """select published, taken, evaluated, awarded, take_up, amount, over_50m, over_10m, investment
        from marts.mart_open_challenges where region_code = '330600'""",
    "challenges_of_districts": """select sum(published), sum(taken), sum(evaluated), sum(awarded), sum(amount),
        sum(over_50m), sum(over_10m) from marts.mart_open_challenges where region_level = 'county'""",
    "demands": """select split_by, count(*), sum(demands), sum(collected + matching + contracted + solved + withdrawn)
        from marts.mart_technology_demands where region_code = '330600' group by split_by order by 1""",
    "corridor": """select period, projects, plan, done, round(progress, 4) from marts.mart_corridor_projects
        where region_code = '330600' and project = 'total' order by period""",
    "corridor_projects": """select count(*), sum(plan), sum(done) from marts.mart_corridor_projects
        where region_code = '330600' and project <> 'total' and period = '2020-01/2020-10'""",
    "progress": """select max(f.value / p.value * 100 - m.progress) from marts.mart_corridor_projects m
        join evidence.mart_numbers n on n.row_id = m.row_id and n.column_name = 'progress'
        join evidence.derived_inputs a on a.observation_id = n.observation_id and a.role = 'numerator'
        join evidence.derived_inputs b on b.observation_id = n.observation_id and b.role = 'denominator'
        join marts.fct_observation f on f.observation_id = a.input_observation_id
        join marts.fct_observation p on p.observation_id = b.input_observation_id""",
    "performance": """select kind, scheme, count(*), sum(cast(grade = 'excellent' as integer)), min(rank), max(rank)
        from marts.mart_platform_performance where region_code = '330600' group by kind, scheme order by kind""",
    "ranks": """select m.rank - 1 - count(higher.row_id), m.rank_scope
        from marts.mart_platform_performance m left join marts.mart_platform_performance higher
          on higher.region_code = m.region_code and higher.kind = m.kind and higher.total > m.total
        group by m.row_id, m.rank, m.rank_scope having m.rank <> 1 + count(higher.row_id)""",
    "ties": """select count(*) from (select kind, rank from marts.mart_platform_performance where region_code = '330600'
        group by kind, rank having count(*) > 1)""",
    "traced_ranks": """select m.rank, count(d.input_observation_id) from marts.mart_platform_performance m
        join evidence.mart_numbers n on n.row_id = m.row_id and n.column_name = 'rank'
        join evidence.derived_inputs d on d.observation_id = n.observation_id
        where m.region_code = '330600' group by m.row_id, m.rank having count(d.input_observation_id) <> m.rank""",
    "dimensions": """select kind from marts.mart_platform_performance
        where abs(total - coalesce(incubated_enterprises, 0)
        - coalesce(incubation_services, 0) - coalesce(incubation_performance, 0) - coalesce(innovation_input, 0)
        - coalesce(results_transfer, 0) - coalesce(talent, 0) - coalesce(local_economy, 0)
        - coalesce(resource_gathering, 0) - coalesce(enterprise_services, 0) - coalesce(operation, 0)) > 0""",
    "excellent": """select indicator_id, value from marts.fct_observation where region_code = '330600'
        and indicator_id in ('research_institutes_excellent', 'makerspaces_provincial_excellent') order by 1""",
    "platforms": """select kind, level, state, platforms, recognised from marts.mart_platforms
        where region_code = '330600' and kind in ('key_lab', 'total') order by kind, level, state""",
    "flows": """select f.period, sum(f.contracts) - any_value(t.contracts), sum(f.amount) - any_value(t.amount)
        from marts.mart_technology_trade_flows f join marts.mart_technology_trade t using (region_code, period)
        where t.contract_type = 'total' and f.region_code = '330600' group by f.period order by 1""",
    "abroad": """select to_region_name, to_region_level, to_province_name, within from marts.mart_technology_trade_flows
        where region_code = '330600' and to_region_code in ('outside', '330100', '310000', '330681') group by all
        order by 1""",
}


@pytest.fixture(scope="module")
def answers(replay: Replay, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[list[Any]]]:
    """What the marts of the sample city's lists answer, by question; every data test of the project has passed."""
    world = city_world(tmp_path_factory.mktemp("files"))
    asked = (f"select '{name}', to_json(list(q)) from ({sql}) as q" for name, sql in QUESTIONS.items())
    found = replay(world, " union all ".join(asked), tests=True)
    told = {name: json.loads(rows or "[]", parse_float=Decimal) for name, rows in found}
    return {name: [list(row.values()) for row in rows or []] for name, rows in told.items()}


Answers = dict[str, list[list[Any]]]


def test_projects_are_those_of_the_report_and_leverage_what_it_says(answers: Answers) -> None:
    by_level = {row[0]: row[1:] for row in answers["projects"]}
    assert by_level["total"] == [58, 36, 19, 226_000_000, 0]
    assert (by_level["municipal"][0], by_level["provincial"][0], by_level["national"][0]) == (36, 19, 3)
    assert by_level["national"][3] is None  # national projects leverage nothing that anyone states


def test_awards_are_those_of_the_report(answers: Answers) -> None:
    assert answers["awards"] == [
        ["national", 3, None, None, None, None],
        ["provincial", 17, None, None, None, None],
        ["total", 20, 3, 17, 1, 2],
    ]


def test_the_funnel_of_open_challenges_is_that_of_the_report_and_adds_up_over_districts(answers: Answers) -> None:
    [city] = answers["challenges"]
    assert city == [35, 28, 21, 12, 80, 120_000_000, 6, 20, 1_038_000_000]
    assert city[-1] > 1_000_000_000
    assert answers["challenges_of_districts"] == [[35, 28, 21, 12, 120_000_000, 6, 20]]


def test_each_demand_is_on_one_list_in_one_chain_and_in_one_state(answers: Answers) -> None:
    assert answers["demands"] == [["chain", 10, 321, 321], ["list", 3, 321, 321], ["total", 1, 321, 321]]


def test_the_corridor_keeps_its_months_and_the_year_has_the_107_projects(answers: Answers) -> None:
    year, september, october = answers["corridor"]
    assert year == ["2020", 107, None, None, None]
    assert (september[0], october[0]) == ("2020-01/2020-09", "2020-01/2020-10")
    assert (september[1], october[1], october[2]) == (107, 107, 26_538_000_000)
    assert 0 < september[3] < october[3] < october[2]
    assert answers["corridor_projects"] == [[107, october[2], october[3]]]
    assert abs(answers["progress"][0][0]) < Decimal("0.000001")


def test_platforms_are_ranked_within_their_kind_and_equal_scores_share_a_rank(answers: Answers) -> None:
    assert [[*row[:5], row[5] <= row[2]] for row in answers["performance"]] == [
        ["incubator", "incubation", 9, 2, 1, True],
        ["innovation_complex", "innovation_complex", 12, 5, 1, True],
        ["makerspace", "incubation", 14, 2, 1, True],
        ["research_institute", "research_institute", 10, 4, 1, True],
    ]
    assert answers["ranks"] == []
    assert answers["ties"][0][0] >= 4


def test_a_rank_traces_to_its_own_total_and_each_higher_one(answers: Answers) -> None:
    assert answers["traced_ranks"] == []


def test_scores_by_dimension_make_the_total(answers: Answers) -> None:
    assert answers["dimensions"] == []


def test_the_excellent_ones_are_those_of_the_report(answers: Answers) -> None:
    assert answers["excellent"] == [["makerspaces_provincial_excellent", 2], ["research_institutes_excellent", 4]]


def test_platforms_stand_by_kind_level_and_state(answers: Answers) -> None:
    assert answers["platforms"] == [
        ["key_lab", "", "", 11, 3],
        ["key_lab", "municipal", "", 11, 3],
        ["key_lab", "municipal", "cultivated", 8, None],
        ["key_lab", "municipal", "recognised", 3, None],
        ["total", "", "", 53, 42],
    ]


def test_flows_make_the_total_and_lead_out_of_the_tree(answers: Answers) -> None:
    assert [row[1:] for row in answers["flows"]] == [[0, 0], [0, 0]]
    places = {row[0]: row[1:] for row in answers["abroad"]}
    assert places["杭州市"] == ["city", "浙江省", False]
    assert places["诸暨市"] == ["county", "浙江省", True]
    assert places["区域目录以外（境外等）"] == ["", "", False]
