"""Reading one submission, and reading many in sandboxed children: the one entry to everything under `sources`.

Belongs here: a request, which reader takes it, the sidecar, the day of knowledge, the version of a reading. Does not
belong here: formats (readers/), layouts (spreadsheets/), prose (reports/), keeping anything (warehouse).
"""

from __future__ import annotations

import contextlib
import datetime as dt
import functools
import hashlib
import importlib
import traceback
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sources.catalogue import Catalogue, load_catalogue
from sources.contracts.loading import (
    ANY_DEPARTMENT,
    Loaded,
    contract_files,
    departments_with_contracts,
    load_contracts,
    load_table_contracts,
)
from sources.contracts.patterns import nearest
from sources.privacy import (
    discreet_problems,
    discreet_reading,
    names_persons,
    without_numbers_of_persons_anywhere,
)
from sources.problems import Problem, Refused, refuse
from sources.readers.documents import is_prose
from sources.readers.formats import read_workbook
from sources.rows import Reading
from sources.sandbox import Limits, Outcome, run_each
from sources.sidecar import Sidecar, read_sidecar
from sources.spreadsheets.match import read_by_contract
from sources.spreadsheets.words import Vocabulary

_FOLDER = Path(__file__).parent
_ENDINGS = {"memory": "sources.out_of_memory", "time": "sources.out_of_time", "died": "sources.reader_died"}


@dataclass(frozen=True, slots=True)
class Request:
    """One submission to be read.

    `path` holds the archived bytes under whatever name, `file_name` is the department's own. `home_region` is the
    code of the installation's region. `extra_contracts` and `extra_regions` are the installation's folders.
    """

    path: Path
    file_name: str
    department_id: str
    sidecar_path: Path | None
    home_region: str
    arrived_on: dt.date
    extra_contracts: Path | None
    extra_regions: Path | None
    pseudonym_key: bytes


def read_submission(request: Request) -> Reading:
    """The reading of one submission; a refused one, with the reason, for anything that cannot be taken.

    Only running out of memory is raised: the sandbox turns it into a refusal.
    """
    try:
        reading = _read(request)
    except Refused as refused:
        reading = Reading(dataset=refused.dataset, problems=list(refused.problems), refused=True)
    except MemoryError:
        raise
    except Exception as error:
        reading = _refused(Problem("sources.reader_failed", {"why": _where(error)}))
    return without_numbers_of_persons_anywhere(reading)


def _where(error: Exception) -> str:
    """An error of ours by its kind and place; what it says may repeat a cell."""
    places = traceback.extract_tb(error.__traceback__)
    return f"{type(error).__name__}, {Path(places[-1].filename).name}:{places[-1].lineno}" if places else ""


def _refused(*problems: Problem) -> Reading:
    return Reading(problems=list(problems), refused=True)


def _read(request: Request) -> Reading:
    vocabulary = Vocabulary(load_catalogue(request.extra_regions), request.home_region)
    if request.department_id not in vocabulary.catalogue.departments:
        known = "、".join(department.name_zh for department in vocabulary.catalogue.departments.values())
        code = "unknown_department" if request.department_id else "no_department"
        raise refuse(f"sources.{code}", folder=request.department_id, known=known)
    sidecar = Sidecar()
    if request.sidecar_path is not None:
        sidecar = read_sidecar(request.sidecar_path.read_bytes(), vocabulary)
    if sidecar.known_on is not None and sidecar.known_on > request.arrived_on:
        raise refuse("sources.known_after_arrival", known_on=sidecar.known_on, arrived_on=request.arrived_on)
    data = request.path.read_bytes()
    if is_prose(data, request.file_name):
        reading = _read_prose(request, data, sidecar)
    else:
        reading = _read_table(request, data, sidecar, vocabulary)
    if reading.refused:
        return reading
    reading.notes += sidecar.notes
    if reading.known_on is None:
        reading.known_on, reading.known_on_from = request.arrived_on, "arrival"
    return reading


def _read_prose(request: Request, data: bytes, sidecar: Sidecar) -> Reading:
    from sources.reports import as_reading

    contracts: dict[str, Loaded] = {}
    faults: tuple[Problem, ...] = ()
    try:
        contracts = load_table_contracts(request.department_id, request.extra_contracts)
    except Refused as refused:  # the sentences of a report need no contract
        faults = tuple(replace(problem, severity="warning") for problem in refused.problems)
    reading = as_reading(
        data,
        region=sidecar.region,
        known_on=sidecar.known_on,
        home_region=request.home_region,
        arrived_on=request.arrived_on,
        catalogue=load_catalogue(request.extra_regions),
        file_name=request.file_name,
        contracts=contracts,
    )
    reading.problems += faults
    return reading


