"""`sti query`, `sti trace`, `sti extract`: asking a release, and reading one report."""

from __future__ import annotations

import datetime as dt
import json
import sys
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from orchestration.commands.terminal import (
    HomeOption,
    LangOption,
    language,
    out,
    shown,
    table,
    table_or_sideways,
    words,
)
from orchestration.settings import catalogue_of, home_of, home_region, settings_of
from sources.problems import refuse, say
from warehouse.querying import Trace, follows_from, reading, reading_rebuild, run_sql
from warehouse.querying import trace as trace_number

ROWS_ON_A_TERMINAL = 200
CELLS_ON_A_TERMINAL = 12


def query(
    sql: Annotated[str, typer.Argument(help="A query; tables of the schema marts need no prefix. 查询语句。")],
    home: HomeOption = None,
    form: Annotated[
        Literal["table", "csv", "json", "arrow"],
        typer.Option("--format", help="table, csv, json (lines), arrow (IPC)."),
    ] = "table",
    rebuilt: Annotated[
        dt.datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Ask what `sti rebuild --as-of` made for this day. 查询重建版。"),
    ] = None,
    lang: LangOption = None,
) -> None:
    """Ask the current release, read-only. 查询当前发布版。"""
    folder = home_of(settings_of(home))
    with reading_rebuild(folder, rebuilt.date()) if rebuilt else reading(folder) as connection:
        relation = run_sql(connection, sql)
        if form == "arrow":
            import pyarrow as pa

            found = relation.to_arrow_table()
            with pa.ipc.new_stream(sys.stdout.buffer, found.schema) as stream:
                stream.write_table(found)
            return
        if form == "table":
            rows = [list(row) for row in relation.fetchmany(ROWS_ON_A_TERMINAL + 1)]
            out.print(table_or_sideways("", list(relation.columns), rows[:ROWS_ON_A_TERMINAL]))
            if len(rows) > ROWS_ON_A_TERMINAL:
                out.print(words("query_cut", shown=ROWS_ON_A_TERMINAL), style="yellow")
            return
        _write_lines(form, list(relation.columns), relation.fetchall())


def _write_lines(form: str, columns: list[str], rows: list[tuple[Any, ...]]) -> None:
    if form == "csv":
        import csv

        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows([shown(value) for value in row] for row in rows)
        return
    for row in rows:
        typer.echo(json.dumps(dict(zip(columns, map(_plain, row), strict=True)), ensure_ascii=False))


def _plain(value: object) -> object:
    """JSON has no decimal and no date: both as text that keeps every digit."""
    return value if value is None or isinstance(value, (bool, int, float, list, dict)) else shown(value)


def trace(
    what: Annotated[str, typer.Argument(help="An observation_id, a mart's row_id, or a mart (with --where).")],
    where: Annotated[str, typer.Option(help="Which rows of the mart, in SQL. 条件。")] = "",
    column: Annotated[str, typer.Option(help="One number of the row. 列。")] = "",
    home: HomeOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON. 输出 JSON。")] = False,
    lang: LangOption = None,
) -> None:
    """The evidence of a number, down to the cell or the sentence. 追溯一个数字的出处。"""
    with reading(home_of(settings_of(home))) as connection:
        if code := follows_from(connection, what):
            if as_json:
                typer.echo(json.dumps({"follows_from": say(code, language())}, ensure_ascii=False))
            else:
                out.print(say(code, language()), markup=False, highlight=False, soft_wrap=True)
            return
        found = trace_number(connection, what, where=where, column=column)
    told: set[tuple[str, str]] = set()
    if as_json:
        typer.echo(json.dumps([_trace_json(one, told) for one in found], ensure_ascii=False))
        return
    for one in found:
        _draw(one, told, indent=0)


