"""What other programs write and openpyxl does not: shared formulas, runs, phonetics, inline strings, strict files."""

import datetime as dt
import io
import re
import zipfile
from decimal import Decimal

import pytest

from sources.problems import Refused
from sources.readers import worksheet
from sources.readers.cells import CellError
from sources.readers.xlsx import read_xlsx
from tests.sources.readers.oracle import by_openpyxl, by_reader, with_parts

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRINGS = "<si><t>甲</t></si><si><r><t>总</t></r><r><t>量</t></r><rPh sb='0' eb='1'><t>zong</t></rPh></si><si><t/></si>"
STYLES = (
    '<numFmts count="1"><numFmt numFmtId="164" formatCode="0.0%"/></numFmts>'
    '<fonts count="1"><font/></fonts><fills count="1"><fill><patternFill/></fill></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf numFmtId="0"/></cellStyleXfs>'
    '<cellXfs count="4"><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="14"/><xf numFmtId="57"/></cellXfs>'
)


def package(
    rows, *, strings=STRINGS, styles=STYLES, after="", book="", ns=MAIN, target="worksheets/sheet1.xml", types=TYPES
):
    """A workbook written by hand: one sheet with these rows."""
    kinds = (("r1", "worksheet", target), ("r2", "sharedStrings", "sharedStrings.xml"), ("r3", "styles", "styles.xml"))
    rels = "".join(f'<Relationship Id="{i}" Type="{types}/{kind}" Target="{part}"/>' for i, kind, part in kinds)
    content = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{content}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{content}.worksheet+xml"/>'
        f'<Override PartName="/xl/sharedStrings.xml" ContentType="{content}.sharedStrings+xml"/></Types>',
        "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r1" Type="{types}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f"{rels}</Relationships>",
        "xl/workbook.xml": f'<workbook xmlns="{ns}" xmlns:r="{types}">{book}'
        '<sheets><sheet name="表" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/worksheets/sheet1.xml": rows
        if re.match(r"<(\?xml|(\w+:)?worksheet)", rows)
        else f'<worksheet xmlns="{ns}"><sheetData>{rows}</sheetData>{after}</worksheet>',
        "xl/sharedStrings.xml": None if strings is None else f'<sst xmlns="{ns}">{strings}</sst>',
        "xl/styles.xml": None if styles is None else f'<styleSheet xmlns="{ns}">{styles}</styleSheet>',
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            if text is not None:
                archive.writestr(name, text)
    return out.getvalue()


def cells(data):
    return {(r, c): cell.value for r, row in read_xlsx(data).sheets[0].rows.items() for c, cell in row.items()}


ROWS = (
    '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="s"><v>2</v></c></row>'
    '<row r="2" hidden="1"><c r="A2" s="1"><v>0.125</v></c><c r="B2" t="b"><v>1</v></c>'
    '<c r="C2" t="e"><v>#REF!</v></c></row>'
    '<row r="3"><c r="A3" s="2"><v>44000</v></c><c r="B3" t="str"><f>A1&amp;"x"</f><v>甲x</v></c>'
    '<c r="C3" t="inlineStr"><is><t>内 联</t></is></c>'
    '<c r="D3" t="inlineStr"><is><r><t>富</t></r><r><t>文</t></r></is></c></row>'
    '<row r="5"><c r="A5"><f t="shared" ref="A5:A7" si="0">B5*$C$1</f><v>4</v></c><c r="B5" s="1"/></row>'
    '<row r="6"><c r="A6"><f t="shared" si="0"/><v>5</v></c></row>'
    '<row r="7"><c r="A7"><f t="shared" si="0"></f><v/></c></row>'
)  # fmt: skip


@pytest.mark.parametrize(
    "written",
    [
        pytest.param(ROWS, id="plain"),
        pytest.param(
            ROWS.replace("<row", "\n  <row").replace("<c ", "\n    <c ").replace("<v>", "\n <v>"), id="pretty"
        ),
        pytest.param(ROWS.replace("<row", "<!--<row r='9'>--><row"), id="remarks"),
        pytest.param(ROWS.replace('r="A1" t="s"', 't="s" r="A1"'), id="attributes in another order"),
        pytest.param(ROWS.replace('"', "'").replace("'x'", '"x"'), id="single quotes"),
        pytest.param(ROWS.replace("甲x", "<![CDATA[甲x]]>"), id="cdata"),
    ],
)
def test_what_programs_write_reads_as_openpyxl_reads_it(written):
    data = package(written)
    assert by_reader(read_xlsx(data)) == by_openpyxl(data)
    assert read_xlsx(data).sheets[0].formulas[7, 1] == "=B7*$C$1"
    assert cells(data)[7, 1] == CellError("=?")


