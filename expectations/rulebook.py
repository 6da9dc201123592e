"""What a rule is, and the reading of rule files.

A rule file holds `rules`, a list, and may hold `defaults`, keys that every rule of the file has unless it says
otherwise. A rule says what must hold either as an expectation of Great Expectations (`expectation: {type, kwargs}`) or
as a query that gives the rows which break it (`failing_rows`, plain SQL). Its table says at which gate: `intake.*` are
the tables of what has just been read (intake/frames.py), every other one is of a build. A city's own file adds rules,
or changes those of the package: a rule with a known id overrides key by key. Exemptions lie beside (exemptions.py).
Belongs here: the model, the loader, what a person must be told about a bad file. Does not belong here: running rules.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal, Self

import yaml
from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError, model_validator

from sources.problems import Problem, Refused

RuleSeverity = Literal["critical", "warning", "info"]
Gate = Literal["intake", "release"]
PACKAGE_RULES = Path(__file__).parent / "rules"
Said = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
_LOOKS_BACK = re.compile(r"\bintake\.(?:earlier|history|field_history|before|fields_before)\b")

_OF_A_ROW = re.compile(
    r"expect_column_(?:values|value_lengths|pair_values)_(?!to_be_unique|to_be_of_type|to_be_in_type)"
)


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Words(_Strict):
    """The same words in both languages."""

    zh: Said
    en: Said


class Expectation(_Strict):
    """An expectation of Great Expectations by its type in snake case, e.g. `expect_column_values_to_be_unique`."""

    type: Annotated[str, StringConstraints(pattern=r"^expect_[a-z_]+$")]
    kwargs: dict[str, Any]

    @model_validator(mode="after")
    def _judges_whole_tables(self) -> Self:
        if "row_condition" in self.kwargs:
            raise ValueError("row_condition is not supported: write the rule as failing_rows")
        return self


def plain(value: object) -> str:
    """A value of a row as people write it: 12, not 12.00000000."""
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)


class Exemption(_Strict):
    """Rows that may break a rule until a day: those that have these values in these columns, all rows without any.

    The day is held against the day of arrival at intake, and against the day of judging at the release gate.
    """

    where: dict[str, Said] = {}
    until: dt.date
    reason: Said
    who: Said

    def covers(self, row: Mapping[str, Any], day: dt.date) -> bool:
        """Whether a failing row is exempt on that day."""
        if day > self.until:
            return False
        return all(column in row and plain(row[column]) == value for column, value in self.where.items())


class Rule(_Strict):
    """One rule over one table.

    At the release gate `critical` holds a release and is only for what no input can cause. At intake `critical` keeps
    out the file, or the row where the ledger's contract sets rows aside. `warning` and `info` are reported; what is
    `suspicious` passes with that flag until a person confirms it. `show` names the columns of a failing row that a
    person is shown, `expected` says what should stand there.
    """

    id: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*(\.[a-z0-9_]+)?$")]
    sentence: Words
    table: Annotated[str, StringConstraints(pattern=r"^[a-z_]+\.[a-z0-9_]+$")]
    owner: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_]*$")]
    severity: RuleSeverity
    who_fixes: Words
    expectation: Expectation | None = None
    failing_rows: Said | None = None
    show: tuple[str, ...] = ()
    expected: Words | None = None
    suspicious: bool = False
    exemptions: tuple[Exemption, ...] = ()

    @property
    def gate(self) -> Gate:
        """Where it is judged."""
        return "intake" if self.table.startswith("intake.") else "release"

    @property
    def looks_back(self) -> bool:
        """Whether it holds a file against what came before it."""
        return _LOOKS_BACK.search(self.failing_rows or "") is not None

    @model_validator(mode="after")
    def _says_what_must_hold(self) -> Self:
        if (self.expectation is None) == (self.failing_rows is None):
            raise ValueError("say what must hold by one of expectation and failing_rows")
        return self

    @model_validator(mode="after")
    def _judges_each_row(self) -> Self:
        """At intake the files of many departments lie in one table: what is said of it as a whole is of none."""
        if self.gate == "intake" and self.expectation is not None and not _OF_A_ROW.match(self.expectation.type):
            raise ValueError(
                "at intake an expectation is about each row's values; write what compares rows as failing_rows"
            )
        return self

    @model_validator(mode="after")
    def _refuses_for_what_the_file_itself_says(self) -> Self:
        """Whether a file is taken must not depend on which others happened to be there."""
        if self.gate == "intake" and self.looks_back and self.severity == "critical":
            raise ValueError(
                "a rule that looks back (intake.earlier, intake.history, intake.before …) cannot be critical"
            )
        if self.suspicious and (self.gate != "intake" or self.severity == "critical"):
            raise ValueError("suspicious is for rules of the intake gate that are not critical")
        return self


def load_rules(extra: Path | None = None) -> list[Rule]:
    """All rules in force: the package's, changed and added to by the YAML files of the folder `extra`.

    Raises Refused with a problem for each rule that is wrong, naming file and rule.
    """
    stated: dict[str, dict[str, Any]] = {}
    stated_in: dict[str, Path] = {}
    problems: list[Problem] = []
    for file in _rule_files(extra):
        try:
            entries = list(_entries(file))
        except Refused as refusal:
            problems += refusal.problems
            continue
        for entry, defaults in entries:
            rule_id = str(entry["id"])
            known = stated_in.get(rule_id)
            if known is None:
                stated[rule_id] = {**defaults, **entry}
            elif PACKAGE_RULES in known.parents and PACKAGE_RULES not in file.parents:
                stated[rule_id] = _overridden(stated[rule_id], entry)
            else:
                problems.append(_problem("rule_twice", file, rule=rule_id, other=known.name))
                continue
            stated_in[rule_id] = file
    rules = []
    for rule_id, entry in stated.items():
        try:
            rules.append(Rule.model_validate(entry))
        except ValidationError as invalid:
            for error in invalid.errors():
                where = ".".join(str(part) for part in error["loc"]) or "rule"
                problems.append(
                    _problem("rule_wrong", stated_in[rule_id], rule=rule_id, key=where, reason=error["msg"])
                )
    if problems:
        raise Refused(*problems)
    return rules


def in_words(rules: Iterable[Rule]) -> Iterator[dict[str, str]]:
    """Rows of the table `rules` of a build: what each rule says, and who has to act."""
    for rule in rules:
        yield {
            "rule_id": rule.id,
            "gate": rule.gate,
            "severity": rule.severity,
            "sentence_zh": rule.sentence.zh,
            "sentence_en": rule.sentence.en,
            "owner": rule.owner,
            "who_fixes_zh": rule.who_fixes.zh,
            "who_fixes_en": rule.who_fixes.en,
            "table_or_dataset": rule.table.removeprefix("intake."),
        }


def _rule_files(extra: Path | None) -> list[Path]:
    """The package's rule files, then a city's own; each sorted by name."""
    own = sorted(extra.glob("*.yml")) if extra is not None else []
    return sorted(PACKAGE_RULES.rglob("*.yml")) + own


@functools.lru_cache(maxsize=256)
def _parsed(content: bytes) -> Any:
    """A file as YAML. A refresh asks for the rules several times; nothing changes what comes back."""
    return yaml.load(content, Loader=yaml.CSafeLoader)


def _entries(file: Path) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """The rules of a file as they are written, each with the defaults of the file."""
    try:
        content = _parsed(file.read_bytes())
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        line = getattr(getattr(error, "problem_mark", None), "line", None)
        where = "?" if line is None else str(line + 1)
        raise Refused(_problem("rule_file_unreadable", file, line=where)) from error
    if not isinstance(content, Mapping) or not isinstance(content.get("rules"), list):
        raise Refused(_problem("rule_file_without_rules", file))
    defaults = content.get("defaults", {})
    unknown = set(content) - {"defaults", "rules"}
    if unknown or not isinstance(defaults, Mapping):
        raise Refused(_problem("rule_file_unknown_key", file, keys=", ".join(sorted(unknown)) or "defaults"))
    for number, entry in enumerate(content["rules"], 1):
        if not isinstance(entry, Mapping) or not entry.get("id"):
            raise Refused(_problem("rule_without_id", file, number=str(number)))
        yield dict(entry), dict(defaults)


def _overridden(rule: Mapping[str, Any], change: Mapping[str, Any]) -> dict[str, Any]:
    """The rule with the keys of the change; a new way to say what must hold replaces the old one."""
    kept = dict(rule)
    if {"expectation", "failing_rows"} & set(change):
        kept.pop("expectation", None)
        kept.pop("failing_rows", None)
    return {**kept, **change}


def _problem(code: str, file: Path, **params: str) -> Problem:
    return Problem(f"expectations.{code}", {"file": file.name, **params})
