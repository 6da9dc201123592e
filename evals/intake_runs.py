"""Files as an inbox would hold them, read by the sandboxed readers and judged by the intake gate, all at once.

Belongs here: the sample city's clean files, the files of `../shared`, and their readings and verdicts. Does not belong
here: defects (defects/), what counts as caught or as a false alarm (gates.py).
"""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import NamedTuple

import yaml

from expectations.findings import Finding, finding_of
from expectations.intake.frames import Candidate
from expectations.intake.judging import judge_submissions
from expectations.rulebook import Rule
from sources.catalogue import load_catalogue
from sources.contracts.loading import Loaded, load_contracts
from sources.reading import Request, read_all
from sources.rows import Reading
from sources.samples import dataset_names, files_of
from sources.samples.figures import City, load_city

HOME_REGION = "330600"
_SEED = 7  # of the sample city; the lists of defects name cases of it
_KEY = b"evaluation of the gates"
_SIDECAR = ".meta.yml"
_READ_ON = dt.date(2026, 11, 20)  # the day of arrival of what states no day


@dataclass(frozen=True, slots=True)
class InboxFile:
    """A file in the inbox: whose, its name, its bytes, those of its sidecar. `dataset` is what the sample says."""

    department_id: str
    name: str
    data: bytes
    sidecar: bytes | None = None
    dataset: str = ""


class Verdict(NamedTuple):
    """Whether the intake gate takes a file, and everything it found."""

    accepted: bool
    findings: tuple[Finding, ...]


def sample_files(months: int) -> list[InboxFile]:
    """All files of the sample city, dataset by dataset in the order in which they are made; two processes make them."""
    with ProcessPoolExecutor(2) as pool:
        made = pool.map(partial(sample_of, months=months), dataset_names())
        return [one for files in made for one in files]


def sample_of(dataset: str, *, months: int) -> list[InboxFile]:
    """The files of one dataset, in the order in which they are made."""
    city = load_city(_SEED)
    departments = {one.name_zh: one.department_id for one in load_catalogue().departments.values()}
    content = {Path(name): data for name, data in files_of(dataset, city, city.months(months))}
    return [
        InboxFile(departments[path.parent.name], path.name, data, content.get(_beside(path)), dataset)
        for path, data in content.items()
        if not path.name.endswith(_SIDECAR)
    ]


def _beside(path: Path) -> Path:
    return path.with_name(path.name + _SIDECAR)


def shared_files(shared: Path) -> list[InboxFile]:
    """The real sheets with their sidecars in the folders that their manifest says, and every real report."""
    found = [
        InboxFile(
            "science_technology_bureau" if path.name in _OF_THE_BUREAU else "national_statistics_bureau",
            path.name,
            path.read_bytes(),
            _beside(path).read_bytes() if _beside(path).exists() else None,
        )
        for path in sorted((shared / "sheets").iterdir())
        if path.suffix in (".csv", ".xls", ".xlsx")
    ]
    for folder in (shared / "reports", shared / "reports" / "unlabelled"):
        with (folder / "MANIFEST.tsv").open(encoding="utf-8") as manifest:
            for row in csv.DictReader(manifest, delimiter="\t"):
                stated = {"region": row["region"], "known_on": row["date"] or _DAY_UNKNOWN}
                sidecar = yaml.safe_dump(stated, allow_unicode=True).encode()
                report = (folder / row["file"]).read_bytes()
                found.append(InboxFile("science_technology_bureau", row["file"], report, sidecar))
    return found


_OF_THE_BUREAU = ("zj-incubators.xls", "rd-intensity-2024.csv")
_DAY_UNKNOWN = "2025-10-20"  # stands in for the date of a report whose manifest has none


def readings(files: Sequence[InboxFile], folder: Path) -> list[Reading]:
    """The reading of each file, in order; the same file is read once."""
    regions = _zones(folder, load_city(_SEED))
    requests: dict[tuple[str, str, str], Request] = {}
    for one in files:
        requests.setdefault(_identity(one), _request(one, folder, regions))
    done = dict(zip(requests, (reading for _, reading in read_all(list(requests.values()))), strict=True))
    return [done[_identity(one)] for one in files]


def _identity(one: InboxFile) -> tuple[str, str, str]:
    return one.department_id, one.name, hashlib.sha256(one.data + (one.sidecar or b"")).hexdigest()


def _request(one: InboxFile, folder: Path, regions: Path) -> Request:
    path = folder / hashlib.sha256(one.data).hexdigest()
    path.write_bytes(one.data)
    beside = None
    if one.sidecar is not None:
        beside = _beside(path)
        beside.write_bytes(one.sidecar)
    return Request(
        path=path,
        file_name=one.name,
        department_id=one.department_id,
        sidecar_path=beside,
        home_region=HOME_REGION,
        arrived_on=_READ_ON,
        extra_contracts=None,
        extra_regions=regions,
        pseudonym_key=_KEY,
    )


def _zones(folder: Path, city: City) -> Path:
    regions = folder / "regions"
    regions.mkdir(exist_ok=True)
    text = yaml.safe_dump({"regions": city.stated["zones"]}, allow_unicode=True)
    (regions / "zones.yml").write_text(text, encoding="utf-8")
    return regions


def in_order(files: Iterable[tuple[InboxFile, Reading]]) -> list[Candidate]:
    """Files as they would come: each on the day after the day it states, the earliest first."""
    told = sorted(files, key=lambda pair: (arrival(pair[1]), pair[0].department_id, pair[0].name))
    return [candidate(one, reading, seq, arrival(reading)) for seq, (one, reading) in enumerate(told, start=1)]


def arrival(reading: Reading) -> dt.date:
    """The day after the day that the file states."""
    return reading.known_on + dt.timedelta(days=1) if reading.known_on else _READ_ON


def candidate(one: InboxFile, reading: Reading, seq: int, arrived_on: dt.date) -> Candidate:
    """A file as number `seq` of the journal. Its identity holds the number: one file can be sent twice."""
    digest = hashlib.sha256(one.data + (one.sidecar or b"")).hexdigest()[:16]
    return Candidate(f"{digest}-{seq}", one.department_id, one.name, seq, arrived_on, reading)


def judge(candidates: Sequence[Candidate], rules: Sequence[Rule], regions: Path) -> dict[str, Verdict]:
    """By submission whether it is taken, and every finding."""
    contracts: dict[str, Loaded] = {}
    for department_id in {one.department_id for one in candidates}:
        contracts |= load_contracts(department_id, None)
    judgement = judge_submissions(candidates, rules, catalogue=load_catalogue(regions), contracts=contracts)
    return {
        key: Verdict(judgement.accepted[key], tuple(finding_of(problem) for problem in reading.problems))
        for key, reading in judgement.readings.items()
    }
