"""Two releases compared: every number is new, changed, the same or gone; the largest changes come with both cells."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import astuple, dataclass, replace
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.problems import Refused
from warehouse.builds import Build
from warehouse.home import Home
from warehouse.release_diff import leave_changes, place, release_diff, told, written

COLUMNS = """observation_id varchar, indicator_id varchar, indicator_name varchar, measure varchar,
    region_code varchar, region_name varchar, period varchar, kind varchar, scope varchar, breakdown varchar,
    value decimal(28, 8), value_high decimal(28, 8), qualifier varchar, unit varchar, flags varchar,
    submission_id varchar, evidence varchar"""


@dataclass(frozen=True)
class A:
    """A number of R&D expenditure in a region of Shaoxing."""

    observation_id: str
    indicator_id: str = "rd_expenditure_industrial"
    indicator_name: str = "规上工业企业研发经费"
    measure: str = "level"
    region_code: str = "330602"
    region_name: str = "越城区"
    period: str = "2020"
    kind: str = "actual"
    scope: str = ""
    breakdown: str = ""
    value: Decimal = Decimal(1)
    value_high: Decimal | None = None
    qualifier: str = "="
    unit: str = "CNY"
    flags: str = ""
    submission_id: str = "s1"
    evidence: str = "表!B4"


def a_release(folder: Path, numbers: list[A]) -> Build:
    folder.mkdir(parents=True, exist_ok=True)
    build = Build(folder)
    build.database.unlink(missing_ok=True)
    with duckdb.connect(build.database) as connection:
        connection.execute("create schema marts; create schema evidence")
        connection.execute(f"create table marts.fct_observation ({COLUMNS})")
        connection.execute(
            "create table evidence.submissions (submission_id varchar, department varchar, file_name varchar)"
        )
        connection.execute(
            "insert into evidence.submissions values ('s1', '统计局', '1.xlsx'), ('s2', '科技局', '2.xlsx')"
        )
        marks = ", ".join("?" for _ in A.__dataclass_fields__)
        for one in numbers:
            connection.execute(f"insert into marts.fct_observation values ({marks})", list(astuple(one)))
    return build


@pytest.fixture
def diff(tmp_path):
    def compared(before: list[A], after: list[A]):
        return release_diff(a_release(tmp_path / "1", before), a_release(tmp_path / "2", after))

    return compared


AMOUNTS = st.decimals(-1000, 1000, places=2) | st.sampled_from(
    [Decimal(0), Decimal("45180800"), Decimal("-0.00000001")]
)
NUMBERS = st.lists(
    st.builds(
        A,
        observation_id=st.sampled_from("abcdefgh"),
        indicator_id=st.sampled_from(["gdp", "rd_intensity"]),
        region_code=st.sampled_from(["330600", "330602"]),
        value=AMOUNTS,
        value_high=st.none() | AMOUNTS,
        qualifier=st.sampled_from("=~"),
        unit=st.sampled_from(["CNY", "%", "count"]),
        flags=st.sampled_from(["", "stale", "corrected stale", "confirmed"]),
        submission_id=st.sampled_from(["s1", "s2"]),
    ),
    unique_by=lambda one: one.observation_id,
)


@settings(max_examples=15, deadline=None)
@given(before=NUMBERS, after=NUMBERS)
def test_new_changed_same_and_gone_share_out_both_releases_and_the_way_back_is_the_mirror(
    before, after, tmp_path_factory
):
    # an identity keeps its indicator and region: the id is their hash
    known = {one.observation_id: one for one in before}
    after = [
        replace(one, indicator_id=old.indicator_id, region_code=old.region_code)
        if (old := known.get(one.observation_id))
        else one
        for one in after
    ]
    folder = tmp_path_factory.mktemp("releases")
    earlier, later = a_release(folder / "1", before), a_release(folder / "2", after)
    there, back = release_diff(earlier, later), release_diff(later, earlier)

    assert there["new"] + there["changed"] + there["same"] == len(after)
    assert there["gone"] + there["changed"] + there["same"] == len(before)
    said = {one.observation_id: (one.value, one.value_high, one.qualifier, one.unit) for one in before}
    assert there["same"] == sum(
        said.get(one.observation_id) == (one.value, one.value_high, one.qualifier, one.unit) for one in after
    )
    for outcome in ("new", "changed", "gone"):
        assert sum(count[outcome] for count in there["counts"]) == there[outcome]

    mirror = {"new": "gone", "gone": "new", "changed": "changed", "same": "same", "flags_moved": "flags_moved"}
    assert {name: there[name] for name in mirror} == {name: back[other] for name, other in mirror.items()}
    assert [(c["indicator_id"], c["region_code"], c["new"], c["changed"], c["gone"]) for c in there["counts"]] == [
        (c["indicator_id"], c["region_code"], c["gone"], c["changed"], c["new"]) for c in back["counts"]
    ]
    assert [(f["flag"], f["set"], f["cleared"]) for f in there["flags"]] == [
        (f["flag"], f["cleared"], f["set"]) for f in back["flags"]
    ]
    assert [(c["observation_id"], c["size"], c["before"], c["after"]) for c in there["largest"]] == [
        (c["observation_id"], c["size"], c["after"], c["before"]) for c in back["largest"]
    ]


def test_the_same_number_from_another_file_and_cell_has_not_changed(diff):
    found = diff([A("a")], [A("a", submission_id="s2", evidence="表!C9")])
    assert (found["same"], found["changed"], found["largest"], found["counts"]) == (1, 0, [], [])


def test_another_qualifier_another_end_of_a_range_and_another_unit_are_changes(diff):
    old = [A("a"), A("b", value_high=Decimal(3), qualifier="range"), A("c")]
    new = [A("a", qualifier=">="), A("b", value_high=Decimal(4), qualifier="range"), A("c", unit="person")]
    found = diff(old, new)
    assert found["changed"] == 3
    assert [one["observation_id"] for one in found["largest"]] == ["c", "b", "a"]
    assert found["largest"][0]["change"] is None


def test_numbers_whose_flags_alone_moved_are_the_same_and_counted_by_flag(diff):
    old = [A("a"), A("b", flags="stale suspicious"), A("c", flags="stale")]
    new = [A("a", flags="corrected"), A("b", flags="confirmed stale"), A("c", value=Decimal(2))]
    found = diff(old, new)
    assert (found["same"], found["flags_moved"], found["changed"]) == (2, 2, 1)
    assert {one["flag"]: (one["set"], one["cleared"]) for one in found["flags"]} == {
        "confirmed": (1, 0),
        "corrected": (1, 0),
        "suspicious": (0, 1),
    }


def test_amounts_counts_and_shares_are_ranked_by_how_far_they_moved_for_what_they_are(diff):
    moves = {  # the largest first
        "another unit": (Decimal(5), "CNY", Decimal(5), "count"),
        "a sign turned": (Decimal(80_000), "CNY", Decimal(-80_000), "CNY"),
        "an amount gone to nought": (Decimal("129.56e8"), "CNY", Decimal(0), "CNY"),
        "a slip by ten of an amount": (Decimal(4_518_080), "CNY", Decimal(45_180_800), "CNY"),
        "a slip by ten of a count": (Decimal(4_000), "count", Decimal(400), "count"),
        "a count more than doubled": (Decimal(300), "count", Decimal(700), "count"),
        "the first of its kind": (Decimal(0), "count", Decimal(1), "count"),
        "thirty points": (Decimal(40), "%", Decimal(70), "%"),
        "a tenth of an amount": (Decimal(1_000_000), "CNY", Decimal(1_100_000), "CNY"),
        "a growth from plus to minus": (Decimal("3.2"), "%", Decimal("-3.2"), "%"),
        "a hundredth of a point": (Decimal("2.51"), "%", Decimal("2.52"), "%"),
    }
    old = [A(name, value=value, unit=unit) for name, (value, unit, _, _) in moves.items()]
    new = [A(name, value=value, unit=unit) for name, (_, _, value, unit) in moves.items()]
    found = diff(old, new)
    assert [one["observation_id"] for one in found["largest"]] == list(moves)[:10]
    assert found["changed"] == 11


def test_a_change_tells_both_sides_down_to_their_cells_and_how_far_it_moved(diff):
    old = A("a", value=Decimal(4_518_080))
    [one] = diff([old], [replace(old, value=Decimal(45_180_800), submission_id="s2", evidence="表!C9")])["largest"]
    assert [written(side) for side in (one["before"], one["after"])] == ["451.808万元", "4518.08万元"]
    assert [place(side) for side in (one["before"], one["after"])] == ["统计局/1.xlsx 表!B4", "科技局/2.xlsx 表!C9"]
    assert (one["change"], one["change_percent"]) == ("40662720", "900")


def test_percent_and_what_was_nought_have_no_relative_change(diff):
    old = [A("a", value=Decimal("2.5"), unit="%"), A("b", value=Decimal(0))]
    new = [A("a", value=Decimal("2.25"), unit="%"), A("b", value=Decimal(7))]
    changes = {one["observation_id"]: one for one in diff(old, new)["largest"]}
    assert (changes["a"]["change"], changes["a"]["change_percent"]) == ("-0.25", None)
    assert (changes["b"]["change"], changes["b"]["change_percent"]) == ("7", None)


def test_counts_are_by_indicator_and_region(diff):
    found = diff([A("a"), A("b", region_code="330600")], [A("a", value=Decimal(2)), A("c"), A("d")])
    rows = [(one["region_code"], one["new"], one["changed"], one["gone"]) for one in found["counts"]]
    assert rows == [("330600", 0, 0, 1), ("330602", 2, 1, 0)]


@pytest.mark.parametrize(
    ("broken", "says"),
    [
        ("alter table marts.fct_observation drop column flags", "lacks marts.fct_observation.flags"),
        ("drop table evidence.submissions", "lacks evidence.submissions,"),
    ],
)
def test_a_release_of_older_code_is_named_with_what_it_lacks(broken, says, tmp_path):
    before, after = a_release(tmp_path / "00001-old", [A("a")]), a_release(tmp_path / "00002-new", [A("a")])
    with duckdb.connect(before.database) as connection:
        connection.execute(broken)
    with pytest.raises(Refused, match=f"release 00001-old .*{says}"):
        release_diff(before, after)


def test_a_damaged_release_is_one_sentence(tmp_path):
    before, after = a_release(tmp_path / "00001-old", []), a_release(tmp_path / "00002-new", [])
    before.database.write_bytes(b"no database")
    with pytest.raises(Refused, match="00001-old, 00002-new cannot be compared") as refused:
        release_diff(before, after)
    assert "\n" not in str(refused.value)


def test_a_build_leaves_what_it_changes_beside_it_and_a_release_is_not_written_again(home):
    release = published(home, 1, [A("a")])
    build = a_release(home.builds / "00002-new", [A("a", value=Decimal(3)), A("b")])
    changes = leave_changes(home, build)
    assert json.loads((build.folder / "changes.json").read_text(encoding="utf-8")) == changes
    assert (changes["before"], changes["after"]) == (release.build_id, build.build_id)
    assert (changes["new"], changes["changed"]) == (1, 1)
    assert leave_changes(home, release) is None
    assert not (release.folder / "changes.json").exists()


def test_of_a_first_release_one_line_says_that_all_is_new(home):
    build = a_release(home.builds / "00001-new", [A("a"), A("b")])
    changes = leave_changes(home, build)
    assert (changes["before"], changes["new"], changes["largest"]) == ("", 2, [])
    assert told(changes, "en") == ["the first release: all its 2 numbers are new."]


def test_what_cannot_be_compared_is_said_and_stops_no_build(home):
    release = published(home, 1, [A("a")])
    with duckdb.connect(release.database) as connection:
        connection.execute("drop table marts.fct_observation")
    build = a_release(home.builds / "00002-new", [A("a")])
    changes = leave_changes(home, build)
    [line] = told(changes, "en")
    assert "lacks marts.fct_observation," in line
    assert build.receipt("changes") == changes
    assert set(changes["error"]) == {"zh", "en"}


def test_a_refresh_tells_the_counts_the_three_largest_and_the_command_for_the_rest(diff):
    old = [A(name, value=Decimal(100)) for name in "abcd"]
    new = [A(name, value=Decimal(value)) for name, value in zip("abcd", (101, 150, 1000, 99), strict=True)]
    for language in ("zh", "en"):
        lines = told(diff(old, new), language)
        assert len(lines) == 5
        assert "sti release diff 1 2" in lines[-1]
        assert ["100元 → 1000元  +900.0%" in lines[1], "100元 → 150元" in lines[2]] == [True, True]
    same = told(diff(old, old), "en")
    assert Counter(line.count("→") for line in same) == {0: 1}


def published(home: Home, number: int, numbers: list[A]) -> Build:
    """A release in a home, without the gate."""
    release = a_release(home.releases / f"{number:05d}-old", numbers)
    release.leave_receipt("manifest", {})
    return release
