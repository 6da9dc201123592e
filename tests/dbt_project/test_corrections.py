"""Known errors of sources on made-up worlds: replaced where the old value stands, marked, and accounted for."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.dbt_project.conftest import FEW_WORLDS, Replay
from tests.dbt_project.world import HOME, World

YTD = "2020-01/2020-10"
TRADE = {
    "dataset": "technology_contracts",
    "department": "science_technology_bureau",
    "source": "ledger_sum",
    "rank": 30,
}
MART = "select correction_id, status, places, cell_text from marts.mart_corrections order by 1"
SCOPE = [("rd_expenditure_industrial", "900000", YTD)]


def correct(world: World, name: str, old: str | None, new: str | None, **more: Any) -> None:
    """A correction of the first number that a submission of the world states."""
    row: dict[str, Any] = {
        **{"correction_id": name, "stated_in": "own.yml", "dataset": "industrial_rd", "period": YTD},
        **{"evidence": "表1!C5", "field": "", "file_name": "", "old": old, "new": new, "units": ""},
        **{"old_number": Decimal(old) if old else None, "new_number": Decimal(new) if new else None},
        **{
            "new_step": Decimal(1) if new else None,
            "reason": "录入错误",
            "who": "张某",
            "until": dt.date(2020, 12, 31),
        },
    }
    world.tables["corrections"].append(row | more)


def restated() -> World:
    """A number said on two days: wrongly, and then as it should be."""
    world = World()
    for submission, day, value in (("first", "2020-11-05", "100"), ("second", "2020-12-05", "110")):
        world.submit(submission, day, scopes=SCOPE)
        world.state(submission, value, flags="region_inferred suspicious")
    return world


def test_a_corrected_number_keeps_its_cell_and_its_words_and_carries_the_mark_to_the_mart(replay: Replay) -> None:
    world = World()
    world.submit("first", "2020-11-05", scopes=SCOPE)
    world.state("first", "100", value_text="0.01万元")
    correct(world, "n", "100", "110")
    found = replay(
        world,
        """select f.value, f.value_text, f.value_step, f.evidence, f.flags, m.rd_expenditure_industrial,
            c.correction_id, c.evidence, c.cell_text
        from marts.fct_observation f join evidence.mart_numbers n using (observation_id)
        join marts.mart_rd_investment m using (row_id)
        join evidence.observation_corrections c on c.vintage_id = f.vintage_id
        where n.column_name = 'rd_expenditure_industrial'""",
        tests=True,
    )
    number = Decimal(110)
    assert found == [(number, "0.01万元", 1, "表1!C5", "corrected", number, "n", "表1!C5", "0.01万元")]


def test_once_the_source_is_fixed_its_own_number_stands_and_the_correction_is_void(replay: Replay) -> None:
    world = restated()
    correct(world, "n", "100", "111")
    vintages = "select known_from, value, flags from marts.fct_observation_vintage order by 1"
    assert replay(world, vintages, tests=True) == [
        (dt.date(2020, 11, 5), Decimal(111), "region_inferred corrected"),
        (dt.date(2020, 12, 5), Decimal(110), "region_inferred suspicious"),
    ]
    assert replay(world, MART) == [("n", "source_fixed", 1, "110")]


def test_a_correction_that_reaches_nothing_is_told_and_changes_nothing(replay: Replay) -> None:
    world = World()
    world.submit("first", "2020-11-05", scopes=SCOPE)
    world.state("first", "100")
    correct(world, "a_late", "100", "1", until=dt.date(2020, 11, 4))
    correct(world, "b_elsewhere", "100", "1", evidence="表1!C6")
    correct(world, "c_other_period", "100", "1", period="2020")
    correct(world, "d_other_file", "100", "1", file_name="second.xlsx")
    correct(world, "e_other_unit", "100", "1", units=" % ")
    correct(world, "f_other_value", "100.1", "1")
    assert replay(world, MART, tests=True) == [
        ("a_late", "expired", 0, "100"),
        ("b_elsewhere", "not_found", 0, ""),
        ("c_other_period", "not_found", 0, ""),
        ("d_other_file", "not_found", 0, ""),
        ("e_other_unit", "not_found", 0, ""),
        ("f_other_value", "source_fixed", 0, "100"),
    ]
    assert replay(world, "select value, flags from marts.fct_observation") == [(Decimal(100), "")]


def test_a_corrected_record_moves_the_sums_it_belongs_to_and_marks_them_up_to_the_home_region(replay: Replay) -> None:
    world = World()
    world.submit("register", "2020-11-08", scopes=[("*", "*", "2020-10")], **TRADE)
    for region, amount in (("900101", 1000), ("900101", 200), ("900102", 70)):
        world.record(
            "register", "2020-10", contract_no=f"N-{amount}", contract_type="service", seller_region=region,
            amount=amount, registered_on=dt.date(2020, 10, 3),
        )  # fmt: skip
    ledger = {"dataset": "technology_contracts", "period": "2020-10"}
    correct(world, "amount", "1000", "1100", field="amount", evidence="台账!D4", **ledger)
    region = {"old_text": "900102", "new_text": "900103", "old_number": None, "new_number": None, "new_step": None}
    correct(world, "region", "900102", "900103", field="seller_region", evidence="台账!C6", **region, **ledger)
    sums = """select region_code, value, flags from marts.fct_observation
        where indicator_id = 'technology_trade_value' and breakdown = '' order by 1"""
    assert replay(world, sums, tests=True) == [
        (HOME, Decimal(1370), "corrected"),
        ("900101", Decimal(1300), "corrected"),
        ("900103", Decimal(70), "corrected"),
    ]
    assert replay(world, MART) == [("amount", "applied", 1, "1000"), ("region", "applied", 1, "900102")]
    behind = """select f.region_code, c.correction_id, c.evidence, c.cell_text, i.value_text
        from evidence.observation_corrections c join marts.fct_observation f using (vintage_id)
        join evidence.observation_inputs i on i.vintage_id = c.vintage_id and i.evidence = c.evidence
        where f.indicator_id = 'technology_trade_value' and f.breakdown = '' order by all"""
    assert replay(world, behind) == [
        (HOME, "amount", "台账!D4", "1000", "1000"),
        ("900101", "amount", "台账!D4", "1000", "1000"),
    ]


def test_what_an_operator_confirmed_is_confirmed_and_the_rest_stays_suspicious(replay: Replay) -> None:
    world = restated()
    world.state("second", "7", indicator_id="rd_intensity", unit="%", flags="suspicious")
    world.tables["decisions"] = [
        {"landed_seq": 9, "decision": "confirm", "subject": "second", "evidence": "表1!C6", "reason": "属实"}
    ]
    flags = "select submission_id, evidence, flags from marts.fct_observation_vintage order by all"
    assert replay(world, flags, tests=True) == [
        ("first", "表1!C5", "region_inferred suspicious"),
        ("second", "表1!C5", "region_inferred suspicious"),
        ("second", "表1!C6", "confirmed"),
    ]
    world.tables["decisions"][0]["evidence"] = ""
    assert [row[2] for row in replay(world, flags)] == [
        "region_inferred suspicious", "region_inferred confirmed", "confirmed",
    ]  # fmt: skip


@settings(FEW_WORLDS, max_examples=4)
@given(
    values=st.lists(st.integers(1, 3), min_size=1, max_size=4),
    old=st.integers(1, 3),
    until=st.integers(0, 4),
    withdrawn=st.sets(st.integers(0, 3)),
)
def test_of_any_history_exactly_the_numbers_that_are_known_wrong_are_replaced(
    replay: Replay, values: list[int], old: int, until: int, withdrawn: set[int]
) -> None:
    world = World()
    first = dt.date(2020, 11, 1)
    for number, value in enumerate(values):
        day = f"{first + dt.timedelta(days=number)}"
        world.submit(f"s{number}", day, scopes=SCOPE, withdrawn_on="2020-12-01" if number in withdrawn else None)
        world.state(f"s{number}", str(value))
    correct(world, "n", str(old), "9", until=first + dt.timedelta(days=until))
    wrong = [value == old and number <= until for number, value in enumerate(values)]
    [(_, status, places), *seen] = replay(
        world,
        """select '', status, places from marts.mart_corrections union all
        select distinct submission_id, flags, cast(value as integer) from marts.fct_observation_vintage order by 1""",
        tests=True,
    )
    assert seen == [
        (f"s{number}", "corrected", 9) if wrong[number] else (f"s{number}", "", value)
        for number, value in enumerate(values)
    ]
    assert places == sum(wrong)
    standing = [number for number in range(len(values)) if number not in withdrawn]
    if not standing:
        assert status == "not_found"
    elif values[standing[-1]] != old:
        assert status == "source_fixed"
    else:
        assert status == ("applied" if wrong[standing[-1]] else "expired")
