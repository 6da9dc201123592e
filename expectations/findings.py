"""What the intake gate tells a department of one file, as values that can be stored and said in both languages.

Belongs here: the verdict on a file, its findings with their places, their JSON. Does not belong here: how a verdict
comes about (intake), the return file or the receipt that is made of it (returns).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal, NamedTuple

from sources.problems import Language, Problem, say

FindingSeverity = Literal["critical", "warning", "info"]
_SEVERITIES: Mapping[str, FindingSeverity] = {"error": "critical", "warning": "warning", "info": "info"}
_WHO = "expectations.department_fixes"
BROKEN, NOT_JUDGED = "expectations.rule_broken", "expectations.rule_not_judged"
"""The problems that rules of the intake gate make: their `params` hold the words of the rule."""


class FilePlace(NamedTuple):
    """A cell (`规上研发`, `D7`), a sheet as such (cell '') or a span of a report (sheet '', cell `#123:130`)."""

    sheet: str
    cell: str

    @property
    def evidence(self) -> str:
        """In the notation of evidence: `规上研发!D7`, `#123:130`."""
        return "!".join(part for part in self if part)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a file is told, whether reading found it or a rule.

    `rule_id` is a rule's id, or the code of a problem of reading (`sources.no_number`). `places` holds the first cells,
    `failing` counts all rows. `expected` may be '' where the sentence says it. `error` is what the engine said of a
    rule that could not be judged: then nothing is known of the data. `suspicious` passes until a person confirms it,
    `set_aside` is not taken though the rest of the file is.
    Sentences hold no value of a personal dataset.
    """

    rule_id: str
    severity: FindingSeverity
    sentence_zh: str
    sentence_en: str
    places: tuple[FilePlace, ...] = ()
    expected_zh: str = ""
    expected_en: str = ""
    who_fixes_zh: str = ""
    who_fixes_en: str = ""
    failing: int = 1
    suspicious: bool = False
    set_aside: bool = False
    error: str = ""

    def sentence(self, language: Language) -> str:
        """What is wrong."""
        return self.sentence_zh if language == "zh" else self.sentence_en

    def expected(self, language: Language) -> str:
        """What is expected instead."""
        return self.expected_zh if language == "zh" else self.expected_en

    def who_fixes(self, language: Language) -> str:
        """Who has to act."""
        return self.who_fixes_zh if language == "zh" else self.who_fixes_en


@dataclass(frozen=True, slots=True)
class FileVerdict:
    """Whether a submission is taken, and everything its department has to be told, worst first."""

    submission_id: str
    accepted: bool
    findings: tuple[Finding, ...]

    def as_json(self) -> dict[str, Any]:
        """A plain mapping that `from_json` reads back."""
        return asdict(self)

    @staticmethod
    def from_json(data: Mapping[str, Any]) -> FileVerdict:
        """The inverse of `as_json`."""
        findings = tuple(
            Finding(**{**one, "places": tuple(FilePlace(*place) for place in one["places"])})
            for one in data["findings"]
        )
        return FileVerdict(data["submission_id"], data["accepted"], findings)


def finding_of(problem: Problem) -> Finding:
    """A problem that reading or a rule found, as a finding."""
    place = FilePlace(problem.sheet, problem.cell)
    if problem.code in (BROKEN, NOT_JUDGED):
        said = problem.params
        return Finding(
            rule_id=said["rule"],
            severity=_SEVERITIES[problem.severity],
            sentence_zh=said["sentence_zh"],
            sentence_en=said["sentence_en"],
            places=(place,) if place.evidence else (),
            expected_zh=said["expected_zh"],
            expected_en=said["expected_en"],
            who_fixes_zh=said["who_zh"],
            who_fixes_en=said["who_en"],
            failing=int(said["rows"]),
            suspicious=bool(said["suspicious"]),
            error=said["error"],
        )
    return Finding(
        rule_id=problem.code,
        severity=_SEVERITIES[problem.severity],
        sentence_zh=say(problem.code, "zh", **problem.params),
        sentence_en=say(problem.code, "en", **problem.params),
        places=(place,) if place.evidence else (),
        who_fixes_zh=say(_WHO, "zh"),
        who_fixes_en=say(_WHO, "en"),
    )


def file_verdict(submission_id: str, accepted: bool, problems: Iterable[Problem]) -> FileVerdict:
    """The verdict on a file of which nothing but its problems of reading is known."""
    return FileVerdict(submission_id, accepted, tuple(finding_of(problem) for problem in problems))


def but_confirmed(verdict: FileVerdict, confirmed: Collection[str]) -> FileVerdict:
    """The verdict less what is suspicious at places that a person confirmed (`规上研发!D7`; '' is the whole file)."""

    def settled(one: Finding) -> bool:
        return one.suspicious and (
            "" in confirmed or (bool(one.places) and all(place.evidence in confirmed for place in one.places))
        )

    return replace(verdict, findings=tuple(one for one in verdict.findings if not settled(one)))
