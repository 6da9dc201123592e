"""Known errors of sources, as data: which cell says what, what holds instead, why, on whose word, until when.

`HOME/config/corrections/*.yml` hold lists of entries. Belongs here: reading them, holding each against the contract of
its dataset, and what a build made of them. Does not belong here: finding the cells and applying the corrections, which
is SQL on the landed rows (dbt: int_correction_places); landed rows never change.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import yaml
from pydantic import BaseModel, ConfigDict, StringConstraints, TypeAdapter, ValidationError

from sources.catalogue import Catalogue
from sources.periods import parse_period
from sources.problems import Problem, Refused, refuse
from warehouse.builds import Build
from warehouse.querying import opened

if TYPE_CHECKING:
    from sources.catalogue.loader import Unit
    from sources.contracts.loading import Loaded
    from sources.contracts.model import LedgerField
    from sources.spreadsheets.words import Vocabulary

_PLACES = Decimal("0.00000001")
_LARGEST = Decimal(10) ** 20
Said = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9._-]*$")]


class Correction(BaseModel):
    """One known error, as its file states it.

    `period` is that of the number, or of the record ('' for a register that states none). `cell` is the evidence as
    `sti trace` shows it: `规上研发!D7`, in a CSV the bare address, `#123:130` of a report. `field` is the field of a
    ledger's record, `file` narrows to files of that name. `old` and `new` are the value in the base unit, or with the
    unit word (`129.56亿元`); of a ledger's codes and regions their wordings too. It holds for submissions whose numbers
    were known (known_on) on the day `until` or before.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Id
    dataset: Said
    period: str
    cell: Said
    field: str = ""
    file: str = ""
    old: Said
    new: Said
    reason: Said
    who: Said
    until: dt.date


_List = TypeAdapter(list[dict[str, Any]])


@dataclass(frozen=True, slots=True)
class _Value:
    """A value as it lands: a text, a number with its step, or a day. `units` are the base units its word can mean."""

    text: str | None = None
    number: Decimal | None = None
    step: Decimal | None = None
    day: dt.date | None = None
    units: tuple[str, ...] = ()

    @property
    def said(self) -> str | Decimal | dt.date | None:
        return next((one for one in (self.number, self.day) if one is not None), self.text)


@dataclass(slots=True)
class _Dataset:
    """What the contracts of a dataset say of its values; a field can look otherwise in each layout."""

    fields: dict[str, list[LedgerField]] = field(default_factory=dict)
    has_tables: bool = False
    of_persons: bool = False


@dataclass(frozen=True, slots=True)
class _Entry:
    """A correction with the file that states it; `refused` words what is wrong with one of its keys."""

    file: Path
    stated: Correction

    def refused(self, code: str, key: str = "", **params: str) -> Refused:
        where = ".".join(filter(None, (self.stated.id, key)))
        return Refused(Problem(f"warehouse.{code}", params | {"file": self.file.name, "key": where}))


def correction_rows(folder: Path, catalogue: Catalogue, contracts: Path, home_region: str) -> list[dict[str, Any]]:
    """Rows of the table `corrections`: every entry of `folder/*.yml`, its values as they land.

    `contracts` is the folder of the city's own contracts, `home_region` may be '' if it is not set. Raises Refused,
    naming file and key, for an entry that is wrong or that no cell of its dataset can be meant by.
    """
    entries = [entry for path in sorted(folder.glob("*.yml")) for entry in _entries(path)]
    if not entries:
        return []
    from sources.spreadsheets.words import Vocabulary

    datasets, vocabulary = _datasets(contracts), Vocabulary(catalogue, home_region)
    rows: list[dict[str, Any]] = []
    known: dict[str, _Entry] = {}
    for entry in entries:
        if earlier := known.get(entry.stated.id):
            raise entry.refused("correction_twice", "id", other=earlier.file.name)
        known[entry.stated.id] = entry
        row = _row(entry, datasets, vocabulary)
        for other in rows:
            if _meet(row, other):
                raise entry.refused("correction_meets", other=other["correction_id"])
        rows.append(row)
    return rows


def leave_corrections(build: Build) -> list[dict[str, Any]]:
    """What a build made of its corrections: rows of mart_corrections with their sentences (`zh`, `en`), those that were
    not applied first; left in its folder as `corrections.json`.
    """
    with opened(build) as connection:
        found = connection.execute(
            """select correction_id, stated_in, status, dataset, period, evidence, field,
                coalesce(nullif(in_file, ''), file_name) as file, old_value as old, new_value as new, cell_text as says,
                cell_value, unit, known_on, places, reason, who, until
            from mart_corrections order by status = 'applied', correction_id"""
        )
        names = [column[0] for column in found.description or ()]
        told = [_told(dict(zip(names, row, strict=True))) for row in found.fetchall()]
    build.leave_receipt("corrections", {"corrections": told})
    return told


