"""The lists of platforms and programmes of the sample city: read to the last number, adding up to the report's figures;
and the older layouts, which the sample does not use."""

import io
from collections import Counter
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from sources.samples import files_of
from tests.sources.submissions import codes, read, sample, sample_city, workbook

DEPARTMENT = "science_technology_bureau"
ROWS = {
    "st_projects": 58,
    "awards": 20,
    "open_challenges": 35,
    "technology_demands": 321,
    "corridor_projects": 107,
    "platform_evaluations": 45,
}

# Hidden parts that are read all the same, a row of challenges and the codes of platforms, are told as information.
HIDDEN = {"open_challenges": {"9:9"}, "platform_evaluations": {"D:D"}}


def records(reading):
    rows = {}
    for field in reading.records:
        rows.setdefault(field.record_no, {})[field.field] = field
    return list(rows.values())


@pytest.fixture(scope="module")
def readings(tmp_path_factory):
    folder = tmp_path_factory.mktemp("files")
    return {dataset: read(folder, sample(dataset), DEPARTMENT) for dataset in ROWS}


def words(readings, dataset, field):
    return Counter(row[field].value_text for row in records(readings[dataset]) if field in row)


def amount(readings, dataset, field):
    return sum(row[field].value for row in records(readings[dataset]) if field in row)


@pytest.mark.parametrize("dataset", ROWS)
def test_every_row_is_taken_and_nothing_is_set_aside(readings, dataset):
    found = readings[dataset]
    assert not found.refused
    assert found.dataset == dataset
    assert found.set_aside == []
    assert {problem.severity for problem in found.problems} <= {"info"}
    assert {problem.params["places"] for problem in found.problems} == HIDDEN.get(dataset, set())
    assert len(records(found)) == ROWS[dataset]


def test_projects_by_level_and_programme_with_what_they_leverage(readings):
    assert words(readings, "st_projects", "level") == {"municipal": 36, "provincial": 19, "national": 3}
    key_rd = [r for r in records(readings["st_projects"]) if r["programme"].value_text == "key_rd"]
    assert Counter(row["level"].value_text for row in key_rd)["provincial"] == 19
    assert amount(readings, "st_projects", "rd_leveraged") == Decimal(226_000_000)
    assert {row["inspections"].value for row in records(readings["st_projects"])} == {0, 1}


def test_awards_by_level_prize_and_class_though_cells_are_merged(readings):
    won = Counter(
        (row["level"].value_text, row["prize"].value_text, row["class"].value_text)
        for row in records(readings["awards"])
    )
    assert won["national", "progress", "first"] == 1
    assert won["national", "progress", "second"] == 2
    assert sum(count for (level, _, _), count in won.items() if level == "provincial") == 17


def test_challenges_with_their_amounts_and_the_steps_they_have_reached(readings):
    rows = records(readings["open_challenges"])
    assert amount(readings, "open_challenges", "bounty") == Decimal(120_000_000)
    assert amount(readings, "open_challenges", "investment") > Decimal(1_000_000_000)
    investments = [row["investment"].value for row in rows]
    assert (sum(v >= 50_000_000 for v in investments), sum(v >= 10_000_000 for v in investments)) == (6, 20)
    assert [
        sum(step in row for row in rows) for step in ("published_on", "taken_on", "evaluated_on", "awarded_on")
    ] == [*(35, 28, 21, 12)]


def test_demands_take_their_list_from_the_sheet(readings):
    assert words(readings, "technology_demands", "list") == {
        **{"shortage": 132, "import_substitution": 118, "chokepoint": 71}
    }
    assert len(words(readings, "technology_demands", "chain")) == 10


def test_corridor_projects_of_a_month_with_rates_from_cells_of_percent(readings):
    assert readings["corridor_projects"].periods == ("2020-01/2020-10",)
    assert amount(readings, "corridor_projects", "year_plan") == Decimal(26_538_000_000)
    for row in records(readings["corridor_projects"]):
        stated, made = row["completion"].value, row["year_done"].value / row["year_plan"].value * 100
        assert abs(stated - made) <= Decimal("0.05")


def test_evaluations_of_four_kinds_whose_dimensions_make_the_total(readings):
    rows = records(readings["platform_evaluations"])
    assert words(readings, "platform_evaluations", "kind") == {
        **{"makerspace": 14, "incubator": 9, "research_institute": 10, "innovation_complex": 12}
    }
    for row in rows:
        scores = [f.value for name, f in row.items() if f.unit == "point" and name != "total"]
        assert len(scores) in (3, 4)
        assert sum(scores) == row["total"].value
    grades = Counter((row["kind"].value_text, row["grade"].value_text) for row in rows)
    assert grades["research_institute", "excellent"] == 4
    assert grades["makerspace", "excellent"] == 2
    assert {grade for kind, grade in grades if kind == "innovation_complex"} == {"excellent", "good"}


def test_evaluated_platforms_are_those_of_the_register(readings, tmp_path):
    register = records(read(tmp_path, sample("platforms"), DEPARTMENT))
    known = {(row["kind"].value_text, row["name"].value_text, row["region"].value_text) for row in register}
    evaluated = {
        (row["kind"].value_text, row["platform"].value_text, row["region"].value_text)
        for row in records(readings["platform_evaluations"])
        if row["kind"].value_text != "research_institute"
    }
    assert evaluated <= known


def test_no_name_of_a_person_is_kept(readings):
    for dataset in ("st_projects", "awards"):
        text = repr(readings[dataset])
        assert "Sample" not in text
        assert "Muster" not in text


