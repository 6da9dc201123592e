"""A proposal finds what a file states and leaves open the rest; where nothing is open it reads as the contract does."""

import pytest
import yaml

from sources.catalogue import load_catalogue
from sources.contracts.loading import departments_with_contracts, load_contracts
from sources.contracts.model import Contract
from sources.inference import changed_layout, propose
from sources.inference.writing import proposal_text
from sources.problems import Refused
from sources.readers.formats import read_workbook
from sources.spreadsheets.words import Vocabulary
from tests.sources.submissions import HOME_REGION, SHEETS, changed, needs_shared, read, sample, workbook, zones

DATASETS = [
    (department, dataset)
    for department in departments_with_contracts()
    for dataset in load_contracts(department)
    if dataset != "rd_by_province"  # only real files have it
]
REAL = [
    ("nbs-gdp-gbk.csv", "national_statistics_bureau", 0),
    ("nbs-gdp-2020-vintage.xls", "national_statistics_bureau", 0),
    ("nbs-no-indicator.csv", "national_statistics_bureau", 1),
    ("nbs-science-wide.csv", "national_statistics_bureau", None),
    ("nbs-technology-market.csv", "national_statistics_bureau", None),
    ("rd-intensity-2024.csv", "science_technology_bureau", None),
    ("zj-incubators.xls", "science_technology_bureau", None),
]


@pytest.fixture(scope="module")
def vocabulary(tmp_path_factory):
    return Vocabulary(load_catalogue(zones(tmp_path_factory.mktemp("city"))), HOME_REGION)


@pytest.fixture(scope="module")
def known():
    return [one.contract for name in departments_with_contracts() for one in load_contracts(name).values()]


def numbers(reading):
    return sorted(
        (o.indicator_id, o.measure, o.region_code, o.period, o.kind, o.value, o.evidence) for o in reading.observations
    )


def values(reading, fields):
    return sorted((r.evidence, r.field, r.value_text) for r in reading.records if r.field in fields)


def filled(text):
    """A proposal with every open decision filled in somehow."""
    count = iter(range(10_000))
    lines = []
    for line in text.splitlines():
        while "field: 待定" in line:
            line = line.replace("field: 待定", f"field: open_{next(count)}", 1)
        lines.append(line)
    stated = yaml.safe_load("\n".join(lines))
    for sheet in stated["layouts"][0]["sheets"]:
        if "ledger" in sheet and sheet["ledger"]["key"] == ["待定"]:
            sheet["ledger"]["key"] = [sheet["ledger"]["fields"][0]["field"]]
    return stated


def check(proposal, reading, name):
    text = proposal_text(proposal, "zh", name)
    contract = Contract.model_validate(filled(text))
    assert contract.layouts
    assert proposal_text(proposal, "en", name) != text
    if proposal.decisions:
        assert "待定" in text
        assert proposal.reading is None
        return
    assert contract == proposal.contract()
    assert proposal.refusal is None, proposal.refusal
    assert numbers(proposal.reading) == numbers(reading)
    assert len({r.record_no for r in proposal.reading.records}) == len({r.record_no for r in reading.records})
    shared = {field["field"] for field in _fields(proposal) if field.get("type") != "person"}
    assert values(proposal.reading, shared) == values(reading, shared)


def _fields(proposal):
    return [f for s in proposal.stated["layouts"][0]["sheets"] for f in s.get("ledger", {}).get("fields", ())]


@pytest.mark.parametrize(("department", "dataset"), DATASETS, ids=[dataset for _, dataset in DATASETS])
def test_what_is_proposed_for_a_sample_loads_and_reads_as_its_contract(
    tmp_path, vocabulary, known, department, dataset
):
    data = sample(dataset)
    name = "file.csv" if dataset == "national_statistics" else "file.xlsx"
    proposal = propose(read_workbook(data, name), vocabulary, known, name)
    check(proposal, read(tmp_path, data, department, name=name), name)


@needs_shared
@pytest.mark.parametrize(("name", "department", "decisions"), REAL, ids=[name for name, _, _ in REAL])
def test_what_is_proposed_for_a_real_file_loads_and_reads_as_its_contract(
    tmp_path, vocabulary, known, name, department, decisions
):
    path = SHEETS / name
    proposal = propose(read_workbook(path.read_bytes(), name), vocabulary, known, name)
    assert len(proposal.decisions) == decisions if decisions is not None else proposal.decisions
    check(proposal, read(tmp_path, path, department, name=name), name)


@needs_shared
def test_a_file_that_is_refused_in_reading_is_refused_with_the_same_reason():
    with pytest.raises(Refused) as refused:
        read_workbook((SHEETS / "html-frameset-named.xls").read_bytes(), "html-frameset-named.xls")
    assert refused.value.problems[0].code == "sources.html_frameset"


