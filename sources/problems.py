"""What can be wrong with an input, said to a person.

Belongs here: the `Problem` value (a code, where it is, its parameters), the exception that carries problems out of a
reader, and the look-up of the sentence in the reader's language. The sentences themselves are data: each package keeps
a `messages.yml` (code -> zh, en), and a code begins with the name of its package.
Does not belong here: deciding what a problem leads to (refuse, set aside, warn); that is the contract's and the gate's.
"""

from __future__ import annotations

import functools
import importlib.resources
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import yaml

Severity = Literal["error", "warning", "info"]
Language = Literal["zh", "en"]


def language_of_locale(environ: Mapping[str, str] = os.environ) -> Language:
    """`zh` under a Chinese locale, else `en`; STI_LANG goes before LC_ALL, LC_MESSAGES and LANG."""
    for name in ("STI_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        if value := environ.get(name):
            return "zh" if value.lower().startswith("zh") else "en"
    return "en"


@functools.cache
def _sentences(package: str) -> dict[str, dict[str, str]]:
    text = importlib.resources.files(package).joinpath("messages.yml").read_text(encoding="utf-8")
    loaded: dict[str, dict[str, str]] = yaml.load(text, Loader=yaml.CSafeLoader)
    return loaded


def say(code: str, language: Language, **params: object) -> str:
    """The sentence of `code` (`<package>.<name>`) with its parameters filled in.

    Raises KeyError for a code without a sentence: that is a defect of ours, and `make check` looks for it.
    """
    package, _, name = code.partition(".")
    return _sentences(package)[name][language].format(**params)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, where it is, and how badly.

    `code` is `<package>.<name>` of a sentence in that package's messages.yml; `params` fill its placeholders and are
    kept as text, so that a problem can be stored and said again later in another language.
    """

    code: str
    params: Mapping[str, str] = field(default_factory=dict)
    severity: Severity = "error"
    sheet: str = ""
    cell: str = ""

    def text(self, language: Language) -> str:
        """The sentence, preceded by `sheet!cell` where that is known."""
        where = "!".join(part for part in (self.sheet, self.cell) if part)
        sentence = say(self.code, language, **self.params)
        return f"{where}: {sentence}" if where else sentence

    def as_json(self) -> dict[str, Any]:
        """A plain mapping that `from_json` reads back."""
        return {
            "code": self.code,
            "params": dict(self.params),
            "severity": self.severity,
            "sheet": self.sheet,
            "cell": self.cell,
        }

    @staticmethod
    def from_json(data: Mapping[str, Any]) -> Problem:
        """The inverse of `as_json`."""
        return Problem(data["code"], data["params"], data["severity"], data["sheet"], data["cell"])


class Refused(Exception):
    """A file, a sheet or a command that cannot be taken, with the problems that say why.

    `dataset` is what a file is of, where its shape or its sidecar says so though it cannot be taken.
    """

    def __init__(self, *problems: Problem, dataset: str = "") -> None:
        super().__init__("; ".join(problem.text("en") for problem in problems))
        self.problems = problems
        self.dataset = dataset


def refuse(code: str, *, sheet: str = "", cell: str = "", **params: object) -> Refused:
    """The exception for one problem: `raise refuse("sources.empty_file", file=name)`."""
    return Refused(Problem(code, {k: str(v) for k, v in params.items()}, "error", sheet, cell))