@pytest.mark.parametrize("dataset", ROWS)
def test_every_address_opens_at_its_cell_in_excel(readings, dataset):
    book = openpyxl.load_workbook(io.BytesIO(sample(dataset)))
    for field in readings[dataset].records:
        name, _, place = field.evidence.rpartition("!")
        if name and place != "A1" and field.field not in ("level", "prize", "class"):  # merged downwards
            assert book[name][place].row == field.row
            assert book[name][place].value is not None


@pytest.mark.parametrize("dataset", ROWS)
@pytest.mark.parametrize("months", [[(2020, 1)], [(2020, 12), (2021, 1), (2021, 2)]])
def test_other_months_and_years_are_taken_as_well(tmp_path, dataset, months):
    for name, content in files_of(dataset, sample_city(), months):
        found = read(tmp_path, content, DEPARTMENT, name=Path(name).name)
        assert not found.refused
        assert set(codes(found)) == ({"hidden_parts"} if dataset in HIDDEN else set())


def test_a_wrong_sum_of_grants_is_refused_with_its_cell(tmp_path):
    book = openpyxl.load_workbook(io.BytesIO(sample("st_projects")))
    sheet = book.active
    row = next(row for row in range(1, sheet.max_row + 1) if sheet.cell(row, 1).value == "合计")
    sheet.cell(row, 14).value = 1
    buffer = io.BytesIO()
    book.save(buffer)
    found = read(tmp_path, buffer.getvalue(), DEPARTMENT)
    assert found.refused
    assert [(p.code, p.cell) for p in found.problems] == [("sources.ledger_sum_differs", f"N{row}")]


OLDER = {
    "st_projects": workbook(
        (
            "市级项目（1项）",
            [
                ["绍兴市2019年度市级科技计划项目清单"],
                ["填报日期：2020-01-10", None, None, None, None, None, "单位：万元"],
                ["项目编号", "项目名称", "计划类别", "承担单位", "所在地", "立项日期", "补助经费", "状态"],
                ["SJ1", "甲技术", "软科学研究计划", "甲厂", "诸暨市", "2019.3.5", "12.5", "已验收"],
            ],
        )
    ),
    "awards": workbook(
        (
            "省科学技术奖（1项）",
            [
                ["绍兴市2019年度省科学技术奖获奖项目清单"],
                ["证书编号", "成果名称", "奖种", "等级", "完成单位", "所在地"],
                ["2019-S-1", "甲技术", "科技进步奖", "三等奖", "甲厂", "新昌县"],
            ],
        )
    ),
    "open_challenges": workbook(
        (
            "Sheet1",
            [
                ["绍兴市2019年揭榜挂帅项目清单"],
                [
                    "榜单编号",
                    "榜单名称",
                    "需求单位",
                    "所在地",
                    "总投入（万元）",
                    "揭榜金额（万元）",
                    "发榜日期",
                    "揭榜方",
                    "揭榜日期",
                ],
                ["BD1", "甲技术", "甲厂", "上虞区", 1200, 150, "2019年6月1日", "—", "—"],
            ],
        )
    ),
    "technology_demands": workbook(
        (
            "汇总",
            [
                ["绍兴市2019年企业技术需求汇总表"],
                [
                    "需求编号",
                    "技术名称",
                    "需求类别",
                    "企业名称",
                    "社会信用代码",
                    "所在地",
                    "产业链",
                    "意向投入（万元）",
                    "提出日期",
                    "状态",
                ],
                ["X1", "甲技术", "卡脖子", "甲厂", "-", "越城区", "珍珠", 80, "2019/5/6", "待对接"],
            ],
        )
    ),
    "corridor_projects": workbook(
        (
            "进展",
            [
                ["绍兴市2019年1-6月科创大走廊重点项目表"],
                [
                    "项目编号",
                    "项目名称",
                    "类别",
                    "所在地",
                    "总投资（亿元）",
                    "年度计划（亿元）",
                    "累计完成（亿元）",
                    "状态",
                ],
                ["Z1", "甲项目", "产业类", "柯桥区", "12.5", "3", "1.25", "在建"],
            ],
        )
    ),
    "platform_evaluations": workbook(
        (
            "结果",
            [
                ["绍兴市2019年度市级创新平台绩效评价结果汇总表"],
                ["平台类别", "单位名称", "所在地", "总得分", "名次", "评价结果"],
                ["孵化器", "甲孵化器", "嵊州市", "88.5", 1, "A"],
            ],
        )
    ),
}


@pytest.mark.parametrize("dataset", OLDER)
def test_the_older_form_is_read_too(tmp_path, dataset):
    found = read(tmp_path, OLDER[dataset], DEPARTMENT)
    assert (found.refused, codes(found)) == (False, [])
    assert (found.dataset, len(records(found))) == (dataset, 1)
    assert found.periods[0].startswith("2019")


def test_hundreds_of_millions_are_read_as_such(tmp_path):
    [row] = records(read(tmp_path, OLDER["corridor_projects"], DEPARTMENT))
    assert (row["year_plan"].value, row["year_done"].value) == (Decimal(300_000_000), Decimal(125_000_000))


@pytest.mark.parametrize("dataset", OLDER)
def test_the_older_form_is_refused_for_a_later_year(tmp_path, dataset):
    book = openpyxl.load_workbook(io.BytesIO(OLDER[dataset]))
    book.active["A1"] = book.active["A1"].value.replace("2019", "2021")
    buffer = io.BytesIO()
    book.save(buffer)
    found = read(tmp_path, buffer.getvalue(), DEPARTMENT)
    assert found.refused
    assert "layout_not_valid" in codes(found)
