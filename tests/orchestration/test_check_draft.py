"""`sti check-draft` on the sample city: each figure of a draft against the release; table, JSON, Word comments."""

from __future__ import annotations

import csv
import io

import docx
import pytest
from docx.oxml.ns import qn

from orchestration.settings import settings_of

DATE = "2020-12-20"


@pytest.fixture(scope="module")
def city(released_home) -> str:
    return settings_of(released_home).region


def draft(city: str) -> list[str]:
    """Our own sentences: agreeing, rounded, outdated, slipped, wrong, unknown, and a numeral of nothing."""
    return [
        f"{city}科学技术局2020年工作总结",
        "今年1-10月，规上工业企业研发经费129.56亿元，同比增长12%；高新技术产业增加值610亿元。",
        "今年上半年，规上工业企业研发经费72.4295亿元。",
        "1-11月，全市发放创新券4518.08亿元，使用创新券超1900万元。",
        "1-10月，高新技术产业投资同比增长6.3%。",
        "1-11月，规上工业企业研发经费141.3亿元。",
        "2021年，力争新增高新技术企业300家以上。",
        "1-9月，高新技术产业投资增速比规上工业投资快99.9个百分点。",
        "座谈会上共有37人发言。",
    ]


EXPECTED = [
    ("129.56亿元", "agrees", ""),
    ("12%", "agrees", ""),
    ("610亿元", "rounded", "coarser"),
    ("72.4295亿元", "differs", "outdated"),
    ("4518.08亿元", "differs", "slip"),
    ("1900万元", "rounded", "bound"),
    ("6.3%", "differs", ""),
    ("141.3亿元", "not_known", "nothing"),
    ("300家", "rounded", "hedge"),
    ("99.9个百分点", "differs", ""),
]


@pytest.fixture
def text_draft(city, tmp_path):
    file = tmp_path / "draft.txt"
    file.write_text("\n".join(draft(city)), encoding="utf-8")
    return file


@pytest.fixture
def word_draft(city, tmp_path):
    file = tmp_path / "draft.docx"
    document = docx.Document()
    for line in draft(city):
        paragraph = document.add_paragraph()
        for i in range(0, len(line), 5):  # Word cuts runs anywhere
            paragraph.add_run(line[i : i + 5]).bold = i % 2 == 0
    document.save(file)
    return file


def test_every_figure_of_a_draft_has_its_verdict_and_differences_exit_with_3(text_draft, released_home, sti):
    answer = sti("check-draft", text_draft, "--date", DATE, "--json", home=released_home)
    assert answer.status == 3
    found = answer.json
    assert [(f["quote"], f["verdict"], f["reason"]) for f in found["figures"]] == EXPECTED
    assert found["counts"] == {"agrees": 2, "rounded": 3, "differs": 4, "not_known": 1, "unread": 1}
    assert [m["quote"] for m in found["unread"]] == ["37人"]
    text = text_draft.read_text(encoding="utf-8")
    assert all(text[f["start"] : f["end"]] == f["quote"] for f in [*found["figures"], *found["unread"]])


def test_the_evidence_of_a_verdict_is_what_trace_ends_at(text_draft, released_home, sti):
    figures = sti("check-draft", text_draft, "--date", DATE, "--json", home=released_home).json["figures"]
    outdated = figures[3]
    assert outdated["once"]["known_to"] == outdated["warehouse"]["known_from"]
    assert outdated["once"]["value"] == outdated["value"] != outdated["warehouse"]["value"]
    for figure in figures:
        if (known := figure["warehouse"]) and known["source"] != "derived":
            [traced] = sti("trace", known["observation_id"], "--json", home=released_home).json
            assert traced["observation"]["evidence"] == known["evidence"]
            assert traced["observation"]["value"] == known["value"]
            assert known["file"] in {source["file"] for source in traced["sources"]}


def test_a_slip_names_its_power_and_an_unknown_figure_its_neighbours(text_draft, released_home, sti):
    figures = sti("check-draft", text_draft, "--date", DATE, "--json", home=released_home).json["figures"]
    assert figures[4]["power_of_ten"] == -4
    assert [(n["differs_in"], n["period"]) for n in figures[7]["neighbours"]][:1] == [("period", "2020-01/2020-10")]


def test_a_lead_in_growth_that_nobody_states_is_held_against_the_one_the_mart_derives(
    city, tmp_path, released_home, sti
):
    sql = """select hightech_investment_growth_gap as gap from mart_hightech_output
        where period = '2020-01/2020-09' and region_code = (select min(home_region) from release_info)"""
    [row] = sti("query", sql, "--format", "json", home=released_home).lines
    file = tmp_path / "lead.txt"
    sentence = f"1-9月，高新技术产业投资增速比规上工业投资快{row['gap']}个百分点。"
    file.write_text(f"{city}科学技术局2020年工作总结\n{sentence}", encoding="utf-8")
    answer = sti("check-draft", file, "--date", DATE, "--json", home=released_home)
    [figure] = answer.json["figures"]
    assert (answer.status, figure["verdict"], figure["warehouse"]["source"]) == (0, "agrees", "derived")
    assert figure["warehouse"]["evidence"].count("!") == 2
    assert figure["warehouse"]["known_from"] in figure["remark"]["zh"]


