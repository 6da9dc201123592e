"""The evaluation: gold is read as marked, scoring is as strict as it says, and the shared scorer finds the same."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

import sources.samples
from evals import reports
from evals.gold_texts import GoldText, marked_text, own_texts
from evals.scoring import open_f1, score
from sources.catalogue import load_catalogue
from sources.reports import extract, to_jsonl

MARKED = """# region: 宁波市
# date: 2023-12-20
1. 研发经费⟦129.56亿元|rd_expenditure_total level 2023 actual = 12956000000 CNY⟧，新昌列第⟦4|? rank 2023 actual = 4 rank @新昌县⟧位，新增⟦1-2家|key_labs_provincial_new level 2023 actual range 1..2 count⟧。
"""  # noqa: E501


def line(start: int, quote: str, **fields: Any) -> dict[str, Any]:
    return {"start": start, "end": start + len(quote), "quote": quote, "status": "statement", **fields}


@pytest.fixture
def text() -> GoldText:
    return marked_text("own", MARKED)


@pytest.fixture
def right(text: GoldText) -> list[dict[str, Any]]:
    """Lines that agree with the gold of `text` in everything."""
    lines: list[dict[str, Any]] = [
        {"start": 0, "end": 2, "quote": "1.", "status": "not_indicator"},
    ]
    for one in text.gold:
        fields: dict[str, Any] = dict(one.fields)
        low, _, high = fields.pop("value").partition("..")
        values = {"value_low": float(low), "value_high": float(high)} if high else {"value": float(low)}
        lines.append(line(one.start, text.text[one.start : one.end], **fields, **values))
    return lines


def test_a_marked_text_is_read_without_its_marks(text: GoldText) -> None:
    assert text.text == "1. 研发经费129.56亿元，新昌列第4位，新增1-2家。\n"
    assert [text.text[one.start : one.end] for one in text.gold] == ["129.56亿元", "4", "1-2家"]
    assert [one.fields["region"] for one in text.gold] == ["宁波市", "新昌县", "宁波市"]


def test_a_mark_that_lacks_a_field_is_an_error() -> None:
    with pytest.raises(ValueError, match="shorter"):
        marked_text("own", MARKED.replace(" CNY", ""))


def test_full_agreement_scores_one_and_what_is_open_counts_neither_way(
    text: GoldText, right: list[dict[str, Any]]
) -> None:
    for lines in (right, [one for one in right if one.get("indicator") != "?"]):
        found = score(text.text, text.gold, lines)
        assert (found.gold, found.mention_recall, found.strict_f1, found.fabricated) == (2, 1.0, 1.0, 0)
        assert found.errors == ()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("indicator", "gdp"),
        ("period", "2022"),
        ("qualifier", ">"),
        ("value", 12957000000.0),
        ("unit", "%"),
        ("kind", ""),
    ],
)
def test_one_wrong_field_makes_a_statement_wrong(
    text: GoldText, right: list[dict[str, Any]], field: str, value: object
) -> None:
    lines = [one | {field: value} if one.get("indicator") == "rd_expenditure_total" else one for one in right]
    found = score(text.text, text.gold, lines)
    assert (found.mention_recall, found.strict_f1) == (1.0, 0.5)
    assert len(found.errors) == 1


def test_one_statement_more_lowers_precision_and_one_less_recall(text: GoldText, right: list[dict[str, Any]]) -> None:
    more = [*right, line(0, "1.", indicator="gdp", value=1)]
    assert score(text.text, text.gold, more).strict_precision == pytest.approx(2 / 3, abs=1e-4)
    assert score(text.text, text.gold, right[:-1]).strict_recall == 0.5


def test_a_quote_that_does_not_stand_there_is_fabricated_and_a_number_without_a_line_unaccounted(
    text: GoldText, right: list[dict[str, Any]]
) -> None:
    assert score(text.text, text.gold, [right[0] | {"quote": "2."}, *right[1:]]).fabricated == 1
    assert score(text.text, text.gold, right[1:]).numbers_unaccounted == 1


def test_open_figures_are_right_in_words_and_every_field_or_wrong() -> None:
    marked = (
        MARKED
        + "森林覆盖率⟦48%|open 森林覆盖率: level 2023 actual = 48 %⟧，占支出⟦7%|open 投入 of 支出: share 2023 actual = 7 %⟧。\n"  # noqa: E501
    )
    text = marked_text("own", marked)
    assert text.open_gold is not None
    lines = [
        line(
            one.start,
            text.text[one.start : one.end],
            **{**one.fields, "class": "open", "value": float(one.fields["value"])},
        )
        for one in text.open_gold
    ]
    assert open_f1(text.text, text.open_gold, lines) == (1.0, [])
    for changed in ({"words": "覆盖率"}, {"kind": "target"}, {"share_of": "收入"}):
        share, errors = open_f1(text.text, text.open_gold, [lines[0] | changed, lines[1]])
        assert (share, len(errors)) == (0.5, 2)
    assert open_f1(text.text, text.open_gold, lines[:1])[0] == pytest.approx(2 / 3, abs=1e-4)


def test_gold_names_only_indicators_of_the_catalogue_and_the_sample_report_is_the_one_of_the_samples() -> None:
    texts = own_texts()
    known = load_catalogue().indicators
    assert {one.fields["indicator"] for text in texts for one in text.gold} <= {"?", *known}
    sample = (Path(sources.samples.__file__).parent / "report.txt").read_text(encoding="utf-8")
    assert sample in [text.text for text in texts]


def test_a_figure_under_its_floor_is_named_and_nothing_else() -> None:
    good = {
        "name": "a",
        "strict_f1": 1.0,
        "mention_recall": 1.0,
        "fabricated": 0,
        "numbers_unaccounted": 0,
        "misread": 0,
        "unattributed_share": 0.1,
        "open_f1": 1.0,
    }
    assert reports.under_floors([good], [good]) == []
    bad = good | {"name": "b", "strict_f1": 0.5, "fabricated": 1}
    [f1, fabricated] = reports.under_floors([good, bad], [])
    assert "b: strict_f1 0.5" in f1
    assert "b: fabricated 1" in fabricated


def test_without_the_folder_beside_the_repository_the_own_texts_are_evaluated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(reports, "SHARED", tmp_path / "shared")
    status = reports.main(["--json", str(tmp_path / "figures.json"), "--show", "0"])
    figures = json.loads((tmp_path / "figures.json").read_text(encoding="utf-8"))
    assert [row["name"] for row in figures["gold"]] == [text.name for text in own_texts()]
    assert all(row["fabricated"] == row["numbers_unaccounted"] == row["misread"] == 0 for row in figures["gold"])
    assert status == (1 if figures["under_floor"] else 0)
    assert "../shared is absent" in capsys.readouterr().out


@pytest.mark.skipif(not reports.SHARED.is_dir(), reason="../shared is absent")
def test_the_figures_are_those_of_the_shared_scorer(tmp_path: Path) -> None:
    for text in reports.shared_texts():
        jsonl = to_jsonl(extract(text.text, region=text.region, date=text.date))
        broken = "".join(one for number, one in enumerate(jsonl.splitlines(keepends=True)) if number % 5)
        for lines in (jsonl, broken):
            (tmp_path / "p.jsonl").write_text(lines, encoding="utf-8")
            (tmp_path / "t.txt").write_text(text.text, encoding="utf-8", newline="")
            gold = reports.SHARED / "gold" / f"{text.name}.tsv"
            scorer = reports.SHARED / "scoring" / "score_extraction.py"
            command = [
                sys.executable,
                str(scorer),
                str(tmp_path / "t.txt"),
                str(gold),
                str(tmp_path / "p.jsonl"),
                "--json",
            ]
            theirs = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
            ours = asdict(score(text.text, text.gold, [json.loads(one) for one in lines.splitlines()]))
            assert {name: theirs[name] for name in ours if name in theirs} == {
                k: v for k, v in ours.items() if k in theirs
            }
