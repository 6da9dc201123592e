"""The year's report, a text with its sidecar.

Belongs here: the bytes of this dataset's files from the city's figures. Does not belong here: the figures
(`city/report_texts.yml`), reading the files.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from sources.samples.figures import City

department = "science_technology_bureau"


def files(city: City, months: Sequence[tuple[int, int]]) -> Iterator[tuple[str, bytes]]:
    """The report, once the months it speaks of are over."""
    stated = city.stated["report_texts"]
    if months[-1] >= (city.first[0], stated["month"]):
        yield stated["file"], (Path(__file__).parents[1] / "report.txt").read_bytes()
        yield f"{stated['file']}.meta.yml", f"region: {city.name}\nknown_on: {stated['known_on']}\n".encode()
