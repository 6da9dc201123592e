"""A report in Word, PDF or HTML gives the paragraphs a reader sees, each with its place; the rest is left out."""

from __future__ import annotations

import contextlib
import re

import pytest
from docx.oxml import parse_xml
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.lib.pdfencrypt import StandardEncryption

from sources.problems import Refused
from sources.readers.documents import is_prose, read_prose
from sources.readers.numbering import chinese_numeral
from tests.sources.readers.papers import WORD, add_xml, columns, pages, pdf, scan, web_page, with_part, word
from tests.sources.submissions import workbook

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LONG = (
    "全市坚持创新驱动发展，新增高新技术企业300家，规上工业研发经费129.56亿元，同比增长12.3%，技术交易额达到88.4亿元。"
    * 3
)
SHORT = "科技型中小企业突破2000家。"


def lines(data: bytes, name: str = "") -> list[str]:
    return read_prose(data, name).text.split("\n")


# ---- all formats


@pytest.mark.parametrize(
    ("data", "first", "second"),
    [
        (f"{LONG}\n\n{SHORT}\n".encode("gb18030"), "¶ 1", "¶ 2"),
        (word(LONG, "", SHORT), "¶ 1", "¶ 2"),
        (pdf(LONG, SHORT), "p. 1 ¶ 1", "p. 1 ¶ 2"),
        (web_page(LONG, SHORT).encode(), "¶ 1", "¶ 2"),
    ],
    ids=["txt", "docx", "pdf", "html"],
)
def test_a_span_leads_back_to_its_place_in_the_file(data, first, second):
    prose = read_prose(data)
    assert [line for line in prose.text.split("\n") if line] == [LONG, SHORT]
    at = prose.text.index("2000")
    assert prose.place_of(0, 4) == first
    assert prose.place_of(at, at + 4) == second
    assert prose.place_of(at, at + 4, "zh") == second.replace("p. 1 ", "第1页").replace("¶ 2", "第2段")


@pytest.mark.parametrize("make", [word, pdf, lambda *p: web_page(*p).encode()], ids=["docx", "pdf", "html"])
def test_the_same_bytes_give_the_same_text_and_places(make):
    data = make(LONG, SHORT)
    assert read_prose(data) == read_prose(data)


def test_segments_cover_the_text_in_order_without_overlap():
    for data in (word(LONG, SHORT), pdf(LONG, [["甲", "乙"], ["1", "2"]], SHORT), web_page(LONG, SHORT).encode()):
        prose = read_prose(data)
        position = 0
        for segment in prose.segments:
            assert prose.text[position : segment.start] in ("", "\n")
            assert segment.end > segment.start
            position = segment.end
        assert position == len(prose.text)


# ---- what is prose, and what cannot be read


