"""Wrong usage is told with what was meant and ends with 2, as every other command line does."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["refesh"], "refresh"),
        (["refresh", "--hom", "x"], "--home"),
        (["query"], "sql"),
        (["rebuild", "--as-of", "yesterday"], "--as-of"),
        (["release", "diff", "--nope"], "--nope"),
        (["gate"], "confirm"),
    ],
    ids=["command", "option", "argument", "day", "option of a group", "group alone"],
)
def test_a_mistyped_command_says_what_was_meant_and_ends_with_two(words, told, sti):
    answer = sti(*words)
    assert answer.status == 2
    assert told in answer.out + answer.err
    assert "Traceback" not in answer.err


def test_help_ends_with_nought_and_names_every_command(sti):
    answer = sti("--help")
    assert answer.status == 0
    for command in ("sample", "refresh", "status", "query", "trace", "check-draft", "release", "gate", "contract"):
        assert command in answer.out


def test_a_refusal_is_one_sentence_and_ends_with_one(sti, tmp_path, monkeypatch):
    monkeypatch.delenv("STI_REGION", raising=False)
    answer = sti("status", home=tmp_path)
    assert (answer.status, len(answer.err.strip().splitlines())) == (1, 1)
