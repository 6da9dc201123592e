"""A table inside a report is read by the contract whose shape it has; every other one is left accounted for."""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal
from html import escape
from itertools import pairwise
from pathlib import Path

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table, TableStyle

from sources.contracts.loading import load_table_contracts
from sources.readers.prose import Prose, Writer
from sources.reading import reading_version
from sources.reports import Extraction, as_reading, extract_report, read_report
from sources.reports.verifier import misread_in_table
from sources.rows import Observation, Reading
from tests.sources.readers import papers
from tests.sources.submissions import codes, read

TITLE = "表1 宁波市2023年1-11月规上工业企业研发费用情况表"
UNIT = "单位：万元"
# None stands for a place that the cell before (in its row, or above it) covers.
Rows = list[list[str | None]]
ROWS: Rows = [
    ["地区", "研发费用", None, None],
    [None, "本期累计", "上年同期", "同比增长（%）"],
    ["海曙区", "152,340.5", "140000", "8.8"],
    ["慈溪市", "98,700", "100,120", "-1.4"],
]
FLAT: Rows = [["地区", "研发费用/本期累计", "户数"], ["海曙区", "152340.5", "37"]]
BEFORE = "1-11月，全市规上工业研发费用同比增长9.3%。"
AFTER = "科技型中小企业突破2000家。"
CONTRACTS = load_table_contracts("statistics_bureau")


def spans(rows: Rows) -> list[tuple[int, int, int, int]]:
    """(row, column, last row, last column), from 0, of the cells that cover others."""
    found = []
    for y, row in enumerate(rows):
        for x, text in enumerate(row):
            if text is None:
                continue
            right = next((i for i in range(x + 1, len(row)) if row[i] is not None), len(row)) - 1
            down = next((i for i in range(y + 1, len(rows)) if rows[i][x] is not None), len(rows)) - 1
            if x == 0 and down > y:
                right = 0
            elif right > x:
                down = y
            if right > x or down > y:
                found.append((y, x, down, right))
    return found


def word(*blocks: str | Rows) -> bytes:
    document = docx.Document()
    for block in blocks:
        if isinstance(block, str):
            document.add_paragraph(block)
            continue
        table = document.add_table(len(block), len(block[0]))
        for y, row in enumerate(block):
            for x, text in enumerate(row):
                if text is not None:
                    table.cell(y, x).text = text
        for y, x, down, right in spans(block):
            text = table.cell(y, x).text
            table.cell(y, x).merge(table.cell(down, right)).text = text
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def pdf(*blocks: str | Rows) -> bytes:
    papers._font()
    style = ParagraphStyle("body", fontName=papers.FONT, fontSize=12, leading=20, wordWrap="CJK", spaceAfter=8)
    story = []
    for block in blocks:
        if isinstance(block, str):
            story.append(Paragraph(escape(block), style))
            continue
        merged = [("SPAN", (x, y), (right, down)) for y, x, down, right in spans(block)]
        ruled = [("GRID", (0, 0), (-1, -1), 0.5, "black"), ("FONTNAME", (0, 0), (-1, -1), papers.FONT)]
        story.append(Table([[text or "" for text in row] for row in block], style=TableStyle([*ruled, *merged])))
    buffer = io.BytesIO()
    SimpleDocTemplate(buffer).build(story)
    return buffer.getvalue()


def page(*blocks: str | Rows) -> bytes:
    parts = []
    for block in blocks:
        if isinstance(block, str):
            parts.append(f"<p>{escape(block)}</p>")
            continue
        covers = {(y, x): (down - y + 1, right - x + 1) for y, x, down, right in spans(block)}
        rows = []
        for y, row in enumerate(block):
            cells = []
            for x, text in enumerate(row):
                if text is not None:
                    down, right = covers.get((y, x), (1, 1))
                    cells.append(f'<td rowspan="{down}" colspan="{right}">{escape(text)}</td>')
            rows.append(f"<tr>{''.join(cells)}</tr>")
        parts.append(f"<table>{''.join(rows)}</table>")
    return f"<!DOCTYPE html><html><head><meta charset='utf-8'></head><body>{''.join(parts)}</body></html>".encode()


MAKE = {"docx": word, "pdf": pdf, "html": page}


