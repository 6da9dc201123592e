"""What a file is, by its first bytes and its content; its extension matters only where they contradict it.

Belongs here: the choice of a reader, and the refusal of all that none can read. Does not belong here:
prose (`reading.py` sends it to reports/), and what any cell means.
"""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import PurePath
from typing import Literal

from sources.problems import refuse
from sources.readers.archive import DAMAGE
from sources.readers.cells import Workbook
from sources.readers.delimited import read_delimited
from sources.readers.encoding import decode

Format = Literal["xlsx", "xls", "ods", "text"]

_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OF_ANOTHER_OFFICE = {".et", ".ett", ".wps", ".wpt", ".dps"}
_WORKBOOKS = {".xlsx", ".xlsm", ".xltx", ".xltm"}
_MARKUP = re.compile(
    r"(?:\s|<!--.*?-->)*<(?:!DOCTYPE\s+html|html|head|meta|style|body|center|div|h[1-6]|p|table|\?xml|(?:\w+:)?Workbook)\b",
    re.IGNORECASE | re.DOTALL,
)
_HEAD = 16_384
_OF_2003 = re.compile(r"<(?:\w+:)?Workbook\b")
_PAGE = re.compile(r"<(?:html|table)\b", re.IGNORECASE)
_NAMESPACE = "urn:schemas-microsoft-com:office:spreadsheet"
_ODS = b"application/vnd.oasis.opendocument.spreadsheet"
_FRAMESET = re.compile(r"Excel Workbook Frameset|<frameset\b", re.IGNORECASE)
_KNOWN: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "PDF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf", "7z"),
    (b"\x1f\x8b", "gzip"),
    (b"{\\rtf", "RTF"),
    (b"PAR1", "Parquet"),
    (b"MIME-Version:", "MHTML"),
    (b"SQLite format 3", "SQLite"),
)


def format_of(data: bytes, name: str) -> Format:
    """Which reader takes the file. Raises Refused, with what it is instead, where none does."""
    extension = PurePath(name).suffix.lower()
    if not data:
        raise refuse("sources.empty_file")
    if extension in _OF_ANOTHER_OFFICE:
        raise refuse("sources.save_as_xlsx", format=extension)
    if data.startswith(b"PK\x03\x04") or data.startswith(b"PK\x05\x06"):
        return _kind_of_archive(data)
    if data.startswith(_COMPOUND):
        return _kind_of_compound(data)
    for magic, kind in _KNOWN:
        if data.startswith(magic):
            raise refuse("sources.not_a_table_file", format=kind)
    if extension in _WORKBOOKS:
        raise refuse("sources.wrong_magic", extension=extension)
    return "text"


def _kind_of_archive(data: bytes) -> Format:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            if "mimetype" in names and archive.open("mimetype").read(100).startswith(_ODS):
                return "ods"
    except DAMAGE as error:
        raise refuse("sources.damaged_workbook", why=f"{type(error).__name__}: {error}") from error
    if "xl/workbook.xml" in names or ("[Content_Types].xml" in names and any("workbook.xml" in n for n in names)):
        return "xlsx"
    for part, kind in (("xl/workbook.bin", ".xlsb"), ("word/document.xml", ".docx"), ("content.xml", ".ods")):
        if part in names:
            raise refuse("sources.save_as_xlsx" if kind != ".docx" else "sources.not_a_table_file", format=kind)
    raise refuse("sources.not_a_table_file", format="zip")


def _kind_of_compound(data: bytes) -> Format:
    def has(stream: str) -> bool:
        return stream.encode("utf-16-le") in data

    if has("EncryptedPackage"):
        raise refuse("sources.password_protected")
    if has("Workbook") or has("Book"):
        return "xls"
    raise refuse("sources.not_a_table_file", format=".doc" if has("WordDocument") else "OLE")


def read_workbook(data: bytes, name: str) -> Workbook:
    """The cells of a spreadsheet of whatever format. Raises Refused with one sentence for all that is none."""
    kind = format_of(data, name)
    if kind == "xlsx":
        from sources.readers.xlsx import read_xlsx

        return read_xlsx(data)
    if kind == "ods":
        from sources.readers.ods import read_ods

        return read_ods(data)
    if kind == "xls":
        from sources.readers.xls import read_xls

        return read_xls(data)
    text, _ = decode(data)
    if _MARKUP.match(text):
        if _FRAMESET.search(text):
            raise refuse("sources.html_frameset")
        return _read_markup(text)
    return read_delimited(text)


def _read_markup(text: str) -> Workbook:
    head = text[:_HEAD]
    if _NAMESPACE in head and _OF_2003.search(head):
        from sources.readers.spreadsheetml import read_spreadsheetml

        return read_spreadsheetml(text)
    if head.lstrip().startswith("<?xml") and not _PAGE.search(head):
        raise refuse("sources.save_as_xlsx", format="XML")
    from sources.readers.html_table import read_html_table

    return read_html_table(text)
