"""Composite indices as data: members and weights of each scheme, and the varied weights that its ranks are tried on.

Belongs here: reading index_schemes.yml (the package's, then a city's own) and drawing weights and methods, the same for
the same seed. Does not belong here: computing an index, which is SQL on the finished observations.
Method: OECD/JRC, Handbook on Constructing Composite Indicators (2008), steps 5 to 7.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from sources.catalogue import Catalogue
from sources.problems import refuse

_PACKAGE = Path(__file__).parent / "index_schemes.yml"
_METHODS = (("minmax", "arithmetic"), ("minmax", "geometric"), ("zscore", "arithmetic"))
Positive = Annotated[Decimal, Field(gt=0)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Words(_Strict):
    """The same words in both languages."""

    zh: str
    en: str


class Member(_Strict):
    """One indicator of a dimension. `weight` is relative to the dimension's other members."""

    indicator: str
    measure: str = "level"
    weight: Positive = Decimal(1)
    direction: Literal["up", "down"] = "up"
    treatment: Literal["none", "log"] = "none"


class Dimension(_Strict):
    """Members that are weighed together. `weight` is relative to the scheme's other dimensions."""

    name: Words
    weight: Positive
    members: Annotated[tuple[Member, ...], Field(min_length=1)]


class Scheme(_Strict):
    """One composite index over the parts of the home region."""

    name: Words
    normalisation: Literal["minmax", "zscore"] = "minmax"
    aggregation: Literal["arithmetic", "geometric"] = "arithmetic"
    dimensions: Annotated[dict[str, Dimension], Field(min_length=1)]

    @model_validator(mode="after")
    def _has_a_method(self) -> Self:
        if (self.normalisation, self.aggregation) not in _METHODS:
            raise ValueError("geometric aggregation needs minmax: z-scores can be negative")
        return self

    def weights(self) -> Iterator[tuple[str, Member, Decimal]]:
        """(dimension, member, weight in the whole scheme); the weights add up to 1 but for rounding."""
        whole = sum((d.weight for d in self.dimensions.values()), Decimal())
        for name, dimension in self.dimensions.items():
            part = sum((m.weight for m in dimension.members), Decimal())
            for member in dimension.members:
                yield name, member, dimension.weight / whole * member.weight / part


class Draws(_Strict):
    """How weights are varied: each times a factor of 1 - `weights_vary_by` to 1 + it, methods by turns of the dice."""

    count: Annotated[int, Field(ge=1, le=10_000)] = 1000
    seed: int = 1
    weights_vary_by: Annotated[float, Field(ge=0, lt=1)] = 0.5


class IndexSchemes(_Strict):
    """All schemes in force."""

    draws: Draws = Draws()
    schemes: dict[str, Scheme]

    def members(self) -> Iterator[dict[str, Any]]:
        """Rows of the table `index_members`."""
        for scheme_id, scheme in self.schemes.items():
            for dimension_id, member, weight in scheme.weights():
                dimension = scheme.dimensions[dimension_id]
                yield {
                    "scheme_id": scheme_id,
                    "scheme_zh": scheme.name.zh,
                    "scheme_en": scheme.name.en,
                    "normalisation": scheme.normalisation,
                    "aggregation": scheme.aggregation,
                    "dimension_id": dimension_id,
                    "dimension_zh": dimension.name.zh,
                    "dimension_en": dimension.name.en,
                    "indicator_id": member.indicator,
                    "measure": member.measure,
                    "weight": float(weight),
                    "direction": member.direction,
                    "treatment": member.treatment,
                }

    def drawn(self) -> Iterator[dict[str, Any]]:
        """Rows of `index_draws`: for each draw every member's weight (not yet made to add up) and the method."""
        for scheme_id, scheme in self.schemes.items():
            dice = random.Random(f"{self.draws.seed}/{scheme_id}")
            members = list(scheme.weights())
            for number in range(1, self.draws.count + 1):
                normalisation, aggregation = dice.choice(_METHODS)
                for _, member, weight in members:
                    factor = 1 + self.draws.weights_vary_by * (2 * dice.random() - 1)
                    yield {
                        "scheme_id": scheme_id,
                        "draw_no": number,
                        "indicator_id": member.indicator,
                        "measure": member.measure,
                        "weight": float(weight) * factor,
                        "normalisation": normalisation,
                        "aggregation": aggregation,
                    }


def load_index_schemes(city_file: Path, catalogue: Catalogue) -> IndexSchemes:
    """The package's schemes, those of `city_file` (if it exists) over them.

    Raises Refused, naming file and key, for what is wrong, and for an indicator that the catalogue lacks.
    """
    package = _stated(_PACKAGE)
    city = _stated(city_file) if city_file.is_file() else {}
    file = city_file if city else _PACKAGE
    merged = {**package, **city, "schemes": {**package["schemes"], **(city.get("schemes") or {})}}
    try:
        schemes = IndexSchemes.model_validate(merged)
    except ValidationError as invalid:
        error = invalid.errors()[0]
        key = ".".join(map(str, error["loc"]))
        raise refuse("warehouse.index_scheme_wrong", file=file.name, key=key, reason=error["msg"]) from None
    for row in schemes.members():
        if row["indicator_id"] not in catalogue.indicators:
            key = f"{row['scheme_id']}.{row['dimension_id']}"
            raise refuse("warehouse.index_scheme_indicator", file=file.name, key=key, indicator=row["indicator_id"])
    return schemes


def _stated(file: Path) -> dict[str, Any]:
    try:
        stated = yaml.load(file.read_bytes(), Loader=yaml.CSafeLoader)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        reason = " ".join(str(error).split())
        raise refuse("warehouse.index_scheme_wrong", file=file.name, key="", reason=reason) from None
    if not isinstance(stated, dict):
        raise refuse("warehouse.index_scheme_wrong", file=file.name, key="schemes", reason="a mapping is needed")
    return stated
