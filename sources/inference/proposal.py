"""A proposal: the parts of a contract as plain data, remarks on each, and what a person must decide.

Belongs here: putting the blocks of a workbook together into one contract. Does not belong here: what single columns and
fields mean (columns.py, fields.py), and how it is written (writing.py).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any, Literal

from pydantic import ValidationError

from sources.contracts.defaults import defaults
from sources.contracts.loading import Loaded
from sources.contracts.model import Contract, Item, Ledger
from sources.contracts.patterns import is_plain, match, normal
from sources.inference.columns import table_columns
from sources.inference.fields import known_fields, ledger_fields
from sources.inference.lines import lines_of, periods_of, title_of
from sources.inference.shapes import Block, blocks_of
from sources.problems import Problem, Refused
from sources.readers.cells import Sheet, Workbook
from sources.rows import Reading
from sources.spreadsheets.match import read_by_contract
from sources.spreadsheets.words import Vocabulary

OPEN = "待定"
Confidence = Literal["high", "medium", "low"]
Place = tuple[str | int, ...]


@dataclass(frozen=True)
class Remark:
    """What is said beside a part of a proposal. An open one (`decide`) must be settled before the contract loads."""

    problem: Problem
    decide: bool = False
    confidence: Confidence = "high"


@dataclass
class Part:
    """Stated data with remarks by their place in it."""

    stated: dict[str, Any]
    remarks: dict[Place, list[Remark]] = field(default_factory=dict)

    def remark(self, where: Place, code: str, *, decide: bool = False, sure: Confidence = "high", **said: str) -> None:
        """Say something of a place."""
        self.remarks.setdefault(where, []).append(Remark(Problem(f"sources.{code}", said), decide, sure))

    def take(self, name: Place, part: Part) -> None:
        """The remarks of a part that stands at `name`."""
        for where, remarks in part.remarks.items():
            self.remarks.setdefault((*name, *where), []).extend(remarks)


@dataclass
class Proposal(Part):
    """A whole contract. `reading` is what it reads from the file itself, None while something is open.

    `periods` are those that titles and headers name.
    """

    reading: Reading | None = None
    periods: list[str] = field(default_factory=list)
    refusal: Refused | None = None

    @property
    def decisions(self) -> list[tuple[Place, Remark]]:
        """What a person must decide, with its place."""
        return [(place, one) for place, remarks in self.remarks.items() for one in remarks if one.decide]

    def contract(self) -> Contract:
        """The contract as it loads. Raises ValidationError while something is open that the language asks for."""
        return Contract.model_validate(self.stated)


def propose(
    workbook: Workbook,
    vocabulary: Vocabulary,
    known: Sequence[Contract],
    file_name: str,
) -> Proposal:
    """A contract for a workbook. `known` contracts lend the names of ledger fields. Raises Refused without content."""
    sheets = [
        sheet
        for sheet in workbook.sheets
        if sheet.rows and not sheet.hidden and match(defaults().ignore_sheets, sheet.name) is None
    ]
    blocks = [(sheet, blocks_of(sheet, vocabulary)) for sheet in sheets]
    if not any(found for _, found in blocks):
        raise Refused(Problem("sources.infer_nothing"))
    layout: dict[str, Any] = {"name": "as_delivered", "sheets": []}
    whole = Proposal(
        {"dataset": "new_dataset", "title": {}, "source": "", "supersedes": "", "layouts": [layout]},
    )
    fields, items = known_fields(known), _known_items(known)
    ignored = []
    for sheet, found in blocks:
        if not found:
            ignored.append(sheet.name)
            continue
        part = _sheet(sheet, found, vocabulary, fields, items, alone=len(sheets) == 1)
        whole.take(("layouts", 0, "sheets", len(layout["sheets"])), part)
        layout["sheets"].append(part.stated)
    if ignored:
        layout["ignore_sheets"] = ignored
        whole.remark(("layouts", 0), "infer_sheets_ignored", sure="low", sheets="、".join(ignored))
    whole.periods = [period for _, found in blocks for block in found for period in periods_of(block)]
    _head(whole, [block for _, found in blocks for block in found], vocabulary, file_name)
    _try(whole, workbook, vocabulary, file_name)
    return whole


def _known_items(known: Sequence[Contract]) -> dict[str, Item]:
    """The row labels that contracts declare, by their wording."""
    return {
        normal(label): item
        for contract in known
        for layout in contract.layouts
        for sheet in layout.sheets
        for table in sheet.tables
        for item in table.items
        for label in item.label
        if is_plain(label)
    }


def _sheet(
    sheet: Sheet,
    blocks: list[Block],
    vocabulary: Vocabulary,
    fields: Sequence[Ledger],
    items: Mapping[str, Item],
    *,
    alone: bool,
) -> Part:
    part = Part({} if alone else {"name": sheet.name or "*"})
    tables: list[dict[str, Any]] = []
    for block in blocks:
        lines = lines_of(block, vocabulary)
        columns = table_columns(block, vocabulary, lines, items)
        if columns is None:
            if len(blocks) > 1:
                part.remark((), "infer_several_ledgers", decide=True, sheet=sheet.name or "-")
            ledger = ledger_fields(block, vocabulary, fields, lines)
            part.stated["ledger"] = ledger.stated
            part.take(("ledger",), ledger)
            return part
        part.take(("tables", len(tables)), columns)
        tables.append(columns.stated)
    part.stated["tables"] = tables
    return part


def _head(whole: Proposal, blocks: list[Block], vocabulary: Vocabulary, file_name: str) -> None:
    """What the whole contract says; none of it stands in a file, so all is to be confirmed."""
    stated = whole.stated
    title = next((words for block in blocks if (words := title_of(block, vocabulary))), PurePath(file_name).stem)
    stated["title"] = {"zh": title, "en": title}
    is_ledger = any("ledger" in sheet for sheet in stated["layouts"][0]["sheets"])
    stated["source"] = "ledger_sum" if is_ledger else "official_table"
    tables = [table for sheet in stated["layouts"][0]["sheets"] for table in sheet.get("tables", ())]
    own = any(c.get("period") == "own" or c.get("gives") == "period" for t in tables for c in t["columns"])
    dated = any("{period}" in line["text"] for s in stated["layouts"][0]["sheets"] for line in _lines(s))
    stated["supersedes"] = "full" if own else "period" if dated else "increment"
    if "目标" in title:
        stated["kind"] = "target"
        stated["layouts"] = stated.pop("layouts")
        whole.remark(("kind",), "infer_confirm_target", sure="medium")
    whole.remark(("dataset",), "infer_confirm_dataset", sure="low")
    whole.remark(("title",), "infer_confirm_title", sure="low")
    whole.remark(("source",), "infer_confirm_source", sure="low")
    whole.remark(("supersedes",), "infer_confirm_supersedes", sure="low")


def _lines(sheet: Mapping[str, Any]) -> list[dict[str, Any]]:
    blocks = [*sheet.get("tables", ()), *([sheet["ledger"]] if "ledger" in sheet else [])]
    return [line for block in blocks for line in block.get("lines", ())]


def _try(whole: Proposal, workbook: Workbook, vocabulary: Vocabulary, file_name: str) -> None:
    """Read the file by the proposal; totals that do not hold are left unchecked, anything else is told."""
    if whole.decisions:
        return
    for _ in range(2):
        try:
            contract = whole.contract()
            loaded = {contract.dataset: Loaded(contract, PurePath("proposal"), "proposal")}  # type: ignore[arg-type]
            whole.reading = read_by_contract(workbook, loaded, vocabulary, {}, b"", file_name)
            whole.refusal = None
            return
        except ValidationError as error:
            whole.refusal = Refused(Problem("sources.infer_invalid", {"why": error.errors()[0]["msg"]}))
            return
        except Refused as refused:
            whole.refusal = refused
            if not all(problem.code.startswith("sources.total_differs") for problem in refused.problems):
                return
            cells = ", ".join(problem.cell for problem in refused.problems[:3])
            for number, sheet in enumerate(whole.stated["layouts"][0]["sheets"]):
                for at, table in enumerate(sheet.get("tables", ())):
                    table["totals"] = "unchecked"
                    place: Place = ("layouts", 0, "sheets", number, "tables", at)
                    whole.remark(place, "infer_totals_unchecked", sure="low", cells=cells)
