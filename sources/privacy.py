"""What of a file may be repeated where it names persons: addresses and known words, never what its cells say.

Names, document numbers and telephones exist in inbox, archive and returns only. A ledger of persons gives pseudonyms
(spreadsheets/ledgers.py); all else that a reading says of such a file (problems, rows set aside, notes) leaves here
without the words of its cells, the more so where no contract fitted and nobody knows which columns are personal.
Numbers that look like a person's are taken out of the sentences of every file. Does not belong here: keys and file
modes (warehouse), and which groups are too small to show (dbt).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import groupby

from sources.catalogue import load_catalogue
from sources.contracts.loading import Loaded
from sources.contracts.model import Column, Contract, Ledger, LedgerField, Table
from sources.contracts.patterns import match, normal
from sources.problems import Problem
from sources.readers.cells import Workbook
from sources.rows import Note, Reading, SetAside

HIDDEN = "***"
_DAY_OF_BIRTH = r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
_NUMBER_OF_A_PERSON = re.compile(
    rf"(?<![0-9A-Za-z])(?:[1-9]\d{{5}}{_DAY_OF_BIRTH}\d{{3}}[\dXx]"
    r"|1[3-9]\d(?:[- ]?\d{4}){2}|0\d{2,3}[- ]\d{7,8}|0\d\d-\d{4}-\d{4}|[A-Z]{1,2}\d{7,8})(?![0-9A-Za-z])"
)
_ASCII = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_WORTH_A_LOOK = re.compile(r"\d[\d -]{6}|[０-９]{7}|姓名|身份证|护照|证件号")
_SAYS_PERSON = re.compile(r".{0,8}(?:姓名|身份证|护照|证件号).{0,8}")
# Parameters of problems that repeat what a cell, a header or a line says; `nearest` does where a column is missed.
_QUOTING = frozenset(
    ("column", "columns", "key", "other", "reads", "sentence", "text", "unit", "units", "value", "words")
)


def without_numbers_of_persons(text: str) -> str:
    """The text with *** in place of identity and passport numbers and telephones, in full or half width."""
    if not any(character.isdigit() for character in text):
        return text
    found = [hit.span() for hit in _NUMBER_OF_A_PERSON.finditer(text.translate(_ASCII))]
    for start, end in reversed(found):
        text = text[:start] + HIDDEN + text[end:]
    return text


def names_persons(workbook: Workbook) -> bool:
    """Whether a cell says 姓名, 身份证, 护照 or 证件号 and little else, or holds a number such as persons have."""
    texts = (cell.raw for sheet in workbook.sheets for row in sheet.rows.values() for cell in row.values())
    return any(
        _SAYS_PERSON.fullmatch(text.strip()) is not None or without_numbers_of_persons(text) != text
        for text in texts
        if _WORTH_A_LOOK.search(text)
    )


def discreet_problems(problems: Iterable[Problem], contracts: Mapping[str, Loaded]) -> list[Problem]:
    """The problems of a file that names persons: where they are, and of its words only those that contracts know."""
    known = _known_words(loaded.contract for loaded in contracts.values())
    return [replace(problem, params=_discreet(problem, known)) for problem in problems]


def discreet_reading(reading: Reading, contracts: Mapping[str, Loaded]) -> Reading:
    """A reading, without the words of the file's cells if its contract is of persons; its rows stay."""
    contract = contracts[reading.dataset].contract
    if not _is_personal(contract):
        return reading
    reading.problems = discreet_problems(reading.problems, contracts)
    problems = discreet_problems([row.problem for row in reading.set_aside], contracts)
    reading.set_aside = [
        SetAside(row.evidence, HIDDEN, problem) for row, problem in zip(reading.set_aside, problems, strict=True)
    ]
    lines = [line.text for block in _blocks(contract) for line in block.lines]
    reading.notes = [
        note if any(match(text, note.text) is not None for text in lines) else Note(HIDDEN, note.evidence)
        for note in reading.notes
    ]
    return reading


def without_numbers_of_persons_anywhere(reading: Reading) -> Reading:
    """Any reading without such numbers in what it quotes: sentences, notes, problems, rows set aside."""
    bare = without_numbers_of_persons
    reading.problems = [_bare_problem(problem) for problem in reading.problems]
    reading.set_aside = [SetAside(row.evidence, bare(row.raw), _bare_problem(row.problem)) for row in reading.set_aside]
    reading.notes = [Note(bare(note.text), note.evidence) for note in reading.notes]
    reading.observations = [
        one if bare(one.context) == one.context else replace(one, context=bare(one.context))
        for one in reading.observations
    ]
    reading.open_figures = [
        replace(one, context=bare(one.context), words=bare(one.words), value_text=bare(one.value_text))
        for one in reading.open_figures
    ]
    return reading


def _bare_problem(problem: Problem) -> Problem:
    params = {name: without_numbers_of_persons(value) for name, value in problem.params.items()}
    return problem if params == problem.params else replace(problem, params=params)


def _discreet(problem: Problem, known: frozenset[str]) -> dict[str, str]:
    quoting = _QUOTING | ({"nearest"} if problem.code == "sources.missing_column" else set())
    return {name: _only_known(value, known) if name in quoting else value for name, value in problem.params.items()}


def _only_known(quoted: str, known: frozenset[str]) -> str:
    """A quotation with *** for every word that no contract says: `***身份证号码`."""
    parts = re.split(r"(、|, )", quoted)
    return "".join(part if number % 2 else _part_known(part, known) for number, part in enumerate(parts))


def _part_known(part: str, known: frozenset[str]) -> str:
    form = normal(part)
    if len(form) > 1 and any(form in word for word in known):
        return part
    covered = [not letter.isalnum() for letter in form]
    for word in known:
        for hit in re.finditer(re.escape(word), form) if len(word) > 1 else ():
            covered[hit.start() : hit.end()] = [True] * len(word)
    runs = groupby(zip(form, covered, strict=True), key=lambda pair: pair[1])
    return "".join("".join(letter for letter, _ in run) if kept else HIDDEN for kept, run in runs)


def _known_words(contracts: Iterable[Contract]) -> frozenset[str]:
    """Every wording that contracts and units declare, in normal form; of patterns their fixed words."""
    words = [*load_catalogue().units]
    for contract in contracts:
        for block in _blocks(contract):
            words += [word for pattern in block.ignore for word in _fixed(pattern)]
            columns: Iterable[LedgerField | Column] = block.fields if isinstance(block, Ledger) else block.columns
            words += [word for column in columns for pattern in column.header or () for word in _fixed(pattern)]
            if isinstance(block, Ledger):
                words += [word for field in block.fields for listed in field.codes.values() for word in listed]
    return frozenset(normal(word) for word in words if word.strip())


def _fixed(pattern: str) -> list[str]:
    bare = re.sub(r"[\[\]*]", "", pattern)
    return [bare, *re.split(r"\{[^{}]*\}|/", bare)]


def _is_personal(contract: Contract) -> bool:
    return any(field.personal for block in _blocks(contract) if isinstance(block, Ledger) for field in block.fields)


def _blocks(contract: Contract) -> list[Table | Ledger]:
    sheets = [sheet for layout in contract.layouts for sheet in layout.sheets]
    tables: list[Table | Ledger] = [table for sheet in sheets for table in sheet.tables]
    return tables + [sheet.ledger for sheet in sheets if sheet.ledger]
