"""Contracts from their files: the package's own, and a city's over them.

Belongs here: finding and parsing the YAML, and checking its words against the catalogue. Does not belong here: the
language (model.py) and reading by it (spreadsheets/).
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ValidationError

from sources.catalogue import Catalogue, load_catalogue
from sources.contracts.model import Contract
from sources.contracts.patterns import nearest
from sources.problems import Problem, Refused, refuse

FOLDER = Path(__file__).parent
ANY_DEPARTMENT = "any_department"  # the folder of contracts that hold for reports of whatever department


@dataclass(frozen=True, slots=True)
class Loaded:
    """A contract, the file it came from, and the version that readings by it carry."""

    contract: Contract
    path: Path
    version: str


def contract_files(department_id: str, extra: Path | None = None) -> dict[str, Path]:
    """Dataset -> file of a department's contracts; a file of `extra/<department>/` goes before the package's."""
    folders = [FOLDER / department_id, *([extra / department_id] if extra else [])]
    return {path.stem: path for folder in folders if folder.is_dir() for path in sorted(folder.glob("*.yml"))}


def load_contracts(department_id: str, extra: Path | None = None) -> dict[str, Loaded]:
    """A department's contracts by dataset. Raises Refused, with file and place, for one that is not valid."""
    return {dataset: _load(path, path.read_bytes()) for dataset, path in contract_files(department_id, extra).items()}


def load_table_contracts(department_id: str, extra: Path | None = None) -> dict[str, Loaded]:
    """The contracts by which tables inside a department's reports are read: its own and those of any department.

    Only their layouts without ledgers: a report holds no ledger. Raises Refused for a contract that is not valid.
    """
    contracts = {}
    for dataset, loaded in {**load_contracts(ANY_DEPARTMENT, extra), **load_contracts(department_id, extra)}.items():
        layouts = tuple(one for one in loaded.contract.layouts if all(sheet.tables for sheet in one.sheets))
        if layouts:
            contract = loaded.contract.model_copy(update={"layouts": layouts})
            contracts[dataset] = Loaded(contract, loaded.path, loaded.version)
    return contracts


def load_all_table_contracts(extra: Path | None = None) -> dict[str, Loaded]:
    """The contracts by which tables of a report of no known department are read: those of all departments.

    Raises Refused for a contract that is not valid.
    """
    found: dict[str, Loaded] = {}
    for department in departments_with_contracts(extra):
        found |= load_table_contracts(department, extra)
    return found


def departments_with_contracts(extra: Path | None = None) -> list[str]:
    """The ids of the departments that have a contract."""
    folders = [FOLDER, *([extra] if extra and extra.is_dir() else [])]
    return sorted({path.parent.name for folder in folders for path in folder.glob("*/*.yml")})


def load_contract(path: Path) -> Loaded:
    """The contract of one file. Raises Refused with everything that is wrong with it, each with its key."""
    return _load(path, path.read_bytes())


@functools.lru_cache(maxsize=256)
def _load(path: Path, data: bytes) -> Loaded:
    try:
        stated: Any = yaml.load(data, Loader=yaml.CSafeLoader)
        contract = Contract.model_validate(stated)
    except ValidationError as error:
        raise Refused(*(_invalid(path, found["loc"], found["msg"]) for found in error.errors())) from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        why = str(error).replace("\n", " ")
        raise refuse("sources.contract_invalid", file=path.name, where="YAML", why=why) from error
    if contract.dataset != path.stem:
        raise refuse("sources.contract_invalid", file=path.name, where="dataset", why=contract.dataset)
    return Loaded(contract, path, hashlib.sha256(data).hexdigest()[:12])


def _invalid(path: Path, where: Iterable[int | str], why: str) -> Problem:
    return Problem("sources.contract_invalid", {"file": path.name, "where": _key(where) or "YAML", "why": why})


def _key(where: Iterable[int | str]) -> str:
    """`layouts[1].sheets[1].tables[2].columns[3].unit`, entries counted from 1 as people do."""
    parts = (f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in where)
    return "".join(parts).lstrip(".")


def check_contract(loaded: Loaded, catalogue: Catalogue) -> list[Problem]:
    """The words of a contract that the catalogue does not know, each with its key and the nearest that it does."""
    problems = []
    words: dict[str, Collection[str]] = {
        "source": catalogue.source_ranks,
        "indicator": catalogue.indicators,
        "unit": catalogue.units,
        "region": {*catalogue.regions.by_code, "home"},
    }
    for where, said in _said(loaded.contract):
        what = str(where[-1])
        for word in said if isinstance(said, tuple) else (said,):
            if word not in words[what]:
                params = {"file": loaded.path.name, "what": _key(where), "word": word}
                params["nearest"] = nearest(word, words[what])
                problems.append(Problem("sources.contract_unknown_word", params))
    return problems


def check_contracts(extra: Path | None = None) -> Iterator[Problem]:
    """What is wrong with any contract, the package's and those in `extra`."""
    catalogue = load_catalogue()
    for department_id in departments_with_contracts(extra):
        if department_id not in catalogue.departments and department_id != ANY_DEPARTMENT:
            near = nearest(department_id, catalogue.departments)
            params = {"file": department_id, "what": "department", "word": department_id, "nearest": near}
            yield Problem("sources.contract_unknown_word", params)
        for path in contract_files(department_id, extra).values():
            try:
                yield from check_contract(_load(path, path.read_bytes()), catalogue)
            except Refused as refused:
                yield from refused.problems


def _said(stated: BaseModel, above: tuple[int | str, ...] = ()) -> Iterator[tuple[tuple[int | str, ...], Any]]:
    """Key and words of everything in a contract that the catalogue must know."""
    for name in type(stated).model_fields:
        value = getattr(stated, name)
        if name in ("source", "indicator", "unit", "region") and value:
            yield (*above, name), value
        for number, entry in enumerate(value) if isinstance(value, tuple) else ((None, value),):
            if isinstance(entry, BaseModel):
                yield from _said(entry, (*above, name) if number is None else (*above, name, number))