def _read_table(request: Request, data: bytes, sidecar: Sidecar, vocabulary: Vocabulary) -> Reading:
    workbook = read_workbook(data, request.file_name)
    contracts = load_contracts(request.department_id, request.extra_contracts)
    if sidecar.dataset is not None:
        if sidecar.dataset not in contracts:
            near = nearest(sidecar.dataset, contracts)
            raise refuse("sources.sidecar_unknown_dataset", dataset=sidecar.dataset, nearest=near)
        contracts = {sidecar.dataset: contracts[sidecar.dataset]}
    if not contracts:
        raise refuse("sources.no_contracts", department=_name(vocabulary.catalogue, request.department_id))
    try:
        reading = read_by_contract(
            workbook, contracts, vocabulary, sidecar.facts, request.pseudonym_key, request.file_name
        )
    except Refused as refused:
        problems: Iterable[Problem] = refused.problems
        if names_persons(workbook):
            problems = discreet_problems(problems, contracts)
        raise Refused(*problems, dataset=refused.dataset or sidecar.dataset or "") from None
    return discreet_reading(reading, contracts)


def _name(catalogue: Catalogue, department_id: str) -> str:
    department = catalogue.departments.get(department_id)
    return department.name_zh if department else department_id


def read_all(
    requests: Sequence[Request], *, workers: int = 2, seconds: float = 120, memory_mb: int = 1500
) -> Iterator[tuple[Request, Reading]]:
    """Every request with its reading, in order, each read in a child process with limits.

    A child that runs out of memory or time, or dies, is one refused file with that reason.
    """
    if not requests:
        return
    places = {(request.extra_contracts, request.extra_regions) for request in requests}
    limits = Limits(seconds, memory_mb)
    outcomes = run_each(
        read_submission, requests, warm=functools.partial(warm, tuple(places)), workers=workers, limits=limits
    )
    for request, outcome in zip(requests, outcomes, strict=True):
        yield request, _reading_of(outcome, limits)


def _reading_of(outcome: Outcome, limits: Limits) -> Reading:
    if outcome.ending == "done":
        reading: Reading = outcome.value
        return reading
    params = {"seconds": f"{limits.seconds:g}", "megabytes": str(limits.memory_mb), "why": outcome.detail or "-"}
    return _refused(Problem(_ENDINGS[outcome.ending], params))


def warm(places: Sequence[tuple[Path | None, Path | None]]) -> None:
    """Import and load once what every child needs, by reading a table that is none with every contract."""
    for module in ("xlrd", "sources.readers.xlsx", "sources.readers.xls", "sources.reports"):
        importlib.import_module(module)
    nothing = read_workbook("地区,单位：\n全国,1\n".encode(), "")
    for extra_contracts, extra_regions in places:
        for department_id in departments_with_contracts(extra_contracts):
            with contextlib.suppress(Refused):  # whoever needs what cannot be loaded will say so
                vocabulary = Vocabulary(load_catalogue(extra_regions), "100000")
                vocabulary.unit("")
                vocabulary.indicator("")
                vocabulary.region("全国", None)
                contracts = load_contracts(department_id, extra_contracts)
                read_by_contract(nothing, contracts, vocabulary, {}, b"", "")


def reading_version(
    department_id: str, *, extra_contracts: Path | None, extra_regions: Path | None, home_region: str
) -> str:
    """A hash of all that a reading of this department's files depends on but the file: code, contracts, catalogue."""
    digest = hashlib.sha256(home_region.encode())
    for name, path in _engine_files():
        _add(digest, name, path)
    for department in (department_id, ANY_DEPARTMENT):
        for dataset, path in sorted(contract_files(department, extra_contracts).items()):
            _add(digest, dataset, path)
    for path in sorted(extra_regions.glob("*.yml")) if extra_regions and extra_regions.is_dir() else ():
        _add(digest, path.name, path)
    return digest.hexdigest()[:16]


def _engine_files() -> list[tuple[str, Path]]:
    folders = ("", "readers", "spreadsheets", "reports", "catalogue", "contracts")
    paths = [
        path
        for folder in folders
        for path in (_FOLDER / folder).iterdir()
        if path.suffix in (".py", ".yml", ".csv") and path.name != "messages.yml"
    ]
    return [(path.relative_to(_FOLDER).as_posix(), path) for path in sorted(paths)]


def _add(digest: hashlib._Hash, name: str, path: Path) -> None:
    content = path.read_bytes()
    digest.update(f"{name}\0{len(content)}\0".encode() + content)
