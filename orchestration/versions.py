"""The versions of everything that turns landed rows into marts: hashes of files, part of a build's fingerprint."""

from __future__ import annotations

import hashlib
import importlib.metadata
from pathlib import Path

from sources.catalogue import Catalogue
from warehouse.hashing import files_sha256
from warehouse.home import Home

CODE = Path(__file__).resolve().parents[1]
DBT_PROJECT = CODE / "dbt_project"
_DBT_PARTS = ("models", "macros", "seeds", "tests", "dbt_project.yml", "profiles.yml")


def dbt_project_version() -> str:
    """sha256 of everything in the dbt project that dbt reads; what it writes (target, logs) is left out."""
    files: list[Path] = []
    for part in (DBT_PROJECT / name for name in _DBT_PARTS):
        files += [path for path in part.rglob("*") if path.is_file()] if part.is_dir() else [part]
    return files_sha256(DBT_PROJECT, files)


def versions(home: Home, catalogue: Catalogue) -> dict[str, str]:
    """By name: catalogue, rules (the city's too), dbt_project, code that keeps and judges, config, lock."""
    code = [*(CODE / "warehouse").glob("*.*"), *(CODE / "expectations").rglob("*.py")]
    rules = [*(CODE / "expectations" / "rules").rglob("*.yml")]
    config = [path for path in home.config.rglob("*") if path.is_file() and path != home.pseudonym_key]
    lock = CODE / "requirements.lock"
    return {
        "catalogue": catalogue.version,
        "rules": files_sha256(CODE, rules),
        "dbt_project": dbt_project_version(),
        "code": files_sha256(CODE, code),
        "config": files_sha256(home.root, config),
        "lock": files_sha256(CODE, [lock]) if lock.exists() else "",
    }


def intake_version(home: Home) -> str:
    """8 hex digits of all that the intake gate judges by: its code, its rules, the city's rules and exemptions."""
    gate = CODE / "expectations"
    package = [*(gate / "intake").glob("*.*"), *(gate / "rules" / "intake").glob("*.yml")]
    package += [gate / name for name in ("rulebook.py", "exemptions.py", "engine.py")]
    own = [path for folder in (home.rules, home.exemptions) if folder.is_dir() for path in folder.glob("*.yml")]
    whole = files_sha256(CODE, package) + files_sha256(home.root, own)
    return hashlib.sha256(whole.encode()).hexdigest()[:8]


def code_version(parts: dict[str, str]) -> str:
    """`0.1.0+3f9a6c1e`: the package's version and the hash of its code, models and rules."""
    whole = "".join(parts[name] for name in ("catalogue", "rules", "dbt_project", "code"))
    return f"{importlib.metadata.version('sti-warehouse')}+{hashlib.sha256(whole.encode()).hexdigest()[:8]}"
