"""The marts of enterprises, recognition, vouchers, funds and relief, made of the sample city's own files.

Window: the files as of November and of December 2020, so that one restates the other. The figures are those that the
year's report states, or follow from the sample's registers by counting.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from sources.catalogue import load_catalogue
from sources.samples import files_of
from sources.samples.datasets.hightech_enterprises import certificates
from sources.samples.datasets.recognition_cases import cases
from tests.dbt_project.conftest import Replay
from tests.dbt_project.world import World
from tests.sources.submissions import HOME_REGION, read, sample_city

BUREAU = "science_technology_bureau"
DATASETS = {
    "hightech_enterprises": BUREAU,
    "recognition_cases": BUREAU,
    "cultivation_pool": BUREAU,
    "innovation_vouchers": BUREAU,
    "st_funds": "finance_bureau",
    "policy_relief": BUREAU,
}
ASKED = {
    "enterprises": """select period, hightech_enterprises, hightech_enterprises_new, cultivation_pool
        from marts.mart_innovation_enterprises where region_code = '330600'""",
    "districts": """select period, sum(hightech_enterprises) from marts.mart_innovation_enterprises
        where region_level = 'county' group by period""",
    "funnel": """select batch, stage, cases, days_from_stage_before, days_from_application
        from marts.mart_recognition_funnel where region_code = '330600' and period = '2020'""",
    "vouchers": """select period, provider_city_name, issued, used, cast(utilisation as decimal(9, 2))
        from marts.mart_innovation_vouchers where region_code = '330600'""",
    "funds": """select period, fund_level, from_above, allocated, paid, days_to_pay
        from marts.mart_st_funds where region_code = '330600' and period = '2020'""",
    "relief": """select period, relief_kind, amount, rent_months from marts.mart_policy_relief
        where region_code = '330600' and period = '2020'""",
    "standing": "select dataset, count(distinct submission_id) from marts.fct_observation group by dataset",
    "inputs": """select m.mart, m.column_name, count(distinct d.role) from evidence.mart_numbers m
        join evidence.derived_inputs d using (observation_id)
        where m.formula <> '' and m.mart not in ('mart_revisions', 'mart_reconciliation')
        group by m.mart, m.column_name""",
}


@pytest.fixture(scope="module")
def found(replay: Replay, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[tuple[Any, ...]]]:
    """The answers to all that is asked, of one replay with every data test of the project."""
    asked = ", ".join(f"(select list(a) from ({sql}) as a) as {name}" for name, sql in ASKED.items())
    answer = replay(sample_world(tmp_path_factory.mktemp("sample")), f"select {asked}", tests=True)
    return {name: [tuple(row.values()) for row in rows] for name, rows in zip(ASKED, answer[0], strict=True)}


def sample_world(folder: Path) -> World:
    """A world whose ledgers are the sample's files, read as an installation reads them."""
    catalogue, world = load_catalogue(), World(home=HOME_REGION)
    world.tables["regions"] = [
        {
            **{"region_code": region.region_code, "name_zh": region.name_zh, "short_name": "", "name_en": ""},
            **{"level": region.level, "parent_code": region.parent_code, "kind": region.kind},
        }
        for region in catalogue.regions.by_code.values()
        if region.region_code[:2] in ("10", "31", "32", "33")
    ]
    world.tables["indicators"] = [
        {
            **{"indicator_id": one.indicator_id, "name_zh": one.name_zh, "name_en": one.name_en},
            **{"domain": one.domain, "unit": one.unit, "nature": one.nature},
        }
        for one in catalogue.indicators.values()
    ]
    for dataset, department in DATASETS.items():
        for path, content in files_of(dataset, sample_city(), [(2020, 11), (2020, 12)]):
            reading = read(folder, content, department, name=path.rpartition("/")[2])
            assert reading.known_on is not None
            scopes = [(scope.indicator_id, scope.region_parent, scope.period) for scope in reading.scopes]
            name = path.rpartition("/")[2]
            ledger = {"dataset": dataset, "department": department, "source": "ledger_sum", "rank": 30}
            batch = world.submit(name, f"{reading.known_on}", scopes=scopes, **ledger)  # type: ignore[arg-type]
            world.tables["record_fields"] += [
                {
                    **{"batch_id": batch, "submission_id": name, "dataset": dataset, "record_no": field.record_no},
                    **{"record_period": field.record_period, "sheet": field.sheet, "row_no": field.row},
                    **{"field": field.field, "value_text": field.value_text, "value": field.value},
                    **{"value_date": field.value_date, "unit": field.unit, "evidence": field.evidence},
                }
                for field in reading.records
            ]
    return world


