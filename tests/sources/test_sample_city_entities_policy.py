"""Register, recognition cases, pool, vouchers, special funds and relief of the sample city: each file is read to the
last number, what the year's report states is what they add up to, and the forms of earlier years are read too.

Window: October 2020 to February 2021, so that a year ends and another begins.
"""

import datetime as dt
from collections import Counter
from decimal import Decimal

import pytest

from sources.samples import files_of
from tests.sources.submissions import codes, read, sample_city, workbook

BUREAU = "science_technology_bureau"
DEPARTMENTS = {
    "hightech_enterprises": BUREAU,
    "recognition_cases": BUREAU,
    "cultivation_pool": BUREAU,
    "innovation_vouchers": BUREAU,
    "st_funds": "finance_bureau",
    "policy_relief": BUREAU,
}
# Hidden rows that are read all the same are told as information; hidden columns that are not read are not.
HIDDEN = {"hightech_enterprises": {"9:9"}, "recognition_cases": {"7:7"}, "policy_relief": {"6:6"}}
SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@pytest.fixture(scope="module")
def readings(tmp_path_factory):
    """dataset -> {record period: reading} of five months; of two files of a period the later."""
    city, found = sample_city(), {}
    for dataset, department in DEPARTMENTS.items():
        folder = tmp_path_factory.mktemp(dataset)
        for path, content in files_of(dataset, city, city.months(14)[9:]):
            reading = read(folder, content, department, name=path.rpartition("/")[2])
            assert not reading.refused, (path, [problem.text("zh") for problem in reading.problems])
            found.setdefault(dataset, {})[reading.periods[0]] = reading
    return found


def rows(reading):
    """The records of a reading, each field -> its value: a number, a day or a text."""
    records = {}
    for field in reading.records:
        value = field.value if field.value is not None else field.value_date or field.value_text
        records.setdefault(field.record_no, {})[field.field] = value
    return list(records.values())


@pytest.mark.parametrize("dataset", DEPARTMENTS)
def test_every_row_of_every_file_is_taken_and_its_day_of_knowledge_is_stated(readings, dataset):
    for reading in readings[dataset].values():
        doubts = [problem.code for problem in reading.problems if problem.severity != "info"]
        assert (reading.dataset, reading.set_aside, doubts) == (dataset, [], [])
        assert (reading.supersedes, reading.known_on_from) == ("period", "contract")


@pytest.mark.parametrize("dataset", DEPARTMENTS)
def test_every_credit_code_has_its_check_digit(readings, dataset):
    for row in rows(readings[dataset]["2020"]):
        if code := row.get("credit_code", "").upper():
            assert len(code) == 18
            assert sum(SIGNS.index(sign) * 3**place for place, sign in enumerate(code[:17])) % 31 == (
                -SIGNS.index(code[17]) % 31
            )


def test_the_register_grows_by_the_years_new_ones_and_drops_who_ended_before_the_year(readings):
    register = rows(readings["hightech_enterprises"]["2020"])
    new = [row for row in register if row["recognition"] == "first" and row["valid_from"].year == 2020]
    assert len(new) == 425
    assert Counter(row["batch"] for row in new) == {"2020年第一批": 22, "2020年第二批": 31, "2020年第三批": 372}
    assert len({row["certificate_no"] for row in register}) == len(register)
    later = rows(readings["hightech_enterprises"]["2021-01/2021-02"])
    assert min(row["valid_to"] for row in later) >= dt.date(2021, 1, 1)
    assert {row["recognition"] for row in later} == {"first", "renewed"}


def test_the_cases_of_the_year_are_those_behind_the_register(readings):
    register = {row["credit_code"].upper() for row in rows(readings["hightech_enterprises"]["2020"])}
    cases = rows(readings["recognition_cases"]["2020"])
    recognised = [row for row in cases if row["category"] == "hightech_enterprise" and row["outcome"] == "recognised"]
    assert len(recognised) == 425
    assert {row["credit_code"] for row in recognised} <= register
    for row in cases:
        days = [row[stage] for stage in ("applied_on", "accepted_on", "reviewed_on", "recognised_on") if stage in row]
        assert days == sorted(days)
        assert (row["outcome"] == "recognised") == ("recognised_on" in row)


def test_who_is_in_the_pool_has_not_left_it(readings):
    pool = rows(readings["cultivation_pool"]["2020"])
    assert Counter(row["state"] for row in pool) == {"in_pool": 56, "graduated": 5, "removed": 1}
    assert all(("left_on" in row) == (row["state"] != "in_pool") for row in pool)
    assert all(0 < row["rd_expenditure"] < row["revenue"] for row in pool)


def test_vouchers_add_up_to_what_the_report_states(readings):
    vouchers = rows(readings["innovation_vouchers"]["2020-01/2020-11"])
    assert sum(row["issued"] for row in vouchers) == Decimal(45_180_800)
    assert sum(row.get("used", 0) for row in vouchers) == Decimal(19_168_000)
    assert all(row.get("used", 0) <= row["issued"] <= row["quota"] for row in vouchers)
    october = rows(readings["innovation_vouchers"]["2020-01/2020-10"])
    of_october = {row["voucher_no"]: row["issued"] for row in october}
    assert of_october.items() <= {row["voucher_no"]: row["issued"] for row in vouchers}.items()
    assert {"330100", "310000", "310115"} <= {row.get("provider_region") for row in vouchers}


