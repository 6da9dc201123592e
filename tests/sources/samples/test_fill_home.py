"""The sample city: the same bytes for a seed, parts that add up, totals as the figures say, files that open."""

import datetime as dt
import itertools
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from sources.catalogue import load_catalogue
from sources.samples import fill_home
from sources.samples.figures import split

DISTRICTS = {"越城区", "柯桥区", "上虞区", "诸暨市", "嵊州市", "新昌县"}


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("home")
    fill_home(folder)
    return folder


def content(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def rows(path: Path, sheet: int = 0) -> list[list]:
    page = openpyxl.load_workbook(path).worksheets[sheet]
    return [[cell.value for cell in row] for row in page.iter_rows()]


def number(value) -> Decimal:
    return Decimal(str(value).replace(",", ""))


def by_region(path: Path, column: int) -> dict[str, Decimal]:
    named = {
        str(row[0]).strip().replace(" ", ""): row[column] for row in rows(path) if row[0] and row[column] is not None
    }
    return {name: number(value) for name, value in named.items() if name in DISTRICTS | {"全市", "合计"}}


def test_the_same_seed_gives_the_same_bytes(home, tmp_path):
    fill_home(tmp_path)
    assert content(tmp_path) == content(home)


def test_another_seed_gives_other_districts_and_the_same_city(home, tmp_path):
    fill_home(tmp_path, seed=8)
    path = "inbox/统计局/2020年1-10月规上工业研发费用.xlsx"
    one, other = by_region(home / path, 1), by_region(tmp_path / path, 1)
    assert one["全市"] == other["全市"] == 1_295_600
    assert one != other


def test_the_files_written_are_told_and_all_there(tmp_path):
    written = fill_home(tmp_path, months=3)
    assert {str(p.relative_to(tmp_path)) for p in written} == set(content(tmp_path))


@pytest.mark.parametrize(
    ("pattern", "column"),
    [
        ("*规上工业研发费用*.xlsx", 1),
        ("*规上工业研发费用*.xlsx", 2),
        ("*规上工业研发费用*.xlsx", 4),
        ("*高新技术产业.xlsx", 2),
    ],
)
def test_districts_add_up_to_the_city_in_every_month(home, pattern, column):
    paths = list((home / "inbox/统计局").glob(pattern))
    assert len(paths) >= 9
    for path in paths:
        values = by_region(path, column)
        total = values.pop("全市", None) or values.pop("合计")
        assert set(values) == DISTRICTS
        assert sum(values.values()) == total


def test_industrial_rd_is_as_the_figures_say(home):
    table = rows(home / "inbox/统计局/2020年1-10月规上工业研发费用.xlsx")
    city = next(row for row in table if row[0] == "全  市")
    assert city[1] == 1_295_600  # 万元
    assert city[3] == 12


def test_hightech_output_is_as_the_figures_say(home):
    table = rows(home / "inbox/统计局/2020年1-10月高新技术产业.xlsx")
    city = next(row for row in table if row[0] == "合  计")
    assert [number(value) for value in city[2:]] == [
        Decimal(v) for v in ("610.47", "8.2", "50.7", "4.6", "5.3", "-7.6")
    ]


def test_cumulative_values_never_fall_from_month_to_month(home):
    months = [by_region(home / f"inbox/统计局/2020年1-{m}月规上工业研发费用.xlsx", 1) for m in range(2, 11)]
    for earlier, later in itertools.pairwise(months):
        assert all(later[name] > earlier[name] for name in earlier)


def test_the_revised_table_restates_one_district_and_the_city_on_a_later_day(home):
    path = home / "inbox/统计局/2020年1-6月规上工业研发费用.xlsx"
    revised_path = path.with_stem(path.stem + "（修订）")
    first, revised = by_region(path, 1), by_region(revised_path, 1)
    changed = {name for name in first if first[name] != revised[name]}
    assert changed == {"全市", "诸暨市"}


def contracts(home: Path) -> list[list]:
    found = []
    for path in (home / "inbox/科技局").glob("技术合同*.xlsx"):
        found += [row for row in rows(path) if isinstance(row[0], int)]
    return found


def test_contracts_of_ten_months_sum_to_7_9_billion(home):
    assert sum(number(row[8]) for row in contracts(home)) == 790_000  # 万元


def test_contract_numbers_are_unique_and_registration_lies_in_the_month_of_the_file(home):
    numbers = [row[1].strip() for row in contracts(home)]
    assert len(numbers) == len(set(numbers))
    for path in (home / "inbox/科技局").glob("技术合同*.xlsx"):
        dates = [row[11] for row in rows(path) if isinstance(row[0], int)]
        assert all(isinstance(date, dt.datetime) and f"{date.year}年{date.month}月" in path.name for date in dates)


def test_sellers_are_in_the_districts_and_every_home_buyer_is_in_the_tree(home):
    regions = load_catalogue(home / "config/regions").regions
    for row in contracts(home):
        assert row[5] in DISTRICTS
        assert row[7] == "德国" or regions.find(row[7], within="330600") is not None


def test_foreign_experts_are_18_and_15_and_64_and_obviously_invented(home):
    people = [row for row in rows(home / "inbox/人社局/外国专家项目申报台账.xlsx") if isinstance(row[0], int)]
    kinds = [row[4].strip() for row in people]
    assert [kinds.count(kind) for kind in dict.fromkeys(kinds)] == [18, 15, 64]
    assert all(row[2].startswith("SAMPLE") for row in people)
    assert len({row[2] for row in people}) == 97


def test_every_sheet_of_the_register_has_as_many_platforms_as_its_name_says(home):
    book = openpyxl.load_workbook(home / "inbox/科技局/科技创新平台名册.xlsx")
    assert len(book.sheetnames) == 5
    for page in book:
        listed = [row for row in page.iter_rows(values_only=True) if isinstance(row[0], int)]
        assert str(len(listed)) in page.title
        assert len({row[1] for row in listed}) == len(listed)


def test_the_districts_targets_add_up_where_they_are_amounts(home):
    for row in rows(home / "inbox/市府办/2020年度目标任务分解表.xlsx"):
        if row[2] in ("亿元", "家"):
            assert sum(number(value) for value in row[5:] if value != "—") == number(row[4])


def test_the_national_export_is_gbk_with_preamble_provinces_and_notes(home):
    path = home / "inbox/国家统计局/分省年度数据.csv"
    lines = path.read_bytes().decode("gbk").split("\r\n")
    assert [line[:3] for line in lines[:4]] == ["数据库", "指标：", "时间：", "地区,"]
    assert len([line for line in lines if line.split(",")[0].endswith(("省", "市", "自治区"))]) == 31
    assert yaml.safe_load(path.with_name(path.name + ".meta.yml").read_bytes())["known_on"] == dt.date(2020, 10, 30)


def test_the_report_states_the_citys_figures(home):
    text = (home / "inbox/科技局/2020年科技工作总结和2021年工作思路.txt").read_text(encoding="utf-8")
    for figure in (
        "129.56亿元",
        "610.47亿元",
        "50.7%",
        "5.3%",
        "12.9个百分点",
        "79亿元",
        "119%",
        "4518.08万元",
        "18个",
        "15个",
        "64个",
    ):
        assert figure in text


def test_every_workbook_states_the_day_it_was_published(home):
    for path in home.rglob("*.xlsx"):
        first = [str(value) for row in rows(path)[:5] for value in row if value]
        assert any(value.startswith(("发布日期：", "填报日期：", "截至日期：", "印发日期：")) for value in first), (
            path.name
        )


@pytest.mark.parametrize("months", [1, 2, 14])
def test_any_number_of_months_can_be_asked_for(tmp_path, months):
    names = [path.name for path in fill_home(tmp_path, months=months)]
    assert len([name for name in names if name.startswith("技术合同")]) == months
    assert len([name for name in names if name.endswith("高新技术产业.xlsx")]) == max(0, months - 1 - (months > 12))


def test_last_years_column_is_last_years_value(tmp_path):
    fill_home(tmp_path, months=14)
    now = by_region(tmp_path / "inbox/统计局/2021年1-2月规上工业研发费用.xlsx", 2)
    assert now == by_region(tmp_path / "inbox/统计局/2020年1-2月规上工业研发费用.xlsx", 1)


def test_settings_name_the_city_and_its_zones_load(home):
    assert yaml.safe_load((home / "config/settings.yml").read_bytes()) == {"region": "绍兴市"}
    zone = load_catalogue(home / "config/regions").regions.find("滨海新区", within="330600")
    assert zone is not None
    assert zone.kind == "functional"


@given(st.integers(0, 10**9), st.lists(st.integers(1, 10**6), min_size=1, max_size=12))
def test_parts_add_up_exactly_and_none_is_off_by_a_whole_step(total, weights):
    parts = split(total, weights)
    assert sum(parts) == total
    assert all(
        abs(part * sum(weights) - total * weight) < sum(weights) for part, weight in zip(parts, weights, strict=True)
    )