def test_the_stock_is_what_is_valid_at_the_periods_end(found: dict[str, list[tuple[Any, ...]]]) -> None:
    issued = certificates(sample_city(), dt.date(2020, 12, 31))
    stock = {
        day: sum(one.issued <= day <= one.ends for one in issued)
        for day in (dt.date(2020, 11, 30), dt.date(2020, 12, 31))
    }
    by_period = {row[0]: row[1:] for row in found["enterprises"]}
    assert by_period["2020-11"][0] == stock[dt.date(2020, 11, 30)] == 127
    assert by_period["2020-12"][0] == by_period["2020"][0] == stock[dt.date(2020, 12, 31)] == 531
    assert (by_period["2020-12"][1], by_period["2020"][1]) == (372, 425)
    assert max(row[0] for row in found["enterprises"]) == "2020-12"
    assert dict(found["districts"])["2020-12"] == 531


def test_the_funnel_counts_stages_and_takes_the_median_of_their_days(found: dict[str, list[tuple[Any, ...]]]) -> None:
    batch = "高企2020年第二批"
    of_batch = [case for case in cases(sample_city(), dt.date(2020, 12, 31)) if case.batch == batch]
    accepted = sorted((case.accepted - case.applied).days for case in of_batch if case.accepted)
    funnel = {row[:2]: row[2:] for row in found["funnel"]}
    assert funnel[batch, "applied"] == (len(of_batch), None, None)
    assert funnel[batch, "accepted"][1] == accepted[len(accepted) // 2] == 5
    assert [funnel[batch, stage][0] for stage in ("accepted", "reviewed", "recognised")] == [37, 37, 31]
    assert funnel["", "applied"][0] == sum(row[2] for row in found["funnel"] if row[0] and row[1] == "applied")


def test_vouchers_are_those_of_the_report_and_their_use_is_split_by_city(
    found: dict[str, list[tuple[Any, ...]]],
) -> None:
    vouchers = {row[:2]: row[2:] for row in found["vouchers"]}
    until_november = vouchers["2020-01/2020-11", "全部"]
    assert until_november == (Decimal(45_180_800), Decimal(19_168_000), Decimal("42.43"))
    cities = {name: row[1] for (period, name), row in vouchers.items() if period == "2020" and name != "全部"}
    assert sum(cities.values()) == vouchers["2020", "全部"][1]
    assert set(cities) >= {"杭州市", "上海市", "绍兴市"}


def test_funds_and_relief_are_those_of_the_report(found: dict[str, list[tuple[Any, ...]]]) -> None:
    funds = {row[1]: row[2:] for row in found["funds"]}
    assert funds["total"][0] == funds["national"][1] + funds["provincial"][1] == Decimal(210_000_000)
    assert funds["total"][1] == sum(row[1] for level, row in funds.items() if level != "total")
    assert funds["total"][2] < funds["total"][1]
    assert funds["total"][3] is not None
    relief = {row[1]: row[2:] for row in found["relief"]}
    assert relief["rent"] == (Decimal(11_030_000), Decimal(6))
    assert relief["total"][0] == sum(row[0] for kind, row in relief.items() if kind != "total")


def test_the_later_file_speaks_for_the_whole_year_and_ratios_name_both_inputs(
    found: dict[str, list[tuple[Any, ...]]],
) -> None:
    assert dict(found["standing"]) == dict.fromkeys(DATASETS, 1)
    assert set(found["inputs"]) == {
        ("mart_innovation_vouchers", "utilisation", 2), ("mart_st_funds", "paid_ratio", 2),
    }  # fmt: skip


def test_odd_rows_of_these_ledgers_fail_no_test_of_ours(replay: Replay) -> None:
    """Days missing or in the wrong order, regions nobody knows, periods that are none, a batch with a slash."""
    odd = World()
    day, before = dt.date(2020, 3, 1), dt.date(2019, 1, 1)
    for dataset, department in DATASETS.items():
        odd.submit(dataset, "2020-11-05", dataset=dataset, department=department, source="ledger_sum", rank=30)
        days: dict[str, Any] = dict.fromkeys(("applied_on", "issued_on", "allocated_on", "valid_from"), day)
        ends: dict[str, Any] = dict.fromkeys(("accepted_on", "used_on", "paid_on", "valid_to", "left_on"), before)
        known: dict[str, Any] = {"batch": "第一批/甲", "used": 1}
        for period in ("", "二〇二〇", "2020-13", "2020", "2019/2021", "2020-01/2020-10"):
            odd.record(dataset, period, region="900101", kind="other", level="other", **known, **days)
            odd.record(dataset, period, region="nowhere", **known, **days, **ends)
            odd.record(dataset, period, region="900101", provider_region="nowhere", amount=None, **ends)
            odd.record(dataset, period, region="900101")
    stages = "select distinct stage, batch from marts.mart_recognition_funnel order by all"
    assert replay(odd, stages, tests=True) == [
        ("accepted", ""), ("applied", ""), ("applied", "第一批/甲"),
    ]  # fmt: skip
