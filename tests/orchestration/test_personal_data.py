"""Names, document numbers and telephones exist in the inbox, the archive and the returns, and nowhere else.

Marked persons are planted in every dataset of persons: in its columns, in columns that its contract ignores, in notes,
in rows that are set aside, in refused files, in files of no known layout, in the table of a report. After one refresh
every artefact of the home is opened by its own reader, which has been shown to find what is planted in it.
"""

from __future__ import annotations

import io
import re
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pytest
from docx import Document
from openpyxl.cell.cell import MergedCell

from orchestration.cli import run
from sources.contracts.loading import departments_with_contracts, load_contracts
from sources.contracts.model import Contract
from sources.samples import files_of, fill_home
from sources.samples.figures import load_city
from tests.orchestration.conftest import Answer, Lend
from tests.orchestration.leaks import Words, leaks, plant_everywhere

pytestmark = pytest.mark.drill

MONTHS = [(2020, month) for month in range(1, 11)]
PRIVATE = ("inbox", "archive", "returns")
PLANTED = r"驎甪.|QZPASS\d{4}|99000019770707\d{4}|1390707\d{4}"
SAMPLE = r"SAMPLE\d{4}|990000(?:19|20)\d{10}|000-000\d-\d{4}"  # the sample city's own persons
EVERYBODY = Words(re.compile(f"{PLANTED}|{SAMPLE}"), ("驎甪", "QZPASS", "990000", "1390707", "SAMPLE", "000-000"))


class Persons:
    """Marked persons, each other than the last."""

    def __init__(self) -> None:
        self.number = 0

    def name(self) -> str:
        self.number += 1
        return f"驎甪{chr(0x4E10 + self.number)}"

    def document(self) -> str:
        self.number += 1
        return f"QZPASS{self.number:04d}" if self.number % 2 else f"99000019770707{self.number:04d}"

    def telephone(self) -> str:
        self.number += 1
        return f"1390707{self.number:04d}"


def personal_contracts() -> dict[str, Contract]:
    """Dataset -> contract, of those with fields that hold persons."""
    found = {}
    for department in departments_with_contracts():
        for dataset, loaded in load_contracts(department).items():
            ledgers = [s.ledger for layout in loaded.contract.layouts for s in layout.sheets if s.ledger]
            if any(field.personal for ledger in ledgers for field in ledger.fields):
                found[dataset] = loaded.contract
    return found


FILES = {
    "foreign_experts": "外国专家项目申报台账.xlsx",
    "commissioners": "第十四批科技特派员派遣名单（2020年）.xlsx",
    "leading_teams": "2020年度领军型创新创业团队申报情况汇总表.xlsx",
    "talent_introduced": "2020年度引进人才台账.xlsx",
}


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory, with_dbt: Lend) -> Path:
    """A home of the datasets of persons alone, after one refresh over files full of marked persons."""
    home = with_dbt(tmp_path_factory.mktemp("personal") / "home")
    of_persons = {name for dataset in FILES for name, _ in files_of(dataset, load_city(), MONTHS)}
    for path in fill_home(home):
        if path.is_relative_to(home / "inbox") and path.relative_to(home).as_posix() not in of_persons:
            path.unlink()
    persons = Persons()
    for name in FILES.values():
        [path] = (home / "inbox").rglob(name)
        good = path.read_bytes()
        path.write_bytes(with_rows_set_aside(good, persons))
        path.with_name(f"退回 {name}").write_bytes(with_a_wrong_count(good, persons))
        path.with_name(f"新表 {name}").write_bytes(in_an_unknown_layout(good, persons))
        path.with_name(f"横排 {name}").write_bytes(persons_across(persons))
    (home / "inbox" / "科技局" / "工作总结.docx").write_bytes(report_with_a_table(persons))
    assert run(["refresh", "--home", str(home), "--json"]) == 0
    return home


def data_cells(sheet) -> Iterator[tuple[int, dict[str, int]]]:
    """The rows of persons with the columns by their headers, the lowest header counting."""
    columns: dict[str, int] = {}
    for row in sheet.iter_rows():
        texts = {str(cell.value).strip(): cell.column for cell in row if isinstance(cell.value, str)}
        if len(texts) > 3 and not isinstance(row[0].value, int):
            columns |= texts
        elif columns and isinstance(row[0].value, int):
            yield row[0].row, columns


