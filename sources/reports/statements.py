"""From claims to statements: region, period, kind, value in base units.

Belongs here: the last step of the engine, and the statement itself. Does not belong here: finding claims (clauses.py),
rows of the warehouse (reading.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from sources.catalogue import NATION, Catalogue
from sources.reports.context import Claim
from sources.reports.frame import Frame
from sources.reports.periods import Nature, dated, is_over
from sources.reports.roles import Qualifier
from sources.reports.sections import Stance
from sources.reports.subjects import Place

Kind = Literal["actual", "estimate", "target"]
_PARTS = ("西部", "中部", "东部", "东北", "长三角", "珠三角", "长江经济带", "京津冀", "全国同类")  # fields of a rank
_BEFORE = "调整前"  # the old value of a rule, in the same period as the new one
_UNITS = {
    "growth_yoy": "%",
    "growth_avg": "%",
    "growth_multi": "%",
    "growth_gap": "pp",
    "rank": "rank",
    "rank_of_change": "rank",
    "rank_percentile": "%",
    "completion": "%",
}


@dataclass(frozen=True, slots=True)
class Statement:
    """One value said of one indicator. `text[start:end] == quote`; values are in the base unit `unit`.

    `region_code` is '' for a place that the catalogue lacks. `sentence` is the span of the sentence. `flags` name what
    was inferred; `rule` tells the rules that led here.
    """

    start: int
    end: int
    quote: str
    indicator: str
    measure: str
    region: str
    region_code: str
    period: str
    kind: Kind
    qualifier: Qualifier
    value: Decimal
    value_high: Decimal | None
    unit: str
    step: Decimal
    scope: str
    breakdown: str
    sentence: tuple[int, int]
    flags: tuple[str, ...]
    rule: str


def statement_of(
    claim: Claim,
    text: str,
    sentence: tuple[int, int],
    paragraph: str,
    stance: Stance,
    frame: Frame,
    catalogue: Catalogue,
) -> Statement | None:
    """The statement of a claim; None when its place or its period cannot be told."""
    indicator = catalogue.indicators[claim.indicator]
    return stated(claim, text, sentence, paragraph, stance, frame, catalogue, indicator.nature, indicator.unit)


def stated(
    claim: Claim,
    text: str,
    sentence: tuple[int, int],
    paragraph: str,
    stance: Stance,
    frame: Frame,
    catalogue: Catalogue,
    nature: Nature,
    base: str,
) -> Statement | None:
    """The statement of a claim about something of this nature that is counted in `base`; None as `statement_of`."""
    when = dated(claim, stance, frame, nature)
    place = _region(claim.place, frame, catalogue)
    scope = _region(claim.scope, frame, catalogue) if claim.scope is not None else ("", "")
    if when is None or place is None or scope is None:
        return None
    numeral = claim.numeral
    values = [numeral.low * numeral.factor * claim.role.sign]
    if numeral.high is not None:
        values = sorted((values[0], numeral.high * numeral.factor * claim.role.sign))
    unit = _UNITS.get(when.measure, "")
    if not unit:
        unit = numeral.base if numeral.base == "pp" else base
    kind = _kind(claim, when.period, stance, frame)
    flags = [f"{name}_inferred" for name in frame.inferred if name != "region"]
    if "region" in frame.inferred and claim.place is None:
        flags.append("region_inferred")
    if when.inferred:
        flags.append("period_inferred")
    breakdown = next((b for b in claim.family.breakdowns if b in paragraph), "")
    if claim.family.parameter and claim.side == "from":
        breakdown = _BEFORE
    return Statement(
        numeral.start,
        numeral.end,
        text[numeral.start : numeral.end],
        claim.indicator,
        when.measure,
        place[0],
        place[1],
        when.period,
        kind,
        claim.qualifier,
        values[0],
        values[1] if len(values) > 1 else None,
        unit,
        numeral.step,
        scope[0],
        breakdown,
        sentence,
        tuple(flags),
        claim.rule,
    )


def _kind(claim: Claim, period: str, stance: Stance, frame: Frame) -> Kind:
    over = is_over(period, frame)
    told = claim.time is not None and frame.ahead > frame.year
    if claim.intended or not over or (stance.ahead and not told):
        return "target"
    return "estimate" if claim.expected else "actual"


def _region(place: Place | None, frame: Frame, catalogue: Catalogue) -> tuple[str, str] | None:
    """(full official name, code) of a place; None for a word that fits no region above the report's."""
    own = frame.region
    if place is None:
        return own.name_zh, own.region_code
    if place.name:
        if place.code:
            return place.name, place.code
        known = catalogue.regions.find(place.name, within=own.region_code)
        return place.name, known.region_code if known else ""
    if place.word.startswith(_PARTS):
        return place.word, ""
    if place.word.startswith(("全国", "我国", "国内", "各省")):
        nation = catalogue.regions.by_code[NATION]
        return nation.name_zh, nation.region_code
    if place.word[0] not in "全我" or place.word == "全域":
        return own.name_zh, own.region_code
    found = next((r for r in (own, *frame.parents) if r.name_zh.endswith(place.word[1])), None)
    return (found.name_zh, found.region_code) if found else None
