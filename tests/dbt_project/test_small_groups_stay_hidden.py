"""Whatever the ledgers of persons, what is published lets no one work out a withheld number."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from tests.dbt_project.conftest import FEW_WORLDS, Replay
from tests.dbt_project.rich import PEOPLE
from tests.dbt_project.world import DISTRICTS, HOME, World

FORMS = ("single", "team", "complex")
COUNTIES = DISTRICTS[:3]
Table = dict[tuple[str, str], int]
Shown = dict[tuple[str, str], Decimal | None]

years = st.dictionaries(st.sampled_from([*DISTRICTS, HOME]), st.integers(1, 5), min_size=1)
sent = st.dictionaries(st.tuples(st.sampled_from(COUNTIES), st.sampled_from(FORMS)), st.integers(1, 5), min_size=1)


@given(st.lists(years, min_size=10, max_size=10), st.lists(sent, min_size=12, max_size=12))
@FEW_WORLDS
def test_a_withheld_number_cannot_be_worked_out_from_totals(
    replay: Replay, experts: list[dict[str, int]], commissioners: list[Table]
) -> None:
    """Experts by district with the city's total; commissioners by district and form with the totals of both."""
    w = World()
    w.submit("experts", "2020-11-30", supersedes="full", **PEOPLE)
    for number, people in enumerate(experts):
        for region, count in people.items():
            for person in range(count):
                w.record("experts", f"{2000 + number}", person=f"{region}-{person}", category="highend", region=region)
    w.submit("sent", "2020-11-30", supersedes="full", **{**PEOPLE, "dataset": "commissioners"})
    for number, table in enumerate(commissioners):
        for (region, form), count in table.items():
            for person in range(count):
                said = {"person": f"{region}{form}{person}", "form": form, "region": region, "team": f"{region}{form}"}
                w.record("sent", f"{2000 + number}", **said)
    sql = """
        select period, region_code, 'expert', talent_count, withheld, null from marts.mart_talent
        where category = 'foreign_expert_projects_highend'
        union all
        select period, region_code, form, persons, persons_withheld, case when persons_withheld then teams end
        from marts.mart_commissioners"""
    found = replay(w, sql, tests=True)
    assert all(persons is None or persons >= 3 for _, _, _, persons, _, _ in found)
    assert all(teams is None for *_, teams in found), "a hidden group's teams are shown"
    for number, people in enumerate(experts):
        rows = {
            region: count
            for period, region, kind, count, *_ in found
            if (period, kind) == (f"{2000 + number}", "expert")
        }
        districts_hold(people, rows)
    for number, table in enumerate(commissioners):
        shown: Shown = {
            (region, form): persons
            for period, region, form, persons, *_ in found
            if period == f"{2000 + number}" and form != "expert"
        }
        nothing_follows(table, shown)


def districts_hold(people: dict[str, int], rows: dict[str, Decimal | None]) -> None:
    """No hidden district follows from the total, each hidden one having at least one person."""
    hidden = [region for region, count in rows.items() if count is None and region != HOME]
    total = rows[HOME]
    if total is None or not hidden or HOME in people:
        return  # who has no district may be anywhere: a reader cannot take it that the parts make up the total
    rest = int(total) - sum(int(count) for region, count in rows.items() if region != HOME and count is not None)
    possible = [c for c in itertools.product(range(1, rest + 1), repeat=len(hidden)) if sum(c) == rest]
    for place in range(len(hidden)):
        assert len({combination[place] for combination in possible}) > 1


def nothing_follows(table: Table, shown: Shown) -> None:
    """Every hidden number of persons could be another one, as far as the shown cells and sums tell."""
    hidden = {cell for cell, persons in shown.items() if persons is None and cell in table}
    seen: dict[tuple[str, str], set[int]] = {cell: set() for cell in hidden}
    for other in tables_that_fit(table, shown):
        for cell in hidden:
            seen[cell].add(other[cell])
    assert {cell: values for cell, values in seen.items() if len(values) < 2} == {}


def tables_that_fit(table: Table, shown: Shown) -> Iterator[Table]:
    """Tables of districts by forms that show the same cells and sums, each hidden cell one more or less at most.

    That is enough: two tables with the same sums differ by cycles, and one cycle moves each of its cells by one.
    """
    regions = [region for region in COUNTIES if (region, "total") in shown]
    choices = []
    for region in regions:
        true = [table.get((region, form), 0) for form in FORMS]
        open_cells = [shown.get((region, form), 0) is None for form in FORMS]
        ranges = [range(max(0, n - 1), n + 2) if is_open else [n] for n, is_open in zip(true, open_cells, strict=True)]
        total = shown[region, "total"]
        choices.append([row for row in itertools.product(*ranges) if total is None or sum(row) == total])
    sums = [shown.get((HOME, form), Decimal(0)) for form in FORMS]
    whole = shown[HOME, "total"]
    for rows in itertools.product(*choices):
        columns = [sum(column) for column in zip(*rows, strict=True)]
        if all(s is None or s == c for s, c in zip(sums, columns, strict=True)) and whole in (None, sum(columns)):
            yield {
                (region, form): row[n]
                for region, row in zip(regions, rows, strict=True)
                for n, form in enumerate(FORMS)
            }
