"""A draft report checked against a release: which number of the warehouse each of its figures is, and the verdict.

Belongs here: the look-up by identity, which kind is compared with which, older vintages, neighbours. Does not belong
here: reading the draft (sources), arithmetic (figures.py), words (remarks.py), the annotated copy (manuscripts.py).
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from sources.catalogue import Catalogue, Indicator
from sources.periods import parse_period
from sources.reports import Statement
from warehouse.figures import Fit, Number, fit, slip

if TYPE_CHECKING:
    import duckdb

DERIVED = "derived"  # the source of a number that the marts derive from stated ones

Verdict = Literal["agrees", "rounded", "differs", "not_known"]
Part = Literal["period", "kind", "breakdown", "scope", "measure", "indicator"]

VERDICTS: tuple[Verdict, ...] = ("agrees", "rounded", "differs", "not_known")
# A target is compared with the target; anything else with the actual, and with the estimate while there is no actual.
COMPARED = {"target": ("target",), "actual": ("actual", "estimate"), "estimate": ("actual", "estimate")}
_PARTS: tuple[Part, ...] = ("period", "kind", "breakdown", "scope", "measure", "indicator")
_NEIGHBOURS = 3
_TELLING_DIGITS = 2  # the same value elsewhere means something from here on


@dataclass(frozen=True, slots=True)
class Known:
    """One vintage of the warehouse with its evidence; `in_force` if it is the number that counts today."""

    observation_id: str
    indicator_id: str
    indicator_name: str
    measure: str
    region_code: str
    region_name: str
    period: str
    period_end: dt.date
    kind: str
    scope: str
    breakdown: str
    number: Number
    value_text: str
    source: str
    department: str
    file: str
    evidence: str
    known_from: dt.date
    known_to: dt.date | None
    ambiguous: bool
    in_force: bool


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A number in force that is the draft's but for one part of its identity."""

    part: Part
    known: Known


@dataclass(frozen=True, slots=True)
class Finding:
    """What the warehouse says to one statement of a draft.

    `reason`, by verdict: rounded: coarser, finer, hedge, bound; differs: slip (then `power` of ten), outdated, '';
    not_known: place (not in the catalogue), ambiguous, withdrawn, nothing. `known` is the number it was compared with,
    `once` an older vintage, an estimate or a number of a lower source that the draft agrees with instead.
    """

    statement: Statement
    indicator: Indicator
    verdict: Verdict
    reason: str = ""
    known: Known | None = None
    power: int = 0
    once: Known | None = None
    neighbours: tuple[Neighbour, ...] = ()


def check_statements(
    connection: duckdb.DuckDBPyConnection, statements: Sequence[Statement], catalogue: Catalogue
) -> list[Finding]:
    """The finding of each statement, in order, by the release that the connection has open."""
    indicators = {statement.indicator for statement in statements}
    for name in list(indicators):
        indicators.update(catalogue.indicators[name].not_to_be_confused_with)
    known = _known(connection, sorted(indicators), sorted({statement.region_code for statement in statements}))
    by_place: dict[tuple[str, str], list[Known]] = {}
    for one in known:
        by_place.setdefault((one.indicator_id, one.region_code), []).append(one)
    findings = []
    for statement in statements:
        indicator = catalogue.indicators[statement.indicator]
        own = by_place.get((statement.indicator, statement.region_code), [])
        names = indicator.not_to_be_confused_with
        confused = [one for name in names for one in by_place.get((name, statement.region_code), [])]
        findings.append(_finding(statement, indicator, own, confused))
    derived = _derived(connection, [found.statement for found in findings if found.reason == "nothing"])
    return [_with_derived(found, derived) for found in findings]


def number_of(statement: Statement) -> Number:
    """The number of a statement."""
    return Number(statement.value, statement.value_high, statement.qualifier, statement.unit, statement.step)


def _finding(statement: Statement, indicator: Indicator, own: Sequence[Known], confused: Sequence[Known]) -> Finding:
    if not statement.region_code:
        return Finding(statement, indicator, "not_known", "place")
    kinds = COMPARED[statement.kind]
    same = [one for one in own if one.kind in kinds and not _differing(statement, one) - {"kind"}]
    now = min((one for one in same if one.in_force), key=lambda one: kinds.index(one.kind), default=None)
    if now is None:
        near = _neighbours(statement, [*own, *confused])
        reason = "ambiguous" if any(_contradicts(one) for one in same) else "withdrawn" if same else "nothing"
        return Finding(statement, indicator, "not_known", reason, once=_once(statement, same), neighbours=near)
    return _compared(statement, indicator, now, [one for one in same if one is not now], [*own, *confused])


def _compared(
    statement: Statement, indicator: Indicator, now: Known, others: Sequence[Known], near: Sequence[Known]
) -> Finding:
    """The finding of a statement against the number that counts, with others of its identity and those near it."""
    found = _fit(statement, now)
    if found == "same":
        return Finding(statement, indicator, "agrees", known=now)
    if found != "no":
        return Finding(statement, indicator, "rounded", found, now)
    once = _once(statement, others)
    power = 0 if once else slip(number_of(statement), now.number)
    reason = "outdated" if once else "slip" if power else ""
    same_value = () if reason else _same_value(statement, _neighbours(statement, near))
    return Finding(statement, indicator, "differs", reason, now, power, once, same_value)


def _fit(statement: Statement, known: Known) -> Fit:
    return fit(number_of(statement), known.number, as_stated=statement.kind == "target")


def _contradicts(known: Known) -> bool:
    return known.ambiguous and known.known_to is None