@pytest.mark.parametrize(
    ("data", "name", "prose"),
    [
        (SHORT.encode(), "报告.txt", True),
        (SHORT.encode(), "表.csv", False),
        (SHORT.encode(), "无扩展名", False),
        (word(SHORT), "报告.xlsx", True),
        (word(SHORT), "报告", True),
        (pdf(SHORT), "报告.bin", True),
        (web_page(SHORT).encode(), "报告.htm", True),
        (web_page(SHORT).encode("utf-16"), "报告", True),
        (web_page(SHORT).encode(), "表.xls", False),
        (workbook(("表", [["甲"]])), "报告.docx", False),
        (OLE + "WordDocument".encode("utf-16-le"), "报告.doc", True),
        (OLE + "Workbook".encode("utf-16-le"), "表.xls", False),
        (b"", "报告.docx", True),
    ],
)
def test_the_content_decides_what_is_prose_and_the_name_only_where_it_is_open(data, name, prose):
    assert is_prose(data, name) is prose


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"", "空.txt", "empty_file"),
        (bytes(range(256)), "噪声.txt", "unreadable_encoding"),
        (bytes(range(256)), "噪声.docx", "not_what_it_is_named"),
        (bytes(range(256)), "噪声.pdf", "not_what_it_is_named"),
        (b" \n \n", "空白.txt", "no_text"),
        (word(), "空白.docx", "no_text"),
        (b"<html><body></body></html>", "空白.html", "no_text"),
        (b"PK\x03\x04 cut short", "断.docx", "damaged_document"),
        (with_part(word(SHORT), "word/document.xml", "<w:p>"), "坏.docx", "damaged_document"),
        (with_part(word(SHORT), "word/document.xml", '<!DOCTYPE a [<!ENTITY b "c">]><a/>'), "坏.docx", "has_doctype"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "密.docx", "document_protected"),
        (OLE + "WordDocument".encode("utf-16-le"), "旧.doc", "save_as_docx"),
        (OLE + "WordDocument".encode("utf-16-le"), "旧.wps", "save_as_docx"),
        (b"{\\rtf1 text}", "旧.rtf", "save_as_docx"),
        (b"%PDF-1.7 and nothing more", "断.pdf", "damaged_document"),
        (pages(scan, scan), "扫描.pdf", "no_text_layer"),
        (pdf(SHORT, encrypt="secret"), "密.pdf", "document_protected"),
        ("字".encode() * 3_000_000, "长.txt", "text_too_long"),
        (b"1 " * 1_100_000, "长.txt", "text_too_long"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_be_read_is_refused_in_one_sentence(data, name, code):
    with pytest.raises(Refused) as refused:
        read_prose(data, name)
    (problem,) = refused.value.problems
    assert problem.code == f"sources.{code}"
    for language in ("zh", "en"):
        assert "\n" not in problem.text(language)


@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_a_document_with_any_byte_changed_is_read_or_refused(data):
    make = data.draw(st.sampled_from([word, pdf]))
    content = bytearray(make(SHORT))
    content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(Refused):
        assert read_prose(bytes(content), "a.docx" if make is word else "a.pdf").text


# ---- Word


def test_tracked_deletions_hidden_text_comments_and_field_codes_are_not_read():
    def change(document):
        add_xml(
            document,
            "<w:p><w:r><w:t>新增企业</w:t></w:r>"
            "<w:del><w:r><w:delText>200</w:delText></w:r></w:del><w:ins><w:r><w:t>300</w:t></w:r></w:ins>"
            "<w:r><w:rPr><w:vanish/></w:rPr><w:t>（内部）</w:t></w:r>"
            '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE 9</w:instrText></w:r>'
            "<w:r><w:t>家。</w:t></w:r></w:p>",
        )
        document.add_comment(document.paragraphs[0].runs, text="核对500", author="甲")

    assert lines(word("标题", change=change)) == ["标题", "新增企业300家。"]


def test_a_paragraph_whose_end_was_deleted_runs_on_and_moved_text_stands_once():
    def change(document):
        add_xml(document, "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>新增企业</w:t></w:r></w:p>")
        add_xml(document, "<w:p><w:r><w:t>300家。</w:t></w:r></w:p>")
        add_xml(document, "<w:p><w:moveFrom><w:r><w:t>移走</w:t></w:r></w:moveFrom></w:p>")
        add_xml(document, "<w:p><w:moveTo><w:r><w:t>移走</w:t></w:r></w:moveTo></w:p>")

    assert lines(word(change=change)) == ["新增企业300家。", "移走"]


def test_headers_and_footers_of_word_are_furniture():
    def change(document):
        document.sections[0].header.paragraphs[0].text = "内部资料 第3期"
        document.sections[0].footer.paragraphs[0].text = "第 1 页"

    assert lines(word(SHORT, change=change)) == [SHORT]


def test_a_table_of_word_is_cells_and_a_frame_around_text_is_text():
    def change(document):
        table = document.add_table(2, 2)
        for cell, text in zip(table._cells, ["指标", "2025年", "研发经费（亿元）", "129.56"], strict=True):
            cell.text = text
        document.add_table(1, 1).cell(0, 0).text = "框中的一段。"
        form = document.add_table(1, 2)
        form.cell(0, 0).text, form.cell(0, 1).text = "主要工作", f"一、成效\n{LONG}"
        document.add_paragraph(SHORT)

    prose = read_prose(word(SHORT, change=change))
    seen = [(s.kind, s.place("en"), prose.text[s.start : s.end]) for s in prose.segments]
    assert seen == [
        ("paragraph", "¶ 1", SHORT),
        ("cell", "table 1 r1 c1", "指标"),
        ("cell", "table 1 r1 c2", "2025年"),
        ("cell", "table 1 r2 c1", "研发经费（亿元）"),
        ("cell", "table 1 r2 c2", "129.56"),
        ("paragraph", "¶ 2", "框中的一段。"),
        ("cell", "table 2 r1 c1", "主要工作"),
        ("text_cell", "table 2 r1 c2", f"一、成效\n{LONG}"),
        ("paragraph", "¶ 3", SHORT),
    ]


def test_a_text_box_is_read_once_after_the_paragraph_that_holds_it():
    box = "<w:txbxContent><w:p><w:r><w:t>框中文字。</w:t></w:r></w:p></w:txbxContent>"
    compatible = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'

    def change(document):
        add_xml(
            document,
            f"<w:p {compatible}><w:r><mc:AlternateContent><mc:Choice><w:drawing>{box}</w:drawing></mc:Choice>"
            f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent><w:t>正文。</w:t></w:r></w:p>",
        )

    assert lines(word(change=change)) == ["正文。", "框中文字。"]


def test_footnotes_come_after_the_text_with_their_numbers():
    notes = (
        f'<w:footnotes xmlns:w="{"http://schemas.openxmlformats.org/wordprocessingml/2006/main"}">'
        '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:t>——</w:t></w:r></w:p></w:footnote>'
        '<w:footnote w:id="1"><w:p><w:r><w:t>按2015年口径。</w:t></w:r></w:p></w:footnote></w:footnotes>'
    )
    prose = read_prose(with_part(word(SHORT), "word/footnotes.xml", notes))
    assert prose.text == f"{SHORT}\n按2015年口径。"
    assert prose.place_of(len(SHORT) + 1, len(SHORT) + 2) == "note 1"
    assert prose.segments[1].place("zh") == "注1"


NUMBERING = f"""<w:numbering xmlns:w="{WORD}"><w:abstractNum w:abstractNumId="5">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/><w:lvlText w:val="%1、"/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="（%2）"/></w:lvl>
<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%3."/></w:lvl>
</w:abstractNum><w:num w:numId="7"><w:abstractNumId w:val="5"/></w:num></w:numbering>"""


def test_headings_that_word_numbers_itself_have_their_numbers():
    def change(document):
        for level, text in [
            (0, "2025年工作回顾"),
            (1, "科技投入"),
            (2, "企业"),
            (1, "科技产出"),
            (0, "2026年工作安排"),
            (1, "科技投入"),
            (1, SHORT),
        ]:
            number = f'<w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="7"/></w:numPr></w:pPr>'
            add_xml(document, f"<w:p>{number}<w:r><w:t>{text}</w:t></w:r></w:p>")

    assert lines(with_part(word(change=change), "word/numbering.xml", NUMBERING)) == [
        "一、2025年工作回顾",
        "（一）科技投入",
        "企业",
        "（二）科技产出",
        "二、2026年工作安排",
        "（一）科技投入",
        SHORT,
    ]


def test_a_style_numbers_its_headings():
    def change(document):
        numbered = f'<w:numPr xmlns:w="{WORD}"><w:numId w:val="7"/></w:numPr>'
        document.styles["Heading 1"].element.get_or_add_pPr().append(parse_xml(numbered))
        document.add_heading("工作回顾", 1)
        document.add_heading("工作安排", 1)

    assert lines(with_part(word(change=change), "word/numbering.xml", NUMBERING)) == ["一、工作回顾", "二、工作安排"]


@pytest.mark.parametrize(("number", "numeral"), [(1, "一"), (10, "十"), (12, "十二"), (20, "二十"), (31, "三十一")])
def test_numerals_of_headings_are_as_people_write_them(number, numeral):
    assert chinese_numeral(number) == numeral


# ---- PDF


def test_lines_of_a_pdf_are_joined_and_a_paragraph_over_two_pages_stays_whole():
    paragraphs = [f"{'一二三四五六七八九十'[n % 10]}是" + LONG for n in range(11)]
    prose = read_prose(pdf(*paragraphs, header="科技工作汇编 第{page}期", footer="— {page} —"))
    assert prose.text.split("\n") == paragraphs
    assert {segment.page for segment in prose.segments} == {1, 2}
    whole = next(p for p in paragraphs if prose.place_of(*re.search(re.escape(p), prose.text).span()).count("p.") == 2)
    last = prose.text.index(whole) + len(whole) - 1
    assert prose.place_of(last, last + 1) == "p. 2 ¶ 1"


@pytest.mark.parametrize("width", [420, 487, 555, 640])
def test_where_a_pdf_breaks_its_lines_changes_nothing(width):
    paragraphs = [LONG, SHORT, "（一）" + LONG, "预计R&D经费占GDP比重2.85%，“十四五”期间年均提高0.1个百分点。" * 4]
    assert lines(pdf(*paragraphs, width=width)) == paragraphs


def test_a_title_in_the_middle_of_two_lines_is_one():
    title = "关于2025年全市科技创新工作情况的总结和2026年重点工作安排的报告"
    assert lines(pdf(LONG, SHORT, title=title)) == [title, LONG, SHORT]


@pytest.mark.parametrize("indent", [0, 24])
def test_paragraphs_without_indent_end_where_the_next_word_had_room(indent):
    paragraphs = ["一、工作回顾", LONG * 2, "（一）科技投入", LONG, LONG[:34] + "。", SHORT]
    assert lines(pdf(*paragraphs, indent=indent)) == paragraphs


@pytest.mark.parametrize("footer", ["{page}", "- {page} -", "第{page}页", "第 {page} 页 共 3 页", "{page}/3"])
def test_numbers_of_pages_are_dropped_and_a_number_at_the_edge_that_is_none_stays(footer):
    text = "\n".join(lines(pdf(*[LONG] * 26, footer=footer)))
    assert text == "\n".join([LONG] * 26)
    held = read_prose(pages(*[columns([SHORT] * 37 + [str(number)]) for number in (84, 21, 64)])).text
    assert [line for line in held.split("\n") if line.isdigit()] == ["84", "21", "64"]


def test_two_columns_are_read_one_after_the_other():
    left = [f"左栏第{n}行写的是科技创新的文字内容" for n in range(15)]
    right = [f"右栏第{n}行写的是产业发展的文字内容" for n in range(15)]
    text = read_prose(pages(columns(left, right))).text
    assert text.index("左栏第14行") < text.index("右栏第0行")


def test_a_ruled_table_of_a_pdf_is_cells_between_its_paragraphs():
    prose = read_prose(pdf(SHORT, [["指标", "2025年"], ["研发经费（亿元）", "129.56"]], SHORT))
    assert [(s.kind, s.place("zh")) for s in prose.segments] == [
        ("paragraph", "第1页第1段"),
        ("cell", "第1页表1第1行第1列"),
        ("cell", "第1页表1第1行第2列"),
        ("cell", "第1页表1第2行第1列"),
        ("cell", "第1页表1第2行第2列"),
        ("paragraph", "第1页第2段"),
    ]
    assert prose.text.split("\n")[4] == "129.56"


def test_pages_that_are_pictures_among_others_are_told():
    prose = read_prose(pages(columns([SHORT]), scan))
    assert prose.text == SHORT
    assert [(p.code, p.params["pages"], p.severity) for p in prose.problems] == [
        ("sources.pages_without_text", "2", "warning")
    ]


def test_a_pdf_that_only_forbids_printing_is_read():
    def draw(canvas):
        canvas.setFont("Helvetica", 12)
        canvas.drawString(60, 700, "R&D 2.85")

    assert lines(pages(draw, encrypt=StandardEncryption("", ownerPassword="owner", canPrint=0))) == ["R&D 2.85"]


# ---- web pages


def test_the_furniture_of_a_web_page_states_nothing():
    assert lines(web_page(LONG, SHORT).encode()) == [LONG, SHORT]


def test_a_class_that_sounds_like_furniture_does_not_cost_the_text():
    page = f'<html><body class="nav"><div id="content-share"><p>{LONG}</p><p>{SHORT}</p></div></body></html>'
    assert lines(page.encode()) == [LONG, SHORT]


def test_words_over_elements_and_source_lines_stay_whole():
    page = "<html><p>新增高新技\n  术企业<b>3</b>00<span>家</span>，R&amp;D\n经费5亿元。<br>第二段。</p></html>"
    assert lines(page.encode()) == ["新增高新技术企业300家，R&D 经费5亿元。", "第二段。"]


def test_a_page_laid_out_in_tables_is_paragraphs_and_its_table_of_data_cells():
    data = "<table><tr><th>指标</th><th>2025年</th></tr><tr><td>企业</td><td>300</td></tr></table>"
    page = f"<html><body><table><tr><td>栏目</td><td><p>{SHORT}</p>{data}</td></tr></table></body></html>"
    prose = read_prose(page.encode("gbk"))
    kinds = [(segment.kind, prose.text[segment.start : segment.end]) for segment in prose.segments]
    assert kinds == [
        ("paragraph", "栏目"),
        ("paragraph", SHORT),
        *(("cell", text) for text in ("指标", "2025年", "企业", "300")),
    ]


def test_a_deep_page_is_read_to_its_end_or_refused():
    def page(depth: int) -> bytes:
        return (
            f"<html><body><p>一。</p>{'<div>' * depth}<p>二。</p>{'</div>' * depth}<p>三。</p></body></html>".encode()
        )

    assert lines(page(2000)) == ["一。", "二。", "三。"]
    with pytest.raises(Refused, match="damaged"):
        read_prose(page(5000))
