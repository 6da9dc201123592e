"""`python -m orchestration.checks`: what `make check` asks of the data that the product is made of.

Catalogue and contracts load; every rule has its words and owner; every message code has its sentence in both
languages with the same parameters; the dbt project parses.
"""

from __future__ import annotations

import re
import string
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import yaml

from orchestration.versions import CODE, DBT_PROJECT

PACKAGES = ("sources", "warehouse", "expectations", "orchestration")
_CODE_IN_PYTHON = re.compile(r"""["']((?:sources|warehouse|expectations)\.(?!duckdb)[a-z0-9_]+)["']""")
_WORDS_IN_PYTHON = re.compile(r"""\bwords\(\s*["']([a-z0-9_]+)["']""")


def faults() -> Iterator[str]:
    """One line for each thing that is wrong."""
    yield from _message_faults()
    yield from _contract_faults()
    yield from _rule_faults()
    yield from _dbt_faults()


def _message_faults() -> Iterator[str]:
    known: set[str] = set()
    for package in PACKAGES:
        sentences = yaml.safe_load((CODE / package / "messages.yml").read_text(encoding="utf-8"))
        for name, sentence in sentences.items():
            known.add(f"{package}.{name}")
            if set(sentence) != {"zh", "en"}:
                yield f"{package}/messages.yml: {name} needs zh and en"
            elif _parameters(sentence["zh"], "_zh") != _parameters(sentence["en"], "_en"):
                yield f"{package}/messages.yml: {name} has other parameters in zh than in en"
    for package in PACKAGES:
        for file in sorted((CODE / package).rglob("*.py")):
            text = file.read_text(encoding="utf-8")
            used = set(_CODE_IN_PYTHON.findall(text)) if package != "orchestration" else set()
            used |= {f"orchestration.{name}" for name in _WORDS_IN_PYTHON.findall(text)}
            modules = {f"{path.parent.name}.{path.stem}" for path in CODE.rglob("*.py")}
            for code in sorted(used - known - modules):
                if not (CODE / code.replace(".", "/")).is_dir():
                    yield f"{file.relative_to(CODE)}: {code} has no sentence in messages.yml"


def _parameters(sentence: str, language: str) -> set[str]:
    """The names of its parameters; one that is in a language has that ending."""
    return {name.removesuffix(language) for _, name, _, _ in string.Formatter().parse(sentence) if name}


def _contract_faults() -> Iterator[str]:
    from sources.catalogue import load_catalogue
    from sources.contracts import check_contracts

    load_catalogue()
    for problem in check_contracts():
        yield problem.text("en")


def _rule_faults() -> Iterator[str]:
    from expectations.checks import check_rules

    for problem in check_rules():
        yield problem.text("en")


def _dbt_faults() -> Iterator[str]:
    with tempfile.TemporaryDirectory() as target:
        done = subprocess.run(
            [
                *(Path(sys.executable).parent / "dbt", "--quiet", "--warn-error", "parse"),
                *("--project-dir", DBT_PROJECT, "--profiles-dir", DBT_PROJECT),
                *("--target-path", target, "--log-path", target),
            ],
            capture_output=True,
            text=True,
            check=False,
        )
    if done.returncode:
        yield f"dbt parse: {done.stdout.strip() or done.stderr.strip()}"


if __name__ == "__main__":
    found = list(faults())
    for fault in found:
        print(fault, file=sys.stderr)
    sys.exit(1 if found else 0)
