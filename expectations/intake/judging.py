"""Runs the rules of the intake gate over all new submissions at once, and makes a verdict on each file.

A rule's query, or its expectation, is judged by Great Expectations on the data frame of its table, whose index is the
evidence id: one validation a table for what files say by themselves, and one more, over the files that are taken, for
what they say beside earlier ones. What the engine raised is an error: nothing is known of the data then.
Belongs here: running rules, what failing rows do to their submissions. Does not belong here: the tables (frames), the
rules (rules/intake), what reading itself found (reading.py).
"""

from __future__ import annotations

import string
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from expectations.engine import Validations, exceptions, short
from expectations.findings import BROKEN, NOT_JUDGED
from expectations.intake.frames import Candidate, Earlier, lay_out, look_back
from expectations.intake.reading import judge_reading
from expectations.rulebook import Rule
from sources.catalogue import Catalogue
from sources.contracts.loading import Loaded
from sources.problems import Problem, Severity
from sources.rows import Reading, SetAside

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MOST_ROWS = 200
"""Rows of one rule in one file that are told one by one; the rest is counted."""
SUSPICIOUS = "suspicious"
_SEVERITIES: Mapping[str, Severity] = {"critical": "error", "warning": "warning", "info": "info"}
_EVIDENCE = "evidence_id"


@dataclass(frozen=True, slots=True)
class Tally:
    """What one rule came to over the new files of one department's dataset; counts of submissions and of rows."""

    department_id: str
    dataset: str
    rule: Rule
    judged: int
    broken: int
    failing: int
    errors: int

    @property
    def outcome(self) -> str:
        """`error` if it could not be judged, else `failed` or `passed`."""
        return "error" if self.errors else "failed" if self.broken else "passed"


@dataclass(frozen=True, slots=True)
class Judgement:
    """By submission the reading with its problems and rows set aside, whether it is taken; and what rules came to."""

    readings: Mapping[str, Reading]
    accepted: Mapping[str, bool]
    tallies: tuple[Tally, ...] = ()


@dataclass(slots=True)
class _Broken:
    """What one rule found: failing rows by submission (exempt ones left out), or what the engine said."""

    rule: Rule
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    error: str = ""


def judge_submissions(
    candidates: Sequence[Candidate],
    rules: Sequence[Rule],
    *,
    catalogue: Catalogue,
    contracts: Mapping[str, Loaded],
    earlier: Callable[[frozenset[str]], Sequence[Earlier]] = lambda datasets: (),
    validations: Validations | None = None,
) -> Judgement:
    """The verdicts on all candidates by the rules of the intake gate (others are passed over).

    `contracts` is by dataset. `earlier` gives what was taken before of some datasets; it is asked only if a rule looks
    back. The same files come to the same verdicts, in whatever groups they are judged. `validations` keeps the results
    of several calls for their Data Docs.
    """
    own = {one.submission_id: _judged(one, one.reading) for one in candidates}
    readable = [replace(one, reading=own[one.submission_id][0]) for one in candidates if own[one.submission_id][1]]
    rules = [rule for rule in rules if rule.gate == "intake"]
    if not readable or not rules:
        return Judgement({key: one for key, (one, _) in own.items()}, {key: taken for key, (_, taken) in own.items()})
    import duckdb

    judged = {one.submission_id: one for one in readable}
    validations = validations or Validations()
    with duckdb.connect(":memory:") as connection:
        tables = lay_out(connection, readable, catalogue, contracts)
        found = _run(validations, connection, tables, [rule for rule in rules if not rule.looks_back], judged)
        for one in readable:
            own[one.submission_id] = _judged(one, _with(one.reading, one.submission_id, found))
        taken = [replace(one, reading=own[one.submission_id][0]) for one in readable if own[one.submission_id][1]]
        backwards = [rule for rule in rules if rule.looks_back and rule.table.removeprefix("intake.") in tables]
        if taken and backwards:
            if any(len(judged[one.submission_id].reading.set_aside) < len(one.reading.set_aside) for one in taken):
                connection.execute("drop schema intake cascade")  # without the rows that are set aside now
                tables = lay_out(connection, taken, catalogue, contracts)
            ledgers = frozenset[str]().union(*(rule.ledgers_before for rule in backwards))
            look_back(connection, taken, earlier(frozenset(one.reading.dataset for one in taken)), ledgers)
            seen = _run(validations, connection, tables, backwards, {one.submission_id: one for one in taken})
            for one in taken:
                own[one.submission_id] = _judged(one, _with(own[one.submission_id][0], one.submission_id, seen))
            found = [*found, *seen]
    return Judgement(
        {key: one for key, (one, _) in own.items()},
        {key: one for key, (_, one) in own.items()},
        tuple(_tallies(readable, found)),
    )


