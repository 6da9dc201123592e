"""The language of contracts, as models: what a YAML file under contracts/ may say.

A contract declares layouts; a layout declares sheets; a sheet holds tables (numbers by labels and headers) or a
ledger (one row a case). What several levels may state about a number (indicator, unit, region, period ...) is a
`Facts`: the nearest to the cell counts, and where the file and the contract both state it they must agree.
Belongs here: fields, defaults, and what contradicts itself within one contract. Does not belong here: reading.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from sources.contracts.patterns import captures, compiled

Measure = Literal[
    "level",
    "growth_yoy",
    "growth_avg",
    "growth_multi",
    "change_yoy",
    "change_multi",
    "growth_gap",
    "rank",
    "rank_of_change",
    "rank_percentile",
    "completion",
]
Kind = Literal["actual", "estimate", "target"]
Supersedes = Literal["full", "period", "increment"]
OnFailure = Literal["refuse", "set_aside"]


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


def _compilable(value: object) -> object:
    listed = [value] if isinstance(value, str) else value
    for pattern in listed if isinstance(listed, list) else ():
        compiled(str(pattern))
    return listed


Words = Annotated[tuple[str, ...], BeforeValidator(_listed)]
Patterns = Annotated[tuple[str, ...], BeforeValidator(_compilable)]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Facts(_Model):
    """What is known of a number without its cell. `unit` lists the unit words it may be stated in, the usual first.

    `region` is a code of the tree or `home`; `scope` the field of a rank; `breakdown` what splits an indicator.
    """

    indicator: str | None = None
    measure: Measure | None = None
    unit: Words | None = None
    region: str | None = None
    period: str | None = None
    kind: Kind | None = None
    scope: str | None = None
    breakdown: str | None = None


class Column(Facts):
    """A column of a table. `gives` says what its cells are: a label of the row or a number (`value`).

    `period` of a number's column: `stated` the table's or the row's, `last_year` the one a year earlier (a vintage,
    never part of what the table claims to state wholly), `own` the one its header names. A `repeated` column takes
    every header that fits. `{indicator}`, `{region}`, `{period}`, `{unit}` in its header are facts of its numbers.
    """

    header: Patterns
    gives: Literal["value", "region", "period", "indicator", "unit"] = "value"
    period: Literal["stated", "last_year", "own"] = "stated"
    required: bool = True
    repeated: bool = False


class Item(Facts):
    """A row label that is no catalogue name, and what it states."""

    label: Patterns
    indicator: str


class Line(_Model):
    """A title or preamble line, or one below the table: its wordings, and whether it must be there.

    It may capture `indicator`, `unit`, `region`, `period`, `known_on` and `count`.
    """

    text: Patterns
    required: bool = False


class _Block(_Model):
    """What tables and ledgers share. `missing` adds to the marks that mean no value, `notes` to those of a note."""

    lines: tuple[Line, ...] = ()
    header_rows: int = Field(1, ge=1, le=6)
    ignore: Patterns = ()
    unmapped: Literal["refuse", "warn"] = "refuse"
    missing: Words = ()
    notes: Patterns = ()
    ignore_rows: Patterns = ()
    names_within: Literal["home", "nation"] = "home"


class Table(_Block, Facts):
    """Numbers by row labels and column headers.

    `totals: checked` compares a region with the sum of its administrative parts; `a_month_means: cumulative` reads
    2020年10月 as January to October; `hedges` lets a cell say 以上, 左右 or a range.
    """

    columns: tuple[Column, ...]
    items: tuple[Item, ...] = ()
    totals: Literal["checked", "unchecked"] = "checked"
    a_month_means: Literal["month", "cumulative"] = "month"
    hedges: bool = False
    on_failure: OnFailure = "refuse"

    @model_validator(mode="after")
    def _has_values(self) -> Table:
        values = [column for column in self.columns if column.gives == "value"]
        if not values:
            raise ValueError("a table needs a column that gives value")
        labels = {column.gives for column in self.columns}
        captured = {name for column in values for pattern in column.header for name in captures(pattern)}
        if "region" in labels & captured:
            raise ValueError("the region comes from the row or from the header, not from both")
        if any(column.region for column in self.columns):
            raise ValueError("a column has no region of its own: capture {region} in its header")
        if "indicator" in labels and ("indicator" in captured or any(column.indicator for column in values)):
            raise ValueError("the indicator comes from the row or from the column, not from both")
        return self


class LedgerField(_Model):
    """A field of a ledger's records: from a column (`header`), a capture of the sheet's name or a line, or a constant.

    `type: code` maps wordings to codes (`codes`), `person` columns of one field become one pseudonym (`personal` says
    which is the name and which the document number). `filled` refuses blanks. A region `outside` the tree is kept as
    text if that is `allowed`. `required` asks for the column, not for content.
    """

    field: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    header: Patterns | None = None
    capture: str | None = None
    constant: str | None = None
    type: Literal["text", "number", "integer", "year", "date", "code", "region", "person"] = "text"
    unit: Words | None = None
    codes: dict[str, Words] = Field(default_factory=dict)
    required: bool = True
    filled: bool = False
    outside: Literal["refused", "allowed"] = "refused"
    personal: Literal["name", "id"] | None = None

    @model_validator(mode="after")
    def _consistent(self) -> LedgerField:
        if sum(origin is not None for origin in (self.header, self.capture, self.constant)) != 1:
            raise ValueError(f"field {self.field} needs exactly one of header, capture, constant")
        if (self.type == "code") != bool(self.codes):
            raise ValueError(f"field {self.field}: type code and codes go together")
        if (self.type == "person") != (self.personal is not None):
            raise ValueError(f"field {self.field}: type person and personal go together")
        if self.type == "number" and not self.unit:
            raise ValueError(f"field {self.field}: a number needs its unit words")
        return self


class Ledger(_Block):
    """One row a case. `key`: the fields no two cases share; `record_period: stated`: the title's period."""

    fields: tuple[LedgerField, ...]
    key: Words
    record_period: Literal["stated", "none"] = "none"
    on_failure: OnFailure = "set_aside"

    @model_validator(mode="after")
    def _key_is_read(self) -> Ledger:
        if unread := set(self.key) - {field.field for field in self.fields}:
            raise ValueError(f"key fields {sorted(unread)} are not among the fields")
        return self


