"""Tables of numbers: units, periods, regions and totals come from where the sheet states them, or the file is refused.

One contract, one clean table, and each test says what is changed in it.
"""

from decimal import Decimal

import pytest

from tests.sources.submissions import changed, codes, read, workbook

DEPARTMENT = "statistics_bureau"
CONTRACT = """
dataset: rd
title: {zh: 研发, en: R&D}
source: official_table
supersedes: period
file_name: ['*{period}*']
layouts:
  - name: until_2020
    valid_until: 2020-12-31
    sheets:
      - tables:
          - header_rows: 2
            lines:
              - {text: '[{region}]{period}研发费用表', required: true}
              - {text: '发布日期：{known_on}'}
            ignore: [序号]
            columns:
              - {header: 地区, gives: region}
              - {header: ['研发费用/本期', '研发费用/{period}'], indicator: rd_expenditure_industrial, unit: 万元}
              - {header: 研发费用/上年同期, indicator: rd_expenditure_industrial, unit: 万元, period: last_year}
              - {header: 研发费用/增长, indicator: rd_expenditure_industrial, measure: growth_yoy, unit: '%'}
              - {header: 占比, indicator: rd_to_revenue_industrial, unit: '%'}
              - {header: 位次, indicator: rd_expenditure_industrial, measure: rank, scope: 全市, required: false}
"""
ROWS = [
    ["2020年1-10月研发费用表"],
    ["发布日期：2020年11月18日", None, None, None, "单位：万元"],
    ["地区", "研发费用", None, None, "占比"],
    [None, "本期", "上年同期", "增长（%）", None],
    ["全市", 100, 90, 11.1, 0.0219],
    ["越城区", 40, 30, 33.3, 0.02],
    ["柯桥区", 30, 30, 0, 0.03],
    ["上虞区", 10, 10, 0, 0.01],
    ["诸暨市", 10, 10, 0, 0.02],
    ["嵊州市", 5, 5, 0, 0.02],
    ["新昌县", 5, 5, 0, 0.04],
    ["其中：滨海新区", 8, "—", None, "…"],
    ["注：快报数。"],
]


def percent(sheet):
    for row in range(5, 13):
        sheet.cell(row, 5).number_format = "0.00%"


CLEAN = changed(workbook(("研发", ROWS), merged=["A3:A4", "B3:D3", "E3:E4"]), percent)


def cell(place, value):
    def change(sheet):
        sheet[place] = value

    return change


def unformatted(place):
    def change(sheet):
        sheet[place].number_format = "0.00"

    return change


def table(folder, change=None, *, contract=CONTRACT, **stated):
    data = CLEAN if change is None else changed(CLEAN, change)
    return read(folder, data, DEPARTMENT, contracts={"rd": contract}, **stated)


def values(reading):
    return {(o.measure, o.region_code, o.period): o.value for o in reading.observations if "rd_exp" in o.indicator_id}


def test_the_clean_table_is_read(tmp_path):
    found = table(tmp_path)
    assert codes(found) == []
    assert values(found)["level", "330600", "2020-01/2020-10"] == 1000000
    assert values(found)["level", "330600", "2019-01/2019-10"] == 900000
    assert values(found)["growth_yoy", "330602", "2020-01/2020-10"] == Decimal("33.3")
    share = next(o for o in found.observations if o.indicator_id == "rd_to_revenue_industrial")
    assert (share.value, share.value_text, share.value_step) == (Decimal("2.19"), "2.19%", Decimal("0.01"))
    assert [o.region_code for o in found.observations if o.evidence == "研发!B12"] == ["330600-Z01"]
    assert found.observations[0].context == "全市 / 研发费用/本期"
    assert [note.text for note in found.notes if note.evidence == "研发!A13"] == ["注：快报数。"]


