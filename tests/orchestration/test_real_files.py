"""Files as departments really exchange them, through a whole refresh: each has the outcome that its manifest states."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from filelock import FileLock

from orchestration.cli import run
from tests.orchestration.conftest import SHARED, current_release, needs_shared
from warehouse.hashing import file_sha256
from warehouse.home import Home
from warehouse.querying import reading

pytestmark = needs_shared

GDP = """select value from fct_observation where indicator_id = 'gdp' and region_name = '上海市' and period = '2019'
and measure = 'level'"""
NATIONAL = [
    "nbs-gdp-gbk.csv", "nbs-gdp-2020-vintage.xls", "nbs-gdp-2020-vintage.xls.meta.yml", "nbs-no-indicator.csv",
    "nbs-no-indicator-twin.csv", "nbs-science-wide.csv", "nbs-technology-market.csv", "html-frameset-named.xls",
]  # fmt: skip
LOCAL = ["zj-incubators.xls", "rd-intensity-2024.csv"]


@pytest.fixture(scope="module")
def real_home(tmp_path_factory, worker_id, with_dbt) -> Path:
    shared = tmp_path_factory.getbasetemp() if worker_id == "master" else tmp_path_factory.getbasetemp().parent
    with FileLock(shared / "real.lock"):  # the first worker makes it for all
        home = shared / "real" / "home"
        return home if (home / "releases" / "current").exists() else _refreshed(with_dbt(home))


def _refreshed(home: Path) -> Path:
    for department, names in (("国家统计局", NATIONAL), ("科技局", LOCAL)):
        folder = home / "inbox" / department
        folder.mkdir(parents=True)
        for name in names:
            shutil.copy(SHARED / "sheets" / name, folder)
    shutil.copy(SHARED / "reports" / "绍兴市-2020.txt", home / "inbox" / "科技局" / "report.txt")
    sidecar = home / "inbox" / "科技局" / "report.txt.meta.yml"
    sidecar.write_text("region: 绍兴市\nknown_on: 2020-12-15\n", encoding="utf-8")
    (home / "config").mkdir()
    (home / "config" / "settings.yml").write_text("region: 绍兴市\n", encoding="utf-8")
    assert run(["refresh", "--home", str(home), "--json"]) == 0
    return home


@pytest.fixture(scope="module")
def ask(real_home) -> Callable[[str], list[tuple]]:
    def answer(sql: str) -> list[tuple]:
        with reading(Home(real_home)) as connection:
            return connection.execute(sql).fetchall()

    return answer


def test_only_the_table_without_an_indicator_and_the_frameset_are_refused_each_with_its_reason(real_home, sti):
    refused = {one["file"]: one["reasons"] for one in sti("status", "--json", home=real_home).json["refused"]}
    assert set(refused) == {"nbs-no-indicator-twin.csv", "html-frameset-named.xls"}  # the twin and its other are one
    assert "indicator" in refused["nbs-no-indicator-twin.csv"][0]
    assert "frame" in refused["html-frameset-named.xls"][0]


def test_the_export_of_gross_domestic_product_gives_589_observations_in_yuan_from_their_cells(ask):
    where = "indicator_id = 'gdp' and dataset = 'national_statistics'"
    assert ask(
        f"select count(*), count(distinct region_code), count(distinct period) from fct_observation where {where}"
    ) == [(589, 31, 19)]
    where += " and region_name = '浙江省' and period = '2019'"
    [(value, unit, evidence)] = ask(f"select value, unit, evidence from fct_observation where {where}")
    assert (value, unit, evidence) == (Decimal(6463200000000), "CNY", "G15")


def test_asking_as_of_a_day_between_two_exports_gives_the_older_vintage_and_now_the_newer(ask):
    sql = """select value from {} where indicator_id = 'gdp' and region_name = '{}' and period = '{}'"""
    as_of = "observations_as_of('2021-01-01')"
    assert ask(sql.format(as_of, "浙江省", "2019")) == [(Decimal(6235174000000),)]
    assert ask(sql.format(as_of, "天津市", "2017")) == [(Decimal(1854919000000),)]
    assert ask(sql.format("fct_observation", "浙江省", "2019")) == [(Decimal(6463200000000),)]
    assert ask(sql.format("observations_as_of('2020-06-29')", "浙江省", "2019")) == []


def test_the_wide_series_and_its_one_column_agree_and_blank_years_are_nothing(ask):
    where = "indicator_id = 'technology_trade_value' and region_name = '全国' and measure = 'level'"
    assert ask(f"select value from fct_observation where {where} and period = '2014'") == [(Decimal("857717898723"),)]
    assert ask(f"select count(*) from fct_observation where {where} and period < '1995'") == [(0,)]
    assert ask(f"select count(distinct value) from fct_observation_vintage where {where} and period = '2014'") == [(1,)]


def test_the_compiled_intensities_are_32_expenditures_and_64_intensities_and_no_estimated_product(ask):
    found = ask(
        """select indicator_id, period, count(*) from fct_observation_vintage
        where source_rank = (select min(source_rank) from fct_observation_vintage) group by all order by all"""
    )
    assert found == [("rd_expenditure_total", "2024", 32), ("rd_intensity", "2023", 32), ("rd_intensity", "2024", 32)]


def test_the_register_lands_as_many_platforms_as_its_sheet_names_state(ask):
    found = ask(
        """select kind, count(*) from staging.stg_science_technology_bureau__platforms group by all order by all"""
    )
    assert found == [("incubator", 59), ("makerspace", 80), ("university_science_park", 6)]


def test_a_sentence_of_the_report_becomes_an_observation_with_its_span(ask, real_home):
    [(value, evidence)] = ask(
        """select value, evidence from fct_observation where indicator_id = 'rd_expenditure_industrial'
        and measure = 'level' and region_name = '绍兴市' and period = '2020-01/2020-10'"""
    )
    assert value == Decimal(12956000000)
    start, end = map(int, evidence.removeprefix("#").split(":"))
    text = (real_home / "inbox" / "科技局" / "report.txt").read_text(encoding="utf-8")
    assert text[start:end] == "129.56亿元"


def test_a_refused_file_is_accepted_once_a_sidecar_states_what_it_does_not(real_home, tmp_path, sti, with_dbt):
    home = with_dbt(shutil.copytree(real_home, tmp_path / "home", symlinks=True))
    sidecar = home / "inbox" / "国家统计局" / "nbs-no-indicator.csv.meta.yml"
    sidecar.write_text("indicator: 技术市场成交额\nunit: 亿元\n", encoding="utf-8")
    assert sti("refresh", "--json", home=home).json["outcome"] == "released"
    sql = """select value from fct_observation where indicator_id = 'technology_trade_value'
    and region_name = '北京市' and period = '2024'"""
    assert sti("query", sql, "--format", "json", home=home).lines == [{"value": "915326000000"}]
    refused = {one["file"] for one in sti("status", "--json", home=home).json["refused"]}
    assert "nbs-no-indicator.csv" not in refused


def backdate(home: Path, day: str, name: str) -> None:
    """Let a delivery have come on an earlier day."""
    journal = Home(home).journal
    events = [json.loads(line) for line in journal.read_text(encoding="utf-8").splitlines()]
    for event in events:
        if name in str(event.get("path", "")):
            event["at"] = f"{day}T03:00:00+00:00"
    journal.write_text("".join(json.dumps(event, ensure_ascii=False) + "\n" for event in events), encoding="utf-8")


@pytest.mark.drill
def test_the_marts_of_an_earlier_day_of_landing_can_be_rebuilt_and_nothing_is_published(real_home, tmp_path, sti):
    home = tmp_path / "home"
    shutil.copytree(real_home, home, symlinks=True)
    backdate(home, "2021-03-01", "vintage")
    database = home / "releases" / "current" / "warehouse.duckdb"
    before = (current_release(home), file_sha256(database))
    assert sti("rebuild", "--as-of", "1999-01-01", home=home).status == 1
    not_yet = sti("query", GDP, "--rebuilt", "2021-03-01", home=home)
    assert (not_yet.status, "sti rebuild --as-of 2021-03-01" in not_yet.err) == (1, True)

    assert sti("rebuild", "--as-of", "2021-03-01", home=home).status == 0

    def asked(*options: str) -> str:
        return sti("query", GDP, "--format", "json", *options, home=home).lines[0]["value"]

    assert asked("--rebuilt", "2021-03-01") == "3815532000000"
    assert asked() == "4024120000000"
    assert (current_release(home), file_sha256(database)) == before
