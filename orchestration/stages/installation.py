"""One home with its settings, catalogue, region and rules, as all stages need them."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

from expectations.exemptions import with_exemptions
from expectations.intake.frames import Earlier
from expectations.rulebook import Rule, load_rules
from orchestration.settings import Settings, catalogue_of, home_of, home_region
from orchestration.versions import intake_version
from sources.catalogue import Catalogue
from sources.reading import reading_version
from warehouse.home import Home
from warehouse.journal import Journal
from warehouse.landing import Batch, batch_id, find_batch, landed_file
from warehouse.submissions import Submission, day_in_shanghai, pinned, submissions


class Installation:
    """One home with its settings, catalogue and region, as the stages need them."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.home: Home = home_of(settings)

    @cached_property
    def catalogue(self) -> Catalogue:
        """The package's catalogue with the city's own regions."""
        return catalogue_of(self.settings)

    @cached_property
    def region(self) -> str:
        """The home region's code. Raises Refused if it is not set or unknown."""
        return home_region(self.settings, self.catalogue)

    def department_of(self, folder: str) -> str:
        """The id of the department that a top folder of the inbox belongs to, else the folder's name."""
        department = self.catalogue.department(folder)
        return department.department_id if department else folder

    def submissions(self) -> dict[str, Submission]:
        """All submissions by id."""
        return submissions(Journal(self.home.journal).events(), self.department_of)

    def reading_version(self, department_id: str) -> str:
        """What a reading of this department's files, and the verdict of the intake gate on it, depend on."""
        if department_id not in self._reading_versions:
            read_by = reading_version(
                department_id,
                extra_contracts=existing(self.home.contracts),
                extra_regions=existing(self.home.regions),
                home_region=self.region,
            )
            self._reading_versions[department_id] = f"{read_by}{self._intake_version}"
        return self._reading_versions[department_id]

    @cached_property
    def _intake_version(self) -> str:
        return intake_version(self.home)

    @cached_property
    def rules(self) -> list[Rule]:
        """The rules of both gates with the city's exemptions. Raises Refused where a file of either is wrong."""
        return with_exemptions(load_rules(existing(self.home.rules)), existing(self.home.exemptions))

    def taken_before(self, datasets: frozenset[str]) -> list[Earlier]:
        """The submissions of these datasets that today's contracts and rules took."""
        found = []
        for one in self.submissions().values():
            batch = self.batch_of(one)
            if batch is not None and batch.accepted and batch.dataset in datasets:
                withdrawn = one.withdrawn
                found.append(
                    Earlier(
                        submission_id=one.submission_id,
                        department_id=one.department_id,
                        dataset=batch.dataset,
                        seq=one.deliveries[0].seq,
                        until_seq=withdrawn.seq if withdrawn else None,
                        known_on=batch.known_on or day_in_shanghai(one.deliveries[0].at),
                        periods=batch.periods,
                        counts=batch.counts,
                        observations=landed_file(self.home, batch, "observations"),
                        records=landed_file(self.home, batch, "record_fields"),
                    )
                )
        return found

    @cached_property
    def _reading_versions(self) -> dict[str, str]:
        return {}

    def batch_of(self, submission: Submission) -> Batch | None:
        """The batch of a submission's reading by today's contracts and engine, if it was made."""
        identifier = batch_id(submission.submission_id, self.reading_version(submission.department_id))
        found = self._batches.get(identifier) or find_batch(self.home, identifier)
        if found:
            self._batches[identifier] = found  # a batch never changes
        return found

    def forget(self, batch: Batch) -> None:
        """Look for a batch anew the next time: it is no longer where it was."""
        self._batches.pop(batch.batch_id, None)

    @cached_property
    def _batches(self) -> dict[str, Batch]:
        return {}

    @property
    def pinned(self) -> bool:
        """Whether a person holds the current release: others are published beside it."""
        return pinned(Journal(self.home.journal).events()) is not None

    def unread(self) -> list[Submission]:
        """Submissions that today's contracts and engine have not read yet."""
        return [submission for submission in self.submissions().values() if self.batch_of(submission) is None]


def existing(folder: Path) -> Path | None:
    """The folder, None where a home has none."""
    return folder if folder.is_dir() else None
