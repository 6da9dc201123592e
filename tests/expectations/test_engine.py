"""Great Expectations is imported ahead, only where a gate is going to need it, and is asked what a rule says."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from expectations.duckdb_dialect import address
from expectations.engine import Validations
from expectations.rulebook import Rule


def said_by_python(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_the_engine_is_there_without_having_been_waited_for():
    code = """
import sys, threading
from expectations.engine import begin_import
assert "great_expectations" not in sys.modules
begin_import()
[thread] = [one for one in threading.enumerate() if "great_expectations" in one.name]
thread.join()
print("expectations.rows_hold" in sys.modules)
"""
    assert said_by_python(code) == "True"


def test_whoever_needs_the_engine_meanwhile_waits_for_it():
    code = """
from expectations.engine import begin_import
begin_import()
from expectations.rows_hold import ExpectRowsToHoldRule
print(ExpectRowsToHoldRule(rule="x").rule)
"""
    assert said_by_python(code) == "x"


def test_an_import_that_fails_ahead_is_told_only_to_whoever_needs_it():
    code = """
import sys, threading
sys.modules["great_expectations"] = None  # as if it was not installed
from expectations.engine import begin_import
begin_import()
[one.join() for one in threading.enumerate() if one is not threading.main_thread()]
try:
    import expectations.rows_hold
except ImportError as error:
    print(type(error).__name__)
"""
    assert said_by_python(code) == "ModuleNotFoundError"


# -- rules that are queries, on a build


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with ten numbers."""
    file = tmp_path_factory.mktemp("build") / "warehouse.duckdb"
    with duckdb.connect(str(file)) as connection:
        connection.execute("create schema marts; create table marts.numbers as select i as value from range(10) t(i)")
    return file


def results_of(build: Path, *queries: str):
    words = {"zh": "话", "en": "words"}
    rules = [
        Rule(
            id=f"own.rule_{number}",
            sentence=words,
            table="marts.numbers",
            owner="statistics_bureau",
            severity="warning",
            who_fixes=words,
            failing_rows=query,
        )
        for number, query in enumerate(queries)
    ]
    said = Validations().of_table(address(build).render_as_string(), "marts.numbers", rules)
    return [said[rule.id] for rule in rules]


@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])))
@settings(max_examples=30)
def test_any_text_in_a_rule_reaches_the_engine_as_it_stands(build, said):
    quoted, digest = said.replace("'", "''"), hashlib.md5(said.encode()).hexdigest()
    here = f"select 1 where md5('{quoted}')"
    holds, broken = results_of(build, f"{here} <> '{digest}'", f"{here} = '{digest}'")
    assert (holds.success, broken.success) == (True, False)


def test_a_query_that_gives_rows_is_broken_and_says_how_many(build):
    numbers = "from marts.numbers where value"
    holds, broken = results_of(build, f"{numbers} < 0", f"{numbers} > 6 -- three of them")
    assert (holds.success, broken.success) == (True, False)
    assert broken.result["observed_value"] == 3
