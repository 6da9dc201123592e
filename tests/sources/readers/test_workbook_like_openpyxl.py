"""Any workbook reads as openpyxl reads it: values, formats, formulas, merges, what is hidden, comments.

Each is read both ways: rows in the plain form, and the same rows where only the XML parser can take them.
"""

import datetime as dt

import openpyxl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.comments import Comment

from sources.readers.xlsx import read_xlsx
from tests.sources.readers.oracle import by_openpyxl, by_reader, with_parts
from tests.sources.submissions import saved

FORMATS = [
    "General",
    "0.00%",
    "#,##0.00",
    "yyyy-mm-dd",
    'yyyy"年"m"月"',
    "h:mm:ss",
    "[h]:mm",
    '0.0"万元"',
    "@",
    "0!.0,",
]
TEXTS = st.one_of(
    st.text(st.characters(categories=["Lo", "Nd", "Po", "Zs", "Sm"]), max_size=8),
    st.sampled_from(["甲&乙", "<合计>", '"', "line\nbreak", " 12 ", "\t", "—", "1,234", "_x000D_", "#DIV/0!", "#N/A"]),
)
VALUES = st.one_of(
    st.integers(-(10**15), 10**15),
    st.floats(-1e12, 1e12, allow_nan=False),
    st.floats(0, 70_000),
    st.booleans(),
    TEXTS,
    st.datetimes(dt.datetime(1950, 1, 1), dt.datetime(2090, 1, 1)).map(lambda day: day.replace(microsecond=0)),
    st.sampled_from(["=1+1", "=SUM(A1:A3)", '=IF(A1<2,"是&否",B2)']),
)
PLACES = st.tuples(st.integers(1, 40), st.integers(1, 30))


@st.composite
def workbooks(draw):
    book = openpyxl.Workbook()
    if draw(st.booleans()):
        book.epoch = dt.datetime(1904, 1, 1)
    for number in range(draw(st.integers(1, 2))):
        sheet = book.active if not number else book.create_sheet("第二张", 0)
        for place, value in draw(st.dictionaries(PLACES, VALUES, max_size=12)).items():
            cell = sheet.cell(*place, value)
            if not isinstance(value, dt.datetime):
                cell.number_format = draw(st.sampled_from(FORMATS))
        for row, column in draw(st.lists(PLACES, max_size=2)):
            sheet.merge_cells(start_row=row, end_row=row + 2, start_column=column, end_column=column + 1)
        for row in draw(st.sets(st.integers(1, 40), max_size=2)):
            sheet.row_dimensions[row].hidden = True
        for column in draw(st.sets(st.sampled_from("ABCZ"), max_size=2)):
            sheet.column_dimensions[column].hidden = True
        for place in draw(st.sets(PLACES, max_size=2)):
            if not isinstance(sheet.cell(*place), openpyxl.cell.cell.MergedCell):
                sheet.cell(*place).comment = Comment("已核对\n甲", "审核")
    if len(book.worksheets) == 2 and draw(st.booleans()):
        book.worksheets[1].sheet_state = draw(st.sampled_from(["hidden", "veryHidden"]))
    return saved(book)


def not_plain(part: bytes) -> bytes:
    return part.replace(b"<row", b"<!-- a remark --><row")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(workbooks())
def test_any_workbook_reads_as_openpyxl_reads_it(data):
    expected = by_openpyxl(data)
    assert by_reader(read_xlsx(data)) == expected
    other = with_parts(data, xl__worksheets__sheet1_xml=not_plain, xl__worksheets__sheet2_xml=not_plain)
    assert by_reader(read_xlsx(other)) == expected
