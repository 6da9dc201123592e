"""A city's exemptions: which rows may break which rule, until when, why, and who says so.

Belongs here: reading `HOME/config/exemptions/*.yml` and giving each entry to its rule. An entry has `rule`, `until`,
`reason`, `who` and may have `where` (column of the failing row -> value). Does not belong here: what an exemption
covers (rulebook), applying it (intake/, release).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from expectations.rulebook import Exemption, Rule
from sources.problems import Problem, Refused, refuse


def with_exemptions(rules: Sequence[Rule], folder: Path | None) -> list[Rule]:
    """The rules, each with the exemptions that the files of `folder` state for it.

    Raises Refused, naming file and entry, for a file or an entry that is wrong, and for a rule that does not exist.
    """
    stated: dict[str, list[Exemption]] = defaultdict(list)
    known = {rule.id for rule in rules}
    problems: list[Problem] = []
    for file in sorted(folder.glob("*.yml")) if folder is not None and folder.is_dir() else ():
        for number, entry in enumerate(_entries(file), 1):
            where = {"file": file.name, "number": str(number)}
            rule = str(entry.pop("rule", ""))
            if rule not in known:
                problems.append(Problem("expectations.exemption_unknown_rule", where | {"rule": rule or "?"}))
                continue
            try:
                stated[rule].append(Exemption.model_validate(entry))
            except ValidationError as invalid:
                for error in invalid.errors():
                    key = ".".join(map(str, error["loc"])) or "exemption"
                    said = where | {"key": key, "reason": error["msg"]}
                    problems.append(Problem("expectations.exemption_wrong", said))
    if problems:
        raise Refused(*problems)
    return [
        rule.model_copy(update={"exemptions": (*rule.exemptions, *stated[rule.id])}) if rule.id in stated else rule
        for rule in rules
    ]


def _entries(file: Path) -> Iterator[dict[str, Any]]:
    try:
        content = yaml.load(file.read_bytes(), Loader=yaml.CSafeLoader)
    except (yaml.YAMLError, UnicodeDecodeError):
        raise refuse("expectations.exemption_file_wrong", file=file.name) from None
    if not isinstance(content, list) or not all(isinstance(entry, dict) for entry in content):
        raise refuse("expectations.exemption_file_wrong", file=file.name)
    yield from (dict(entry) for entry in content)
