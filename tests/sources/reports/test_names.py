"""Names and set phrases are taken from the list of entries alone, and never take a number that counts something."""

from __future__ import annotations

import re

import pytest
import yaml

from evals.gold_texts import OWN
from sources.catalogue import load_catalogue
from sources.problems import Refused
from sources.readers.prose import Prose
from sources.reports import Extraction, extract_report, read_report
from sources.reports.fold import fold
from sources.reports.names import _FILE, RULE, load_names
from sources.reports.numerals import NumeralScanner
from sources.reports.times import scan_times
from tests.sources.reports.reports import SHARED, needs_shared, read

SCANNER = NumeralScanner(load_catalogue().units)
ENTRIES = load_names().classes
LISTED = ("name", "lexical")

# What stands there as name, lexical, ordinal, furniture, list_number or period; = for a quantity, # for a rank.
CONTRASTS = {
    "新开通5G基站2.3万个。": "5G name, 2.3万个 =",
    "5G用户突破900万户，6G试验网启用。": "5G name, 900万户 =, 6G name",
    "建成5.5G基站300个。": "5.5G name, 300个 =",
    "推出4K频道3个、8K频道1个。": "4K name, 3个 =, 8K name, 1个 =",
    "新增3C产品企业12家。": "3C name, 12家 =",
    "算力规模达到2000P。": "2000 =",
    "装机容量新增120MW。": "120 =",
    "新增5A级景区2家、4A级景区7家。": "5A name, 2家 =, 4A name, 7家 =",
    "G60科创走廊沿线企业增至1200家。": "G60 name, 1200家 =",
    "申请PCT1200件。": "1200件 =",
    "全年GDP5230亿元。": "5230亿元 =",
    "PM2.5浓度下降2.5%。": "PM2.5 name, 2.5% =",
    "C919大飞机配套企业36家。": "C919 name, 36家 =",
    "通过ISO9001认证的企业85家。": "ISO9001 name, 85家 =",
    "落实“1+7”方案，带动投资17亿元。": "1+7 name, 17亿元 =",
    "构建2+6+N产业体系，集聚企业26家。": "2+6+N name, 26家 =",
    "新增院士3+2名。": "3 =, 2名 =",
    "数字政府2.0建设提速，投入2.0亿元。": "2.0 name, 2.0亿元 =",
    "方案2.0版发布，增速为2.0%。": "2.0 name, 2.0% =",
    "世界500强企业落户12家。": "500强 name, 12家 =",
    "引进项目500个，强度提高。": "500个 =",
    "入选863计划课题5项。": "863 name, 5项 =",
    "实施8337发展思路，完成投资8337万元。": "8337 name, 8337万元 =",
    "“8337”发展思路落地。": "8337 name",
    "省科技计划立项863项。": "863项 =",
    "轨道交通13号线开工，里程13公里。": "13号 name, 13 =",
    "3号、4号工位建成，共设工位34个。": "3号 name, 4号 name, 34个 =",
    "12345热线受理12345件。": "12345 name, 12345件 =",
    "“3·15”活动检查企业315家。": "3·15 name, 315家 =",
    "双11销售额110亿元。": "11 name, 110亿元 =",
    "地址为人民路18号，共有18家单位。": "18号 furniture, 18家 =",
    "办好“高效办成一件事”12项。": "高效办成一件事 name, 12项 =",
    "坚决做到“两个维护”。": "两个维护 name",
    "新认定国家重点实验室两个。": "两个 =",
    "落实中央八项规定，整改八项。": "八项规定 name, 八项 =",
    "统筹推进“五位一体”总体布局。": "五位一体 name",
    "落实两项补贴，补贴两项。": "两项补贴 name, 两项 =",
    "新来院士五位。": "五位 =",
    "出台“33条”政策，兑现33条。": "33条 name, 33条 =",
    "“稳增长18条”惠及企业1800家。": "稳增长18条 name, 1800家 =",
    "实施“7个专项行动”，新增专项7个。": "7个专项行动 name, 7个 =",
    "“一户一阀”改造76万户。": "一户一阀 name, 76万户 =",
    "建设“3个100”工程，新增100个。": "3个100 name, 100个 =",
    "用好“两个10亿元”资金，到账10亿元。": "两个10亿元 name, 10亿元 =",
    "“雅江1号”运行，“吉林一号”卫星144颗。": "雅江1号 name, 吉林一号 name, 144 =",
    "打造“渝味360碗”品牌，门店360家。": "渝味360碗 name, 360家 =",
    "“新增高新技术企业50家”的目标完成。": "50家 =",
    "“强链”12项“补链”9项。": "12项 =, 9项 =",
    "实现水质“9连优”，达标断面9个。": "9连优 name, 9个 =",
    "《人才新政30条》出台，引才30人。": "30条 name, 30人 =",
    "每一个项目都落地，新建项目一个。": "一个 lexical, 一个 =",
    "同一家企业不得重复，退出企业一家。": "一家 lexical, 一家 =",
    "干一件成一件，办结一件。": "一件 lexical, 一件 lexical, 一件 =",
    "一个个难题破解，难题剩三个。": "一个 lexical, 三个 =",
    "走出一条新路，新建高速一条。": "一条 lexical, 一条 =",
    "当前和今后一个时期，建设一个中心。": "一个 lexical, 一个 =",
    "推行一企一策、一户一档，建档三户。": "一户 lexical, 三户 =",
    "走进千家万户，服务千家企业。": "千家万户 lexical, 千家 =",
    "实现两位数增长，增长12%。": "两位 lexical, 12% =",
    "重点抓好八个方面工作，其中项目八个。": "八个 lexical, 八个 =",
    "突出以下5项：新增企业5家。": "5项 lexical, 5家 =",
    "每10万人口拥有大学生1.8万人。": "10万人口 lexical, 1.8万人 =",
    "每千人口医生3.2名，新增千人。": "千人口 lexical, 3.2名 =, 千人 =",
    "培育千亿元级产业2个，产值超千亿元。": "千亿元级 lexical, 2个 =, 千亿元 =",
    "坚持安全第一，总量居全省第一。": "第一 lexical, 一 #",
    "抢抓第一时间，增速列全国第1位。": "1 #",
    "第二、第三产业分别增长5%、6%。": "第二 ordinal, 5% =, 6% =",
    "增速居全市第二，第三产业占比55%。": "二 #, 55% =",
    "从0到1的突破，从3家增加到5家。": "0到1 lexical, 3家 =, 5家 =",
    "见附表2，共2项。": "2 list_number, 2项 =",
    "依据国发〔2020〕12号，安排12亿元。": "〔2020〕12号 document_number, 12亿元 =",
    "人均预期寿命82.4岁，养老机构82家。": "82.4岁 =, 82家 =",
    "连续9年居首，平均工期9天。": "9年 duration, 9天 =",
    "二人转等三项入选，铁人三项举办三场。": "二人转 name, 三项 =, 三项 name, 三场 =",
    "2型糖尿病筛查2万人。": "2型 name, 2万人 =",
}


