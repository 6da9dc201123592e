"""What the columns of a table of numbers may mean: labels of rows, and indicator, measure, unit, period of a number.

Belongs here: exact look-ups in the catalogue, of a header alone, of its levels together, of the title. Does not belong
here: likeness as a reason; it only orders the candidates of what is left open.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sources.catalogue.loader import Indicator
from sources.contracts.model import Item
from sources.contracts.patterns import normal
from sources.inference.lines import subject_of
from sources.inference.shapes import Block, header_words, is_number
from sources.readers.cells import Cell
from sources.spreadsheets.locate import Header
from sources.spreadsheets.period_words import period_of
from sources.spreadsheets.tables import base_unit
from sources.spreadsheets.words import Vocabulary, bare_label, is_subtotal

if TYPE_CHECKING:
    from sources.inference.proposal import Part

_MOSTLY = 0.8
_MARKS_LEFT = 3


def table_columns(
    block: Block, vocabulary: Vocabulary, lines: list[dict[str, Any]], known: Mapping[str, Item]
) -> Part | None:
    """The table that a block is, with its remarks; None if it is none but a ledger.

    `known` are the row labels of other contracts: what they say of a label goes before the catalogue.
    """
    from sources.inference.proposal import Part

    labels = {header.column: gives for header in block.headers if (gives := _label(block, header, vocabulary))}
    numbers = [h for h in block.headers if h.column not in labels and _is_numeric(block, h, vocabulary)]
    across = [_across(header, vocabulary) for header in numbers]
    left = [h for h in block.headers if h.column not in labels and h not in numbers]
    others = [header for header in left if block.cells(header) and not _is_ignored(header)]
    if not numbers or others or not set(labels.values()) & {"region", "period", "indicator"}:
        return None
    if _repeats(block, labels):
        return None
    table = Part({"header_rows": block.depth})
    if block.depth == 1:
        del table.stated["header_rows"]
    regions = [h for h in block.headers if labels.get(h.column) == "region"]
    places_across = not regions and "region" in across
    if _is_national(block, regions, vocabulary) or (places_across and _national(numbers, vocabulary)):
        table.stated["names_within"] = "nation"
    if lines:
        table.stated["lines"] = lines
    if left:
        table.stated["ignore"] = [header.path for header in left]
    if hedged := [cell.raw for header in numbers for cell in block.cells(header) if _is_hedged(cell)]:
        table.stated["hedges"] = True
        table.remark((), "infer_hedges", sure="medium", values="、".join(hedged[:3]))
    columns: list[dict[str, Any]] = []
    table.stated["columns"] = columns
    for header in block.headers:
        if header.column in labels:
            columns.append({"header": _wording(header), "gives": labels[header.column]})
    _numbers(block, table, numbers, vocabulary, by_row="indicator" in labels.values())
    if "indicator" in labels.values():
        _items(block, table, next(h for h in block.headers if labels.get(h.column) == "indicator"), vocabulary, known)
    _region_of(block, table, lines, "region" in labels.values() or "region" in across)
    return table


def _region_of(block: Block, table: Part, lines: list[dict[str, Any]], stated: bool) -> None:
    if not stated and not any("{region}" in line["text"] for line in lines):
        table.stated["region"] = "home"
        table.remark((), "infer_region_open", decide=True, sheet=block.sheet.name or "-")


def _wording(header: Header) -> str:
    """A header as a contract writes it: its levels without units."""
    return header.path


def _is_ignored(header: Header) -> bool:
    return any(level in header_words()["ignored"] for level in header.path.split("/"))


def _is_hedged(cell: Cell) -> bool:
    """Whether a cell is a number only with 以上, 左右 or as a range."""
    return isinstance(cell.value, str) and is_number(cell) is True and not is_number(cell, hedges=False)


def _is_numeric(block: Block, header: Header, vocabulary: Vocabulary) -> bool:
    if not block.cells(header):
        return bool(_across(header, vocabulary))
    known = [one for cell in block.cells(header) if (one := is_number(cell)) is not None]
    return bool(known) and sum(known) >= _MOSTLY * len(known) and not _is_ignored(header)


def _label(block: Block, header: Header, vocabulary: Vocabulary) -> str:
    """What a column gives its rows; '' for another column."""
    cells = [cell.raw for cell in block.cells(header)]
    if not cells:
        return ""
    ways = {
        "period": lambda raw: period_of(raw) is not None,
        "unit": lambda raw: vocabulary.unit(raw) is not None,
        "region": lambda raw: _is_place(raw, vocabulary),
        "indicator": lambda raw: _indicator_and_measure(raw, vocabulary)[0] is not None,
    }
    words = header_words()
    for gives, fits in ways.items():
        named = header.path in words[f"{gives}s"] or not header.path
        share = sum(map(fits, cells)) / len(cells)
        if share >= _MOSTLY and (named or gives != "period"):
            return gives
        if gives == "indicator" and named and header.path and share >= 0.3:
            return gives
    return ""


def _is_place(raw: str, vocabulary: Vocabulary) -> bool:
    if vocabulary.whole(raw, vocabulary.home) or is_subtotal(raw):
        return True
    return vocabulary.region(raw, vocabulary.home) is not None or vocabulary.region(raw, None) is not None


def _repeats(block: Block, labels: dict[int, str]) -> bool:
    """Whether rows are labelled alike: then a row is a case, not a place in a table."""
    rows = [
        tuple(normal(cell.raw) if (cell := block.sheet.seen(row, column)) else "" for column in labels)
        for row in block.rows
    ]
    return len(set(rows)) < len(rows)


def _is_national(block: Block, regions: list[Header], vocabulary: Vocabulary) -> bool:
    cells = [cell.raw for header in regions for cell in block.cells(header)]
    return bool(cells) and _all_national(cells, vocabulary)


def _national(headers: list[Header], vocabulary: Vocabulary) -> bool:
    return _all_national([header.path.rpartition("/")[2] for header in headers], vocabulary)


def _all_national(names: list[str], vocabulary: Vocabulary) -> bool:
    """Whether names are those of the nation and its provinces."""
    found = [vocabulary.region(name, None) for name in names]
    levels = [region.level for region in found if region is not None]
    return len(levels) > 1 and all(level in ("nation", "province") for level in levels)


def _across(header: Header, vocabulary: Vocabulary) -> str:
    """What stands across in a cross table: `period`, `region`; '' for a column with a meaning of its own."""
    leaf = header.path.rpartition("/")[2]
    if period_of(leaf) is not None:
        return "period"
    return "region" if _is_place(leaf, vocabulary) and vocabulary.indicator(leaf) is None else ""


def _numbers(block: Block, table: Part, numbers: list[Header], vocabulary: Vocabulary, *, by_row: bool) -> None:
    """The columns of numbers: one entry for all years or places across, else one for each."""
    columns: list[dict[str, Any]] = table.stated["columns"]
    crossed: set[str] = set()
    for header in numbers:
        across = _across(header, vocabulary)
        if across:
            group, _, _ = header.path.rpartition("/")
            wording = f"{group}/{{{across}}}" if group else f"{{{across}}}"
            if wording not in crossed:
                crossed.add(wording)
                columns.append(
                    {"header": wording, "repeated": True, **({"period": "own"} if across == "period" else {})}
                )
                _meaning(block, table, header, group, vocabulary, by_row=by_row, crossed=True)
            continue
        columns.append({"header": _wording(header)})
        _meaning(block, table, header, header.path, vocabulary, by_row=by_row, crossed=False)


def _meaning(
    block: Block, table: Part, header: Header, path: str, vocabulary: Vocabulary, *, by_row: bool, crossed: bool
) -> None:
    """Indicator, measure, period and unit of the column entered last, or why they are open."""
    entry: dict[str, Any] = table.stated["columns"][-1]
    place = ("columns", len(table.stated["columns"]) - 1)
    indicator, measure, last_year, sure = _of_header(path, subject_of(block, vocabulary), vocabulary)
    in_line = any("{indicator}" in line["text"] for line in table.stated.get("lines", ()))
    if last_year:
        entry["period"] = "last_year"
    if measure != "level":
        entry["measure"] = measure
    if indicator is not None:
        entry["indicator"] = indicator.indicator_id
        table.remark(place, "infer_indicator", sure=sure, column=header.text, indicator=indicator.name_zh)
    elif by_row or (crossed and in_line):
        return
    else:
        entry["indicator"] = "待定"
        if header.unit is not None:
            entry["unit"] = header.unit.word
        near = _candidates(path, vocabulary)
        table.remark(place, "infer_open_indicator", decide=True, sure="low", column=header.text, nearest=near)
        return
    _unit(block, table, header, indicator, measure, place, vocabulary)


def _unit(
    block: Block, table: Part, header: Header, indicator: Indicator, measure: str, place: Any, vocabulary: Vocabulary
) -> None:
    entry = table.stated["columns"][-1]
    base = base_unit(indicator, measure)
    if header.unit is not None:
        entry["unit"] = header.unit.word
        return
    stated = {unit.word: unit for unit in _unit_lines(block, vocabulary) if unit.fits(base)}
    signs = {cell.number_format for cell in block.cells(header)}
    if len(stated) == 1:
        entry["unit"] = next(iter(stated))
    elif base == "%" and any("%" in sign for sign in signs):
        entry["unit"] = "%"
    elif base in ("%", "pp", "rank") and measure != "level":
        entry["unit"] = {"%": "%", "pp": "百分点", "rank": "位"}[base]
        table.remark(place, "infer_unit_of_measure", sure="medium", column=header.text, unit=entry["unit"])
    else:
        entry["unit"] = "待定"
        words = "、".join(word for word, unit in vocabulary.catalogue.units.items() if unit.base == base)
        table.remark(place, "infer_open_unit", decide=True, sure="low", column=header.text, units=words)


def _unit_lines(block: Block, vocabulary: Vocabulary) -> list[Any]:
    texts = [
        cell.raw
        for row in [*range(block.area, block.first_row), *range(block.first_row + block.depth, block.last_row + 1)]
        for cell in block.sheet.rows.get(row, {}).values()
        if isinstance(cell.value, str)
    ]
    return [unit for text in texts for unit in vocabulary.units_of_line(text)[0]]


def _of_header(path: str, subject: str, vocabulary: Vocabulary) -> tuple[Indicator | None, str, bool, Any]:
    """Indicator, measure, whether it is last year's, and how sure, from a header's levels and the title's subject."""
    words = header_words()
    measure, last_year = "level", False
    levels: list[str] = []
    for level in path.split("/"):
        rest, stated = _without_measure(level)
        if stated and any(rest in (f"{than}{word}", word) for than in "比较" for word in words["last_year"]):
            rest = ""
        if rest in words["last_year"]:
            last_year, rest = True, ""
        elif any(rest.endswith(word) for word in words["last_year"]):
            word = next(word for word in words["last_year"] if rest.endswith(word))
            last_year, rest = True, rest.removesuffix(word)
        if rest in words["level"]:
            rest = ""
        measure = stated or measure
        if rest:
            levels.append(rest)
    tries = dict.fromkeys(["".join(levels), *reversed(levels)])
    for form in tries:
        if form and (indicator := vocabulary.indicator(form)):
            return indicator, measure, last_year, "high" if len(levels) == 1 or form == "".join(levels) else "medium"
    named = vocabulary.indicator(subject) if subject else None
    if path and named is not None and (not levels or all(subject.endswith(level) for level in levels)):
        return named, measure, last_year, "medium"
    return None, measure, last_year, "low"


