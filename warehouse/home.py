"""Where things lie in the home of an installation. Paths only; each stage creates what it writes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Home:
    """The folder of one installation (STI_HOME), apart from the code."""

    root: Path

    def private(self, folder: Path) -> Path:
        """Make a folder that only the operating account may enter: it holds rows of persons."""
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700)
        return folder

    @property
    def inbox(self) -> Path:
        """`inbox/<department>/…`: the departments' own; never changed by us."""
        return self.root / "inbox"

    @property
    def archive(self) -> Path:
        """Every file ever delivered, by its sha256."""
        return self.root / "archive"

    @property
    def journal(self) -> Path:
        """The append-only record of deliveries and operator decisions."""
        return self.archive / "journal.jsonl"

    @property
    def landing(self) -> Path:
        """`landing/<batch_id>/*.parquet`: accepted readings."""
        return self.root / "landing"

    @property
    def quarantine(self) -> Path:
        """`quarantine/<batch_id>/batch.json`: refused readings with their reasons."""
        return self.root / "quarantine"

    @property
    def returns(self) -> Path:
        """`returns/<department>/`: return files and receipts, the departments' to take; hold rows of persons."""
        return self.root / "returns"

    @property
    def builds(self) -> Path:
        """Attempts at a warehouse file; not releases."""
        return self.root / "builds"

    @property
    def rebuilds(self) -> Path:
        """`rebuilds/<day>/`: what had landed by a day, built with today's code; never published."""
        return self.root / "rebuilds"

    @property
    def releases(self) -> Path:
        """Published builds; `releases/current` points at one."""
        return self.root / "releases"

    @property
    def ops(self) -> Path:
        """History of runs and verdicts (Parquet)."""
        return self.root / "ops"

    @property
    def data_docs(self) -> Path:
        """`data_docs/{intake,release}/index.html`: what each gate found last, as pages."""
        return self.ops / "data_docs"

    @property
    def dagster(self) -> Path:
        """DAGSTER_HOME of this installation."""
        return self.root / "dagster"

    @property
    def config(self) -> Path:
        """This city's own settings, contracts, regions, rules; over the package's."""
        return self.root / "config"

    @property
    def contracts(self) -> Path:
        """The city's own contracts."""
        return self.config / "contracts"

    @property
    def regions(self) -> Path:
        """The city's own regions, functional zones above all."""
        return self.config / "regions"

    @property
    def rules(self) -> Path:
        """The city's own rules of both gates."""
        return self.config / "rules"

    @property
    def exemptions(self) -> Path:
        """The city's own exemptions from rules."""
        return self.config / "exemptions"

    @property
    def index_schemes(self) -> Path:
        """The city's own composite indices."""
        return self.config / "index_schemes.yml"

    @property
    def calendar(self) -> Path:
        """The city's own calendar of what departments owe."""
        return self.config / "calendar.yml"

    @property
    def corrections(self) -> Path:
        """The city's known errors of its sources, and what holds instead."""
        return self.config / "corrections"

    @property
    def pseudonym_key(self) -> Path:
        """The key of the keyed hash for personal fields; outside every database, mode 0600."""
        return self.config / "pseudonym.key"

    @property
    def lock(self) -> Path:
        """The one lock of the home."""
        return self.root / "refresh.lock"
