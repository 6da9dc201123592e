"""The language of contracts, as models: what a YAML file under contracts/ may say.

A contract declares layouts; a layout declares sheets; a sheet holds tables (numbers by labels and headers) or a
ledger (one row a case). What several levels may state about a number (indicator, unit, region, period ...) is a
`Facts`: the nearest to the cell counts, and where the file and the contract both state it they must agree.
The text under each field is its entry in docs/contract-reference.md and its hint in an editor (schema.py).
Belongs here: fields, defaults, and what contradicts itself within one contract. Does not belong here: reading.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema, model_validator

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


_ONE_OR_MORE = {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}
Words = Annotated[tuple[str, ...], BeforeValidator(_listed), WithJsonSchema(_ONE_OR_MORE)]
Patterns = Annotated[tuple[str, ...], BeforeValidator(_compilable), WithJsonSchema({**_ONE_OR_MORE, "x-pattern": True})]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class Facts(_Model):
    """What is known of a number without its cell."""

    indicator: str | None = None
    """An indicator's id in the catalogue."""
    measure: Measure | None = None
    """What is said of the indicator: its level (the default), a growth, a change, a rank, a rate of completion."""
    unit: Words | None = None
    """The unit words the number may be stated in, the usual first; it counts where the sheet states none itself."""
    region: str | None = None
    """A region's code, or `home` for the installation's own."""
    period: str | None = None
    """A period in the project's notation: `2020`, `2020-01/2020-10`, `2020-11`."""
    kind: Kind | None = None
    """Actual, estimate or target, where it is not what the whole contract says."""
    scope: str | None = None
    """The field of a rank (全省, 全国)."""
    breakdown: str | None = None
    """What splits an indicator: two numbers that differ in it are different numbers."""


class Column(Facts):
    """A column of a table: a label of its rows, or numbers."""

    header: Patterns
    """Its wordings; a header over several rows is written from the top down with `/` between. `{indicator}`,
    `{region}`, `{period}`, `{unit}` in it are facts of its numbers. `''` is a column without a header."""
    gives: Literal["value", "region", "period", "indicator", "unit"] = "value"
    """What its cells are: numbers (`value`), or the region, period, indicator or unit of the row's numbers."""
    period: Literal["stated", "last_year", "last_month", "own"] = "stated"
    """Of its numbers: `stated`, that of the table or the row; `last_year`, the one a year earlier (a vintage, never
    part of what the table claims to state wholly); `last_month`, the month in which the stated one ends (a stock, or
    that month alone), which its header must name too if it captures one; `own`, the one its header names."""
    required: bool = True
    """Whether a sheet without it is another layout."""
    repeated: bool = False
    """Takes every header that fits: years across, regions across."""


class Item(Facts):
    """A row label that is no catalogue name, and what it states."""

    label: Patterns
    """The label's wordings."""
    indicator: str
    """An indicator's id in the catalogue."""


class Line(_Model):
    """A title or preamble line, or one below the table."""

    text: Patterns
    """Its wordings. It may capture `indicator`, `unit`, `region`, `period`, `known_on`, `count` (of a ledger's rows),
    and whatever a ledger's field takes as `capture`."""
    required: bool = False
    """Whether a sheet without it is refused."""


class _Block(_Model):
    """What tables and ledgers share."""

    lines: tuple[Line, ...] = ()
    """Titles, preamble, lines below; a line that states a unit (单位：万元) needs no entry."""
    header_rows: int = Field(1, ge=1, le=6)
    """How many rows the header has; merged cells count for every row and column they cover."""
    ignore: Patterns = ()
    """Headers of columns that are known and not read."""
    unmapped: Literal["refuse", "warn"] = "refuse"
    """What a column nobody declared does: refuse the file with the nearest candidates, or warn (wide exports)."""
    missing: Words = ()
    """Marks that mean no value, added to those that hold everywhere (defaults.yml)."""
    notes: Patterns = ()
    """How a note begins, added to the wordings that hold everywhere; rows after the first note are notes."""
    ignore_rows: Patterns = ()
    """First cells of rows that are known and not read."""
    names_within: Literal["home", "nation"] = "home"
    """Where short place names are looked up: within the installation's region, or among the provinces."""