def _once(statement: Statement, others: Iterable[Known]) -> Known | None:
    """Of the numbers not compared the one that the draft agrees with best, then the one that stood longest."""
    order = {"same": 0, "hedge": 1, "coarser": 2, "finer": 3}
    fitting = [(one, found) for one in others if (found := _fit(statement, one)) in order]
    if not fitting:
        return None
    return min(fitting, key=lambda pair: (order[pair[1]], -(pair[0].known_to or dt.date.max).toordinal()))[0]


def _differing(statement: Statement, known: Known) -> set[Part]:
    stated: dict[Part, str] = {
        "period": statement.period,
        "kind": statement.kind,
        "breakdown": statement.breakdown,
        "scope": statement.scope,
        "measure": statement.measure,
        "indicator": statement.indicator,
    }
    there: dict[Part, str] = {
        "period": known.period,
        "kind": known.kind,
        "breakdown": known.breakdown,
        "scope": known.scope,
        "measure": known.measure,
        "indicator": known.indicator_id,
    }
    return {part for part in _PARTS if stated[part] != there[part]}


def _neighbours(statement: Statement, known: Iterable[Known]) -> tuple[Neighbour, ...]:
    """The nearest numbers in force that differ in one part: the draft's own value first, then by part and time."""
    found = []
    for one in known:
        parts = _differing(statement, one)
        if one.in_force and len(parts) == 1:
            [part] = parts
            if part != "indicator" or one.number.value == statement.value:
                found.append(Neighbour(part, one))
    end = parse_period(statement.period).end

    def nearness(neighbour: Neighbour) -> tuple[bool, int, int, str, str]:
        days = abs((neighbour.known.period_end - end).days)
        place = (neighbour.known.period, neighbour.known.breakdown)
        return (not _is_telling(statement, neighbour.known), _PARTS.index(neighbour.part), days, *place)

    return tuple(sorted(found, key=nearness)[:_NEIGHBOURS])


def _is_telling(statement: Statement, known: Known) -> bool:
    return known.number.value == statement.value and known.number.digits >= _TELLING_DIGITS


def _same_value(statement: Statement, neighbours: Iterable[Neighbour]) -> tuple[Neighbour, ...]:
    return tuple(neighbour for neighbour in neighbours if _is_telling(statement, neighbour.known))


def _known(connection: duckdb.DuckDBPyConnection, indicators: list[str], regions: list[str]) -> list[Known]:
    cursor = connection.execute(
        """select v.*, coalesce(s.file_name, '') as file, coalesce(s.department, '') as department,
            f.vintage_id is not null as in_force
        from marts.fct_observation_vintage v
        left join marts.fct_observation f using (vintage_id)
        left join evidence.submissions s on s.submission_id = v.submission_id
        where list_contains(?, v.indicator_id) and list_contains(?, v.region_code)
        order by v.observation_id, v.vintage_no, v.vintage_id""",
        [indicators, regions],
    )
    names = [column[0] for column in cursor.description or []]
    return [_of_row(dict(zip(names, row, strict=True))) for row in cursor.fetchall()]


def _derived(connection: duckdb.DuckDBPyConnection, statements: Sequence[Statement]) -> dict[str, dict[str, Any]]:
    """The numbers that the marts derive by a formula for identities that nobody states, by their observation."""
    cursor = connection.execute(
        """select n.observation_id, any_value(n.value) as value, any_value(n.formula) as formula,
            max(f.known_from) as known_from,
            string_agg(
                distinct concat_ws(' ', s.file_name, f.evidence), '; ' order by concat_ws(' ', s.file_name, f.evidence)
            ) as evidence
        from evidence.mart_numbers n
        inner join evidence.derived_inputs d using (observation_id)
        inner join marts.fct_observation f on f.observation_id = d.input_observation_id
        left join evidence.submissions s on s.submission_id = f.submission_id
        where n.formula <> '' and list_contains(?, n.observation_id)
        group by n.observation_id""",
        [[_derived_id(statement) for statement in statements]],
    )
    names = [column[0] for column in cursor.description or []]
    return {row[0]: dict(zip(names, row, strict=True)) for row in cursor.fetchall()}


def _derived_id(statement: Statement) -> str:
    """The observation_id of a derived number, as the dbt project makes it."""
    s = statement
    identity = ("derived", s.indicator, s.measure, s.region_code, s.period, "actual", s.scope, s.breakdown)
    return hashlib.md5("|".join(identity).encode(), usedforsecurity=False).hexdigest()


def _with_derived(finding: Finding, derived: dict[str, dict[str, Any]]) -> Finding:
    statement = finding.statement
    row = derived.get(_derived_id(statement))
    if row is None or finding.reason != "nothing" or statement.kind == "target":
        return finding
    known = Known(
        observation_id=row["observation_id"],
        indicator_id=statement.indicator,
        indicator_name=finding.indicator.name_zh,
        measure=statement.measure,
        region_code=statement.region_code,
        region_name=statement.region,
        period=statement.period,
        period_end=parse_period(statement.period).end,
        kind="actual",
        scope=statement.scope,
        breakdown=statement.breakdown,
        number=Number(row["value"], None, "=", statement.unit, None),
        value_text=row["formula"],
        source=DERIVED,
        department="",
        file="",
        evidence=row["evidence"],
        known_from=row["known_from"],
        known_to=None,
        ambiguous=False,
        in_force=True,
    )
    return _compared(statement, finding.indicator, known, (), [neighbour.known for neighbour in finding.neighbours])


def _of_row(row: dict[str, Any]) -> Known:
    number = Number(row["value"], row["value_high"], row["qualifier"], row["unit"], row["value_step"])
    names = (name for name in Known.__dataclass_fields__ if name != "number")
    return Known(number=number, **{name: row[name] for name in names})