def test_funds_from_nation_and_province_add_up_to_what_the_report_states(readings):
    items = rows(readings["st_funds"]["2020"])
    allocated = Counter()
    for row in items:
        allocated[row["level"]] += row["allocated"]
        assert row.get("paid", 0) <= row["allocated"]
        assert row.get("paid_on", row["allocated_on"]) >= row["allocated_on"]
    assert allocated["national"] + allocated["provincial"] == Decimal(210_000_000)
    assert set(allocated) == {"national", "provincial", "municipal", "county"}


def test_rent_relief_adds_up_to_what_the_report_states_with_its_district_merged_over_rows(readings):
    relief = rows(readings["policy_relief"]["2020"])
    assert sum(row["amount"] for row in relief if row["kind"] == "rent") == Decimal(11_030_000)
    assert {row["months_of_rent"] for row in relief if row["kind"] == "rent"} == {3, 6}
    assert len({row["region"] for row in relief}) == 6
    assert any("credit_code" not in row for row in relief)


CODE = "91330624XY00000003"
EARLIER_FORMS = {
    "hightech_enterprises": (
        ("第二批（1家）", [
            ["绍兴市2019年高新技术企业认定名单"],
            ["序号", "企业名称", "统一社会信用代码", "所属区县", "证书编号", "发证时间", "到期时间", "类别"],
            [1, "岚鸢公司", CODE, "新昌县", "GR2019", "2019.12.4", "2022.12.3", "复审"],
        ]),
        {"batch": "第二批", "recognition": "renewed", "valid_to": dt.date(2022, 12, 3)},
    ),
    "recognition_cases": (
        ("台账", [
            ["绍兴市2019年科技型企业认定申报受理台账"],
            ["受理编号", "企业名称", "统一社会信用代码", "所在地", "申报类型", "批次",
             "提交日期", "形式审查日期", "专家评审日期", "公示结束日期", "结果"],
            ["S1", "岚鸢公司", CODE, "新昌县", "科小", "一", "2019-3-1", "2019-3-4", "2019-4-1", "/", "在办"],
        ]),
        {"category": "tech_sme", "accepted_on": dt.date(2019, 3, 4), "outcome": "pending"},
    ),
    "cultivation_pool": (
        ("名单", [
            ["绍兴市2019年高新技术企业培育库入库企业名单"],
            ["企业名称", "信用代码", "属地", "入库时间", "状态"],
            ["岚鸢公司", CODE, "新昌县", "2019年5月6日", "已认定"],
        ]),
        {"entered_on": dt.date(2019, 5, 6), "state": "graduated"},
    ),
    "innovation_vouchers": (
        ("明细", [
            ["绍兴市2019年创新券使用明细"],
            ["券号", "企业名称", "信用代码", "县（市、区）", "发放时间", "发放金额（元）", "服务机构", "机构所在地",
             "兑现日期", "兑现金额（元）"],
            ["Q1", "岚鸢公司", CODE, "新昌县", "2019-5-6", "50,000", "检测站", "杭州市西湖区", "2019-6-7", 20000],
        ]),
        {"issued": Decimal(50_000), "used": Decimal(20_000), "provider_region": "330106"},
    ),
    "st_funds": (
        ("台账", [
            ["绍兴市2019年科技专项资金拨付台账"],
            ["单位：元"],
            ["项目编号", "文号", "项目名称", "资金级次", "承担单位", "统一社会信用代码", "所在地",
             "下达日期", "下达金额", "拨付日期", "拨付金额"],
            ["P1", "1号", "研发补助", "中央", "岚鸢公司", CODE, "新昌县", "2019-5-6", "50,000", "/", "/"],
        ]),
        {"level": "national", "allocated": Decimal(50_000), "allocated_on": dt.date(2019, 5, 6)},
    ),
    "policy_relief": (
        ("台账", [
            ["绍兴市2020年1-3月科技型企业房租减免台账"],
            ["编号", "企业名称", "信用代码", "属地", "减免期限", "减免时间", "减免租金（万元）"],
            ["J1", "岚鸢公司", CODE, "新昌县", 3, "2020-3-6", "1.5"],
        ]),
        {"kind": "rent", "amount": Decimal(15_000), "months_of_rent": Decimal(3)},
    ),
}  # fmt: skip


@pytest.mark.parametrize("dataset", EARLIER_FORMS)
def test_the_form_of_earlier_years_gives_the_same_fields(tmp_path, dataset):
    sheet, expected = EARLIER_FORMS[dataset]
    reading = read(tmp_path, workbook(sheet), DEPARTMENTS[dataset])
    assert not reading.refused, [problem.text("zh") for problem in reading.problems]
    (row,) = rows(reading)
    assert reading.dataset == dataset
    assert expected.items() <= row.items()
    assert row["region"] == "330624"


def test_a_voucher_ledger_whose_total_is_wrong_is_refused_with_its_cell(tmp_path):
    (name, lines), _ = EARLIER_FORMS["innovation_vouchers"]
    wrong = workbook((name, [*lines, ["合计", "", "", "", "", 50000, "", "", "", 20001]]))
    reading = read(tmp_path, wrong, BUREAU)
    assert codes(reading) == ["ledger_sum_differs"]
    assert reading.problems[0].cell == "J4"
