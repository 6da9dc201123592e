"""`sti extract` takes a report in any format and shows where each number stands."""

from __future__ import annotations

import pytest

from tests.sources.readers.papers import pdf, web_page, word

PARAGRAPHS = ("科技工作总结。", "2020年，全社会研发经费支出占地区生产总值比重达到2.75%。")
STATED = ("--region", "绍兴市", "--date", "2021-01-10")


@pytest.mark.parametrize(
    ("name", "data", "place"),
    [
        ("报告.docx", word(*PARAGRAPHS), "¶ 2"),
        ("报告.pdf", pdf(*PARAGRAPHS), "p. 1 ¶ 2"),
        ("报告.html", web_page(*PARAGRAPHS).encode(), "¶ 2"),
        ("报告.txt", "\n".join(PARAGRAPHS).encode("gbk"), "¶ 2"),
    ],
)
def test_extract_reads_every_format_and_shows_page_and_paragraph(name, data, place, sti, tmp_path):
    file = tmp_path / name
    file.write_bytes(data)
    [line] = [
        line for line in sti("extract", file, *STATED, "--format", "jsonl").lines if line["status"] == "statement"
    ]
    assert (line["indicator"], line["value"], line["quote"]) == ("rd_intensity", 2.75, "2.75%")
    shown = sti("extract", file, *STATED, "--places").out
    assert place in shown
    assert place not in sti("extract", file, *STATED).out


def test_extract_shows_figures_of_what_the_catalogue_lacks_as_open(sti, tmp_path):
    file = tmp_path / "报告.txt"
    file.write_text("2020年，研发经费58.3亿元，森林覆盖率48.3%。", encoding="utf-8")
    shown = sti("extract", file, *STATED, "--lang", "en").out
    marked = ["(open)" in line for line in shown.splitlines() if "actual" in line]
    assert marked == [False, True]
    assert "森林覆盖率" in shown


def test_extract_of_what_holds_no_text_is_one_sentence(sti, tmp_path):
    file = tmp_path / "报告.pdf"
    file.write_bytes(b"%PDF-1.4 and nothing more")
    answer = sti("extract", file, *STATED)
    assert answer.status == 1
    assert len(answer.err.strip().splitlines()) == 1


def test_a_table_of_a_report_is_read_where_a_contract_has_its_shape(tmp_path, sti):
    heads = "<tr><td rowspan=2>地区</td><td colspan=3>研发费用</td></tr>"
    heads += "<tr><td>本期累计</td><td>上年同期</td><td>同比增长（%）</td></tr>"
    rows = (("海曙区", "152,340.5", "140000", "8.8"), ("慈溪市", "98,700", "100,120", "-1.4"))
    cells = heads + "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    title = "<p>表1 宁波市2023年1-11月规上工业企业研发费用情况表</p><p>单位：万元</p>"
    file = tmp_path / "report.html"
    file.write_text(
        f"<html><meta charset='utf-8'><body><p>今年，研发工作有序推进。</p>{title}<table>{cells}</table></body></html>",
        encoding="utf-8",
    )
    found = sti("extract", file, "--region", "宁波市", "--date", "2023-12-20", "--format", "jsonl").lines
    read = {(one["region"], one["period"], one["value"], one["quote"]) for one in found if one["class"] == "value"}
    assert ("海曙区", "2023-01/2023-11", 1523405000, "152,340.5") in read
