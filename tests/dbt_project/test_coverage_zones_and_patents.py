"""Coverage from the register, zones by rank and patents by period: on a small world, over the compiled models.

Window: the last quarter but one of 2020, evaluations of 2019 and 2020.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from tests.dbt_project.conftest import Replay
from tests.dbt_project.world import HOME, World

ZONE = "900100-Z01"
BUREAU = {"department": "science_technology_bureau"}
REGISTER = {**BUREAU, "dataset": "rd_management_system", "source": "ledger_sum", "rank": 30}
INDICATORS = (
    ("industrial_enterprises", "规上工业企业数", "macro", "count", "stock"),
    ("rd_system_enterprises", "接入系统企业数", "rd", "count", "stock"),
    ("rd_active_enterprises", "有研发活动企业数", "rd", "count", "stock"),
    ("rd_institution_enterprises", "设研发机构企业数", "rd", "count", "stock"),
    ("rd_activity_coverage", "研发活动覆盖率", "rd", "%", "ratio"),
    ("rd_institution_coverage", "研发机构覆盖率", "rd", "%", "ratio"),
    ("hightech_zones_evaluation", "高新区综合评价位次", "platforms", "rank", "rank"),
    ("hightech_zones_score", "高新区综合评价得分", "platforms", "point", "ratio"),
    ("invention_patents_granted", "发明专利授权量", "ip", "count", "flow"),
    ("invention_patents_valid", "有效发明专利量", "ip", "count", "stock"),
)


@pytest.fixture
def world() -> World:
    """A register of four enterprises of which one is not yet above size, a zone ranked in two years, patents."""
    w = World()
    described = ("indicator_id", "name_zh", "domain", "unit", "nature")
    w.tables["indicators"] += [dict(zip(described, row, strict=True)) | {"name_en": row[0]} for row in INDICATORS]
    zone = {"region_code": ZONE, "name_zh": "云州高新区", "short_name": "云州高新区", "name_en": ""}
    w.tables["regions"].append({**zone, "level": "zone", "parent_code": "900101", "kind": "functional"})

    quarter = "2020-07/2020-09"
    w.submit("register", "2020-10-12", scopes=[("*", "*", quarter)], **REGISTER)
    for name, region, size, joined, activity, institution in (
        ("甲厂", "900101", "yes", "yes", "yes", "no"),
        ("乙厂", "900101", "yes", "no", "yes", "no"),
        ("丙厂", "900102", "yes", "yes", "no", "yes"),
        ("丁厂", "900102", "no", "yes", "yes", "yes"),
    ):
        day = {"joined_on": dt.date(2020, 9, 1)} if joined == "yes" else {}
        w.record(
            "register", quarter, name=name, credit_code=f"code-{name}", region=region, above_size=size,
            on_system=joined, rd_activity=activity, rd_institution=institution, **day,
        )  # fmt: skip
    w.submit("report", "2020-12-01", dataset="report_texts", supersedes="report", source="report", rank=20)
    stated = {"indicator_id": "rd_activity_coverage", "unit": "%", "period": "2020-09"}
    w.state("report", "67", **stated, evidence="#10:12")

    for year, rank, score in (("2019", "6", None), ("2020", "4", "84.71")):
        w.submit(f"zones {year}", f"{year}-12-08", dataset="hightech_zones", **BUREAU)
        at = {"region_code": ZONE, "period": year}
        ranked = {"indicator_id": "hightech_zones_evaluation", "measure": "rank", "unit": "rank", **at}
        w.state(f"zones {year}", rank, scope="云山省", **ranked)
        if score:
            w.state(f"zones {year}", score, indicator_id="hightech_zones_score", unit="point", **at)

    w.submit("patents", "2020-11-12", dataset="patents", department="market_supervision_bureau")
    w.state("patents", "2583", indicator_id="invention_patents_granted", unit="count")
    w.state("patents", "278", indicator_id="invention_patents_granted", unit="count", period="2020-10")
    w.state("patents", "16928", indicator_id="invention_patents_valid", unit="count", period="2020-10")
    return w


def test_enterprises_above_size_are_counted_at_the_quarters_end_and_none_covered_is_a_zero(
    world: World, replay: Replay
) -> None:
    columns = "region_code, enterprises, on_system, with_rd_activity, with_rd_institution"
    found = replay(
        world, f"select period, {columns} from marts.mart_rd_coverage where enterprises > 0 order by 2", tests=True
    )
    assert found == [
        ("2020-09", HOME, *map(Decimal, (3, 2, 2, 1))),
        ("2020-09", "900101", *map(Decimal, (2, 1, 2, 0))),
        ("2020-09", "900102", *map(Decimal, (1, 1, 0, 1))),
    ]


def test_a_coverage_nobody_states_is_the_quotient_and_a_stated_one_stands(world: World, replay: Replay) -> None:
    rates = "round(system_coverage, 2), round(activity_coverage, 2), round(institution_coverage, 2), rates_are_derived"
    found = replay(world, f"select region_code, {rates} from marts.mart_rd_coverage order by 1")
    assert found == [
        (HOME, Decimal("66.67"), Decimal(67), Decimal("33.33"), True),
        ("900101", Decimal(50), Decimal(100), Decimal(0), True),
        ("900102", Decimal(100), Decimal(0), Decimal(100), True),
    ]


def test_a_derived_coverage_leads_to_every_enterprise_of_both_counts(world: World, replay: Replay) -> None:
    cells = replay(
        world,
        f"""select d.role, count(*) from marts.mart_rd_coverage m
        join evidence.mart_numbers n on n.row_id = m.row_id and n.column_name = 'institution_coverage'
        join evidence.derived_inputs d on d.observation_id = n.observation_id
        join evidence.observation_inputs i on i.observation_id = d.input_observation_id
        where m.region_code = '{HOME}' group by 1 order by 1""",
    )
    assert cells == [("denominator", 3), ("numerator", 3)]


def test_a_zone_stands_by_itself_with_its_move_since_the_year_before(world: World, replay: Replay) -> None:
    columns = "period, region_name, lies_in_name, rank, rank_scope, rank_last_year, rank_change, score"
    assert replay(world, f"select {columns} from marts.mart_hightech_zones order by 1", tests=True) == [
        ("2019", "云州高新区", "东溪区", Decimal(6), "云山省", None, None, None),
        ("2020", "云州高新区", "东溪区", Decimal(4), "云山省", Decimal(6), Decimal(-2), Decimal("84.71")),
    ]


def test_cumulative_grants_and_a_months_stock_are_rows_of_their_own(world: World, replay: Replay) -> None:
    columns = "period, span, invention_patents_granted, invention_patents_valid"
    assert replay(world, f"select {columns} from marts.mart_patents order by 1") == [
        ("2020-01/2020-10", "ytd", Decimal(2583), None),
        ("2020-10", "month", Decimal(278), Decimal(16928)),
    ]
