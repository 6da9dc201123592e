"""Persons in ledgers: the stand-in that is kept of each, and what is wrong with the document numbers that are not.

A document number is looked at here and nowhere later; what is said of it tells its cell, never the number or the name.
Does not belong here: which columns are persons (contracts), what becomes of a row (ledgers.py).
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from sources.contracts.patterns import normal
from sources.problems import Problem

_LONG = re.compile(r"\d{15,19}[\dx]")
_WHOLE = re.compile(r"(?=(?:.*\d){4})(?!.*xx)[0-9a-z]{6,20}")  # not masked, not a word
_RESIDENT = re.compile(r"\d{6}(?:18|19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dx]")
_TELEPHONE = re.compile(r"(?:\+?86-?)?1[3-9]\d{9}|0\d{2,3}-\d{7,8}|\d{3}-\d{4}-\d{4}")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_SIGNS = "10x98765432"


class Person(NamedTuple):
    """A person of one row: the name, the document number as written ('' for none) and its cell."""

    row: int
    name: str
    document: str
    place: str


def pseudonym(key: bytes, parts: Iterable[str]) -> str:
    """The stand-in of a person: the same for the same name and document number, and not to be turned back."""
    message = "\x1f".join(normal(part) for part in parts).encode()
    return hmac.new(key, message, hashlib.sha256).hexdigest()[:16]


def is_resident_number(document: str) -> bool:
    """Whether it is an 18-sign resident number with the right check sign (GB 11643, ISO 7064 MOD 11-2)."""
    number = normal(document)
    if not _RESIDENT.fullmatch(number):
        return False
    weighed = sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=False))
    return _CHECK_SIGNS[weighed % 11] == number[-1]


def document_problems(sheet: str, persons: Iterable[Person]) -> list[Problem]:
    """Warnings of numbers that can be none, of telephones in their place, and of one number for several names.

    A number of many digits is held to the form of resident numbers where most such numbers of the ledger have it; the
    old ones of 15 digits are not.
    """
    stated = [person for person in persons if person.document]
    long = [person for person in stated if _LONG.fullmatch(normal(person.document))]
    wrong = [person for person in long if not is_resident_number(person.document)]
    problems = [
        Problem("sources.document_number_wrong", {}, "warning", sheet, person.place)
        for person in (wrong if 2 * len(wrong) < len(long) else ())
    ]
    problems += [
        Problem("sources.document_is_a_telephone", {}, "warning", sheet, person.place)
        for person in stated
        if _TELEPHONE.fullmatch(normal(person.document))
    ]
    of_number: dict[str, list[Person]] = defaultdict(list)
    for person in stated:
        if not _WHOLE.fullmatch(normal(person.document)):
            continue
        of_number[normal(person.document)].append(person)
    for same in of_number.values():
        if len({normal(person.name) for person in same if person.name}) > 1:
            rows = ", ".join(str(person.row) for person in same)
            problems += [
                Problem("sources.document_of_several", {"rows": rows}, "warning", sheet, person.place)
                for person in same[1:]
            ]
    return problems