PLAIN = (
    '<row r="1" spans="1:3"><c r="A1" t="s"><v>0</v></c><c r="B1" s="2"><v>44000</v></c></row><row r="2" hidden="1"/>'
    '<row r="3"><c r="A3" t="str"><f>B1&amp;"x"</f><v>甲&lt;乙</v></c><c r="C3" s="1"><v>0.125</v></c></row>'
    '<row r="4"><c r="A4" t="inlineStr"><is><t>内 联</t></is></c></row>'
)


def prefixed(rows):
    named = re.sub(r"<(/?)(\w)", r"<\1x:\2", rows)
    return f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData>{named}</x:sheetData></x:worksheet>'


@pytest.mark.parametrize(
    "written",
    [
        pytest.param(PLAIN, id="as Excel does"),
        pytest.param(re.sub(r'r="(\w+)" (t|s)="(\w+)"', r'\2="\3" r="\1"', PLAIN), id="attributes in another order"),
        pytest.param(re.sub(r'="([^">]*)"', r"='\1'", PLAIN), id="single quotes"),
        pytest.param(re.sub(r"(<(?:row|c|v|f|is|/c|/row|/is)\b)", r"\n  \1", PLAIN), id="pretty"),
        pytest.param(prefixed(PLAIN), id="prefixes"),
    ],
)
def test_the_ways_of_writing_rows_are_read_alike_with_and_without_the_xml_parser(monkeypatch, written):
    data, taken = package(written), []
    take = worksheet._Parser._take

    def watched(parser, rows):
        taken.append(take(parser, rows))
        return taken[-1]

    monkeypatch.setattr(worksheet._Parser, "_take", watched)
    short = by_reader(read_xlsx(data))
    assert taken == [True]
    monkeypatch.setattr(worksheet, "_SHEET_DATA", re.compile(b"(never)"))
    assert by_reader(read_xlsx(data)) == short == by_openpyxl(data)


@pytest.mark.parametrize(
    "strings",
    [
        pytest.param('<si><t>甲</t><phoneticPr fontId="1" type="noConversion"/></si>\n<si><t/></si>', id="phonetics"),
        pytest.param('<si><t xml:space="preserve"> 甲&amp;乙&#10;</t></si><si><t>_x4E59_</t></si>', id="references"),
        pytest.param("<si><t>甲</t></si><si><r><t>乙</t></r><r><t>丙</t></r></si>", id="runs"),
        pytest.param("<si><t><![CDATA[甲]]></t></si><!-- <si><t>丁</t></si> --><si><t>乙</t></si>", id="remarks"),
    ],
)
def test_shared_strings_are_read_however_they_are_written(strings):
    data = package('<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>', strings=strings)
    assert by_reader(read_xlsx(data))[0]["cells"] == by_openpyxl(data)[0]["cells"]


def test_an_attribute_that_stands_twice_is_damage_as_xml_has_it():
    with pytest.raises(Refused) as caught:
        read_xlsx(package('<row r="1"><c r="A1" t="s" r="A2"><v>0</v></c></row>'))
    assert caught.value.problems[0].code == "sources.damaged_workbook"


def test_phonetic_readings_are_no_text():
    assert cells(package(ROWS))[1, 2] == "总量"
    assert cells(
        package('<row r="1"><c r="A1" t="inlineStr"><is><t>甲</t><rPh sb="0" eb="1"><t>jia</t></rPh></is></c></row>')
    ) == {(1, 1): "甲"}


def test_rows_and_cells_without_an_address_follow_one_another():
    data = package(
        '<row><c><v>1</v></c><c><v>2</v></c></row><row r="4"><c r="C4"><v>3</v></c><c><v>4</v></c></row>'
        "<row><c><v>5</v></c></row>"
    )
    assert cells(data) == {(1, 1): 1, (1, 2): 2, (4, 3): 3, (4, 4): 4, (5, 1): 5}
    assert by_reader(read_xlsx(data)) == by_openpyxl(data)


def test_cells_out_of_order_come_in_order_and_the_last_of_a_place_stands():
    data = package(
        '<row r="3"><c r="B3"><v>1</v></c><c r="A3"><v>2</v></c></row><row r="1">'
        '<c r="A1"><v>3</v></c></row><row r="3"><c r="B3"><v>4</v></c></row>'
    )
    assert list(cells(data).items()) == [((1, 1), 3), ((3, 1), 2), ((3, 2), 4)]


