"""A report file becomes observations in base units, each with its span, its sentence and what was inferred."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest

import sources.samples
from sources.catalogue import load_catalogue
from sources.problems import Refused
from sources.reports import as_reading
from sources.rows import Reading

ARRIVED = dt.date(2024, 3, 1)


def reading(text: str, *, known_on: dt.date | None = dt.date(2023, 12, 20), region: str | None = "330200") -> Reading:
    return as_reading(text.encode(), region=region, known_on=known_on, home_region="330200", arrived_on=ARRIVED)


def test_an_observation_has_its_span_its_sentence_and_the_unit_of_its_last_digit() -> None:
    text = "科技工作。1-10月，规上工业研发经费129.30亿元，同比增长12%。"
    observation = reading(text).observations[0]
    assert observation.region_code == "330200"
    assert (observation.value, observation.value_step) == (Decimal(12930000000), Decimal(1000000))
    assert observation.value_text == "129.30亿元"
    start, end = map(int, observation.evidence.removeprefix("#").split(":"))
    assert text[start:end] == "129.30亿元"
    assert observation.context == "1-10月，规上工业研发经费129.30亿元，同比增长12%。"
    assert observation.flags == ("region_from_sidecar",)


def test_what_the_text_does_not_say_is_flagged() -> None:
    [observation] = reading("新认定科技型中小企业210家。", region=None).observations
    assert observation.flags == ("region_inferred", "period_inferred")


def test_a_rank_keeps_its_field_and_a_range_both_ends() -> None:
    rank, number = reading("技术交易额居全省第3位。明年，新增省级重点实验室1-2家。").observations
    assert (rank.measure, rank.scope, rank.value) == ("rank", "浙江省", 3)
    assert (number.qualifier, number.value, number.value_high, number.kind) == ("range", 1, 2, "target")


def test_the_day_of_knowledge_is_the_sidecars_else_the_reports_else_that_of_arrival() -> None:
    dated = "政府工作报告\n——2024年1月16日在宁波市第十六届人民代表大会上\n新认定科技型中小企业210家。"
    only_years = "2023年科技统计公报\n新认定科技型中小企业210家。"
    sidecar, report, arrival = reading(dated), reading(dated, known_on=None), reading(only_years, known_on=None)
    assert (sidecar.known_on, sidecar.known_on_from) == (dt.date(2023, 12, 20), "sidecar")
    assert (report.known_on, report.known_on_from) == (dt.date(2024, 1, 16), "report")
    assert (arrival.known_on, arrival.known_on_from) == (ARRIVED, "arrival")


def test_a_place_that_the_tree_lacks_is_set_aside_with_what_to_do() -> None:
    found = reading("在全省高新区综合评价中，慈溪高新区列第7位。")
    assert found.observations == []
    [aside] = found.set_aside
    assert (aside.raw, aside.problem.params["region"]) == ("7", "慈溪高新区")
    assert "config/regions" in aside.problem.text("zh")


def test_the_old_and_the_new_value_of_a_rule_are_two_observations() -> None:
    old, new = reading("房租减免期由2个月延长至5个月。").observations
    assert (old.period, old.breakdown, new.period, new.breakdown) == ("2023", "调整前", "2023", "")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_the_encoding_of_a_file_changes_nothing(encoding: str) -> None:
    text = "1-10月，规上工业研发经费129.30亿元，同比增长12%。新增高新技术企业300家、科技型中小企业2000家。"
    data = text.encode(encoding)
    found = as_reading(data, region="330200", known_on=ARRIVED, home_region=None, arrived_on=ARRIVED)
    assert [o.evidence for o in found.observations] == [o.evidence for o in reading(text).observations]


def test_a_report_is_a_report_that_withdraws_nothing() -> None:
    found = reading("新认定科技型中小企业210家。")
    assert (found.dataset, found.supersedes, found.source) == ("report_texts", "report", "report")
    assert found.scopes == []
    assert found.periods == ("2023",)


@pytest.mark.parametrize("data", [b"", b"\x00\x01\x02\x03" * 50, "科技工作210家。".encode()])
def test_bytes_that_are_no_report_are_refused(data: bytes) -> None:
    with pytest.raises(Refused):
        as_reading(data, region="330200", known_on=None, home_region=None, arrived_on=ARRIVED)


def test_the_sample_report_states_indicators_of_the_catalogue_in_their_units() -> None:
    text = (Path(sources.samples.__file__).parent / "report.txt").read_bytes()
    found = as_reading(text, region="330600", known_on=dt.date(2020, 12, 15), home_region="330600", arrived_on=ARRIVED)
    indicators = load_catalogue().indicators
    assert len(found.observations) >= 45
    for observation in found.observations:
        if observation.measure == "level":
            assert observation.unit == indicators[observation.indicator_id].unit
