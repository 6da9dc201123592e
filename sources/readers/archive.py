"""Office files are zip archives: what is checked of one before any part of it is read.

Belongs here: damage, bombs, and declarations that make a parser fetch or multiply. Does not belong here: what the parts
hold (xlsx.py, docx.py).
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib

from sources.problems import refuse

MAX_UNPACKED = 600_000_000
MAX_PARTS = 10_000
MAX_RATIO = 300  # of what unpacks to more than a mean file does
_SMALL = 100_000_000
_PROLOGUE = 65_536
_DOCTYPE = re.compile(rb"<!DOCTYPE|<\0!\0D\0O\0C\0T\0Y\0P\0E", re.IGNORECASE)
# All that reading a damaged zip archive is known to raise; NotImplementedError is its word for an unknown compression.
DAMAGE = (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, RuntimeError, ValueError)


def check_archive(data: bytes, damaged: str) -> None:
    """Raises Refused for an archive that cannot be read (with the code `damaged`), or is made to harm."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            unpacked = sum(entry.file_size for entry in entries)
            dense = unpacked > _SMALL and unpacked > MAX_RATIO * len(data)
            if unpacked > MAX_UNPACKED or len(entries) > MAX_PARTS or dense:
                raise refuse("sources.unpacks_too_large", megabytes=unpacked // 1_000_000)
            for entry in entries:
                if entry.filename.endswith((".xml", ".rels")):
                    with archive.open(entry) as part:
                        if _DOCTYPE.search(part.read(_PROLOGUE)):
                            raise refuse("sources.has_doctype", part=entry.filename)
    except DAMAGE as error:
        raise refuse(damaged, why=first_line(error)) from error


def first_line(error: BaseException) -> str:
    """An error of a library in one line, for a sentence to quote."""
    return f"{type(error).__name__}: {error}".strip().splitlines()[0][:200]
