"""A new layout beside the old ones, for a file that its contract no longer fits: proposed as a difference of the file.

Belongs here: what of the nearest layout still holds, what the file has instead, and the unified diff. Does not belong
here: contracts for files that resemble nothing declared (proposal.py).
"""

from __future__ import annotations

import datetime as dt
import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sources.contracts.loading import Loaded
from sources.contracts.model import Column, Layout, Ledger, LedgerField, Table
from sources.contracts.patterns import captures, compiled, match, nearest, normal, rendered
from sources.inference.proposal import OPEN, Part, Place, Proposal
from sources.inference.writing import block_lines
from sources.periods import parse_period
from sources.problems import Language, say

_ANYTHING = re.compile(r"\{\w+\}")


@dataclass(frozen=True)
class Change:
    """A contract, its layout that comes nearest, and the new layout with its remarks."""

    loaded: Loaded
    nearest: Layout
    layout: Part

    @property
    def decisions(self) -> int:
        """How many things are left for a person to decide."""
        return sum(remark.decide for remarks in self.layout.remarks.values() for remark in remarks)

    def diff(self, language: Language) -> str:
        """The unified difference that adds the layout to the contract's file."""
        old = self.loaded.path.read_text(encoding="utf-8")
        head = say("sources.infer_layout", language, dataset=self.loaded.contract.dataset, layout=self.nearest.name)
        lines = block_lines(self.layout, self.layout.stated, language, (), "    ")
        first = next(i for i, line in enumerate(lines) if not line.lstrip().startswith("#"))
        lines[first] = f"  - {lines[first][4:]}"
        new = old.rstrip("\n") + "\n\n" + "\n".join([f"  # {head}", *lines]) + "\n"
        name = f"{self.loaded.path.parent.name}/{self.loaded.path.name}"
        made = difflib.unified_diff(
            old.splitlines(keepends=True), new.splitlines(keepends=True), f"a/{name}", f"b/{name}"
        )
        return "".join(made)


def changed_layout(proposal: Proposal, contracts: Mapping[str, Loaded]) -> Change | None:
    """The new layout for what the proposal found, from the nearest layout there is; None if nothing resembles it.

    What the nearest layout says of a header that is still there goes over, and what it says of the whole table. A
    header that is gone and one that is new are one column renamed where both state the same indicator and measure;
    else the new one stays open, with the headers that are gone as candidates.
    """
    sheets: list[dict[str, Any]] = proposal.stated["layouts"][0]["sheets"]
    found = {entry["header"] for sheet in sheets for _, block in _blocks(sheet) for _, entry in _entries(block)}
    scored = [
        (sum(any(_takes(spec, header) for spec in _specs(layout)) for header in found), number, loaded, layout)
        for loaded in contracts.values()
        for number, layout in enumerate(loaded.contract.layouts)
    ]
    score, _, loaded, closest = max(scored, key=lambda one: (one[0], -one[1]), default=(0, 0, None, None))
    if loaded is None or closest is None or 2 * score < len(found):
        return None
    part = Part({"name": _free_name(loaded), **({"valid_from": day} if (day := _valid_from(proposal)) else {})})
    part.stated["sheets"] = sheets
    part.remarks = {place[2:]: said for place, said in proposal.remarks.items() if place[:2] == ("layouts", 0)}
    for number, sheet in enumerate(sheets):
        declared = closest.sheets[min(number, len(closest.sheets) - 1)]
        if declared.name and "name" in sheet:
            sheet["name"] = list(declared.name) if match(declared.name, sheet["name"]) is not None else sheet["name"]
        for at, (place, block) in enumerate(_blocks(sheet)):
            of_old = declared.ledger or declared.tables[min(at, len(declared.tables) - 1)]
            _take_over(part, ("sheets", number, *place), block, of_old)
    return Change(loaded, closest, part)


def _take_over(part: Part, where: Place, block: dict[str, Any], old: Table | Ledger) -> None:
    """Give a block what the old one says of the whole and of the headers that both have."""
    kept = old.model_dump(
        exclude_unset=True, mode="json", exclude={"columns", "fields", "header_rows", "lines", "ignore"}
    )
    if isinstance(old, Table) and "items" in block and "items" in kept:
        kept["items"] = [_short_entry(item) for item in kept["items"]]
        part.remarks = {p: said for p, said in part.remarks.items() if p[: len(where) + 1] != (*where, "items")}
    block.update({key: _short(value) for key, value in kept.items()})
    part.remarks.pop((*where, "key"), None)
    _lines(part, where, block, old)
    specs: list[Column | LedgerField] = (
        [*old.columns] if isinstance(old, Table) else [spec for spec in old.fields if spec.header]
    )
    ignored = [header for header in block.get("ignore", ()) if not _is_ignored(old, header)]
    if old.ignore or ignored:
        block["ignore"] = [*old.ignore, *ignored]
    used = [spec for spec in specs if any(_takes(spec, entry["header"]) for _, entry in _entries(block))]
    gone = [spec for spec in specs if spec not in used]
    for place, entry in _entries(block):
        whole = (*where, *place)
        spec = next((one for one in specs if _takes(one, entry["header"])), None)
        if spec is None:
            spec = next((one for one in gone if _same(one, entry)), None)
            if spec is not None:
                part.remark(whole, "infer_renamed", sure="medium", column=entry["header"], old=_first(spec))
                gone.remove(spec)
            elif missing := [_first(one) for one in gone if one.required]:
                near = nearest(entry["header"], missing)
                part.remark(whole, "infer_perhaps_renamed", sure="low", column=entry["header"], nearest=near)
                continue
            else:
                part.remark(whole, "infer_new_column", sure="low", column=entry["header"])
                continue
        _of_spec(part, whole, entry, spec)
    if isinstance(old, Ledger):
        block["fields"] += [
            _short_entry(f.model_dump(exclude_unset=True, mode="json")) for f in old.fields if not f.header
        ]


