"""`sti contract`: what an engineer asks when a department's sheet is new or has changed."""

import json

import pytest

from sources.contracts.loading import contract_files, departments_with_contracts
from tests.sources.submissions import write


@pytest.fixture
def city(tmp_path):
    write(tmp_path / "home" / "config", "settings.yml", "region: 绍兴市\n")
    return tmp_path / "home"


def test_check_lists_every_contract_of_the_package_and_of_the_city(sti, city):
    contracts = city / "config" / "contracts" / "statistics_bureau"
    package = next(iter(contract_files("statistics_bureau").values())).read_text(encoding="utf-8")
    write(contracts, "own.yml", package.replace("dataset: ", "dataset: own # "))
    answer = sti("contract", "check", home=city)
    assert answer.status == 0
    datasets = [name for one in departments_with_contracts() for name in contract_files(one)]
    assert all(name in answer.out for name in [*datasets, "own"])


def test_check_says_all_that_is_wrong_with_file_and_key(sti, city):
    contracts = city / "config" / "contracts" / "statistics_bureau"
    write(contracts, "bad.yml", "dataset: bad\ntitle: {zh: 例}\nsource: complied\nsupersedes: x\nlayouts: []\n")
    package = contract_files("statistics_bureau")["industrial_rd"].read_text(encoding="utf-8")
    write(contracts, "odd.yml", package.replace("industrial_rd", "odd").replace("unit: 万元", "unit: 万圆", 1))
    answer = sti("contract", "check", home=city)
    assert answer.status == 1
    assert "bad.yml is not valid at supersedes" in answer.err
    assert "bad.yml is not valid at layouts" in answer.err
    assert 'odd.yml says "万圆" at layouts[1].sheets[1].tables[1].columns[2].unit' in answer.err
    assert "industrial_rd" in answer.out


def test_template_writes_a_form_and_never_over_a_file(sti, city):
    form = city.parent / "form.xlsx"
    assert sti("contract", "template", "industrial_rd", "--out", form, home=city).status == 0
    assert form.stat().st_size > 5000
    again = sti("contract", "template", "industrial_rd", "--out", form, home=city)
    assert (again.status, "is there already" in again.err) == (1, True)
    unknown = sti("contract", "template", "industrial_r", home=city)
    assert (unknown.status, "industrial_rd" in unknown.err) == (1, True)


def test_schema_is_json(sti):
    assert json.loads(sti("contract", "schema").out)["title"] == "Contract"
