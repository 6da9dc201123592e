"""The engine: a report's text to statements and a ledger of its numerals.

Belongs here: the order of the stages, and the ledger that has every numeral in exactly one class. Does not belong here:
any rule of language; each stage has a module of its own (fold, times, numerals, frame, sections, tokens, clauses,
periods, statements).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from sources.catalogue import NATION, Catalogue, Region, load_catalogue
from sources.reports.clauses import read_sentence
from sources.reports.context import Context, times_of
from sources.reports.fold import fold
from sources.reports.frame import Frame, frame_of
from sources.reports.lexicon import Lexicon, load_lexicon
from sources.reports.numerals import Numeral, NumeralScanner
from sources.reports.open_phrases import measured
from sources.reports.open_statements import OpenStatement, open_statements
from sources.reports.sections import Line, lines_of
from sources.reports.statements import Statement, statement_of
from sources.reports.subjects import Chooser
from sources.reports.times import TimeExpr, scan_times
from sources.reports.tokens import sentences, tokenize

_ALONE = re.compile(r"[ ]*-?[\d.,%]+[ ]*\Z")
_FILTER = re.compile(
    r"(?:及?以上|以下|以内)的?(?=[一-龥])(?!的?(?:[,，。;、]|目标|任务|规模|水平|台阶)|并|同比|力争|增长)"
)
_FILTER_OF_PEOPLE = re.compile(r"(?:及?以上|以下|以内)的?(?:人口|自然村|行政村|常住人口)")
_CELL = 40  # characters on a line, beside the numeral, of a table's cell at most
_PARAGRAPH = 1000  # characters before a sentence that its paragraph is looked at


@dataclass(frozen=True, slots=True)
class Mention:
    """One numeral of the text, in exactly one class.

    `status` is statement (then `statements` has one or more), not_indicator or unattributed; `klass` says what it is
    (`value`, `rank`, `period`, `list_number`, `name`, `threshold`, `table_cell`, ...), `rule` what told so. The class
    `open` is a figure of something that the catalogue lacks; then `open` has one or more.
    """

    start: int
    end: int
    quote: str
    status: Literal["statement", "not_indicator", "unattributed"]
    klass: str
    rule: str
    statements: tuple[Statement, ...] = ()
    open: tuple[OpenStatement, ...] = ()


@dataclass(frozen=True, slots=True)
class Extraction:
    """All that one text gave.

    `date` is None when only the years could be inferred; `inferred` names what was not given (region, date, year).
    """

    mentions: tuple[Mention, ...]
    region: str
    region_code: str
    date: dt.date | None
    inferred: tuple[str, ...]

    @property
    def statements(self) -> tuple[Statement, ...]:
        """All statements in the order of the text."""
        return tuple(statement for mention in self.mentions for statement in mention.statements)

    @property
    def open_statements(self) -> tuple[OpenStatement, ...]:
        """What is said of things that the catalogue lacks, in the order of the text."""
        return tuple(one for mention in self.mentions for one in mention.open)


def extract(
    text: str,
    *,
    region: str | None,
    date: dt.date | None,
    home_region: str | None = None,
    catalogue: Catalogue | None = None,
) -> Extraction:
    """The statements of a report's text and the ledger of its numerals.

    `region` (a name or code) and `date` (the day of the report) are inferred from the text where they are None, and
    named in `inferred`; `home_region` stands in for a region that the text does not tell. Raises Refused for a region
    that the catalogue lacks, and for a year that can neither be taken from `date` nor from the text.
    """
    catalogue = catalogue or load_catalogue()
    folded = fold(text)
    times = scan_times(folded)
    numerals = NumeralScanner(catalogue.units).scan(folded, times, text)
    frame = frame_of(folded, times, catalogue, region, date, home_region)
    lexicon = load_lexicon(catalogue).within(_regions(catalogue, frame))
    found, of_others = _statements(text, folded, times, numerals, frame, lexicon, catalogue)
    mentions = tuple(_ledger(text, folded, times, numerals, found, of_others))
    return Extraction(mentions, frame.region.name_zh, frame.region.region_code, frame.date, frame.inferred)


def _regions(catalogue: Catalogue, frame: Frame) -> Iterator[tuple[str, Region]]:
    """The names that can mean a region in this report.

    Short names only of its own region, of those above and of those right below it: elsewhere they misfire
    (长沙 in 处室长沙龙).
    """
    own, children = frame.region, catalogue.regions.children
    yield own.short_name, own
    for parent in frame.parents:
        if parent.region_code != NATION:
            yield parent.name_zh, parent
            yield parent.short_name, parent
    if own.region_code != NATION:
        for sibling in children(own.parent_code):
            yield sibling.name_zh, sibling
    below = [own]
    for region in below:
        if region is own or own.region_code != NATION:
            below += [r for r in children(region.region_code) if _existed(r, frame.year)]
        if region.region_code != NATION:
            yield region.name_zh, region
        if region.parent_code == own.region_code and len(region.short_name) > 1:
            yield region.short_name, region


def _existed(region: Region, year: int) -> bool:
    return region.valid_to is None or region.valid_to.year >= year


def _statements(
    text: str,
    folded: str,
    times: Sequence[TimeExpr],
    numerals: Sequence[Numeral],
    frame: Frame,
    lexicon: Lexicon,
    catalogue: Catalogue,
) -> tuple[dict[int, list[Statement]], dict[int, list[OpenStatement]]]:
    """The statements, and those of what the catalogue lacks, by the position of their numeral."""
    chooser = Chooser(catalogue, lexicon)
    found: dict[int, list[Statement]] = {}
    of_others: dict[int, list[OpenStatement]] = {}
    whose: Line | None = None
    spoken: tuple[TimeExpr, ...] = ()  # the times of the sentence before
    for line, start, end, inside in _sentences(folded, frame, _in_order(times, numerals)):
        sentence = tokenize(folded, start, end, lexicon, inside)
        goes_on = line is whose and bool(sentence.tokens) and "among" in sentence.tokens[0].tags
        left = spoken if goes_on else ()
        time = left[0] if len(left) == 1 else None
        whose, spoken = line, times_of(sentence) or left
        begin = max(line.start, start - _PARAGRAPH)
        paragraph = folded[begin:end]
        claims = read_sentence(Context(sentence, folded, begin, line.heading, line.stance, chooser, time))
        for claim in claims:
            statement = statement_of(claim, text, (start, end), paragraph, line.stance, frame, catalogue)
            if statement is not None and _is_dated(statement, left):
                found.setdefault(statement.start, []).append(statement)
        claimed = {claim.numeral.start for claim in claims}
        if any(isinstance(m, Numeral) and m.form != "other" and m.start not in claimed for m in inside):
            measures = [measured(folded, mark) if isinstance(mark, Numeral) else mark for mark in inside]
            if measures != inside:
                sentence = tokenize(folded, start, end, lexicon, measures)
            context = Context(sentence, folded, begin, line.heading, line.stance, chooser, time)
            said = open_statements(sentence, context, text, paragraph, claimed, line.stance, frame, catalogue)
            for one in said:
                if _is_dated(one.stated, left):
                    of_others.setdefault(one.stated.start, []).append(one)
    return found, of_others


def _sentences(
    folded: str, frame: Frame, marks: Sequence[Numeral | TimeExpr]
) -> Iterator[tuple[Line, int, int, list[Numeral | TimeExpr]]]:
    """(line, start, end, marks inside) of every sentence that has a quantity."""
    at = 0
    for line in lines_of(folded, frame):
        for start, end in sentences(folded, line.start, line.end):
            while at < len(marks) and marks[at].end <= start:
                at += 1
            stop = at
            while stop < len(marks) and marks[stop].start < end:
                stop += 1
            inside = list(marks[at:stop])
            at = stop
            if any(isinstance(mark, Numeral) and mark.form != "other" for mark in inside):
                yield line, start, end, inside


def _is_dated(statement: Statement, left: Sequence[TimeExpr]) -> bool:
    """Whether it is clear which time is meant: not where 其中 goes on after a sentence of several."""
    return len(left) < 2 or "period_inferred" not in statement.flags


def _in_order(times: Sequence[TimeExpr], numerals: Sequence[Numeral]) -> list[Numeral | TimeExpr]:
    marks: list[Numeral | TimeExpr] = [*times, *numerals]
    return sorted(marks, key=lambda mark: mark.start)


def _ledger(
    text: str,
    folded: str,
    times: Sequence[TimeExpr],
    numerals: Sequence[Numeral],
    found: dict[int, list[Statement]],
    of_others: dict[int, list[OpenStatement]],
) -> Iterator[Mention]:
    for mark in _in_order(times, numerals):
        start, end = mark.start, mark.end
        quote = text[start:end]
        if isinstance(mark, TimeExpr):
            if any(c.isdigit() for c in quote):
                yield Mention(start, end, quote, "not_indicator", "period", mark.rule)
            continue
        if statements := found.get(start):
            klass = "rank" if mark.form == "rank" else "value"
            yield Mention(start, end, quote, "statement", klass, statements[0].rule, tuple(statements))
        elif mark.form == "other":
            yield Mention(start, end, quote, "not_indicator", mark.klass, mark.rule)
        elif (_FILTER if mark.base == "CNY" else _FILTER_OF_PEOPLE).match(folded, end):
            yield Mention(start, end, quote, "not_indicator", "threshold", "ledger.threshold")
        elif said := of_others.get(start):
            stated = said[0].stated
            yield Mention(start, stated.end, stated.quote, "not_indicator", "open", stated.rule, open=tuple(said))
        elif _is_alone(folded, start, end):
            yield Mention(start, end, quote, "unattributed", "table_cell", "ledger.alone")
        else:
            yield Mention(start, end, quote, "unattributed", "unattributed", "ledger.no_rule")


def _is_alone(folded: str, start: int, end: int) -> bool:
    """Whether the numeral is all there is on its line: a cell of a table flattened into text."""
    before = folded[max(0, start - _CELL) : start].rpartition("\n")[2]
    after = folded[end : end + _CELL].partition("\n")[0]
    return len(before) + len(after) < _CELL and bool(_ALONE.match(before + folded[start:end] + after))