def reading(data: bytes, known_on: str = "2023-12-20") -> Reading:
    known = dt.date.fromisoformat(known_on)
    return as_reading(data, region="330200", known_on=known, home_region=None, arrived_on=known, contracts=CONTRACTS)


def extracted(data: bytes) -> tuple[str, Extraction]:
    prose = read_report(data)
    return prose.text, extract_report(prose, region="330200", date=dt.date(2023, 12, 20), contracts=CONTRACTS)


def numbers(found: Reading) -> list[tuple[str, str, str, str, Decimal]]:
    """Region, measure, period, unit and value of what the tables gave."""
    return [
        (o.region_code, o.measure, o.period, o.unit, o.value) for o in found.observations if "table" in o.context[:14]
    ]


TOLD = [
    ("330203", "level", "2023-01/2023-11", "CNY", Decimal("1523405000")),
    ("330203", "level", "2022-01/2022-11", "CNY", Decimal("1400000000")),
    ("330203", "growth_yoy", "2023-01/2023-11", "%", Decimal("8.8")),
    ("330282", "level", "2023-01/2023-11", "CNY", Decimal("987000000")),
    ("330282", "level", "2022-01/2022-11", "CNY", Decimal("1001200000")),
    ("330282", "growth_yoy", "2023-01/2023-11", "%", Decimal("-1.4")),
]


@pytest.mark.parametrize("form", MAKE)
def test_a_table_with_a_merged_header_is_read_by_the_contract_it_fits(form: str) -> None:
    found = reading(MAKE[form](BEFORE, TITLE, UNIT, ROWS, AFTER))
    assert numbers(found) == TOLD
    assert {o.indicator_id for o in found.observations if "table" in o.context[:14]} == {"rd_expenditure_industrial"}
    assert (found.dataset, found.source, found.supersedes) == ("report_texts", "report", "report")
    assert found.set_aside == []
    [problem] = [p for p in found.problems if "table" in p.code]
    assert (problem.code, problem.params) == (
        "sources.tables_read",
        {"tables": "1", "numbers": "6", "contracts": "industrial_rd"},
    )


@pytest.mark.parametrize("form", MAKE)
def test_a_number_of_a_table_leads_back_to_its_cell(form: str) -> None:
    data = MAKE[form](BEFORE, TITLE, UNIT, ROWS, AFTER)
    prose, found = read_report(data), reading(data)
    first: Observation = next(o for o in found.observations if o.value == Decimal("1523405000"))
    start, end = map(int, first.evidence.removeprefix("#").split(":"))
    assert prose.text[start:end] == first.value_text == "152,340.5"
    place = "p. 1 table 1 r3 c2" if form == "pdf" else "table 1 r3 c2"
    assert prose.place_of(start, end) == place
    assert first.context == f"{place}: {TITLE.removeprefix('表1 ')} / 海曙区 / 研发费用/本期累计"
    assert first.value_step == Decimal("1000")


@pytest.mark.parametrize("form", MAKE)
def test_the_numerals_of_a_table_that_was_read_are_values_and_statements(form: str) -> None:
    text, found = extracted(MAKE[form](BEFORE, TITLE, UNIT, ROWS, AFTER))
    of_table = [m for m in found.mentions if m.rule == "table.industrial_rd"]
    assert [m.quote for m in of_table] == ["152,340.5", "140000", "8.8", "98,700", "100,120", "-1.4"]
    assert {(m.status, m.klass) for m in of_table} == {("statement", "value")}
    assert all(text[m.start : m.end] == m.quote for m in found.mentions)
    assert all(a.end <= b.start for a, b in pairwise(found.mentions))
    covered = {i for m in found.mentions for i in range(m.start, m.end)}
    assert all(i in covered for i, c in enumerate(text) if c.isdigit())


@pytest.mark.parametrize("form", MAKE)
def test_a_table_that_fits_no_contract_is_left_accounted_for_and_refuses_nothing(form: str) -> None:
    data = MAKE[form](BEFORE, TITLE, FLAT, AFTER)
    found = reading(data)
    assert not found.refused
    assert [(o.indicator_id, o.value) for o in found.observations] == [
        ("rd_expenditure_industrial", Decimal("9.3")),
        ("tech_smes", Decimal(2000)),
    ]
    [problem] = [p for p in found.problems if "table" in p.code]
    assert (problem.code, problem.params) == ("sources.tables_not_read", {"tables": "1", "numerals": "2"})
    others = [(m.quote, m.klass) for m in extracted(data)[1].mentions if m.rule == "reader.table"]
    assert others == [("152340.5", "table_cell"), ("37", "table_cell")]


