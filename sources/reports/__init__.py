"""Report texts to statements: every figure that a text states, with its exact span, or accounted for as something else.

Belongs here: reading running Chinese text. Does not belong here: files and their encodings (readers/), spreadsheets,
and judging what a report says. The stages, in order: fold, times, numerals, frame, sections, lexicon and tokens,
clauses (with roles and subjects), periods, statements, open statements; extract.py puts them together.
"""

from sources.reports.extract import Extraction, Mention, extract
from sources.reports.open_statements import OpenStatement
from sources.reports.output import to_jsonl
from sources.reports.reading import as_reading, extract_report, read_report
from sources.reports.statements import Statement

__all__ = [
    "Extraction",
    "Mention",
    "OpenStatement",
    "Statement",
    "as_reading",
    "extract",
    "extract_report",
    "read_report",
    "to_jsonl",
]
