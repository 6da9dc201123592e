"""Submissions for tests: the sample city's files, files built cell by cell, and reading them as an installation would.

Fixtures named by their dirt are built here or in the test that needs them; nothing is stored.
"""

from __future__ import annotations

import datetime as dt
import functools
import io
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import yaml

from sources.reading import Request, read_submission
from sources.rows import Reading
from sources.samples import files_of
from sources.samples.figures import City, load_city

SHARED = Path(__file__).resolve().parents[3] / "shared"
SHEETS = SHARED / "sheets"
needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="../shared is absent")

HOME_REGION = "330600"
ARRIVED = dt.date(2026, 11, 20)
KEY = b"a key for tests"


@functools.cache
def sample_city(seed: int = 7) -> City:
    """The sample city, as its files are made from."""
    return load_city(seed)


@functools.cache
def sample(dataset: str) -> bytes:
    """The sample city's newest file of a dataset, for October 2020 where it has months."""
    found = files_of(dataset, sample_city(), [(2020, 10)])
    return next(content for name, content in found if not name.endswith(".meta.yml"))


def write(folder: Path, name: str, content: bytes | str) -> Path:
    """A file in a folder that is made if need be."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def zones(folder: Path) -> Path:
    """The sample city's own regions."""
    text = yaml.safe_dump({"regions": sample_city().stated["zones"]}, allow_unicode=True)
    write(folder / "regions", "zones.yml", text)
    return folder / "regions"


def request(
    folder: Path,
    content: bytes | str | Path,
    department: str,
    *,
    name: str = "file.xlsx",
    sidecar: str | None = None,
    contracts: Mapping[str, str] | None = None,
) -> Request:
    """A submission lying in `folder`, with a city's own contracts (dataset -> YAML) if the test states some."""
    path = content if isinstance(content, Path) else write(folder, f"{abs(hash(content))}", content)
    for dataset, text in (contracts or {}).items():
        write(folder / "contracts" / department, f"{dataset}.yml", text)
    return Request(
        path=path,
        file_name=name,
        department_id=department,
        sidecar_path=None if sidecar is None else write(folder, f"{path.name}.meta.yml", sidecar),
        home_region=HOME_REGION,
        arrived_on=ARRIVED,
        extra_contracts=folder / "contracts" if contracts else None,
        extra_regions=zones(folder),
        pseudonym_key=KEY,
    )


def read(folder: Path, content: bytes | str | Path, department: str, **stated: Any) -> Reading:
    """The reading of such a submission."""
    return read_submission(request(folder, content, department, **stated))


def codes(reading: Reading) -> list[str]:
    """The codes of a reading's problems, without the package."""
    return [problem.code.removeprefix("sources.") for problem in reading.problems]


def workbook(*sheets: tuple[str, Sequence[Sequence[Any]]], merged: Sequence[str] = ()) -> bytes:
    """A workbook of rows of values; `merged` applies to the first sheet."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    for place in merged:
        book.worksheets[0].merge_cells(place)
    return saved(book)


def changed(data: bytes, change: Callable[[Any], object], sheet: int = 0) -> bytes:
    """A workbook after a change to one of its sheets."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    change(book.worksheets[sheet])
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    """The bytes of a workbook."""
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()
