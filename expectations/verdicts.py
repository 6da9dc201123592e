"""What a gate found, as values that can be stored, and the words in which a person reads them.

Belongs here: the verdict on a rule and on a build, their JSON, their lines of text. Does not belong here: how the
verdict comes about (release), or colours and tables of a terminal (the command).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from sources.problems import Language, say

Outcome = Literal["passed", "failed", "error"]
RuleSeverity = Literal["critical", "warning", "info"]

MOST_RULES_SHOWN = 6
"""How many rules that hold a build, and how many others, are told one by one: all of it is to fit one screen."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a number stands: the file of a department, and the cell, span or sidecar line in it."""

    submission_id: str
    file: str
    department: str
    evidence: str

    def text(self) -> str:
        """`统计局 · 研发.xlsx · 规上研发!D7`, without what is not known."""
        return " · ".join(part for part in (self.department, self.file, self.evidence) if part)


@dataclass(frozen=True, slots=True)
class FailingRow:
    """One row that breaks a rule: what it says, its number (if it has one), and where that comes from.

    `more_places` counts the places beyond those listed: a sum over a ledger can have thousands.
    """

    text: str
    value: str
    places: tuple[Place, ...]
    more_places: int


@dataclass(frozen=True, slots=True)
class RuleVerdict:
    """The verdict on one rule.

    `error` is not a finding about data: the rule could not be judged, and `reason` holds what the engine said.
    `failing` counts all failing rows, of which `rows` holds the first ones. `departments` has the number of them by the
    id of the department they come from ('' for none): a row that two stand behind counts for both.
    """

    rule_id: str
    severity: RuleSeverity
    outcome: Outcome
    failing: int
    sentence_zh: str
    sentence_en: str
    owner: str
    who_fixes_zh: str
    who_fixes_en: str
    table: str
    rows: tuple[FailingRow, ...] = ()
    reason: str = ""
    departments: dict[str, int] = field(default_factory=dict)

    @property
    def holds(self) -> bool:
        """Whether this verdict alone keeps a build from being published."""
        return self.outcome == "error" or (self.outcome == "failed" and self.severity == "critical")

    def sentence(self, language: Language) -> str:
        """What the rule says."""
        return self.sentence_zh if language == "zh" else self.sentence_en

    def who_fixes(self, language: Language) -> str:
        """Who has to act when the rule is broken."""
        return self.who_fixes_zh if language == "zh" else self.who_fixes_en


