"""The rows that reading a file gives, before anything is stored.

Belongs here: the row types (observation, open figure, record field, note, scope, set-aside row), the `Reading` that
holds them, and the notation of evidence. Does not belong here: how they are found (spreadsheets/, reports/) or kept
(warehouse).
"""

from __future__ import annotations

import copyreg
import datetime as dt
import operator
from dataclasses import dataclass, field, fields
from decimal import Decimal
from typing import Any, Literal

from sources.problems import Problem


def cell_evidence(sheet: str, cell: str) -> str:
    """`规上研发!D7`; a file without sheets (CSV) has the bare address."""
    return f"{sheet}!{cell}" if sheet else cell


def span_evidence(start: int, end: int) -> str:
    """`#123:130`: half-open, in Unicode code points of the decoded text."""
    return f"#{start}:{end}"


def sidecar_evidence(line: int) -> str:
    """`sidecar:2`: the line of the sidecar that states it, counted from 1."""
    return f"sidecar:{line}"


@dataclass(frozen=True, slots=True)
class Observation:
    """One number, in base units, with the place it was read from.

    The first seven fields are its identity. `value_text` is what the file shows (`129.56亿元`, `4518.08`), `value_step`
    the unit of its last stated digit in base units (0.01亿元 = 1000000), `context` the sentence, or the row and column
    labels of the cell. A fact that comes from elsewhere than the value's own cell (region from a sidecar, period
    inferred) is named in `flags`: `region_from_sidecar`, `period_inferred`, `unit_from_contract` ...
    """

    indicator_id: str
    measure: str
    region_code: str
    period: str
    kind: Literal["actual", "estimate", "target"]
    scope: str
    breakdown: str
    qualifier: Literal["=", ">=", ">", "<=", "<", "~", "range"]
    value: Decimal
    value_high: Decimal | None
    unit: str
    value_text: str
    value_step: Decimal | None
    evidence: str
    context: str = ""
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OpenFigure:
    """A figure of a report that is of something the catalogue lacks: kept with its words, never an observation.

    `words` stand at `words_evidence`; `verb` is what was done to them (新增), `share_of` the whole that a share is of.
    The other fields are as in `Observation`, but `measure` can be `share`, `unit` a unit word of the text (亩), and
    `region_code` is '' for a place that the catalogue lacks. `rule` is the rule that read it.
    """

    words: str
    words_evidence: str
    verb: str
    share_of: str
    measure: str
    region: str
    region_code: str
    period: str
    kind: Literal["actual", "estimate", "target"]
    scope: str
    qualifier: Literal["=", ">=", ">", "<=", "<", "~", "range"]
    value: Decimal
    value_high: Decimal | None
    unit: str
    value_text: str
    evidence: str
    context: str
    rule: str


@dataclass(frozen=True, slots=True)
class RecordField:
    """One field of one ledger row. `record_no` counts the records of a reading from 1; `row` is the sheet's row.

    Exactly one of `value` (number, base unit) and `value_date` is set for such fields; text has neither. A personal
    field carries its pseudonym in `value_text`, never the value.
    """

    record_no: int
    record_period: str
    sheet: str
    row: int
    field: str
    value_text: str
    value: Decimal | None
    value_date: dt.date | None
    unit: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Note:
    """A 注, a 数据来源 line, a title: words of the file that are no number of a table."""

    text: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Scope:
    """What a table claims to state wholly: numbers inside that a later table leaves out are withdrawn.

    `*` stands for any. `region_parent` is the parent of the stated regions ('' for the nation itself).
    """

    indicator_id: str
    region_parent: str
    period: str


@dataclass(frozen=True, slots=True)
class SetAside:
    """A row or cell that was not taken, and why; kept, counted, replayable."""

    evidence: str
    raw: str
    problem: Problem


@dataclass(slots=True)
class Reading:
    """All that one reading of one file gave. `refused` readings hold problems and no rows.

    `numerals` counts the numerals of a report by class (`value`, `period`, `unattributed`, ...); tables have none.
    `row_failure` is what the contract says of a row that is wrong; `personal` names the fields that hold pseudonyms.
    """

    dataset: str = ""
    contract_version: str = ""
    supersedes: Literal["full", "period", "increment", "report"] = "increment"
    source: str = ""
    known_on: dt.date | None = None
    known_on_from: Literal["sidecar", "contract", "report", "arrival"] = "arrival"
    periods: tuple[str, ...] = ()
    observations: list[Observation] = field(default_factory=list)
    records: list[RecordField] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    open_figures: list[OpenFigure] = field(default_factory=list)
    scopes: list[Scope] = field(default_factory=list)
    set_aside: list[SetAside] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    numerals: dict[str, int] = field(default_factory=dict)
    row_failure: Literal["refuse", "set_aside"] = "refuse"
    personal: tuple[str, ...] = ()
    refused: bool = False


def _sent_as_arguments(row: type[Any]) -> None:
    """Rows come out of the children that read by the hundred thousand: to send their values alone takes a fifth."""
    values = operator.attrgetter(*(one.name for one in fields(row)))
    copyreg.pickle(row, lambda sent: (row, values(sent)))


for _row in (Observation, RecordField):
    _sent_as_arguments(_row)
