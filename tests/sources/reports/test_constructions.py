"""What sentences of each construction state; sentences of our own about a city that the engine knows nothing of.

The report is of Ningbo, written on 20 December 2023, so it looks back on 2023 and ahead to 2024.
"""

from __future__ import annotations

import pytest

from tests.sources.reports.reports import read, said

STATED = {
    "a level and its growth": (
        "今年上半年，全市规上工业企业研发费用178.4亿元，比去年同期增长9.6%。",
        [
            "178.4亿元 rd_expenditure_industrial level 2023-01/2023-06 actual = 17840000000 CNY",
            "9.6% rd_expenditure_industrial growth_yoy 2023-01/2023-06 actual = 9.6 %",
        ],
    ),
    "a decrease": (
        "受疫情影响，前8个月技术交易额同比下降12.4%。",
        ["12.4% technology_trade_value growth_yoy 2023-01/2023-08 actual = -12.4 %"],
    ),
    "a share, its change and its rank": (
        "去年，全社会研发经费相当于地区生产总值的比例为3.05%，较上年提高0.12个百分点，居全省第三位。",
        [
            "3.05% rd_intensity level 2022 actual = 3.05 %",
            "0.12个百分点 rd_intensity change_yoy 2022 actual = 0.12 pp",
            "三 rd_intensity rank 2022 actual = 3 rank /浙江省",
        ],
    ),
    "a share of the subject before": (
        "规上工业企业研发费用增长8.1%、占营业收入比重达3.02%。",
        [
            "8.1% rd_expenditure_industrial growth_yoy 2023 actual = 8.1 %",
            "3.02% rd_to_revenue_industrial level 2023 actual = 3.02 %",
        ],
    ),
    "a gap between growths": (
        "前三季度高新技术产业增加值增长7.8%，增速高于规上工业2.1个百分点。",
        [
            "7.8% hightech_value_added growth_yoy 2023-01/2023-09 actual = 7.8 %",
            "2.1个百分点 hightech_value_added growth_gap 2023-01/2023-09 actual = 2.1 pp",
        ],
    ),
    "from the year before to this one": (
        "技术合同成交额由上年的402亿元增加到538亿元，增长33.8%。",
        [
            "402亿元 technology_trade_value level 2022 actual = 40200000000 CNY",
            "538亿元 technology_trade_value level 2023 actual = 53800000000 CNY",
            "33.8% technology_trade_value growth_yoy 2023 actual = 33.8 %",
        ],
    ),
    "a share from one value to another": (
        "战略性新兴产业增加值占规上工业增加值的比重由28.3%提高到31.5%。",
        [
            "28.3% strategic_emerging_share level 2022 actual = 28.3 %",
            "31.5% strategic_emerging_share level 2023 actual = 31.5 %",
        ],
    ),
    "a rank from one place to another": (
        "科技创新指数由全省第6位跃升至第3位。",
        [
            "6 innovation_capability_index rank 2022 actual = 6 rank /浙江省",
            "3 innovation_capability_index rank 2023 actual = 3 rank /浙江省",
        ],
    ),
    "a list that shares its ending": (
        "战略性新兴产业、装备制造业增加值分别增长9.4%和6.7%。",
        [
            "9.4% strategic_emerging_value_added growth_yoy 2023 actual = 9.4 %",
            "6.7% equipment_manufacturing_value_added growth_yoy 2023 actual = 6.7 %",
        ],
    ),
    "a list of which one member is unknown": (
        "绿色石化产业、装备制造业增加值分别增长8.1%和6.7%。",
        ["6.7% equipment_manufacturing_value_added growth_yoy 2023 actual = 6.7 %"],
    ),
    "levels in turn, then ranks in turn": (
        "高新技术企业和科技型中小企业分别达到7000家、2.6万家，分别居全省第2位和第3位。",
        [
            "7000家 hightech_enterprises level 2023 actual = 7000 count",
            "2.6万家 tech_smes level 2023 actual = 26000 count",
            "2 hightech_enterprises rank 2023 actual = 2 rank /浙江省",
            "3 tech_smes rank 2023 actual = 3 rank /浙江省",
        ],
    ),
    "growths paired with the list before them": (
        "1-11月，发放创新券2350万元、兑付1880万元，同比增长12.5%、9.3%。",
        [
            "2350万元 innovation_vouchers_issued level 2023-01/2023-11 actual = 23500000 CNY",
            "1880万元 innovation_vouchers_used level 2023-01/2023-11 actual = 18800000 CNY",
            "12.5% innovation_vouchers_issued growth_yoy 2023-01/2023-11 actual = 12.5 %",
            "9.3% innovation_vouchers_used growth_yoy 2023-01/2023-11 actual = 9.3 %",
        ],
    ),
    "one name in several places": (
        "海曙区、江北区研发投入强度分别为2.1%、2.9%。",
        ["2.1% rd_intensity level 2023 actual = 2.1 % @海曙区", "2.9% rd_intensity level 2023 actual = 2.9 % @江北区"],
    ),
    "places with their numbers in brackets": (
        "研发投入强度超过3%的区县有3个，依次为鄞州区（3.4%）、江北区（3.2%）和慈溪市（3.1%）。",
        [
            "3.4% rd_intensity level 2023 actual = 3.4 % @鄞州区",
            "3.2% rd_intensity level 2023 actual = 3.2 % @江北区",
            "3.1% rd_intensity level 2023 actual = 3.1 % @慈溪市",
        ],
    ),
    "what is new and what there is": (
        "全年新认定国家级专精特新“小巨人”企业62家，累计达352家，居全国城市第4位。",
        [
            "62家 little_giants_new level 2023 actual = 62 count",
            "352家 little_giants level 2023 actual = 352 count",
            "4 little_giants rank 2023 actual = 4 rank /全国",
        ],
    ),
    "a stock at the end of a month, a flow up to it": (
        "截至11月底，有效期内高新技术企业达7865家，较年初净增1032家。",
        [
            "7865家 hightech_enterprises level 2023-11 actual = 7865 count",
            "1032家 hightech_enterprises_new level 2023-01/2023-11 actual = 1032 count",
        ],
    ),
    "the verb before a list": (
        "新增省级重点实验室4家、省级新型研发机构6家。",
        [
            "4家 key_labs_provincial_new level 2023 actual = 4 count",
            "6家 new_rd_institutions_provincial level 2023 actual = 6 count",
        ],
    ),
    "the name after the number": (
        "全市拥有61家科技企业孵化器，新获批3个省级重点实验室。",
        [
            "61家 incubators level 2023 actual = 61 count",
            "3个 key_labs_provincial_new level 2023 actual = 3 count",
        ],
    ),
    "two units of one name": (
        "组建团队科技特派员12支共97人。",
        [
            "12支 tech_commissioner_teams level 2023 actual = 12 count",
            "97人 tech_commissioners_team level 2023 actual = 97 person",
        ],
    ),
    "the level that stands for its name": (
        "2024年，建设市级新型研发机构8家，其中省级2—3家。",
        [
            "8家 new_rd_institutions_municipal level 2024 target = 8 count",
            "2—3家 new_rd_institutions_provincial level 2024 target range 2..3 count",
        ],
    ),
    "what is expected": (
        "预计全年新增高新技术企业近1000家，全社会研发投入强度有望达到3.1%左右。",
        [
            "1000家 hightech_enterprises_new level 2023 estimate < 1000 count",
            "3.1% rd_intensity level 2023 estimate ~ 3.1 %",
        ],
    ),
    "what is intended for the year ahead": (
        "明年，力争高新技术企业总数达到9000家以上，技术交易额增长15%左右，研发经费投入强度不低于3.2%。",
        [
            "9000家 hightech_enterprises level 2024 target >= 9000 count",
            "15% technology_trade_value growth_yoy 2024 target ~ 15 %",
            "3.2% rd_intensity level 2024 target >= 3.2 %",
        ],
    ),
    "a target years ahead": (
        "到2027年，规上工业企业研发活动覆盖率达到90%。",
        ["90% rd_activity_coverage level 2027 target = 90 %"],
    ),
    "an average over years, a multiple": (
        "五年来，全社会研发投入年均增长12.6%，技术合同成交额增长3.2倍。",
        [
            "12.6% rd_expenditure_total growth_avg 2019/2023 actual = 12.6 %",
            "3.2倍 technology_trade_value growth_multi 2019/2023 actual = 320 %",
        ],
    ),
    "a change since a named year": (
        "数字经济核心产业增加值占地区生产总值比重提高到9.3%，比2020年提高1.8个百分点。",
        [
            "9.3% digital_core_share_gdp level 2023 actual = 9.3 %",
            "1.8个百分点 digital_core_share_gdp change_multi 2021/2023 actual = 1.8 pp",
        ],
    ),
    "the part of a plan that has passed": (
        "“十四五”以来，全市累计培育高新技术企业4100家。",
        ["4100家 hightech_enterprises_new level 2021/2023 actual = 4100 count"],
    ),
    "completion of a target": (
        "完成技术交易额420亿元，完成年度目标的105%。",
        [
            "420亿元 technology_trade_value level 2023 actual = 42000000000 CNY",
            "105% technology_trade_value completion 2023 actual = 105 %",
        ],
    ),
    "the province and the city in it": (
        "全省新增国家级专精特新“小巨人”企业384家，居全国第二，其中我市68家。",
        [
            "384家 little_giants_new level 2023 actual = 384 count @浙江省",
            "二 little_giants_new rank 2023 actual = 2 rank @浙江省 /全国",
            "68家 little_giants_new level 2023 actual = 68 count",
        ],
    ),
    "a county of the city": (
        "慈溪市高新技术企业达到1103家。",
        ["1103家 hightech_enterprises level 2023 actual = 1103 count @慈溪市"],
    ),
    "zones ranked in the province": (
        "在全省高新区综合评价中，慈溪高新区列第7位。",
        ["7 hightech_zones_evaluation rank 2023 actual = 7 rank @慈溪高新区 /浙江省"],
    ),
    "rule changed": (
        "科技型企业的房租减免期由2个月延长至5个月。",
        [
            "2个月 rent_relief_months level 2023 actual = 2 month",
            "5个月 rent_relief_months level 2023 actual = 5 month",
        ],
    ),
    "several things counted together": (
        "明年，新建科技企业孵化器、众创空间、重点农业企业研究院12家。",
        ["12家 innovation_platforms_new level 2024 target = 12 count"],
    ),
    "a level once a mark is passed": (
        "高新技术产业增加值首次突破3000亿元大关，达到3021亿元。",
        ["3021亿元 hightech_value_added level 2023 actual = 302100000000 CNY"],
    ),
    "one rank of several names": (
        "高新技术企业增至7865家、科技型中小企业增至2.9万家，均居全省第二。",
        [
            "7865家 hightech_enterprises level 2023 actual = 7865 count",
            "2.9万家 tech_smes level 2023 actual = 29000 count",
            "二 hightech_enterprises rank 2023 actual = 2 rank /浙江省",
            "二 tech_smes rank 2023 actual = 2 rank /浙江省",
        ],
    ),
    "what was added, then how many there are by now": (
        "新增科技型中小企业4300家，累计2.9万家。",
        [
            "4300家 tech_smes_new level 2023 actual = 4300 count",
            "2.9万家 tech_smes level 2023 actual = 29000 count",
        ],
    ),
    "goals named before a colon": (
        "2024年目标任务：技术交易额800亿元，研发投入强度3.7%。",
        [
            "800亿元 technology_trade_value level 2024 target = 80000000000 CNY",
            "3.7% rd_intensity level 2024 target = 3.7 %",
        ],
    ),
    "full-width digits": (
        "规上工业增加值增长６．５％。",
        ["６．５％ industrial_value_added growth_yoy 2023 actual = 6.5 %"],
    ),
    "Chinese numerals": (
        "全市当选两院院士三名。",
        ["三名 academicians_new level 2023 actual = 3 person"],
    ),
}