NAMES = ("姓名", "团队名称")
NUMBERS = ("护照号", "身份证号码", "身份证件号码", "证件号码")
TELEPHONES = ("联系电话",)
TYPED = (
    "所在区县",
    "县（市、区）",
    "项目类别",
    "人才类别",
    "申报类别",
    "类型",
    "申报时间",
    "引进时间",
    "来华工作时间",
    "评审进展",
)


def put(sheet, row: int, column: int, word: str) -> None:
    """Type into a cell, if it is one: inside a merged range there is none."""
    if not isinstance(cell := sheet.cell(row, column), MergedCell):
        cell.value = word


def fill(sheet, persons: Persons) -> list[tuple[int, dict[str, int]]]:
    """Marked persons in place of the sample's, in 备注 and in lines below; the rows with their columns by header."""
    rows = list(data_cells(sheet))
    makers = {NAMES: persons.name, NUMBERS: persons.document, TELEPHONES: persons.telephone}
    for row, columns in rows:
        for header, column in columns.items():
            for headers, make in makers.items():
                if header in headers:
                    put(sheet, row, column, make())
        if note := columns.get("备注"):
            put(sheet, row, note, f"{persons.name()}，{persons.document()}，{persons.telephone()}")
    last = sheet.max_row + 1
    put(sheet, last, 1, f"注：联系人{persons.name()}，电话{persons.telephone()}")
    put(sheet, last + 1, 1, f"填表人：{persons.name()}")
    put(sheet, last + 2, 1, persons.name())
    put(sheet, last + 2, 2, persons.document())
    return rows


def with_rows_set_aside(good: bytes, persons: Persons) -> bytes:
    """Persons typed into columns of places, codes and dates, and one person in two rows with different facts."""
    book = openpyxl.load_workbook(io.BytesIO(good))
    for sheet in book.worksheets:
        rows = fill(sheet, persons)
        columns = rows[0][1]
        for (row, _), header in zip(rows[2::3], (h for h in TYPED if h in columns), strict=False):
            put(sheet, row, columns[header], f"{persons.name()} {persons.document()}")
        for header in (*NAMES, *NUMBERS):
            if header in columns:
                put(sheet, rows[1][0], columns[header], sheet.cell(rows[0][0], columns[header]).value)
    return saved(book)


def with_a_wrong_count(good: bytes, persons: Persons) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(good))
    for sheet in book.worksheets:
        fill(sheet, persons)
        sheet.title = re.sub(r"\d+", "999", sheet.title)
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and re.fullmatch(r"共\d+.*", cell.value):
                    cell.value = re.sub(r"\d+", "999", cell.value)
    return saved(book)


def in_an_unknown_layout(good: bytes, persons: Persons) -> bytes:
    """Headers that nobody declared, one of them a person's name, and a column without any."""
    book = openpyxl.load_workbook(io.BytesIO(good))
    for sheet in book.worksheets:
        fill(sheet, persons)
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value in (*NAMES, *NUMBERS):
                    cell.value = f"{persons.name()}{cell.value}"
        sheet.cell(3, sheet.max_column + 1, persons.name())
        sheet.cell(8, sheet.max_column + 1, f"{persons.name()}{persons.telephone()}")
    return saved(book)


