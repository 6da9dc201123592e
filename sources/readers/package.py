"""The parts of an Office package: by name, by relationship, as a tree.

Belongs here: what .xlsx files share whatever they hold. Does not belong here: what is checked before (archive.py),
and what the parts say.
"""

from __future__ import annotations

import functools
import posixpath
import zipfile
from typing import IO
from xml.etree import ElementTree

from sources.problems import refuse

MAIN = frozenset(
    (
        "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
        "http://purl.oclc.org/ooxml/spreadsheetml/main",
    )
)


class _Builder(ElementTree.TreeBuilder):
    """Builds a tree of local names, and none of a part with a document type."""

    def __init__(self, part: str) -> None:
        super().__init__()
        self._part = part

    def start(self, tag: str, attrs: dict[str, str], /) -> ElementTree.Element:
        local = {_local(name): value for name, value in attrs.items()} if attrs else attrs
        return super().start(_local(tag), local)

    def end(self, tag: str, /) -> ElementTree.Element:
        return super().end(_local(tag))

    def doctype(self, *_: object) -> None:
        raise refuse("sources.has_doctype", part=self._part)


@functools.lru_cache(maxsize=1024)
def _local(name: str) -> str:
    return name.rpartition("}")[2]


def tree(data: bytes, part: str) -> ElementTree.Element:
    """A small part as a tree; names of elements and attributes come without their namespace."""
    parser = ElementTree.XMLParser(target=_Builder(part))
    parser.feed(data)
    root: ElementTree.Element = parser.close()
    return root


class Package:
    """An opened archive whose parts are found by name, in whatever case and with whatever slashes."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._entries = {_plain(entry.filename): entry for entry in archive.infolist()}

    def __contains__(self, part: str) -> bool:
        return _plain(part) in self._entries

    def open(self, part: str) -> IO[bytes]:
        """A part to be read. Raises Refused if it is not there."""
        entry = self._entries.get(_plain(part))
        if entry is None:
            raise refuse("sources.missing_part", part=part)
        return self._archive.open(entry)

    def tree(self, part: str) -> ElementTree.Element:
        """A small part as a tree."""
        with self.open(part) as source:
            return tree(source.read(), part)

    def related(self, part: str) -> dict[str, tuple[str, str]]:
        """The relationships of a part ('' for the package): id -> last word of the type, name of the other part."""
        folder, name = posixpath.split(part)
        rels = posixpath.join(folder, "_rels", f"{name}.rels")
        if rels not in self:
            return {}
        found = {}
        for one in self.tree(rels).iter("Relationship"):
            if one.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, one.get("Target", "").replace("\\", "/")))
                found[one.get("Id", "")] = (one.get("Type", "").rpartition("/")[2], target.lstrip("/"))
        return found

    def first(self, part: str, kind: str) -> str | None:
        """The part that another one is related to in this way."""
        return next((target for found, target in self.related(part).values() if found == kind), None)


def _plain(part: str) -> str:
    return part.replace("\\", "/").lstrip("/").lower()
