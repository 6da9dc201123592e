"""The wording of reports is consistent data: its classes exist, the longest name wins, a short name needs its place."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

import sources.reports
from sources.catalogue import load_catalogue
from sources.reports.fold import fold
from sources.reports.lexicon import load_lexicon
from sources.reports.tokens import tokenize

FOLDER = Path(sources.reports.__file__).parent
LEXICON = load_lexicon(load_catalogue())


def stated(name: str) -> dict:
    return yaml.safe_load((FOLDER / name).read_text(encoding="utf-8"))


def test_every_class_that_a_sense_asks_for_has_words() -> None:
    wording, words = stated("wording.yml"), stated("words.yml")
    senses = [sense for family in wording["families"].values() for sense in family["senses"]]
    asked = {name for part in (*senses, *wording["together"]) for name in part.get("when", ())}
    assert asked <= set(words)


def test_every_indicator_that_the_wording_names_is_in_the_catalogue() -> None:
    wording, indicators = stated("wording.yml"), load_catalogue().indicators
    named = {sense["indicator"] for family in wording["families"].values() for sense in family["senses"]}
    named |= {share[side] for share in wording["shares"] for side in ("of", "is")}
    named |= {indicator for base in wording["bases"].values() for indicator in base["indicators"]}
    named |= set(wording["intensities"]) | set(wording["intensities"].values())
    named |= {group["is"] for group in wording["together"]}
    assert named <= set(indicators)


def test_every_indicator_that_reports_may_speak_of_can_be_named() -> None:
    meant = {
        sense.indicator
        for entry in LEXICON.entries.values()
        if entry.family is not None
        for sense in entry.family.senses
    }
    indicators = load_catalogue().indicators.values()
    assert meant == {indicator.indicator_id for indicator in indicators if indicator.in_reports}


@pytest.mark.parametrize(
    ("text", "indicator"),
    [
        ("高技术制造业增加值", "hightech_manufacturing_value_added"),
        ("高新技术产业增加值", "hightech_value_added"),
        ("研发经费投入强度", "rd_intensity"),
        ("规上工业企业研发费用", "rd_expenditure_industrial"),
        ("专精特新“小巨人”企业", "little_giants"),
        ("专精特新小巨人企业", "little_giants"),
        ("“专精特新”中小企业", "srdi_smes"),
        ("研究与试验发展（R&D）经费投入强度", "rd_intensity"),
        ("研究与试验发展（R＆D）人员全时当量", "rd_personnel_fte"),
    ],
)
def test_the_longest_name_wins_in_any_spelling(text: str, indicator: str) -> None:
    folded = fold(text)
    names = [t for t in tokenize(folded, 0, len(folded), LEXICON, []).tokens if t.kind == "name"]
    assert [indicator in {s.indicator for s in name.family.senses} for name in names if name.family] == [True]


@pytest.mark.parametrize("text", ["高校12所", "人均10家", "共和国75年", "由于3项原因"])
def test_a_character_inside_a_longer_word_is_no_word_of_its_own(text: str) -> None:
    folded = fold(text)
    first = tokenize(folded, 0, len(folded), LEXICON, []).tokens[0]
    assert first.kind in ("other", "word")
    assert len(first.text) > 1