def test_a_draft_that_agrees_exits_with_0_and_says_what_was_only_rounded_or_not_known(
    city, tmp_path, released_home, sti
):
    lines = draft(city)
    file = tmp_path / "good.txt"
    file.write_text("\n".join([lines[0], lines[1], lines[5]]), encoding="utf-8")
    answer = sti("check-draft", file, "--date", DATE, home=released_home)
    assert answer.status == 0
    assert "4 figures: 2 agree, 1 rounded, 0 differ, 1 not known." in answer.out


@pytest.mark.parametrize(
    ("lang", "words"), [("en", ("outdated", "known until 2020-")), ("zh", ("已过时", "以前所知", "取舍后一致"))]
)
def test_the_table_speaks_both_languages_and_quotes_the_sentence(lang, words, text_draft, released_home, sti):
    answer = sti("check-draft", text_draft, "--date", DATE, "--lang", lang, home=released_home)
    assert all(word in answer.out for word in words)
    assert "1-10月，高新技术产业投资同比增长6.3%。" in answer.out


def test_a_word_draft_comes_back_with_a_comment_at_each_figure_and_its_text_and_styles_as_they_were(
    word_draft, released_home, sti
):
    copy = word_draft.with_name("checked.docx")
    before = word_draft.read_bytes()
    answer = sti("check-draft", word_draft, "--date", DATE, "--out", copy, home=released_home)
    assert (answer.status, answer.err) == (3, "")
    assert word_draft.read_bytes() == before
    old, new = docx.Document(word_draft), docx.Document(copy)
    assert [p.text for p in new.paragraphs] == [p.text for p in old.paragraphs]
    for ours, theirs in zip(new.paragraphs, old.paragraphs, strict=True):
        assert bold_characters(ours) == bold_characters(theirs)
    comments = list(new.comments)
    assert [anchored(new, c.comment_id) for c in comments] == [quote for quote, _, _ in EXPECTED]
    assert {c.author for c in comments} == {"STI"}
    assert "known until" in comments[3].text
    assert "规上研发!B7" in comments[3].text


def bold_characters(paragraph) -> list[tuple[str, bool | None]]:
    return [(character, run.bold) for run in paragraph.runs for character in run.text]


def anchored(document, comment_id: int) -> str:
    body = document.element.body
    [start] = body.xpath(f".//w:commentRangeStart[@w:id='{comment_id}']")
    text = ""
    for sibling in start.itersiblings():
        if sibling.tag == qn("w:commentRangeEnd") and sibling.get(qn("w:id")) == str(comment_id):
            return text
        text += "".join(part.text for part in sibling.iter(qn("w:t")))
    raise AssertionError("the range has no end in its paragraph")


def test_a_text_draft_comes_back_as_a_table(text_draft, released_home, sti):
    table = text_draft.with_name("checked.tsv")
    sti("check-draft", text_draft, "--date", DATE, "--out", table, home=released_home)
    heads, *rows = csv.reader(io.StringIO(table.read_text(encoding="utf-8-sig")), dialect="excel-tab")
    assert heads[1] == "figure"
    assert [row[1] for row in rows] == [quote for quote, _, _ in EXPECTED]
    page = text_draft.with_name("checked.md")
    sti("check-draft", text_draft, "--date", DATE, "--out", page, home=released_home)
    lines = page.read_text(encoding="utf-8").splitlines()
    assert len(lines) == len(EXPECTED) + 2
    assert len({line.count("|") for line in lines}) == 1


def test_what_cannot_be_done_is_one_sentence(text_draft, word_draft, tmp_path, released_home, sti):
    broken = tmp_path / "broken.docx"
    broken.write_bytes(word_draft.read_bytes()[:2000])
    wrong = [
        (tmp_path / "none.txt",),
        (tmp_path,),
        (broken,),
        (text_draft, "--out", tmp_path / "out.docx"),
        (word_draft, "--out", tmp_path / "out.pdf"),
        (word_draft, "--out", word_draft),
        (text_draft, "--out", tmp_path / "no folder" / "out.tsv"),
        (text_draft, "--date", "yesterday"),
        (text_draft, "--region", "没有这个地方"),
    ]
    for arguments in wrong:
        answer = sti("check-draft", *arguments, home=released_home)
        assert answer.status == 1, arguments
        assert len(answer.err.strip().splitlines()) == 1, answer.err
    assert sti("check-draft", text_draft, home=tmp_path / "new home").status == 1
