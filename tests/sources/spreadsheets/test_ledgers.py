"""Ledgers, one row a case: typed fields with their cells; a bad row is set aside, a wrong sum or count refuses all."""

import datetime as dt
from decimal import Decimal

import pytest

from sources.spreadsheets.persons import pseudonym
from tests.sources.submissions import KEY, changed, codes, read, workbook

DEPARTMENT = "science_technology_bureau"
CONTRACT = """
dataset: deals
title: {zh: 台账, en: Ledger}
source: ledger_sum
supersedes: period
layouts:
  - name: only
    sheets:
      - name: ['{level:国家|省}级台账（{count}家）', '{level:国家|省}级台账']
        ledger:
          record_period: stated
          key: number
          lines:
            - {text: '{period}台账', required: true}
            - {text: '共{count}项'}
          ignore: [序号]
          fields:
            - {field: number, header: 编号, filled: true}
            - {field: person, header: 姓名, type: person, personal: name, filled: true}
            - {field: person, header: 证件号, type: person, personal: id, required: false}
            - {field: kind, header: 类型, type: code, codes: {development: [开发], service: [服务, 技术服务]}}
            - {field: place, header: 所在地, type: region, outside: allowed}
            - {field: amount, header: 金额, type: number, unit: 万元, filled: true}
            - {field: signed_on, header: 签订日期, type: date}
            - {field: year, header: 年份, type: year}
            - {field: level, capture: level, type: code, codes: {national: [国家], provincial: [省]}}
            - {field: state, constant: recognised}
"""
HEAD = ["序号", "编号", "姓名", "证件号", "类型", "所在地", "金额", "签订日期", "年份"]
ROWS = [
    ["2020年10月台账", None, None, None, None, None, None, "单位：万元"],
    HEAD,
    [1, "A-1 ", "Ada Sample", "S001", "开发", "柯桥区", 12.5, dt.date(2020, 10, 5), 2019],
    [2, "A-2", "Bruno Muster", "S002", "技术服务", "江苏省苏州市", "1,000.25", "2020.10.6", "2020年"],
    [3, "A-3", "Ada  Sample", "S003", "服务", "德国", 3, "—", None],
    ["合计", "3项", None, None, None, None, 1015.75, None, None],
    ["注：示例。"],
]
CLEAN = workbook(("省级台账（3家）", ROWS))


def cell(place, value):
    def change(sheet):
        sheet[place] = value

    return change


def ledger(folder, *changes, data=CLEAN, contract=CONTRACT):
    for change in changes:
        data = changed(data, change)
    return read(folder, data, DEPARTMENT, contracts={"deals": contract})


def fields(reading):
    return {(one.record_no, one.field): one for one in reading.records}


def test_the_clean_ledger_is_read(tmp_path):
    found = ledger(tmp_path)
    assert codes(found) == []
    by = fields(found)
    assert by[1, "number"].value_text == "A-1"
    assert (by[2, "amount"].value, by[2, "amount"].unit, by[2, "amount"].evidence) == (
        Decimal(10002500),
        "CNY",
        "省级台账（3家）!G4",
    )
    assert by[1, "kind"].value_text == "development"
    assert [by[n, "place"].value_text for n in (1, 2, 3)] == ["330603", "320500", ""]
    assert by[3, "place_text"].value_text == "德国"
    assert [by[n, "signed_on"].value_date for n in (1, 2)] == [dt.date(2020, 10, 5), dt.date(2020, 10, 6)]
    assert (3, "signed_on") not in by
    assert [by[n, "year"].value for n in (1, 2)] == [2019, 2020]
    assert {(r.field, r.value_text) for r in found.records if r.field in ("level", "state")} == {
        ("level", "provincial"),
        ("state", "recognised"),
    }
    assert {r.record_period for r in found.records} == {"2020-10"}
    assert [(s.indicator_id, s.region_parent, s.period) for s in found.scopes] == [("*", "*", "2020-10")]


def test_a_person_is_one_pseudonym_of_name_and_document_and_nothing_else(tmp_path):
    found = ledger(tmp_path)
    by = fields(found)
    assert by[1, "person"].value_text == pseudonym(KEY, ["Ada Sample", "S001"])
    assert by[1, "person"].value_text != by[3, "person"].value_text
    assert "Sample" not in repr(found)
    assert "S001" not in repr(found)