def corrections_of(build: Build | None) -> list[dict[str, Any]]:
    """What `leave_corrections` left; none of a build from before there were corrections, and of no build."""
    receipt = build.receipt("corrections") if build else None
    return list(receipt["corrections"]) if receipt else []


def _told(row: dict[str, Any]) -> dict[str, Any]:
    """A row as JSON can hold it, with its sentences."""
    number = row.pop("cell_value")
    unit = row.pop("unit")
    plain = {name: str(value) if isinstance(value, dt.date) else value for name, value in row.items()}
    exact = f" ({number.normalize():f} {unit})" if number is not None and unit else ""
    where = " ".join(filter(None, (row["file"], row["evidence"])))
    params = {name: str(value) for name, value in plain.items()} | {"says": f"{row['says']}{exact}", "where": where}
    problem = Problem(f"warehouse.correction_{row['status']}", params)
    return plain | {"zh": problem.text("zh"), "en": problem.text("en")}


def _entries(path: Path) -> Iterator[_Entry]:
    """The corrections of a file. Every scalar is taken as it is written: no float comes between."""
    try:
        stated = _List.validate_python(yaml.load(path.read_bytes(), Loader=yaml.CBaseLoader) or [])
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        reason = " ".join(str(error).split())
        raise refuse("warehouse.correction_wrong", file=path.name, key="YAML", reason=reason) from None
    except ValidationError as invalid:
        raise _wrong(path, invalid, "") from None
    for number, entry in enumerate(stated, start=1):
        try:
            yield _Entry(path, Correction.model_validate(entry))
        except ValidationError as invalid:
            raise _wrong(path, invalid, str(entry.get("id") or f"[{number}]")) from None


def _wrong(path: Path, invalid: ValidationError, entry: str) -> Refused:
    first = invalid.errors()[0]
    where = (f"[{part + 1}]" if isinstance(part, int) else str(part) for part in first["loc"])
    key = ".".join(filter(None, (entry, *where)))
    return refuse("warehouse.correction_wrong", file=path.name, key=key or "YAML", reason=first["msg"])


def _datasets(contracts: Path) -> dict[str, _Dataset]:
    """What can be corrected, by dataset; of reports there is no contract."""
    from sources.contracts.loading import departments_with_contracts, load_contracts
    from sources.reports.reading import DATASET as REPORTS

    found = {REPORTS: _Dataset(has_tables=True)}
    for department in departments_with_contracts(contracts):
        for name, loaded in load_contracts(department, contracts).items():
            _add(found.setdefault(name, _Dataset()), loaded)
    return found


def _add(dataset: _Dataset, loaded: Loaded) -> None:
    for sheet in (sheet for layout in loaded.contract.layouts for sheet in layout.sheets):
        dataset.has_tables |= bool(sheet.tables)
        for spec in sheet.ledger.fields if sheet.ledger else ():
            dataset.fields.setdefault(spec.field, []).append(spec)
            dataset.of_persons |= spec.personal is not None


def _row(entry: _Entry, datasets: Mapping[str, _Dataset], vocabulary: Vocabulary) -> dict[str, Any]:
    stated = entry.stated
    specs = _specs(entry, datasets)
    if stated.period or not stated.field:
        try:
            parse_period(stated.period)
        except ValueError:
            raise entry.refused("correction_period", "period", period=stated.period) from None
    old, new = (_value(entry, key, specs, vocabulary) for key in ("old", "new"))
    if old.units != new.units:
        raise entry.refused("correction_units_differ", "new", old=stated.old, new=stated.new)
    if old.said == new.said:
        raise entry.refused("correction_changes_nothing", "new", new=stated.new)
    return {
        "correction_id": stated.id,
        "stated_in": entry.file.name,
        "dataset": stated.dataset,
        "period": stated.period,
        "evidence": stated.cell,
        "field": stated.field,
        "file_name": stated.file,
        "old": stated.old,
        "new": stated.new,
        "old_text": old.text,
        "new_text": new.text,
        "old_number": old.number,
        "new_number": new.number,
        "new_step": new.step,
        "old_date": old.day,
        "new_date": new.day,
        "units": "".join(f" {unit}" for unit in old.units) + " " if old.units else "",
        "reason": stated.reason,
        "who": stated.who,
        "until": stated.until,
    }