@pytest.mark.parametrize(
    ("change", "code", "cells"),
    [
        (cell("B6", "四十"), "text_for_number", "B6"),
        (cell("B6", "#REF!"), "error_cell", "B6"),
        (cell("B6", "=40"), "formula_never_computed", "B6"),
        (cell("B6", True), "text_for_number", "B6"),
        (cell("A6", "越成区"), "unknown_region", "A6"),
        (cell("A6", None), "row_without_label", "A6"),
        (cell("A6", "杭州市"), "unknown_region", "A6"),
        (cell("B5", 104), "total_differs", "B5"),
        (cell("C6", 34), "total_differs", "C5"),
        (cell("E2", "单位：亿元"), "unit_not_declared", "B5"),
        (cell("E2", "单位：万圆"), "unknown_unit", "E2"),
        (cell("B3", "研发费用（亿元）"), "unit_not_declared", "B5"),
        (cell("B6", "40亿元"), "unit_not_declared", "B6"),
        (cell("D6", "33.3万元"), "units_disagree", "D6"),
        (cell("A1", "2020年研发费用"), "missing_line", None),
        (cell("A1", "第十月研发费用表"), "missing_line", None),
        (cell("B4", "1-9月"), "period_differs", "B4"),
        (cell("A1", "2020年1-12月研发费用表"), "known_before_period", None),
        (unformatted("E7"), "percent_mixed", "E7"),
    ],
)
def test_what_is_wrong_is_refused_at_its_cell(tmp_path, change, code, cells):
    found = table(tmp_path, change)
    assert found.refused
    assert codes(found)[0] == code
    assert not found.observations
    if cells:
        assert found.problems[0].cell == cells


@pytest.mark.parametrize(
    ("place", "header", "code"),
    [
        ("E3", "占 比 ", None),
        ("D4", "增长(%)", None),
        ("E3", "比重", "missing_column"),
        ("D4", "增涨", "missing_column"),
        ("B3", "研发", "missing_column"),
    ],
)
def test_a_header_is_known_by_its_wording_or_named_with_the_nearest(tmp_path, place, header, code):
    found = table(tmp_path, cell(place, header))
    if code is None:
        assert codes(found) == []
    else:
        assert codes(found)[0] == "no_contract_fits"
        assert code in codes(found)


def test_a_typo_in_a_header_is_told_with_the_column_it_resembles(tmp_path):
    sentences = [problem.text("zh") for problem in table(tmp_path, cell("D4", "增涨（%）")).problems]
    assert "研发: 缺少“研发费用/增长”这一列；表中相近的有：研发费用/增涨(%)。" in [
        s.replace("（", "(").replace("）", ")") for s in sentences
    ]


def test_a_column_nobody_declared_is_refused_and_told(tmp_path):
    found = table(tmp_path, cell("F3", "其他"))
    assert "unmapped_column" in codes(found)
    assert next(p.cell for p in found.problems if p.code == "sources.unmapped_column") == "F3"


def test_numbers_without_a_header_are_refused(tmp_path):
    assert "unmapped_column" in codes(table(tmp_path, cell("F7", 12)))


def test_columns_may_stand_in_another_order(tmp_path):
    def swap(sheet):
        for row in range(3, 14):
            for one, other in (("C", "D"),):
                a, b = sheet[f"{one}{row}"], sheet[f"{other}{row}"]
                if "MergedCell" not in (type(a).__name__, type(b).__name__):
                    a.value, b.value = b.value, a.value

    assert values(table(tmp_path, swap)) == values(table(tmp_path))


def test_blank_rows_column_numbers_and_a_repeated_header_are_no_data(tmp_path):
    rows = [*ROWS[:4], ["甲", 1, 2, 3, 4], *ROWS[4:7], [], ROWS[3], *ROWS[7:]]
    data = changed(workbook(("研发", rows), merged=["A3:A4", "B3:D3", "E3:E4"]), lambda sheet: None)
    found = read(tmp_path, changed(data, percent_everywhere), DEPARTMENT, contracts={"rd": CONTRACT})
    assert values(found) == values(table(tmp_path))


def percent_everywhere(sheet):
    for row in range(5, 20):
        if isinstance(sheet.cell(row, 5).value, float):
            sheet.cell(row, 5).number_format = "0.00%"


def test_a_split_header_is_refused(tmp_path):
    assert table(tmp_path, lambda sheet: sheet.unmerge_cells("B3:D3")).refused


def test_a_number_over_merged_cells_is_refused(tmp_path):
    found = table(tmp_path, lambda sheet: sheet.merge_cells("B8:B9"))
    assert codes(found)[0] == "merged_numbers"


def test_text_digits_thousands_and_blanks_are_the_same_number(tmp_path):
    assert values(table(tmp_path, cell("B6", " ４０.0\t"))) == values(table(tmp_path))
    assert values(table(tmp_path, cell("D6", "33.3%"))) == values(table(tmp_path))


def test_a_unit_the_file_does_not_state_comes_from_the_contract_and_says_so(tmp_path):
    found = table(tmp_path, cell("E2", None))
    assert values(found) == values(table(tmp_path))
    assert "unit_from_contract" in next(o for o in found.observations if o.evidence == "研发!B5").flags


