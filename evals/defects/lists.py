"""The lists of defects (datasets/*.yml): their pages and their entries. README.md explains every key.

Belongs here: reading a list, finding the rows that it means on a page. Does not belong here: changing anything
(planting.py).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from evals.defects.changes import number_in
from evals.defects.files import Page, column_number

_LISTS = Path(__file__).parent / "datasets"
_DISTRICTS = "越城区|柯桥区|上虞区|诸暨市|嵊州市|新昌县"
_SUM = re.compile(r"全市|合计|总计|.*小计")
_NOTHING = ("", "—", "/", "-")
_OF_PAGE = {"file", "sent_before", "now", "before", "sheet", "label", "like", "first", "columns"}
_OF_ENTRY = {"page", "kind", "clerk", "row", "every", "cell", "do", "and", "sums", "place", "file", "rename", "names"}


@dataclass(frozen=True, slots=True)
class Layout:
    """A sheet of a file and what stands where on it.

    `before` is the file of the month or the year before. `now` is what some cells (`G2`) say when a file that was sent
    before is sent again: its day.
    """

    file: str
    sheet: str
    columns: Mapping[str, int]
    label: int
    like: str
    first: int
    before: str
    now: Mapping[str, str]

    def column(self, name: str) -> int:
        """The number of a column by its name in the list, or by its letters. Raises ValueError if it is neither."""
        if name in self.columns:
            return self.columns[name]
        if re.fullmatch(r"[A-Z]{1,2}", name):
            return column_number(name)
        raise ValueError(f"no column {name}")

    def rows(self, page: Page, which: Any, column: int) -> list[int]:
        """The rows that a list means by `row`; of `any`, `cases` and `all` those with something in the column."""
        if isinstance(which, int):
            return [which]
        cases = self.cases(page)
        if isinstance(which, Mapping):
            return [row for row in cases if all(self._holds(page, row, name, want) for name, want in which.items())]
        if which in ("any", "cases"):
            return [row for row in cases if page.value(row, column) is not None]
        totals = self.totals(page)
        if which == "all":
            return [row for row in sorted({*cases, *totals}) if page.value(row, column) is not None]
        if which in ("total", "subtotal"):
            return [row for row in totals if is_subtotal(page, row) == (which == "subtotal")]
        return [row for row in range(1, page.last_row + 1) if page.text(row, self.label) == which]

    def row(self, page: Page, which: Any) -> int:
        """The first of them. Raises ValueError if there is none."""
        found = self.rows(page, which, self.label)
        if not found:
            raise ValueError(f"no row {which}")
        return found[0]

    def cases(self, page: Page) -> list[int]:
        """The rows whose label looks like one of a case."""
        rows = range(self.first, page.last_row + 1)
        return [row for row in rows if re.fullmatch(self.like, page.text(row, self.label))]

    def totals(self, page: Page) -> list[int]:
        """The rows of sums, by the word in them."""
        rows = range(self.first, page.last_row + 1)
        return [row for row in rows if any(_SUM.fullmatch(page.text(row, c)) for c in (1, 2, self.label))]

    def _holds(self, page: Page, row: int, name: str, want: Any) -> bool:
        text = page.text(row, self.column(name))
        if want in ("filled", "blank"):
            return (text in _NOTHING) == (want == "blank")
        if isinstance(want, Mapping):
            return text not in _NOTHING and number_in(text) > want["above"]
        return text in ([want] if isinstance(want, str) else want)


def is_subtotal(page: Page, row: int) -> bool:
    """Whether a row of sums is one of some rows only."""
    return any("小计" in page.text(row, column) for column in (1, 2))


def datasets() -> list[str]:
    """The datasets that have a list."""
    return sorted(path.stem for path in _LISTS.glob("*.yml"))


def entries(dataset: str) -> list[dict[str, Any]]:
    """The defects of a dataset as written. Raises ValueError for a key that no entry has."""
    listed: list[dict[str, Any]] = _list(dataset)["defects"]
    for entry in listed:
        if unknown := entry.keys() - _OF_ENTRY:
            raise ValueError(f"{dataset}, {entry.get('clerk')}: {', '.join(unknown)}")
    return listed


def layouts(dataset: str) -> dict[str, Layout]:
    """The pages that a dataset's defects are planted into, the usual one first."""
    return {name: _layout(stated) for name, stated in _list(dataset)["pages"].items()}


def sent_before(dataset: str) -> dict[str, int]:
    """The files that were sent before and are sent again, with the month of the city at whose end that was."""
    pages = _list(dataset)["pages"].values()
    return {stated["file"]: stated["sent_before"] for stated in pages if "sent_before" in stated}


def _list(dataset: str) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.load((_LISTS / f"{dataset}.yml").read_bytes(), Loader=yaml.CSafeLoader)
    return loaded


def _layout(stated: Mapping[str, Any]) -> Layout:
    if unknown := stated.keys() - _OF_PAGE:
        raise ValueError(f"{stated['file']}: {', '.join(unknown)}")
    return Layout(
        file=stated["file"],
        sheet=stated.get("sheet", ""),
        columns={name: column_number(letters) for name, letters in stated["columns"].items()},
        label=column_number(stated.get("label", "A")),
        like=stated.get("like", _DISTRICTS),
        first=stated.get("first", 1),
        before=stated.get("before", ""),
        now=stated.get("now", {}),
    )
