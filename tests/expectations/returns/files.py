"""Files that come in and what goes back of them: workbooks made and opened by other programs than ours.

Belongs here: a workbook with all that a department may have put into one, findings, the return of them opened with
openpyxl, XML parts of a package to compare. A file of Excel 97 is stored as text: no library of ours writes one.
"""

from __future__ import annotations

import base64
import datetime as dt
import io
import tempfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
from lxml import etree
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from expectations.findings import FilePlace, Finding, FindingSeverity
from expectations.returns.marking import Job, ReturnFile, return_file
from expectations.returns.notices import Heading
from tests.sources.submissions import saved

PAGE = "退回说明"
RED, YELLOW = "FFFFC7CE", "FFFFEB9C"
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
EXCEL_97 = zlib.decompress(base64.b85decode(
    'c-rk)T}V_x6#i!J-9KC1^%peIMbOG5S9_=zy%m%YBvwKeL1``$mc|l-MQWK(5?H-dR3MnpLuN1iP=vkp5ZKQ{5Exqc)KgFtq~6Y)z1P;wzy%YO'
    '`z>>3=FFTkXU?4Y+537dePZB2-Xs!G1r4*N5AHagpyabFK~TGCs-m5HDVYvd6ntJ<NVf}5Q(t-18mjf4gv5ycf++Bb(qWuJO<QXuw2aunHZ%xj'
    'L#5Cu_9SjnN<%K&mBI8F(@duKx$iTk+n95SX(jcY5Qi{k)Rb(s;<#QGa$6cvfk!O!fjQ;K#!D5)UHu}~*M;rT;|(WPOGCcy#~^5}t0S$EsH*#L'
    '2Rabm6fVlwQ!%9WaR;I7WLeV$vM3}5@!bpo-|W3V8glr{%NHR2&-r}MKlol+&xQCtTG~YZRY@z~4fCi_8=)6|bm^)^inHw_eX2h0R>32M=ipTH'
    'G<NeL@8yF+bT^hYd+Yplsw;`-bp6;**_+F^u2FWozM!A7sYpSy3a)VZ7RoBZ6=4lxs1r4v?J4Ry;o~Pb@AygOP3b4vgaDV*d20q~-08bt-|lIw'
    'HI6W+n=MiH2^6WBz{Gha;XlXn5?9s)_}YR@<DM?2s%Hsn*vRw(kFu7_c}%mYC*{Sp*;Zj!5BIsqt;IC%X2v^XU0iuRm3zPJeVpI>+1Nnk;p)jV'
    'S;Oy*0Thz=o7hf)9+ZkwapSte6T{Ahb)=0m&Hd|m^U9!QyJ_9V0n8wUi|I_C)11NHQa_C)<N^|sC6rfUHQT?jnq*nKrcq6|M%UtWg)Chf>r!6r'
    'l&Yq5^<@GY`CB9T3_H?{Si45E`FKyVKBZSnuuW%uZfks<^?5AqI_vvIm(~=u2}`qvDw%<YY65iZ|G`p57ZRe&jwUfjS86ngIR7gjW6uBVRV?IH'
    '2M!!KaNxkf3Ws{UNPb4ep2aTfndGs)>&#G^bv~1<TI@p`{Z7;0!kuWPJc^E_;wJ|#Ve1l$l(D}TDjcBEqi8`R+tHGA{L(X5#Ls8Zg2AQRLdlLl'
    'n~a_RdHmm8=_GX'
))  # fmt: skip
"""登记: A1:D1 merged, heads in row 3, `0017` `12.5` `12.5%` `2020/3/5` in the hidden row 4, the text `2020`, `约一百`
and `-2.0%` in row 5, column C hidden; 备查, hidden: the number 1."""


def finding(
    *places: str,
    rule: str = "rd.growth",
    severity: FindingSeverity = "critical",
    sentence: str = "这里应当是数。",
    expected: str = "",
    suspicious: bool = False,
    failing: int = 0,
) -> Finding:
    """A finding at places such as `规上研发!D7`."""
    named = tuple(FilePlace(*("", *place.rpartition("!")[::2])[-2:]) for place in places)
    return Finding(
        rule_id=rule,
        severity=severity,
        sentence_zh=sentence,
        sentence_en="A number belongs here.",
        places=named,
        expected_zh=expected,
        who_fixes_zh="统计局",
        failing=failing or max(1, len(named)),
        suspicious=suspicious,
    )


def heading(*, accepted: bool = False, answers: tuple[int, int, int] | None = None) -> Heading:
    """Of a file of the statistics bureau."""
    day = dt.date(2020, 11, 5)
    return Heading("0123456789abcdef", "统计局", "统计局/月报.xlsx", "规上工业研发费用", accepted, day, answers)


