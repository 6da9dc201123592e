"""A draft's figure against the warehouse's: roundings, hedges, slips, older vintages, kinds, neighbours."""

from __future__ import annotations

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.catalogue import load_catalogue
from sources.periods import parse_period
from sources.reports import Statement
from warehouse.drafts import check_statements
from warehouse.figures import Number, fit, slip
from warehouse.remarks import amount, remark

REGION = "110000"
INDICATOR = "rd_expenditure_industrial"


def number(text: str, unit: str = "CNY", step: str | None = None, qualifier: str = "=", high: str | None = None):
    """A number whose last digit is that of its text unless `step` says otherwise."""
    value = Decimal(text)
    last = Decimal(1).scaleb(value.as_tuple().exponent) if step is None else Decimal(step)
    return Number(value, Decimal(high) if high else None, qualifier, unit, last)


@pytest.mark.parametrize(
    ("draft", "known", "expected"),
    [
        (number("2.65", "%"), number("2.65", "%"), "same"),
        (number("2.7", "%"), number("2.65", "%"), "coarser"),
        (number("2.6", "%"), number("2.65", "%"), "coarser"),  # the 5 may itself be rounded
        (number("2.6", "%"), number("2.66", "%"), "no"),
        (number("3", "%"), number("2.65", "%"), "coarser"),
        (number("2.654", "%"), number("2.65", "%"), "finer"),
        (number("2.66", "%"), number("2.65", "%"), "no"),
        (number("-3.1", "%"), number("3.1", "%"), "no"),
        (number("80", step="1"), number("79.46", step="0.01"), "no"),
        (number("1300", "count", "100"), number("1250", "count"), "coarser"),
        (number("1200", "count", "100"), number("1250", "count"), "no"),  # a count is exact: half goes up
        (number("1230", "count"), number("1231", "count"), "no"),
        (number("1200", "count", qualifier=">"), number("1231", "count"), "bound"),
        (number("1231", "count", qualifier=">"), number("1231", "count"), "hedge"),
        (number("1232", "count", qualifier=">="), number("1231", "count"), "no"),
        (number("100", "count", qualifier=">"), number("250", "count"), "no"),  # true, and not about that number
        (number("80", qualifier="<", step="1"), number("79.3", step="0.1"), "bound"),
        (number("80", qualifier="<", step="1"), number("80.4", step="0.1"), "no"),
        (number("80", qualifier="<", step="1"), number("60.4", step="0.1"), "no"),
        (number("3", "%", qualifier="~"), number("2.75", "%"), "coarser"),
        (number("100", "count", qualifier="~"), number("104", "count"), "bound"),
        (number("100", "count", qualifier="~"), number("112", "count"), "no"),
        (number("431", "count"), number("425", "count", qualifier=">="), "bound"),
        (number("420", "count"), number("425", "count", qualifier=">="), "no"),
        (number("10", "rank", qualifier="<="), number("3", "rank"), "bound"),
        (number("2", "count", qualifier="range", high="3"), number("3", "count"), "bound"),
        (number("2", "count", qualifier="range", high="3"), number("4", "count"), "no"),
        (number("4", "count"), number("4", "person"), "no"),
    ],
)
def test_a_figure_goes_with_the_known_number_as_its_digits_and_hedges_allow(draft, known, expected):
    assert fit(draft, known) == expected


def test_a_target_of_300_or_more_is_no_target_of_250_or_more():
    known = number("300", "count", qualifier=">=")
    assert fit(number("250", "count", qualifier=">="), known, as_stated=True) == "no"
    assert fit(number("300", "count"), known, as_stated=True) == "hedge"
    assert fit(number("3", "%", qualifier="~"), number("2.75", "%", qualifier="~"), as_stated=True) == "coarser"


@given(
    value=st.decimals(min_value=-(10**9), max_value=10**9, places=4, allow_nan=False),
    places=st.integers(min_value=-3, max_value=3),
)
def test_every_right_rounding_is_one_and_the_next_step_beside_it_is_none(value, places):
    step = Decimal(1).scaleb(-places)
    rounded = (value / step).quantize(Decimal(1), ROUND_HALF_UP) * step
    known = Number(value, None, "=", "CNY", Decimal("0.0001"))
    assert fit(Number(rounded, None, "=", "CNY", step), known) in ("same", "coarser")
    for beside in (rounded + 2 * step, rounded - 2 * step):
        assert fit(Number(beside, None, "=", "CNY", step), known) == "no"


