"""Runs the rules of the intake gate over all new submissions at once, and makes a verdict on each file.

A rule's query, or its expectation, is judged by Great Expectations on the data frame of its table, whose index is the
evidence id: one validation a table for what files say by themselves, and one more, over the files that are taken, for
what they say beside earlier ones. What the engine raised is an error: nothing is known of the data then.
Belongs here: running rules, what failing rows do to their submissions. Does not belong here: the tables (frames), the
rules (rules/intake), what reading itself found (reading.py).
"""

from __future__ import annotations

import re
import string
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from expectations.engine import Validations, short
from expectations.findings import BROKEN, NOT_JUDGED
from expectations.intake.frames import Candidate, Earlier, lay_out, look_back
from expectations.intake.reading import judge_reading
from expectations.rulebook import Expectation, Rule, plain
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
_CELL = re.compile(r"[A-Z]+[0-9]+|#[0-9]+:[0-9]+|sidecar:[0-9]+")


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
    with duckdb.connect(":memory:", config={"threads": 1}) as connection:  # small tables: a second thread only costs
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
            look_back(connection, taken, earlier(frozenset(one.reading.dataset for one in taken)))
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
    frame = _frame(connection, table, [rule.expectation for rule in rules if rule.expectation is not None])
    frame = frame[frame["submission_id"].isin(list(judged))]
    rows, errors = _asked(connection, table, rules, judged, set(frame.index))
    frame = frame.assign(**{rule_id: ~frame.index.isin(list(failing)) for rule_id, failing in rows.items()})
    said = errors | _validated(validations, table, frame, [rule for rule in rules if rule.id not in errors])
    for rule in rules:
        verdict = said[rule.id]
        if isinstance(verdict, str):
            yield _Broken(rule, error=verdict)
            continue
        of_query = rows.get(rule.id)
        failing = [of_query[key] for key in verdict] if of_query is not None else _rows(connection, table, verdict)
        broken = _Broken(rule)
        for row in sorted(failing, key=_place_in_file):
            candidate = judged[row["submission_id"]]
            if not any(one.covers(row, candidate.arrived_on) for one in rule.exemptions):
                broken.rows[candidate.submission_id].append(row)
        yield broken


def _frame(connection: DuckDBPyConnection, table: str, expectations: Sequence[Expectation]) -> Any:
    """The rows of a table by evidence id: whose they are, and the columns that the expectations name."""
    said = [value for one in expectations for value in one.kwargs.values()]
    named = {_EVIDENCE, "submission_id", *(value for value in said if isinstance(value, str))}
    described = connection.execute(f'describe intake."{table}"').fetchall()
    columns = ", ".join(f'"{name}"' for name, *_ in described if name in named)
    return connection.execute(f'select {columns} from intake."{table}"').fetch_df().set_index(_EVIDENCE)


def _asked(
    connection: DuckDBPyConnection,
    table: str,
    rules: Sequence[Rule],
    judged: Mapping[str, Candidate],
    there: Collection[str],
) -> tuple[dict[str, dict[str, dict[str, Any]]], dict[str, list[str] | str]]:
    """Of rules with a query the failing rows by evidence id; of those that cannot be asked what is wrong with them."""
    rows: dict[str, dict[str, dict[str, Any]]] = {}
    errors: dict[str, list[str] | str] = {}
    for rule in rules:
        if rule.failing_rows is None:
            continue
        failing = _failing(connection, rule, judged)
        if isinstance(failing, str):
            errors[rule.id] = failing
        elif not all(key in there for key in failing):
            errors[rule.id] = f"failing_rows gives rows that are not of intake.{table}"
        else:
            rows[rule.id] = failing
    return rows, errors


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


def _rows(connection: DuckDBPyConnection, table: str, evidence_ids: Sequence[str]) -> list[dict[str, Any]]:
    cursor = connection.execute(f'from intake."{table}" where list_contains(?, {_EVIDENCE})', [list(evidence_ids)])
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _place_in_file(row: Mapping[str, Any]) -> tuple[int, int, str]:
    return int(row.get("record_no") or 0), int(row.get("row_no") or 0), _evidence(row)