def returned(
    data: bytes, *findings: Finding, name: str = "月报.xlsx", accepted: bool = False, answers: Any = None
) -> ReturnFile:
    """What goes back of a file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "archived"
        path.write_bytes(data)
        return return_file(Job(path, name, heading(accepted=accepted, answers=answers), findings))


def opened(made: ReturnFile | bytes) -> openpyxl.Workbook:
    """A return file as another library reads it."""
    data = made if isinstance(made, bytes) else made.data
    return openpyxl.load_workbook(io.BytesIO(data), keep_vba=b"vbaProject" in data)


def page_rows(made: ReturnFile | bytes) -> list[list[Any]]:
    """The rows of the table on the page, below its heads; what covers several columns is no part of it."""
    rows = [[cell.value for cell in row] for row in opened(made)[PAGE].iter_rows()]
    start = next(number for number, row in enumerate(rows, start=1) if row[0] == "序号")
    return rows[start:]


def page_text(made: ReturnFile | bytes) -> str:
    """All that the page says."""
    cells = (cell.value for row in opened(made)[PAGE].iter_rows() for cell in row)
    return "\n".join(str(value) for value in cells if value is not None)


def links(made: ReturnFile | bytes) -> dict[str, str]:
    """The places that the page shows -> where their links lead."""
    return {str(cell.value): cell.hyperlink.location for row in opened(made)[PAGE] for cell in row if cell.hyperlink}


def parts(data: bytes) -> dict[str, bytes]:
    """The parts of a package by name."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def rewritten(data: bytes, changes: dict[str, bytes]) -> bytes:
    """A package with some of its parts in place of others, or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in (parts(data) | changes).items():
            archive.writestr(name, part)
    return out.getvalue()


def elements(part: bytes) -> Iterator[tuple[str, dict[str, str], str]]:
    """What a sheet's XML says besides looks of cells: tag, attributes and text of its elements, without blank cells."""
    for one in etree.fromstring(part).iter():
        attributes = {name: value for name, value in one.attrib.items() if name not in ("tabSelected", "spans")}
        if one.tag == f"{MAIN}c":
            attributes.pop("s", None)
        blank = one.tag == f"{MAIN}c" and len(one) == 0
        blank |= one.tag == f"{MAIN}row" and list(attributes) == ["r"]
        if one.tag != f"{MAIN}legacyDrawing" and not blank:
            yield one.tag, attributes, one.text or ""


def look(cell: Any, *, but: Iterable[str] = ()) -> dict[str, Any]:
    """How a cell is drawn, as far as another library tells, and what it holds."""
    names = ("value", "number_format", "font", "alignment", "protection", "fill", "border")
    return {name: repr(getattr(cell, name)) for name in names if name not in but}


def rich_workbook() -> bytes:
    """A monthly sheet with merged heads below blank rows, and all else that departments put into workbooks."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "规上研发"
    sheet["B3"] = "2020年1-10月规上工业研发费用"
    sheet["B3"].font = Font(name="黑体", size=16, bold=True)
    sheet.merge_cells("B3:F3")
    sheet.merge_cells("B4:B5")
    sheet.merge_cells("C4:E4")
    sheet["B4"], sheet["C4"], sheet["F4"] = "地区", "研发费用", "备注"
    sheet["C5"], sheet["D5"], sheet["E5"] = "本期", "上年同期", "增长"
    numbers = (("越城区", 12.5, 11), ("柯桥区", 7, 6.25), ("上虞区", "约一百", 9))
    for row, (name, now, before) in enumerate(numbers, start=6):
        sheet[f"B{row}"], sheet[f"C{row}"], sheet[f"D{row}"] = name, now, before
        sheet[f"E{row}"] = f"=C{row}/D{row}-1"
        sheet[f"E{row}"].number_format = "0.0%"
        sheet[f"C{row}"].number_format = "#,##0.00_);[红色](#,##0.00)"
    thin = Side(style="thin", color="FF00B050")
    sheet["C7"].border = Border(left=thin, right=thin, top=thin, bottom=thin)
    sheet["C7"].font = Font(name="楷体", italic=True, color="FF0070C0")
    sheet["C7"].alignment = Alignment(horizontal="right", indent=1)
    sheet["C7"].fill = PatternFill("solid", fgColor="FFE2EFDA")
    sheet["C7"].protection = Protection(locked=False)
    sheet["D6"].comment = Comment("去年的数已经审计。", "王处长")
    sheet["D7"].comment = Comment("初步数。", "王处长")
    sheet.row_dimensions[8].hidden = True
    sheet.row_dimensions[3].height = 33
    sheet.column_dimensions["B"].width = 23.5
    sheet.column_dimensions["D"].hidden = True
    sheet.freeze_panes = "C6"
    sheet.conditional_formatting.add("C6:C8", CellIsRule(operator="greaterThan", formula=["10"], font=Font(bold=True)))
    choices = DataValidation(type="list", formula1='"快报,年报"')
    choices.add("F6:F8")
    sheet.add_data_validation(choices)
    sheet.print_area = "B3:F8"
    sheet.auto_filter.ref = "B5:F8"
    sheet.protection.enable()
    from PIL import Image as Picture

    drawn = io.BytesIO()
    Picture.new("RGB", (8, 8), "red").save(drawn, "png")
    sheet.add_image(Image(drawn), "H2")
    more = book.create_sheet("附表")
    more["A1"], more["A2"], more["A3"] = 1, 2, "=SUM(A1:A2)"
    chart = BarChart()
    chart.add_data(Reference(more, min_col=1, min_row=1, max_row=2))
    more.add_chart(chart, "C2")
    more["B1"].hyperlink = "https://example.com/"
    more.print_title_rows = "1:1"
    hidden = book.create_sheet("底稿")
    hidden["A1"] = "不给人看"
    hidden.sheet_state = "hidden"
    book.defined_names["研发费用"] = DefinedName("研发费用", attr_text="规上研发!$C$6:$C$8")
    book.active = 1
    for one in book.worksheets:
        one.sheet_view.tabSelected = one.title == "附表"
    return saved(book)
