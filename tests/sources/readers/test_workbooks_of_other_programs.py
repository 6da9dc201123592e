"""One small table, as eight programs write it: every format gives the same cells at the same places."""

import datetime as dt
import io
import zipfile
from decimal import Decimal

import pytest

from sources.problems import Refused
from sources.readers.cells import CellError
from sources.readers.formats import read_workbook
from tests.sources.submissions import workbook

ODS = "application/vnd.oasis.opendocument.spreadsheet"
_NS = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for short, name in (
        ("office", "office"),
        ("table", "table"),
        ("text", "text"),
        ("style", "style"),
        ("number", "datastyle"),
    )
)
_STYLES = (
    '<number:percentage-style style:name="N1"><number:number number:decimal-places="1"/><number:text>%</number:text>'
    '</number:percentage-style><style:style style:name="ce1" style:data-style-name="N1"/>'
    '<style:style style:name="ta2"><style:table-properties table:display="false"/></style:style>'
)
_ODS_ROWS = (
    '<table:table-row><table:table-cell table:number-columns-spanned="3" office:value-type="string"><text:p>题<text:s/>'
    'A</text:p></table:table-cell><table:covered-table-cell table:number-columns-repeated="2"/></table:table-row>'
    '<table:table-row table:number-rows-repeated="2"><table:table-cell table:number-columns-repeated="1024"/>'
    '</table:table-row><table:table-row table:visibility="collapse"><table:table-cell office:value-type="string">'
    "<office:annotation><text:p>已核对</text:p></office:annotation><text:p>甲</text:p><text:p>乙</text:p>"
    '</table:table-cell><table:table-cell office:value-type="float" office:value="0.30000000000000004" '
    'table:formula="of:=[.B1]+1"><text:p>0.3</text:p></table:table-cell><table:table-cell table:style-name="ce1" '
    'office:value-type="percentage" office:value="0.125"><text:p>12.5%</text:p></table:table-cell>'
    '<table:table-cell office:value-type="date" office:date-value="2020-03-05"/>'
    '<table:table-cell office:value-type="boolean" office:boolean-value="true"/>'
    '<table:table-cell table:formula="of:=1/0" office:value-type="string"><text:p>#DIV/0!</text:p></table:table-cell>'
    '<table:table-cell table:formula="of:=1+1"/></table:table-row>'
    '<table:table-row table:number-rows-repeated="1048572"><table:table-cell/></table:table-row>'
)


