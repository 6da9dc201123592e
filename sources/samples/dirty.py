"""What goes wrong between departments and a bureau, in the sample city: drifted layouts, late and repeated files,
revisions, wrong files.

Belongs here: spoiling clean files of the sample, the same way for the same seed, each with what must become of it. Does
not belong here: the dirt that every clean file has already (`datasets/`).
"""

from __future__ import annotations

import datetime as dt
import io
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sources.samples.datasets import industrial_rd
from sources.samples.figures import City
from sources.samples.words import chinese_date
from sources.samples.workbooks import without_clock

Kind = Literal["drift", "late", "repeated", "revised", "wrong"]
Outcome = Literal["accepted", "refused", "ignored"]
_PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x00\x00\x00\x00:~\x9bU"
_FRAMESET = (
    "<html xmlns:x='urn:schemas-microsoft-com:office:excel'><head><meta charset='utf-8'></head>"
    "<frameset rows='*,39'><frame src='a_files/sheet001.htm' name='frSheet'></frameset></html>"
)


@dataclass(frozen=True, slots=True)
class Dirt:
    """One file that is not as it should be: its path under the home, and what must become of it.

    It stands in place of the clean file of the same path, if there is one.
    """

    path: str
    content: bytes
    kind: Kind
    outcome: Outcome


def dirt(city: City, months: Sequence[tuple[int, int]], clean: Mapping[str, bytes]) -> list[Dirt]:
    """The dirt of the sample city for the months (year, month), over its clean files by path."""
    dice = random.Random(f"{city.seed}/dirt")
    return [
        *_drifted(dice, clean),
        *_late(months, clean),
        *_repeated(dice, clean),
        *_revised(city, months),
        *_wrong(clean),
    ]


def _drifted(dice: random.Random, clean: Mapping[str, bytes]) -> Iterator[Dirt]:
    """A register with a header nobody knows, a table with a column more, targets with columns changed round."""
    if path := _newest(clean, "技术合同登记台账"):
        head = dice.choice(("合同流水号（新）", "平台受理编码", "协议顺序号"))
        yield Dirt(path, _changed(clean[path], lambda page: _renamed(page, "合同登记编号", head)), "drift", "refused")
    if path := _newest(clean, "规上工业研发费用.xlsx"):
        yield Dirt(path, _changed(clean[path], _with_a_column_more), "drift", "refused")
    if path := _newest(clean, "目标任务分解表"):
        yield Dirt(path, _changed(clean[path], _with_two_columns_changed_round), "drift", "accepted")


def _late(months: Sequence[tuple[int, int]], clean: Mapping[str, bytes]) -> Iterator[Dirt]:
    """A register filed two months after its day."""
    if len(months) < 3:
        return
    year, month = months[-3]
    path = next((path for path in clean if path.endswith(f"技术合同登记台账{year}年{month}月.xlsx")), None)
    if path:
        due = dt.date(year + (month + 2) // 12, (month + 2) % 12 + 1, 28)
        text = f"填报日期：{chinese_date(due)}"
        yield Dirt(path, _changed(clean[path], lambda page: _renamed(page, "填报日期", text)), "late", "accepted")


def _repeated(dice: random.Random, clean: Mapping[str, bytes]) -> Iterator[Dirt]:
    """The same bytes under another name; the same cells saved once more."""
    books = sorted(path for path in clean if path.endswith(".xlsx") and "季度" not in path)
    one, other = dice.sample(books, 2)
    yield Dirt(one.replace(".xlsx", " - 副本.xlsx"), clean[one], "repeated", "accepted")
    again = _changed(clean[other], lambda page: None)
    yield Dirt(other.replace(".xlsx", "(1).xlsx"), again, "repeated", "accepted")


def _revised(city: City, months: Sequence[tuple[int, int]]) -> Iterator[Dirt]:
    """A month's table of industrial R&D restated once more, with one district corrected."""
    first_year = [month for year, month in months if year == city.first[0]]
    if 4 in first_year:
        content = industrial_rd.table(city, city.first[0], 4, revised=True)
        yield Dirt(f"inbox/统计局/{city.first[0]}年1-4月规上工业研发费用（更正）.xlsx", content, "revised", "accepted")


def _wrong(clean: Mapping[str, bytes]) -> Iterator[Dirt]:
    """Files that are none, or lie in the wrong place, or contradict themselves."""
    some = next(path for path in sorted(clean) if path.endswith(".xlsx"))
    yield Dirt("inbox/科技局/扫描件.xlsx", _PNG, "wrong", "refused")
    yield Dirt("inbox/科技局/传输中断.xlsx", clean[some][: len(clean[some]) // 2], "wrong", "refused")
    yield Dirt("inbox/科技局/金山表格.et", clean[some], "wrong", "refused")
    yield Dirt("inbox/科技局/网页框架.xls", _FRAMESET.encode(), "wrong", "refused")
    yield Dirt("inbox/科技局/空表.xlsx", _empty(), "wrong", "refused")
    yield Dirt("inbox/园林局/绿地面积.xlsx", clean[some], "wrong", "refused")
    yield Dirt("inbox/科技局/~$台账.xlsx", b"owner", "wrong", "ignored")
    yield Dirt("inbox/科技局/Thumbs.db", b"thumbs", "wrong", "ignored")
    if path := _newest(clean, "高新技术产业.xlsx"):
        yield Dirt(path.replace("统计局", "人社局"), clean[path], "wrong", "refused")
        yield Dirt(path, _changed(clean[path], _with_a_wrong_total), "wrong", "refused")


def _newest(clean: Mapping[str, bytes], words: str) -> str | None:
    """The path of the last file whose name has `words`; files are written from the first month to the last."""
    return next((path for path in reversed(list(clean)) if words in path and path.endswith(".xlsx")), None)


def _changed(data: bytes, change: Callable[[Any], object]) -> bytes:
    """The workbook after a change to its first sheet."""
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(data))
    change(book.worksheets[0])
    buffer = io.BytesIO()
    book.save(buffer)
    return without_clock(buffer.getvalue(), dt.date(2020, 1, 2))


def _empty() -> bytes:
    import openpyxl

    book = openpyxl.Workbook()
    book.properties.created = dt.datetime(2020, 1, 2, 9)
    buffer = io.BytesIO()
    book.save(buffer)
    return without_clock(buffer.getvalue(), dt.date(2020, 1, 2))


def _renamed(page: Any, words: str, new: str) -> None:
    """Another text in the first cell whose text begins with `words`."""
    cells = (cell for row in page.iter_rows() for cell in row)
    next(cell for cell in cells if str(cell.value or "").startswith(words)).value = new


def _with_a_column_more(page: Any) -> None:
    column = page.max_column + 1
    header = next(cell.row for row in page.iter_rows() for cell in row if str(cell.value or "").startswith("研发费用"))
    page.cell(header, column).value = "研发项目数（项）"
    for row in range(header + 2, page.max_row - 2):
        page.cell(row, column).value = 10 + row


def _with_two_columns_changed_round(page: Any) -> None:
    """The last two districts in the other order, headers and numbers alike."""
    last = page.max_column
    for row in range(1, page.max_row + 1):
        one, other = page.cell(row, last - 1), page.cell(row, last)
        if "MergedCell" not in (type(one).__name__, type(other).__name__):
            one.value, other.value = other.value, one.value


def _with_a_wrong_total(page: Any) -> None:
    row = next(cell.row for row in page.iter_rows() for cell in row if "".join(str(cell.value or "").split()) == "合计")
    number = next(cell for cell in page[row] if isinstance(cell.value, int | float))
    number.value = float(number.value) + 100
