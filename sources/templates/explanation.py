"""The page 填报说明 of a form: what each column means, its unit, what may stand in it.

Belongs here: the rows of that page, in the departments' language, from contract and catalogue. Does not belong here:
the forms' fixed words (words.yml), and where the page stands (writing.py).
"""

from __future__ import annotations

from collections.abc import Iterator

from sources.catalogue import Catalogue
from sources.catalogue.loader import Indicator
from sources.contracts.model import Column, LedgerField, Table
from sources.contracts.patterns import is_plain
from sources.templates.form import Form, FormSheet, form_words


def heading(form: Form, department: str) -> str:
    """The page's title."""
    return f"{department} {form.contract.title.get('zh', form.contract.dataset)} {form_words()['sheet']}"


def rows(form: Form, catalogue: Catalogue) -> Iterator[list[str]]:
    """One row a column: sheet, column, meaning, unit, what to fill in, whether it must be."""
    for sheet in form.sheets:
        seen: set[int] = set()
        for blank in sheet.blanks:
            if blank.spec is None or id(blank.spec) in seen:
                continue
            seen.add(id(blank.spec))
            if isinstance(blank.spec, LedgerField):
                yield [sheet.name, *_of_field(blank.spec, sheet)]
        for table in sheet.tables.values():
            for column in table.columns:
                yield [sheet.name, *_of_column(column, table, catalogue, form)]


def _of_column(column: Column, table: Table, catalogue: Catalogue, form: Form) -> list[str]:
    words = form_words()
    header = _shown(column.header)
    if column.gives != "value":
        units = "、".join(table.unit or ()) if column.gives == "unit" else ""
        return [header, words["labels"][column.gives], units, words["label"][column.gives], words["must"]]
    indicator = catalogue.indicators.get(column.indicator or table.indicator or "")
    meaning = _meaning(indicator, column, table, form)
    units = "、".join(column.unit or table.unit or ())
    return [header, meaning, units, words["value"], words["must" if column.required else "may"]]


def _meaning(indicator: Indicator | None, column: Column, table: Table, form: Form) -> str:
    words = form_words()
    parts = [
        words["periods"][column.period],
        indicator.name_zh if indicator else words["of_any_indicator"],
        words["kinds"][column.kind or table.kind or form.contract.kind],
        words["measures"][column.measure or table.measure or "level"],
        column.breakdown or table.breakdown or "",
    ]
    note = f"（{indicator.note}）" if indicator and indicator.note else ""
    return " ".join(part for part in parts if part) + note


def _of_field(spec: LedgerField, sheet: FormSheet) -> list[str]:
    words = form_words()
    header = _shown(spec.header or ())
    how = words["elsewhere"] if spec.type == "region" and spec.outside == "allowed" else words["types"][spec.type]
    choices = "、".join(names[0] if names else code for code, names in spec.codes.items())
    key = sheet.ledger is not None and spec.field in sheet.ledger.key
    must = words["must" if spec.filled or key else "may"]
    return [header, choices or header.rpartition("/")[2], "、".join(spec.unit or ()), how, must]


def _shown(wordings: tuple[str, ...]) -> str:
    """The wording that people know a column by."""
    return (
        next((one for one in wordings if one and is_plain(one)), next(iter(wordings), ""))
        .replace("[", "")
        .replace("]", "")
    )