@given(digits=st.integers(min_value=11, max_value=999_999), power=st.integers(min_value=-8, max_value=8).filter(bool))
def test_a_slip_by_any_power_of_ten_is_named(digits, power):
    known = Number(Decimal(digits), None, "=", "CNY", Decimal(1))
    draft = Number(Decimal(digits).scaleb(-power), None, "=", "CNY", Decimal(1).scaleb(-power))
    assert slip(draft, known) == power


def test_one_digit_that_only_rounds_to_the_known_number_is_no_slip():
    assert slip(number("5", "count"), number("52", "count")) == 0
    assert slip(number("4", "rank"), number("40", "rank")) == 0


@pytest.mark.parametrize(
    ("stated", "quote", "expected"),
    [
        (number("12956000000"), "", "129.56亿元"),
        (number("45180800"), "", "4518.08万元"),
        (number("-3.10000000", "%"), "", "-3.1%"),
        (number("425", "count", qualifier=">="), "431家", "≥425家"),
        (number("12000", "count"), "1.2万余家", "12000家"),
        (number("2", "count", qualifier="range", high="3"), "2-3个", "2-3个"),
        (number("4", "rank"), "4", "第4位"),
        (number("0"), "", "0元"),
        (number("0.24", "pp"), "0.24个百分点", "0.24个百分点"),
    ],
)
def test_amounts_are_written_as_reports_write_them(stated, quote, expected):
    assert amount(stated, quote) == expected


def statement(text: str = "129.56", *, kind: str = "actual", period: str = "2020-01/2020-10", **changed) -> Statement:
    """A statement of a hundred million yuan each, as a draft makes it."""
    value = Decimal(text) * 10**8
    fields = {
        "start": 0,
        "end": 8,
        "quote": f"{text}亿元",
        "indicator": INDICATOR,
        "measure": "level",
        "region": "北京市",
        "region_code": REGION,
        "period": period,
        "kind": kind,
        "qualifier": "=",
        "value": value,
        "value_high": None,
        "unit": "CNY",
        "step": Decimal(10**6),
        "scope": "",
        "breakdown": "",
        "sentence": (0, 8),
        "flags": (),
        "rule": "",
    }
    return Statement(**{**fields, **changed})


def vintage(text: str, *, since: str = "2020-11-18", until: str | None = None, force: bool = True, **changed) -> dict:
    """A vintage of the warehouse in the columns that a release has."""
    fields = {
        "vintage_id": f"{text} {since}",
        "observation_id": "o",
        "vintage_no": 1,
        "indicator_id": INDICATOR,
        "indicator_name": "规上工业企业研发经费",
        "measure": "level",
        "region_code": REGION,
        "region_name": "北京市",
        "period": "2020-01/2020-10",
        "kind": "actual",
        "scope": "",
        "breakdown": "",
        "qualifier": "=",
        "value": Decimal(text) * 10**8,
        "value_high": None,
        "unit": "CNY",
        "value_text": text,
        "value_step": Decimal(10**6),
        "source": "official_table",
        "submission_id": "s1",
        "evidence": "表!B7",
        "known_from": dt.date.fromisoformat(since),
        "known_to": dt.date.fromisoformat(until) if until else None,
        "ambiguous": False,
        "in_force": force and not until,
    }
    made = {**fields, **changed}
    return {**made, "period_end": parse_period(made["period"]).end}


def checked(said: Statement, *vintages: dict):
    """The finding of one statement by a release with these vintages."""
    with duckdb.connect() as connection:
        connection.execute("create schema marts; create schema evidence")
        connection.execute(
            """create table evidence.submissions as select 's1' as submission_id, '十月.xlsx' as file_name,
            '统计局' as department"""
        )
        columns = vintage("1")
        types = {"value": "decimal(28, 8)", "value_high": "decimal(28, 8)", "value_step": "decimal(28, 8)"}
        types |= dict.fromkeys(("known_from", "known_to", "period_end"), "date")
        types |= {"vintage_no": "integer", "ambiguous": "boolean"}
        names = [name for name in columns if name != "in_force"]
        declared = ", ".join(f"{name} {types.get(name, 'varchar')}" for name in names)
        connection.execute(f"create table marts.fct_observation_vintage ({declared})")
        connection.execute(
            """create table marts.fct_observation
            (vintage_id varchar, observation_id varchar, submission_id varchar, evidence varchar, known_from date)"""
        )
        connection.execute(
            """create table evidence.mart_numbers (observation_id varchar, value decimal(28, 8), formula varchar);
            create table evidence.derived_inputs (observation_id varchar, input_observation_id varchar)"""
        )
        for one in vintages:
            marks = ", ".join("?" * len(names))
            connection.execute(
                f"insert into marts.fct_observation_vintage values ({marks})", [one[name] for name in names]
            )
            if one["in_force"]:
                connection.execute("insert into marts.fct_observation (vintage_id) values (?)", [one["vintage_id"]])
        [finding] = check_statements(connection, [said], load_catalogue())
        return finding


