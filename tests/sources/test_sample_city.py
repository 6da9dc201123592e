"""The sample city's messy files are read to the last number, and a number's cell is the cell it came from."""

import io
from collections import Counter
from decimal import Decimal

import openpyxl
import pytest

from tests.sources.submissions import read, sample

DEPARTMENTS = {
    "industrial_rd": "statistics_bureau",
    "hightech_output": "statistics_bureau",
    "targets": "government_office",
    "national_statistics": "national_statistics_bureau",
    "technology_contracts": "science_technology_bureau",
    "platforms": "science_technology_bureau",
    "foreign_experts": "human_resources_bureau",
}


def reading(folder, dataset):
    name = "file.csv" if dataset == "national_statistics" else "file.xlsx"
    found = read(folder, sample(dataset), DEPARTMENTS[dataset], name=name)
    assert not found.refused, [problem.text("zh") for problem in found.problems]
    assert found.dataset == dataset
    assert found.set_aside == []
    return found


def values(reading):
    return {(o.indicator_id, o.measure, o.region_code, o.period): o.value for o in reading.observations}


@pytest.mark.parametrize("dataset", DEPARTMENTS)
def test_every_file_of_the_sample_is_taken_without_a_loss(tmp_path, dataset):
    assert not [p for p in reading(tmp_path, dataset).problems if p.severity == "error"]


def test_industrial_rd_with_last_year_and_a_zone_apart(tmp_path):
    rd = reading(tmp_path, "industrial_rd")
    level = ("rd_expenditure_industrial", "level")
    assert values(rd)[(*level, "330600", "2020-01/2020-10")] == Decimal(12956000000)
    assert values(rd)["rd_expenditure_industrial", "growth_yoy", "330600", "2020-01/2020-10"] == 12
    assert values(rd)["rd_to_revenue_industrial", "level", "330600", "2020-01/2020-10"] == Decimal("2.19")
    assert (*level, "330600", "2019-01/2019-10") in values(rd)
    assert (*level, "330600-Z01", "2020-01/2020-10") in values(rd)
    assert (*level, "330600-Z01", "2019-01/2019-10") not in values(rd)
    assert {scope.period for scope in rd.scopes} == {"2020-01/2020-10"}
    assert (str(rd.known_on), rd.known_on_from, rd.supersedes) == ("2020-11-18", "contract", "period")
    assert rd.periods == ("2020-01/2020-10",)


def test_hightech_output_with_shares_changes_and_growth(tmp_path):
    found = values(reading(tmp_path, "hightech_output"))
    at = ("330600", "2020-01/2020-10")
    assert found[("hightech_value_added", "level", *at)] == Decimal(61047000000)
    assert found[("hightech_value_added_share", "level", *at)] == Decimal("50.7")
    assert found[("hightech_value_added_share", "change_yoy", *at)] == Decimal("4.6")
    assert found[("hightech_investment", "growth_yoy", *at)] == Decimal("5.3")
    assert found[("industrial_investment", "growth_yoy", *at)] == Decimal("-7.6")
    assert Counter(key[2] for key in found) == dict.fromkeys(
        ("330600", "330602", "330603", "330604", "330681", "330683", "330624"), 6
    )


def test_targets_keep_their_hedges_and_are_no_actuals(tmp_path):
    targets = reading(tmp_path, "targets")
    by_cell = {(o.indicator_id, o.measure, o.region_code): o for o in targets.observations}
    intensity = by_cell["rd_intensity", "level", "330600"]
    assert (intensity.qualifier, intensity.value, intensity.value_text) == ("~", Decimal("2.75"), "2.75左右")
    assert by_cell["hightech_value_added", "growth_yoy", "330600"].qualifier == ">="
    assert by_cell["tech_smes_new", "level", "330600"].value == 1000
    assert by_cell["technology_trade_value", "level", "330602"].value == Decimal(1850000000)
    assert {o.kind for o in targets.observations} == {"target"}
    assert ("new_rd_institutions_provincial", "level", "330603") not in by_cell


def test_contracts_add_up_and_keep_who_dealt_with_whom(tmp_path):
    ledger = reading(tmp_path, "technology_contracts")
    rows = {}
    for field in ledger.records:
        rows.setdefault(field.record_no, {})[field.field] = field
    assert {field.record_period for field in ledger.records} == {"2020-10"}
    sheet = openpyxl.load_workbook(io.BytesIO(sample("technology_contracts"))).active
    total = next(row for row in sheet.iter_rows(values_only=True) if row[0] == "合计")
    assert sum(row["amount"].value for row in rows.values()) == Decimal(str(total[8])) * 10_000
    assert {row["contract_type"].value_text for row in rows.values()} <= {
        *("development", "transfer", "licence", "consulting", "service")
    }
    assert all(row["signed_on"].value_date <= row["registered_on"].value_date for row in rows.values())
    abroad = [row["buyer_region_text"].value_text for row in rows.values() if "buyer_region_text" in row]
    assert set(abroad) <= {"德国"}


def test_platforms_take_their_kind_from_the_sheet_and_their_state_from_the_row(tmp_path):
    fields = reading(tmp_path, "platforms").records
    kinds = Counter(field.value_text for field in fields if field.field == "kind")
    assert kinds == {"incubator": 9, "makerspace": 14, "key_lab": 11, "innovation_complex": 12, "new_rd_institution": 7}
    assert {f.value_text for f in fields if f.field == "state"} == {"recognised", "cultivated", "candidate"}
    assert all(2012 <= f.value <= 2020 for f in fields if f.field == "approved_year")


def test_persons_leave_as_pseudonyms_only(tmp_path):
    ledger = reading(tmp_path, "foreign_experts")
    sheet = openpyxl.load_workbook(io.BytesIO(sample("foreign_experts"))).active
    private = {str(cell) for row in sheet.iter_rows(min_row=5, max_row=101, values_only=True) for cell in row[1:4]}
    private = {word.strip() for word in private if word != "None"}
    everything = repr(ledger)
    assert len(private) == 96 + 97 + 97  # two people share a name
    assert [word for word in private if word in everything] == []
    persons = [f.value_text for f in ledger.records if f.field == "person"]
    assert len(set(persons)) == 97
    assert {len(person) for person in persons} == {16}


@pytest.mark.parametrize("dataset", [d for d in DEPARTMENTS if d != "national_statistics"])
def test_every_address_opens_at_its_cell_in_excel(tmp_path, dataset):
    found = reading(tmp_path, dataset)
    book = openpyxl.load_workbook(io.BytesIO(sample(dataset)))
    for one in found.observations:
        name, _, place = one.evidence.rpartition("!")
        cell = book[name][place]
        shown = f"{round(cell.value * 100, 8):g}%" if cell.number_format.endswith("%") else str(cell.value)
        assert shown.strip() == one.value_text
    for field in found.records:
        name, _, place = field.evidence.rpartition("!")
        if name and field.field not in ("person", "contract_type", "kind", "level", "state", "category", "stage"):
            assert book[name][place].row == field.row
            assert book[name][place].value is not None