def ods(rows=_ODS_ROWS, *, manifest="<m/>", prologue=""):
    content = (
        f"{prologue}<office:document-content {_NS}><office:automatic-styles>{_STYLES}</office:automatic-styles>"
        f'<office:body><office:spreadsheet><table:table table:name="表">{rows}</table:table>'
        '<table:table table:name="藏" table:style-name="ta2"/></office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", ODS)
        archive.writestr("META-INF/manifest.xml", manifest)
        archive.writestr("content.xml", content)
    return out.getvalue()


XML_2003 = """<?xml version="1.0" encoding="{encoding}"?>
<?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:x="urn:schemas-microsoft-com:office:excel"
 xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet" xmlns:html="http://www.w3.org/TR/REC-html40">
<Styles><Style ss:ID="Default"/><Style ss:ID="s1"><NumberFormat ss:Format="0.0%"/></Style>
<Style ss:ID="s2" ss:Parent="s1"/></Styles>
<Worksheet ss:Name="表"><Table><Column ss:Index="2" ss:Hidden="1"/>
<Row><Cell ss:MergeAcross="2"><Data ss:Type="String">题 A</Data></Cell></Row>
<Row ss:Index="4" ss:Hidden="1"><Cell><ss:Data ss:Type="String"><html:B>甲</html:B>&#10;乙</ss:Data>
<Comment><ss:Data>已核对</ss:Data></Comment></Cell>
<Cell ss:Formula="=R1C2+1"><Data ss:Type="Number">0.30000000000000004</Data></Cell>
<Cell ss:StyleID="s2"><Data ss:Type="Number">0.125</Data></Cell>
<Cell><Data ss:Type="DateTime">2020-03-05T00:00:00.000</Data></Cell>
<Cell><Data ss:Type="Boolean">1</Data></Cell><Cell><Data ss:Type="Error">#DIV/0!</Data></Cell>
<Cell ss:Formula="=1+1"/></Row></Table></Worksheet>
<Worksheet ss:Name="藏"><x:WorksheetOptions><x:Visible>SheetHidden</x:Visible></x:WorksheetOptions></Worksheet>
</Workbook>"""

PAGE = """<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><meta charset="{encoding}"><title>标题</title>
<style>td {{ color: red }}</style><body>
<table border=1><tr><td colspan=3>题&nbsp;A</td></tr><tr></tr><tr></tr>
<tr style="display:none"><td>甲<br>乙<td x:num="0.30000000000000004">0.3</td><td x:num="0.125"
 style='mso-number-format:"0\\.0%"'>12.5%</td></tr></table></body></html>"""


def values(sheet):
    return {(r, c): cell.value for r, row in sheet.rows.items() for c, cell in row.items()}


CELLS = {
    (1, 1): "题 A",
    (4, 1): "甲\n乙",
    (4, 2): Decimal("0.3"),
    (4, 3): Decimal("0.125"),
    (4, 4): dt.date(2020, 3, 5),
    (4, 5): True,
    (4, 6): CellError("#DIV/0!"),
    (4, 7): CellError("=?"),
}


@pytest.mark.parametrize(
    ("data", "format_read"),
    [
        pytest.param(ods(), "ods", id="ods"),
        pytest.param(XML_2003.format(encoding="UTF-8").encode(), "spreadsheetml", id="xml"),
        pytest.param(XML_2003.format(encoding="gb2312").encode("gbk"), "spreadsheetml", id="xml in GBK"),
        pytest.param(XML_2003.format(encoding="utf-16").encode("utf-16"), "spreadsheetml", id="xml in UTF-16"),
        pytest.param(PAGE.format(encoding="utf-8").encode(), "html", id="page"),
        pytest.param(PAGE.format(encoding="gb2312").encode("gbk"), "html", id="page in GBK"),
    ],
)
def test_every_format_gives_the_same_cells(data, format_read):
    book = read_workbook(data, "导出.xls")
    sheet = book.sheets[0]
    expected = {place: value for place, value in CELLS.items() if format_read != "html" or place[1] < 4}
    assert book.format == format_read
    assert values(sheet) == expected
    assert sheet.merged == ((1, 1, 1, 3),)
    assert sheet.hidden_rows == {4}
    assert sheet.rows[4][3].number_format == "0.0%"
    if format_read != "html":
        assert [one.hidden for one in book.sheets] == [False, True]
        assert sheet.comments == {(4, 1): "已核对"}
        assert set(sheet.formulas) >= {(4, 2)}


def test_lines_between_tables_take_a_row_each_as_in_excel():
    page = "<h1>题</h1><div>单位：万元</div><table><tr><td rowspan=2>甲</td><td>1</td></tr><tr><td>2</table><p>注：无"
    assert values(read_workbook(page.encode(), "a.xls").sheets[0]) == {
        (1, 1): "题",
        (2, 1): "单位：万元",
        (3, 1): "甲",
        (3, 2): "1",
        (4, 2): "2",
        (5, 1): "注：无",
    }


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", "\t"])
def test_text_with_cells_in_any_encoding(encoding, delimiter):
    text = "地区,数\r\n绍兴市,_x000D_\r\n".replace(",", delimiter)
    assert values(read_workbook(text.encode(encoding), "a.tsv").sheets[0]) == {
        (1, 1): "地区",
        (1, 2): "数",
        (2, 1): "绍兴市",
        (2, 2): "_x000D_",
    }


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        pytest.param(ods(manifest="<m><encryption-data/></m>"), "a.ods", "password_protected", id="password"),
        pytest.param(ods(prologue='<!DOCTYPE x [<!ENTITY a "b">]>'), "a.ods", "has_doctype", id="doctype"),
        pytest.param(ods("<table:table-row>"), "a.ods", "damaged_workbook", id="broken"),
        pytest.param(ods()[:-100], "a.ods", "damaged_workbook", id="cut short"),
        pytest.param(
            ods(
                '<table:table-row table:number-rows-repeated="1000000"><table:table-cell '
                'table:number-columns-repeated="1000" office:value-type="string"><text:p>甲</text:p>'
                "</table:table-cell></table:table-row>"
            ),
            "a.ods",
            "too_many_cells",
            id="repeated without end",
        ),
        pytest.param(
            XML_2003.format(encoding="UTF-8").replace("<Workbook", "<!DOCTYPE x [<!ENTITY a 'b'>]><Workbook").encode(),
            "a.xls",
            "has_doctype",
            id="xml with a doctype",
        ),
        pytest.param(XML_2003[:900].encode(), "a.xml", "damaged_workbook", id="xml cut short"),
        pytest.param(b"a" + b"," * 5000 + b"1\n", "a.csv", "far_cell", id="a far field"),
        pytest.param(workbook(("表", [["地区"]])), "a.et", "save_as_xlsx", id="et"),
    ],
)
def test_what_is_damaged_or_made_to_harm_is_refused_with_its_reason(data, name, code):
    with pytest.raises(Refused) as refused:
        read_workbook(data, name)
    assert [problem.code for problem in refused.value.problems] == [f"sources.{code}"]


def test_a_bomb_is_known_by_its_ratio(monkeypatch):
    monkeypatch.setattr("sources.readers.archive._SMALL", 1_000_000)
    out = io.BytesIO(workbook(("表", [["甲"]])))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/zeros.bin", bytes(20_000_000))
    with pytest.raises(Refused, match="unpacks to 20 MB"):
        read_workbook(out.getvalue(), "a.xlsx")
