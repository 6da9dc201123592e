"""Planted defects of targets, reconciliation, revisions and the innovation index."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tests.expectations.builds import TinyBuild
from tests.expectations.planted import WHOLE_TABLES, bad, plants, spoil_mart

WHOLE_TABLES |= {
    "targets.columns": ("alter table marts.mart_targets rename forecast to outlook", "forecast"),
    "index.columns": ("alter table marts.mart_innovation_index drop rank_low", "rank_low"),
    "index_changes.columns": ("alter table marts.mart_innovation_index_changes drop rank_effect", "rank_effect"),
    "reconciliation.columns": ("alter table marts.mart_reconciliation rename gap to difference_of", "gap"),
    "revisions.columns": ("alter table marts.mart_revisions drop revised_on", "revised_on"),
}

spoil_mart("targets", "mart_targets", "rd_spending", "actual", indicator_id="rd_spending", status="on_track")
spoil_mart("index", "mart_innovation_index", "rd_share", "score", component="total", scheme="s")
spoil_mart("index_changes", "mart_innovation_index_changes", "rd_share", "value", indicator_id="rd_share", scheme="s")


def pair(build: TinyBuild, rule: str, **facts: Any) -> str:
    """Two sources of one observation, as mart_reconciliation shows them; the first one's cell."""
    place = bad(build, rule, "rd_spending", "129.56")
    found = {"row_id": rule, "region_name": "望海市", "evidence": place, "difference": "equal"} | facts
    submission = build.submission(f"{rule}.xlsx")
    numbers = {"value": Decimal("129.56"), "other_value": Decimal("129.65"), "importance_rank": 1}
    build.insert("marts.mart_reconciliation", **found, **numbers, submission_id=submission, other_evidence="#10:16")
    return place


@plants("reconciliation.no_conflict")
def annex_and_text_disagree(build: TinyBuild) -> str:
    return pair(build, "reconciliation.no_conflict", difference="conflict")


@plants("reconciliation.no_unit_slip")
def yuan_for_ten_thousand_yuan(build: TinyBuild) -> str:
    return pair(build, "reconciliation.no_unit_slip", difference="unit_slip", slip_power=4)


@plants("reconciliation.row_unique")
def a_pair_twice(build: TinyBuild) -> str:
    pair(build, "reconciliation.row_unique")
    return pair(build, "reconciliation.row_unique")


@plants("revisions.row_unique")
def a_revision_twice(build: TinyBuild) -> str:
    for _ in range(2):
        build.insert("marts.mart_revisions", row_id="revisions.row_unique", region_name="望海市", outcome="restated")
    return "revisions.row_unique"


@plants("index.ranks_within_their_interval")
def a_better_end_that_is_worse(build: TinyBuild) -> str:
    rule = "index.ranks_within_their_interval"
    ranks = {"rank_low": 4, "rank_median": 3, "rank_high": 5}
    build.insert("marts.mart_innovation_index", row_id=rule, region_name="东屏区", period="2018", **ranks)
    return "东屏区"


@plants("targets.met_or_explained")
def a_target_that_will_be_missed(build: TinyBuild) -> str:
    rule = "targets.met_or_explained"
    build.insert("marts.mart_targets", row_id=rule, region_name="西岭县", status="behind", target=Decimal(9))
    return "西岭县"
