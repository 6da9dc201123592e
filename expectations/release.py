"""The release gate: judges a finished build, table by table, before it may be published.

One suite of Great Expectations runs over each table that has rules, in an ephemeral context and read-only. An error of
the engine becomes the outcome `error`, never a finding about data.
Belongs here: running the suites and making verdicts of their results. Does not belong here: the rules (rules/), the
failing rows' SQL (failing_rows), repairing or publishing anything.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from expectations.engine import as_gx, exceptions, short
from expectations.failing_rows import by_department, failing_rows_sql, fetch
from expectations.rulebook import Rule, load_rules
from expectations.verdicts import BuildVerdict, FailingRow, Outcome, RuleVerdict
from sources.problems import refuse
from warehouse.builds import DATABASE

if TYPE_CHECKING:
    from sqlalchemy import Engine


@dataclass(frozen=True, slots=True)
class _Finding:
    """What the engine said of one rule: `reason` of an error, `observed` where a table as such breaks the rule."""

    outcome: Outcome
    reason: str = ""
    observed: str = ""


def judge_build(build_folder: Path, *, extra_rules: Path | None = None) -> BuildVerdict:
    """The verdicts of all rules on `build_folder/warehouse.duckdb`; a city's own rules lie in the folder `extra_rules`.

    The file is opened read-only and no connection outlives the call. The same process must not hold it open with other
    settings. Raises Refused if there is no readable build, or if a rule file is wrong.
    """
    import sqlalchemy

    from expectations.duckdb_dialect import address

    file = build_folder / DATABASE
    if not file.is_file():
        raise refuse("expectations.no_build", folder=build_folder)
    rules = [rule for rule in load_rules(extra_rules) if rule.gate == "release"]
    url = address(file)
    engine = sqlalchemy.create_engine(url)
    try:
        held = engine.connect()
    except sqlalchemy.exc.DBAPIError as error:
        raise refuse("expectations.build_unreadable", file=file, reason=short(error.orig)) from error
    with held:  # while one connection holds the file open, each further one takes 1 ms instead of 20
        findings = _run_suites(url.render_as_string(), rules, _tables(engine))
        verdicts = tuple(_verdict(rule, findings[rule.id], engine) for rule in rules)
    return BuildVerdict(verdicts)


def _tables(engine: Engine) -> set[str]:
    """All tables of the build as `schema.table`."""
    with engine.connect() as connection:
        listed = connection.exec_driver_sql("select schema_name || '.' || table_name from duckdb_tables()")
        return set(listed.scalars())


def _run_suites(url: str, rules: Iterable[Rule], tables: set[str]) -> dict[str, _Finding]:
    """The finding on each rule by its id; one suite a table."""
    import great_expectations as gx
    from great_expectations.data_context.types.base import ProgressBarsConfig

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    source = context.data_sources.add_sql("build", connection_string=url, create_temp_table=False)
    findings: dict[str, _Finding] = {}
    for table, of_table in groupby(sorted(rules, key=lambda rule: rule.table), key=lambda rule: rule.table):
        judged = list(of_table)
        if table not in tables:
            missing = _Finding("error", reason=f"there is no table {table}")
            findings |= {rule.id: missing for rule in judged}
            continue
        try:
            findings |= _run_suite(gx, source, table, judged)
        except Exception as error:  # whatever the engine raises: the rules of this table could not be judged
            findings |= {rule.id: _Finding("error", reason=short(error)) for rule in judged}
    return findings


def _run_suite(gx: Any, source: Any, table: str, rules: list[Rule]) -> dict[str, _Finding]:
    schema, _, name = table.partition(".")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # schema_name: a DuckDB address cannot name a schema
        asset = source.add_table_asset(table, table_name=name, schema_name=schema)
        batch = asset.add_batch_definition_whole_table("build").get_batch()
        suite = gx.ExpectationSuite(table, expectations=[as_gx(rule) for rule in rules])
        result = batch.validate(suite, result_format="BASIC")
    return {one.expectation_config.meta["rule"]: _finding(one) for one in result.results}


def _finding(result: Any) -> _Finding:
    """What a result of Great Expectations means: an exception that it swallowed makes an error of it."""
    said = exceptions(result.exception_info)
    if said is not None:
        return _Finding("error", reason=short(said))
    if result.success:
        return _Finding("passed")
    missing = result.result.get("details", {}).get("mismatched", {}).get("missing", [])
    if missing:
        return _Finding("failed", observed=f"missing={', '.join(missing)}")
    return _Finding("failed", observed=str(result.result.get("observed_value", "")))


def _verdict(rule: Rule, finding: _Finding, engine: Engine) -> RuleVerdict:
    """The verdict on a rule, with its failing rows if it failed."""
    from sqlalchemy.exc import DBAPIError

    outcome, reason, count, rows = finding.outcome, finding.reason, 0, tuple[FailingRow, ...]()
    departments: dict[str, int] = {}
    if outcome == "failed":
        sql = failing_rows_sql(rule)
        if sql is None:
            count = 1
            rows = (FailingRow(finding.observed, "", (), 0),) if finding.observed else ()
        else:
            try:
                with engine.connect() as connection:
                    count, rows = fetch(connection, rule, sql)
                    departments = by_department(connection, rule, sql)
            except DBAPIError as error:
                reason = short(error.orig)
    return RuleVerdict(
        rule_id=rule.id,
        severity=rule.severity,
        outcome=outcome,
        failing=count,
        sentence_zh=rule.sentence.zh,
        sentence_en=rule.sentence.en,
        owner=rule.owner,
        who_fixes_zh=rule.who_fixes.zh,
        who_fixes_en=rule.who_fixes.en,
        table=rule.table,
        rows=rows,
        reason=reason,
        departments=departments,
    )
