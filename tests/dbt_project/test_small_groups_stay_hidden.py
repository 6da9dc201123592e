"""Whatever the ledger of persons, what is published lets no one work out a withheld number."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from tests.dbt_project.conftest import FEW_WORLDS, Replay
from tests.dbt_project.rich import PEOPLE
from tests.dbt_project.world import DISTRICTS, HOME, World

years = st.dictionaries(st.sampled_from([*DISTRICTS, HOME]), st.integers(1, 5), min_size=1)


@given(st.lists(years, min_size=10, max_size=10))
@FEW_WORLDS
def test_a_withheld_number_cannot_be_worked_out_from_the_total(replay: Replay, made: list[dict[str, int]]) -> None:
    w = World()
    w.submit("experts", "2020-11-30", supersedes="full", **PEOPLE)
    for number, people in enumerate(made):
        for region, count in people.items():
            for person in range(count):
                w.record("experts", f"{2000 + number}", person=f"{region}-{person}", category="highend", region=region)
    found = replay(w, "select period, region_code, talent_count, withheld from marts.mart_talent", tests=True)
    for number, people in enumerate(made):
        rows = {region: count for period, region, count, _ in found if period == f"{2000 + number}"}
        assert all(count is None or count >= 3 for count in rows.values())
        hidden = [region for region, count in rows.items() if count is None and region != HOME]
        total = rows[HOME]
        if total is None or not hidden:
            continue
        rest = int(total) - sum(int(count) for region, count in rows.items() if region != HOME and count is not None)
        if HOME not in people:  # nobody without a district: a reader may take it that the parts make up the total
            possible = [c for c in itertools.product(range(1, rest + 1), repeat=len(hidden)) if sum(c) == rest]
            for place in range(len(hidden)):
                assert len({combination[place] for combination in possible}) > 1
