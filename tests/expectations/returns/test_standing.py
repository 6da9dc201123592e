"""What stands refused, as it follows from deliveries: since when, of which dataset, and what ends it."""

from __future__ import annotations

import datetime as dt

from expectations.returns.standing import standing_refusals
from warehouse.journal import Event
from warehouse.landing import Batch
from warehouse.submissions import submissions


class Inbox:
    """Deliveries and decisions, one a day from 1 November 2020 (17:00 UTC: the next day in Shanghai)."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.told: dict[str, tuple[bool, str, tuple[str, ...]]] = {}

    def comes(
        self, path: str, content: str, *, accepted: bool, dataset: str = "", periods: tuple[str, ...] = ()
    ) -> None:
        self.told[content] = (accepted, dataset, periods)
        self._event("delivery", {"path": path, "sha256": content, "sidecar_sha256": ""})

    def withdrawn(self, content: str) -> None:
        [key] = [key for key, one in self._submissions().items() if one.sha256 == content]
        self._event("withdraw", {"submission": key, "reason": "误报"})

    def standing(self) -> list[tuple[str, str, int]]:
        """(content, dataset, day of November since when) of what stands refused."""
        every = self._submissions()
        batches = {key: self._batch(key, *self.told[one.sha256]) for key, one in every.items()}
        found = standing_refusals(every, batches)
        return [(every[one.submission_id].sha256, one.dataset, one.since.day) for one in found]

    def _submissions(self):
        return submissions(self.events, lambda folder: folder)

    def _event(self, kind, facts) -> None:
        seq = len(self.events) + 1
        self.events.append(
            Event(seq, dt.datetime(2020, 10, 31, 17, tzinfo=dt.UTC) + dt.timedelta(seq - 1), kind, facts)
        )

    def _batch(self, key: str, accepted: bool, dataset: str, periods: tuple[str, ...]) -> Batch:
        return Batch(
            batch_id=key,
            submission_id=key,
            accepted=accepted,
            dataset=dataset,
            contract_version="",
            reading_version="",
            supersedes="period",
            source="",
            known_on=None,
            known_on_from="",
            counts={},
            problems=(),
            periods=periods,
        )


def test_a_refused_file_stands_until_an_accepted_one_comes_under_its_path_or_its_name():
    for path in ("统计局/研发.xlsx", "统计局/研发（更正）.xlsx"):
        inbox = Inbox()
        inbox.comes("统计局/研发.xlsx", "good", accepted=True, dataset="rd")
        inbox.comes("统计局/研发.xlsx", "broken", accepted=False, dataset="rd")
        assert inbox.standing() == [("broken", "rd", 2)]
        inbox.comes(path, "better", accepted=True, dataset="rd")
        assert inbox.standing() == []


def test_the_first_of_several_wrong_ones_says_since_when():
    inbox = Inbox()
    inbox.comes("统计局/研发.xlsx", "broken", accepted=False, dataset="rd")
    inbox.comes("统计局/研发.xlsx", "broken again", accepted=False, dataset="rd")
    inbox.comes("统计局/研发.xlsx", "broken again", accepted=False, dataset="rd")
    assert inbox.standing() == [("broken again", "rd", 1)]


def test_what_was_right_before_ends_it_and_what_was_wrong_before_begins_it_anew():
    inbox = Inbox()
    inbox.comes("统计局/研发.xlsx", "good", accepted=True, dataset="rd")
    inbox.comes("统计局/研发.xlsx", "broken", accepted=False)
    inbox.comes("统计局/研发.xlsx", "good", accepted=True, dataset="rd")
    assert inbox.standing() == []
    inbox.comes("统计局/研发.xlsx", "broken", accepted=False)
    assert inbox.standing() == [("broken", "rd", 4)]


def test_a_file_that_no_contract_knows_is_of_the_dataset_that_came_under_its_path_or_its_name_of_another_month():
    inbox = Inbox()
    inbox.comes("统计局/2020年1-9月研发.xlsx", "september", accepted=True, dataset="rd")
    inbox.comes("统计局/产值.xlsx", "output", accepted=True, dataset="output")
    inbox.comes("统计局/2020年1-10月研发（修改）.xlsx", "noise", accepted=False)
    inbox.comes("统计局/产值.xlsx", "noise too", accepted=False)
    inbox.comes("科技局/2020年1-10月研发.xlsx", "of another", accepted=False)
    inbox.comes("统计局/别的.xlsx", "unheard of", accepted=False)
    assert inbox.standing() == [
        ("noise", "rd", 3),
        ("noise too", "output", 4),
        ("of another", "", 5),
        ("unheard of", "", 6),
    ]


def test_a_name_under_which_two_datasets_came_says_nothing():
    inbox = Inbox()
    inbox.comes("统计局/9月.xlsx", "a", accepted=True, dataset="rd")
    inbox.comes("统计局/10月.xlsx", "b", accepted=True, dataset="output")
    inbox.comes("统计局/11月.xlsx", "noise", accepted=False)
    assert inbox.standing() == [("noise", "", 3)]


def test_a_right_file_of_another_dataset_or_department_leaves_it_standing():
    inbox = Inbox()
    inbox.comes("统计局/研发.xlsx", "broken", accepted=False, dataset="rd")
    inbox.comes("统计局/研发.xlsx", "something else", accepted=True, dataset="output")
    inbox.comes("科技局/研发.xlsx", "of another", accepted=True, dataset="rd")
    assert inbox.standing() == [("broken", "rd", 1)]


def test_what_an_operator_withdrew_waits_for_nobody():
    inbox = Inbox()
    inbox.comes("统计局/研发.xlsx", "broken", accepted=False, dataset="rd")
    inbox.withdrawn("broken")
    assert inbox.standing() == []