def _without_measure(level: str) -> tuple[str, str]:
    """A level less the word for a measure at its end, and the measure; a level that is an indicator stays whole."""
    longest = sorted(
        ((word, measure) for measure, words in header_words()["measures"].items() for word in words),
        key=lambda pair: -len(pair[0]),
    )
    for word, measure in longest:
        if level.endswith(word):
            return level.removesuffix(word), measure
    return level, ""


def _indicator_and_measure(raw: str, vocabulary: Vocabulary) -> tuple[Indicator | None, str]:
    """The indicator and measure that a row's label names."""
    if indicator := vocabulary.indicator(raw):
        return indicator, "level"
    rest, measure = _without_measure(normal(bare_label(raw)))
    return (vocabulary.indicator(rest) if rest else None), measure or "level"


def _items(block: Block, table: Part, header: Header, vocabulary: Vocabulary, known: Mapping[str, Item]) -> None:
    """The rows whose labels are no catalogue names."""
    items: list[dict[str, Any]] = []
    for label in dict.fromkeys(cell.raw.strip() for cell in block.cells(header)):
        where = ("items", len(items))
        if lent := known.get(normal(label)):
            said = lent.model_dump(exclude_unset=True, mode="json", include={"indicator", "measure"})
            items.append({"label": label, **said})
            name = vocabulary.catalogue.indicators[lent.indicator].name_zh
            table.remark(where, "infer_indicator", sure="medium", column=label, indicator=name)
            continue
        if vocabulary.indicator(label):
            continue
        indicator, measure = _indicator_and_measure(label, vocabulary)
        if indicator is not None:
            items.append({"label": label, "indicator": indicator.indicator_id, "measure": measure})
            table.remark(where, "infer_indicator", sure="medium", column=label, indicator=indicator.name_zh)
            continue
        items.append({"label": label, "indicator": "待定"})
        near = _candidates(normal(label), vocabulary)
        table.remark(where, "infer_open_indicator", decide=True, sure="low", column=label, nearest=near)
    if items:
        table.stated["items"] = items


def _candidates(words: str, vocabulary: Vocabulary) -> str:
    """The nearest indicators with how alike their nearest wording is, for a person to choose from."""
    form = words.replace("/", "")
    scored = []
    for indicator in vocabulary.catalogue.indicators.values():
        likeness = max(
            difflib.SequenceMatcher(None, form, normal(name)).ratio()
            for name in (indicator.name_zh, *indicator.aliases)
        )
        scored.append((likeness, indicator))
    scored.sort(key=lambda pair: -pair[0])
    best = [f"{one.indicator_id} {one.name_zh} {likeness:.2f}" for likeness, one in scored[:_MARKS_LEFT] if likeness]
    return "；".join(best) or "-"
