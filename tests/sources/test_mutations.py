"""A valid workbook that somebody rearranged lands the same numbers, or is refused with its reason: never other numbers.

Every layout change here leaves the numbers alone: headers renamed or emptied, rows and columns put in, merges split,
columns moved. Where the words for a unit or a period change, nothing else may follow but a refusal.
"""

import io
from collections import Counter

import openpyxl
import pytest
from openpyxl.utils import get_column_letter

from tests.sources.submissions import changed, read, sample

NAMES = {
    "industrial_rd": ("statistics_bureau", "2020年1-10月规上工业研发费用.xlsx", 6),
    "hightech_output": ("statistics_bureau", "2020年1-10月高新技术产业.xlsx", 6),
    "targets": ("government_office", "2020年度目标任务分解表.xlsx", 4),
    "technology_contracts": ("science_technology_bureau", "技术合同登记台账2020年10月.xlsx", 4),
}
SWAPS = (("万元", "亿元"), ("亿元", "万元"), ("%", "‰"), ("１", "2"), ("2020", "2021"), ("２０２０", "２０２１"))
SWAPS += (("1-10月", "1-9月"), ("10月", "9月"), ("本期累计", "上年同期"), ("上年同期", "本期累计"))


def renamed(place, word):
    return lambda sheet: sheet.__setitem__(place, word)


def moved(column, sheet_rows):
    """Columns `column` and the next change places, header and all."""

    def change(sheet):
        for merged in list(sheet.merged_cells.ranges):
            sheet.unmerge_cells(str(merged))
        for row in range(1, sheet_rows + 1):
            one, other = sheet.cell(row, column), sheet.cell(row, column + 1)
            one.value, other.value = other.value, one.value
            one.number_format, other.number_format = other.number_format, one.number_format

    return change


def mutations(data, header_rows):
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    for row in range(1, header_rows + 1):
        for column in range(1, sheet.max_column + 1):
            word = sheet.cell(row, column).value
            if not isinstance(word, str):
                continue
            place = f"{get_column_letter(column)}{row}"
            yield renamed(place, f"{word}乙")
            yield renamed(place, None)
            for old, new in SWAPS:
                if old in word:
                    yield renamed(place, word.replace(old, new))
    for merged in sheet.merged_cells.ranges:
        yield lambda sheet, merged=str(merged): sheet.unmerge_cells(merged)
    for row in range(1, header_rows + 4):
        yield lambda sheet, row=row: sheet.insert_rows(row)
    for column in range(1, sheet.max_column + 2):
        yield lambda sheet, column=column: sheet.insert_cols(column)
    for column in range(1, sheet.max_column):
        yield moved(column, sheet.max_row)


def landed(reading):
    """What a reading says, whatever the cells it says it in."""
    numbers = Counter(
        (o.indicator_id, o.measure, o.region_code, o.period, o.value, o.qualifier) for o in reading.observations
    )
    fields = {}
    for field in reading.records:
        fields.setdefault(field.record_no, []).append((field.field, field.value_text, field.value, field.value_date))
    return numbers + Counter(tuple(sorted(record, key=repr)) for record in fields.values())


@pytest.mark.parametrize("dataset", NAMES)
def test_rearranging_a_workbook_never_lands_other_numbers(tmp_path, dataset):
    department, name, header_rows = NAMES[dataset]
    data = sample(dataset)
    base = landed(read(tmp_path, data, department, name=name))
    assert base
    outcomes = Counter()
    for number, change in enumerate(mutations(data, header_rows)):
        found = read(tmp_path, changed(data, change), department, name=name)
        same = landed(found) == base
        outcomes["refused" if found.refused else "same" if same else "other"] += 1
        assert found.refused or same, (number, found.problems, landed(found) - base)
        assert bool(found.problems) or not found.refused
    assert outcomes["refused"] > 5
    assert outcomes["same"] > 5


@pytest.mark.parametrize("dataset", ["industrial_rd", "hightech_output"])
def test_a_wrong_total_or_part_is_refused(tmp_path, dataset):
    department, name, _ = NAMES[dataset]
    data = sample(dataset)
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    column = 2 if dataset == "industrial_rd" else 3
    rows = [r for r in range(7, 14) if isinstance(sheet.cell(r, column).value, int | float)]
    assert len(rows) >= 6
    for row in rows:
        wrong = changed(data, lambda s, row=row: setattr(s.cell(row, column), "value", s.cell(row, column).value * 1.1))
        found = read(tmp_path, wrong, department, name=name)
        assert found.refused
        assert found.problems[0].code == "sources.total_differs"