def _judged(candidate: Candidate, reading: Reading) -> tuple[Reading, bool]:
    verdict = judge_reading(reading)
    return replace(reading, problems=list(verdict.problems)), verdict.accepted


# -- running rules


def _run(
    validations: Validations,
    connection: DuckDBPyConnection,
    tables: Sequence[str],
    rules: Sequence[Rule],
    judged: Mapping[str, Candidate],
) -> list[_Broken]:
    """What each rule found whose table has rows; one validation a table."""
    found: list[_Broken] = []
    for table in tables:
        of_table = [rule for rule in rules if rule.table == f"intake.{table}"]
        if of_table:
            found += _run_table(validations, connection, table, of_table, judged)
    return found


def _run_table(
    validations: Validations,
    connection: DuckDBPyConnection,
    table: str,
    rules: Sequence[Rule],
    judged: Mapping[str, Candidate],
) -> Iterator[_Broken]:
    frame = connection.execute(f'select * from intake."{table}"').fetch_df().set_index(_EVIDENCE)
    frame = frame[frame["submission_id"].isin(list(judged))]
    asked: dict[str, dict[str, dict[str, Any]] | str] = {}
    columns = {}
    for rule in rules:
        if rule.failing_rows is None:
            continue
        asked[rule.id] = rows = _failing(connection, rule, judged)
        if not isinstance(rows, str):
            columns[rule.id] = ~frame.index.isin(list(rows))
    frame = frame.assign(**columns)
    runnable = [rule for rule in rules if not isinstance(asked.get(rule.id), str)]
    try:
        said = {key: _evidence_ids(one) for key, one in validations.of_frame(table, frame, runnable).items()}
    except Exception as error:  # whatever the engine raises: the rules of this table could not be judged
        said = {rule.id: short(error) for rule in runnable}
    for rule in rules:
        rows = asked.get(rule.id, {})
        verdict = rows if isinstance(rows, str) else said[rule.id]
        broken = _Broken(rule, error=verdict if isinstance(verdict, str) else "")
        for evidence_id in () if isinstance(verdict, str) else verdict:
            row = rows[evidence_id] if isinstance(rows, dict) and rows else _row(frame, evidence_id)
            candidate = judged[row["submission_id"]]
            if not any(one.covers(row, candidate.arrived_on) for one in rule.exemptions):
                broken.rows[candidate.submission_id].append(row)
        yield broken


def _failing(
    connection: DuckDBPyConnection, rule: Rule, judged: Mapping[str, Candidate]
) -> dict[str, dict[str, Any]] | str:
    """The failing rows of a query by evidence id, or what the engine said of it."""
    import duckdb

    try:
        cursor = connection.execute((rule.failing_rows or "").rstrip("; \n"))
        names = [column[0] for column in cursor.description or ()]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    except duckdb.Error as error:
        return short(error)
    key = "submission_id" if rule.table == "intake.submissions" else _EVIDENCE
    if not {key, "submission_id"} <= set(names):
        return f"failing_rows gives no column {key}"
    return {row[key]: row for row in rows if row["submission_id"] in judged}


def _row(frame: Any, evidence_id: str) -> dict[str, Any]:
    row: dict[str, Any] = frame.loc[evidence_id].to_dict()
    return row


def _evidence_ids(result: Any) -> list[str] | str:
    said = exceptions(result.exception_info)
    if said is not None:
        return short(said)
    if result.success:
        return []
    broken = [one[_EVIDENCE] for one in result.result.get("unexpected_index_list") or ()]
    return broken or f"broken as a whole: {result.result.get('observed_value', '')}"


# -- what failing rows do to a file


