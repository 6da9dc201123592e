"""The invented firms of the sample city: the same number is the same firm in every department's file.

Belongs here: name, credit code and district of a firm by its number. Does not belong here: what a firm applies for,
gets or pays (datasets/).
"""

from __future__ import annotations

from dataclasses import dataclass

from sources.samples.figures import City
from sources.samples.words import invented_credit_code, numbered_name, short_place

_FORMS = ("有限公司", "股份有限公司", "实业有限公司", "集团有限公司")


@dataclass(frozen=True, slots=True)
class Firm:
    """A firm that does not exist: its name, its 统一社会信用代码 (with a right check digit) and its district's name."""

    name: str
    credit_code: str
    place: str


def firm(city: City, number: int) -> Firm:
    """The firm of a number (from 0); different numbers are different firms, another seed spreads them otherwise."""
    stated = city.stated["firms"]
    district = city.series("firms").dice(number).choices(range(len(city.names)), stated["shares"])[0]
    round_, name = numbered_name(number)
    place = city.names[district]
    form = _FORMS[round_ % len(_FORMS)]
    return Firm(f"{short_place(place)}{name}{form}", invented_credit_code(number, stated["codes"][district]), place)