def test_of_two_tables_the_one_that_fits_is_read() -> None:
    found = reading(word(BEFORE, "表1 其他情况", FLAT, TITLE, UNIT, ROWS))
    assert numbers(found) == TOLD
    assert [p.code for p in found.problems if "table" in p.code] == ["sources.tables_read", "sources.tables_not_read"]


@pytest.mark.parametrize("form", MAKE)
def test_the_same_indicator_in_text_and_table_is_stated_twice(form: str) -> None:
    said = "2023年1-11月，海曙区规上工业研发费用15.2亿元。"
    found = reading(MAKE[form](said, TITLE, UNIT, ROWS))
    both = [o for o in found.observations if (o.region_code, o.measure, o.period) == TOLD[0][:3]]
    assert [(o.value_text, o.value) for o in both] == [
        ("15.2亿元", Decimal("1520000000")),
        ("152,340.5", Decimal("1523405000")),
    ]
    assert not any("stated_twice" in flag for o in both for flag in o.flags)


def test_a_figure_of_the_text_that_contradicts_the_table_is_flagged() -> None:
    found = reading(word("2023年1-11月，海曙区规上工业研发费用17.9亿元。", TITLE, UNIT, ROWS))
    assert [p.code for p in found.problems if p.severity == "warning"]
    flagged = [o.value_text for o in found.observations if len(o.flags) > 0 and o.measure == "level"]
    assert {"17.9亿元", "152,340.5"} <= set(flagged)


@pytest.mark.parametrize(
    "caption",
    [
        ("附表2：宁波市2023年1-11月规模以上工业企业研发费用情况（单位：万元）",),
        ("2023年1-11月全市规上工业研发费用情况", "计量单位：万元"),
        ("表三 2023年1—11月规上工业企业研发费用情况表", "（单位：万元）"),
    ],
)
def test_the_lines_above_a_table_are_its_title_and_its_unit(caption: tuple[str, ...]) -> None:
    assert numbers(reading(word(BEFORE, *caption, ROWS))) == TOLD


def test_a_title_in_the_first_row_of_the_table_counts_as_well() -> None:
    rows: Rows = [[TITLE.removeprefix("表1 "), None, None, None], ["单位：万元", None, None, None]]
    assert numbers(reading(word(BEFORE, [*rows, *ROWS]))) == TOLD


@pytest.mark.parametrize(
    ("title", "rows"),
    [
        ("2023年1-11月规上工业企业用电情况", ROWS),
        ("规上工业企业研发费用情况", ROWS),
        ("绍兴市2023年1-11月规上工业企业研发费用情况", ROWS),
        ("宁波市2024年1-11月规上工业企业研发费用情况", ROWS),
        (TITLE, [*ROWS[:3], ["某某镇", "98,700", "100,120", "-1.4"]]),
        (TITLE, [*ROWS[:3], ["慈溪市", "98,700", "暂缺数", "-1.4"]]),
        (TITLE, [*ROWS, ["合计", "1", "1", "3.5"]]),
    ],
    ids=["another title", "no period", "another city", "a year to come", "no such place", "no number", "wrong sum"],
)
def test_a_table_in_doubt_is_left_out_as_a_whole(title: str, rows: Rows) -> None:
    found = reading(word(BEFORE, title, UNIT, rows))
    assert not found.refused
    assert numbers(found) == []
    assert "sources.tables_not_read" in [p.code for p in found.problems]


def test_a_report_as_a_submission_is_read_with_the_contracts_of_its_department(tmp_path: Path) -> None:
    data = word(BEFORE, TITLE, UNIT, ROWS)
    sidecar = "region: 宁波市\nknown_on: 2023-12-20\n"
    known = read(tmp_path, data, "statistics_bureau", name="月报.docx", sidecar=sidecar)
    assert numbers(known) == TOLD
    other = read(tmp_path, data, "national_statistics_bureau", name="月报.docx", sidecar=sidecar)
    assert numbers(other) == []
    assert "tables_not_read" in codes(other)