class SheetLayout(_Model):
    """A sheet. `name` may be left out where the layout has one sheet; `many` lets several sheets have this layout."""

    name: Patterns | None = None
    required: bool = True
    many: bool = False
    tables: tuple[Table, ...] = ()
    ledger: Ledger | None = None

    @model_validator(mode="after")
    def _one_kind(self) -> SheetLayout:
        if bool(self.tables) == (self.ledger is not None):
            raise ValueError("a sheet has either tables or a ledger")
        return self


class Layout(_Model):
    """One layout of a dataset's file, in use for data of the days from `valid_from` to `valid_until`."""

    name: str
    valid_from: dt.date | None = None
    valid_until: dt.date | None = None
    supersedes: Supersedes | None = None
    source: str | None = None
    sheets: tuple[SheetLayout, ...] = Field(min_length=1)
    ignore_sheets: Patterns = ()

    @model_validator(mode="after")
    def _sheets_can_be_told_apart(self) -> Layout:
        if len(self.sheets) > 1 and any(sheet.name is None for sheet in self.sheets):
            raise ValueError(f"layout {self.name}: several sheets, and one has no name")
        return self


class Contract(_Model):
    """The layouts of one dataset of one department, where it ranks as a source, and what a new file replaces.

    `file_name` lists the wordings of file names that state a period (`*{period}*`): contents of another period are
    then refused. A file name is never evidence of anything else.
    """

    dataset: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    title: dict[Literal["zh", "en"], str]
    source: str
    supersedes: Supersedes
    kind: Kind = "actual"
    file_name: Patterns = ()
    layouts: tuple[Layout, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _captures_are_known(self) -> Contract:
        if any("period" not in captures(pattern) for pattern in self.file_name):
            raise ValueError("a pattern under file_name must capture period")
        return self