def seen(text: str) -> str:
    """Every numeral of a text with what it is, as in CONTRASTS."""
    folded = fold(text)
    signs = {"quantity": "=", "percentile": "=", "rank": "#"}
    numerals = SCANNER.scan(folded, scan_times(folded), text)
    return ", ".join(f"{text[n.start : n.end]} {n.klass or signs[n.form]}" for n in numerals)


@pytest.mark.parametrize("text", CONTRASTS)
def test_a_name_is_told_from_a_number_that_counts(text: str) -> None:
    assert seen(text) == CONTRASTS[text]


def test_every_entry_says_what_it_is_and_is_matched_in_one_way() -> None:
    stated = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    for entry_id, entry in stated.items():
        assert re.search("[一-龥]", entry["say"]), entry_id
        assert len(entry.keys() & {"words", "pattern", "quoted", "titled"}) == 1, entry_id


WORDS = [
    (entry_id, word)
    for entry_id, entry in yaml.safe_load(_FILE.read_text(encoding="utf-8")).items()
    for word in entry.get("words", ())
]


@pytest.mark.parametrize(("entry_id", "word"), WORDS)
def test_every_word_of_the_list_is_found_in_a_text(entry_id: str, word: str) -> None:
    [*numerals] = SCANNER.scan(fold(f"深入落实{word}，"))
    assert [n.rule for n in numerals][:1] == [f"{RULE}{entry_id}"]


def assert_listed(text: str, found: Extraction) -> None:
    for mention in found.mentions:
        cites = mention.rule.startswith(RULE)
        assert not cites or ENTRIES[mention.rule.removeprefix(RULE)] == mention.klass
        assert cites or mention.klass not in LISTED, (mention.quote, mention.rule)


def test_every_name_cites_its_entry() -> None:
    text = "\n".join(CONTRASTS)
    assert_listed(text, read(text))


@pytest.mark.parametrize("path", sorted(OWN.glob("*.txt")), ids=lambda path: path.stem)
def test_every_name_in_our_own_texts_cites_its_entry(path: object) -> None:
    prose = read_report(path)  # type: ignore[arg-type]
    assert_listed(prose.text, _read(prose))


@needs_shared
@pytest.mark.parametrize("path", sorted((SHARED / "reports").rglob("*.txt")), ids=lambda path: path.stem)
def test_every_name_in_a_real_text_cites_its_entry(path: object) -> None:
    prose = read_report(path)  # type: ignore[arg-type]
    assert_listed(prose.text, _read(prose))


def _read(prose: Prose) -> Extraction:
    try:
        return extract_report(prose, region=None, date=None)
    except Refused:  # a page of search results tells no place
        return read(prose.text)
