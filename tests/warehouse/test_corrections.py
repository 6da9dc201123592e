"""Corrections as a person writes them: values as they land, and each mistake refused in one sentence."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from sources.catalogue import load_catalogue
from sources.problems import Refused
from warehouse.builds import Build
from warehouse.corrections import correction_rows, corrections_of, leave_corrections

SHAOXING = "330600"
NUMBER = {
    "id": "rd-2020-10", "dataset": "industrial_rd", "period": "2020-01/2020-10", "cell": "规上研发!D7",
    "old": "129.56亿元", "new": "129.65亿元", "reason": "录入时两位颠倒", "who": "统计局张某", "until": "2021-06-30",
}  # fmt: skip
FIELD = NUMBER | {
    "id": "contract", "dataset": "technology_contracts", "period": "2020-10", "cell": "登记!H5", "field": "amount",
}  # fmt: skip


def rows(folder: Path, *entries: dict[str, Any] | str) -> list[dict[str, Any]]:
    """The rows of one file with these entries; a text is written as it is."""
    folder.mkdir(exist_ok=True)
    text = "".join(e if isinstance(e, str) else yaml.safe_dump([e], allow_unicode=True) for e in entries)
    (folder / "rd.yml").write_text(text, encoding="utf-8")
    return correction_rows(folder, load_catalogue(), folder / "contracts", SHAOXING)


def test_a_number_with_its_unit_word_is_exact_in_the_base_unit(tmp_path: Path) -> None:
    [row] = rows(tmp_path, NUMBER)
    assert (row["old_number"], row["new_number"], row["new_step"]) == (12956000000, 12965000000, 1000000)
    assert (row["old"], row["new"], row["units"]) == ("129.56亿元", "129.65亿元", " CNY ")
    assert (row["stated_in"], row["until"]) == ("rd.yml", dt.date(2021, 6, 30))


def test_a_bare_number_is_in_the_base_unit_and_no_digit_is_lost_to_a_float(tmp_path: Path) -> None:
    text = "- {id: a, dataset: industrial_rd, period: 2020, cell: 表!B4, old: 12956000000.12345678, new: 0.10, "
    [row] = rows(tmp_path, text + "reason: r, who: w, until: 2021-06-30}\n")
    assert (row["old_number"], row["new_number"]) == (Decimal("12956000000.12345678"), Decimal("0.1"))
    assert (row["new_step"], row["period"], row["units"]) == (Decimal("0.01"), "2020", "")


def test_a_field_of_a_ledger_is_what_its_contract_says(tmp_path: Path) -> None:
    entries = [
        FIELD | {"old": "20万元", "new": "300000元"},
        FIELD | {"id": "kind", "field": "contract_type", "old": "技术服务", "new": "transfer"},
        FIELD | {"id": "region", "field": "seller_region", "old": "越城区", "new": "330603"},
        FIELD | {"id": "day", "field": "registered_on", "old": "2020年10月3日", "new": "2020-10-13"},
        FIELD | {"id": "no", "field": "contract_no", "old": "12", "new": "12-A"},
    ]
    amount, kind, region, day, text = rows(tmp_path, *entries)
    assert (amount["old_number"], amount["new_number"], amount["new_step"]) == (200000, 300000, 1)
    assert (kind["old_text"], kind["new_text"]) == ("service", "transfer")
    assert (region["old_text"], region["new_text"]) == ("330602", "330603")
    assert (day["old_date"], day["new_date"]) == (dt.date(2020, 10, 3), dt.date(2020, 10, 13))
    assert (text["old_text"], text["new_text"], text["old_number"]) == ("12", "12-A", None)


def test_a_register_that_states_no_period_has_an_empty_one(tmp_path: Path) -> None:
    [row] = rows(tmp_path, FIELD | {"period": "", "field": "contract_no", "old": "12", "new": "13"})
    assert row["period"] == ""


def test_the_example_of_the_handbook_is_valid(tmp_path: Path) -> None:
    handbook = (Path(__file__).parents[2] / "docs" / "operations.md").read_text(encoding="utf-8")
    section = handbook.partition("## A known error of a source")[2]
    number, field = rows(tmp_path, section.partition("```yaml\n")[2].partition("```")[0])
    assert (number["old_number"], number["new_number"]) == (2781700000, 2787100000)
    assert (field["field"], field["new_number"]) == ("amount", 48997000)


def test_a_home_without_corrections_has_none(tmp_path: Path) -> None:
    assert correction_rows(tmp_path / "corrections", load_catalogue(), tmp_path, "") == []


def without(entry: dict[str, Any], key: str) -> dict[str, Any]:
    return {name: value for name, value in entry.items() if name != key}


@pytest.mark.parametrize(
    ("entries", "says"),
    [
        ([without(NUMBER, "reason")], "rd-2020-10.reason"),
        ([without(NUMBER, "until")], "rd-2020-10.until"),
        ([NUMBER | {"colour": "red"}], "rd-2020-10.colour"),
        ([NUMBER | {"id": ""}], "[1].id"),
        (["a: [\n"], "rd.yml"),
        (["a: b\n"], "rd.yml"),
        ([NUMBER, NUMBER | {"cell": "表!A1"}], "rd-2020-10.id"),
        ([NUMBER, NUMBER | {"id": "again", "old": "12956000000"}], "again"),
        ([NUMBER | {"dataset": "industrial_rdd"}], "industrial_rd,"),
        ([NUMBER | {"dataset": "foreign_experts", "field": "person"}], "ledger of persons"),
        ([NUMBER | {"dataset": "report_texts", "cell": "#10:17"}], "rd-2020-10.file"),
        ([NUMBER | {"field": "amount"}], "no field"),
        ([without(FIELD, "field")], "contract_no, contract_name"),
        ([FIELD | {"field": "amounts"}], "amount"),
        ([NUMBER | {"period": "2020年10月"}], "rd-2020-10.period"),
        ([NUMBER | {"new": "129.65"}], "not of one unit"),
        ([NUMBER | {"new": "12.5%"}], "not of one unit"),
        ([FIELD | {"old": "20万元", "new": "30"}], "not of one unit"),
        ([NUMBER | {"new": "129.560亿元"}], "already"),
        ([NUMBER | {"old": "约129亿元"}], "rd-2020-10.old"),
        ([NUMBER | {"old": "129.56斗"}], "129.56斗"),
        ([NUMBER | {"old": "1" * 21}], "rd-2020-10.old"),
        ([FIELD | {"old": "12%", "new": "13%"}], "contract.old"),
        ([FIELD | {"field": "registered_on", "old": "十月", "new": "2020-10-13"}], "contract.old"),
        ([FIELD | {"field": "contract_type", "old": "技术服务", "new": "技术服物"}], "nearest are: 技术服务"),
        ([FIELD | {"field": "seller_region", "old": "越城区", "new": "越成区"}], "越城区"),
    ],
)
def test_a_mistake_is_refused_in_one_sentence_with_file_and_key(tmp_path: Path, entries: list[Any], says: str) -> None:
    with pytest.raises(Refused) as refused:
        rows(tmp_path, *entries)
    [problem] = refused.value.problems
    assert says in problem.text("en")
    assert "rd.yml" in problem.text("zh")
    assert "\n" not in problem.text("zh")


def test_two_corrections_of_one_cell_stand_side_by_side_where_their_values_or_files_differ(tmp_path: Path) -> None:
    entries = [
        NUMBER | {"file": "a.xlsx"},
        NUMBER | {"id": "b", "file": "b.xlsx"},
        NUMBER | {"id": "c", "old": "1亿元"},
    ]
    assert [row["correction_id"] for row in rows(tmp_path, *entries)] == ["rd-2020-10", "b", "c"]
    with pytest.raises(Refused):
        rows(tmp_path, *entries, NUMBER | {"id": "d"})  # of any file


@given(
    digits=st.decimals(min_value=Decimal("-1e11"), max_value=Decimal("1e11"), places=4),
    word=st.sampled_from(["元", "万元", "亿元"]),
)
def test_whatever_is_written_in_a_unit_is_the_number_times_its_factor(
    tmp_path_factory: pytest.TempPathFactory, digits: Decimal, word: str
) -> None:
    old = f"{digits:f}{word}"
    factor = {"元": 1, "万元": 10**4, "亿元": 10**8}[word]
    entry = NUMBER | {"old": old, "new": f"{digits + 1:f}{word}"}
    [row] = rows(tmp_path_factory.getbasetemp() / "units", entry)
    assert row["old_number"] == digits * factor
    assert row["new_number"] - row["old_number"] == factor
    assert row["new_step"] == Decimal("0.0001") * factor


def test_a_build_from_before_there_were_corrections_has_none(tmp_path: Path) -> None:
    assert corrections_of(Build(tmp_path)) == corrections_of(None) == []


def test_what_is_not_applied_is_told_first_with_what_the_cell_says_now(tmp_path: Path) -> None:
    build = Build(tmp_path)
    with duckdb.connect(build.database) as connection:
        connection.execute("create schema marts")
        connection.execute(
            """create table marts.mart_corrections as from (values
            ('a', 'rd.yml', 'applied', 'rd', '2020', '表!B4', '', '', '1', '2', 1, 'x.xlsx', date '2020-11-01',
                '1', 1.0::decimal(28, 8), 'CNY', 'r', 'w', date '2021-06-30'),
            ('z', 'rd.yml', 'source_fixed', 'rd', '2020', '表!B5', '', '', '4518.08', '2', 0, 'x.xlsx',
                date '2020-11-01', '4518.08', 45180800::decimal(28, 8), 'CNY', 'r', 'w', date '2021-06-30'))
            as t (correction_id, stated_in, status, dataset, period, evidence, field, file_name, old_value, new_value,
                places, in_file, known_on, cell_text, cell_value, unit, reason, who, until)"""
        )
    fixed, applied = told = leave_corrections(build)
    assert corrections_of(build) == told
    assert (fixed["status"], applied["status"], applied["until"]) == ("source_fixed", "applied", "2021-06-30")
    assert "x.xlsx 表!B5 now says 4518.08 (45180800 CNY) and not 4518.08" in fixed["en"]
    assert "a: 2 instead of 1 at x.xlsx 表!B4, in 1 places" in applied["en"]
