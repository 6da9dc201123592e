"""Document numbers of persons are looked at before only a stand-in remains, and no problem repeats one."""

import pytest

from sources.problems import say
from sources.spreadsheets.persons import Person, document_problems, is_resident_number

RIGHT = ["990000198906146299", "990000197112246111", "990000198809256680", "990000196110188013"]


def people(*documents, names=()):
    names = names or [f"Muster {number}" for number in range(len(documents))]
    return [
        Person(row, name, document, f"C{row}")
        for row, (document, name) in enumerate(zip(documents, names, strict=True), start=3)
    ]


def found(persons):
    return [(one.code, one.cell) for one in document_problems("名单", persons)]


@pytest.mark.parametrize(
    "number", [*RIGHT, "11010519491231002X", "11010519491231002x", "９９００００１９８９０６１４６２９９"]
)
def test_a_resident_number_with_the_right_check_sign_is_one(number):
    assert is_resident_number(number)


@pytest.mark.parametrize("position", range(17))
def test_a_digit_mistyped_anywhere_is_noticed(position):
    number = RIGHT[0]
    for digit in set("0123456789") - {number[position]}:
        assert not is_resident_number(number[:position] + digit + number[position + 1 :])


def test_two_neighbours_swapped_are_noticed():
    number = RIGHT[1]
    for place in range(16):
        swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
        assert swapped == number or not is_resident_number(swapped)


@pytest.mark.parametrize(
    "slip", ["99000019890614629", "9900001989061462999", "990000198906146290", "990000191306146299"]
)
def test_the_one_number_that_is_wrong_among_right_ones_is_told_at_its_cell(slip):
    assert found(people(*RIGHT, slip)) == [("sources.document_number_wrong", "C7")]


@pytest.mark.parametrize(
    "others",
    [
        ["SAMPLE0001", "E12345678", "G87654321"],  # passports
        ["990000890614629"],  # 15 digits, as before 1999
        ["3306**********1234", "3306**********1234"],
        ["3306xxxxxxxxxx1234", "3306xxxxxxxxxx1234"],
        ["无", "无"],
        ["", ""],
    ],
    ids=["passports", "old numbers", "masked by stars", "masked by letters", "words", "blank"],
)
def test_documents_that_are_no_resident_numbers_are_left_alone(others):
    assert found(people(*RIGHT, *others)) == []


@pytest.mark.parametrize("telephone", ["13900000000", "000-0000-0016", "0575-88880000", "+86-13900000000"])
def test_a_telephone_in_the_column_of_document_numbers_is_told(telephone):
    assert found(people(*RIGHT, telephone)) == [("sources.document_is_a_telephone", "C7")]


def test_numbers_of_a_kind_of_their_own_are_left_alone():
    assert found(people("202100000000000001", "202100000000000002", "202100000000000003")) == []


def test_one_number_for_two_names_is_told_at_the_second():
    persons = people(*RIGHT, RIGHT[1], names=["Ada", "Bruno", "Clara", "David", "Emil"])
    assert found(persons) == [("sources.document_of_several", "C7")]


def test_one_person_in_two_rows_is_no_slip():
    assert found(people(*RIGHT, RIGHT[1], names=["Ada", "Bruno", "Clara", "David", "Bru no"])) == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_is_said_repeats_neither_number_nor_name(language):
    persons = people(*RIGHT, RIGHT[1], "99000019890614629")
    told = "".join(one.text(language) for one in document_problems("名单", persons))
    assert told
    assert "990000" not in told
    assert "Muster" not in told
    assert say("sources.document_number_wrong", language) in told
