"""What changed overnight: told by the refresh, kept beside the release, shown in Dagster, asked by the command."""

from __future__ import annotations

import json

import dagster as dg
import openpyxl

from tests.orchestration.conftest import current_release

CELLS = """select f.region_name, f.evidence, f.value, s.file_name, s.department from fct_observation f
    inner join evidence.submissions s using (submission_id)
    where f.indicator_id = 'rd_expenditure_industrial' and f.measure = 'level' and f.period = '2020-01/2020-10'
    and f.region_name in ('绍兴市', '新昌县')"""


def test_a_first_release_keeps_that_all_its_numbers_are_new(released_home, sti):
    [found] = sti("query", "select count(*) as n from fct_observation", "--format", "json", home=released_home).lines
    kept = receipt(released_home)
    assert (kept["before"], kept["new"], kept["changed"], kept["gone"]) == ("", found["n"], 0, 0)
    assert sti("release", "diff", "--json", home=released_home).json == kept


def test_a_withdrawn_submission_leaves_the_marts_and_it_and_a_corrected_cell_are_told_by_refresh_and_command(home, sti):
    first = current_release(home)
    cells = {row["region_name"]: row for row in sti("query", CELLS, "--format", "json", home=home).lines}
    district, city = cells["新昌县"], cells["绍兴市"]
    file = home / "inbox" / district["department"] / district["file_name"]
    book = openpyxl.load_workbook(file)
    for number in (district, city):  # the district's number twice as much, and the total with it
        sheet, _, cell = number["evidence"].partition("!")
        book[sheet][cell] = (int(number["value"]) + int(district["value"])) // 10_000
    book.save(file)
    one = next(s for s in sti("submission", "list", "--json", home=home).lines if s["dataset"] == "targets")
    targets = "select count(*) as n from fct_observation where dataset = 'targets'"
    [leaving] = sti("query", targets, "--format", "json", home=home).lines
    assert leaving["n"] > 0
    assert sti("submission", "withdraw", one["submission_id"], "--reason", "误报", home=home).status == 0

    answer = sti("refresh", home=home)
    second = current_release(home)
    assert sti("query", targets, "--format", "json", home=home).lines == [{"n": 0}]
    shown = sti("submission", "show", one["submission_id"][:8], "--json", home=home).json
    assert shown["outcome"] == "withdrawn"
    kept = receipt(home)
    assert (kept["before"], kept["after"]) == (first, second)
    assert (kept["new"], kept["changed"], kept["gone"]) == (0, 2, leaving["n"])
    assert f"0 numbers new, 2 changed, {leaving['n']:,} gone" in answer.out
    assert "+100.0%" in answer.out
    assert f"sti release diff {first} {second}" in answer.out

    assert [change["region_name"] for change in kept["largest"]] == ["新昌县", "绍兴市"]
    change = kept["largest"][0]
    for side in (change["before"], change["after"]):
        assert (side["department"], side["file"]) == (file.parent.name, file.name)
        assert side["evidence"] == district["evidence"]
    assert change["before"]["submission_id"] != change["after"]["submission_id"]
    assert (change["before"]["value"], change["change_percent"]) == (district["value"], "100")

    latest = json.loads((home / "ops" / "latest.json").read_text(encoding="utf-8"))  # as `sti refresh --json` prints it
    assert latest["changes"] == {name: fact for name, fact in kept.items() if name != "counts"}
    assert latest["seconds"]["changes"] < 3
    with dg.DagsterInstance.from_config(str(home / "dagster")) as instance:
        event = instance.get_latest_materialization_event(dg.AssetKey("release"))
    metadata = event.asset_materialization.metadata
    assert [metadata[name].value for name in ("new", "changed", "gone")] == [0, 2, leaving["n"]]
    assert change["indicator_name"] in metadata["changes"].value

    assert sti("release", "diff", "--json", home=home).json == kept
    assert sti("release", "diff", first[:7], "current", "--json", home=home).json == kept
    shown = sti("release", "diff", "previous", home=home)
    assert shown.status == 0
    assert change["indicator_name"] in shown.out
    assert district["evidence"] in shown.out
    assert sti("refresh", "--json", home=home).json["changes"] is None


def test_a_release_that_does_not_exist_is_one_sentence(released_home, sti):
    answer = sti("release", "diff", "77", home=released_home)
    assert (answer.status, len(answer.err.strip().splitlines())) == (1, 1)
    assert current_release(released_home) in answer.err


def receipt(home):
    return json.loads((home / "releases" / "current" / "changes.json").read_text(encoding="utf-8"))