def test_a_withheld_part_does_not_make_the_total_wrong(tmp_path):
    assert codes(table(tmp_path, cell("B11", "—"))) == []
    assert codes(table(tmp_path, lambda sheet: sheet.delete_rows(11))) == ["total_differs_parts_absent"] * 2


@pytest.mark.parametrize(
    ("name", "taken"),
    [
        ("研发2020年1-10月.xlsx", True),
        ("研发2020年10月.xlsx", True),
        ("研发2020年.xlsx", True),
        ("研发.xlsx", True),
        ("研发20201118.xlsx", True),
        ("研发2020年1-9月.xlsx", False),
        ("研发2019年.xlsx", False),
    ],
)
def test_contents_of_another_period_than_the_file_name_says_are_refused(tmp_path, name, taken):
    assert codes(table(tmp_path, name=name)) == ([] if taken else ["period_of_name"])


def test_a_layout_is_taken_only_in_its_time(tmp_path):
    found = table(tmp_path, contract=CONTRACT.replace("2020-12-31", "2020-06-30"))
    assert codes(found) == ["layout_not_valid"]


def test_the_layout_of_the_period_is_chosen_among_layouts_of_one_shape(tmp_path):
    first = CONTRACT.replace("2020-12-31", "2020-06-30")
    later = (
        CONTRACT.split("layouts:\n")[1]
        .replace("until_2020", "since_july")
        .replace("valid_until: 2020-12-31", "valid_from: 2020-07-01")
    )
    found = table(tmp_path, contract=first + later)
    assert found.contract_version.endswith("/since_july")


def test_two_contracts_that_would_read_it_differently_refuse_it(tmp_path):
    other = CONTRACT.replace("dataset: rd", "dataset: rd2").replace("rd_expenditure_industrial", "rd_expenditure_total")
    both = {"rd": CONTRACT, "rd2": other}
    assert codes(read(tmp_path, CLEAN, DEPARTMENT, contracts=both)) == ["several_contracts_fit"]
    chosen = read(tmp_path, CLEAN, DEPARTMENT, contracts=both, sidecar="dataset: rd2\n")
    assert chosen.dataset == "rd2"


@pytest.mark.parametrize(
    ("sidecar", "code"),
    [
        ("period: 2020-01/2020-10\n", None),
        ("region: 绍兴市\n", None),
        ("unit: 万元\n", None),
        ("period: 2020-01/2020-09\n", "facts_disagree"),
        ("unit: 亿元\n", "facts_disagree"),
    ],
)
def test_a_sidecar_must_not_contradict_the_file(tmp_path, sidecar, code):
    assert codes(table(tmp_path, sidecar=sidecar))[:1] == ([] if code is None else [code])


def test_bad_cells_are_set_aside_where_the_contract_says_so(tmp_path):
    lenient = CONTRACT.replace(
        "header_rows: 2", "header_rows: 2\n            on_failure: set_aside\n            totals: unchecked"
    )
    found = table(tmp_path, cell("B6", "四十"), contract=lenient)
    assert not found.refused
    (aside,) = found.set_aside
    assert (aside.evidence, aside.raw, aside.problem.severity) == ("研发!B6", "四十", "warning")
    assert ("level", "330602", "2020-01/2020-10") not in values(found)
    assert ("growth_yoy", "330602", "2020-01/2020-10") in values(found)


def test_a_rank_has_its_field_and_a_growth_its_measure(tmp_path):
    def rank(sheet):
        sheet["F3"] = "位次"
        sheet["F6"] = 2

    found = table(tmp_path, rank)
    (ranked,) = [o for o in found.observations if o.measure == "rank"]
    assert (ranked.value, ranked.unit, ranked.scope) == (2, "rank", "绍兴市")  # 全市, as reports name it


CROSS = """
dataset: cross
title: {zh: 例, en: Example}
source: official_table
supersedes: full
layouts:
  - name: both_ways
    sheets:
      - name: '{period}[{text}]'
        many: true
        tables:
          - unit: [万人, 人]
            totals: unchecked
            columns:
              - {header: 指标, gives: indicator}
              - {header: '{region}', repeated: true}
            items:
              - {label: 年末人口, indicator: resident_population}
      - name: 逐年
        tables:
          - region: home
            totals: unchecked
            columns:
              - {header: 年份, gives: period}
              - {header: '{indicator}', repeated: true}
"""


