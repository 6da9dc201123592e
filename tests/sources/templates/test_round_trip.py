"""Every form is read by its own contract: empty it lands nothing, filled in it gives exactly what was filled in."""

import functools
import io

import openpyxl
import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from sources.catalogue import load_catalogue
from sources.contracts.loading import departments_with_contracts, load_contracts
from sources.templates import form_of, template
from tests.sources.submissions import HOME_REGION, KEY, codes, read, zones
from tests.sources.templates.filling import fill

DATASETS = [
    pytest.param(department, dataset, id=dataset)
    for department in departments_with_contracts()
    for dataset in load_contracts(department)
]
OF_THE_SHAPE = {"no_contract_fits", "unknown_dataset", "unmapped_column", "missing_column", "unmapped_sheet"}


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory):
    return load_catalogue(zones(tmp_path_factory.mktemp("city")))


def contract_of(department, dataset):
    return load_contracts(department)[dataset].contract


@pytest.fixture(scope="module")
def empty_form(catalogue):
    return functools.cache(
        lambda department, dataset: template(contract_of(department, dataset), "某局", catalogue, HOME_REGION)
    )


@pytest.fixture
def empty(empty_form, department, dataset):
    return empty_form(department, dataset)


def numbers(reading):
    return {
        (o.indicator_id, o.measure, o.region_code, o.period, o.kind, o.scope, o.breakdown): o.value
        for o in reading.observations
    }


def records(reading):
    found = {}
    for one in reading.records:
        said = one.value if one.value is not None else one.value_date or one.value_text
        found.setdefault(one.record_no, {})[one.field] = said
    return list(found.values())


@pytest.mark.parametrize(("department", "dataset"), DATASETS)
@settings(
    max_examples=2, deadline=None, phases=[Phase.generate], suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(dice=st.randoms(use_true_random=False))
def test_a_filled_in_form_gives_exactly_what_was_filled_in(tmp_path, catalogue, empty, department, dataset, dice):
    contract = contract_of(department, dataset)
    filled = fill(contract, empty, catalogue, HOME_REGION, dice, KEY)
    assume(filled.numbers or filled.records)
    reading = read(tmp_path, filled.data, department)
    assert not reading.refused, [problem.text("en") for problem in reading.problems]
    assert reading.dataset == dataset
    assert reading.set_aside == []
    assert numbers(reading) == filled.numbers
    assert records(reading) == filled.records


@pytest.mark.parametrize(("department", "dataset"), DATASETS)
def test_an_empty_form_has_the_declared_shape_and_lands_nothing(tmp_path, catalogue, empty, department, dataset):
    reading = read(tmp_path, empty, department)
    assert reading.refused
    assert reading.observations == reading.records == []
    form = form_of(contract_of(department, dataset), catalogue, HOME_REGION)
    if not any(blank.kind == "header" for sheet in form.sheets for blank in sheet.blanks):
        assert not OF_THE_SHAPE & set(codes(reading)), codes(reading)


@pytest.mark.parametrize(("department", "dataset"), DATASETS)
def test_labels_are_locked_blanks_are_not_and_all_is_explained(catalogue, empty, department, dataset):
    form = form_of(contract_of(department, dataset), catalogue, HOME_REGION)
    book = openpyxl.load_workbook(io.BytesIO(empty))
    assert book.sheetnames[-1] == "填报说明"
    text = "\n".join(str(cell) for row in book["填报说明"].iter_rows(values_only=True) for cell in row if cell)
    for sheet in form.sheets:
        page = book[sheet.name]
        assert page.protection.sheet
        assert not page.protection.password
        blanks = {(row, b.column) for b in sheet.blanks for row in (b.row, b.last_row)}
        assert blanks
        assert all(not page.cell(*place).protection.locked for place in blanks)
        assert all(page.cell(*place).protection.locked for place in sheet.cells.keys() - blanks)
        for blank in sheet.blanks:
            assert all(unit in text for unit in ((blank.spec.unit if blank.spec else None) or ())[:1])
            assert all(choice in text for choice in blank.choices)
