"""What nobody sees on a sheet is read like the rest, and told: evidence opens at it, and a person decides."""

import pytest

from tests.sources.submissions import changed, read, sample


def hide(sheet):
    for row in (8, 9, 11):
        sheet.row_dimensions[row].hidden = True
    sheet.column_dimensions["C"].hidden = True


def numbers(reading):
    return {(one.indicator_id, one.measure, one.region_code, one.period): one.value for one in reading.observations}


def test_hidden_rows_and_columns_are_read_and_told(tmp_path):
    data = sample("industrial_rd")
    name = "2020年1-10月规上工业研发费用.xlsx"
    plain = read(tmp_path, data, "statistics_bureau", name=name)
    found = read(tmp_path, changed(data, hide), "statistics_bureau", name=name)
    (told,) = [one for one in found.problems if one.code == "sources.hidden_parts"]
    assert (told.severity, told.params["places"]) == ("info", "8:9, 11:11, C:C")
    assert "8:9" in told.text("zh")
    assert numbers(found) == numbers(plain)
    assert [one.evidence for one in found.observations] == [one.evidence for one in plain.observations]


@pytest.mark.parametrize("place", ["title", "numbers of the columns", "below"])
def test_hidden_rows_without_data_are_not_worth_a_word(tmp_path, place):
    row = {"title": 2, "numbers of the columns": 6, "below": 400}[place]
    data = changed(sample("industrial_rd"), lambda sheet: setattr(sheet.row_dimensions[row], "hidden", True))
    found = read(tmp_path, data, "statistics_bureau", name="2020年1-10月规上工业研发费用.xlsx")
    assert [one.code for one in found.problems if one.code == "sources.hidden_parts"] == []
