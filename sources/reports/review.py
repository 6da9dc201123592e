"""A report's reading looked over before it leaves: quotes read again, figures compared, numerals counted.

Belongs here: what the verifier and the consistency checks lead to in a reading. Does not belong here: how they judge
(verifier.py, consistency.py), and whether the reading may land (the intake gate).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from sources.catalogue import Catalogue
from sources.problems import Problem
from sources.reports.consistency import flagged
from sources.reports.extract import Mention
from sources.reports.verifier import misread, misread_in_table
from sources.rows import Observation, Reading, SetAside


def review(
    reading: Reading,
    text: str,
    mentions: Iterable[Mention],
    catalogue: Catalogue,
    units: Mapping[str, tuple[str, ...]] | None = None,
) -> None:
    """Set aside what a second reading of its quote does not confirm, flag contradictions, count numerals by class.

    The evidence of the reading's observations is spans of `text`; `units` has the unit words around those that stand in
    tables, by their evidence.
    """
    reading.numerals = dict(sorted(Counter(mention.klass for mention in mentions).items()))
    kept = []
    for observation in reading.observations:
        if problem := _defect(observation, text, (units or {}).get(observation.evidence)):
            reading.set_aside.append(SetAside(observation.evidence, observation.context, problem))
        else:
            kept.append(observation)
    reading.observations, problems = flagged(kept, text, catalogue)
    reading.problems += problems


def _defect(observation: Observation, text: str, units: tuple[str, ...] | None) -> Problem | None:
    start, end = (int(place) for place in observation.evidence.removeprefix("#").split(":"))
    stated = observation.value, observation.value_high, observation.unit
    reads = misread(text, start, end, *stated) if units is None else misread_in_table(text[start:end], units, *stated)
    if not reads and text[start:end] == observation.value_text:
        return None
    value = f"{observation.value:f}" + (f"..{observation.value_high:f}" if observation.value_high is not None else "")
    params = {
        "text": observation.value_text,
        "reads": reads or text[start:end],
        "value": f"{value} {observation.unit}",
        "sentence": observation.context,
    }
    return Problem("sources.report_number_misread", params, "warning", cell=observation.evidence)
