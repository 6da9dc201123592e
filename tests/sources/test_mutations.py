"""A valid workbook that somebody changed lands the same numbers, or is refused with its reason: never other numbers.

Every kind of change (mutations.py) goes over the sample city's file of every dataset, read by all contracts of its
department. New datasets and kinds come in by themselves.
"""

import functools
import io
from collections import Counter
from itertools import islice
from pathlib import PurePath

import openpyxl
import pytest

from sources.catalogue import load_catalogue
from sources.contracts.loading import load_contracts
from sources.problems import Refused
from sources.readers.cells import CellError
from sources.readers.documents import is_prose
from sources.readers.formats import read_workbook
from sources.rows import Reading
from sources.samples import dataset_names, files_of
from sources.sidecar import Sidecar, read_sidecar
from sources.spreadsheets.match import read_by_contract
from sources.spreadsheets.words import Vocabulary
from tests.sources import submissions
from tests.sources.mutations import KINDS, case_of, landed, names_a_period, sums_are_checked, verdict
from tests.sources.submissions import changed, read, sample, sample_city, saved

AT_LEAST = 500


@functools.cache
def file_of(dataset):
    """Folder, name, content and sidecar of the dataset's newest file; None where it is prose."""
    found = dict(files_of(dataset, sample_city(), [(2020, 10)]))
    path, content = next((path, content) for path, content in found.items() if not path.endswith(".meta.yml"))
    if is_prose(content, path):
        return None
    return path.split("/")[1], PurePath(path).name, content, found.get(f"{path}.meta.yml")


@pytest.fixture(scope="module")
def vocabulary(tmp_path_factory):
    regions = submissions.zones(tmp_path_factory.mktemp("city"))
    return Vocabulary(load_catalogue(regions), submissions.HOME_REGION)


def reader(vocabulary, folder, name, sidecar):
    """Reads a workbook as the department's file of that name."""
    department = next(i for i, d in vocabulary.catalogue.departments.items() if d.name_zh == folder)
    contracts = load_contracts(department, None)
    facts = (read_sidecar(sidecar, vocabulary) if sidecar else Sidecar()).facts

    def reading(book):
        try:
            return read_by_contract(book, contracts, vocabulary, facts, submissions.KEY, name)
        except Refused as refused:
            return Reading(problems=list(refused.problems), refused=True)

    return contracts, reading


DATASETS = [dataset for dataset in dataset_names() if file_of(dataset)]
MADE: Counter[str] = Counter()


@pytest.mark.parametrize("dataset", DATASETS)
def test_a_changed_workbook_never_lands_other_numbers(vocabulary, dataset):
    folder, name, content, sidecar = file_of(dataset)
    contracts, reading = reader(vocabulary, folder, name, sidecar)
    book = read_workbook(content, name)
    base = reading(book)
    assert not base.refused
    contract = contracts[base.dataset].contract
    case = case_of(
        book,
        base,
        vocabulary.catalogue,
        named_period=names_a_period(contract.file_name, PurePath(name).stem),
        summed=sums_are_checked(contract),
    )
    assert verdict(case, base, "same") == "same"
    outcomes, wrong = Counter(), []
    for kind, (law, changes) in KINDS.items():
        for number, changed_book in enumerate(changes(case)):
            found = verdict(case, reading(changed_book), law)
            outcomes[found.partition(":")[0]] += 1
            if found.startswith("wrong"):
                wrong.append((kind, number, found))
    assert not wrong
    assert outcomes["refused"] > 5
    assert outcomes["same"] + outcomes["told"] > 5
    MADE[dataset] = outcomes.total()


def test_the_kinds_and_their_number_are_enough():
    assert len(KINDS) >= 20
    missing = set(DATASETS) - set(MADE)
    if missing:
        pytest.skip(f"{len(missing)} datasets ran elsewhere")
    assert MADE.total() >= AT_LEAST


@pytest.mark.parametrize("dataset", ["industrial_rd", "hightech_output"])
def test_a_wrong_total_or_part_is_refused(tmp_path, dataset):
    _, name, _, _ = file_of(dataset)
    data = sample(dataset)
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    column = 2 if dataset == "industrial_rd" else 3
    rows = [r for r in range(7, 14) if isinstance(sheet.cell(r, column).value, int | float)]
    assert len(rows) >= 6
    for row in rows:
        wrong = changed(data, lambda s, row=row: setattr(s.cell(row, column), "value", s.cell(row, column).value * 1.1))
        found = read(tmp_path, wrong, "statistics_bureau", name=name)
        assert found.refused
        assert found.problems[0].code == "sources.total_differs"


def as_file(book):
    """The workbook written by openpyxl."""
    out = openpyxl.Workbook()
    out.remove(out.worksheets[0])
    for sheet in book.sheets:
        page = out.create_sheet(sheet.name)
        page.sheet_state = "hidden" if sheet.hidden else "visible"
        for row, cells in sheet.rows.items():
            for column, cell in cells.items():
                at = page.cell(row, column)
                at.value = "=A1" if cell.raw == "=?" else cell.raw if isinstance(cell.value, CellError) else cell.value
                at.number_format = cell.number_format
        for row in sheet.hidden_rows:
            page.row_dimensions[row].hidden = True
        for column in sheet.hidden_columns:
            page.column_dimensions[openpyxl.utils.get_column_letter(column)].hidden = True
        for area in sheet.merged:
            page.merge_cells(None, area.first_row, area.first_column, area.last_row, area.last_column)
    return saved(out)


@pytest.mark.parametrize("dataset", ["industrial_rd", "technology_contracts"])
def test_what_is_changed_among_cells_reads_alike_as_a_file(vocabulary, dataset):
    folder, name, content, sidecar = file_of(dataset)
    _, reading = reader(vocabulary, folder, name, sidecar)
    book = read_workbook(content, name)
    case = case_of(book, reading(book), vocabulary.catalogue, named_period=True, summed=True)
    for kind, (_, changes) in KINDS.items():
        for changed_book in islice(changes(case), 1):
            among_cells, as_a_file = reading(changed_book), reading(read_workbook(as_file(changed_book), name))
            assert landed(among_cells) == landed(as_a_file), kind
            assert among_cells.problems == as_a_file.problems, kind
