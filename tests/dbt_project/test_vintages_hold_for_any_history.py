"""Vintages against a plain account of the rules, day by day, over histories that hypothesis makes up.

The account says who speaks for a number on a day; the SQL says it with intervals. Both must agree on every day.
"""

from __future__ import annotations

import dataclasses
import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from tests.dbt_project.conftest import FEW_WORLDS, Replay
from tests.dbt_project.world import DISTRICTS, HOME, World

FIRST = dt.date(2020, 11, 1)
DAYS = 9
PERIOD = "2020-01/2020-10"


@dataclasses.dataclass(frozen=True)
class Delivery:
    """One issue: which file, the day it states, the day an operator withdrew it, counted from FIRST."""

    file: int
    known: int
    withdrawn: int | None


@dataclasses.dataclass(frozen=True)
class File:
    """What a file states of the districts, whether it claims them all, whether a cell of it was set aside."""

    districts: frozenset[str]
    restates: bool
    set_aside: bool


files = st.builds(
    File, st.frozensets(st.sampled_from(DISTRICTS[:3])), st.booleans(), st.sampled_from([False] * 3 + [True])
)
deliveries = st.builds(
    Delivery, st.integers(0, 3), st.integers(0, 5), st.one_of(st.none(), st.none(), st.integers(0, DAYS - 1))
)
histories = st.tuples(st.tuples(files, files, files, files), st.lists(deliveries, min_size=1, max_size=6))
worlds = st.lists(histories, min_size=12, max_size=12)


def on(day: int) -> str:
    return (FIRST + dt.timedelta(days=day)).isoformat()


def write_history(w: World, dataset: str, kinds: tuple[File, ...], history: list[Delivery]) -> None:
    for delivery in history:
        name, kind = f"{dataset}-{delivery.file}", kinds[delivery.file]
        new = all(row["submission_id"] != name for row in w.tables["issues"])
        w.submit(
            name, on(delivery.known), dataset=dataset, supersedes="period" if kind.restates else "increment",
            scopes=[("rd_expenditure_industrial", HOME, PERIOD)],
            withdrawn_on=None if delivery.withdrawn is None else on(delivery.withdrawn),
        )  # fmt: skip
        if new:
            for district in sorted(kind.districts):
                w.state(name, f"{delivery.file + 1}", region_code=district)
            if kind.set_aside:
                w.set_aside(name)


def effective(history: list[Delivery]) -> list[Delivery]:
    """A file delivered again counts from the newest day its dataset had reached, or the day of its own withdrawal."""
    counted: list[Delivery] = []
    for place, delivery in enumerate(history):
        before = history[:place]
        own = [earlier for earlier in before if earlier.file == delivery.file]
        known = delivery.known
        if own:
            known = max([known, *(earlier.known for earlier in before)])
            withdrawn = max((e.withdrawn for e in own if e.withdrawn is not None), default=None)
            if withdrawn is not None and withdrawn != delivery.withdrawn:
                known = max(known, withdrawn)
        counted.append(dataclasses.replace(delivery, known=known))
    # of one file issued twice on a day the later counts
    return [
        d for i, d in enumerate(counted) if not any(e.file == d.file and e.known == d.known for e in counted[i + 1 :])
    ]


def account(kinds: tuple[File, ...], history: list[Delivery], district: str, day: int) -> int | None:
    """The file whose number of the district stands on a day, or None."""
    speaking = [
        (delivery.known, seq, delivery.file)
        for seq, delivery in enumerate(effective(history))
        if delivery.known <= day
        and (delivery.withdrawn is None or delivery.withdrawn > day)
        and (
            district in kinds[delivery.file].districts
            or (kinds[delivery.file].restates and not kinds[delivery.file].set_aside)
        )
    ]
    file = max(speaking)[2] if speaking else None
    return file if file is not None and district in kinds[file].districts else None


@given(worlds)
@FEW_WORLDS
def test_on_every_day_the_submission_stands_that_the_rules_name(
    replay: Replay, made: list[tuple[tuple[File, ...], list[Delivery]]]
) -> None:
    w = World()
    for number, (kinds, history) in enumerate(made):
        write_history(w, f"dataset{number}", kinds, history)
    columns = "dataset, region_code, submission_id, known_from, known_to"
    vintages = replay(w, f"select {columns} from marts.fct_observation_vintage", tests=True)
    for number, (kinds, history) in enumerate(made):
        for district in DISTRICTS[:3]:
            for day in range(DAYS):
                date = FIRST + dt.timedelta(days=day)
                standing = [
                    submission
                    for dataset, region, submission, start, end in vintages
                    if dataset == f"dataset{number}" and region == district
                    if start <= date and (end is None or end > date)
                ]
                file = account(kinds, history, district, day)
                assert standing == ([] if file is None else [f"dataset{number}-{file}"]), (number, district, day)


@given(worlds)
@FEW_WORLDS
def test_no_vintage_is_lost_or_doubled(replay: Replay, made: list[tuple[tuple[File, ...], list[Delivery]]]) -> None:
    """Each number of each file that was issued is a vintage, with an id of its own, stood it or not."""
    w = World()
    for number, (kinds, history) in enumerate(made):
        write_history(w, f"dataset{number}", kinds, history)
    found = replay(w, "select vintage_id, submission_id, region_code from marts.fct_observation_vintage")
    assert len({vintage for vintage, _, _ in found}) == len(found)
    stated = {(row["submission_id"], row["region_code"]) for row in w.tables["observations"]}
    assert {(submission, region) for _, submission, region in found} == stated


@given(
    st.lists(st.tuples(files, st.booleans()), min_size=2, max_size=5),
    st.randoms(use_true_random=False),
)
@FEW_WORLDS
def test_the_order_in_which_files_land_changes_no_mart(
    replay: Replay, made: list[tuple[File, bool]], dice: object
) -> None:
    """Files that state different days, tables and reports mixed: landed in any order they give the same tables."""

    def world(order: list[int]) -> World:
        w = World()
        for number in order:
            kind, is_report = made[number]
            report = {"dataset": "report_texts", "supersedes": "report", "source": "report", "rank": 20}
            w.submit(f"file{number}", on(number), scopes=[("*", HOME, PERIOD)], **(report if is_report else {}))
            for district in sorted(kind.districts):
                w.state(f"file{number}", f"{number + 1}", region_code=district)
            if kind.set_aside:
                w.set_aside(f"file{number}")
        return w

    order = list(range(len(made)))
    shuffled = list(order)
    dice.shuffle(shuffled)  # type: ignore[attr-defined]
    tables = ("marts.fct_observation_vintage", "marts.fct_observation", "evidence.observation_inputs")
    ask = " union all ".join(f"select '{table}', cast(t as varchar) from {table} t" for table in tables)
    assert sorted(replay(world(order), ask)) == sorted(replay(world(shuffled), ask))
