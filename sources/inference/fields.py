"""What the columns of a ledger may be: fields that some contract declares already, or new ones that a person names.

Belongs here: lending fields from known contracts by their exact headers; types from content. Does not belong here:
tables of numbers (columns.py).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sources.contracts.defaults import defaults
from sources.contracts.model import Contract, Ledger, LedgerField
from sources.contracts.patterns import compiled, normal
from sources.inference.shapes import Block, header_words, is_number
from sources.readers.cells import Cell
from sources.spreadsheets.locate import Header
from sources.spreadsheets.values import day_of
from sources.spreadsheets.words import Vocabulary

if TYPE_CHECKING:
    from sources.inference.proposal import Part

_FEW = 12


def known_fields(contracts: Sequence[Contract]) -> list[Ledger]:
    """The ledgers of contracts, to lend their fields."""
    return [
        sheet.ledger
        for contract in contracts
        for layout in contract.layouts
        for sheet in layout.sheets
        if sheet.ledger is not None
    ]


def ledger_fields(block: Block, vocabulary: Vocabulary, known: Sequence[Ledger], lines: list[dict[str, Any]]) -> Part:
    """The ledger that a block is, with its remarks."""
    from sources.inference.proposal import Part

    ledger = Part({})
    if any("{period}" in line["text"] for line in lines):
        ledger.stated["record_period"] = "stated"
    if block.depth > 1:
        ledger.stated["header_rows"] = block.depth
    ledger.stated["key"] = []
    if lines:
        ledger.stated["lines"] = lines
    lenders = sorted(known, key=lambda one: -sum(_lent(header, one) is not None for header in block.headers))
    fields: list[dict[str, Any]] = []
    ignored = []
    for header in block.headers:
        cells = block.cells(header)
        if not cells or any(level in header_words()["ignored"] for level in header.path.split("/")):
            ignored.append(header.path)
            continue
        where = ("fields", len(fields))
        lent = next((spec for one in lenders if (spec := _lent(header, one)) is not None), None)
        fields.append(_of_known(header, lent) if lent else _of_content(header, cells, vocabulary))
        _remarks(ledger, where, header, cells, fields[-1], lent, block, vocabulary)
    if ignored:
        ledger.stated["ignore"] = ignored
    ledger.stated["fields"] = fields
    _key(ledger, lenders[0] if lenders else None, block)
    return ledger


def _lent(header: Header, ledger: Ledger) -> LedgerField | None:
    for spec in ledger.fields:
        for pattern in spec.header or ():
            if any(compiled(pattern).fullmatch(form) for form in (header.path, header.full_path)):
                return spec
    return None


def _of_known(header: Header, spec: LedgerField) -> dict[str, Any]:
    said = spec.model_dump(exclude_defaults=True, exclude={"header", "capture", "constant", "required"})
    return {
        "field": said.pop("field"),
        "header": header.path,
        **{key: _plain(value) for key, value in said.items()},
    }


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return list(value) if len(value) > 1 else value[0]
    return {key: list(words) for key, words in value.items()} if isinstance(value, dict) else value


def _of_content(header: Header, cells: list[Cell], vocabulary: Vocabulary) -> dict[str, Any]:
    """A field nobody declared, its name open, its type from its content."""
    stated: dict[str, Any] = {"field": "待定", "header": header.path}
    for part, words in header_words()["persons"].items():
        if header.path.rpartition("/")[2] in words:
            return {"field": "person", "header": header.path, "type": "person", "personal": part}
    if all(isinstance(cell.value, dt.date) or day_of(cell.raw) is not None for cell in _said(cells)) and _said(cells):
        return {**stated, "type": "date"}
    numbers = [is_number(cell) for cell in cells]
    if any(numbers) and all(one is not False for one in numbers):
        values = [cell.value for cell in cells if isinstance(cell.value, Decimal)]
        if header.unit is not None:
            return {**stated, "type": "number", "unit": header.unit.word}
        whole = bool(values) and all(value == value.to_integral_value() for value in values)
        years = whole and all(1950 <= value <= 2100 for value in values)
        return {**stated, "type": "year"} if years else {**stated, "type": "number", "unit": "待定"}
    places = [vocabulary.region(c.raw, vocabulary.home) or vocabulary.region(c.raw, None) for c in _said(cells)]
    named = any(header.path.rpartition("/")[2].endswith(word) for word in header_words()["regions"])
    if named and sum(place is not None for place in places) >= 0.7 * len(places):
        return {**stated, "type": "region", **({} if all(places) else {"outside": "allowed"})}
    return stated


def _said(cells: list[Cell]) -> list[Cell]:
    return [cell for cell in cells if normal(cell.raw) not in defaults().missing]


def _remarks(
    ledger: Part,
    where: tuple[str, int],
    header: Header,
    cells: list[Cell],
    entry: dict[str, Any],
    lent: LedgerField | None,
    block: Block,
    vocabulary: Vocabulary,
) -> None:
    words = list(dict.fromkeys(" ".join(cell.raw.split()) for cell in _said(cells)))
    if entry.get("type") == "person":
        ledger.remark(where, "infer_person", sure="high" if lent else "medium", column=header.text)
        return
    if entry["field"] == "待定":
        shown = "、".join(words[:_FEW])
        ledger.remark(where, "infer_open_field", decide=True, sure="low", column=header.text, values=shown)
    elif lent is not None:
        ledger.remark(where, "infer_field", sure="high", column=header.text, field=entry["field"])
    if entry.get("unit") == "待定":
        stated = _unit_of_lines(block, vocabulary)
        if len(stated) == 1:
            entry["unit"] = stated[0]
        else:
            units = "、".join(stated) or "-"
            ledger.remark(where, "infer_open_unit", decide=True, sure="low", column=header.text, units=units)
    if lent is not None and lent.codes:
        known = {normal(word) for code, wordings in lent.codes.items() for word in (code, *wordings)}
        if unknown := [word for word in words if normal(word) not in known]:
            said = "、".join(unknown[:_FEW])
            ledger.remark(where, "infer_open_codes", decide=True, sure="low", column=header.text, values=said)


def _unit_of_lines(block: Block, vocabulary: Vocabulary) -> list[str]:
    rows = range(block.area, block.first_row)
    texts = [cell.raw for row in rows for cell in block.sheet.rows.get(row, {}).values()]
    return list(dict.fromkeys(unit.word for text in texts for unit in vocabulary.units_of_line(text)[0]))


def _key(ledger: Part, lender: Ledger | None, block: Block) -> None:
    """The key of the ledger that lent most, if its fields are all there; else a text column without repeats."""
    names = {entry["field"] for entry in ledger.stated["fields"]}
    if lender is not None and set(lender.key) <= names:
        ledger.stated["key"] = list(lender.key)
        return
    for entry, header in zip(ledger.stated["fields"], _columns(ledger, block), strict=True):
        words = [normal(cell.raw) for cell in block.cells(header)]
        if entry.get("type", "text") in ("text", "person") and len(set(words)) == len(words) == len(block.rows):
            ledger.stated["key"] = [entry["field"]]
            ledger.remark(("key",), "infer_key", sure="medium", column=header.text)
            return
    ledger.stated["key"] = ["待定"]
    ledger.remark(("key",), "infer_open_key", decide=True, sure="low")


def _columns(ledger: Part, block: Block) -> list[Header]:
    wanted = [entry["header"] for entry in ledger.stated["fields"]]
    return [next(header for header in block.headers if header.path == path) for path in wanted]