def _specs(entry: _Entry, datasets: Mapping[str, _Dataset]) -> list[LedgerField]:
    """What the contracts say of the field that is corrected; nothing of an observation."""
    from sources.contracts.patterns import nearest
    from sources.reports.reading import DATASET as REPORTS

    name, field_name = entry.stated.dataset, entry.stated.field
    dataset = datasets.get(name)
    if dataset is None:
        raise entry.refused("correction_dataset", "dataset", dataset=name, nearest=nearest(name, datasets))
    if dataset.of_persons:
        raise entry.refused("correction_of_persons", "dataset", dataset=name)
    if name == REPORTS and not entry.stated.file:
        raise entry.refused("correction_of_a_report", "file")
    if field_name not in dataset.fields and (field_name or not dataset.has_tables):
        fields = ", ".join(dataset.fields) or "-"
        raise entry.refused("correction_field", "field", dataset=name, field=field_name, fields=fields)
    return dataset.fields.get(field_name, [])


def _meet(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two corrections could be applied to one value."""
    same = ("dataset", "period", "evidence", "field", "old_text", "old_number", "old_date")
    files = {one["file_name"], other["file_name"]}
    return all(one[name] == other[name] for name in same) and (len(files) == 1 or "" in files)


def _value(entry: _Entry, key: str, specs: list[LedgerField], vocabulary: Vocabulary) -> _Value:
    """`old` or `new` as it lands: the value of a ledger's field by its contract, else the number of an observation."""
    text = str(getattr(entry.stated, key))
    kinds = {spec.type for spec in specs}
    if not specs or kinds & {"number", "integer", "year"}:
        return _number(entry, key, text, specs, vocabulary)
    if "date" in kinds:
        return _day(entry, key, text)
    if "code" in kinds:
        return _code(entry, key, text, specs)
    if "region" in kinds:
        return _region(entry, key, text, vocabulary)
    return _Value(text=text)


def _number(entry: _Entry, key: str, text: str, specs: list[LedgerField], vocabulary: Vocabulary) -> _Value:
    """In the base unit, or with a unit word; of a ledger's field the word counts in the field's base unit."""
    from sources.readers.cells import Cell
    from sources.spreadsheets.values import stated_number

    try:
        stated = stated_number(Cell(text, text), frozenset())
    except Refused:
        stated = None
    unit = vocabulary.unit(stated.unit) if stated and stated.unit else None
    if stated is None or (stated.unit and not (unit and _fits(unit, specs, vocabulary))):
        raise entry.refused("correction_no_number", key, text=text)
    factor = unit.factor if unit else Decimal(1)
    value, whole = stated.value * factor, any(spec.type in ("integer", "year") for spec in specs)
    if abs(value) >= _LARGEST or (whole and value != value.to_integral_value()):
        raise entry.refused("correction_no_number", key, text=text)
    units = (unit.base, *unit.also) if unit else ()
    return _Value(number=value.quantize(_PLACES), step=(stated.step * factor).quantize(_PLACES), units=units)


def _fits(unit: Unit, specs: list[LedgerField], vocabulary: Vocabulary) -> bool:
    """Whether a field of a ledger can be stated in a unit; of an observation that shows at its cell."""
    words = [vocabulary.unit(word) for spec in specs for word in spec.unit or ()]
    return not specs or any(unit.fits(declared.base) for declared in words if declared)


def _day(entry: _Entry, key: str, text: str) -> _Value:
    from sources.spreadsheets.values import day_of

    day = day_of(text)
    if day is None:
        raise entry.refused("correction_no_day", key, text=text)
    return _Value(day=day)


def _code(entry: _Entry, key: str, text: str, specs: Iterable[LedgerField]) -> _Value:
    from sources.contracts.patterns import nearest, normal

    codes = {normal(word): code for spec in specs for code, words in spec.codes.items() for word in (code, *words)}
    if (code := codes.get(normal(text))) is None:
        raise entry.refused("correction_no_code", key, text=text, nearest=nearest(text, codes))
    return _Value(text=code)


def _region(entry: _Entry, key: str, text: str, vocabulary: Vocabulary) -> _Value:
    home = vocabulary.home
    if text in vocabulary.catalogue.regions.by_code:
        return _Value(text=text)
    region = (vocabulary.region(text, home) if home else None) or vocabulary.region(text, None)
    if region is None:
        near = vocabulary.nearest_regions(text, home) if home else "-"
        raise entry.refused("correction_no_region", key, text=text, nearest=near)
    return _Value(text=region.region_code)
