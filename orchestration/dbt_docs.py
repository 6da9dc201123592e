"""The documentation of the model inside a release: dbt's own page, in one file that needs no server.

Belongs here: putting dbt's manifest and a catalogue of the finished file into dbt's page. Does not belong here: the
descriptions, which stand in the dbt project.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from orchestration.versions import DBT_PROJECT
from warehouse.builds import Build
from warehouse.durable import write_bytes
from warehouse.querying import opened

_ABSENT = {"id": "has_stats", "label": "Has Stats?", "value": False, "include": False, "description": ""}


def write_docs(build: Build, manifest: Path) -> Path:
    """`docs/index.html` in a sealed build's folder: models, columns, tests and lineage, with the file's types."""
    from dbt.task.docs import DOCS_INDEX_FILE_PATH

    stated = manifest.read_text(encoding="utf-8").replace(os.fspath(DBT_PROJECT), "dbt_project")
    page = Path(DOCS_INDEX_FILE_PATH).read_text(encoding="utf-8")
    page = page.replace('"MANIFEST.JSON INLINE DATA"', _inline(stated))
    page = page.replace('"CATALOG.JSON INLINE DATA"', _inline(json.dumps(_catalog(build, json.loads(stated)))))
    folder = build.folder / "docs"
    folder.mkdir(exist_ok=True)
    write_bytes(folder / "index.html", page.encode())
    return folder / "index.html"


def _inline(data: str) -> str:
    """JSON that can stand inside a script of a page."""
    return data.replace("</", "<\\/")


def _catalog(build: Build, manifest: dict[str, Any]) -> dict[str, Any]:
    """dbt's catalogue of what the file holds: the columns of each table with their types."""
    with opened(build) as connection:
        found = connection.execute(
            """select schema_name, table_name, column_name, column_index, data_type, coalesce(comment, '')
            from duckdb_columns() where not internal order by schema_name, table_name, column_index"""
        ).fetchall()
    columns: dict[tuple[str, str], dict[str, Any]] = {}
    for schema, table, name, index, kind, comment in found:
        columns.setdefault((schema, table), {})[name] = {
            "name": name,
            "index": index,
            "type": kind,
            "comment": comment,
        }
    nodes = {}
    for unique_id, node in manifest["nodes"].items():
        place = (node.get("schema", ""), node.get("alias") or node["name"])
        if node["resource_type"] in ("model", "seed") and place in columns:
            described = {"type": "BASE TABLE", "schema": place[0], "name": place[1], "database": "warehouse"}
            nodes[unique_id] = {
                "metadata": {**described, "comment": None, "owner": None},
                "columns": columns[place],
                "stats": {"has_stats": _ABSENT},
                "unique_id": unique_id,
            }
    return {"metadata": {}, "nodes": nodes, "sources": {}, "errors": None}
