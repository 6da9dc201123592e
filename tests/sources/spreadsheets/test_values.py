"""A cell states the number a person reads there, exactly, or is refused."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.contracts.defaults import defaults
from sources.problems import Refused
from sources.readers.cells import Cell, CellError, binary_number
from sources.spreadsheets.values import clean_text, day_of, stated_date, stated_number

MISSING = defaults().missing


def typed(text, **stated):
    return stated_number(Cell(text, text), MISSING, **stated)


def binary(number, number_format="General"):
    value = binary_number(number)
    return stated_number(Cell(str(value), value, number_format), MISSING)


@pytest.mark.parametrize(
    ("text", "value", "step"),
    [
        ("129.56", "129.56", "0.01"),
        ("1,234.50", "1234.50", "0.01"),
        ("１２．５", "12.5", "0.1"),
        ("\t8.9 \u3000", "8.9", "0.1"),
        ("(12.3)", "-12.3", "0.1"),
        ("（12.3）", "-12.3", "0.1"),
        ("－11.２", "-11.2", "0.1"),
        ("−5", "-5", "1"),
        ("+3", "3", "1"),
        ("1.2e5", "120000", "10000"),
        ("0", "0", "1"),
        ("00012", "12", "1"),
    ],
)
def test_typewritten_numbers_are_read_as_written(text, value, step):
    stated = typed(text)
    assert (stated.value, stated.step) == (Decimal(value), Decimal(step))


@pytest.mark.parametrize(
    ("text", "value"),
    [("12.3①", "12.3"), ("12.3 *", "12.3"), ("①12.3", "12.3"), ("12.3%※", "12.3"), ("12.3[1]", "12.3")],
)
def test_a_footnote_mark_is_no_digit_of_the_number(text, value):
    assert typed(text).value == Decimal(value)


@pytest.mark.parametrize("text", ["12.3²", "1①2", "①", "12½", "⒓5"])
def test_what_only_looks_like_digits_is_refused(text):
    with pytest.raises(Refused):
        typed(text)


def test_a_footnote_mark_is_no_digit_of_a_day():
    assert stated_date(Cell("2020-11-3①", "2020-11-3①"), MISSING) == dt.date(2020, 11, 3)
    with pytest.raises(Refused):
        stated_date(Cell("2020-11-3²", "2020-11-3²"), MISSING)


@pytest.mark.parametrize("text", ["—", "-", "——", "…", "……", "", "  ", "\t", "/"])
def test_a_mark_or_a_blank_is_no_value_and_not_zero(text):
    assert typed(text) is None


@pytest.mark.parametrize(
    "text",
    ["无", "约12", "12以上", "5-7", "1,23", "1.2.3", "12 34 a b c d e f g", "(-5)", "(5", "#REF!", "x", "1,2345"],
)
def test_what_is_no_number_is_refused_and_shown(text):
    with pytest.raises(Refused) as refused:
        typed(text)
    assert refused.value.problems[0].code == "sources.text_for_number"
    assert text in refused.value.problems[0].text("zh")


@pytest.mark.parametrize(
    ("text", "qualifier", "value", "high"),
    [
        ("≥8", ">=", "8", None),
        ("10以上", ">=", "10", None),
        ("2.75左右", "~", "2.75", None),
        ("超80", ">", "80", None),
        ("5以内", "<=", "5", None),
        ("5—7%", "range", "5", "7"),
        ("400", "=", "400", None),
    ],
)
def test_hedges_become_qualifiers_where_the_contract_lets_them(text, qualifier, value, high):
    stated = typed(text, hedges=True)
    assert (stated.qualifier, stated.value) == (qualifier, Decimal(value))
    assert stated.high == (None if high is None else Decimal(high))


def test_a_percent_cell_is_the_number_it_shows():
    stated = binary(0.0219, "0.00%")
    assert (stated.value, stated.unit, stated.text, stated.step) == (Decimal("2.19"), "%", "2.19%", Decimal("0.01"))
    assert typed("12%").unit == "%"


@pytest.mark.parametrize("number_format", ["0.0,", "#,##0.00,,", '0!.0,"万"', '0"."0000', "# ?/?"])
def test_a_format_that_shows_another_number_is_refused(number_format):
    with pytest.raises(Refused, match="shows another number"):
        binary(1234567, number_format)


@pytest.mark.parametrize("number_format", ["#,##0.00", "_ * #,##0.00_ ;_ * -#,##0.00_ ", "0.00_);[Red]\\(0.00\\)", "@"])
def test_an_ordinary_format_leaves_the_number_alone(number_format):
    assert binary(1234.5, number_format).value == Decimal("1234.5")


def test_a_format_with_more_digits_says_they_are_stated():
    assert binary(12.3, "0.00").step == Decimal("0.01")
    assert binary(12.3).step == Decimal("0.1")


def test_a_number_in_binary_is_its_shortest_decimal():
    assert binary_number(0.1 + 0.2) == Decimal("0.3")
    assert binary_number(4518.08) == Decimal("4518.08")
    assert str(binary_number(1e15)) == "1000000000000000"


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=5))
def test_every_decimal_of_15_digits_survives_its_binary_cell(number):
    assert binary_number(float(number)) == number


@given(st.integers(-(10**12), 10**12), st.integers(0, 4))
def test_thousands_separators_and_full_width_change_nothing(digits, places):
    number = Decimal(digits).scaleb(-places)
    grouped = f"{number:,}"
    wide = grouped.translate(str.maketrans("0123456789.,-", "０１２３４５６７８９．，－"))
    assert typed(grouped).value == typed(wide).value == number


@given(st.text(max_size=12))
def test_any_text_is_a_number_a_blank_or_refused(text):
    try:
        stated = typed(text, hedges=True)
    except Refused:
        return
    assert stated is None or isinstance(stated.value, Decimal)


@pytest.mark.parametrize("value", [True, dt.date(2020, 12, 3), CellError("#DIV/0!"), CellError("=?")])
def test_truth_values_dates_and_errors_are_no_numbers(value):
    with pytest.raises(Refused):
        stated_number(Cell(str(value), value), MISSING)


@pytest.mark.parametrize("text", ["2020.3.5", "2020年3月5日", "2020-03-05", "2020/3/5", "２０２０.３.５", "20200305"])
def test_a_day_is_read_in_every_style(text):
    assert day_of(text) == dt.date(2020, 3, 5)


@pytest.mark.parametrize("text", ["2020-02-30", "2020.13.1", "3月5日", "2020年3月", "43895", "1.2.3"])
def test_what_is_no_day_is_none(text):
    assert day_of(text) is None


def test_a_date_cell_is_its_day_and_a_mark_is_none():
    moment = dt.datetime(2020, 3, 5, 8, 30)
    assert stated_date(Cell("x", moment), MISSING) == dt.date(2020, 3, 5)
    assert stated_date(Cell("—", "—"), MISSING) is None
    with pytest.raises(Refused, match="is no date"):
        stated_date(Cell("近期", "近期"), MISSING)


def test_text_is_kept_without_stray_blanks_and_control_characters():
    assert clean_text(Cell(" 甲 \u3000乙\u0007\n丙 ", "")) == "甲 乙 丙"
