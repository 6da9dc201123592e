"""Tables of statistics, science, tax and patents in the sample city: each file is read to the last number, what two of
them state agrees, and what the year's report states is what they say. Window: 2020 and, where forms change, 2021.
"""

import io
from collections import Counter
from decimal import Decimal

import openpyxl
import pytest

from sources.samples import files_of
from tests.sources.submissions import changed, codes, read, sample, sample_city

DEPARTMENTS = {
    "hightech_investment": "statistics_bureau",
    "industrial_main": "statistics_bureau",
    "rd_annual": "statistics_bureau",
    "hightech_zones": "science_technology_bureau",
    "superdeduction": "tax_bureau",
    "patents": "market_supervision_bureau",
    "rd_management_system": "science_technology_bureau",
    "hightech_output": "statistics_bureau",
    "industrial_rd": "statistics_bureau",
}
REGIONS = ("330600", "330602", "330603", "330604", "330681", "330683", "330624")
OCTOBER = "2020-01/2020-10"


@pytest.fixture(scope="module")
def readings(tmp_path_factory):
    """dataset -> {file name: (bytes, reading)} of fourteen months."""
    city = sample_city()
    found = {}
    for dataset, department in DEPARTMENTS.items():
        folder = tmp_path_factory.mktemp(dataset)
        for path, content in files_of(dataset, city, city.months(14)):
            name = path.rpartition("/")[2]
            found.setdefault(dataset, {})[name] = content, read(folder, content, department, name=name)
    return found


def values(readings, dataset, **only):
    """(indicator, measure, region, period, breakdown) -> value; of files that state one number the later counts."""
    found = {}
    for _, reading in sorted(readings[dataset].values(), key=lambda one: one[1].known_on):
        for o in reading.observations:
            if all(getattr(o, name) == wanted for name, wanted in only.items()):
                found[o.indicator_id, o.measure, o.region_code, o.period, o.breakdown] = o.value
    return found


def number(readings, dataset, indicator, measure="level", region="330600", period=OCTOBER, breakdown=""):
    return values(readings, dataset)[indicator, measure, region, period, breakdown]


@pytest.mark.parametrize("dataset", DEPARTMENTS)
def test_every_file_is_taken_whole(readings, dataset):
    for name, (_, reading) in readings[dataset].items():
        assert not reading.refused, (name, [problem.text("zh") for problem in reading.problems])
        assert (reading.dataset, reading.set_aside) == (dataset, [])
        assert [p.text("zh") for p in reading.problems if p.severity != "info"] == []
        assert reading.known_on_from == "contract"


@pytest.mark.parametrize("dataset", [name for name in DEPARTMENTS if name not in ("hightech_output", "industrial_rd")])
def test_every_form_of_a_dataset_occurs(readings, dataset):
    forms = {reading.contract_version.rpartition("/")[2] for _, reading in readings[dataset].values()}
    assert len(forms) == 2


@pytest.mark.parametrize("dataset", DEPARTMENTS)
def test_every_number_stands_where_excel_shows_it(readings, dataset):
    for content, reading in readings[dataset].values():
        book = openpyxl.load_workbook(io.BytesIO(content))
        for one in reading.observations:
            sheet, _, place = one.evidence.rpartition("!")
            cell = book[sheet][place]
            shown = f"{round(cell.value * 100, 8):g}%" if cell.number_format.endswith("%") else str(cell.value)
            assert shown.strip() == one.value_text
        for field in reading.records:
            sheet, _, place = field.evidence.rpartition("!")
            if sheet:
                assert (book[sheet][place].row, book[sheet][place].value is None) == (field.row, False)


@pytest.mark.parametrize(
    "dataset", ["hightech_investment", "industrial_main", "rd_annual", "superdeduction", "patents"]
)
def test_a_table_states_the_city_and_every_district_for_each_measure(readings, dataset):
    for _, reading in readings[dataset].values():
        told = {(o.indicator_id, o.measure, o.period, o.breakdown, o.region_code) for o in reading.observations}
        assert set(Counter(key[:-1] for key in told).values()) == {len(REGIONS)}
        assert {o.region_code for o in reading.observations} == set(REGIONS)


def test_investment_is_told_with_amounts_until_mid_2020_and_by_growth_since(readings):
    found = values(readings, "hightech_investment")
    assert found["hightech_investment", "growth_yoy", "330600", OCTOBER, ""] == Decimal("5.3")
    assert found["industrial_investment", "growth_yoy", "330600", OCTOBER, ""] == Decimal("-7.6")
    assert found["hightech_manufacturing_investment", "growth_yoy", "330600", OCTOBER, ""] == Decimal("8.7")
    assert found["hightech_investment", "level", "330600", "2020-01/2020-06", ""] == Decimal(12864000000)
    assert {key[3] for key in found if key[1] == "level"} == {f"2020-01/2020-{month:02d}" for month in range(2, 7)}


@pytest.mark.parametrize(
    ("one", "other", "indicators"),
    [
        ("hightech_output", "hightech_investment", {"hightech_investment", "industrial_investment"}),
        ("industrial_rd", "industrial_main", {"industrial_revenue", "rd_to_revenue_industrial"}),
    ],
)
def test_what_two_tables_state_they_state_alike_in_every_month(readings, one, other, indicators):
    first, second = values(readings, one), values(readings, other)
    both = set(first) & set(second)
    assert {key[0] for key in both} == indicators
    assert {key[3] for key in both} >= {f"2020-01/2020-{month:02d}" for month in range(2, 12)}
    assert [key for key in both if first[key] != second[key]] == []


