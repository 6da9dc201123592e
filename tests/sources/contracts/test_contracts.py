"""The package's contracts are valid and say nothing the catalogue does not know; a city's go over them."""

import pytest

from sources.catalogue import load_catalogue
from sources.contracts import check_contracts
from sources.contracts.loading import check_contract, departments_with_contracts, load_contracts
from sources.problems import Refused


def test_every_contract_is_valid_and_known_to_the_catalogue():
    assert [problem.text("en") for problem in check_contracts()] == []
    assert len(departments_with_contracts()) >= 5


def contract(dataset: str, source: str = "compiled", indicator: str = "gdp") -> str:
    return f"""
dataset: {dataset}
title: {{zh: 例, en: Example}}
source: {source}
supersedes: increment
layouts:
  - name: only
    sheets:
      - tables:
          - columns:
              - {{header: 地区, gives: region}}
              - {{header: 数, indicator: {indicator}, unit: 亿元}}
"""


def test_a_city_adds_a_contract_and_overrides_one(tmp_path):
    folder = tmp_path / "statistics_bureau"
    folder.mkdir()
    (folder / "own.yml").write_text(contract("own"), encoding="utf-8")
    (folder / "industrial_rd.yml").write_text(contract("industrial_rd"), encoding="utf-8")
    loaded = load_contracts("statistics_bureau", tmp_path)
    assert loaded["own"].contract.source == "compiled"
    assert loaded["industrial_rd"].path == folder / "industrial_rd.yml"
    assert "hightech_output" in loaded


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("dataset: [", "YAML"),
        (contract("bad") + "colour: red\n", "colour"),
        (contract("bad").replace("gives: region", "gives: place"), "gives"),
        (contract("bad").replace("header: 数", "header: '{period'"), "header"),
        (contract("another"), "dataset"),
        (contract("bad").replace("header: 数", "header: '{region}'"), "from both"),
        (contract("bad").replace("gives: region", "gives: indicator"), "from both"),
        ("- not a mapping", ""),
        (contract("bad").replace("          - columns:", "          - {}\n          - columns:"), "columns"),
    ],
)
def test_a_broken_contract_is_refused_with_file_and_place(tmp_path, text, where):
    folder = tmp_path / "statistics_bureau"
    folder.mkdir()
    (folder / "bad.yml").write_text(text, encoding="utf-8")
    with pytest.raises(Refused) as refused:
        load_contracts("statistics_bureau", tmp_path)
    sentence = refused.value.problems[0].text("en")
    assert "bad.yml" in sentence
    assert where in sentence


def test_words_outside_the_catalogue_are_named_with_the_nearest(tmp_path):
    folder = tmp_path / "statistics_bureau"
    folder.mkdir()
    (folder / "odd.yml").write_text(contract("odd", "complied", "gpd").replace("亿元", "亿圆"), encoding="utf-8")
    problems = check_contract(load_contracts("statistics_bureau", tmp_path)["odd"], load_catalogue())
    assert [problem.params["word"] for problem in problems] == ["complied", "gpd", "亿圆"]
    assert "compiled" in problems[0].params["nearest"]