def test_cross_tables_several_sheets_and_periods_in_their_names(tmp_path):
    data = workbook(
        ("2019年", [["单位：万人"], ["指标", "全市", "越城区"], ["年末人口", 505.7, 101]]),
        ("2020年", [["单位：万人"], ["指标", "全市", "越城区"], ["年末人口", 527.1, 102]]),
        ("逐年", [["年份", "常住人口（人）", "GDP（亿元）"], [2018, 5035000, 5417], ["2019年", "—", 5781]]),
    )
    found = read(tmp_path, data, DEPARTMENT, contracts={"cross": CROSS})
    assert codes(found) == []
    population = {
        (o.region_code, o.period): o.value for o in found.observations if o.indicator_id == "resident_population"
    }
    assert population["330600", "2020"] == 5271000
    assert population["330602", "2019"] == 1010000
    assert population["330600", "2018"] == 5035000
    assert ("gdp", "330600", "2019", Decimal(578100000000)) in {
        (o.indicator_id, o.region_code, o.period, o.value) for o in found.observations
    }


def test_a_missing_or_an_unknown_sheet_is_told(tmp_path):
    data = workbook(("其他", [["年份", "GDP（亿元）"], [2018, 5417]]), ("2019年", [["指标", "全市"], ["年末人口", 1]]))
    found = codes(read(tmp_path, data, DEPARTMENT, contracts={"cross": CROSS}))
    assert found[0] == "no_contract_fits"
    assert {"missing_sheet", "unmapped_sheet"} <= set(found)


TWO = """
dataset: two
title: {zh: 例, en: Example}
source: official_table
supersedes: increment
layouts:
  - name: one_above_the_other
    sheets:
      - tables:
          - columns:
              - {header: 地区, gives: region}
              - {header: '人口[（{unit}）]', indicator: resident_population}
            lines: [{text: '表一：{period}人口'}]
          - columns:
              - {header: 地区, gives: region}
              - {header: '产值', indicator: gdp, unit: 亿元}
            lines: [{text: '表二：{period}产值'}]
"""


def test_two_tables_on_one_sheet_each_have_their_own_title(tmp_path):
    rows = [
        *(["表一：2019年人口"], ["地区", "人口（万人）"], ["越城区", 101], ["柯桥区", 97], []),
        *(["表二：2020年产值"], ["地区", "产值"], ["越城区", 900]),
    ]
    found = read(tmp_path, workbook(("表", rows)), DEPARTMENT, contracts={"two": TWO})
    assert codes(found) == []
    assert [(o.indicator_id, o.period, int(o.value)) for o in found.observations] == [
        ("resident_population", "2019", 1010000),
        ("resident_population", "2019", 970000),
        ("gdp", "2020", 90000000000),
    ]


def subtotals(north, south):
    """The districts in two groups, each with its 小计."""

    def change(sheet):
        sheet.insert_rows(9)
        sheet.insert_rows(13)
        for row, values in ((9, north), (13, south)):
            for column, value in enumerate(("小计", *values), start=1):
                sheet.cell(row, column, value)

    return change


def test_a_subtotal_is_held_against_the_rows_since_the_last_and_is_no_number_of_its_own(tmp_path):
    plain, grouped = table(tmp_path), table(tmp_path, subtotals((80, 70, 14.3), (20, 20, 0)))
    assert not grouped.refused, codes(grouped)
    assert {o.value for o in grouped.observations} == {o.value for o in plain.observations}
    assert len(grouped.observations) == len(plain.observations)


@pytest.mark.parametrize(("north", "south", "cell"), [((90, 70), (20, 20), "B9"), ((80, 70), (20, 30), "C13")])
def test_a_wrong_subtotal_refuses_the_file_with_its_cell(tmp_path, north, south, cell):
    found = table(tmp_path, subtotals(north, south))
    assert codes(found) == ["total_differs"]
    assert found.problems[0].cell == cell


@pytest.mark.parametrize(("place", "text"), [("D4", "增长①（%）"), ("E3", "占比※"), ("A3", "地区[1]")])
def test_a_header_with_a_footnote_mark_is_the_same_header(tmp_path, place, text):
    found = table(tmp_path, cell(place, text))
    assert [(o.value, o.evidence) for o in found.observations] == [
        (o.value, o.evidence) for o in table(tmp_path).observations
    ]


def test_a_sheet_that_explains_the_form_is_left_alone(tmp_path):
    book = workbook(("研发", ROWS), ("填报说明", [["本表由各区县填报。"]]), merged=["A3:A4", "B3:D3", "E3:E4"])
    found = read(tmp_path, changed(book, percent), DEPARTMENT, contracts={"rd": CONTRACT})
    assert len(found.observations) == len(table(tmp_path).observations)