def test_high_tech_value_added_is_its_stated_share_of_industrial_value_added(readings):
    part, whole = values(readings, "hightech_output"), values(readings, "industrial_main")
    shares = {key[2:]: value for key, value in part.items() if key[0] == "hightech_value_added_share"}
    for (indicator, measure, *at), value in part.items():
        if (indicator, measure) == ("hightech_value_added", "level"):
            share = value / whole["industrial_value_added", "level", *at] * 100
            assert abs(share - shares[tuple(at)]) <= Decimal("0.05") or shares[tuple(at)] < 10


def test_the_years_rd_is_as_the_report_says_and_as_the_year_before_said(readings):
    assert number(readings, "rd_annual", "rd_intensity", period="2019") == Decimal("2.65")
    assert number(readings, "rd_annual", "rd_intensity", "change_yoy", period="2019") == Decimal("0.24")
    assert number(readings, "rd_annual", "rd_intensity", "rank_of_change", period="2019") == 1
    assert number(readings, "rd_annual", "gdp", period="2019") == Decimal(578074000000)
    [older] = [r for _, r in readings["rd_annual"].values() if r.periods == ("2018",)]
    said = {(o.indicator_id, o.region_code): o.value for o in older.observations}
    [newer] = [r for _, r in readings["rd_annual"].values() if r.periods == ("2019",)]
    again = {(o.indicator_id, o.region_code): o.value for o in newer.observations if o.period == "2018"}
    assert len(again) == 14
    assert {key: value for key, value in again.items() if said[key] != value} == {}


def test_a_rank_in_全省_is_one_in_the_citys_province(readings):
    for dataset in ("rd_annual", "hightech_zones"):
        for _, reading in readings[dataset].values():
            scopes = {(o.measure in ("rank", "rank_of_change"), o.scope) for o in reading.observations}
            assert scopes <= {(True, "浙江省"), (False, "")}


def test_zones_have_their_ranks_scores_and_last_years_ranks(readings):
    now = values(readings, "hightech_zones", period="2020")
    assert now["hightech_zones_evaluation", "rank", "330600-Z05", "2020", ""] == 4
    assert now["hightech_zones_evaluation", "rank", "330600-Z03", "2020", ""] == 10
    assert now["hightech_zones_score", "level", "330600-Z05", "2020", ""] == Decimal("84.71")
    everything = values(readings, "hightech_zones", measure="rank")
    assert Counter(key[3] for key in everything) == dict.fromkeys(("2017", "2018", "2019", "2020"), 7)


def test_superdeduction_is_exact_from_text_in_ten_thousands_and_from_hundred_millions(readings):
    at = {"region": "330600", "period": "2019"}
    assert number(readings, "superdeduction", "rd_superdeduction_amount", **at) == Decimal(8254300000)
    assert number(readings, "superdeduction", "rd_superdeduction_enterprises", **at) == 3286
    assert number(readings, "superdeduction", "rd_superdeduction_tax_saved", period="2018") == Decimal(1102000000)
    of_hightech = number(readings, "superdeduction", "rd_superdeduction_amount", breakdown="hightech_enterprises", **at)
    assert 0 < of_hightech < Decimal(8254300000)


def test_patents_are_of_the_month_since_january_and_at_its_end(readings):
    assert number(readings, "patents", "invention_patents_granted") == 2583
    found = values(readings, "patents")
    months = [found["invention_patents_granted", "level", "330600", f"2020-{m:02d}", ""] for m in range(1, 11)]
    assert sum(months) == 2583
    in_force = [found["invention_patents_valid", "level", "330600", f"2020-{m:02d}", ""] for m in range(1, 13)]
    assert in_force == sorted(in_force)
    people = Decimal("505.7")
    per_10k = found["invention_patents_per_10k", "level", "330600", "2020-10", ""]
    assert abs(per_10k - in_force[9] / people) <= Decimal("0.005")
    assert found["high_value_patents_per_10k", "level", "330602", "2021-01", ""] > 0
    assert found["invention_patents_granted", "level", "330600", "2020", ""] > 2583


def test_the_register_covers_more_enterprises_each_quarter(readings):
    covered = {}
    for _, reading in readings["rd_management_system"].values():
        rows = {}
        for field in reading.records:
            rows.setdefault(field.record_no, {})[field.field] = field.value_text
        counted = [row for row in rows.values() if row["above_size"] == "yes"]
        assert len({row["credit_code"] for row in counted}) == len(counted) == 57
        fields = ("on_system", "rd_activity", "rd_institution")
        covered[reading.periods[0]] = [sum(row.get(name) == "yes" for row in counted) for name in fields]
    assert list(covered) == [
        "2019-10/2019-12",
        "2020-01/2020-03",
        "2020-04/2020-06",
        "2020-07/2020-09",
        "2020-10/2020-12",
    ]
    for counts in zip(*covered.values(), strict=True):
        assert list(counts) == sorted(counts)
        assert counts[0] < counts[-1] <= 57


@pytest.mark.parametrize(
    ("place", "words"),
    [("A1", "绍兴市2020年1-9月发明专利授权与拥有情况表"), ("E3", "有效发明专利（9月末）"), ("B4", "9月当月")],
)
def test_a_stock_of_another_month_than_the_title_says_is_refused(tmp_path, place, words):
    data = changed(sample("patents"), lambda sheet: sheet.__setitem__(place, words))
    found = read(tmp_path, data, "market_supervision_bureau", name="2020年10月发明专利情况.xlsx")
    assert codes(found)[:1] == ["period_differs"]
