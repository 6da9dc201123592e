"""A page of a return file or a receipt as a worksheet: cells with looks and links, ready to be printed.

Belongs here: the XML of one worksheet, an empty workbook to put it into. Does not belong here: what a page says
(notices.py, receipts.py) and the parts of a workbook around it (package.py).
"""

from __future__ import annotations

import io
import unicodedata
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from xml.sax.saxutils import escape, quoteattr

from expectations.returns.package import Look, Package, held
from sources.readers.cells import address, column_letters

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_LINE = 15.0
_LABEL = 14
_LONGEST = 32_000

TITLE = Look(bold=True, size=16, wrap=False)
TEXT = Look(size=10, wrap=True)
LABEL = Look(bold=True, size=10, wrap=True)
HEAD = Look(colour="FFD9E1F2", border="thin", border_colour="FF808080", bold=True, size=10, centred=True, wrap=True)
BODY = Look(border="thin", border_colour="FF808080", size=10, wrap=True)
COUNT = Look(border="thin", border_colour="FF808080", size=10, wrap=True, number_format="#,##0")
DECIMAL = Look(border="thin", border_colour="FF808080", size=10, wrap=True, number_format="#,##0.00######")
LINK = Look(border="thin", border_colour="FF808080", size=10, wrap=True, font_colour="FF0563C1", underlined=True)


@dataclass(frozen=True, slots=True)
class PageCell:
    """A cell of a page; `link` is a place of the workbook (`'规上研发'!D7`), `across` how many columns it takes."""

    value: str | int | Decimal
    look: Look = TEXT
    link: str = ""
    across: int = 1


@dataclass
class Page:
    """Rows of cells from column A on, and the widths of the columns in characters."""

    widths: Sequence[float]
    rows: list[list[PageCell]] = field(default_factory=list)
    heads: int = 0
    """The row, counted from 1, that heads the table; 0 for none. It stays in sight, as do those above."""

    def line(self, text: str, look: Look = TEXT) -> None:
        """A row with one text over all columns."""
        self.rows.append([PageCell(text, look, across=len(self.widths))])

    def fact(self, label: str, text: str) -> None:
        """A row with a label, over as many columns as it needs, and what it labels."""
        narrow = next(count for count in range(1, len(self.widths)) if sum(self.widths[:count]) >= _LABEL)
        self.rows.append([PageCell(label, LABEL, across=narrow), PageCell(text, across=len(self.widths) - narrow)])

    def table(self, heads: Sequence[str], rows: Sequence[Sequence[PageCell]]) -> None:
        """A head and rows."""
        self.rows.append([PageCell(head, HEAD) for head in heads])
        self.rows += [list(row) for row in rows]


