"""When departments owe what, as data, and what of it is late today.

Belongs here: reading calendar.yml (the package's, then a city's own), and asking a release what is still open and was
due before a day. Does not belong here: which periods are owed and what came, which is SQL on the build.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from sources.catalogue import Catalogue
from sources.problems import refuse

if TYPE_CHECKING:
    import duckdb

_PACKAGE = Path(__file__).parent / "calendar.yml"
Month = Annotated[int, Field(ge=1, le=12)]


class Due(BaseModel):
    """How often a dataset is owed, and how many days after the last day of each period (below nought: within it)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    every: Literal["month", "quarter", "year"]
    days: Annotated[int, Field(ge=-366, le=1000)]
    not_for: tuple[Month, ...] = ()


_Stated = TypeAdapter(dict[str, dict[str, Due | None]])


def load_calendar(city_file: Path, catalogue: Catalogue) -> dict[tuple[str, str], Due]:
    """(department id, dataset) -> due: the package's, and over it that of `city_file` (if it exists).

    Raises Refused, naming file and key, for what is wrong, and for a department that the catalogue lacks.
    """
    due: dict[tuple[str, str], Due] = {}
    for file in (_PACKAGE, city_file):
        for department_id, datasets in (_stated(file) if file.is_file() else {}).items():
            if department_id not in catalogue.departments:
                known = ", ".join(catalogue.departments)
                raise refuse("warehouse.calendar_wrong", file=file.name, key=department_id, reason=known)
            for dataset, one in datasets.items():
                due.pop((department_id, dataset), None)
                if one is not None:
                    due[department_id, dataset] = one
    return due


def calendar_rows(calendar: dict[tuple[str, str], Due]) -> Iterator[dict[str, Any]]:
    """Rows of the table `calendar`; `not_for` is ` 1 2 `, to be looked in for ` 1 `."""
    for (department_id, dataset), due in sorted(calendar.items()):
        not_for = "".join(f" {month}" for month in due.not_for) + " "
        yield {"department_id": department_id, "dataset": dataset, "not_for": not_for} | due.model_dump(
            include={"every", "days"}
        )


def late(connection: duckdb.DuckDBPyConnection, today: dt.date) -> list[dict[str, Any]]:
    """What was due before `today` and is not accepted in the release, the longest overdue first.

    A release from before there was a calendar has none.
    """
    if not connection.sql("from duckdb_tables() where table_name = 'mart_submission_calendar'"):
        return []
    found = connection.execute(
        """select department_name as department, dataset, period, due_on, date_diff('day', due_on, $today) as days,
            returned
        from marts.mart_submission_calendar where accepted_on is null and due_on < $today
        order by due_on, department_id, dataset""",
        {"today": today},
    )
    names = [column[0] for column in found.description or ()]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def _stated(file: Path) -> dict[str, dict[str, Due | None]]:
    try:
        return _Stated.validate_python(yaml.load(file.read_bytes(), Loader=yaml.CSafeLoader) or {})
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        reason = " ".join(str(error).split())
        raise refuse("warehouse.calendar_wrong", file=file.name, key="", reason=reason) from None
    except ValidationError as invalid:
        first = invalid.errors()[0]
        key = ".".join(map(str, first["loc"]))
        raise refuse("warehouse.calendar_wrong", file=file.name, key=key, reason=first["msg"]) from None