class Table(_Block, Facts):
    """Numbers by row labels and column headers."""

    columns: tuple[Column, ...]
    """Labels and numbers; which stands left does not matter."""
    items: tuple[Item, ...] = ()
    """Row labels that are no catalogue names."""
    totals: Literal["checked", "unchecked"] = "checked"
    """Whether 合计 and 小计 are compared with the sum of their parts; a wrong one refuses the file with its cells.
    Functional zones and 其中 rows are never parts."""
    a_month_means: Literal["month", "cumulative"] = "month"
    """Whether 2020年10月 is that month, or January to October."""
    hedges: bool = False
    """Whether a cell may say 以上, 左右, or a range."""
    on_failure: OnFailure = "refuse"
    """What a cell that cannot be read does: refuse the file, or set the row aside."""

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
    """A field of a ledger's records, from a column, a capture, or a constant: exactly one of the three."""

    field: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    """Its name in the warehouse."""
    header: Patterns | None = None
    """The wordings of its column's header."""
    capture: str | None = None
    """The capture of the sheet's name or of a line that states it for all rows."""
    constant: str | None = None
    """What it is for all rows."""
    type: Literal["text", "number", "integer", "year", "date", "code", "region", "person"] = "text"
    """What its cells must be; `code` takes only the wordings under `codes`, `person` becomes a pseudonym."""
    unit: Words | None = None
    """Of a number: the unit words it may be stated in, the usual first."""
    codes: dict[str, Words] = Field(default_factory=dict)
    """Code -> its wordings."""
    required: bool = True
    """Whether a sheet without the column is another layout; it does not ask for content."""
    filled: bool = False
    """Whether a blank cell fails."""
    outside: Literal["refused", "allowed"] = "refused"
    """Whether a place outside the tree of regions is kept as text (`<field>_text`) or fails."""
    personal: Literal["name", "id"] | None = None
    """Of a person: whether the column holds the name or the document number. The columns of one field become one
    pseudonym before anything is kept; a resident number with a wrong check digit, and one number for two names, are
    warned of at their cells. What else tells of a person (telephone, address) goes under `ignore`."""

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
    """One row a case. A 合计 row must be the sum of the rows, a 小计 row that of the rows since the last; how many rows
    it counts (`42项`) is held against them with a warning. A cell that falls out of its column (alone blank, a word
    among numbers, a serial number that does not follow) is warned of, under `ignore` too.
    """

    fields: tuple[LedgerField, ...]
    """What a record has."""
    key: Words
    """The fields that no two cases share."""
    record_period: Literal["stated", "none"] = "none"
    """Whether all rows are of the period that a line or the sheet's name states."""
    on_failure: OnFailure = "set_aside"
    """What a cell that cannot be read does: refuse the file, or set its row aside."""

    @model_validator(mode="after")
    def _key_is_read(self) -> Ledger:
        if unread := set(self.key) - {field.field for field in self.fields}:
            raise ValueError(f"key fields {sorted(unread)} are not among the fields")
        return self


class SheetLayout(_Model):
    """A sheet with tables, one below the other, or with a ledger."""

    name: Patterns | None = None
    """The wordings of its name; may be left out where the layout has one sheet. What it captures are facts of the
    sheet; `{count}` must equal the rows read."""
    required: bool = True
    """Whether a file without it is another layout."""
    many: bool = False
    """Whether several sheets may have this form."""
    tables: tuple[Table, ...] = ()
    """Its tables from the top down."""
    ledger: Ledger | None = None
    """Its ledger."""

    @model_validator(mode="after")
    def _one_kind(self) -> SheetLayout:
        if bool(self.tables) == (self.ledger is not None):
            raise ValueError("a sheet has either tables or a ledger")
        return self


class Layout(_Model):
    """One form that a dataset's file has, or had."""

    name: str
    """Its name, for people."""
    valid_from: dt.date | None = None
    """The first day that data of this layout may end on."""
    valid_until: dt.date | None = None
    """The last day that data of this layout may end on."""
    supersedes: Supersedes | None = None
    """What a file of this layout replaces, where it is not what the contract says."""
    source: str | None = None
    """How it ranks, where it is not what the contract says."""
    sheets: tuple[SheetLayout, ...] = Field(min_length=1)
    """Its sheets; one that is not declared refuses the file."""
    ignore_sheets: Patterns = ()
    """Names of sheets that hold nothing to read, added to 填报说明 and the like (defaults.yml)."""

    @model_validator(mode="after")
    def _sheets_can_be_told_apart(self) -> Layout:
        if len(self.sheets) > 1 and any(sheet.name is None for sheet in self.sheets):
            raise ValueError(f"layout {self.name}: several sheets, and one has no name")
        return self


class Contract(_Model):
    """The layouts of one dataset of one department, where it ranks as a source, and what a new file replaces."""

    dataset: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    """Its name: that of the file without .yml."""
    title: dict[Literal["zh", "en"], str]
    """Its title in both languages."""
    source: str
    """Its rank among sources: `compiled`, `report`, `ledger_sum`, `official_table`, `issuing_authority`."""
    supersedes: Supersedes
    """What a new file restates wholly: the `full` series, its `period`, or nothing (`increment`). A number inside that
    a later file leaves out is withdrawn."""
    kind: Kind = "actual"
    """What its numbers are."""
    file_name: Patterns = ()
    """The wordings of file names that state a period (`*{period}*`): contents of another are then refused. A file's
    name is never evidence of anything else."""
    layouts: tuple[Layout, ...] = Field(min_length=1)
    """One for each form the file has had."""

    @model_validator(mode="after")
    def _captures_are_known(self) -> Contract:
        if any("period" not in captures(pattern) for pattern in self.file_name):
            raise ValueError("a pattern under file_name must capture period")
        return self
