"""A figure of something that the catalogue lacks is kept with its words; what is in doubt stays unsaid."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.reports import Extraction, OpenStatement, as_reading, extract, to_jsonl
from sources.reports.verifier import misread
from tests.sources.reports.reports import read

# (region, day of the report, text, what it says of what the catalogue lacks). A line: QUOTE [verb] words (/ whole of a
# share), then measure, period, kind, qualifier, value, unit.
SAID: list[tuple[str, str, str, list[str]]] = [
    ("遵义市", "2024-01-18", "去年，建成5G基站2.3万个。", ["2.3万个 [建成] 5G基站 level 2023 actual = 23000 count"]),
    ("大同市", "2022-12-20", "全年新增院士工作站12家。", ["12家 [新增] 院士工作站 level 2022 actual = 12 count"]),
    ("柳州市", "2021-12-28", "全市举办创新创业大赛8场次。", ["8场次 [举办] 创新创业大赛 level 2021 actual = 8 count"]),
    (
        "盐城市",
        "2024-01-09",
        "2023年，农村居民人均可支配收入38000元，增长6.2%。",
        [
            "38000元 [] 农村居民人均可支配收入 level 2023 actual = 38000 CNY",
            "6.2% [] 农村居民人均可支配收入 growth_yoy 2023 actual = 6.2 %",
        ],
    ),
    (
        "洛阳市",
        "2023-01-12",
        "城镇登记失业率控制在3.5%以内，森林覆盖率提高到45.8%。",
        [
            "3.5% [] 城镇登记失业率 level 2022 actual <= 3.5 %",
            "45.8% [] 森林覆盖率 level 2022 actual = 45.8 %",
        ],
    ),
    (
        "呼和浩特市",
        "2024-12-26",
        "1-11月，城镇新增就业近4.2万人，奶牛存栏达46万头。",
        [
            "4.2万人 [] 城镇新增就业 level 2024-01/2024-11 actual < 42000 person",
            "46万头 [] 奶牛存栏 level 2024-11 actual = 460000 头",
        ],
    ),
    (
        "芜湖市",
        "2023-12-22",
        "建成口袋公园35个、城市绿道120公里。",
        ["35个 [建成] 口袋公园 level 2023 actual = 35 count", "120公里 [建成] 城市绿道 level 2023 actual = 120 公里"],
    ),
    (
        "泉州市",
        "2025-01-06",
        "2025年，将新建15个社区食堂、3座污水处理厂。",
        [
            "15个 [新建] 社区食堂 level 2025 target = 15 count",
            "3座 [新建] 污水处理厂 level 2025 target = 3 count",
        ],
    ),
    (
        "保定市",
        "2023-12-15",
        "幼儿园毛入园率、高中毛入学率分别达到92.4%和96.1%。",
        [
            "92.4% [] 幼儿园毛入园率 level 2023 actual = 92.4 %",
            "96.1% [] 高中毛入学率 level 2023 actual = 96.1 %",
        ],
    ),
    (
        "宜宾市",
        "2022-12-30",
        "竹产业产值由210亿元增加到320亿元。",
        [
            "210亿元 [] 竹产业产值 level 2021 actual = 21000000000 CNY",
            "320亿元 [] 竹产业产值 level 2022 actual = 32000000000 CNY",
        ],
    ),
    (
        "烟台市",
        "2023-12-28",
        "海水淡化产能达到37万吨/日，居全省第2位。",
        [
            "37万吨/日 [] 海水淡化产能 level 2023 actual = 370000 吨/日",
            "2 [] 海水淡化产能 rank 2023 actual = 2 rank",
        ],
    ),
    (
        "赣州市",
        "2024-01-15",
        "2023年，脐橙产量150万吨、增长8.1%。",
        ["150万吨 [] 脐橙产量 level 2023 actual = 1500000 吨", "8.1% [] 脐橙产量 growth_yoy 2023 actual = 8.1 %"],
    ),
    (
        "榆林市",
        "2023-12-20",
        "民生支出510亿元，占全部支出的81.2%。",
        [
            "510亿元 [] 民生支出 level 2023 actual = 51000000000 CNY",
            "81.2% [] 民生支出 / 全部支出 share 2023 actual = 81.2 %",
        ],
    ),
    (
        "漳州市",
        "2022-12-21",
        "信访总量下降11.5%，空气优良天数比例提高1.3个百分点。",
        [
            "11.5% [] 信访总量 growth_yoy 2022 actual = -11.5 %",
            "1.3个百分点 [] 空气优良天数比例 change_yoy 2022 actual = 1.3 pp",
        ],
    ),
    (
        "株洲市",
        "2021-12-24",
        "预计全年接待游客超6500万人次。",
        ["6500万人次 [接待] 游客 level 2021 estimate > 65000000 person-time"],
    ),
    ("黔南布依族苗族自治州", "2024-12-20", "改造老旧小区66个。", ["66个 [改造] 老旧小区 level 2024 actual = 66 count"]),
    (
        "绵阳市",
        "2026-01-20",
        "“十四五”时期，建成保障性住房2.6万套。",
        ["2.6万套 [建成] 保障性住房 level 2021/2025 actual = 26000 count"],
    ),
    (
        "淮安市",
        "2023-12-25",
        "推进28个乡镇污水管网改造，办理人大代表建议156件、政协提案203件。",
        [
            "28个 [推进] 乡镇污水管网 level 2023 actual = 28 count",
            "156件 [办理] 人大代表建议 level 2023 actual = 156 count",
            "203件 [办理] 政协提案 level 2023 actual = 203 count",
        ],
    ),
    (
        "九江市",
        "2024-12-18",
        "6家园区入选省级绿色园区名单，港口货物吞吐量1.9亿吨左右。",
        [
            "6家 [] 园区 level 2024 actual = 6 count",
            "1.9亿吨 [] 港口货物吞吐量 level 2024 actual ~ 190000000 吨",
        ],
    ),
    (
        "德州市",
        "2022-12-27",
        "第三产业增加值同比增长4.4%。",
        ["4.4% [] 第三产业增加值 growth_yoy 2022 actual = 4.4 %"],
    ),
    (
        "湘潭市",
        "2024-12-24",
        "累计发放消费券5200万元，带动消费约6亿元。",
        [
            "5200万元 [发放] 消费券 level 2024 actual = 52000000 CNY",
            "6亿元 [带动] 消费 level 2024 actual ~ 600000000 CNY",
        ],
    ),
    (
        "银川市",
        "2023-12-19",
        "税收占一般公共预算收入比重超过75%。",
        ["75% [] 税收 / 一般公共预算收入 share 2023 actual > 75 %"],
    ),
    (
        "三明市",
        "2024-12-17",
        "游客人数、旅游收入均增长10%以上。",
        [
            "10% [] 游客人数 growth_yoy 2024 actual >= 10 %",
            "10% [] 旅游收入 growth_yoy 2024 actual >= 10 %",
        ],
    ),
    (
        "景德镇市",
        "2022-12-16",
        "12家陶瓷作坊投入运营。",
        ["12家 [] 陶瓷作坊 level 2022 actual = 12 count"],
    ),
    (
        "承德市",
        "2025-12-20",
        "完成造林绿化28.6万亩，义务植树590万株。",
        [
            "28.6万亩 [完成] 造林绿化 level 2025 actual = 286000 亩",
            "590万株 [] 义务植树 level 2025 actual = 5900000 株",
        ],
    ),
]
SILENT = [
    "投资5.6亿元的滨江大道二期工程完工。",  # what it cost, not what was stated
    "为8600名退休人员办理手续。",
    "推动30万吨乙烯项目投产。",  # the size of a plant
    "总面积达到12万平方米。",  # of what?
    "完成投资34亿元。",
    "抓好以下八个方面工作。",
    "一条街道、一个公园。",
    "甲、乙两地，分别增长5%、6%和7%。",
    "养殖业、渔业增长5.5%。",  # of which?
    "货物进口、出口分别增长3.3%、4.4%、5.5%。",
    "仓储库3.5万平方米的冷库面积。",
    "有效应对19轮强降雨。",
    "从每月209元、280元提高到217元、291元。",
    "是2010年的2.4倍。",
    "研发经费的6%用于基础研究。",  # the catalogue has it; in doubt it stays unsaid
]


def lines(extraction: Extraction) -> list[str]:
    return [line(one) for one in extraction.open_statements]


def line(one: OpenStatement) -> str:
    s = one.stated
    words = f"{one.words} / {one.share_of}" if one.share_of else one.words
    said = f"{s.measure} {s.period} {s.kind} {s.qualifier} {s.value.normalize():f} {s.unit}"
    return f"{s.quote} [{one.verb}] {words} {said}"


@pytest.mark.parametrize(("region", "day", "text", "wanted"), SAID, ids=[text for _, _, text, _ in SAID])
def test_a_figure_of_what_the_catalogue_lacks_keeps_its_words(
    region: str, day: str, text: str, wanted: list[str]
) -> None:
    found = extract(text, region=region, date=dt.date.fromisoformat(day))
    assert lines(found) == wanted
    assert not found.statements


@pytest.mark.parametrize("text", SILENT)
def test_where_the_words_leave_it_in_doubt_nothing_is_said(text: str) -> None:
    assert lines(read(text)) == []


def test_a_growth_after_two_levels_is_said_of_neither() -> None:
    found = lines(read("公交客运量5亿人次、地铁客运量3亿人次，增长6%。"))
    assert [one.split()[0] for one in found] == ["5亿人次", "3亿人次"]


TEXT = "".join(text for _, _, text, _ in SAID)


def test_words_and_quotes_stand_where_they_are_said_to() -> None:
    found = read(TEXT).open_statements
    assert len(found) >= 40
    for one in found:
        assert TEXT[slice(*one.words_at)] == one.words
        assert TEXT[one.stated.start : one.stated.end] == one.stated.quote
        if one.stated.unit in ("CNY", "%", "pp", "count", "person", "person-time", "rank"):
            value = abs(one.stated.value) if one.stated.measure.startswith(("growth", "change")) else one.stated.value
            quoted = one.stated.start, one.stated.end
            assert not misread(TEXT, *quoted, value, one.stated.value_high, one.stated.unit), one


def test_a_figure_of_the_catalogue_is_never_open() -> None:
    text = "新增高新技术企业120家，研发经费58.3亿元，同比增长12%，新增公园3个，增长5%。"
    found = read(text)
    assert [s.quote for s in found.statements] == ["120家", "58.3亿元", "12%"]
    assert lines(found)[0] == "3个 [新增] 公园 level 2023 actual = 3 count"
    assert not {s.start for s in found.statements} & {one.stated.start for one in found.open_statements}


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from(SAID), st.sampled_from(["持续改进作风。\n", "研发经费58.3亿元，同比增长12%。\n", "（一）教育\n"])
)
def test_a_paragraph_before_shifts_the_places_only(said: tuple[str, str, str, list[str]], before: str) -> None:
    region, day, text, wanted = said
    alone = extract(text, region=region, date=dt.date.fromisoformat(day)).open_statements
    after = extract(before + text, region=region, date=dt.date.fromisoformat(day)).open_statements
    assert [line(one) for one in after] == wanted
    shift = len(before)
    assert [tuple(at + shift for at in one.words_at) for one in alone] == [one.words_at for one in after]


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(SAID))
def test_full_width_digits_say_the_same(said: tuple[str, str, str, list[str]]) -> None:
    region, day, text, _ = said
    wide = text.translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789.%"})
    plain, other = (extract(t, region=region, date=dt.date.fromisoformat(day)).open_statements for t in (text, wide))
    assert [replace(one.stated, quote="", sentence=(0, 0)) for one in plain] == [
        replace(one.stated, quote="", sentence=(0, 0)) for one in other
    ]


def test_a_line_of_an_open_figure_has_its_words_and_no_indicator() -> None:
    [line] = [json.loads(line) for line in to_jsonl(read("新建公园12个。")).splitlines()]
    assert (line["status"], line["class"], line["words"], line["verb"]) == ("not_indicator", "open", "公园", "新建")
    assert (line["measure"], line["value"], line["unit"]) == ("level", 12, "count")
    assert (line["words_start"], line["words_end"]) == (2, 4)
    assert "indicator" not in line


def test_open_figures_are_part_of_a_reading_but_no_observations() -> None:
    text = "2022年，研发经费58.3亿元，森林覆盖率45.8%。"
    reading = as_reading(
        text.encode(),
        region="宁波市",
        known_on=dt.date(2022, 12, 20),
        home_region=None,
        arrived_on=dt.date(2022, 12, 21),
    )
    assert [o.indicator_id for o in reading.observations] == ["rd_expenditure_total"]
    [figure] = reading.open_figures
    assert (figure.words, figure.value_text, figure.context) == ("森林覆盖率", "45.8%", text)
    assert text[slice(*map(int, figure.words_evidence[1:].split(":")))] == figure.words
    assert reading.numerals["open"] == 1