def _validated(validations: Validations, table: str, frame: Any, rules: Sequence[Rule]) -> dict[str, list[str] | str]:
    """Of each rule the evidence ids that break it, or what Great Expectations could not do."""
    try:
        return validations.of_frame(table, frame, rules)
    except Exception as error:  # whatever the engine raises: the rules of this table could not be judged
        return {rule.id: short(error) for rule in rules}


# -- what failing rows do to a file


def _with(reading: Reading, submission_id: str, found: Sequence[_Broken]) -> Reading:
    """The reading with the problems of the rules that its rows break: rows set aside, numbers flagged."""
    problems, aside, dropped, flagged = list(reading.problems), list(reading.set_aside), set(), set()
    for broken in found:
        rule, severity, suspicious = broken.rule, *_weight(broken.rule, reading)
        if broken.error:
            if _concerns(rule, reading):
                problems.append(_problem(NOT_JUDGED, rule, {}, reading, _unjudged(severity), error=broken.error))
            continue
        rows = broken.rows.get(submission_id, [])
        sets_aside = severity == "error" and reading.row_failure == "set_aside"
        for number, row in enumerate(rows):
            problem = _problem(BROKEN, rule, row, reading, severity, suspicious=suspicious)
            key = _row_key(row)
            if sets_aside and key is not None:
                if key in dropped:
                    problems.append(replace(problem, severity="warning"))
                else:
                    aside.append(SetAside(_evidence(row), "", problem))
                    dropped.add(key)
                continue
            if suspicious and key is not None:
                flagged.add(key)
            if number < MOST_ROWS:
                problems.append(problem)
            elif number == MOST_ROWS:
                rest = len(rows) - MOST_ROWS
                problems.append(_problem(BROKEN, rule, {}, reading, severity, suspicious=suspicious, rows=rest))
    if (problems, aside) == (reading.problems, reading.set_aside):
        return reading
    kept = [
        replace(row, flags=(*row.flags, SUSPICIOUS))
        if ("observation", number) in flagged and SUSPICIOUS not in row.flags
        else row
        for number, row in enumerate(reading.observations, start=1)
        if ("observation", number) not in dropped
    ]
    records = [row for row in reading.records if ("record", row.record_no) not in dropped]
    return replace(reading, problems=problems, set_aside=aside, observations=kept, records=records)


def _weight(rule: Rule, reading: Reading) -> tuple[Severity, bool]:
    """How heavy a broken rule weighs on this file, and whether its numbers are suspicious.

    A statement of a report may be read wrongly as well as be wrong: it is never refused but passes as suspicious.
    """
    if rule.severity == "critical" and reading.source == "report":
        return "warning", True
    return _SEVERITIES[rule.severity], rule.suspicious


def _unjudged(severity: Severity) -> Severity:
    return "error" if severity == "error" else "warning"


def _concerns(rule: Rule, reading: Reading) -> bool:
    """Whether the rule would have judged rows of this file."""
    table = rule.table.removeprefix("intake.")
    rows = {"submissions": True, "observations": bool(reading.observations), "record_fields": bool(reading.records)}
    return rows.get(table, table == reading.dataset)


def _row_key(row: Mapping[str, Any]) -> tuple[str, int] | None:
    """A record or a number of the reading; None for a row that is about the file."""
    if row.get("record_no"):
        return "record", int(row["record_no"])
    if row.get("row_no") and "indicator_id" in row:
        return "observation", int(row["row_no"])
    return None


def _evidence(row: Mapping[str, Any]) -> str:
    return str(row.get("evidence") or row.get("first_evidence") or "")


def _place(evidence: str) -> tuple[str, str]:
    """Sheet and cell of an evidence; what a sheet's name says stands at the sheet as such."""
    sheet, mark, cell = evidence.rpartition("!")
    return (sheet, cell) if mark or _CELL.fullmatch(evidence) else (evidence, "")


def _problem(
    code: str,
    rule: Rule,
    row: Mapping[str, Any],
    reading: Reading,
    severity: Severity,
    *,
    rows: int = 1,
    suspicious: bool = False,
    error: str = "",
) -> Problem:
    """A broken rule as a problem of the file. What is expected is told with the row's values, but not of persons."""
    sheet, cell = _place(_evidence(row))
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
        "suspicious": "yes" if suspicious else "",
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
    return words.format(**{name: plain(row[name]) for name in names})


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
