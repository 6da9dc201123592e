"""Real spreadsheets, as offices exchange them: each becomes what the manifest beside it says, to the last row."""

import datetime as dt
from decimal import Decimal

import pytest

from sources.readers.formats import read_workbook
from tests.sources.submissions import SHEETS, codes, needs_shared, read

pytestmark = needs_shared

NATIONAL, SCIENCE = "national_statistics_bureau", "science_technology_bureau"


def reading(folder, name, department=NATIONAL, sidecar=None):
    beside = SHEETS / f"{name}.meta.yml"
    if sidecar is None and beside.exists():
        sidecar = beside.read_text(encoding="utf-8")
    return read(folder, SHEETS / name, department, name=name, sidecar=sidecar)


def values(reading):
    return {(o.indicator_id, o.region_code, o.period): o.value for o in reading.observations}


def test_an_export_in_gbk_gives_every_province_and_year(tmp_path):
    gdp = reading(tmp_path, "nbs-gdp-gbk.csv")
    assert len(gdp.observations) == len(values(gdp)) == 589
    assert {o.indicator_id for o in gdp.observations} == {"gdp"}
    assert values(gdp)["gdp", "330000", "2019"] == Decimal(6463200000000)
    assert {(o.unit, o.kind, o.measure) for o in gdp.observations} == {("CNY", "actual", "level")}
    assert any(note.text.startswith("注：按照我国国民经济核算") and note.evidence == "A36" for note in gdp.notes)
    assert (gdp.source, gdp.supersedes) == ("issuing_authority", "full")
    assert len(gdp.scopes) == 19
    assert {scope.region_parent for scope in gdp.scopes} == {"100000"}


def test_an_older_export_is_dated_by_its_sidecar(tmp_path):
    old = reading(tmp_path, "nbs-gdp-2020-vintage.xls")
    assert (old.known_on, old.known_on_from) == (dt.date(2020, 6, 30), "sidecar")
    assert values(old)["gdp", "330000", "2019"] == Decimal(6235174000000)
    assert values(old)["gdp", "120000", "2017"] == Decimal(1854919000000)
    assert set(values(old)) < set(values(reading(tmp_path, "nbs-gdp-gbk.csv")))
    assert any(note.evidence == "sidecar:2" for note in old.notes)


@pytest.mark.parametrize("name", ["nbs-no-indicator.csv", "nbs-no-indicator-twin.csv"])
def test_a_file_that_nowhere_names_its_indicator_is_refused(tmp_path, name):
    refused = reading(tmp_path, name)
    assert refused.refused
    assert codes(refused) == ["indicator_nowhere"]
    assert not refused.observations


def test_a_sidecar_that_names_indicator_and_unit_makes_it_readable(tmp_path):
    trade = reading(tmp_path, "nbs-no-indicator.csv", sidecar="indicator: 技术市场成交额\nunit: 亿元\n")
    assert not trade.refused
    assert values(trade)["technology_trade_value", "110000", "2024"] == Decimal(915326000000)
    assert not [o for o in trade.observations if o.period == "2025"]
    assert {o.flags for o in trade.observations} == {("indicator_from_sidecar", "unit_from_sidecar")}


def test_a_wide_table_gives_only_the_columns_its_contract_maps(tmp_path):
    wide = reading(tmp_path, "nbs-science-wide.csv")
    assert values(wide)["technology_trade_value", "100000", "2014"] == Decimal(857717898723)
    assert {o.region_code for o in wide.observations} == {"100000"}
    assert min(o.period for o in wide.observations if o.indicator_id == "technology_trade_value") == "1995"
    (warning,) = wide.problems
    assert (warning.code, warning.severity) == ("sources.unmapped_columns", "warning")
    assert "专利申请受理数" in warning.params["columns"]
    assert not any(o.value == 0 for o in wide.observations)


def test_one_column_of_it_says_the_same(tmp_path):
    wide, narrow = values(reading(tmp_path, "nbs-science-wide.csv")), reading(tmp_path, "nbs-technology-market.csv")
    assert len(narrow.observations) == 20
    assert values(narrow).items() <= wide.items()


def test_a_compiled_table_gives_expenditure_of_one_year_and_intensities_of_two(tmp_path):
    rd = reading(tmp_path, "rd-intensity-2024.csv", SCIENCE)
    by_kind = {}
    for o in rd.observations:
        by_kind.setdefault((o.indicator_id, o.period), []).append(o)
    assert {kind: len(found) for kind, found in by_kind.items()} == {
        ("rd_expenditure_total", "2024"): 32,
        ("rd_intensity", "2024"): 32,
        ("rd_intensity", "2023"): 32,
    }
    assert rd.source == "compiled"
    assert values(rd)["rd_expenditure_total", "330000", "2024"] == Decimal(290140000000)
    assert values(rd)["rd_intensity", "330000", "2023"] == Decimal("3.08")
    assert all("last_year_column" in o.flags for o in by_kind["rd_intensity", "2023"])


def test_a_register_has_as_many_rows_as_its_sheets_say(tmp_path):
    register = reading(tmp_path, "zj-incubators.xls", SCIENCE)
    assert not register.refused
    assert register.records[-1].record_no == 59 + 80 + 6
    fields = {(r.record_no, r.field): r.value_text for r in register.records}
    assert [fields[n, "kind"] for n in (1, 60, 145)] == ["incubator", "makerspace", "university_science_park"]
    assert {fields[n, "level"] for n in range(1, 146)} == {"national"}
    assert fields[2, "region"] == "330200"
    assert register.set_aside == []


def test_a_frame_page_is_refused_and_never_an_empty_table(tmp_path):
    assert codes(reading(tmp_path, "html-frameset-named.xls")) == ["html_frameset"]


@pytest.mark.parametrize("name", ["nbs-gdp-2020-vintage.xls", "nbs-gdp-gbk.csv"])
def test_the_evidence_of_a_number_opens_at_that_number(tmp_path, name):
    sheet = read_workbook((SHEETS / name).read_bytes(), name).sheets[0]
    cells = {
        f"{sheet.name}!{place}" if sheet.name else place: cell.raw
        for row, columns in sheet.rows.items()
        for column, cell in columns.items()
        for place in [f"{chr(64 + column)}{row}"]
    }
    for one in reading(tmp_path, name).observations:
        assert cells[one.evidence].strip() == one.value_text
