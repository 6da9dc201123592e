"""`sti check-draft`: a draft report compared, figure by figure, with the current release."""

from __future__ import annotations

import collections
import csv
import datetime as dt
import io
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from orchestration.commands.terminal import HomeOption, LangOption, complain, language, out, shown, table, words
from orchestration.settings import catalogue_of, home_of, home_region, settings_of
from sources.problems import Language, Refused, refuse

if TYPE_CHECKING:
    from sources.readers.prose import Prose
    from sources.reports import Extraction, Mention, Statement
    from warehouse.drafts import Finding, Known

DIFFERENCES = 3
UNREAD_ON_A_TERMINAL = 12
COLUMNS = 7  # of a table on the terminal; evidence and remark stand below it
_STYLES = {"differs": "red", "not_known": "dim"}
_TABLES = (".tsv", ".md")


@dataclass(frozen=True, slots=True)
class _Checked:
    """A draft with what the release says of it."""

    file: Path
    data: bytes
    prose: Prose
    release: str
    extraction: Extraction
    findings: list[Finding]

    def rows(self, lang: Language) -> list[list[str]]:
        """The table of all findings, heads first."""
        from warehouse import remarks

        places = [self.prose.place_of(f.statement.start, f.statement.end, lang) for f in self.findings]
        return remarks.rows(list(zip(places, self.findings, strict=True)), self.extraction.region, lang)

    @property
    def unread(self) -> list[Mention]:
        """Numerals that nothing was compared with: those of tables, and those of which no rule knows what they say."""
        mentions = self.extraction.mentions
        return [m for m in mentions if m.status == "unattributed" or m.klass == "table_cell"]

    @property
    def counts(self) -> dict[str, int]:
        from warehouse.drafts import VERDICTS

        counted = collections.Counter(finding.verdict for finding in self.findings)
        return {**{verdict: counted[verdict] for verdict in VERDICTS}, "unread": len(self.unread)}


def check_draft(
    file: Annotated[Path, typer.Argument(help="The draft: .docx, .txt, .pdf or .html. 报告草稿。")],
    region: Annotated[str | None, typer.Option(help="What it is about; inferred if not given. 地区。")] = None,
    date: Annotated[str | None, typer.Option(help="When it is written, 2020-12-15. 成文日期。")] = None,
    output: Annotated[
        Path | None, typer.Option("--out", help="A commented copy (.docx), or a table (.tsv, .md). 批注稿或核对表。")
    ] = None,
    home: HomeOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON. 输出 JSON。")] = False,
    lang: LangOption = None,
) -> None:
    """Compare every figure of a draft with the current release. 用当前发布版核对报告草稿。"""
    data = _bytes_of(file)
    if output is not None:
        _check_output(file, output)
    checked = _checked(file, data, region, _day(date), home)
    unplaced = _write(checked, output) if output is not None else 0
    if as_json:
        typer.echo(json.dumps(_as_json(checked), ensure_ascii=False))
    else:
        _draw(checked)
        if output is not None:
            out.print(words("draft_written", file=output), markup=False, highlight=False)
    if unplaced:
        complain(Refused(*refuse("orchestration.draft_unplaced", figures=unplaced).problems))
    if checked.counts["differs"]:
        raise typer.Exit(DIFFERENCES)


def _bytes_of(file: Path) -> bytes:
    if not file.is_file():
        raise refuse("orchestration.file_not_found", file=file)
    try:
        return file.read_bytes()
    except OSError as error:
        raise refuse("orchestration.draft_unreadable", file=file, reason=error.strerror or error) from None


def _check_output(file: Path, output: Path) -> None:
    ending = output.suffix.lower()
    allowed = (*((".docx",) if file.suffix.lower() == ".docx" else ()), *_TABLES)
    if ending not in allowed:
        raise refuse("orchestration.draft_ending", file=output, allowed=", ".join(allowed))
    if output.resolve() == file.resolve():
        raise refuse("orchestration.draft_over_itself", file=output)
    if not output.parent.is_dir():
        raise refuse("orchestration.draft_no_folder", folder=output.parent)


def _checked(file: Path, data: bytes, region: str | None, date: dt.date | None, home: Path | None) -> _Checked:
    from sources.contracts.loading import load_all_table_contracts
    from sources.reports import extract_report, read_report
    from warehouse.drafts import check_statements
    from warehouse.querying import reading

    settings = settings_of(home)
    catalogue = catalogue_of(settings)
    with reading(home_of(settings)) as connection:
        prose = read_report(data, file.name)
        own = home_region(settings, catalogue) if settings.region else None
        contracts = load_all_table_contracts(home_of(settings).contracts) if prose.cells else {}
        found = extract_report(
            prose, region=region, date=date, home_region=own, catalogue=catalogue, contracts=contracts
        )
        findings = check_statements(connection, found.statements, catalogue)
        [(release,)] = connection.execute("select release_id from marts.release_info where dataset = '*'").fetchall()
    return _Checked(file, data, prose, release, found, findings)


