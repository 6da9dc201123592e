"""An extraction as JSON lines: one a statement, one for every other numeral.

Belongs here: the format alone. `value` (or `value_low` and `value_high`) is a JSON number in the base unit. A line of
the class `open` says all that a statement says but the indicator, which the catalogue lacks: it has `words` instead.
"""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from sources.reports.extract import Extraction, Mention
from sources.reports.open_statements import OpenStatement
from sources.reports.statements import Statement


def to_jsonl(extraction: Extraction) -> str:
    """One JSON object a line in the order of the text; every line has start, end, quote, status, class and rule."""
    lines = []
    for mention in extraction.mentions:
        if not mention.statements and not mention.open:
            lines.append(_mention(mention))
        lines += [{**_mention(mention), **_open(one)} for one in mention.open]
        lines += [{**_mention(mention), **_statement(statement)} for statement in mention.statements]
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)


def _mention(mention: Mention) -> dict[str, Any]:
    return {
        "start": mention.start,
        "end": mention.end,
        "quote": mention.quote,
        "status": mention.status,
        "class": mention.klass,
        "rule": mention.rule,
    }


def _open(one: OpenStatement) -> dict[str, Any]:
    start, end = one.words_at
    words = {"words": one.words, "words_start": start, "words_end": end, "verb": one.verb, "share_of": one.share_of}
    said = _statement(one.stated)
    return words | {name: value for name, value in said.items() if name not in ("indicator", "breakdown")}


def _statement(statement: Statement) -> dict[str, Any]:
    if statement.value_high is None:
        values: dict[str, Any] = {"value": _number(statement.value)}
    else:
        values = {"value_low": _number(statement.value), "value_high": _number(statement.value_high)}
    return {
        "indicator": statement.indicator,
        "measure": statement.measure,
        "region": statement.region,
        "period": statement.period,
        "kind": statement.kind,
        "qualifier": statement.qualifier,
        **values,
        "unit": statement.unit,
        "scope": statement.scope,
        "breakdown": statement.breakdown,
        "flags": list(statement.flags),
        "rule": statement.rule,
    }


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)
