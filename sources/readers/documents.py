"""Which files hold running text, by their content, and their text by the reader of their format.

Belongs here: the choice of a reader for prose, and the refusal of what none can read. Does not belong here:
spreadsheets (formats.py), and what the text says (reports/).
"""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import PurePath
from typing import Literal

from sources.problems import refuse
from sources.readers.archive import DAMAGE
from sources.readers.encoding import decode
from sources.readers.prose import Prose, plain_prose

MAX_CHARACTERS = 2_000_000
_MAX_BYTES = 4 * MAX_CHARACTERS + 4
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MARKUP = re.compile(rb"\s*(?:<\?xml[^>]*>\s*)?<(?:!DOCTYPE\s+html|html|head|body|meta)\b", re.IGNORECASE)
_WEB_PAGES = {".html", ".htm", ".xhtml", ".shtml"}
_TEXTS = {".txt", ".text", ".md"}
_DOCUMENTS = {".doc", ".docx", ".docm", ".dot", ".dotx", ".wps", ".wpt", ".pdf", ".rtf", ".odt", ".ofd"}
_TABLES = {".xls", ".xlsx", ".xlsm", ".csv", ".tsv", ".et", ".ett"}
_OLD_OFFICE = {".doc", ".dot", ".wps", ".wpt"}

Form = Literal["txt", "docx", "pdf", "html"]


def is_prose(data: bytes, name: str) -> bool:
    """Whether a file is for the readers of running text: by its content, and where that is open by its extension.

    A spreadsheet in a file named .docx is none, nor is a web page in a file named .xls.
    """
    extension = PurePath(name).suffix.lower()
    if data.startswith(b"%PDF") or _is_word(data):
        return True
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return extension in _DOCUMENTS and "xl/workbook.xml" not in _parts(data)
    if data.startswith(_COMPOUND):
        return extension in _DOCUMENTS or _has_stream(data, "WordDocument")
    if extension in _TABLES:
        return False
    return extension in _TEXTS or extension in _DOCUMENTS or _is_web_page(data, extension)


def read_prose(data: bytes, name: str = "") -> Prose:
    """The running text of a file of whatever format.

    Raises Refused with one sentence for a file that is empty, damaged, protected, without a text layer, longer than
    `MAX_CHARACTERS`, or of a format that no reader takes.
    """
    form = _form_of(data, PurePath(name).suffix.lower())
    if form == "docx":
        from sources.readers.docx import read_docx

        prose = read_docx(data)
    elif form == "pdf":
        from sources.readers.pdf import read_pdf

        prose = read_pdf(data)
    else:
        if len(data) > _MAX_BYTES:
            raise refuse("sources.text_too_long", megabytes=len(data) // 1_000_000, most=MAX_CHARACTERS // 10_000)
        text, _ = decode(data)
        if form == "html":
            from sources.readers.html import read_html

            prose = read_html(text)
        else:
            prose = plain_prose(text)
    if len(prose.text) > MAX_CHARACTERS:
        raise refuse("sources.text_too_long", megabytes=len(data) // 1_000_000, most=MAX_CHARACTERS // 10_000)
    if not prose.text.strip():
        raise refuse("sources.no_text")
    return prose


def _form_of(data: bytes, extension: str) -> Form:
    if not data:
        raise refuse("sources.empty_file")
    if data[:1024].lstrip().startswith(b"%PDF"):
        return "pdf"
    if _is_word(data):
        return "docx"
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        if extension == ".docx" and not _parts(data):
            raise refuse("sources.damaged_document", why="zip")
        raise refuse("sources.not_a_document", format=extension or "zip")
    if data.startswith(_COMPOUND):
        if _has_stream(data, "EncryptedPackage"):
            raise refuse("sources.document_protected")
        old = extension if extension in _OLD_OFFICE else ".doc" if _has_stream(data, "WordDocument") else "OLE"
        raise refuse("sources.save_as_docx", format=old)
    if data.startswith(b"{\\rtf"):
        raise refuse("sources.save_as_docx", format=".rtf")
    if _is_web_page(data, extension):
        return "html"
    if extension in _DOCUMENTS:
        raise refuse("sources.not_what_it_is_named", extension=extension)
    return "txt"


def _is_web_page(data: bytes, extension: str) -> bool:
    head = data[:4096].removeprefix(b"\xef\xbb\xbf").replace(b"\0", b"").lstrip(b"\xff\xfe")
    return extension in _WEB_PAGES or bool(_MARKUP.match(head))


def _is_word(data: bytes) -> bool:
    return any(part.endswith("document.xml") and part.startswith("word/") for part in _parts(data))


def _parts(data: bytes) -> set[str]:
    """The names in a zip archive; none if it is no archive, or damaged."""
    if not data.startswith(b"PK"):
        return set()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return set(archive.namelist())
    except DAMAGE:
        return set()


def _has_stream(data: bytes, name: str) -> bool:
    return name.encode("utf-16-le") in data
