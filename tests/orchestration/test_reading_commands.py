"""`sti query` and `sti trace` on a released home: every number ends at a cell or span that holds it."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pytest

from sources.readers.encoding import decode
from tests import chains
from warehouse.home import Home
from warehouse.querying import reading


@pytest.fixture(scope="module")
def release(released_home):
    with reading(Home(released_home)) as connection:
        yield connection


def test_a_query_is_answered_as_table_csv_json_and_arrow(released_home, sti):
    sql = "select region_code, value from fct_observation order by observation_id limit 2"
    as_csv = list(csv.DictReader(io.StringIO(sti("query", sql, "--format", "csv", home=released_home).out)))
    as_json = sti("query", sql, "--format", "json", home=released_home).lines
    assert [row["value"] for row in as_csv] == [row["value"] for row in as_json]
    assert as_csv[0]["region_code"] in sti("query", sql, home=released_home).out


def test_arrow_on_standard_output_is_an_ipc_stream_with_every_digit(released_home):
    sql = "select value from fct_observation order by observation_id limit 3"
    command = [Path(sys.executable).parent / "sti", "query", sql, "--format", "arrow", "--home", released_home]
    done = subprocess.run(command, capture_output=True, check=True)
    table = pa.ipc.open_stream(done.stdout).read_all()
    assert table.schema.field("value").type == pa.decimal128(28, 8)
    assert table.num_rows == 3


def test_a_wrong_query_is_one_sentence_and_a_release_cannot_be_written(released_home, sti):
    for sql in (
        "select nothing_like_it from fct_observation",
        "delete from fct_observation",
        "create table x as select 1",
    ):
        answer = sti("query", sql, home=released_home)
        assert answer.status == 1
        assert len(answer.err.strip().splitlines()) == 1


def test_a_query_reads_no_file_beside_the_release(released_home, sti, tmp_path):
    secret = tmp_path / "secret.csv"
    secret.write_text("a\n1\n")
    answer = sti("query", f"select * from read_csv('{secret}')", home=released_home)
    assert answer.status == 1


def test_every_number_of_the_four_marts_is_listed_with_an_observation_or_a_formula(release):
    marts = ("mart_rd_investment", "mart_hightech_output", "mart_technology_trade", "mart_talent")
    for mart in marts:
        columns = release.execute(
            """select column_name from duckdb_columns() where schema_name = 'marts' and table_name = ?
            and data_type in ('DECIMAL(28,8)', 'BIGINT', 'INTEGER')""",
            [mart],
        ).fetchall()
        assert columns, mart
        for (column,) in columns:
            missing = release.execute(
                f"""select m.row_id from marts.{mart} m where m.{column} is not null and not exists (
                    select 1 from evidence.mart_numbers n
                    where n.mart = '{mart}' and n.row_id = m.row_id and n.column_name = '{column}'
                    and n.value = m.{column})"""
            ).fetchall()
            assert not missing, (mart, column, missing[:3])


def test_every_number_of_every_mart_of_the_sample_city_leads_to_its_places(release):
    chains.assert_every_mart_is_traced_or_says_what_it_follows_from(release)
    assert chains.assert_every_number_leads_to_its_places(release) > 20_000
    chains.assert_a_row_for_each_column_is_traced_to_its_places(release)


def test_what_a_number_rests_on_is_told_once(released_home, sti, release):
    [row] = release.execute(
        "select row_id from mart_innovation_index where component = 'total' order by all limit 1"
    ).fetchone()
    told = json.loads(sti("trace", row, "--column", "rank", "--json", home=released_home).out)
    assert told[0]["inputs"][0]["role"] == "score"
    members = [part for score in told[0]["inputs"] for part in score["inputs"]]
    whole = [part for part in members if not part["told_before"]]
    assert {part["observation_id"] for part in members} == {part["observation_id"] for part in whole}
    assert len(whole) == len({part["observation_id"] for part in whole}) < len(members)
    drawn = sti("trace", row, "--column", "rank", home=released_home).out
    assert "its evidence stands above" in drawn


def test_a_mart_without_observations_says_in_one_sentence_what_it_follows_from(released_home, sti, release):
    [row] = release.execute("select min(row_id) from mart_submission_calendar").fetchone()
    for what in ("mart_submission_calendar", row):
        answer = sti("trace", what, home=released_home)
        assert answer.status == 0
        assert len(answer.out.strip().splitlines()) == 1
        assert "deliveries in the journal" in answer.out
    said = sti("trace", "mart_data_quality", "--json", home=released_home).json
    assert "ops.verdicts" in said["follows_from"]


def cells_behind(release, mart):
    return release.execute(
        """select n.column_name, n.formula, i.evidence, i.value_text, s.sha256, n.row_id
        from evidence.mart_numbers n
        left join marts.fct_observation f using (observation_id)
        left join evidence.observation_inputs i on i.observation_id = n.observation_id and i.vintage_id = f.vintage_id
        left join evidence.submissions s on s.submission_id = i.submission_id
        where n.mart = ?""",
        [mart],
    ).fetchall()


@pytest.mark.parametrize("mart", ["mart_rd_investment", "mart_hightech_output", "mart_technology_trade", "mart_talent"])
def test_every_number_of_a_mart_ends_at_cells_or_spans_that_hold_what_it_says(mart, release, released_home):
    held: dict[str, Callable[[str], object]] = {}
    rows = cells_behind(release, mart)
    assert rows
    for column, formula, evidence, says, sha256, row_id in rows:
        if formula:
            continue
        assert evidence, (mart, column, row_id)
        if sha256 not in held:
            held[sha256] = opened_by_another_library(released_home / "archive" / sha256)
        assert same(held[sha256](evidence), says), (mart, column, evidence, held[sha256](evidence), says)


def opened_by_another_library(file: Path) -> Callable[[str], object]:
    """What stands at an evidence of the file: by openpyxl in a workbook, by csv or plain slicing in a text."""
    data = file.read_bytes()
    if data.startswith(b"PK"):
        book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
        return lambda evidence: _shown(book[evidence.rpartition("!")[0]], evidence.rpartition("!")[2])
    text, _ = decode(data)
    lines = list(csv.reader(io.StringIO(text)))

    def at(evidence: str) -> object:
        if evidence.startswith("#"):
            start, end = map(int, evidence[1:].split(":"))
            return text[start:end]
        row, column = openpyxl.utils.cell.coordinate_to_tuple(evidence)
        return lines[row - 1][column - 1]

    return at


def _shown(page: Any, place: str) -> object:
    """What Excel shows at a cell: inside a merged range the value of its first cell."""
    merged = next((one for one in page.merged_cells.ranges if place in one), None)
    return (page.cell(merged.min_row, merged.min_col) if merged else page[place]).value


def same(held: object, says: str) -> bool:
    """Whether the text kept as evidence is what the cell holds; a percentage may be held as its fraction.

    Of a person only the cell's address is kept: there the cell must hold somebody.
    """
    if says == "":
        return bool(str(held or "").strip())
    if isinstance(held, int | float):
        said = Decimal(says.replace(",", "").rstrip("%"))
        return said in (Decimal(format(held, ".15g")), Decimal(format(held * 100, ".15g")))
    return str(held).strip() == says.strip()


def test_trace_of_a_mart_row_shows_file_and_cell_and_the_same_as_json(released_home, sti):
    answer = sti("trace", "mart_rd_investment", "--where", "true", "--json", home=released_home)
    assert answer.status == 0
    traced = json.loads(answer.out)
    with_cell = next(one for one in traced if one["sources"])
    assert with_cell["sources"][0]["evidence"]
    shown = sti("trace", with_cell["observation"]["observation_id"], home=released_home)
    assert with_cell["sources"][0]["evidence"] in shown.out
    assert with_cell["sources"][0]["file"] in shown.out


def test_tracing_what_does_not_exist_is_one_sentence(released_home, sti):
    answer = sti("trace", "no_such_thing", home=released_home)
    assert answer.status == 1
    assert "no_such_thing" in answer.err


def test_a_release_carries_the_documentation_of_its_model_in_one_page(released_home):
    page = (released_home / "releases" / "current" / "docs" / "index.html").read_text(encoding="utf-8")
    assert "INLINE DATA" not in page
    assert "model.sti_warehouse.mart_innovation_index" in page
    assert "位次区间的好端" in page or "\\u4f4d\\u6b21\\u533a\\u95f4" in page
    assert str(Path(__file__).parents[2]) not in page
