"""What changed overnight: told by the refresh, kept beside the release, shown in Dagster, asked by the command."""

from __future__ import annotations

import json

import dagster as dg
import openpyxl

from tests.orchestration.conftest import current_release

A_NUMBER = """select f.evidence, f.value_text, s.file_name, s.department from fct_observation f
    inner join evidence.submissions s using (submission_id)
    where f.indicator_id = 'rd_expenditure_industrial' and f.measure = 'level' and f.region_name = '新昌县'
    and f.period = '2020-01/2020-10'"""


def test_a_first_release_keeps_that_all_its_numbers_are_new(released_home, sti):
    [found] = sti("query", "select count(*) as n from fct_observation", "--format", "json", home=released_home).lines
    kept = receipt(released_home)
    assert (kept["before"], kept["new"], kept["changed"], kept["gone"]) == ("", found["n"], 0, 0)
    assert sti("release", "diff", "--json", home=released_home).json == kept


def test_a_corrected_cell_and_a_withdrawn_file_are_told_by_the_refresh_and_by_the_command(home, sti):
    first = current_release(home)
    [number] = sti("query", A_NUMBER, "--format", "json", home=home).lines
    file = home / "inbox" / number["department"] / number["file_name"]
    book = openpyxl.load_workbook(file)
    sheet, _, cell = number["evidence"].partition("!")
    book[sheet][cell] = int(number["value_text"]) * 2
    book.save(file)
    one = next(s for s in sti("submission", "list", "--json", home=home).lines if s["dataset"] == "targets")
    targets = "select count(*) as n from fct_observation where dataset = 'targets'"
    [leaving] = sti("query", targets, "--format", "json", home=home).lines
    sti("submission", "withdraw", one["submission_id"], "--reason", "误报", home=home)

    answer = sti("refresh", home=home)
    second = current_release(home)
    kept = receipt(home)
    assert (kept["before"], kept["after"]) == (first, second)
    assert (kept["new"], kept["changed"], kept["gone"]) == (0, 1, leaving["n"])
    assert f"0 numbers new, 1 changed, {leaving['n']:,} gone" in answer.out
    assert "+100.0%" in answer.out
    assert f"sti release diff {first} {second}" in answer.out

    [change] = kept["largest"]
    for side in (change["before"], change["after"]):
        assert [side[key] for key in ("department", "file", "evidence")] == [
            file.parent.name,
            file.name,
            f"{sheet}!{cell}",
        ]
    assert (change["before"]["value"], change["change_percent"]) == (str(int(number["value_text"]) * 10_000), "100")
    assert change["before"]["submission_id"] != change["after"]["submission_id"]

    latest = json.loads((home / "ops" / "latest.json").read_text(encoding="utf-8"))  # as `sti refresh --json` prints it
    assert latest["changes"] == {name: fact for name, fact in kept.items() if name != "counts"}
    assert latest["seconds"]["changes"] < 3
    with dg.DagsterInstance.from_config(str(home / "dagster")) as instance:
        event = instance.get_latest_materialization_event(dg.AssetKey("release"))
    metadata = event.asset_materialization.metadata
    assert [metadata[name].value for name in ("new", "changed", "gone")] == [0, 1, leaving["n"]]
    assert change["indicator_name"] in metadata["changes"].value

    assert sti("release", "diff", "--json", home=home).json == kept
    assert sti("release", "diff", first[:7], "current", "--json", home=home).json == kept
    shown = sti("release", "diff", "previous", home=home)
    assert shown.status == 0
    assert change["indicator_name"] in shown.out
    assert number["evidence"] in shown.out
    assert sti("refresh", "--json", home=home).json["changes"] is None


def test_a_release_that_does_not_exist_is_one_sentence(released_home, sti):
    answer = sti("release", "diff", "77", home=released_home)
    assert (answer.status, len(answer.err.strip().splitlines())) == (1, 1)
    assert current_release(released_home) in answer.err


def receipt(home):
    return json.loads((home / "releases" / "current" / "changes.json").read_text(encoding="utf-8"))
