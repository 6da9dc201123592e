"""An .xlsx package that is changed in few places: a first sheet put in, cells given another look and a comment.

Belongs here: parts, relationships, styles, comments. All that is not touched stays as it was, byte by byte: formulas
with their results, pictures, charts, macros, lists to choose from. Does not belong here: which cells are marked and
what the first sheet says (marking.py, pages.py).
"""

from __future__ import annotations

import copy
import io
import itertools
import posixpath
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sources.readers.archive import check_archive
from sources.readers.cells import address
from sources.readers.worksheet import place_of

AUTHOR = "退回说明"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/"
_RELATION = f"{{{_PACKAGE}relationships}}Relationship"
_TYPE = f"{{{_PACKAGE}content-types}}"
_OFFICE = "application/vnd.openxmlformats-officedocument."
_ZIP_DATE = (2020, 1, 1, 0, 0, 0)
_SELECTED = re.compile(rb'(<(?:\w+:)?sheetView\b[^>]*?)\s+tabSelected=["\'](?:1|true)["\']')
_SUFFIXES = {
    f"{_OFFICE}spreadsheetml.template.main+xml": ".xltx",
    "application/vnd.ms-excel.sheet.macroEnabled.main+xml": ".xlsm",
    "application/vnd.ms-excel.template.macroEnabled.main+xml": ".xltm",
}
_NOT_IN_XML = re.compile("[^\\t\\n\\r\\x20-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")
_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
MOST_OF_A_MERGE = 400
"""Cells of one merged range that are given a look."""
_OURS = f"\n〔{AUTHOR}〕"
"""What begins our words in a comment that somebody else has written."""
_AFTER_LEGACY_DRAWING = (
    "legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems", "tableParts", "extLst",
)  # fmt: skip
_SHAPE_ID = re.compile(rb"_x0000_s(\d+)")
_VML = (
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel"'
)
_SHAPE_TYPE = (
    f'<v:shapetype {_VML} id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_DRAWING = (f'<xml {_VML}><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="1"/></o:shapelayout></xml>').encode()


@dataclass(frozen=True, slots=True)
class Look:
    """How a cell is drawn. `colour` and `border_colour` are ARGB; what is '' or None stays as it was.

    `border` is a line style of Excel (`medium`, `mediumDashed`), `wrap` also aligns to the top.
    """

    colour: str = ""
    border: str = ""
    border_colour: str = ""
    bold: bool = False
    size: int = 0
    font_colour: str = ""
    underlined: bool = False
    wrap: bool | None = None
    centred: bool = False
    number_format: str = ""


class Package:
    """A workbook's parts by name, to be changed and written again. Raises Refused for what cannot be opened."""

    def __init__(self, data: bytes) -> None:
        check_archive(data, "sources.damaged_workbook")
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            self._parts = {entry.filename: archive.read(entry) for entry in archive.infolist() if not entry.is_dir()}
        self._names = {_plain(name): name for name in self._parts}
        self._trees: dict[str, Any] = {}
        self._edited: set[str] = set()
        self.workbook = self._related("", "officeDocument") or "xl/workbook.xml"

    # -- parts

    def _bytes(self, part: str) -> bytes:
        name = _plain(part)
        return _serialized(self._trees[name]) if name in self._edited else self._parts[self._names[name]]

    def _put(self, part: str, data: bytes) -> None:
        name = self._names.setdefault(_plain(part), part)
        self._trees.pop(_plain(part), None)
        self._edited.discard(_plain(part))
        self._parts[name] = data

    def _tree(self, part: str) -> Any:
        from lxml import etree

        if _plain(part) not in self._trees:
            parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
            self._trees[_plain(part)] = etree.fromstring(self._bytes(part), parser)
        return self._trees[_plain(part)]

    def _edit(self, part: str) -> Any:
        """The tree of a part that is about to be changed."""
        tree = self._tree(part)
        self._edited.add(_plain(part))
        return tree

    def _free_name(self, pattern: str) -> str:
        number = next(n for n in range(1, 100_000) if _plain(pattern.format(n)) not in self._names)
        return pattern.format(number)

    def _relations(self, part: str) -> Iterator[Any]:
        """The relationships of a part."""
        rels = _relationships_of(part)
        return self._tree(rels).iter(_RELATION) if _plain(rels) in self._names else iter(())

    def _targets(self, part: str) -> dict[str, tuple[str, str]]:
        """Relationship id -> last word of the type, name of the other part."""
        folder = posixpath.dirname(part)
        return {
            one.get("Id"): (
                one.get("Type").rpartition("/")[2],
                posixpath.normpath(posixpath.join("/", folder, one.get("Target").replace("\\", "/"))).lstrip("/"),
            )
            for one in self._relations(part)
            if one.get("TargetMode") != "External"
        }

    def _related(self, part: str, kind: str) -> str | None:
        return next((target for found, target in self._targets(part).values() if found == kind), None)

    def _relate(self, part: str, kind: str, other: str) -> str:
        """Add a relationship; its id."""
        rels = _relationships_of(part)
        if _plain(rels) not in self._names:
            self._put(rels, f'<Relationships xmlns="{_PACKAGE}relationships"/>'.encode())
        tree = self._edit(rels)
        taken = {one.get("Id") for one in tree}
        identifier = next(f"rIdR{n}" for n in range(1, 100_000) if f"rIdR{n}" not in taken)
        one = tree.makeelement(_RELATION)
        one.set("Id", identifier)
        one.set("Type", f"{self._relation_kinds}/{kind}")
        one.set("Target", f"/{other}")
        tree.append(one)
        return identifier

    @cached_property
    def _relation_kinds(self) -> str:
        """The namespace of relationship types and of `r:id`: the strict form of the format has its own."""
        for one in self._relations(""):
            if one.get("Type").endswith("/officeDocument"):
                return str(one.get("Type").removesuffix("/officeDocument"))
        return "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

    def _declare(self, part: str, kind: str) -> None:
        tree = self._edit("[Content_Types].xml")
        one = tree.makeelement(f"{_TYPE}Override")
        one.set("PartName", f"/{part}")
        one.set("ContentType", kind)
        tree.append(one)

    def _declare_extension(self, extension: str, kind: str) -> None:
        tree = self._edit("[Content_Types].xml")
        if not any(one.get("Extension", "").lower() == extension for one in tree.iter(f"{_TYPE}Default")):
            one = tree.makeelement(f"{_TYPE}Default")
            one.set("Extension", extension)
            one.set("ContentType", kind)
            tree.insert(0, one)

    @property
    def suffix(self) -> str:
        """What the name of such a workbook must end with: no program opens one with macros as .xlsx."""
        kinds = {_plain(one.get("PartName", "")): one.get("ContentType") for one in self._tree("[Content_Types].xml")}
        return _SUFFIXES.get(kinds.get(_plain(self.workbook), ""), ".xlsx")

    def written(self) -> bytes:
        """The package as bytes: the same for the same content."""
        for name in self._edited:
            self._parts[self._names[name]] = _serialized(self._trees[name])
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in self._parts.items():
                entry = zipfile.ZipInfo(name, _ZIP_DATE)
                entry.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(entry, data)
        return out.getvalue()

    # -- sheets

    @cached_property
    def _main(self) -> str:
        return f"{{{_namespace(self._tree(self.workbook))}}}"

    @property
    def _sheets(self) -> Any:
        root = self._tree(self.workbook)
        found = root.find(f"{self._main}sheets")
        if found is None:
            raise ValueError("a workbook without sheets")
        return found

    def _sheet_parts(self) -> dict[str, str]:
        """Name of a worksheet -> its part."""
        targets = self._targets(self.workbook)
        key = f"{{{self._relation_kinds}}}id"
        found = ((one.get("name"), targets.get(one.get(key), ("", ""))) for one in self._sheets)
        return {name: part for name, (kind, part) in found if kind == "worksheet"}

    def put_first(self, name: str, page: bytes) -> None:
        """Make `page`, a worksheet's XML, the first sheet, the one that is shown when the file is opened.

        A sheet of that name, from an earlier return of the same workbook, is replaced.
        """
        for kind, part in self._targets(self.workbook).values():
            if kind.endswith("sheet"):
                self._deselect(part)
        parts = self._sheet_parts()
        if name in parts:
            self._put(parts[name], page)
        else:
            self.add_sheet(name, page)
        workbook, sheets = self._edit(self.workbook), self._sheets
        before = next(index for index, one in enumerate(sheets) if one.get("name") == name)
        page_sheet = sheets[before]
        page_sheet.attrib.pop("state", None)
        sheets.insert(0, page_sheet)
        for defined in workbook.iter(f"{self._main}definedName"):
            if (of_sheet := defined.get("localSheetId")) is not None and int(of_sheet) <= before:
                defined.set("localSheetId", "0" if int(of_sheet) == before else str(int(of_sheet) + 1))
        for view in workbook.iter(f"{self._main}workbookView"):
            view.set("activeTab", "0")
            view.attrib.pop("firstSheet", None)

    def _deselect(self, part: str) -> None:
        """Two sheets selected are edited together: only the first one may be. The rest of the part stays as it is."""
        head, data, rows = self._bytes(part).partition(b"sheetData")
        bare = _SELECTED.sub(rb"\1", head)
        if bare != head:
            self._put(part, bare + data + rows)

    def add_sheet(self, name: str, xml: bytes, *, hidden: bool = False) -> None:
        """Add a worksheet as the last one."""
        part = self._free_name("xl/worksheets/sheetR{}.xml")
        self._put(part, xml)
        self._declare(part, f"{_OFFICE}spreadsheetml.worksheet+xml")
        self._edit(self.workbook)
        sheets = self._sheets
        one = sheets.makeelement(f"{self._main}sheet")
        one.set("name", name)
        one.set("sheetId", str(max((int(other.get("sheetId")) for other in sheets), default=0) + 1))
        if hidden:
            one.set("state", "hidden")
        one.set(f"{{{self._relation_kinds}}}id", self._relate(self.workbook, "worksheet", part))
        sheets.append(one)

    # -- looks

    @cached_property
    def _styles(self) -> Any:
        part = self._related(self.workbook, "styles")
        if part is None:
            raise ValueError("a workbook without styles")
        return self._edit(part)

    def _add_style(self, table: str, made: str) -> int:
        """Append to a table of the styles; its index."""
        from lxml import etree

        found = self._styles.find(f"{self._main}{table}")
        if found is None:
            raise ValueError(f"styles without {table}")
        found.append(etree.fromstring(f'<x xmlns="{self._main[1:-1]}">{made}</x>')[0])
        found.set("count", str(len(found)))
        return len(found) - 1

    def style(self, look: Look, over: int | None = None) -> int:
        """The index of the style that is `look` over the style `over`, or over none."""
        key = (look, over)
        if key not in self._known_styles:
            self._known_styles[key] = self._new_style(look, over)
        return self._known_styles[key]

    @cached_property
    def _known_styles(self) -> dict[tuple[Look, int | None], int]:
        return {}

    def _new_style(self, look: Look, over: int | None) -> int:
        formats = self._styles.find(f"{self._main}cellXfs")
        one = formats.makeelement(f"{self._main}xf") if over is None else copy.deepcopy(formats[over])
        if over is None:
            for name in ("numFmtId", "fontId", "fillId", "borderId", "xfId"):
                one.set(name, "0")
        if look.colour:
            made = f'<fill><patternFill patternType="solid"><fgColor rgb="{look.colour}"/>\
<bgColor indexed="64"/></patternFill></fill>'
            _set(one, "fill", self._add_style("fills", made))
        if look.border:
            sides = "".join(
                f'<{side} style="{look.border}"><color rgb="{look.border_colour}"/></{side}>'
                for side in ("left", "right", "top", "bottom")
            )
            _set(one, "border", self._add_style("borders", f"<border>{sides}<diagonal/></border>"))
        if look.size:
            drawn = ("<b/>" if look.bold else "") + ("<u/>" if look.underlined else "")
            colour = f'<color rgb="{look.font_colour}"/>' if look.font_colour else ""
            made = f'<font>{drawn}<sz val="{look.size}"/>{colour}<name val="宋体"/><charset val="134"/></font>'
            _set(one, "font", self._add_style("fonts", made))
        if look.number_format:
            one.set("numFmtId", str(self._number_format(look.number_format)))
            one.set("applyNumberFormat", "1")
        if look.wrap is not None or look.centred:
            alignment = one.makeelement(f"{self._main}alignment")
            alignment.set("vertical", "center" if look.centred else "top")
            if look.centred:
                alignment.set("horizontal", "center")
            alignment.set("wrapText", "1" if look.wrap else "0")
            one.insert(0, alignment)
            one.set("applyAlignment", "1")
        formats.append(one)
        formats.set("count", str(len(formats)))
        return len(formats) - 1

    def _number_format(self, code: str) -> int:
        table = self._styles.find(f"{self._main}numFmts")
        if table is None:
            table = self._styles.makeelement(f"{self._main}numFmts")
            self._styles.insert(0, table)
        known = {one.get("formatCode"): int(one.get("numFmtId")) for one in table}
        if code not in known:
            one = table.makeelement(f"{self._main}numFmt")
            one.set("numFmtId", str(max([163, *known.values()]) + 1))
            one.set("formatCode", code)
            table.append(one)
            table.set("count", str(len(table)))
            return int(one.get("numFmtId"))
        return known[code]

    # -- cells

    def mark(self, sheet: str, marks: Mapping[tuple[int, int], tuple[Look, str]]) -> None:
        """Give cells (row, column) of a sheet a look, and a comment where its text is not ''.

        A cell that is not there is made, in the style that its row or column has.
        """
        part = self._sheet_parts()[sheet]
        root = self._edit(part)
        main = f"{{{_namespace(root)}}}"
        data = root.find(f"{main}sheetData")
        rows, columns = _numbered_rows(data), _column_styles(root, main)
        for (row, column), (look, _) in sorted(marks.items()):
            cell = _cell(data, rows, row, column, main, columns)
            cell.set("s", str(self.style(look, int(cell.get("s", "0")))))
        self._comment(part, root, {place: held(text) for place, (_, text) in marks.items() if text})

    def clear_marks(self, text: str) -> None:
        """Take earlier marks of ours, in a return that came back, off their cells; their comments say `text` now.

        Fill and border go with them: what a cell had before it was marked is not known any more.
        """
        for part in self._sheet_parts().values():
            comments = self._related(part, "comments")
            if comments is None or AUTHOR.encode() not in self._bytes(comments):
                continue
            root, tree = self._edit(part), self._edit(comments)
            main = f"{{{_namespace(root)}}}"
            data = root.find(f"{main}sheetData")
            rows, columns, ours = _numbered_rows(data), _column_styles(root, main), self._author(tree, main)
            merged = {one.get("ref", "").partition(":")[0]: one.get("ref", "") for one in root.iter(f"{main}mergeCell")}
            for one in tree.iter(f"{main}comment"):
                said, at = one.find(f"{main}text"), one.get("ref", "")
                if one.get("authorId") == str(ours):
                    said[:] = [_run(text, main)]
                elif not _cut(said, main):
                    continue
                for place in _area(merged.get(at, at)):
                    cell = _cell(data, rows, *place, main, columns)
                    cell.set("s", str(self._bare(int(cell.get("s", "0")))))

    def _bare(self, over: int) -> int:
        """The style without fill and border."""
        if over not in self._known_bare:
            formats = self._styles.find(f"{self._main}cellXfs")
            one = copy.deepcopy(formats[over])
            one.set("fillId", "0")
            one.set("borderId", "0")
            formats.append(one)
            formats.set("count", str(len(formats)))
            self._known_bare[over] = len(formats) - 1
        return self._known_bare[over]

    @cached_property
    def _known_bare(self) -> dict[int, int]:
        return {}

    def _comment(self, part: str, root: Any, texts: Mapping[tuple[int, int], str]) -> None:
        """Comments of ours; in one that somebody else has written our words stand below theirs."""
        main = f"{{{_namespace(root)}}}"
        comments = self._related(part, "comments")
        if comments is None:
            comments = self._free_name("xl/commentsR{}.xml")
            empty = f'<comments xmlns="{main[1:-1]}"><authors/><commentList/></comments>'
            self._put(comments, empty.encode())
            self._declare(comments, f"{_OFFICE}spreadsheetml.comments+xml")
            self._relate(part, "comments", comments)
        tree = self._edit(comments)
        author = self._author(tree, main)
        listed = tree.find(f"{main}commentList")
        there = {place_of(one.get("ref", "")): one for one in listed}
        for place, text in sorted(texts.items()):
            if place in there:
                own = there[place].get("authorId") == str(author)
                said = there[place].find(f"{main}text")
                said[:] = [_run(text, main)] if own else [*said, _run(f"{_OURS}{text}", main)]
                continue
            one = listed.makeelement(f"{main}comment")
            one.set("ref", address(*place))
            one.set("authorId", str(author))
            one.append(one.makeelement(f"{main}text"))
            one[0].append(_run(text, main))
            listed.append(one)
        listed[:] = sorted(listed, key=lambda one: place_of(one.get("ref", "")))
        self._draw(part, root, {place: text for place, text in texts.items() if place not in there})

    def _author(self, tree: Any, main: str) -> int:
        authors = tree.find(f"{main}authors")
        names = [one.text or "" for one in authors]
        if AUTHOR not in names:
            one = authors.makeelement(f"{main}author")
            one.text = AUTHOR
            authors.append(one)
            names.append(AUTHOR)
        return names.index(AUTHOR)

    def _draw(self, part: str, root: Any, texts: Mapping[tuple[int, int], str]) -> None:
        """The boxes in which programs show comments."""
        if not texts:
            return
        main, key = f"{{{_namespace(root)}}}", f"{{{self._relation_kinds}}}id"
        stated = root.find(f"{main}legacyDrawing")
        if stated is None:
            drawing = self._free_name("xl/drawings/vmlDrawingR{}.vml")
            self._put(drawing, _DRAWING)
            self._declare_extension("vml", f"{_OFFICE}vmlDrawing")
            stated = root.makeelement(f"{main}legacyDrawing")
            stated.set(key, self._relate(part, "vmlDrawing", drawing))
            later = (root.find(f"{main}{name}") for name in _AFTER_LEGACY_DRAWING)
            after = next((one for one in later if one is not None), None)
            root.insert(len(root) if after is None else root.index(after), stated)
        else:
            drawing = self._targets(part)[stated.get(key)][1]
        data = self._bytes(drawing)
        first = max((int(found) for found in _SHAPE_ID.findall(data)), default=1024) + 1
        shapes = "".join(
            _shape(first + number, place, text) for number, (place, text) in enumerate(sorted(texts.items()))
        )
        if b'id="_x0000_t202"' not in data:
            shapes = _SHAPE_TYPE + shapes
        head, end, tail = data.rpartition(b"</xml>")
        if not end:
            raise ValueError("a drawing without an end")
        self._put(drawing, head + shapes.encode() + end + tail)


def _run(text: str, main: str) -> Any:
    """A run of a comment."""
    from lxml import etree

    run = etree.fromstring(
        f'<r xmlns="{main[1:-1]}"><rPr><sz val="9"/><color indexed="81"/><rFont val="宋体"/>'
        '<charset val="134"/></rPr><t xml:space="preserve"/></r>'
    )
    run[-1].text = text
    return run


def _shape(number: int, place: tuple[int, int], text: str) -> str:
    row, column = place
    lines = 2 + sum(1 + len(line) // 20 for line in text.split("\n"))
    anchor = f"{column}, 15, {max(0, row - 2)}, 10, {column + 4}, 15, {max(0, row - 2) + lines}, 4"
    return (
        f'<v:shape {_VML} id="_x0000_s{number}" type="#_x0000_t202" '
        "style='position:absolute;margin-left:60pt;margin-top:2pt;width:220pt;height:90pt;z-index:1;visibility:hidden' "
        'fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/><v:shadow color="black" obscured="t"/>'
        "<v:path o:connecttype=\"none\"/><v:textbox style='mso-direction-alt:auto'><div style='text-align:left'></div>"
        '</v:textbox><x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
        f"<x:Anchor>{anchor}</x:Anchor><x:AutoFill>False</x:AutoFill>"
        f"<x:Row>{row - 1}</x:Row><x:Column>{column - 1}</x:Column></x:ClientData></v:shape>"
    )


def _set(style: Any, what: str, index: int) -> None:
    style.set(f"{what}Id", str(index))
    style.set(f"apply{what.capitalize()}", "1")


def _numbered_rows(data: Any) -> dict[int, Any]:
    """Row number -> row; one that states no number follows the row before it."""
    rows: dict[int, Any] = {}
    number = 0
    for row in data:
        number = int(row.get("r", number + 1))
        rows[number] = row
    return rows


def _column_styles(root: Any, main: str) -> list[tuple[int, int, str]]:
    """First and last column, style: what cells have that are not there."""
    return [
        (int(one.get("min")), int(one.get("max")), one.get("style"))
        for one in root.iterfind(f"{main}cols/{main}col")
        if one.get("style") is not None
    ]


def _area(reference: str) -> list[tuple[int, int]]:
    """The places of `B2:C3`, row by row, as many as are marked of a merged range."""
    first, _, last = reference.partition(":")
    (top, left), (bottom, right) = place_of(first), place_of(last or first)
    places = ((row, column) for row in range(top, bottom + 1) for column in range(left, right + 1))
    return list(itertools.islice(places, MOST_OF_A_MERGE))


def _cut(said: Any, main: str) -> bool:
    """Take our words out of somebody else's comment; whether there were any."""
    for text in said.iter(f"{main}t"):
        kept, ours, _ = (text.text or "").partition(_OURS)
        if ours:
            text.text = kept
            last = text if text.getparent() is said else text.getparent()
            del said[said.index(last) + 1 :]
            return True
    return False


def _cell(
    data: Any, rows: dict[int, Any], row: int, column: int, main: str, columns: Sequence[tuple[int, int, str]]
) -> Any:
    if row not in rows:
        made = data.makeelement(f"{main}row")
        made.set("r", str(row))
        before = [number for number in rows if number < row]
        if before:
            rows[max(before)].addnext(made)
        else:
            data.insert(0, made)
        rows[row] = made
    place, last = 0, None
    for cell in rows[row]:
        if cell.tag != f"{main}c":
            continue
        reference = cell.get("r")
        place = place_of(reference)[1] if reference else place + 1
        if place == column:
            return cell
        if place > column:
            break
        last = cell
    made = data.makeelement(f"{main}c")
    made.set("r", address(row, column))
    of_column = (style for first, last, style in columns if first <= column <= last)
    style = rows[row].get("s") or next(of_column, None)
    if style is not None:
        made.set("s", style)
    if last is None:
        rows[row].insert(0, made)
    else:
        last.addnext(made)
    rows[row].attrib.pop("spans", None)
    return made


def held(text: str) -> str:
    """The text without what XML cannot hold, and so that a program shows it as it is: `_x0041_` would be an A there."""
    return _ESCAPE.sub("_x005F_", _NOT_IN_XML.sub("", text))


def _serialized(tree: Any) -> bytes:
    from lxml import etree

    data: bytes = etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)
    return data


def _relationships_of(part: str) -> str:
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def _plain(part: str) -> str:
    return part.replace("\\", "/").lstrip("/").lower()


def _namespace(tree: Any) -> str:
    from lxml import etree

    return str(etree.QName(tree).namespace)
