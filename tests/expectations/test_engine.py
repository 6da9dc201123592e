"""Great Expectations is imported ahead, in a thread, and only where a gate is going to need it."""

from __future__ import annotations

import subprocess
import sys


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
