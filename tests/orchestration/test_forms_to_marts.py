"""One example from the form to the marts: every dataset's form filled in, one refresh, and the marts say just that."""

from __future__ import annotations

import random
from collections import defaultdict

import duckdb
import pytest
import yaml

from expectations.rulebook import load_rules
from sources.catalogue import load_catalogue
from sources.contracts.loading import departments_with_contracts, load_contracts
from sources.templates import template
from tests.orchestration.conftest import run
from tests.sources.submissions import HOME_REGION, write, zones
from tests.sources.templates.filling import fill

pytestmark = pytest.mark.drill  # a whole refresh of its own

# What the dice say makes no sense as figures; here only the way of it is asked.
ANYTHING_GOES = [
    {"rule": rule.id, "until": "2999-12-31", "reason": "骰子填的数", "who": "测试"}
    for rule in load_rules()
    if rule.gate == "intake" and rule.severity == "critical"
]
STATED = "indicator_id, measure, region_code, period, kind, scope, breakdown"


@pytest.fixture(scope="module")
def filled_home(tmp_path_factory, with_dbt):
    """A home whose inbox holds one filled-in form of every dataset, after one refresh."""
    home = with_dbt(tmp_path_factory.mktemp("forms"))
    write(home / "config", "settings.yml", "region: 绍兴市\n")
    write(home / "config" / "exemptions", "dice.yml", yaml.safe_dump(ANYTHING_GOES, allow_unicode=True))
    catalogue = load_catalogue(zones(home / "config"))
    filled = {}
    for department in departments_with_contracts():
        for dataset, loaded in load_contracts(department).items():
            if department not in catalogue.departments:
                continue
            empty = template(loaded.contract, "", catalogue, HOME_REGION)
            one = fill(loaded.contract, empty, catalogue, HOME_REGION, random.Random(dataset), b"")
            write(home / "inbox" / catalogue.departments[department].name_zh, f"{dataset}.xlsx", one.data)
            filled[dataset] = one
    status = run(["refresh", "--home", str(home), "--json"])
    return home, filled, status


def warehouse(home):
    """The build of that refresh, released or held."""
    [path] = [*(home / "releases").glob("0*/warehouse.duckdb"), *(home / "builds").glob("*/warehouse.duckdb")]
    return duckdb.connect(str(path), read_only=True)


def test_every_form_is_accepted(filled_home, sti):
    home, filled, status = filled_home
    assert status in (0, 3)  # the release gate may hold what the dice say
    listed = sti("submission", "list", "--json", home=home).lines
    assert sorted(one["dataset"] for one in listed) == sorted(filled)
    assert {one["outcome"] for one in listed} == {"accepted"}


def test_the_numbers_of_the_marts_are_those_filled_in(filled_home):
    home, filled, _ = filled_home
    stated = defaultdict(set)
    for one in filled.values():
        for identity, value in one.numbers.items():
            stated[identity].add(value)
    with warehouse(home) as connection:
        rows = connection.sql(f"select {STATED}, value from marts.fct_observation").fetchall()
        vintages = connection.sql(f"select {STATED}, value from marts.fct_observation_vintage").fetchall()
    landed = defaultdict(set)
    for *identity, value in vintages:
        landed[tuple(identity)].add(value)
    assert all(values <= landed[identity] for identity, values in stated.items())
    chosen = {tuple(identity): value for *identity, value in rows}
    assert len(chosen) == len(rows)
    once = {identity: values for identity, values in stated.items() if landed[identity] == values and len(values) == 1}
    assert len(once) > 0.8 * len(stated)
    assert {identity: {chosen.get(identity)} for identity in once} == once


def test_the_records_of_the_warehouse_are_those_filled_in(filled_home):
    home, filled, _ = filled_home
    with warehouse(home) as connection:
        rows = connection.sql(
            "select dataset, record_no, field, value, value_date, value_text from staging.stg_landing__record_fields"
        ).fetchall()
    found = defaultdict(lambda: defaultdict(dict))
    for dataset, number, field, value, day, text in rows:
        found[dataset][number][field] = value if value is not None else day or text
    kept = {dataset: list(found[dataset].values()) for dataset in found}  # those about people are kept elsewhere
    assert len(kept) > 10
    assert kept == {dataset: filled[dataset].records for dataset in kept}