@dataclass(frozen=True, slots=True)
class BuildVerdict:
    """The verdicts on a build by all rules in force."""

    verdicts: tuple[RuleVerdict, ...]

    @property
    def passed(self) -> bool:
        """Whether the build may be published: no critical rule failed, and every rule could be judged."""
        return bool(self.verdicts) and not any(verdict.holds for verdict in self.verdicts)

    def counts(self) -> dict[str, dict[str, int]]:
        """How many rules of each severity came to each outcome: `{"critical": {"passed": 20, ...}, ...}`."""
        found = Counter[tuple[str, str]]((verdict.severity, verdict.outcome) for verdict in self.verdicts)
        return {
            severity: {outcome: found[severity, outcome] for outcome in ("passed", "failed", "error")}
            for severity in ("critical", "warning", "info")
        }

    def as_json(self) -> dict[str, Any]:
        """A plain mapping that `from_json` reads back; `passed` and `counts` stand in it for other readers."""
        return {
            "passed": self.passed,
            "counts": self.counts(),
            "verdicts": [asdict(verdict) for verdict in self.verdicts],
        }

    @staticmethod
    def from_json(data: Mapping[str, Any]) -> BuildVerdict:
        """The inverse of `as_json`; `passed` is told anew from the verdicts, never believed."""
        return BuildVerdict(tuple(_rule_verdict(one) for one in data["verdicts"]))

    def history(self) -> Iterator[dict[str, Any]]:
        """The verdicts as rows of the history of both gates, without the run and the build that they belong to.

        A rule has one row, or one for each department that its failing rows come from.
        """
        for verdict in self.verdicts:
            failed = verdict.outcome == "failed"
            for department_id, failing in (verdict.departments or {"": verdict.failing}).items():
                yield {
                    "gate": "release",
                    "rule_id": verdict.rule_id,
                    "severity": verdict.severity,
                    "outcome": verdict.outcome,
                    "department_id": department_id,
                    "dataset": "",
                    "judged": 1,
                    "broken": int(failed),
                    "failing": failing,
                    "suspicious": False,
                }

    def render(self, language: Language) -> list[str]:
        """The verdict in lines of plain text: what holds the build, then what is only reported, then how to go on."""
        holding = [verdict for verdict in self.verdicts if verdict.holds]
        reported = [v for v in self.verdicts if v.outcome == "failed" and not v.holds]
        lines = [_headline(self, holding, reported, language)]
        rows = 3 if len(holding) <= 3 else 1
        for verdict in holding[:MOST_RULES_SHOWN]:
            lines += _told(verdict, rows, language)
        lines += _left_out(holding, language)
        if reported:
            lines.append(say("expectations.reported", language, rules=len(reported)))
        for verdict in reported[:MOST_RULES_SHOWN]:
            lines += [_rule_line(verdict, language)] if holding else _told(verdict, 1, language)
        lines += _left_out(reported, language)
        if holding:
            data_broke = any(verdict.outcome == "failed" for verdict in holding)
            lines.append(say(f"expectations.{'go_on' if data_broke else 'go_on_error'}", language))
        return lines


def _rule_verdict(data: Mapping[str, Any]) -> RuleVerdict:
    rows = tuple(
        FailingRow(row["text"], row["value"], tuple(Place(**place) for place in row["places"]), row["more_places"])
        for row in data["rows"]
    )
    return RuleVerdict(**{**data, "rows": rows})


def _headline(
    build: BuildVerdict, holding: Sequence[RuleVerdict], reported: Sequence[RuleVerdict], language: Language
) -> str:
    if not holding:
        return say("expectations.gate_passed", language, rules=len(build.verdicts), reported=len(reported))
    return say(
        "expectations.gate_held",
        language,
        failed=sum(verdict.outcome == "failed" for verdict in holding),
        errors=sum(verdict.outcome == "error" for verdict in holding),
        rules=len(build.verdicts),
    )


def _rule_line(verdict: RuleVerdict, language: Language) -> str:
    kind = "error" if verdict.outcome == "error" else verdict.severity
    return say(
        f"expectations.rule_{kind}",
        language,
        sentence=verdict.sentence(language),
        rule=verdict.rule_id,
        table=verdict.table,
        failing=verdict.failing,
    )


def _told(verdict: RuleVerdict, most_rows: int, language: Language) -> list[str]:
    """A rule that did not pass: its sentence, its first rows with their places, who fixes it."""
    lines = [_rule_line(verdict, language)]
    if verdict.reason:
        lines.append(f"    {verdict.reason}")
    for row in verdict.rows[:most_rows]:
        lines.append(f"    {row.text}")
        where = "; ".join(place.text() for place in row.places[:3])
        more = len(row.places[3:]) + row.more_places
        if where:
            lines.append(f"      ← {where}" + (f" … +{more}" if more else ""))
    if 0 < len(verdict.rows[:most_rows]) < verdict.failing:
        lines.append(say("expectations.more_rows", language, rows=verdict.failing - most_rows))
    if verdict.outcome == "failed":
        lines.append(say("expectations.who_fixes", language, who=verdict.who_fixes(language)))
    return lines


def _left_out(verdicts: Sequence[RuleVerdict], language: Language) -> list[str]:
    rest = verdicts[MOST_RULES_SHOWN:]
    if not rest:
        return []
    return [say("expectations.more_rules", language, rules=", ".join(verdict.rule_id for verdict in rest))]
