"""The page 回执: what an accepted file gave, so that its department can see at a glance whether it was read as meant.

Belongs here: counts, periods, regions, the numbers of the whole, sums of a ledger, what was set aside, what was said of
it; all of it from the landed rows. Does not belong here: what is wrong with a file (notices.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from expectations.findings import Finding
from expectations.returns.notices import Heading, facts, grouped, sentence, severity
from expectations.returns.pages import BODY, COUNT, DECIMAL, LABEL, TITLE, Page, PageCell, one_page
from sources.catalogue import Catalogue
from sources.problems import say
from warehouse.home import Home
from warehouse.landing import Batch, landed_file

SHEET = "回执"
_WIDTHS = (34, 18, 22, 10, 24, 12, 30)
_MOST = 60
_MOST_NAMES = 12
_IN_PEOPLES_UNITS: Mapping[str, int] = {"CNY": -4}


@dataclass(frozen=True, slots=True)
class Taken:
    """What a receipt tells beside the landed rows: names of the ledger's fields, paths of files that it restates."""

    batch: Batch
    findings: tuple[Finding, ...]
    labels: Mapping[str, str] = field(default_factory=dict)
    restates: tuple[str, ...] = ()


def receipt(heading: Heading, taken: Taken, home: Home, catalogue: Catalogue) -> bytes:
    """The .xlsx of a receipt: the same bytes for the same rows."""
    import pyarrow.parquet as pq

    def rows(table: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = pq.read_table(landed_file(home, taken.batch, table)).to_pylist()
        return found

    return one_page(SHEET, _page(heading, taken, rows("observations"), _fields(home, taken.batch), rows("set_aside"),
                                 catalogue))  # fmt: skip


def _fields(home: Home, batch: Batch) -> list[dict[str, Any]]:
    """Number of rows, sum and unit of each field that holds amounts or counts."""
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    table = pq.read_table(landed_file(home, batch, "record_fields"), columns=["field", "unit", "value"])
    table = table.filter(pc.and_(pc.is_valid(table["value"]), pc.not_equal(table["unit"], "")))
    sums = table.group_by(["field", "unit"], use_threads=False).aggregate([("value", "sum"), ("value", "count")])
    found: list[dict[str, Any]] = sums.sort_by("field").to_pylist()
    return [one for one in found if one["unit"] not in ("%", "pp", "rank")]


def _page(
    heading: Heading,
    taken: Taken,
    observations: Sequence[dict[str, Any]],
    sums: Sequence[dict[str, Any]],
    aside: Sequence[dict[str, Any]],
    catalogue: Catalogue,
) -> Page:
    counts = taken.batch.counts
    page = Page(_WIDTHS)
    page.line(_say("title"), TITLE)
    page.line(_say("verdict"))
    for label, text in facts(heading):
        page.fact(label, text)
    page.fact(_say("label_period"), _listed(taken.batch.periods))
    page.fact(_say("label_region"), _listed(_regions(observations, catalogue)))
    page.fact(_say("label_known_on"), str(taken.batch.known_on or _say("day_of_arrival")))
    page.fact(_say("label_counts"), _say("counts", **{name: counts[name] for name in _COUNTED}))
    page.fact(_say("label_restates"), _listed(taken.restates) if taken.restates else _say("restates_nothing"))
    if heading.answers is not None:
        fixed, still_open, new = heading.answers
        page.fact(say("expectations.return_label_loop", "zh"), say("expectations.return_loop", "zh", fixed=fixed,
                                                                   open=still_open, new=new))  # fmt: skip
    _part(page, "numbers", _numbers(observations, catalogue))
    _part(page, "sums", _sums(sums, taken.labels))
    _part(page, "aside", ([_body(row["evidence"]), _body(row["sentence_zh"], 6)] for row in aside))
    told = [one for one in taken.findings if not one.error]
    _part(page, "findings", map(_finding, grouped(told)))
    return page


def _finding(group: Sequence[Finding]) -> list[PageCell]:
    said = sentence(group[0], accepted=True)
    return [_body(_places(group)), _body(severity(group[0])), _body(said, 5)]


def _places(findings: Sequence[Finding]) -> str:
    """The first places that findings name, and how many there are."""
    named = [place.evidence for one in findings for place in one.places]
    failing = sum(max(one.failing, len(one.places)) for one in findings)
    if not named:
        return say("expectations.return_whole_file", "zh")
    listed = "、".join(named[:_MOST_NAMES])
    return listed if failing <= min(len(named), _MOST_NAMES) else _say("and_more", words=listed, all=failing)


_ONE_NUMBER = ("indicator_id", "measure", "kind", "scope", "breakdown", "period")
_COUNTED = ("records", "observations", "notes", "open_statements", "set_aside")


def _part(page: Page, name: str, rows: Iterable[list[PageCell]]) -> None:
    """A part of the receipt with its title and heads; nothing if it has no rows."""
    found = list(rows)
    if not found:
        return
    page.line("")
    page.line(_say(f"part_{name}", rows=len(found)), LABEL)
    heads = _say(f"heads_{name}").split("|")
    across = [cell.across for cell in found[0]]
    page.table(heads, found[:_MOST])
    page.rows[-len(found[:_MOST]) - 1] = [
        PageCell(cell.value, cell.look, across=wide)
        for cell, wide in zip(page.rows[-len(found[:_MOST]) - 1], across, strict=True)
    ]
    if len(found) > _MOST:
        page.line(_say("more", rows=len(found) - _MOST))


def _numbers(observations: Sequence[dict[str, Any]], catalogue: Catalogue) -> Iterable[list[PageCell]]:
    """A row for each indicator, measure and period, in the order of the file: the number of the widest region, and how
    many numbers there are.
    """
    whole = set(_widest(observations, catalogue))
    groups: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for row in observations:
        groups.setdefault(tuple(row[name] for name in _ONE_NUMBER), []).append(row)
    for rows in groups.values():
        one = next((row for row in rows if row["region_code"] in whole), None)
        value = _amount(one["value"], one["unit"]) if one else PageCell("—", BODY)
        indicator = catalogue.indicators.get(rows[0]["indicator_id"])
        words = [_named("measure", rows[0]["measure"]), rows[0]["scope"], rows[0]["breakdown"]]
        if rows[0]["kind"] != "actual":
            words.append(_named("kind", rows[0]["kind"]))
        yield [
            _body(indicator.name_zh if indicator else rows[0]["indicator_id"]),
            _body(" ".join(word for word in words if word)),
            _body(rows[0]["period"]),
            PageCell(len(rows), COUNT),
            value,
            _body(_unit(rows[0]["unit"])),
            _body("、".join(dict.fromkeys(row["evidence"] for row in rows[:3])) + ("…" if len(rows) > 3 else "")),
        ]


def _sums(sums: Sequence[dict[str, Any]], labels: Mapping[str, str]) -> Iterable[list[PageCell]]:
    for one in sums:
        total = _amount(one["value_sum"], one["unit"])
        label = labels.get(one["field"], one["field"])
        yield [_body(label, 3), PageCell(one["value_count"], COUNT), total, _body(_unit(one["unit"]), 2)]


def _amount(value: Decimal, unit: str) -> PageCell:
    shown = value.scaleb(_IN_PEOPLES_UNITS.get(unit, 0)).normalize()
    return PageCell(shown, COUNT if shown == shown.to_integral_value() else DECIMAL)


def _unit(unit: str) -> str:
    return _named_units().get(unit, unit)


def _named_units() -> dict[str, str]:
    """Base unit -> the word for it in people's units."""
    return dict(pair.split("=") for pair in _say("units").split("|"))


def _named(what: str, code: str) -> str:
    return say(f"warehouse.{what}_{code}", "zh")


def _regions(observations: Sequence[dict[str, Any]], catalogue: Catalogue) -> list[str]:
    """The names of the regions, the widest first."""
    codes = dict.fromkeys(row["region_code"] for row in observations)
    widest = _widest(observations, catalogue)
    ordered = [*widest, *(code for code in codes if code not in set(widest))]
    return [catalogue.regions.by_code[code].name_zh for code in ordered if code in catalogue.regions.by_code]


def _widest(observations: Sequence[dict[str, Any]], catalogue: Catalogue) -> list[str]:
    """The regions of the rows that lie in no other region of theirs."""
    codes = dict.fromkeys(row["region_code"] for row in observations)
    known = catalogue.regions.by_code

    def lies_in_another(code: str) -> bool:
        above = known[code].parent_code if code in known else ""
        while above:
            if above in codes:
                return True
            above = known[above].parent_code if above in known else ""
        return False

    return [code for code in codes if not lies_in_another(code)]


def _listed(words: Sequence[str]) -> str:
    listed = "、".join(words[:_MOST_NAMES]) or "—"
    return _say("and_more", words=listed, all=len(words)) if len(words) > _MOST_NAMES else listed


def _body(text: str, across: int = 1) -> PageCell:
    return PageCell(text, BODY, across=across)


def _say(name: str, **params: object) -> str:
    return say(f"expectations.receipt_{name}", "zh", **params)