def _day(date: str | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat(date) if date else None
    except ValueError:
        raise refuse("orchestration.date_unreadable", date=date) from None


def _write(checked: _Checked, output: Path) -> int:
    """Writes the annotated copy or the table; gives how many figures found no place in the copy."""
    from warehouse import manuscripts, remarks

    if output.suffix.lower() == ".docx":
        said = [
            (f.statement.start, f.statement.end, f"{_title(f, language())}\n{remarks.remark(f, language())}")
            for f in checked.findings
        ]
        content, unplaced = manuscripts.annotated(checked.data, checked.prose.text, manuscripts.commented(said))
        _put(output, content)
        return len(unplaced)
    rows = checked.rows(language())
    _put(output, _as_tsv(rows) if output.suffix.lower() == ".tsv" else _as_markdown(rows))
    return 0


def _put(output: Path, content: bytes) -> None:
    try:
        output.write_bytes(content)
    except OSError as error:
        raise refuse("orchestration.draft_unwritable", file=output, reason=error.strerror or error) from None


def _title(finding: Finding, lang: Language) -> str:
    from warehouse import remarks

    what = f"{remarks.name(finding, lang)} · {finding.statement.region} · {remarks.identity(finding, lang)}"
    return f"{remarks.verdict(finding, lang)} · {what}"


def _as_tsv(rows: list[list[str]]) -> bytes:
    """With a byte order mark, as spreadsheet programs want it for Chinese."""
    buffer = io.StringIO()
    csv.writer(buffer, dialect="excel-tab", lineterminator="\n").writerows(rows)
    return buffer.getvalue().encode("utf-8-sig")


def _as_markdown(rows: list[list[str]]) -> bytes:
    lines = ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows]
    return "\n".join([lines[0], "| --- " * len(rows[0]) + "|", *lines[1:], ""]).encode()


def _draw(checked: _Checked) -> None:
    if checked.findings:
        heads, *rows = [row[:COLUMNS] for row in checked.rows(language())]
        drawn = table(f"{checked.extraction.region}  {checked.extraction.date or ''}  {checked.release}", heads, rows)
        for row, finding in zip(drawn.rows, checked.findings, strict=True):
            row.style = _STYLES.get(finding.verdict, "")
        out.print(drawn)
    for finding in checked.findings:
        if finding.verdict == "differs":
            _draw_remark(checked, finding)
    for finding in checked.findings:
        if finding.verdict == "not_known" and (finding.neighbours or finding.once):
            _draw_remark(checked, finding)
    out.print(words("draft_counts", figures=len(checked.findings), **checked.counts), style="bold", markup=False)
    if checked.unread:
        quotes = " ".join(f"「{mention.quote}」" for mention in checked.unread[:UNREAD_ON_A_TERMINAL])
        more = " …" if len(checked.unread) > UNREAD_ON_A_TERMINAL else ""
        out.print(
            words("draft_unread", numerals=len(checked.unread), quotes=quotes + more), style="yellow", markup=False
        )


def _draw_remark(checked: _Checked, finding: Finding) -> None:
    from rich.padding import Padding
    from rich.text import Text

    from warehouse import remarks

    statement, style = finding.statement, _STYLES.get(finding.verdict, "")
    place = checked.prose.place_of(statement.start, statement.end, language())
    out.print(Text(f"{place} 「{statement.quote}」 ", style) + Text(_title(finding, language()), "bold"))
    out.print(Padding(Text(_sentence(checked, finding), "italic"), (0, 0, 0, 4), expand=False))
    out.print(Padding(Text(remarks.remark(finding, language())), (0, 0, 1, 4), expand=False))


def _sentence(checked: _Checked, finding: Finding) -> str:
    start, end = finding.statement.sentence
    return " ".join(checked.prose.text[start:end].split())


def _as_json(checked: _Checked) -> dict[str, Any]:
    found = checked.extraction
    return {
        "file": str(checked.file),
        "region": found.region,
        "region_code": found.region_code,
        "date": found.date.isoformat() if found.date else None,
        "inferred": list(found.inferred),
        "release_id": checked.release,
        "counts": checked.counts,
        "figures": [_figure_json(checked, finding) for finding in checked.findings],
        "unread": [
            {"start": m.start, "end": m.end, "place": _place(checked, m), "quote": m.quote, "class": m.klass}
            for m in checked.unread
        ],
    }


def _figure_json(checked: _Checked, finding: Finding) -> dict[str, Any]:
    from warehouse import remarks

    statement = finding.statement
    return {
        "start": statement.start,
        "end": statement.end,
        "place": _place(checked, statement),
        "quote": statement.quote,
        "indicator": statement.indicator,
        "indicator_name": finding.indicator.name_zh,
        "measure": statement.measure,
        "region": statement.region,
        "region_code": statement.region_code,
        "period": statement.period,
        "kind": statement.kind,
        "scope": statement.scope,
        "breakdown": statement.breakdown,
        "qualifier": statement.qualifier,
        "value": shown(statement.value),
        "value_high": shown(statement.value_high) or None,
        "unit": statement.unit,
        "flags": list(statement.flags),
        "verdict": finding.verdict,
        "reason": finding.reason,
        "power_of_ten": finding.power,
        "warehouse": _known_json(finding.known),
        "once": _known_json(finding.once),
        "neighbours": [{"differs_in": n.part, **(_known_json(n.known) or {})} for n in finding.neighbours],
        "remark": {"zh": remarks.remark(finding, "zh"), "en": remarks.remark(finding, "en")},
    }


def _place(checked: _Checked, span: Statement | Mention) -> dict[str, str]:
    prose = checked.prose
    return {"zh": prose.place_of(span.start, span.end, "zh"), "en": prose.place_of(span.start, span.end, "en")}


def _known_json(known: Known | None) -> dict[str, Any] | None:
    if known is None:
        return None
    return {
        "observation_id": known.observation_id,
        "indicator": known.indicator_id,
        "measure": known.measure,
        "period": known.period,
        "kind": known.kind,
        "scope": known.scope,
        "breakdown": known.breakdown,
        "qualifier": known.number.qualifier,
        "value": shown(known.number.value),
        "value_high": shown(known.number.value_high) or None,
        "unit": known.number.unit,
        "value_text": known.value_text,
        "source": known.source,
        "department": known.department,
        "file": known.file,
        "evidence": known.evidence,
        "known_from": known.known_from.isoformat(),
        "known_to": known.known_to.isoformat() if known.known_to else None,
    }
