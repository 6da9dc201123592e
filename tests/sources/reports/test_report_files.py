"""A report states the same in Word, PDF and HTML as in plain text, and each number leads back to its place there."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

import sources.samples
from sources.problems import Refused
from sources.readers.encoding import decode
from sources.reading import read_all
from sources.reports import Extraction, as_reading, extract_report, read_report
from sources.rows import Reading
from tests.sources.readers.papers import pdf, web_page, word
from tests.sources.reports.reports import SHARED, needs_shared
from tests.sources.submissions import codes, read, request

ARRIVED = dt.date(2024, 3, 1)
MAKE = {"docx": word, "pdf": pdf, "html": lambda *p: web_page(*p).encode()}
TABLE = [["指标", "2025年目标"], ["新增高新技术企业300家", "增长12%"], ["研发经费支出占GDP比重", "2.85%"]]


def reading(data: bytes, name: str = "") -> Reading:
    return as_reading(
        data, region="330200", known_on=dt.date(2023, 12, 20), home_region=None, arrived_on=ARRIVED, file_name=name
    )


def meant(extraction: Extraction) -> list[tuple[object, ...]]:
    """What each statement says, without where it stands."""
    return [
        (s.quote, s.indicator, s.measure, s.region, s.period, s.kind, s.qualifier, s.value, s.value_high, s.scope)
        for s in extraction.statements
    ]


def same_in_all_formats(text: str, region: str, date: dt.date, formats: list[str]) -> None:
    paragraphs = [line.strip() for line in text.splitlines() if line.strip()]
    plain = extract_report(read_report("\n".join(paragraphs).encode()), region=region, date=date)
    assert len(plain.statements) > 30
    for form in formats:
        prose = read_report(MAKE[form](*paragraphs))
        found = extract_report(prose, region=region, date=date)
        assert prose.format == form
        assert meant(found) == meant(plain)
        for statement in found.statements:
            assert prose.text[statement.start : statement.end] == statement.quote


def test_the_sample_report_states_the_same_in_every_format() -> None:
    text = (Path(sources.samples.__file__).parent / "report.txt").read_text(encoding="utf-8")
    same_in_all_formats(text, "330600", dt.date(2020, 12, 15), ["docx", "pdf", "html"])


@needs_shared
@pytest.mark.parametrize(
    ("file", "region", "date", "formats"),
    [
        ("绍兴市-2020", "绍兴市", "2020-12-15", ["docx", "pdf", "html"]),
        ("浙江省-2026", "浙江省", "2026-01-22", ["docx", "pdf", "html"]),
        ("全国-2024-科技经费公报", "全国", "2025-09-29", ["docx", "pdf", "html"]),
    ],
)
def test_the_texts_with_gold_state_the_same_in_every_format(file, region, date, formats) -> None:
    text, _ = decode((SHARED / "reports" / f"{file}.txt").read_bytes())
    same_in_all_formats(text, region, dt.date.fromisoformat(date), formats)


@pytest.mark.parametrize(("form", "place"), [("docx", "¶ 2"), ("pdf", "p. 1 ¶ 2"), ("html", "¶ 2")])
def test_an_observation_tells_its_page_and_paragraph_with_its_sentence(form: str, place: str) -> None:
    found = reading(MAKE[form]("科技工作。", "1-10月，规上工业研发经费129.30亿元。其他工作也有进展。"))
    [observation] = found.observations
    assert observation.context == f"{place}: 1-10月，规上工业研发经费129.30亿元。"
    assert observation.evidence == "#20:28"


def table_in_word() -> bytes:
    def change(document) -> None:
        table = document.add_table(3, 2)
        for cell, text in zip(table._cells, [text for row in TABLE for text in row], strict=True):
            cell.text = text
        document.add_paragraph("科技型中小企业突破2000家。")

    return word("新认定省级重点实验室5家。", change=change)


@pytest.mark.parametrize(
    "data",
    [table_in_word(), pdf("新认定省级重点实验室5家。", TABLE, "科技型中小企业突破2000家。")],
    ids=["docx", "pdf"],
)
def test_the_cells_of_a_table_are_no_sentences_but_each_of_their_numbers_is_accounted_for(data: bytes) -> None:
    prose = read_report(data)
    found = extract_report(prose, region="330200", date=dt.date(2024, 1, 10))
    assert [(s.quote, s.period) for s in found.statements] == [("5家", "2023"), ("2000家", "2023")]
    others = [(m.quote, m.status, m.klass) for m in found.mentions if not m.statements]
    assert others == [
        ("2025年", "not_indicator", "period"),
        ("300家", "not_indicator", "table_cell"),
        ("12%", "not_indicator", "table_cell"),
        ("2.85%", "not_indicator", "table_cell"),
    ]
    covered = {i for m in found.mentions for i in range(m.start, m.end)}
    assert all(i in covered for i, c in enumerate(prose.text) if c.isdigit())
    problem = next(p for p in reading(data).problems if p.code == "sources.tables_not_read")
    assert (problem.severity, problem.params) == ("info", {"tables": "1", "numerals": "3"})


def test_a_report_can_be_read_from_a_path_or_from_bytes(tmp_path: Path) -> None:
    path = tmp_path / "报告.docx"
    path.write_bytes(word("新认定科技型中小企业210家。"))
    assert read_report(path) == read_report(path.read_bytes(), "别的名字")


# ---- as submissions


@pytest.mark.parametrize("form", MAKE)
def test_a_report_of_any_format_is_read_as_a_submission(tmp_path: Path, form: str) -> None:
    data = MAKE[form]("2020年，全社会研发经费支出占地区生产总值比重达到2.75%。")
    found = read(tmp_path, data, "statistics_bureau", name=f"报告.{form}", sidecar="known_on: 2021-01-10\n")
    assert not found.refused
    assert [(o.indicator_id, str(o.value)) for o in found.observations] == [("rd_intensity", "2.75")]


def test_an_old_or_protected_document_is_refused_with_what_to_do(tmp_path: Path) -> None:
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le")
    assert codes(read(tmp_path, old, "statistics_bureau", name="报告.wps")) == ["save_as_docx"]
    protected = pdf("新认定科技型中小企业210家。", encrypt="secret")
    assert codes(read(tmp_path, protected, "statistics_bureau", name="报告.pdf")) == ["document_protected"]


def test_a_text_of_fifty_megabytes_is_refused_at_once_and_in_one_sentence(tmp_path: Path) -> None:
    text = "1-10月，规上工业研发经费129.30亿元。".encode()
    big = request(tmp_path, text * (50_000_000 // len(text)), "statistics_bureau", name="报告.txt")
    ((_, found),) = read_all([big], seconds=20)
    assert codes(found) == ["text_too_long"]
    with pytest.raises(Refused, match="too long"):
        read_report(big.path, "报告.txt")