def test_dates_go_by_their_format_and_by_the_calendar_of_the_workbook():
    rows = (
        '<row r="1"><c r="A1" s="2"><v>44000</v></c><c r="B1" s="3"><v>44000</v></c>'
        '<c r="C1" t="d"><v>2020-06-18T00:00:00</v></c><c r="D1" s="2"><v>1e9</v></c></row>'
    )
    assert cells(package(rows)) == {
        (1, 1): dt.date(2020, 6, 18),
        (1, 2): dt.date(2020, 6, 18),
        (1, 3): dt.date(2020, 6, 18),
        (1, 4): CellError("#VALUE!"),
    }
    later = package(rows, book='<workbookPr date1904="1"/>')
    assert cells(later)[1, 1] == dt.date(2024, 6, 19)


@pytest.mark.parametrize(
    "target", ["/xl/worksheets/sheet1.xml", "../xl/worksheets/sheet1.xml", "Worksheets/Sheet1.xml"]
)
def test_a_sheet_is_found_however_its_part_is_pointed_to(target):
    assert cells(package(ROWS, target=target))[2, 1] == Decimal("0.125")


def test_a_strict_workbook_reads_like_any_other():
    strict = package(ROWS, ns=STRICT, types="http://purl.oclc.org/ooxml/officeDocument/relationships")
    assert by_reader(read_xlsx(strict)) == by_reader(read_xlsx(package(ROWS)))


def test_a_prefix_for_every_element_changes_nothing():
    rows = ROWS.replace("</", "</\0").replace("<", "<x:").replace("<x:/\0", "</x:")
    data = package(f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData>{rows}</x:sheetData></x:worksheet>')
    assert cells(data) == cells(package(ROWS))


def test_what_looks_like_rows_in_a_remark_is_none():
    hidden = '<row r="8"><c r="A8"><v>8</v></c></row>' * 30_000
    data = package(f'<row r="1"><c r="A1"><v>1</v></c></row><!-- {hidden} --><row r="2"><c r="A2"><v>2</v></c></row>')
    assert cells(data) == {(1, 1): 1, (2, 1): 2}


def test_values_under_a_merged_range_are_not_shown():
    rows = (
        '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row><row r="2"><c r="B2"><v>3</v></c>'
        '<c r="C2"><v>4</v></c></row>'
    )
    data = package(rows, after='<mergeCells><mergeCell ref="A1:B2"/></mergeCells>')
    assert cells(data) == {(1, 1): 1, (2, 3): 4}
    assert by_reader(read_xlsx(data)) == by_openpyxl(data)


@pytest.mark.parametrize(
    ("data", "code", "words"),
    [
        pytest.param(package(ROWS, strings=None), "missing_part", "xl/sharedStrings.xml", id="no strings"),
        pytest.param(package(ROWS, strings="<si><t>甲</t></si>"), "missing_text", "表!B1", id="too few strings"),
        pytest.param(package(ROWS, styles=None), "missing_part", "xl/styles.xml", id="no styles"),
        pytest.param(package(ROWS, styles="<cellXfs/>"), "missing_part", "xl/styles.xml", id="too few styles"),
        pytest.param(package(ROWS, target="worksheets/sheet9.xml"), "missing_part", "sheet9.xml", id="no sheet"),
        pytest.param(package(ROWS + "<row>"), "damaged_workbook", "mismatched tag", id="broken XML"),
        pytest.param(package('<row r="1"><c r="A1"><v>1_0</v></c></row>'), "damaged_workbook", "1_0", id="no number"),
        pytest.param(package('<row r="1"><c r="A1"><v>nan</v></c></row>'), "damaged_workbook", "nan", id="nan"),
        pytest.param(
            package('<row r="1"><c r="A1"><v>1e999</v></c></row>'), "damaged_workbook", "1e999", id="infinite"
        ),
        pytest.param(
            package('<row r="1"><c r="A1" t="s"><v>-1</v></c></row>'), "missing_text", "表!A1", id="string -1"
        ),
        pytest.param(package('<row r="1"><c r="ZZZ1"><v>1</v></c></row>'), "damaged_workbook", "ZZZ", id="no column"),
    ],
)
def test_a_workbook_that_is_not_whole_is_refused_with_what_is_missing(data, code, words):
    with pytest.raises(Refused) as refused:
        read_xlsx(data)
    (problem,) = refused.value.problems
    assert problem.code == f"sources.{code}"
    assert words in f"{problem.sheet}!{problem.cell} {problem.text('en')}"


def test_a_document_type_far_into_a_part_is_refused():
    bomb = b'<?xml version="1.0"?>' + b" " * 70_000 + b'<!DOCTYPE x [<!ENTITY a "b">]>'
    for part in ("xl__worksheets__sheet1_xml", "xl__sharedStrings_xml"):
        with pytest.raises(Refused, match="document type"):
            read_xlsx(with_parts(package(ROWS), **{part: lambda content: bomb + content}))