def test_a_figure_that_the_release_has_agrees_and_names_its_cell():
    finding = checked(statement(), vintage("129.56"))
    assert (finding.verdict, finding.known.evidence, finding.known.file) == ("agrees", "表!B7", "十月.xlsx")
    assert "表!B7" in remark(finding, "zh")
    assert "2020-11-18" in remark(finding, "en")


def test_a_figure_of_an_older_vintage_agrees_with_what_was_known_until_a_day():
    older = vintage("129.56", since="2020-11-18", until="2020-12-02")
    finding = checked(statement(), older, vintage("130.01", since="2020-12-02"))
    assert (finding.verdict, finding.reason) == ("differs", "outdated")
    assert finding.once.known_to == dt.date(2020, 12, 2)
    assert "until 2020-12-02" in remark(finding, "en")


def test_a_figure_of_a_source_that_does_not_prevail_is_told_so():
    finding = checked(statement(), vintage("129.56", force=False, source="report"), vintage("130.01"))
    assert (finding.verdict, finding.reason) == ("differs", "outdated")
    assert "another source" in remark(finding, "en")


def test_an_estimate_is_held_against_the_actual_once_there_is_one():
    estimate = vintage("129.56", kind="estimate")
    assert checked(statement(kind="estimate"), estimate).verdict == "agrees"
    overtaken = checked(statement(kind="estimate"), estimate, vintage("131.20"))
    assert (overtaken.verdict, overtaken.known.kind, overtaken.once.kind) == ("differs", "actual", "estimate")
    assert "earlier estimate" in remark(overtaken, "en")


def test_an_actual_is_held_against_an_estimate_where_there_is_no_actual_and_told_so():
    finding = checked(statement(), vintage("129.56", kind="estimate"))
    assert finding.verdict == "agrees"
    assert "an estimate only" in remark(finding, "en")


def test_a_target_is_never_held_against_an_actual():
    finding = checked(statement(kind="target"), vintage("129.56"))
    assert (finding.verdict, [n.part for n in finding.neighbours]) == ("not_known", ["kind"])


def test_what_the_warehouse_does_not_have_names_its_nearest_neighbours():
    finding = checked(
        statement(period="2020-01/2020-11"),
        vintage("100", period="2020-01/2020-08", vintage_id="a"),
        vintage("115", period="2020-01/2020-09", vintage_id="b"),
        vintage("129", vintage_id="c"),
        vintage("90", period="2019-01/2019-11", vintage_id="d"),
        vintage("60", period="2020-01/2020-11", breakdown="大型企业", vintage_id="e"),
        vintage("61", period="2020-01/2020-10", breakdown="大型企业", vintage_id="f"),
    )
    assert finding.verdict == "not_known"
    near = [(n.part, n.known.period) for n in finding.neighbours]
    assert near == [("period", f"2020-01/2020-{month}") for month in ("10", "09", "08")]


def test_a_figure_of_another_period_is_found_there():
    finding = checked(
        statement("115.22"), vintage("129.56"), vintage("115.22", period="2020-01/2020-09", vintage_id="other")
    )
    assert (finding.verdict, finding.reason) == ("differs", "")
    assert [n.known.period for n in finding.neighbours] == ["2020-01/2020-09"]


def test_a_figure_of_an_indicator_that_it_may_be_confused_with_is_found_there():
    confused = load_catalogue().indicators[INDICATOR].not_to_be_confused_with[0]
    finding = checked(statement(), vintage("129.56", indicator_id=confused, indicator_name="另一个"))
    assert [n.part for n in finding.neighbours] == ["indicator"]
    assert "另一个" in remark(finding, "zh")


def test_contradicting_and_withdrawn_numbers_and_unknown_places_are_not_known():
    contradicting = [vintage(t, ambiguous=True, force=False) for t in ("129.56", "129.65")]
    assert checked(statement(), *contradicting).reason == "ambiguous"
    withdrawn = checked(statement(), vintage("129.56", until="2020-12-02"))
    assert (withdrawn.verdict, withdrawn.reason, withdrawn.once.value_text) == ("not_known", "withdrawn", "129.56")
    assert checked(statement(region_code="", region="无此区")).reason == "place"


def test_a_slip_of_万_for_亿_is_named_with_the_factor():
    finding = checked(statement("0.012956", step=Decimal(100)), vintage("129.56"))
    assert (finding.reason, finding.power) == ("slip", 4)
    assert "10000" in remark(finding, "zh")
