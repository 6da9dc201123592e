"""The sidecar of a submission, `<file>.meta.yml`: what the file itself does not say.

Belongs here: parsing it, refusing what it may not say, resolving its words. Does not belong here: what the file says
(spreadsheets/, reports/) and where the two must agree (spreadsheets/facts.py).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

import yaml

from sources.contracts.patterns import nearest
from sources.periods import parse_period
from sources.problems import Refused, refuse
from sources.readers.encoding import decode
from sources.rows import Note, sidecar_evidence
from sources.spreadsheets.facts import Fact
from sources.spreadsheets.period_words import period_of
from sources.spreadsheets.values import day_of
from sources.spreadsheets.words import Vocabulary

KEYS = ("dataset", "indicator", "unit", "region", "period", "known_on", "note")


@dataclass(frozen=True, slots=True)
class Sidecar:
    """Resolved facts by name, the dataset it names, and every entry as a note with its line."""

    facts: dict[str, Fact] = field(default_factory=dict)
    dataset: str | None = None
    notes: tuple[Note, ...] = ()

    @property
    def known_on(self) -> dt.date | None:
        """The day the numbers were known, if the sidecar says."""
        return day_of(self.facts["known_on"].value) if "known_on" in self.facts else None

    @property
    def region(self) -> str | None:
        """The code of the region, if the sidecar says."""
        return self.facts["region"].value if "region" in self.facts else None


def read_sidecar(data: bytes, vocabulary: Vocabulary) -> Sidecar:
    """The facts of a sidecar. Raises Refused for other keys, unknown words, and YAML that is no mapping of texts."""
    text, _ = decode(data)
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        raise refuse("sources.sidecar_not_yaml", why=str(error).replace("\n", " ")) from error
    if node is None:
        return Sidecar()
    if not isinstance(node, yaml.MappingNode):
        raise refuse("sources.sidecar_not_yaml", why=type(node).__name__)
    facts: dict[str, Fact] = {}
    notes: list[Note] = []
    dataset = None
    for key_node, value_node in node.value:
        key, line = _scalar(key_node), key_node.start_mark.line + 1
        value = _scalar(value_node).strip()
        if key not in KEYS:
            raise refuse("sources.sidecar_unknown_key", key=key, line=line, known=", ".join(KEYS))
        notes.append(Note(value if key == "note" else f"{key}: {value}", sidecar_evidence(line)))
        if key == "dataset":
            dataset = value
        elif key != "note":
            facts[key] = Fact(_resolved(key, value, line, vocabulary), "sidecar", "", f"sidecar:{line}")
    return Sidecar(facts, dataset, tuple(notes))


def _scalar(node: Any) -> str:
    if not isinstance(node, yaml.ScalarNode):
        raise refuse("sources.sidecar_not_yaml", why=f"line {node.start_mark.line + 1}")
    return str(node.value)


def _resolved(key: str, value: str, line: int, vocabulary: Vocabulary) -> str:
    if key == "indicator":
        if (indicator := vocabulary.indicator(value)) is not None:
            return indicator.indicator_id
        raise _unknown(key, value, line, vocabulary.nearest_indicators(value))
    if key == "unit":
        if (unit := vocabulary.unit(value)) is not None:
            return unit.word
        raise _unknown(key, value, line, nearest(value, vocabulary.catalogue.units))
    if key == "region":
        if value in vocabulary.catalogue.regions.by_code:
            return value
        region = vocabulary.region(value, vocabulary.home) or vocabulary.region(value, None)
        if region is not None:
            return region.region_code
        raise _unknown(key, value, line, vocabulary.nearest_regions(value, vocabulary.home))
    if key == "period":
        try:
            return parse_period(value).notation
        except ValueError:
            if (period := period_of(value)) is not None:
                return period
        raise _unknown(key, value, line, "2020, 2020-01/2020-10, 2020-11")
    if (day := day_of(value)) is not None:
        return day.isoformat()
    raise _unknown(key, value, line, "2020-12-31")


def _unknown(key: str, value: str, line: int, near: str) -> Refused:
    return refuse("sources.sidecar_unknown_word", key=key, value=value, line=line, nearest=near)