def persons_across(persons: Persons) -> bytes:
    """A sheet turned on its side: persons stand where headers do."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["姓名", *(persons.name() for _ in range(5))])
    sheet.append(["身份证号码", *(persons.document() for _ in range(5))])
    sheet.append(["所在区县", *["越城区"] * 5])
    return saved(book)


def report_with_a_table(persons: Persons) -> bytes:
    """A report that names its persons in a table, and one of their numbers in a sentence."""
    document = Document()
    document.add_paragraph("绍兴市科技局2020年工作总结")
    document.add_paragraph(
        "2020年，全市派遣科技特派员118人，其中团队特派员84人。"
        + f"咨询电话{persons.telephone()}，证件{persons.document()}。"
    )
    table = document.add_table(rows=4, cols=4)
    for cell, word in zip(table.rows[0].cells, ("姓名", "证件号码", "联系电话", "人数"), strict=True):
        cell.text = word
    for row in table.rows[1:]:
        words = (persons.name(), persons.document(), persons.telephone(), "3人")
        for cell, word in zip(row.cells, words, strict=True):
            cell.text = word
    document.add_paragraph("2020年12月10日")
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def saved(book: openpyxl.Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_every_dataset_of_persons_is_planted() -> None:
    assert set(FILES) == set(personal_contracts())


@pytest.fixture(scope="module")
def search(planted: Path) -> tuple[dict[str, set[str]], set[str]]:
    """What a search of all but the private folders finds of persons and of the key, and the kinds it opened."""
    key = (planted / "config" / "pseudonym.key").read_text()
    assert len(key) == 64
    words = Words(re.compile(f"{EVERYBODY.pattern.pattern}|{key}"), (*EVERYBODY.hints, key))
    return leaks(planted, words, PRIVATE)


def test_the_search_finds_a_deliberate_leak_in_each_kind_of_artefact(
    tmp_path: Path, search: tuple[dict[str, set[str]], set[str]]
) -> None:
    made = plant_everywhere(tmp_path / "tree", Persons().name())
    found, kinds = leaks(tmp_path / "tree", EVERYBODY)
    assert {place.split(" ")[0] for place in found} == {path.name for path in made}
    assert search[1] <= kinds, "a kind of artefact that the search has not been shown to open"


def test_persons_and_their_key_stand_where_they_belong_and_nowhere_else(
    planted: Path, search: tuple[dict[str, set[str]], set[str]]
) -> None:
    inbox, _ = leaks(planted / "inbox", EVERYBODY)
    assert len(inbox) > 4 * len(FILES)
    assert set(search[0]) == {"config/pseudonym.key pseudonym.key"}


def test_only_the_operating_account_may_enter_what_holds_persons(planted: Path) -> None:
    for name in ("inbox", "archive", "landing", "quarantine", "builds"):
        assert stat.S_IMODE((planted / name).stat().st_mode) == 0o700, name
    if (planted / "returns").exists():
        assert stat.S_IMODE((planted / "returns").stat().st_mode) == 0o700
    assert stat.S_IMODE((planted / "config" / "pseudonym.key").stat().st_mode) == 0o600


def test_commands_tell_where_and_never_whom(planted: Path, sti: Callable[..., Answer]) -> None:
    listed = sti("submission", "list", "--json", home=planted).lines
    personal = [one for one in listed if one["dataset"] in FILES or "新表" in one["file"] or "横排" in one["file"]]
    aside = [one for one in personal if one["outcome"] == "accepted" and one["set_aside"]]
    assert {one["dataset"] for one in aside} == set(FILES)
    assert sum(one["outcome"] == "refused" for one in listed) == 3 * len(FILES)
    said = [sti("submission", "show", one["submission_id"], home=planted).out for one in personal]
    assert all("!" in text for text, one in zip(said, personal, strict=True) if one["set_aside"])
    said += [sti(*command, home=planted).out for command in (("status",), ("status", "--json"))]
    trace = ("trace", "mart_commissioners", "--where", "persons is not null and region_level = 'county'")
    said += [sti(*trace, *more, home=planted).out for more in ((), ("--json",))]
    assert "派遣名单!B" in said[-1]
    assert [EVERYBODY.within(text) for text in said if EVERYBODY.within(text)] == []


def test_what_is_set_aside_is_told_by_its_cell(planted: Path, sti: Callable[..., Answer]) -> None:
    rows = sti(
        "query",
        "select s.dataset, a.evidence, a.raw from ops.set_aside a join ops.submissions s using (submission_id)",
        "--format", "json", home=planted,
    ).lines  # fmt: skip
    mine = [row for row in rows if row["dataset"] in FILES]
    assert len(mine) >= 2 * len(FILES)
    assert {row["raw"] for row in mine} == {"***"}
    assert all(re.search(r"![A-Z]+\d+$", row["evidence"]) for row in mine)
