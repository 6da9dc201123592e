"""Text with cells: .csv and .tsv, and the tab-separated text that some programs save as .xls.

Every cell is text; a row's number is that of the record, as Excel counts. Does not belong here: decoding
(encoding.py), and which text is a number.
"""

from __future__ import annotations

import csv
import io
from collections import Counter

from sources.problems import refuse
from sources.readers.cells import MAX_COLUMNS, Sheet, Workbook, address, checked_size
from sources.readers.grid import TEXT, Columns, Grid

_DELIMITERS = (",", "\t", ";")


def read_delimited(text: str) -> Workbook:
    """The one sheet of a decoded text. Raises Refused for quotes that never close."""
    delimiter = _delimiter(text)
    columns = Columns()
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for number, record in enumerate(reader, 1):
            for column, raw in enumerate(record, 1):
                if not raw.strip():
                    continue
                if column > MAX_COLUMNS:
                    raise refuse("sources.far_cell", cell=address(number, column))
                columns.add(number, column, TEXT, 0, columns.text(raw))
    except csv.Error as error:
        raise refuse("sources.broken_csv", line=reader.line_num, why=error) from error
    sheet = Sheet("", Grid(columns, (), ("General",)))
    checked_size(sheet)
    return Workbook("tsv" if delimiter == "\t" else "csv", [sheet])


def _delimiter(text: str) -> str:
    """The delimiter that most lines have equally often; of equals the first."""
    lines = [line for line in text.splitlines()[:2000] if line.strip()]

    def lines_that_agree(delimiter: str) -> int:
        counts = Counter(count for line in lines if (count := line.count(delimiter)))
        return counts.most_common(1)[0][1] if counts else 0

    return max(_DELIMITERS, key=lines_that_agree)
