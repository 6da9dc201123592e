"""The composite index: published examples, a case reckoned by hand, and what holds for any numbers."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.catalogue import load_catalogue
from sources.problems import Refused
from tests.dbt_project.conftest import FEW_WORLDS, Replay
from tests.dbt_project.world import DISTRICTS, World
from warehouse.index_schemes import IndexSchemes, load_index_schemes

# OECD/JRC, Handbook on Constructing Composite Indicators (2008), the Technology Achievement Index: mean years of
# schooling of the population of 15 and over. The handbook prints z-scores and re-scaled values with two decimals.
SCHOOLING = {
    "Finland": "10", "United States": "12", "Sweden": "11.4", "Japan": "9.5", "Korea": "10.8", "Netherlands": "9.4",
    "United Kingdom": "9.4", "Canada": "11.6", "Australia": "10.9", "Singapore": "7.1", "Germany": "10.2",
    "Norway": "11.9", "Ireland": "9.4", "Belgium": "9.3", "New Zealand": "11.7", "Austria": "8.4", "France": "7.9",
    "Israel": "9.6", "Spain": "7.3", "Italy": "7.2", "Czech Republic": "9.5", "Hungary": "9.1", "Slovenia": "7.1",
}  # fmt: skip
PUBLISHED = {
    "Finland": ("0.26", "0.59"), "United States": ("1.52", "1.00"), "Sweden": ("1.14", "0.88"),
    "Japan": ("-0.06", "0.49"), "Korea": ("0.76", "0.76"), "Netherlands": ("-0.12", "0.47"),
    "Canada": ("1.27", "0.92"), "Singapore": ("-1.58", "0.00"), "Germany": ("0.38", "0.63"),
}  # fmt: skip


def scheme(members: dict[str, float], *, aggregation: str = "arithmetic", **more) -> IndexSchemes:
    stated = {
        "draws": {"count": 20, "seed": 1, **more.get("draws", {})},
        "schemes": {
            "s": {
                "name": {"zh": "指数", "en": "Index"},
                "aggregation": aggregation,
                "dimensions": {
                    "d": {
                        "name": {"zh": "维度", "en": "Dimension"},
                        "weight": 1,
                        "members": [{"indicator": name, "weight": weight} for name, weight in members.items()],
                    }
                },
            }
        },
    }
    return IndexSchemes.model_validate(stated)


def world(schemes: IndexSchemes, numbers: dict[tuple[str, str, str], str]) -> World:
    """A world that states (indicator, district, year) -> number."""
    w = World()
    w.tables["index_members"] = list(schemes.members())
    w.tables["index_draws"] = list(schemes.drawn())
    w.submit("table", "2022-01-05", scopes=[])
    for (indicator, district, year), value in numbers.items():
        w.state("table", value, indicator_id=indicator, region_code=district, period=year)
    return w


def test_numbers_are_put_on_a_scale_as_the_handbook_prints_them(replay: Replay) -> None:
    w = world(scheme({"rd_intensity": 1}), {})
    home = w.tables["build"][0]["home_region"]
    w.tables["regions"] = [r for r in w.tables["regions"] if r["parent_code"] != home]
    for number, (country, years) in enumerate(SCHOOLING.items()):
        code = f"9001{number + 10}"
        w.tables["regions"].append(
            {
                "region_code": code, "name_zh": country, "short_name": country, "name_en": "", "level": "county",
                "parent_code": home, "kind": "administrative",
            }
        )  # fmt: skip
        w.state("table", years, indicator_id="rd_intensity", region_code=code, period="2000")
    found = replay(
        w,
        """select r.name_zh, round(n.zscore, 2), round(n.minmax / 100, 2) from intermediate.int_index_normalised n
        join staging.stg_catalogue__regions r using (region_code)""",
    )
    scaled = {name: (f"{z:.2f}", f"{scale:.2f}") for name, z, scale in found}
    assert len(scaled) == 23
    assert {name: scaled[name] for name in PUBLISHED} == PUBLISHED


A, B, C, D = DISTRICTS


def test_a_small_index_reckoned_by_hand(replay: Replay) -> None:
    """Two members of weights 3 and 1. Min-max of the first: 0, 50, 100, 100; of the second: 100, 0, 50, 100."""
    numbers = {("rd_intensity", d, "2020"): v for d, v in zip(DISTRICTS, ("1", "2", "3", "3"), strict=True)}
    numbers |= {("incubators", d, "2020"): v for d, v in zip(DISTRICTS, ("30", "10", "20", "30"), strict=True)}
    w = world(scheme({"rd_intensity": 3, "incubators": 1}), numbers)
    found = replay(
        w,
        """select region_code, score, rank, coverage from marts.mart_innovation_index
        where component = 'total' order by region_code""",
        tests=True,
    )
    assert found == [
        (A, Decimal(25), 4, 100),
        (B, Decimal("37.5"), 3, 100),
        (C, Decimal("87.5"), 2, 100),
        (D, Decimal(100), 1, 100),
    ]


def test_the_geometric_mean_lets_no_strength_make_up_for_a_weakness(replay: Replay) -> None:
    """A and B tie by the arithmetic mean (50); B, alike in both, wins by the geometric one: sqrt(50.5 * 50.5)."""
    numbers = {("rd_intensity", d, "2020"): v for d, v in zip(DISTRICTS, ("0", "5", "10", "10"), strict=True)}
    numbers |= {("incubators", d, "2020"): v for d, v in zip(DISTRICTS, ("10", "5", "0", "10"), strict=True)}
    select = "select region_code, score, rank from marts.mart_innovation_index where component = 'total' order by 1"
    members = {"rd_intensity": 1.0, "incubators": 1.0}
    assert replay(world(scheme(members), numbers), select) == [(A, 50, 2), (B, 50, 2), (C, 50, 2), (D, 100, 1)]
    geometric = replay(world(scheme(members, aggregation="geometric"), numbers), select)
    assert geometric == [(A, 10, 3), (B, Decimal("50.5"), 2), (C, 10, 3), (D, 100, 1)]


def test_a_member_that_one_district_lacks_does_not_count_that_year(replay: Replay) -> None:
    numbers = {("rd_intensity", d, "2020"): v for d, v in zip(DISTRICTS, ("1", "2", "3", "4"), strict=True)}
    numbers |= {("incubators", d, "2020"): "5" for d in DISTRICTS[1:]}
    found = replay(
        world(scheme({"rd_intensity": 3, "incubators": 1}), numbers),
        "select distinct coverage from marts.mart_innovation_index where component = 'total'",
    )
    assert found == [(75,)]


@FEW_WORLDS
@given(st.lists(st.integers(0, 30), min_size=16, max_size=16))
def test_the_effects_of_all_members_add_up_to_the_change_of_rank(replay: Replay, numbers: list[int]) -> None:
    drawn = iter(numbers)
    stated = {
        (indicator, district, year): str(next(drawn))
        for indicator in ("rd_intensity", "incubators")
        for district in DISTRICTS
        for year in ("2020", "2021")
    }
    rows = replay(
        world(scheme({"rd_intensity": 2, "incubators": 1}), stated),
        """select i.region_code, i.rank_change, (select sum(rank_effect) from marts.mart_innovation_index_changes c
            where c.region_code = i.region_code and c.period = i.period), i.rank_low <= i.rank_high
        from marts.mart_innovation_index i where i.component = 'total' and i.period = '2021'""",
        tests=True,
    )
    assert len(rows) == 4
    for _, change, effects, ordered in rows:
        assert abs(change - effects) < Decimal("0.0000001")
        assert ordered


def test_the_same_seed_draws_the_same_weights_within_their_bounds() -> None:
    one, other = list(scheme({"gdp": 1}).drawn()), list(scheme({"gdp": 1}).drawn())
    assert one == other != list(scheme({"gdp": 1}, draws={"seed": 2}).drawn())
    assert len(one) == 20
    assert all(0.5 <= row["weight"] <= 1.5 for row in one)
    assert all(row["aggregation"] == "arithmetic" or row["normalisation"] == "minmax" for row in one)


def test_the_packages_scheme_draws_a_thousand_times_and_a_city_can_replace_it(tmp_path: Path) -> None:
    catalogue = load_catalogue()
    package = load_index_schemes(tmp_path / "none.yml", catalogue)
    assert len({row["draw_no"] for row in package.drawn()}) == 1000
    assert sum(row["weight"] for row in package.members()) == pytest.approx(1)
    own = tmp_path / "index_schemes.yml"
    own.write_text(
        "schemes: {district_innovation: {name: {zh: 甲, en: A}, dimensions: {d: {name: {zh: 乙, en: B}, weight: 1,"
        " members: [{indicator: gdp}]}}}}",
        encoding="utf-8",
    )
    assert [row["indicator_id"] for row in load_index_schemes(own, catalogue).members()] == ["gdp"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("schemes: {s: {}}", "s.name"),
        ("schemes: [", "index_schemes.yml"),
        ("schemes: {s: {name: {zh: 甲, en: A}, dimensions: {d: {name: {zh: 乙, en: B}, weight: 1, members: "
         "[{indicator: unheard_of}]}}}}", "unheard_of"),
        ("schemes: {s: {name: {zh: 甲, en: A}, normalisation: zscore, aggregation: geometric, dimensions: {d: {name: "
         "{zh: 乙, en: B}, weight: 1, members: [{indicator: gdp}]}}}}", "geometric"),
    ],
)  # fmt: skip
def test_a_wrong_scheme_is_told_with_its_file_and_key(tmp_path: Path, text: str, told: str) -> None:
    file = tmp_path / "index_schemes.yml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(Refused) as refused:
        load_index_schemes(file, load_catalogue())
    assert told in refused.value.problems[0].text("en")
