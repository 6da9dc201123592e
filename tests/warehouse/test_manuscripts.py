"""The annotated copy of a Word draft: comments at exactly the figures, and nothing else changed."""

from __future__ import annotations

import io

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from sources.problems import Refused
from sources.readers.docx import read_docx
from warehouse.manuscripts import Comment, annotated

BOX = (
    f'<w:r {nsdecls("w")} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><mc:AlternateContent>'
    '<mc:Choice Requires="wps"><w:drawing><w:txbxContent><w:p><w:r><w:t>框中有64个。</w:t></w:r></w:p></w:txbxContent>'
    "</w:drawing></mc:Choice><mc:Fallback><w:pict><w:txbxContent><w:p><w:r><w:t>框中有64个。</w:t></w:r></w:p>"
    "</w:txbxContent></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
)
LINK = (
    f'<w:hyperlink {nsdecls("w")} w:anchor="x"><w:r><w:rPr><w:u w:val="single"/></w:rPr>'
    "<w:t>见118人名单</w:t></w:r></w:hyperlink>"
)
TRACKED = (
    f'<w:p {nsdecls("w")}><w:r><w:t xml:space="preserve">选派 </w:t></w:r>'
    '<w:del w:id="90" w:author="甲"><w:r><w:delText>110人</w:delText></w:r></w:del>'
    '<w:ins w:id="91" w:author="甲"><w:r><w:t>120人</w:t></w:r></w:ins><w:r><w:t>。</w:t></w:r></w:p>'
)


def manuscript() -> docx.document.Document:
    """Split and styled runs, tabs and breaks, a table, a text box, a link, tracked changes."""
    document = docx.Document()
    document.add_heading("工作总结", 1)
    paragraph = document.add_paragraph("研发经费")
    paragraph.add_run("129.").bold = True
    paragraph.add_run("56亿").italic = True
    paragraph.add_run("元，\t增长12%，其中12%为新增。\n另有 3 项。")
    paragraph._p.append(parse_xml(LINK))
    paragraph._p.append(parse_xml(BOX))
    table = document.add_table(1, 2)
    table.cell(0, 0).text = "总数"
    table.cell(0, 1).text = "1103万元"
    document.element.body.insert_element_before(parse_xml(TRACKED), "w:sectPr")
    document.add_paragraph("末段12%。")
    return document


def saved(document) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def spans(text: str, *quotes: str) -> list[Comment]:
    """A comment at each quote, one after the other in the text."""
    found, position = [], 0
    for quote in quotes:
        start = text.index(quote, position)
        position = start + len(quote)
        found.append(Comment(start, position, f"一致\n{quote}"))
    return found


def commented_text(document) -> dict[str, str]:
    """The text between the marks of each comment, by the comment's second line."""
    said = {comment.comment_id: comment.paragraphs[1].text for comment in document.comments}
    texts: dict[int, str] = {}
    under_way: set[int] = set()
    for element in document.element.body.iter():
        if element.tag == qn("w:commentRangeStart"):
            under_way.add(int(element.get(qn("w:id"))))
        elif element.tag == qn("w:commentRangeEnd"):
            under_way.remove(int(element.get(qn("w:id"))))
        elif element.tag == qn("w:t") and not any("Fallback" in str(a.tag) for a in element.iterancestors()):
            for number in under_way:
                texts[number] = texts.get(number, "") + element.text
    assert not under_way
    references = [int(e.get(qn("w:id"))) for e in document.element.body.iter(qn("w:commentReference"))]
    assert references == sorted(said), "one reference a comment, in the order of the text"
    return {said[number]: text for number, text in texts.items()}


def properties(document) -> list[tuple[str, str]]:
    """Every character of the document with the properties of its run."""
    found = []
    for run in document.element.body.iter(qn("w:r")):
        style = run.find(qn("w:rPr"))
        marks = "" if style is None else "".join(str(child.tag) + str(child.attrib) for child in style)
        for child in run:
            if child.tag in (qn("w:t"), qn("w:delText")):
                found += [(character, marks) for character in child.text]
            elif child.tag in (qn("w:tab"), qn("w:br")):
                found.append((child.tag, marks))
    return found


def test_each_comment_is_anchored_at_exactly_its_figure_and_nothing_else_changes():
    before = manuscript()
    data = saved(before)
    text = read_docx(data).text
    quotes = ("129.56亿元", "12%", "3 项", "118人", "1103万元", "120人")
    content, unplaced = annotated(data, text, spans(text, *quotes))
    after = docx.Document(io.BytesIO(content))
    assert not unplaced
    assert commented_text(after) == {quote: quote for quote in quotes}
    assert {comment.author for comment in after.comments} == {"STI"}
    assert properties(after) == properties(before)
    assert read_docx(content).text == text


def test_two_figures_of_one_run_and_equal_figures_elsewhere_keep_their_own_places():
    data = saved(manuscript())
    text = read_docx(data).text
    first, second, last = (text.index("12%"), text.index("12%为"), text.index("12%。"))
    comments = [Comment(at, at + 3, f"一致\n{at}") for at in (first, second, last)]
    content, _ = annotated(data, text, comments)
    assert commented_text(docx.Document(io.BytesIO(content))) == dict.fromkeys(map(str, (first, second, last)), "12%")


def test_a_figure_in_a_text_box_is_commented_at_the_box():
    data = saved(manuscript())
    text = read_docx(data).text
    content, unplaced = annotated(data, text, spans(text, "64个"))
    assert not unplaced
    assert commented_text(docx.Document(io.BytesIO(content))) == {"64个": "框中有64个。"}


def test_a_draft_with_comments_keeps_them():
    document = manuscript()
    document.add_comment(document.paragraphs[1].runs[0], "请核实", author="乙", initials="乙")
    data = saved(document)
    text = read_docx(data).text
    content, _ = annotated(data, text, spans(text, "1103万元"))
    after = docx.Document(io.BytesIO(content))
    assert [(c.author, c.paragraphs[0].text) for c in after.comments] == [("乙", "请核实"), ("STI", "一致")]


def test_text_that_the_document_does_not_have_is_given_back_unplaced():
    data = saved(manuscript())
    text = read_docx(data).text + "\n注中有77家。"
    comments = spans(text, "12%", "77家")
    content, unplaced = annotated(data, text, comments)
    assert unplaced == comments[1:]
    assert commented_text(docx.Document(io.BytesIO(content))) == {"12%": "12%"}


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 cut off", b"plain text"])
def test_what_is_no_document_is_refused_in_one_sentence(data):
    with pytest.raises(Refused) as refused:
        annotated(data, "", [])
    assert len(refused.value.problems) == 1