def _with(reading: Reading, submission_id: str, found: Sequence[_Broken]) -> Reading:
    """The reading with the problems of the rules that its rows break: rows set aside, numbers flagged."""
    problems, aside, dropped, flagged = list(reading.problems), list(reading.set_aside), set(), set()
    for broken in found:
        rule = broken.rule
        if broken.error:
            if _concerns(rule, reading):
                severity: Severity = "error" if rule.severity == "critical" else "warning"
                problems.append(_problem(NOT_JUDGED, rule, {}, reading, severity, error=broken.error))
            continue
        rows = broken.rows.get(submission_id, [])
        sets_aside = rule.severity == "critical" and reading.row_failure == "set_aside"
        for number, row in enumerate(rows):
            if number == MOST_ROWS and not sets_aside:
                rest = len(rows) - MOST_ROWS
                problems.append(_problem(BROKEN, rule, {}, reading, _SEVERITIES[rule.severity], rows=rest))
                break
            problem = _problem(BROKEN, rule, row, reading, _SEVERITIES[rule.severity])
            if sets_aside and (key := _row_key(row)) is not None:
                if key not in dropped:
                    aside.append(SetAside(_evidence(row), "", problem))
                    dropped.add(key)
                continue
            problems.append(problem)
            if rule.suspicious and row.get("row_no") and "indicator_id" in row:
                flagged.add(row["row_no"])
    if (problems, aside) == (reading.problems, reading.set_aside):
        return reading
    kept = [
        replace(row, flags=(*row.flags, SUSPICIOUS)) if number in flagged else row
        for number, row in enumerate(reading.observations, start=1)
        if ("observation", number) not in dropped
    ]
    records = [row for row in reading.records if ("record", row.record_no) not in dropped]
    return replace(reading, problems=problems, set_aside=aside, observations=kept, records=records)


def _concerns(rule: Rule, reading: Reading) -> bool:
    """Whether the rule would have judged rows of this file."""
    table = rule.table.removeprefix("intake.")
    return (
        table == "submissions" or table == reading.dataset or (table == "observations" and bool(reading.observations))
    )


def _row_key(row: Mapping[str, Any]) -> tuple[str, int] | None:
    """A record or a number of the reading; None for a row that is about the file."""
    if row.get("record_no"):
        return "record", int(row["record_no"])
    if row.get("row_no") and "indicator_id" in row:
        return "observation", int(row["row_no"])
    return None


def _evidence(row: Mapping[str, Any]) -> str:
    return str(row.get("evidence") or row.get("first_evidence") or "")


def _problem(
    code: str,
    rule: Rule,
    row: Mapping[str, Any],
    reading: Reading,
    severity: Severity,
    *,
    rows: int = 1,
    error: str = "",
) -> Problem:
    """A broken rule as a problem of the file. What is expected is told with the row's values, but not of persons."""
    sheet, _, cell = _evidence(row).rpartition("!")
    expected = {"zh": "", "en": ""}
    if rule.expected is not None and (not reading.personal or not _asks_values(rule.expected.zh)):
        expected = {language: _filled(getattr(rule.expected, language), row) for language in expected}
    params = {
        "rule": rule.id,
        "sentence_zh": rule.sentence.zh,
        "sentence_en": rule.sentence.en,
        "expected_zh": expected["zh"],
        "expected_en": expected["en"],
        "who_zh": rule.who_fixes.zh,
        "who_en": rule.who_fixes.en,
        "rows": str(rows),
        "suspicious": "yes" if rule.suspicious else "",
        "error": error,
    }
    return Problem(code, params, severity, sheet, cell)


def _asks_values(words: str) -> bool:
    return any(name for _, name, _, _ in string.Formatter().parse(words))


def _filled(words: str, row: Mapping[str, Any]) -> str:
    """The words with the values of the row in them; '' where the row lacks one that they name."""
    names = [name for _, name, _, _ in string.Formatter().parse(words) if name]
    if any(row.get(name) is None for name in names):
        return ""
    return words.format(**{name: _said(row[name]) for name in names})


def _said(value: object) -> str:
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)


def _tallies(candidates: Sequence[Candidate], found: Sequence[_Broken]) -> Iterator[Tally]:
    groups: dict[tuple[str, str], list[Candidate]] = defaultdict(list)
    for one in candidates:
        groups[one.department_id, one.reading.dataset].append(one)
    for (department_id, dataset), of_group in sorted(groups.items()):
        for broken in found:
            judged = [one for one in of_group if _concerns(broken.rule, one.reading)]
            if not judged:
                continue
            counts = Counter({one.submission_id: len(broken.rows.get(one.submission_id, ())) for one in judged})
            yield Tally(
                department_id,
                dataset,
                broken.rule,
                judged=len(judged),
                broken=sum(1 for rows in counts.values() if rows),
                failing=counts.total(),
                errors=len(judged) if broken.error else 0,
            )