@pytest.mark.parametrize("name", STATED)
def test_a_construction_states(name: str) -> None:
    sentence, expected = STATED[name]
    assert said(read(sentence)) == expected


# Each holds a numeral near a name of the catalogue that is not its value.
SILENT = {
    "a share whose base is not named": "战略性新兴产业增加值占比达18.9%。",
    "a part of an indicator": "民营企业研发投入占比达92%。",
    "another firm's expenditure": "海天集团研发投入增长15%。",
    "a name inside a longer name": "高新技术企业培育库入库企业2300家。",
    "one number for different things": "培育国家高新技术企业和科技型中小企业共计3000家。",
    "a list of other length than its numbers": "高新技术企业、科技型中小企业、瞪羚企业分别达7000家、2.6万家。",
    "a per capita value": "全市人均地区生产总值达到17.6万元。",
    "a rate of another kind": "国家高新技术企业认定通过率达到71.5%。",
    "a number that only describes": "投资5亿元的重点实验室开工建设。",
    "a number of others": "推动200家高新技术企业上云。",
    "a unit that the indicator does not have": "实际使用外资中高新技术产业投资4.2亿美元。",
    "a subset by level": "科技企业孵化器管理办法出台，其中国家级15家。",
    "a gap of levels": "研发投入强度高于全国平均水平0.4个百分点。",
    "built, new or there": "布局建设概念验证中心5家。",
    "a level against a quarter": "环比增长33.7%。",
    "a name with a stranger before it": "拟上市高新技术企业45家。",
    "a name of its own that follows the number": "举办重点实验室论坛，建成1个国家级智算中心。",
    "a list of districts' other things": "鄞州区、慈溪市外贸出口分别增长4.1%、5.2%。",
    "a plan that only names what there is": "2024年，推动7家省级重点实验室提升能级。",
}


