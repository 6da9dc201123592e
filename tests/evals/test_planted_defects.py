"""The generator of defects: every dataset has some, each does what it says at the place it says, and nothing else."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from importlib.resources import files as files_in

import pytest
import yaml

from evals import gates
from evals.defects.anywhere import A_PAGE, slips
from evals.defects.lists import datasets, entries, layouts
from evals.defects.planting import Defect, clean_files, planted
from evals.intake_runs import InboxFile
from expectations.findings import FilePlace, Finding
from expectations.rulebook import load_rules
from sources.readers.cells import address
from sources.readers.formats import read_workbook
from sources.samples import dataset_names, files_of
from tests.sources.submissions import sample_city

MONTHS = [(2020, 1), (2020, 3), (2020, 4), (2020, 12), (2021, 6), (2021, 9), (2021, 10)]
"""Those whose files defects are planted into, and those that they are held against."""
SEED = 7


@functools.cache
def files(dataset: str) -> Mapping[str, bytes]:
    found = files_of(dataset, sample_city(SEED), MONTHS)
    return {path.rpartition("/")[2]: data for path, data in found if not path.endswith(".meta.yml")}


@functools.cache
def defects() -> list[Defect]:
    return [defect for dataset in datasets() for defect in planted(dataset, files(dataset), SEED)]


def cells(name: str, data: bytes) -> dict[tuple[str, str], object]:
    sheets = read_workbook(data, name).sheets
    return {(s.name, address(r, c)): cell.value for s in sheets for r, row in s.rows.items() for c, cell in row.items()}


@functools.cache
def clean_cells(dataset: str, name: str) -> dict[tuple[str, str], object]:
    return cells(name, clean_files(dataset, files(dataset))[name])


def changed(defect: Defect) -> set[tuple[str, str]]:
    before, after = clean_cells(defect.dataset, defect.file), cells(defect.file, defect.data)
    return {place for place in before.keys() | after.keys() if before.get(place) != after.get(place)}


def entry(defect: Defect) -> Mapping[str, object]:
    return entries(defect.dataset)[defect.number - 1]


def test_every_dataset_of_spreadsheets_has_defects_of_many_kinds():
    assert set(datasets()) == set(dataset_names()) - {"report_texts"}
    for dataset in datasets():
        listed = [defect for defect in defects() if defect.dataset == dataset]
        assert len(listed) >= 14
        assert len({defect.kind for defect in listed}) >= 8
    stated = yaml.safe_load((gates._FLOORS).read_text(encoding="utf-8"))["planted defects"]
    assert len(defects()) >= stated["planted"]


def test_a_defect_of_a_cell_changes_that_cell_and_only_sums_besides():
    for defect in defects():
        if not defect.cells or "file" in entry(defect):
            continue
        said = {(defect.sheet, cell) for cell in defect.cells}
        assert said <= changed(defect), defect.clerk
        if entry(defect).get("sums") != "follow" and entry(defect).get("place") != "file":
            assert said == changed(defect), defect.clerk
        else:
            columns = {cell.rstrip("0123456789") for cell in defect.cells}
            assert {cell.rstrip("0123456789") for _, cell in changed(defect)} == columns, defect.clerk


def test_a_defect_of_a_file_leaves_a_workbook_that_can_be_read():
    for defect in defects():
        if "file" in entry(defect):
            assert changed(defect), defect.clerk


def test_the_same_seed_plants_the_same_and_another_seed_elsewhere():
    again, other = (list(planted("technology_contracts", files("technology_contracts"), seed)) for seed in (SEED, 8))
    first = [defect for defect in defects() if defect.dataset == "technology_contracts"]
    assert again == first
    assert [one.place for one in other] != [one.place for one in first]


def test_what_names_a_defect_is_a_rule_or_a_problem_of_reading():
    known = {rule.id for rule in load_rules()}
    for package in ("sources", "expectations"):
        messages = yaml.safe_load((files_in(package) / "messages.yml").read_text(encoding="utf-8"))
        known |= {f"{package}.{code}" for code in messages}
    for defect in defects():
        assert set(defect.names) <= known, defect.clerk


@pytest.fixture
def slip() -> Defect:
    return Defect("d", 1, "k", "typed", "f.xlsx", b"", "表", ("B7",), ("d.adds_up",), "1", "2")


def finding(rule: str, *places: str, severity: str = "warning", **more: object) -> Finding:
    split = tuple(FilePlace(*place.rpartition("!")[::2]) for place in places)
    return Finding(rule, severity, "", "", split, **more)


@pytest.mark.parametrize(
    ("places", "outcome"),
    [
        (["表!B12"], ("named", "cell")),
        (["表!E7"], ("named", "cell")),
        ([], ("named", "file")),
        (["表!C12"], ("caught", "")),
        (["别表!B7"], ("caught", "")),
    ],
)
def test_a_defect_is_named_in_its_row_or_its_column_or_for_its_file(slip, places, outcome):
    assert gates.outcome_of(slip, [finding("d.adds_up", *places)]) == outcome


def test_another_rule_catches_but_does_not_name_and_an_info_does_neither(slip):
    assert gates.outcome_of(slip, [finding("d.other", "表!B7")]) == ("caught", "")
    info = Finding("d.other", "info", "", "", (FilePlace("表", "B7"),))
    assert gates.outcome_of(slip, [info]) == ("missed", "")
    assert gates.outcome_of(slip, [finding("d.adds_up", "表!B7", error="engine")]) == ("missed", "")


@pytest.mark.parametrize("dataset", ["industrial_rd", "st_funds", "commissioners", "national_statistics"])
def test_a_slip_in_any_cell_changes_that_cell_and_no_other(dataset):
    made = list(slips(dataset, files(dataset), SEED))
    assert len(made) == A_PAGE * len(layouts(dataset))
    for slip in made:
        assert changed(slip) == {(slip.sheet, *slip.cells)}


def test_the_same_seed_slips_in_the_same_cells_and_another_elsewhere():
    first, again, other = (
        [(one.place, one.after) for one in slips("st_funds", files("st_funds"), seed)]
        for seed in (SEED, SEED, SEED + 1)
    )
    assert first == again != other


def rows(outcomes: Mapping[str, int]) -> Iterator[dict[str, object]]:
    for outcome, count in outcomes.items():
        yield from ({"outcome": outcome, "dataset": f"d{number % 31}"} for number in range(count))


def test_too_many_misses_or_one_critical_false_alarm_is_under_the_floor():
    good = list(rows({"named": 400, "caught": 5, "missed": 5}))
    alarm = {"rule": "r", "severity": "critical", "findings": 1, "not_judged": False}
    assert gates.under_floors(gates.Found(good, good, [alarm | {"severity": "warning"}])) == []
    assert ["critical_false_alarms" in one for one in gates.under_floors(gates.Found(good, good, [alarm]))] == [True]
    bad = list(rows({"named": 300, "missed": 40}))
    [share] = gates.under_floors(gates.Found(bad, good, []))
    assert share.startswith("named 0.88")
    [share] = gates.under_floors(gates.Found(good, list(rows({"caught": 10, "missed": 10})), []))
    assert share.startswith("anywhere_caught 0.5")


def test_what_rules_find_and_reading_warns_of_in_clean_files_is_counted_but_not_what_it_refuses():
    verdict = gates.Verdict(
        True, (finding("sources.no_header", severity="critical"), finding("d.adds_up"), finding("d.adds_up", "表!B7"))
    )
    [row] = gates.false_alarms("clean", {"a": verdict})
    assert (row["rule"], row["severity"], row["findings"]) == ("d.adds_up", "warning", 2)


def test_the_file_of_a_defect_is_sent_by_its_department_with_its_sidecar(slip):
    clean = InboxFile("statistics_bureau", "f.xlsx", b"clean", b"unit: x", "d")
    sent = gates._sent(slip, [InboxFile("other", "f.xlsx", b"", None, "e"), clean])
    assert (sent.department_id, sent.sidecar, sent.data) == ("statistics_bureau", b"unit: x", slip.data)
