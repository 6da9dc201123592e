"""The language of contracts for editors and for people: its JSON Schema, and its reference, both made from the models.

Belongs here: turning model.py into `docs/contract.schema.json` and `docs/contract-reference.md`; run as a module it
writes both. Does not belong here: any word about a key: that stands under its field in model.py.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from sources.contracts.model import (
    Column,
    Contract,
    Facts,
    Item,
    Layout,
    Ledger,
    LedgerField,
    Line,
    SheetLayout,
    Table,
)

DOCS = Path(__file__).resolve().parents[2] / "docs"
SCHEMA_FILE, REFERENCE_FILE = "contract.schema.json", "contract-reference.md"
_MODELS = (Contract, Layout, SheetLayout, Table, Column, Item, Ledger, LedgerField, Line)
_NAMES = {
    "Contract": "a contract",
    "Layout": "an entry of `layouts`",
    "SheetLayout": "an entry of `sheets`",
    "Table": "an entry of `tables`",
    "Column": "an entry of `columns`",
    "Item": "an entry of `items`",
    "Ledger": "`ledger`",
    "LedgerField": "an entry of `fields`",
    "Line": "an entry of `lines`",
}
_HEAD = """# The language of contracts

Made from the models in [model.py](../sources/contracts/model.py) by `python -m sources.contracts.reference`:
change the words there. What a contract is and how to begin is in
[sources/contracts/README.md](../sources/contracts/README.md).

An editor with a YAML language server checks a contract while it is written, if its first line says where the schema is
(`sti contract schema --out contract.schema.json` writes it anywhere):

```yaml
# yaml-language-server: $schema=../../../docs/contract.schema.json
```

A *pattern* is a wording, compared without regard to blanks, full or half width and kind of dash; `{name}` captures,
`{name:a|b}` captures one of these, `[...]` may be absent, `*` stands for anything. Where a list is asked for, one word
alone will do. Facts (`indicator`, `measure`, `unit`, `region`, `period`, `kind`, `scope`, `breakdown`) may stand at a
table, a column or an item: the nearest to the cell counts.
"""


def contract_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of a contract file."""
    schema = Contract.model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def schema_text() -> str:
    """The schema as its file has it."""
    return json.dumps(contract_schema(), ensure_ascii=False, indent=1) + "\n"


def reference_text() -> str:
    """The reference of all keys, a table for each model."""
    schema = contract_schema()
    parts = [_HEAD]
    for model in _MODELS:
        described = schema if model is Contract else schema["$defs"][model.__name__]
        name = _NAMES[model.__name__]
        parts.append(f"\n## {name[0].upper()}{name[1:]}\n\n{_one_line(described['description'])}\n")
        parts.append("\n| key | takes | if absent | says |\n| --- | --- | --- | --- |\n")
        required = described.get("required", [])
        for key in _in_order(model, described["properties"]):
            entry = described["properties"][key]
            absent = "*required*" if key in required else _absent(entry)
            parts.append(f"| `{key}` | {_takes(entry)} | {absent} | {_one_line(entry.get('description', ''))} |\n")
    return "".join(parts)


def _in_order(model: type[Any], keys: dict[str, Any]) -> list[str]:
    """The keys of a model, its own before the facts that several models share."""
    own = [key for key in model.model_fields if key in model.__annotations__]
    shared = [key for key in keys if key not in own and key not in Facts.model_fields]
    return [*own, *shared, *(key for key in keys if key not in own and key not in shared)]


def _one_line(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _absent(entry: dict[str, Any]) -> str:
    default = entry.get("default")
    if default is None or default in ([], {}):
        return ""
    return f"`{str(default).lower() if isinstance(default, bool) else default}`"


def _takes(entry: dict[str, Any]) -> str:
    if "x-pattern" in entry:
        return "patterns"
    if "$ref" in entry:
        return _reference(entry["$ref"])
    if "enum" in entry:
        return ", ".join(f"`{word}`" for word in entry["enum"])
    if "anyOf" in entry:
        kinds = [one for one in entry["anyOf"] if one.get("type") != "null"]
        return "words" if len(kinds) == 2 else _takes(kinds[0])
    if entry["type"] == "array":
        item = entry["items"]
        return f"list: {_reference(item['$ref'])}" if "$ref" in item else "words"
    if entry["type"] == "object":
        return "mapping"
    if entry["type"] == "integer":
        return f"{entry['minimum']} to {entry['maximum']}"
    return {"string": "date" if entry.get("format") == "date" else "word", "boolean": "`true`, `false`"}[entry["type"]]


def _reference(ref: str) -> str:
    name = ref.rpartition("/")[2]
    words = _NAMES[name]
    return f"[{words.replace('`', '')}](#{words.replace('`', '').replace(' ', '-')})"


def write(folder: Path = DOCS) -> None:
    """Write both files anew."""
    (folder / SCHEMA_FILE).write_text(schema_text(), encoding="utf-8")
    (folder / REFERENCE_FILE).write_text(reference_text(), encoding="utf-8")


if __name__ == "__main__":
    write()
