"""A proposal as YAML: block style above, one line an entry below, remarks as comments where they belong.

Belongs here: YAML and comments. Does not belong here: what is proposed.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import yaml

from sources.inference.proposal import Part, Place, Proposal, Remark
from sources.problems import Language, say

_WIDTH = 110
_ENTRIES = {"columns", "fields", "items", "lines"}


def proposal_text(proposal: Proposal, language: Language, file_name: str) -> str:
    """The whole contract with its comments, and the list of what is to be decided."""
    head = say("sources.infer_head", language, file=file_name)
    closing = [f"# {line}" for line in _closing(proposal, language)]
    return "\n".join([f"# {head}", *block_lines(proposal, proposal.stated, language), "", *closing, ""])


def block_lines(part: Part, stated: dict[str, Any], language: Language, above: Place = (), pad: str = "") -> list[str]:
    """A mapping in block style."""
    lines: list[str] = []
    for key, value in stated.items():
        place = (*above, key)
        lines += [f"{pad}{comment}" for comment in _comments(part.remarks.get(place, []), language)]
        if isinstance(value, list) and value and all(isinstance(entry, dict) for entry in value):
            lines.append(f"{pad}{key}:")
            for number, entry in enumerate(value):
                lines += _entry(part, key, entry, language, (*place, number), pad + "  ")
        elif isinstance(value, dict) and key not in ("title", "codes"):
            lines.append(f"{pad}{key}:")
            lines += block_lines(part, value, language, place, pad + "  ")
        else:
            lines.append(f"{pad}{key}: {_flow(value)}")
    return lines


def _entry(part: Part, key: str, entry: dict[str, Any], language: Language, place: Place, pad: str) -> list[str]:
    comments = [f"{pad}{comment}" for comment in _comments(part.remarks.get(place, []), language)]
    flow = _flow(entry)
    if key in _ENTRIES and len(pad) + len(flow) < _WIDTH:
        return [*comments, f"{pad}- {flow}"]
    block = block_lines(part, entry, language, place, pad + "  ")
    first = next(i for i, line in enumerate(block) if not line.lstrip().startswith("#"))
    block[first] = f"{pad}- {block[first][len(pad) + 2 :]}"
    return [*comments, *block]


def _comments(remarks: list[Remark], language: Language) -> Iterator[str]:
    for remark in remarks:
        kind = "infer_to_decide" if remark.decide else "infer_guess"
        sure = say(f"sources.infer_sure_{remark.confidence}", language)
        yield f"# {say(f'sources.{kind}', language, said=remark.problem.text(language), sure=sure)}"


def _flow(value: Any) -> str:
    text: str = yaml.safe_dump(value, default_flow_style=True, allow_unicode=True, sort_keys=False, width=10**6)
    return text.removesuffix("\n").removesuffix("\n...")


def _closing(proposal: Proposal, language: Language) -> Iterator[str]:
    for place, remark in proposal.decisions:
        where = "".join(f"[{one + 1}]" if isinstance(one, int) else f".{one}" for one in place).lstrip(".")
        yield f"{where}: {remark.problem.text(language)}"
    if proposal.reading is not None:
        counts = {"observations": len(proposal.reading.observations)}
        records = len({one.record_no for one in proposal.reading.records})
        yield say("sources.infer_reads", language, records=records, **counts)
    for problem in proposal.refusal.problems[:5] if proposal.refusal else ():
        yield say("sources.infer_refused", language, why=problem.text(language))