def test_a_broken_contract_of_the_city_is_told_and_leaves_the_sentences_of_a_report(tmp_path: Path) -> None:
    sidecar = "region: 宁波市\nknown_on: 2023-12-20\n"
    broken = {"own": "dataset: own\n"}
    found = read(tmp_path, word(BEFORE), "statistics_bureau", name="月报.docx", sidecar=sidecar, contracts=broken)
    assert not found.refused
    assert [o.indicator_id for o in found.observations] == ["rd_expenditure_industrial"]
    assert {(p.code, p.severity) for p in found.problems} == {("sources.contract_invalid", "warning")}


def test_a_contract_of_any_department_holds_for_the_reports_of_each(tmp_path: Path) -> None:
    folder = tmp_path / "any_department"
    folder.mkdir()
    (folder / "towns.yml").write_text(
        "dataset: towns\ntitle: {zh: 科技型中小企业, en: Technology SMEs}\nsource: report\nsupersedes: increment\n"
        "layouts:\n  - name: plain\n    sheets:\n      - tables:\n          - totals: unchecked\n"
        "            lines: [{text: '{period}末科技型中小企业情况', required: true}]\n"
        "            columns:\n              - {header: 区县, gives: region}\n"
        "              - {header: 科技型中小企业, indicator: tech_smes, unit: 家}\n",
        encoding="utf-8",
    )
    before = {d: load_table_contracts(d, tmp_path).keys() for d in ("tax_bureau", "statistics_bureau")}
    assert all("towns" in datasets for datasets in before.values())
    versions = {
        reading_version("tax_bureau", extra_contracts=folder, extra_regions=None, home_region="330200")
        for folder in (tmp_path, None)
    }
    assert len(versions) == 2
    rows: Rows = [["区县", "科技型中小企业（家）"], ["鄞州区", "1,234"]]
    prose = read_report(word("2023年末科技型中小企业情况", rows))
    contracts = load_table_contracts("tax_bureau", tmp_path)
    found = extract_report(prose, region="330200", date=dt.date(2024, 1, 10), contracts=contracts)
    assert [(s.quote, s.indicator, s.region, s.value) for s in found.statements] == [
        ("1,234", "tech_smes", "鄞州区", Decimal(1234))
    ]


CELLS = st.sampled_from(
    [
        "",
        "地区",
        "海曙区",
        "合计",
        "研发费用",
        "本期累计",
        "上年同期",
        "同比增长（%）",
        "单位：万元",
        "12.5",
        "-1",
        "2023年",
        "x",
        "—",
    ]
)


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.tuples(st.integers(1, 6), st.integers(1, 5), st.integers(1, 3), st.integers(1, 3), CELLS), max_size=25)
)
def test_no_table_whatever_it_is_refuses_a_report(cells: list[tuple[int, int, int, int, str]]) -> None:
    writer = Writer()
    writer.add(BEFORE, "paragraph", 1)
    writer.add(TITLE, "paragraph", 2)
    for row, column, rows, columns, text in sorted(cells):
        writer.add(text, "cell", 1, row=row, column=column, rows=rows, columns=columns)
    prose = Prose("docx", writer.text, tuple(writer.segments))
    found = extract_report(prose, region="330200", date=dt.date(2023, 12, 20), contracts=CONTRACTS)
    assert all(prose.text[m.start : m.end] == m.quote for m in found.mentions)
    assert all(a.end <= b.start for a, b in pairwise(found.mentions))


@pytest.mark.parametrize(
    ("quote", "units", "value", "unit", "right"),
    [
        ("152,340.5", ["万元"], "1523405000", "CNY", True),
        ("152,340.5", ["万元"], "152340500", "CNY", False),
        ("15.2亿元", [], "1520000000", "CNY", True),
        ("8.8", ["%"], "8.8", "%", True),
        ("（1.4）", ["%"], "-1.4", "%", True),
        ("-1.4", ["%"], "1.4", "%", False),
        ("12①", ["家"], "12", "count", True),
        ("12", ["家"], "13", "count", False),
        ("12", ["万元"], "12", "CNY", False),
    ],
)
def test_a_cell_is_read_a_second_time(quote: str, units: list[str], value: str, unit: str, right: bool) -> None:
    assert (misread_in_table(quote, units, Decimal(value), None, unit) == "") == right