@pytest.mark.parametrize("name", SILENT)
def test_a_numeral_that_is_not_certain_states_nothing(name: str) -> None:
    assert said(read(SILENT[name])) == []


def test_one_growth_after_two_levels_belongs_to_neither() -> None:
    stated = said(read("新增高新技术企业300家、科技型中小企业2000家，增长12%。"))
    assert [line.split()[0] for line in stated] == ["300家", "2000家"]


def test_the_numbers_swap_when_the_names_around_in_turn_do() -> None:
    there = said(read("基础研究经费、应用研究经费分别为12.6亿元和48.9亿元。"))
    back = said(read("应用研究经费、基础研究经费分别为48.9亿元和12.6亿元。"))
    assert sorted(there) == sorted(back)
    assert len(there) == 2


def test_ten_thousands_and_hundred_millions_state_the_same_value() -> None:
    small = read("1-10月，技术合同成交额1250000万元。").statements
    large = read("1-10月，技术合同成交额125亿元。").statements
    assert [s.value for s in small] == [s.value for s in large]


def test_what_an_investment_was_leveraged_by_is_its_breakdown() -> None:
    [statement] = read("面向全国揭榜挂帅，带动全社会研发投入超8亿元。").statements
    assert (statement.breakdown, statement.qualifier) == ("揭榜挂帅", ">")
