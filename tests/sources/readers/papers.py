"""Documents for tests: Word files, PDF files and web pages of given paragraphs, made by other libraries than read them.

Nothing is stored; each test builds what it reads.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from html import escape
from typing import Any

import docx
from docx.document import Document
from docx.oxml import parse_xml
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table, TableStyle

FONT = "STSong-Light"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def word(*paragraphs: str, change: Callable[[Document], object] | None = None) -> bytes:
    """A document of these paragraphs, after a change if the test makes one."""
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    if change is not None:
        change(document)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def add_xml(document: Document, xml: str) -> None:
    """Append to the body what Word would write; the prefix w is declared."""
    head, _, rest = xml.partition(">")
    element = parse_xml(f'{head.removesuffix("/")} xmlns:w="{WORD}"{"/" if head.endswith("/") else ""}>{rest}')
    document.element.body.insert(len(document.element.body) - 1, element)


def with_part(data: bytes, name: str, content: str) -> bytes:
    """An archive with one more part, or another content of one."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
        for entry in old.infolist():
            if entry.filename != name:
                new.writestr(entry, old.read(entry))
        new.writestr(name, content)
    return buffer.getvalue()


def pdf(
    *paragraphs: str | Sequence[Sequence[str]],
    title: str = "",
    indent: float = 24,
    header: str = "",
    footer: str = "",
    width: float = A4[0],
    **options: Any,
) -> bytes:
    """A PDF file of these paragraphs, each with its first line indented, below a title in the middle.

    Rows of texts become a ruled table. `footer` may have `{page}` in it.
    """
    _font()
    style = ParagraphStyle("body", fontName=FONT, fontSize=12, leading=20, firstLineIndent=indent, wordWrap="CJK")
    grid = TableStyle([("GRID", (0, 0), (-1, -1), 0.5, "black"), ("FONTNAME", (0, 0), (-1, -1), FONT)])
    story = [
        Paragraph(escape(one), style) if isinstance(one, str) else Table([list(row) for row in one], style=grid)
        for one in paragraphs
    ]

    if title:
        centred = ParagraphStyle("title", fontName=FONT, fontSize=20, leading=30, alignment=1, wordWrap="CJK")
        story.insert(0, Paragraph(escape(title), centred))

    def furniture(canvas: Canvas, template: SimpleDocTemplate) -> None:
        canvas.setFont(FONT, 9)
        canvas.drawCentredString(width / 2, A4[1] - 36, header.format(page=template.page))
        canvas.drawCentredString(width / 2, 30, footer.format(page=template.page))

    buffer = io.BytesIO()
    template = SimpleDocTemplate(buffer, pagesize=(width, A4[1]), **options)
    template.build(story, onFirstPage=furniture, onLaterPages=furniture)
    return buffer.getvalue()


def pages(*drawn: Callable[[Canvas], object], **options: Any) -> bytes:
    """A PDF file of pages drawn by hand."""
    _font()
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, **options)
    for draw in drawn:
        canvas.setFont(FONT, 12)
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def scan(canvas: Canvas) -> None:
    """A page that is a picture."""
    from PIL import Image

    canvas.drawImage(ImageReader(Image.new("L", (60, 80), 200)), 50, 50, 400, 600)


def columns(*lines: Sequence[str]) -> Callable[[Canvas], object]:
    """A page of columns of lines, side by side."""

    def draw(canvas: Canvas) -> None:
        for number, column in enumerate(lines):
            for at, line in enumerate(column):
                canvas.drawString(60 + 250 * number, 760 - 20 * at, line)

    return draw


def web_page(*paragraphs: str) -> str:
    """A page of a government's site: paragraphs amid all that stands around them, figures of its own included."""
    body = "\n".join(f"<p>　　{escape(one)}</p>" for one in paragraphs)
    return f"""<!DOCTYPE html><html><head><title>门户</title><script>var n = 130;</script></head><body>
<header><a href="/">首页</a><span>今日访问量1200万次</span></header>
<div id="topNav"><ul><li><a href="/a">机构</a></li><li><a href="/b">数据</a></li></ul></div>
<div class="crumbs">您的位置：<a href="/">首页</a>&gt;科技</div>
<article><div class="shareBox">已分享35次</div>
{body}
</article>
<div class="news">相关阅读
<ul><li><a href="/1">上年新增高新技术企业999家</a></li><li><a href="/2">技术交易额88亿元</a></li></ul></div>
<footer>备案号1234567号</footer></body></html>"""


def _font() -> None:
    if FONT not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(UnicodeCIDFont(FONT))
