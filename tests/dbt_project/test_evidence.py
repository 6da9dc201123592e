"""Every number of the rich build leads to the cells, spans and lines it stands in: stated, summed, derived, revised."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests import chains
from tests.dbt_project.conftest import Built
from warehouse.builds import Build
from warehouse.querying import opened, trace

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@pytest.fixture(scope="module")
def release(rich: Built) -> Iterator[DuckDBPyConnection]:
    with opened(Build(rich.file.parent)) as connection:
        yield connection


def test_every_number_of_every_mart_leads_to_its_places(release):
    chains.assert_every_mart_is_traced_or_says_what_it_follows_from(release)
    assert chains.assert_every_number_leads_to_its_places(release) > 90
    chains.assert_a_row_for_each_column_is_traced_to_its_places(release)


def test_a_revision_leads_to_the_cell_before_and_the_cell_after(release):
    before, after = "1290000000", "1295600000"
    [row] = release.execute(
        f"select row_id, evidence_before, evidence_after from mart_revisions where value_before = {before}0"
    ).fetchall()
    [change] = trace(release, row[0], column="change")
    assert change.formula == "value_after - value_before"
    assert {part.role: [one.evidence for one in part.sources] for part in change.inputs} == {
        "before": [row[1]],
        "after": [row[2]],
    }
    assert {part.role: str(part.value)[:10] for part in change.inputs} == {"before": before, "after": after}


def test_both_sides_of_a_difference_lead_to_their_own_files(release):
    [row] = release.execute(
        "select row_id, evidence, other_evidence from mart_reconciliation where dataset = 'industrial_rd' "
        "and other_dataset = 'report_texts' and measure = 'level'"
    ).fetchall()
    [gap] = trace(release, row[0], column="gap")
    assert [[one.evidence for one in part.sources] for part in gap.inputs] == [[row[1]], [row[2]]]
    assert [part.observation["dataset"] for part in gap.inputs] == ["industrial_rd", "report_texts"]


def test_a_vintage_that_stands_no_more_leads_to_its_own_cell(release):
    chosen = "known_to is not null and indicator_id = 'rd_expenditure_industrial'"
    [(vintage_id, value)] = release.execute(
        f"select vintage_id, value from fct_observation_vintage where {chosen} and region_code = '900101'"
    ).fetchall()
    [found] = trace(release, "fct_observation_vintage", where=f"vintage_id = '{vintage_id}'")
    assert found.value == value
    assert len(found.sources) == 1
