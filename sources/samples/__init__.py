"""A sample city: a home with the messy files that its departments send in, reports, and its settings.

Belongs here: making those files from `city/*.yml`, byte for byte the same for the same seed; `datasets/` has one module
a dataset, each with its dirt in the docstring. Does not belong here: reading them, and test inputs that are wrong on
purpose (tests make their own).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import yaml

from sources.catalogue import load_catalogue
from sources.samples.figures import City, load_city

_DATASETS = Path(__file__).parent / "datasets"


def fill_home(home: Path, months: int = 10, seed: int = 7, *, dirty: bool = False) -> list[Path]:
    """Write the sample city's settings, regions and inbox into `home`; the files written, settings first.

    `months` (at least 1) counts from the sample's first month. Statistics come out once for January and February
    together, so one month has no statistical tables. Another seed gives other firms, people and districts' figures;
    the city's totals stay. `dirty` adds what goes wrong (`dirty.py`): drifted layouts, late and repeated files,
    revisions, wrong files.
    """
    city = load_city(seed)
    asked = city.months(months)
    inbox = {name: content for dataset in dataset_names() for name, content in files_of(dataset, city, asked)}
    if dirty:
        from sources.samples.dirty import dirt

        inbox |= {one.path: one.content for one in dirt(city, asked, inbox)}
    written = []
    for name, content in {**_config(city), **inbox}.items():
        path = home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        written.append(path)
    return written


def dataset_names() -> list[str]:
    """The datasets that the sample city has files of, by name."""
    return sorted(module.name for module in iter_modules([str(_DATASETS)]))


def files_of(dataset: str, city: City, months: Sequence[tuple[int, int]]) -> Iterator[tuple[str, bytes]]:
    """The files of one dataset for the months (year, month) asked, as paths under the home and their bytes."""
    writer = import_module(f"sources.samples.datasets.{dataset}")
    folder = load_catalogue().departments[writer.department].name_zh
    for name, content in writer.files(city, months):
        yield f"inbox/{folder}/{name}", content


def _config(city: City) -> dict[str, bytes]:
    settings = f"# 本单位所在城市 the bureau's own city\nregion: {city.name}\n"
    zones = yaml.safe_dump({"regions": city.stated["zones"]}, allow_unicode=True, sort_keys=False)
    return {"config/settings.yml": settings.encode(), "config/regions/zones.yml": zones.encode()}