@pytest.mark.parametrize("key", [b"another key", b""])
def test_another_key_gives_another_pseudonym(key):
    assert pseudonym(key, ["Ada Sample", "S001"]) != pseudonym(KEY, ["Ada Sample", "S001"])


@pytest.mark.parametrize(
    ("change", "code", "place"),
    [
        (cell("E4", "许诺"), "unknown_code", "E4"),
        (cell("G4", "待定"), "text_for_number", "G4"),
        (cell("G4", None), "blank_field", "G4"),
        (cell("H4", "上月"), "not_a_date", "H4"),
        (cell("I4", "去年"), "text_for_number", "I4"),
        (cell("I4", 20.5), "not_an_integer", "I4"),
        (cell("F4", 12), "not_a_text", "F4"),
        (cell("C4", None), "blank_field", "C4"),
        (cell("B4", "A-1"), "key_twice", "B4"),
    ],
)
def test_a_bad_row_is_set_aside_with_its_cell_and_the_others_stay(tmp_path, change, code, place):
    found = ledger(tmp_path, change)
    assert not found.refused
    asides = {aside.problem.code.removeprefix("sources."): aside for aside in found.set_aside}
    assert set(asides) == {code}
    if code != "key_twice":
        assert asides[code].evidence.endswith(f"!{place}")
        assert len({r.record_no for r in found.records}) == 2
    assert "Muster" not in repr(found)
    assert "S002" not in repr(found)


def test_rows_alike_in_all_are_kept_once(tmp_path):
    rows = [*ROWS[:3], ROWS[2], ROWS[3]]
    found = ledger(tmp_path, data=workbook(("省级台账", rows)))
    assert [aside.problem.code for aside in found.set_aside] == ["sources.key_twice"]
    assert len({r.record_no for r in found.records}) == 2


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (cell("G6", 1015.76), "ledger_sum_differs"),
        (cell("G3", 13), "ledger_sum_differs"),
        (lambda sheet: setattr(sheet, "title", "省级台账（4家）"), "count_differs"),
        (cell("A8", "共4项"), "count_differs"),
        (cell("H1", "单位：元"), "unit_not_declared"),
        (cell("A1", "台账"), "missing_line"),
        (cell("G2", "金额（亿元）"), "unit_not_declared"),
    ],
)
def test_a_sum_a_count_a_unit_or_a_title_that_is_wrong_refuses_the_file(tmp_path, change, code):
    found = ledger(tmp_path, change)
    assert found.refused
    assert codes(found) == [code]
    assert found.records == []


def test_a_missing_title_is_told_as_people_write_it(tmp_path):
    [told] = ledger(tmp_path, cell("A1", "台账")).problems
    assert "〔期间〕台账" in told.text("zh")
    assert "{" not in told.text("zh") + told.text("en")


def test_a_row_of_sums_that_counts_other_rows_is_warned_of_at_its_cell(tmp_path):
    found = ledger(tmp_path, cell("B6", "共5项"))
    assert not found.refused
    assert [(one.code, one.severity, one.cell) for one in found.problems] == [
        ("sources.count_differs", "warning", "B6")
    ]


def test_a_row_of_sums_may_count_what_stands_in_several_rows(tmp_path):
    found = ledger(tmp_path, cell("C6", "2人"))  # Ada stands in two of the three
    assert codes(found) == []


def test_a_mistyped_document_number_is_warned_of_and_the_row_stays(tmp_path):
    right = ["990000198906146299", "990000197112246111", "990000198809256680"]
    numbers = [cell(f"D{row}", number) for row, number in enumerate(right, start=3)]
    assert codes(ledger(tmp_path, *numbers)) == []
    found = ledger(tmp_path, *numbers, cell("D4", "990000197112241611"))
    assert [(one.code, one.severity, one.cell) for one in found.problems] == [
        ("sources.document_number_wrong", "warning", "D4")
    ]
    assert len({one.record_no for one in found.records}) == 3
    assert "990000" not in repr(found)


