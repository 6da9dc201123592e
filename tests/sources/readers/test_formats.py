"""A file is what its content says; what cannot be read is refused in one sentence with what to do."""

import io
import zipfile

import pytest

from sources.problems import Refused
from sources.readers.formats import format_of, read_workbook
from tests.sources.submissions import SHEETS, needs_shared, workbook

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def archive(**parts: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in parts.items():
            target.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return buffer.getvalue()


def utf16(*words: str) -> bytes:
    return OLE + b"".join(word.encode("utf-16-le") for word in words)


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"", "a.xlsx", "empty_file"),
        (b"hello", "a.xlsx", "wrong_magic"),
        (b"%PDF-1.7", "a.xlsx", "not_a_table_file"),
        (b"Rar!\x1a\x07", "a.xls", "not_a_table_file"),
        (b"PK\x03\x04 cut short", "a.xlsx", "damaged_workbook"),
        (archive(word__document_dot_xml="<w/>"), "a.xlsx", "not_a_table_file"),
        (archive(content_dot_xml="<o/>"), "a.ods", "save_as_xlsx"),
        (archive(xl__workbook_dot_bin="x"), "a.xlsb", "save_as_xlsx"),
        (archive(photo_dot_txt="x"), "a.zip", "not_a_table_file"),
        (utf16("EncryptedPackage"), "a.xlsx", "password_protected"),
        (utf16("WordDocument"), "a.xls", "not_a_table_file"),
        (utf16("Workbook"), "a.xls", "damaged_workbook"),
        (workbook(("表", [["地区"]])), "a.et", "save_as_xlsx"),
        (OLE, "a.wps", "save_as_xlsx"),
        (b"<html><body>no table</body></html>", "a.xls", "save_as_xlsx"),
        (b"<table><tr><td><table><tr><td>1</td></tr></table></td></tr></table>", "a.xls", "save_as_xlsx"),
        (b"MIME-Version: 1.0\nContent-Type: multipart/related", "a.xls", "not_a_table_file"),
        (b'<html><meta name="Excel Workbook Frameset"></html>', "a.xls", "html_frameset"),
        (b'<?xml version="1.0"?><Workbook/>', "a.xls", "save_as_xlsx"),
        (b'a,"b\n1,2\n', "a.csv", "broken_csv"),
        (bytes(range(256)), "a.csv", "unreadable_encoding"),
    ],
)
def test_what_no_reader_takes_is_refused_with_its_reason(data, name, code):
    with pytest.raises(Refused) as refused:
        read_workbook(data, name)
    (problem,) = refused.value.problems
    assert problem.code == f"sources.{code}"
    for language in ("zh", "en"):
        assert "\n" not in problem.text(language)


def test_the_extension_does_not_matter_where_the_content_is_clear():
    assert format_of(workbook(("表", [["地区"]])), "a.csv") == "xlsx"
    assert read_workbook("地区\t数\n甲\t1\n".encode("gbk"), "saved as.xls").format == "tsv"


@needs_shared
def test_a_frameset_whose_sheets_are_missing_is_no_empty_table():
    with pytest.raises(Refused, match="frame page"):
        read_workbook((SHEETS / "html-frameset-named.xls").read_bytes(), "数据.xls")


@needs_shared
def test_a_workbook_of_excel_97_gives_cells_merges_and_formats():
    book = read_workbook((SHEETS / "zj-incubators.xls").read_bytes(), "a.xls")
    first = book.sheets[0]
    assert [len(sheet.rows) for sheet in book.sheets] == [61, 82, 8]
    assert first.merged[0] == (1, 1, 1, 5)
    assert first.seen(1, 4).raw == "国家级科技企业孵化器"
    assert (first.cell(3, 4).raw, first.cell(3, 4).value) == ("2002", 2002)