def worksheet(page: Page, package: Package) -> bytes:
    """The XML of a page, its looks added to the styles of `package`."""
    rows, merged, links = [], [], []
    for number, cells in enumerate(page.rows, start=1):
        column, written, lines = 1, [], 1
        for cell in cells:
            at, last = address(number, column), column + cell.across - 1
            written.append(_cell(at, cell, package.style(cell.look)))
            if cell.across > 1:
                drawn = package.style(cell.look)
                written += [f'<c r="{address(number, under)}" s="{drawn}"/>' for under in range(column + 1, last + 1)]
                merged.append(f"{at}:{address(number, last)}")
            if cell.link:
                links.append(f"<hyperlink ref={quoteattr(at)} location={quoteattr(cell.link)}/>")
            if cell.look.wrap:
                lines = max(lines, _lines(str(cell.value), sum(page.widths[column - 1 : last])))
            column = last + 1
        height = max(_LINE * lines, 1.5 * max((cell.look.size for cell in cells), default=0))
        rows.append(f'<row r="{number}" ht="{min(height, 400):g}" customHeight="1">{"".join(written)}</row>')
    widths = "".join(
        f'<col min="{at}" max="{at}" width="{width:g}" customWidth="1"/>' for at, width in enumerate(page.widths, 1)
    )
    below = f"A{page.heads + 1}"
    frozen = f'<pane ySplit="{page.heads}" topLeftCell="{below}" activePane="bottomLeft" state="frozen"/>'
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="{_MAIN}">'
        '<sheetPr><tabColor rgb="FFC00000"/><pageSetUpPr fitToPage="1"/></sheetPr>'
        f'<dimension ref="A1:{column_letters(len(page.widths))}{max(1, len(page.rows))}"/>'
        f'<sheetViews><sheetView showGridLines="0" tabSelected="1" workbookViewId="0">{frozen if page.heads else ""}'
        f'</sheetView></sheetViews><sheetFormatPr defaultRowHeight="{_LINE:g}"/><cols>{widths}</cols>'
        f"<sheetData>{''.join(rows)}</sheetData>{_counted('mergeCell', merged)}"
        + (f"<hyperlinks>{''.join(links)}</hyperlinks>" if links else "")
        + '<pageMargins left="0.5" right="0.5" top="0.6" bottom="0.6" header="0.3" footer="0.3"/>'
        '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/>'
        "<headerFooter><oddFooter>&amp;C&amp;P / &amp;N</oddFooter></headerFooter></worksheet>"
    ).encode()


def one_page(name: str, page: Page) -> bytes:
    """A workbook of nothing but a page."""
    package = Package(empty_workbook())
    package.put_first(name, worksheet(page, package))
    return package.written()


def empty_workbook() -> bytes:
    """A workbook without a sheet, with the styles that every workbook has: to be filled, no program opens it so."""
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    package = "http://schemas.openxmlformats.org/package/2006"
    relation = (
        f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" Type="{_OFFICE}/%s" Target="%s"/>'
    )
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{kind}.styles+xml"/></Types>',
        "_rels/.rels": relation % ("officeDocument", "xl/workbook.xml") + "</Relationships>",
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><bookViews><workbookView/></bookViews>'
        "<sheets/></workbook>",
        "xl/_rels/workbook.xml.rels": relation % ("styles", "styles.xml") + "</Relationships>",
        "xl/styles.xml": f'<styleSheet xmlns="{_MAIN}"><fonts count="1"><font><sz val="11"/><name val="宋体"/>'
        '<charset val="134"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill>'
        '<patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/>'
        '<diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'
        '</cellStyleXfs><cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>',
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return out.getvalue()


def text_cell(at: str, text: str, style: int) -> str:
    """A cell with a text in it. What XML cannot hold is left out."""
    shown = escape(held(text[:_LONGEST]), {"\r": "_x000D_"})
    return f'<c r="{at}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{shown}</t></is></c>'


def number_cell(at: str, number: Decimal | int, style: int) -> str:
    """A cell with a number in it."""
    return f'<c r="{at}" s="{style}"><v>{number:f}</v></c>'


def _cell(at: str, cell: PageCell, style: int) -> str:
    if isinstance(cell.value, str):
        return text_cell(at, cell.value, style)
    return number_cell(at, Decimal(cell.value), style)


def _counted(name: str, ranges: Sequence[str]) -> str:
    made = "".join(f'<{name} ref="{one}"/>' for one in ranges)
    return f'<{name}s count="{len(ranges)}">{made}</{name}s>' if ranges else ""


def merged_cells(ranges: Sequence[str]) -> str:
    """The element that lists merged ranges; '' for none."""
    return _counted("mergeCell", ranges)


def shown_width(text: str) -> int:
    """How many columns of a Latin letter's width a text takes: an ideograph takes two."""
    return sum(2 if unicodedata.east_asian_width(one) in "WFA" else 1 for one in text)


def _lines(text: str, width: float) -> int:
    return sum(max(1, -(-shown_width(line) // max(1, int(width) - 1))) for line in text.split("\n"))
