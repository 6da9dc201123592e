"""Looking for words in everything that a home holds, each artefact by its own reader.

Belongs here: how the kinds of artefact are opened. Does not belong here: which words must not be there.
"""

from __future__ import annotations

import gzip
import html
import io
import json
import os
import pickle
import re
import sqlite3
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow.parquet as pq

_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")


@dataclass(frozen=True)
class Words:
    """What is looked for. Wherever `pattern` fits, one of the literal `hints` stands too: they are looked for first."""

    pattern: re.Pattern[str]
    hints: tuple[str, ...]

    def within(self, text: str) -> set[str]:
        """The words that stand in a text."""
        return set(self.pattern.findall(text)) if any(hint in text for hint in self.hints) else set()


def leaks(root: Path, words: Words, but: tuple[str, ...] = ()) -> tuple[dict[str, set[str]], set[str]]:
    """Where (path in the tree, table) which words stand under `root`, the folders `but` left out; the kinds opened."""
    found: dict[str, set[str]] = {}
    kinds: set[str] = set()

    def look(place: str, text: str) -> None:
        if hits := words.within(text):
            found.setdefault(place, set()).update(hits)

    for folder, folders, names in os.walk(root):
        if Path(folder) == root:
            folders[:] = [name for name in folders if name not in but]
        for name in [*names, *(one for one in folders if (Path(folder) / one).is_symlink())]:
            path = Path(folder) / name
            place = path.relative_to(root).as_posix()
            look(place, place)
            if path.is_symlink():
                look(f"{place} ->", str(path.readlink()))
                continue
            kind, reader = _kind(path)
            kinds.add(kind)
            for part, text in reader(path):
                look(f"{place} {part}", text)
    return found, kinds


def _kind(path: Path) -> tuple[str, Callable[[Path], Iterator[tuple[str, str]]]]:
    with path.open("rb") as file:
        head = file.read(16)
    if head[8:12] == b"DUCK":
        return "duckdb", _duckdb
    if head.startswith(b"SQLite format 3"):
        return "sqlite", _sqlite
    if head.startswith(b"PAR1"):
        return "parquet", _parquet
    if head.startswith(b"PK\x03\x04"):
        return "zip", _zip
    if head.startswith(b"\x1f\x8b"):
        return "gzip", lambda path: _bytes(path.name, gzip.decompress(path.read_bytes()))
    return "bytes", lambda path: _bytes(path.name, path.read_bytes())


def _duckdb(path: Path) -> Iterator[tuple[str, str]]:
    with duckdb.connect(path, read_only=True) as connection:
        yield (
            "sql",
            str(
                connection.execute(
                    "select sql from duckdb_tables() union all select sql from duckdb_views()"
                ).fetchall()
            ),
        )
        yield (
            "macros",
            str(connection.execute("select macro_definition from duckdb_functions() where not internal").fetchall()),
        )
        yield (
            "comments",
            str(
                connection.execute(
                    "select comment from duckdb_tables() union all select comment from duckdb_columns()"
                ).fetchall()
            ),
        )
        tables = connection.execute("select schema_name, table_name from duckdb_tables()").fetchall()
        for schema, table in tables:
            rows = connection.execute(f'select concat_ws(chr(10), *columns(*)) from "{schema}"."{table}"')
            yield f"{schema}.{table}", "\n".join(row for (row,) in rows.fetchall())


def _sqlite(path: Path) -> Iterator[tuple[str, str]]:
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as connection:
        for (table,) in connection.execute("select name from sqlite_master where type = 'table'").fetchall():
            for row in connection.execute(f'select * from "{table}"'):
                for cell in row:
                    if isinstance(cell, bytes):
                        yield from _bytes(table, cell)
                    elif isinstance(cell, str):
                        yield table, cell
                        yield table, _unescaped(cell)


def _parquet(path: Path) -> Iterator[tuple[str, str]]:
    table = pq.ParquetFile(path).read()
    yield "schema", str(table.schema.metadata)
    for name, column in zip(table.column_names, table.columns, strict=True):
        yield name, "\n".join(map(str, column.unique().to_pylist()))


def _zip(path: Path) -> Iterator[tuple[str, str]]:
    yield from _members(path.read_bytes())


def _members(data: bytes) -> Iterator[tuple[str, str]]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for entry in archive.infolist():
            yield entry.filename, entry.filename
            content = archive.read(entry)
            yield from _members(content) if content.startswith(b"PK\x03\x04") else _bytes(entry.filename, content)


def _bytes(name: str, data: bytes) -> Iterator[tuple[str, str]]:
    """The text of bytes in the encodings that programs write, as it stands and with its escapes undone."""
    text = data.decode("utf-8", "replace")
    yield name, text
    yield name, _unescaped(text)
    if b"&" in data:
        yield name, html.unescape(text)
    if b"\x00" in data:
        yield name, data.decode("utf-16-le", "replace")
        yield name, data[1:].decode("utf-16-le", "replace")
        yield name, data.decode("utf-16-be", "replace")


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda hit: chr(int(hit[1], 16)), text) if "\\u" in text else ""


def plant_everywhere(root: Path, word: str) -> list[Path]:
    """An artefact of each kind with `word` in it, as its program writes it."""
    import pyarrow as pa

    root.mkdir(parents=True)
    for name, content in {
        "book.zip": _zipped(word),
        "log.gz": gzip.compress(word.encode()),
        "manifest.json": json.dumps({"a": word}).encode(),
        "journal.jsonl": json.dumps({"a": word}, ensure_ascii=False).encode() + b"\n",
        "page.html": "".join(f"&#x{ord(letter):x};" for letter in word).encode(),
        "partial_parse.msgpack": b"\x81\xa1a\xd9" + bytes([len(word.encode())]) + word.encode(),
        "wide.dat": word.encode("utf-16-le") + b"\x00\x00",
        "graph.gpickle": pickle.dumps({"a": word}),
        "stderr": f"refused: {word}\n".encode(),
    }.items():
        (root / name).write_bytes(content)
    with duckdb.connect(root / "warehouse.duckdb") as connection:
        connection.execute("create schema ops")
        connection.execute("create table ops.set_aside as select ? as raw, 1 as n", [f"a {word} b"])
    with closing(sqlite3.connect(root / "runs.db")) as base:
        base.execute("create table event_logs (event text)")
        base.execute("insert into event_logs values (?)", [json.dumps({"message": word})])
        base.commit()
    pq.write_table(pa.table({"text": [word]}), root / "rows.parquet")
    (root / "current").symlink_to(word)
    return sorted(root.iterdir())


def _zipped(word: str) -> bytes:
    inner, outer = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("sheet1.xml", f"<t>{word}</t>")
    with zipfile.ZipFile(outer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("book.xlsx", inner.getvalue())
    return outer.getvalue()
