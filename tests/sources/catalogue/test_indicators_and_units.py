"""The catalogue's entries: complete, unambiguous, exact. No window: these are constants of the product."""

import csv
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from sources.catalogue import load_catalogue

SHARED = Path(__file__).resolve().parents[4] / "shared"
CATALOGUE = load_catalogue()


@pytest.mark.skipif(not SHARED.is_dir(), reason="../shared is absent")
def test_every_indicator_of_the_list_is_there_with_its_name_unit_and_nature():
    with (SHARED / "catalogue" / "indicators.tsv").open(encoding="utf-8", newline="") as file:
        listed = {row["id"]: row for row in csv.DictReader(file, delimiter="\t")}
    assert {name for name, indicator in CATALOGUE.indicators.items() if indicator.in_reports} == set(listed)
    for name, row in listed.items():
        indicator = CATALOGUE.indicators[name]
        assert (indicator.domain, indicator.unit, indicator.nature) == (row["domain"], row["unit"], row["kind"])
        assert row["name_zh"] in (indicator.name_zh, *indicator.aliases)


def test_a_wording_means_one_indicator():
    wordings = Counter(w for i in CATALOGUE.indicators.values() for w in (i.name_zh, *i.aliases))
    assert [wording for wording, count in wordings.items() if count > 1] == []


def test_what_an_indicator_is_not_to_be_confused_with_exists_and_is_another():
    for indicator in CATALOGUE.indicators.values():
        assert set(indicator.not_to_be_confused_with) <= set(CATALOGUE.indicators) - {indicator.indicator_id}


def test_every_entry_keeps_to_the_code_lists():
    for indicator in CATALOGUE.indicators.values():
        assert indicator.nature in ("flow", "stock", "ratio", "rank")
        assert indicator.growth_basis in ("", "nominal", "comparable_price", "same_scope")
        assert indicator.direction in ("up", "down", "none")
        assert indicator.name_zh
        assert indicator.name_en


def test_every_indicator_can_be_written_with_some_unit_word():
    bases = {unit.base for unit in CATALOGUE.units.values()}
    assert {indicator.unit for indicator in CATALOGUE.indicators.values()} <= bases


@pytest.mark.parametrize(
    ("number", "word", "base", "value"),
    [
        ("129.56", "亿元", "CNY", "12956000000"),
        ("4518.08", "万元", "CNY", "45180800"),
        ("0.1", "千元", "CNY", "100"),
        ("3", "百万元", "CNY", "3000000"),
        ("50.7", "％", "%", "50.7"),
        ("12.9", "个百分点", "pp", "12.9"),
        ("3.2", "倍", "%", "320"),
        ("300", "人次", "person-time", "300"),
        ("77.5", "万人年", "person-year", "775000"),
        ("6", "个月", "month", "6"),
    ],
)
def test_a_unit_word_converts_exactly(number, word, base, value):
    unit = CATALOGUE.units[word]
    assert unit.base == base
    assert Decimal(number) * unit.factor == Decimal(value)


def test_a_word_of_two_units_fits_both_and_no_third():
    place = CATALOGUE.units["位"]
    assert place.fits("rank")
    assert place.fits("person")
    assert not place.fits("CNY")


@pytest.mark.parametrize(
    "name", ["science_technology_bureau", "科技局", "市科技局", "浙江省科技厅", "杭州市科技局", " 科技局 "]
)
def test_an_inbox_folder_under_any_of_its_names_is_the_same_department(name):
    department = CATALOGUE.department(name)
    assert department is not None
    assert department.department_id == "science_technology_bureau"


def test_the_national_bureau_is_not_the_city_bureau():
    assert CATALOGUE.department("国家统计局") != CATALOGUE.department("统计局")


@pytest.mark.parametrize("name", ["", "不存在的局", "某某科技局"])
def test_an_unknown_folder_is_no_department(name):
    assert CATALOGUE.department(name) is None


def test_a_name_belongs_to_one_department():
    names = Counter(n for d in CATALOGUE.departments.values() for n in (d.department_id, d.name_zh, *d.aliases))
    assert [name for name, count in names.items() if count > 1] == []


def test_the_issuing_authority_outranks_official_table_ledger_report_and_copy():
    order = ["compiled", "report", "ledger_sum", "official_table", "issuing_authority"]
    assert sorted(CATALOGUE.source_ranks, key=CATALOGUE.source_ranks.__getitem__) == order
    assert set(CATALOGUE.source_rank_names) == set(order)
