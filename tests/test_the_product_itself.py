"""What must hold of the repository: no city outside its data, every sentence in both languages, nothing generated."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
CITY = "绍兴"


def tracked() -> list[Path]:
    try:
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("not a git checkout")
    return [ROOT / name for name in listed.decode().split("\0") if name]


def test_outside_catalogue_data_samples_and_tests_nothing_names_the_sample_city():
    free = ("sources/catalogue/", "sources/samples/", "evals/defects/", "tests/")  # defects are planted in the sample
    named = [
        str(path.relative_to(ROOT))
        for path in tracked()
        if path.suffix in (".py", ".yml", ".sql", ".csv", ".toml")
        and not str(path.relative_to(ROOT)).startswith(free)
        and CITY in path.read_text(encoding="utf-8")
    ]
    assert named == []


def test_no_lock_file_names_a_registry():
    assert not (ROOT / "uv.lock").exists()
    assert "http" not in (ROOT / "requirements.lock").read_text(encoding="utf-8").replace("httptools", "").replace(
        "httpx", ""
    ).replace("httpcore", "")


def test_every_entry_of_the_lock_has_hashes():
    lines = (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
    entries = [i for i, line in enumerate(lines) if "==" in line and not line.startswith(" ")]
    assert entries
    for i in entries:
        assert lines[i].endswith("\\"), lines[i]
        assert "--hash=sha256:" in lines[i + 1]