def _of_spec(part: Part, where: Place, entry: dict[str, Any], spec: Column | LedgerField) -> None:
    """What the declared column says, but for its header and a unit that the file states otherwise."""
    header, unit = entry["header"], entry.get("unit")
    renamed = [one for one in part.remarks.get(where, []) if one.problem.code == "sources.infer_renamed"]
    open_codes = [one for one in part.remarks.get(where, []) if one.problem.code == "sources.infer_open_codes"]
    part.remarks[where] = [*renamed, *open_codes]
    said = _short_entry(spec.model_dump(exclude_unset=True, mode="json", exclude={"header"}))
    wording = list(spec.header or ()) if _takes(spec, header) else [header]
    entry.clear()
    entry.update({"field": said.pop("field")} if "field" in said else {})
    entry.update({"header": wording if len(wording) > 1 else wording[0], **said})
    if unit and unit != OPEN and unit not in (spec.unit or ()):
        entry["unit"] = unit
        part.remark(where, "infer_unit_changed", sure="medium", column=header, unit=unit)


def _lines(part: Part, where: Place, block: dict[str, Any], old: Table | Ledger) -> None:
    """The old lines, but for a required one that the file words otherwise."""
    found = [line["text"] for line in block.get("lines", ())]
    lines = [_short_entry(line.model_dump(exclude_unset=True, mode="json")) for line in old.lines]
    for declared, line in zip(old.lines, lines, strict=True):
        missing = declared.required and not any(_could_be(pattern, one) for pattern in declared.text for one in found)
        if missing and (new := [one for one in found if "{period}" in one]):
            line["text"] = new[0]
            part.remark((*where, "lines", lines.index(line)), "infer_title_changed", sure="medium", text=new[0])
    if lines:
        block["lines"] = lines


def _could_be(pattern: str, found: str) -> bool:
    """Whether a declared wording takes a line of which only the pattern is known."""
    values = {"period": "2020年1-10月", "region": "全国", "known_on": "2020-11-03", "unit": "万元", "indicator": "某"}
    text = rendered(found, {**{name: name for name in captures(found)}, **values})
    return match([pattern], text) is not None


def _blocks(sheet: dict[str, Any]) -> list[tuple[Place, dict[str, Any]]]:
    if "ledger" in sheet:
        return [(("ledger",), sheet["ledger"])]
    return [(("tables", number), table) for number, table in enumerate(sheet["tables"])]


def _entries(block: dict[str, Any]) -> list[tuple[Place, dict[str, Any]]]:
    key = "fields" if "fields" in block else "columns"
    return [((key, number), entry) for number, entry in enumerate(block[key]) if "header" in entry]


def _specs(layout: Layout) -> list[Column | LedgerField]:
    tables = [column for sheet in layout.sheets for table in sheet.tables for column in table.columns]
    return [*tables, *(field for sheet in layout.sheets if sheet.ledger for field in sheet.ledger.fields)]


def _takes(spec: Column | LedgerField, header: str | list[str]) -> bool:
    """Whether a declared column has this header; one across (`{period}`) has that of the same form."""
    wording = header if isinstance(header, str) else header[0]
    text = rendered(wording, {"period": "2020年", "region": "全国"}) if "{" in wording else wording
    wordings = [one for one in spec.header or () if one == wording or not _ANYTHING.fullmatch(one)]
    return any(wording == pattern or compiled(pattern).fullmatch(normal(text)) for pattern in wordings)


def _same(spec: Column | LedgerField, entry: dict[str, Any]) -> bool:
    """Whether a declared column and a proposed one state the same number, by the catalogue."""
    if not isinstance(spec, Column) or spec.indicator is None:
        return False
    said = (entry.get("indicator"), entry.get("measure", "level"), entry.get("period", "stated"))
    return said == (spec.indicator, spec.measure or "level", spec.period)


def _is_ignored(old: Table | Ledger, header: str) -> bool:
    return match(old.ignore, header) is not None


def _first(spec: Column | LedgerField) -> str:
    return (spec.header or ("",))[0]


def _short(value: Any) -> Any:
    return value[0] if isinstance(value, list) and len(value) == 1 and isinstance(value[0], str) else value


def _short_entry(entry: dict[str, Any]) -> dict[str, Any]:
    return {key: _short(value) for key, value in entry.items()}


def _free_name(loaded: Loaded) -> str:
    names = {layout.name for layout in loaded.contract.layouts}
    return next(name for number in range(2, 99) if (name := f"layout_{number}") not in names)


def _valid_from(proposal: Proposal) -> dt.date | None:
    """The month in which the file's newest period ends, from its first day on."""
    ends = [parse_period(period).end for period in proposal.periods]
    return max(ends).replace(day=1) if ends else None