def _draw(found: Trace, told: set[tuple[str, str]], *, indent: int) -> None:
    """A number and all behind it; what an input rests on is drawn where it comes first, many numbers share theirs."""
    said = found.observation
    name = f"{found.number or found.role}  " if found.number or found.role else ""
    what = "  ".join(
        str(said[key])
        for key in ("region_name", "period", "indicator_name", "measure", "scope", "breakdown")
        if said.get(key)
    )
    unit = said.get("unit", "")
    pad = " " * indent
    out.print(f"{pad}{name}{shown(found.value)} {unit}", style="bold", markup=False, highlight=False)
    if what:
        out.print(f"{pad}  {what}", markup=False, highlight=False)
    if found.formula:
        out.print(f"{pad}  {words('derived_by', formula=found.formula)}", markup=False, highlight=False)
    if _told_before(found, told):
        out.print(f"{pad}  {words('traced_above')}", style="dim")
        return
    for source in found.sources[:CELLS_ON_A_TERMINAL]:
        place = f"{source.department}/{source.file}  {source.evidence}"
        out.print(f"{pad}  ← {place}  「{source.says}」", markup=False, highlight=False)
        if source.context:
            out.print(f"{pad}      {source.context}", style="dim", markup=False, highlight=False)
    if len(found.sources) > CELLS_ON_A_TERMINAL:
        out.print(f"{pad}    {words('ledger_cells', cells=len(found.sources), shown=CELLS_ON_A_TERMINAL)}", style="dim")
    for one in found.corrections:
        out.print(f"{pad}  {words('trace_corrected', **one)}", style="yellow", markup=False, highlight=False)
    if len(found.vintages) > 1:
        heads = [words(f"word_{name}") for name in ("known_from", "known_to", "value", "file", "where")]
        rows = [[v["known_from"], v["known_to"], v["value"], v["file_name"], v["evidence"]] for v in found.vintages]
        out.print(table(words("vintages_title"), heads, rows))
    for part in found.inputs:
        _draw(part, told, indent=indent + 4)


def _told_before(found: Trace, told: set[tuple[str, str]]) -> bool:
    """Whether an input was told already; a number of a mart is always told whole."""
    key = found.observation_id, found.vintage_id
    before = key in told and found.number == ""
    told.add(key)
    return before


def _trace_json(found: Trace, told: set[tuple[str, str]]) -> dict[str, Any]:
    facts = {
        "number": found.number,
        "role": found.role,
        "value": _plain(found.value),
        "formula": found.formula,
        "observation_id": found.observation_id,
        "vintage_id": found.vintage_id,
    }
    if _told_before(found, told):
        return facts | {"told_before": True}
    return facts | {
        "told_before": False,
        "observation": {key: _plain(value) for key, value in found.observation.items()},
        "vintages": [{key: _plain(value) for key, value in one.items()} for one in found.vintages],
        "sources": [{name: getattr(source, name) for name in type(source).__slots__} for source in found.sources],
        "corrections": [{key: _plain(value) for key, value in one.items()} for one in found.corrections],
        "inputs": [_trace_json(part, told) for part in found.inputs],
    }


def extract(
    file: Annotated[Path, typer.Argument(help="A report: .txt, .docx, .pdf or .html. 报告文件。")],
    region: Annotated[str | None, typer.Option(help="What the report is about; inferred if not given. 地区。")] = None,
    date: Annotated[str | None, typer.Option(help="When it was written, 2020-12-15. 成文日期。")] = None,
    form: Annotated[Literal["table", "jsonl"], typer.Option("--format", help="table or jsonl.")] = "table",
    places: Annotated[bool, typer.Option("--places", help="Show page and paragraph. 表中列出页码和段落。")] = False,
    home: HomeOption = None,
    lang: LangOption = None,
) -> None:
    """The statements of one report with their exact spans. 抽取一份报告中的指标数值。"""
    from sources.contracts.loading import load_all_table_contracts
    from sources.reports import extract_report, read_report, to_jsonl

    if not file.is_file():
        raise refuse("orchestration.file_not_found", file=file)
    settings = settings_of(home)
    home_code = home_region(settings, catalogue_of(settings)) if settings.region else None
    prose = read_report(file)
    contracts = load_all_table_contracts(home_of(settings).contracts) if prose.cells else {}
    found = extract_report(prose, region=region, date=_day(date), home_region=home_code, contracts=contracts)
    if form == "jsonl":
        typer.echo(to_jsonl(found), nl=False)
        return
    said = [(s.indicator, s) for s in found.statements]
    said += [(f"({words('word_open')}) {one.words}", one.stated) for one in found.open_statements]
    rows = [
        [what, s.measure, s.region, s.period, s.kind, f"{s.qualifier} {shown(s.value)} {s.unit}", s.quote]
        + ([prose.place_of(s.start, s.end, language())] if places else [])
        for what, s in sorted(said, key=lambda row: row[1].start)
    ]
    names = ("indicator", "measure", "region", "period", "kind", "value", "quote", *(("where",) if places else ()))
    out.print(table(f"{found.region}  {found.date or ''}", [words(f"word_{name}") for name in names], rows))


def _day(date: str | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat(date) if date else None
    except ValueError:
        raise refuse("orchestration.date_unreadable", date=date) from None
