"""The benchmark of a refresh says beyond which limit a figure is, and nothing where all hold."""

from __future__ import annotations

from dataclasses import replace

import pytest

from benchmarks.queries import Answered
from benchmarks.warehouse import Refresh, Spent, beyond, lines, too_slow

HOLDS = Refresh(
    files=3,
    observations=40,
    whole=Spent(50, 60),
    stages={"build": Spent(20, 28), "intake_gate": Spent(5, 5), "gate": Spent(4, 4)},
    engine=Spent(2, 2),
)


def with_stage(**changed: Spent) -> Refresh:
    return replace(HOLDS, stages=HOLDS.stages | changed)


def test_nothing_is_said_where_every_limit_holds():
    assert beyond(HOLDS) == []


@pytest.mark.parametrize(
    ("refresh", "told"),
    [
        (with_stage(build=Spent(61, 62)), "dbt build: 61.0 s"),
        (with_stage(gate=Spent(5.1, 4)), "gates 20.2% by the clock"),
        (with_stage(gate=Spent(4, 5.1)), "20.2% of the CPU"),
        (replace(HOLDS, engine=Spent(3.1, 3.1)), "20.2% of the CPU"),
    ],
    ids=["build", "gates by the clock", "gates by CPU", "the engine's import counts"],
)
def test_a_figure_beyond_its_limit_is_told(refresh, told):
    [sentence] = beyond(refresh)
    assert told in sentence


def test_a_build_that_waited_for_other_processes_is_judged_by_its_cpu():
    assert beyond(with_stage(build=Spent(90, 30))) == []


def test_the_table_shows_every_stage_and_both_shares():
    text = "\n".join(lines(HOLDS))
    for part in ("build", "intake_gate", "18.0% by the clock", "18.3% of the CPU"):
        assert part in text


def test_only_the_query_that_takes_too_long_is_named():
    answers = [Answered(1, "quick?", 50.0, 3), Answered(2, "slow?", 50.1, 3)]
    assert too_slow(answers) == ["query 2: 50.1 ms; at most 50"]
