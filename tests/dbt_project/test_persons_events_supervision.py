"""The marts of commissioners, of matchmaking events and of supervised items say what their ledgers said."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from tests.dbt_project.conftest import Replay
from tests.dbt_project.rich import PEOPLE, REPORT, TRADE
from tests.dbt_project.world import HOME, World


def test_teams_are_counted_once_and_stay_hidden_with_the_persons_in_them(replay: Replay) -> None:
    w = World()
    w.submit("sent", "2020-11-30", **{**PEOPLE, "dataset": "commissioners"})
    for region, form, team, count in (
        ("900101", "team", "a", 4), ("900101", "team", "b", 3), ("900102", "team", "c", 2), ("900103", "team", "d", 3),
        ("900104", "single", None, 5), ("900104", "team", "e", 6),
    ):  # fmt: skip
        for person in range(count):
            named = {"team": team} if team else {}
            w.record("sent", "2020", person=f"{region}{team}{person}", form=form, region=region, **named)
    w.submit("report", "2020-12-01", **REPORT)
    w.state("report", "118", indicator_id="tech_commissioners", period="2018", unit="person", evidence="#1:2")
    columns = "region_code, form, persons, persons_withheld, teams, teams_withheld"
    found = replay(w, f"select {columns} from marts.mart_commissioners where period = '2020' order by 1, 2", tests=True)
    assert found == [
        (HOME, "single", Decimal(5), False, None, False),
        (HOME, "team", Decimal(18), False, Decimal(5), False),
        (HOME, "total", Decimal(23), False, None, False),
        ("900101", "team", Decimal(7), False, Decimal(2), False),
        ("900101", "total", Decimal(7), False, None, False),
        ("900102", "single", None, True, None, False),
        ("900102", "team", None, True, None, True),
        ("900102", "total", None, True, None, False),
        ("900103", "single", None, True, None, False),
        ("900103", "team", None, True, None, True),
        ("900103", "total", None, True, None, False),
        ("900104", "single", Decimal(5), False, None, False),
        ("900104", "team", Decimal(6), False, Decimal(1), False),
        ("900104", "total", Decimal(11), False, None, False),
    ]
    assert replay(w, "select persons from marts.mart_commissioners where period = '2018'") == [(Decimal(118),)]


def test_events_count_in_their_month_for_their_host_and_the_city(replay: Replay) -> None:
    w = World()
    w.submit("events", "2020-11-05", dataset="matchmaking_events", scopes=[("*", "*", "2020-01/2020-10")], **TRADE)
    for name, day, region, experts, enterprises in (
        ("一", dt.date(2020, 9, 3), "900101", 12, 40), ("二", dt.date(2020, 9, 9), HOME, 5, 60),
        ("三", dt.date(2020, 10, 9), "900101", 7, 20), ("四", dt.date(2019, 12, 30), "900101", 1, 1),
    ):  # fmt: skip
        w.record(
            "events", "2020-01/2020-10", name=name, held_on=day, region=region, experts=experts, enterprises=enterprises
        )
    columns = "region_code, period, events, experts, enterprises, intentions"
    found = replay(w, f"select {columns} from marts.mart_matchmaking order by 1, 2", tests=True)
    assert found == [
        (HOME, "2020-09", Decimal(2), Decimal(17), Decimal(100), None),
        (HOME, "2020-10", Decimal(1), Decimal(7), Decimal(20), None),
        ("900101", "2020-09", Decimal(1), Decimal(12), Decimal(40), None),
        ("900101", "2020-10", Decimal(1), Decimal(7), Decimal(20), None),
    ]


def test_what_is_overdue_is_judged_at_the_registers_own_day(replay: Replay) -> None:
    w = World()
    government = {"department": "government_office", "source": "ledger_sum", "rank": 30}
    as_of, assigned = dt.date(2020, 10, 31), dt.date(2020, 8, 1)
    w.submit("register", "2020-10-31", dataset="supervision_items", scopes=[("*", "*", "2020-10")], **government)
    for number, owner, due, done, state in (
        (1, "甲局", dt.date(2020, 9, 1), dt.date(2020, 8, 21), "done"),
        (2, "甲局", dt.date(2020, 9, 1), dt.date(2020, 9, 10), "done"),
        (3, "乙局", dt.date(2020, 10, 30), None, "overdue"),
        (4, "乙局", dt.date(2020, 10, 31), None, "in_progress"),
        (5, "乙局", dt.date(2021, 1, 1), None, "in_progress"),
    ):
        days = {"assigned_on": assigned, "due_on": due, **({"done_on": done} if done else {})}
        w.record(
            "register", "2020-10", as_of=as_of, item_no=f"D{number}", owner=owner, region="900101", state=state, **days
        )
    columns = "owner, items, done, done_late, overdue, completion, days_to_done"
    order = "owner <> 'total', owner desc"
    sql = f"select {columns} from marts.mart_supervision where region_code = '{HOME}' order by {order}"
    found = replay(w, sql, tests=True)
    assert [(row[0], *(None if n is None else float(n) for n in row[1:])) for row in found] == [
        ("total", 5, 2, 1, 1, 40, 30),
        ("甲局", 2, 2, 1, 0, 100, 30),
        ("乙局", 3, 0, 0, 1, 0, None),
    ]
