"""The copy of a Word document with comments at given spans of its text; everything else in it stays as it is.

Belongs here: finding the runs of a span, splitting them at its ends with their properties, anchoring comments. Does not
belong here: reading the text (sources), what the comments say (remarks.py).
"""

from __future__ import annotations

import copy
import difflib
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sources.problems import refuse

AUTHOR = "STI"

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"  # says the first choice once more
_NOT_TEXT = frozenset((f"{_W}del", f"{_W}moveFrom", _FALLBACK))
_OFF = ("0", "false", "off")
_BREAKS = (f"{_W}br", f"{_W}cr")
_ONE_CHARACTER = (f"{_W}tab", f"{_W}ptab", f"{_W}noBreakHyphen", *_BREAKS)
_HYPHEN = f"{_W}noBreakHyphen"


@dataclass(frozen=True, slots=True)
class Comment:
    """What is to stand at `start:end` of the document's text; each line is a paragraph of the comment."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class _Letter:
    """One character of a line that is no space: which run has it, how far in; `anchor` is the run a box hangs on."""

    character: str
    run: Any
    offset: int
    anchor: Any


def annotated(data: bytes, text: str, comments: Sequence[Comment]) -> tuple[bytes, list[Comment]]:
    """A .docx with the comments at their spans, and those that found no place in the body (notes, tracked joins).

    `text` is what a reader made of the document: its lines are the document's paragraphs, in which only spaces may be
    changed. Raises Refused if the document cannot be opened.
    """
    document = _opened(data)
    letters = _letters_of(text, list(_lines(document.element.body)))
    placed: list[tuple[Comment, tuple[Any, Any]]] = []
    unplaced: list[Comment] = []
    for comment in sorted(comments, key=lambda one: one.start, reverse=True):  # splitting moves only what follows
        span = [letters.get(at) for at in range(comment.start, comment.end) if not text[at].isspace()]
        found = [letter for letter in span if letter is not None]
        if found and len(found) == len(span):
            placed.append((comment, _runs(found[0], found[-1])))
        else:
            unplaced.append(comment)
    for comment, runs in reversed(placed):
        _anchor(document, *runs, comment.text)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue(), unplaced[::-1]


def _opened(data: bytes) -> Any:
    import docx

    try:
        return docx.Document(io.BytesIO(data))
    except MemoryError:
        raise
    except Exception as error:  # python-docx lets through what zip, XML and relations can go wrong with
        why = f"{type(error).__name__}: {error}".splitlines()[0][:200]
        raise refuse("warehouse.draft_damaged", why=why) from error


def _letters_of(text: str, lines: Sequence[list[_Letter]]) -> dict[int, _Letter]:
    """The letter of the document for each position of the text, line by line."""
    told: list[list[int]] = []
    start = 0
    for line in text.splitlines(keepends=True):
        places = [start + i for i, character in enumerate(line) if not character.isspace()]
        if places:
            told.append(places)
        start += len(line)
    ours = ["".join(letter.character for letter in line) for line in lines]
    theirs = ["".join(text[at] for at in places) for places in told]
    letters: dict[int, _Letter] = {}
    for a, b in _alike(theirs, ours):
        letters.update(zip(told[a], lines[b], strict=True))
    return letters


def _alike(theirs: Sequence[str], ours: Sequence[str]) -> Iterator[tuple[int, int]]:
    """The pairs of equal lines, in order; where nothing differs, as is usual, without any search."""
    same = next((i for i, (a, b) in enumerate(zip(theirs, ours, strict=False)) if a != b), min(len(theirs), len(ours)))
    yield from ((i, i) for i in range(same))
    rest = difflib.SequenceMatcher(None, theirs[same:], ours[same:], autojunk=False)
    for a, b, size in rest.get_matching_blocks():
        yield from ((same + a + i, same + b + i) for i in range(size))


def _lines(body: Any) -> Iterator[list[_Letter]]:
    """The lines of the document with text, a text box after the paragraph that holds it."""
    for paragraph in body.iter(f"{_W}p"):
        if next(paragraph.iterancestors(f"{_W}txbxContent"), None) is None:
            yield from _lines_of(paragraph, None)


def _lines_of(paragraph: Any, anchor: Any) -> Iterator[list[_Letter]]:
    line: list[_Letter] = []
    boxes: list[tuple[Any, Any]] = []
    for run in _runs_in(paragraph, boxes):
        offset = 0
        for child in run:
            if child.tag in _BREAKS:
                if line:
                    yield line
                line = []
            shown = "-" if child.tag == _HYPHEN else child.text or "" if child.tag == f"{_W}t" else ""
            line += [
                _Letter(character, run, offset + i, anchor)
                for i, character in enumerate(shown)
                if not character.isspace()
            ]
            offset += _length(child)
    if line:
        yield line
    for box, run in boxes:
        for inner in box.iterchildren(f"{_W}p"):
            yield from _lines_of(inner, run if anchor is None else anchor)


def _runs_in(element: Any, boxes: list[tuple[Any, Any]]) -> Iterator[Any]:
    for child in element:
        if child.tag == f"{_W}r":
            if _is_hidden(child):
                continue
            yield child
            boxes += [(box, child) for box in _boxes(child)]
        elif child.tag not in _NOT_TEXT:
            yield from _runs_in(child, boxes)


def _boxes(run: Any) -> Iterator[Any]:
    """The text boxes in a run; those inside a box belong to that box."""
    for child in run:
        if child.tag == f"{_W}txbxContent":
            yield child
        elif child.tag not in _NOT_TEXT:
            yield from _boxes(child)


def _is_hidden(run: Any) -> bool:
    """Whether the reader of the text passes the run over, too."""
    return any(mark.get(f"{_W}val") not in _OFF for mark in run.iterfind(f"{_W}rPr/{_W}vanish"))


def _length(child: Any) -> int:
    if child.tag == f"{_W}t":
        return len(child.text or "")
    return 1 if child.tag in _ONE_CHARACTER else 0


def _runs(first: _Letter, last: _Letter) -> tuple[Any, Any]:
    """The first and last run of exactly the span from one letter to the other; a box is commented as a whole."""
    if first.anchor is not None:
        return first.anchor, last.anchor
    _split(last.run, last.offset + 1)
    start = _split(first.run, first.offset)
    return start, (start if first.run is last.run else last.run)


def _split(run: Any, offset: int) -> Any:
    """Cuts a run in two before a character, both with its properties; gives the run that begins there.

    The run itself keeps what stands before, so that letters before the cut still find it.
    """
    if offset <= 0:
        return run
    children = [child for child in run if child.tag != f"{_W}rPr"]
    if offset >= sum(map(_length, children)):
        return run
    right = copy.deepcopy(run)
    for child in list(right):
        if child.tag != f"{_W}rPr":
            right.remove(child)
    position = 0
    for child in children:
        length = _length(child)
        if position >= offset:
            right.append(child)
        elif position + length > offset:
            right.append(_cut(child, offset - position))
        position += length
    run.addnext(right)
    return right


def _cut(text: Any, at: int) -> Any:
    """Cuts a w:t in two; gives the right one."""
    right = copy.deepcopy(text)
    text.text, right.text = text.text[:at], text.text[at:]
    for part in (text, right):
        part.set(_SPACE, "preserve")
    return right


def _anchor(document: Any, first: Any, last: Any, text: str) -> None:
    from docx.text.run import Run

    document.add_comment([Run(first, document), Run(last, document)], text=text, author=AUTHOR, initials=AUTHOR)


def commented(findings: Iterable[tuple[int, int, str]]) -> list[Comment]:
    """One comment a figure: what is said of the same span stands in one."""
    texts: dict[tuple[int, int], list[str]] = {}
    for start, end, text in findings:
        texts.setdefault((start, end), []).append(text)
    return [Comment(start, end, "\n".join(lines)) for (start, end), lines in texts.items()]