def test_a_sheet_without_a_table_is_refused(vocabulary):
    with pytest.raises(Refused) as refused:
        propose(read_workbook(workbook(("说明", [["请各部门按时报送。"]])), "a.xlsx"), vocabulary, [], "a.xlsx")
    assert refused.value.problems[0].code == "sources.infer_nothing"


def test_an_indicator_is_never_chosen_by_likeness(vocabulary):
    rows = [["2020年情况表"], ["地区", "高新技术产业增加直（亿元）"], ["越城区", 1], ["柯桥区", 2]]
    proposal = propose(read_workbook(workbook(("表", rows)), "a.xlsx"), vocabulary, [], "a.xlsx")
    (decision,) = proposal.decisions
    assert proposal.stated["layouts"][0]["sheets"][0]["tables"][0]["columns"][1]["indicator"] == "待定"
    assert "hightech_value_added" in decision[1].problem.params["nearest"]


def test_headers_over_two_rows_units_periods_and_regions_are_found(vocabulary):
    rows = [
        ["绍兴市2020年1-10月高新技术产业情况"],
        ["发布日期：2020年11月18日"],
        ["地区", "高新技术产业增加值", None],
        [None, "总量（亿元）", "增速"],
        ["全市", 10, 5.1],
        ["越城区", 4, 5],
    ]
    data = workbook(("表", rows), merged=["A3:A4", "B3:C3"])
    table = propose(read_workbook(data, "a.xlsx"), vocabulary, [], "a.xlsx").stated["layouts"][0]["sheets"][0][
        "tables"
    ][0]
    assert table["header_rows"] == 2
    assert [line["text"] for line in table["lines"]] == ["[{region}]{period}高新技术产业情况", "发布日期:{known_on}"]
    assert [column.get("unit") for column in table["columns"]] == [None, "亿元", "%"]
    assert [column.get("measure") for column in table["columns"]] == [None, None, "growth_yoy"]


# -- a layout that changed


def renamed(words):
    def change(sheet):
        for row in sheet.iter_rows(max_row=6):
            for cell in row:
                if cell.value in words:
                    cell.value = words[cell.value]

    return change


def proposed_change(data, vocabulary, known, department="statistics_bureau"):
    proposal = propose(read_workbook(data, "a.xlsx"), vocabulary, known, "a.xlsx")
    return changed_layout(proposal, load_contracts(department))


def test_a_renamed_column_is_proposed_as_a_layout_that_reads_the_same(tmp_path, vocabulary, known):
    before = sample("industrial_rd")
    after = changed(before, renamed({"上年同期": "去年同期数", "同比增长（%）": "较上年同期增幅（%）"}))
    assert read(tmp_path, after, "statistics_bureau").refused
    change = proposed_change(after, vocabulary, known)
    assert (change.loaded.contract.dataset, change.decisions) == ("industrial_rd", 0)
    difference = change.diff("en")
    assert not [line for line in difference.splitlines() if line.startswith("-") and not line.startswith("---")]
    assert "+    valid_from: 2020-10-01" in difference
    old = change.loaded.path.read_text(encoding="utf-8")
    new = applied(old, difference)
    again = read(tmp_path, after, "statistics_bureau", contracts={"industrial_rd": new})
    assert not again.refused, [problem.text("en") for problem in again.problems]
    assert numbers(again) == numbers(read(tmp_path / "b", before, "statistics_bureau"))


def applied(old, difference):
    added = [line[1:] for line in difference.splitlines() if line.startswith("+") and not line.startswith("+++")]
    return old.rstrip("\n") + "\n" + "\n".join(added) + "\n"


def test_a_changed_unit_and_a_new_column_are_proposed(vocabulary, known):
    def change(sheet):
        renamed({"营业收入（亿元）": "营业收入（万元）"})(sheet)
        column = sheet.max_column + 1
        sheet.cell(4, column, "高新技术企业数（家）")
        for row in range(7, 12):
            sheet.cell(row, column, 5)

    change = proposed_change(changed(sample("industrial_rd"), change), vocabulary, known)
    columns = {str(c["header"]): c for c in change.layout.stated["sheets"][0]["tables"][0]["columns"]}
    assert columns["营业收入"]["unit"] == "万元"
    assert columns["高新技术企业数"]["indicator"] == "hightech_enterprises"


def test_a_column_nobody_knows_stays_open_with_the_missing_ones_as_candidates(vocabulary, known):
    change = proposed_change(changed(sample("industrial_rd"), renamed({"上年同期": "对照值"})), vocabulary, known)
    assert change.decisions >= 1
    assert "上年同期" in change.diff("zh")


def test_a_file_unlike_anything_declared_is_no_changed_layout(vocabulary, known):
    rows = [["台账"], ["编码", "甲列", "乙列"], ["x", "y", "z"]]
    assert proposed_change(workbook(("表", rows)), vocabulary, known) is None