def test_a_text_merged_downwards_counts_for_each_row_and_a_number_does_not(tmp_path):
    words = ledger(tmp_path, cell("F4", None), lambda sheet: sheet.merge_cells("F3:F4"))
    assert fields(words)[2, "place"].value_text == "330603"
    numbers = ledger(tmp_path, cell("G4", None), lambda sheet: sheet.merge_cells("G3:G4"))
    assert {aside.problem.code for aside in numbers.set_aside} == {"sources.merged_numbers"}
    assert len(numbers.set_aside) == 2


def test_rows_with_nothing_but_a_number_are_no_cases(tmp_path):
    rows = [*ROWS[:5], [4], [5], *ROWS[5:]]
    assert codes(ledger(tmp_path, data=workbook(("省级台账（3家）", rows)))) == []


def test_a_ledger_whose_every_row_is_bad_is_refused(tmp_path):
    found = ledger(tmp_path, *(cell(f"E{row}", "?") for row in (3, 4, 5)))
    assert found.refused
    assert codes(found)[0] == "no_numbers"


def test_a_contract_may_refuse_the_file_for_one_bad_row(tmp_path):
    strict = CONTRACT.replace("key: number", "key: number\n          on_failure: refuse")
    found = ledger(tmp_path, cell("E4", "许诺"), contract=strict)
    assert found.refused
    assert [(p.code, p.severity, p.cell) for p in found.problems] == [("sources.unknown_code", "error", "E4")]


GROUPED = [
    *ROWS[:4],
    [None, "小计", None, None, None, None, 1012.75],
    ROWS[4],
    ["小计（二）", None, None, None, None, None, 3],
    *ROWS[5:],
]


def test_subtotals_in_a_ledger_are_checked_and_are_no_cases(tmp_path):
    data = workbook(("省级台账（3家）", GROUPED))
    assert [r.value_text for r in ledger(tmp_path, data=data).records] == [
        r.value_text for r in ledger(tmp_path).records
    ]
    wrong = ledger(tmp_path, cell("G7", 4), data=data)
    assert codes(wrong) == ["ledger_sum_differs"]
    assert wrong.problems[0].cell == "G7"


def test_a_total_above_the_rows_is_that_of_all_rows(tmp_path):
    first = workbook(("省级台账（3家）", [*ROWS[:2], ROWS[5], *ROWS[2:5]]))
    assert not ledger(tmp_path, data=first).refused
    assert codes(ledger(tmp_path, cell("G3", 1000), data=first)) == ["ledger_sum_differs"]


def long_ledger(count, rows=12):
    """A ledger of so many rows with serial numbers, whose sheet says how many there are."""
    cases = [
        [n, f"A-{n}", "Ada Sample", f"S{n:03}", "服务", "柯桥区", 10, dt.date(2020, 10, n), 2020]
        for n in range(1, rows + 1)
    ]
    total = ["合计", None, None, None, None, None, 10 * count, None, None]
    return workbook((f"省级台账（{count}家）", [ROWS[0], HEAD, *cases, total]))


def told(reading):
    return {(one.code.removeprefix("sources."), one.severity, one.cell) for one in reading.problems}


def test_a_lost_row_is_told_by_count_and_sum_and_where_the_serial_number_goes_on(tmp_path):
    found = ledger(tmp_path, lambda sheet: sheet.delete_rows(7), data=long_ledger(12))
    assert told(found) == {
        ("count_differs", "error", ""),
        ("ledger_sum_differs", "error", "G14"),
        ("serial_broken", "warning", "A7"),
    }
    assert not found.records


def test_a_row_that_is_set_aside_leaves_no_gap_and_is_told_once(tmp_path):
    found = ledger(tmp_path, cell("B7", None), data=long_ledger(12))
    assert told(found) == {("blank_field", "warning", "B7")}
    assert len({one.record_no for one in found.records}) == 11


def test_a_serial_number_mistyped_in_a_ledger_that_is_right_otherwise_is_a_warning_and_no_more(tmp_path):
    found = ledger(tmp_path, cell("A7", 55), data=long_ledger(12))
    assert told(found) == {("serial_broken", "warning", "A7")}
    assert len({one.record_no for one in found.records}) == 12
