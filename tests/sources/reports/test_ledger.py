"""Every numeral of a text is in exactly one mention, quoted as it stands; nothing else moves it."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.reports import Extraction, to_jsonl
from tests.sources.reports.reports import read, said
from tests.sources.reports.test_constructions import STATED

TEXT = "\n".join(sentence for sentence, _ in STATED.values())
SENTENCES = [sentence for sentence, _ in STATED.values()]
NUMBER = re.compile(r"[0-9０-９]+")
WIDE = {ord(c): chr(ord(c) + 0xFEE0) for c in "0123456789.%"}


def assert_a_ledger(text: str, found: Extraction) -> None:
    assert all(m.quote == text[m.start : m.end] for m in found.mentions)
    assert all(a.end <= b.start for a, b in pairwise(found.mentions))
    covered = {i for m in found.mentions for i in range(m.start, m.end)}
    assert all(i in covered for match in NUMBER.finditer(text) for i in range(*match.span()))
    for mention in found.mentions:
        assert bool(mention.statements) == (mention.status == "statement")
        assert all((s.start, s.end, s.quote) == (mention.start, mention.end, mention.quote) for s in mention.statements)


NUMBERS = [
    "12",
    "3.5",
    "1,200",
    "２",
    "三",
    "万",
    "亿元",
    "家",
    "5家",
    "10%",
    "第",
    "位",
    "-",
    "—",
    "年",
    "月",
    "个",
    "多",
]
NAMES = ["2023年", "1-10月", "研发经费", "高新技术企业", "地区生产总值", "省级", "重点实验室", "宁波", "慈溪", "高新区"]
WORDS = [
    "新增",
    "占",
    "比重",
    "分别",
    "同比",
    "增长",
    "提高到",
    "从",
    "由",
    "达到",
    "等",
    "其中",
    "居",
    "全省",
    "比",
    "高",
]
PIECES = [*NUMBERS, *NAMES, *WORDS, *"和、，。；：（）“”《》A\n"]


@settings(deadline=None, max_examples=200)
@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_any_text_gives_a_ledger_without_gaps(text: str) -> None:
    assert_a_ledger(text, read(text))


@settings(deadline=None, max_examples=40)
@given(st.permutations(SENTENCES).map("".join), st.sampled_from(["", "\n", "\r\n"]))
def test_sentences_in_any_order_give_a_ledger(text: str, line_end: str) -> None:
    text = text.replace("。", "。" + line_end)
    assert_a_ledger(text, read(text))


def test_an_unrelated_paragraph_shifts_positions_only() -> None:
    paragraph = "全市粮食播种面积152万亩，总产量64.8万吨，新建公园12个。\n"
    before = [replace(s, sentence=(0, 0)) for s in read(TEXT).statements]
    after = read(paragraph + TEXT).statements
    moved = [replace(s, start=s.start - len(paragraph), end=s.end - len(paragraph), sentence=(0, 0)) for s in after]
    assert moved == before
    assert len(before) > 60


def test_full_width_digits_state_the_same_as_half_width_ones() -> None:
    wide = TEXT.translate(WIDE)
    plain = [line.split(" ", 1)[1] for line in said(read(TEXT))]
    assert [line.split(" ", 1)[1] for line in said(read(wide))] == plain


def test_reading_twice_gives_the_same_bytes() -> None:
    assert to_jsonl(read(TEXT)) == to_jsonl(read(TEXT))


def test_the_lines_tell_statements_and_everything_else() -> None:
    lines = [json.loads(line) for line in to_jsonl(read("1. 新增高新技术企业20-30家，建成公园12个。")).splitlines()]
    assert [(line["quote"], line["status"]) for line in lines] == [
        ("1.", "not_indicator"),
        ("20-30家", "statement"),
        ("12个", "not_indicator"),
    ]
    assert (lines[1]["value_low"], lines[1]["value_high"], lines[1]["qualifier"]) == (20, 30, "range")


@pytest.mark.parametrize(
    ("text", "klass"),
    [
        ("坚持“三个务必”。", "name"),
        ("支持总投入5000万元以上的项目。", "threshold"),
        ("指标名称\n12629.2\n合计", "table_cell"),
        ("截至6月底。", "period"),
        ("新建公园12个。", "open"),
        ("按12个批次推进。", "unattributed"),
    ],
)
def test_what_is_no_statement_has_a_class(text: str, klass: str) -> None:
    assert [m.klass for m in read(text).mentions] == [klass]
