"""`sti gate`: suspicious numbers that wait for an operator's word, and giving it; whether the rules are in order."""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer

from orchestration import clock
from orchestration.commands.submitting import IdArgument, JsonOption, find_submission
from orchestration.commands.terminal import HomeOption, LangOption, language, out, shown, table, words
from orchestration.settings import settings_of
from orchestration.stages.installation import Installation
from sources.problems import Refused, refuse
from warehouse.journal import Journal, operator
from warehouse.lock import home_lock
from warehouse.querying import opened
from warehouse.releases import current_release
from warehouse.submissions import Submission
from warehouse.suspicions import Suspicion, still_said, suspicions, waiting

app = typer.Typer(no_args_is_help=True, help="Numbers that passed the gate with a mark. 放行但存疑的数字。")


@app.command("list")
def list_waiting(home: HomeOption = None, as_json: JsonOption = False, lang: LangOption = None) -> None:
    """Suspicious numbers that nobody has confirmed and nothing has replaced. 待确认的存疑数字。"""
    installation = Installation(settings_of(home))
    found = _waiting(installation)
    if as_json:
        for submission, one in found:
            typer.echo(json.dumps(_facts(submission, one), ensure_ascii=False))
        return
    if not found:
        out.print(words("gate_nothing_waits"))
        return
    names = ("submission", "file", "where", "indicator", "region", "period", "value", "reason")
    rows = [
        [
            submission.submission_id,
            submission.path,
            one.evidence,
            _indicator(installation, one),
            _region(installation, one),
            one.period,
            f"{shown(one.value)} {one.unit}",
            one.problem.text(language()) if one.problem else "",
        ]
        for submission, one in found
    ]
    out.print(table(words("gate_waiting", count=len(found)), [words(f"word_{name}") for name in names], rows))


@app.command("check")
def check(home: HomeOption = None, lang: LangOption = None) -> None:
    """Validate the rules of both gates and the exemptions, the city's own too. 检查规则和豁免。"""
    from expectations.checks import check_rules

    installation = Installation(settings_of(home))
    rules = installation.home.rules
    if problems := check_rules(rules if rules.is_dir() else None):
        raise Refused(*problems)
    out.print(words("rules_valid", rules=len(installation.rules)))


@app.command("confirm")
def confirm(
    submission: IdArgument,
    reason: Annotated[str, typer.Option(help="Why it is right; it is kept in the journal. 原因。")],
    cell: Annotated[
        str, typer.Option("--cell", help="One number by its place, 规上研发!D7; else all that wait. 单元格。")
    ] = "",
    home: HomeOption = None,
    lang: LangOption = None,
) -> None:
    """Say that suspicious numbers of a submission are right: from the next refresh they are `confirmed`. 确认。"""
    installation = Installation(settings_of(home))
    with home_lock(installation.home, what="sti gate confirm", since=f"{clock.utc_now():%Y-%m-%d %H:%M:%S}Z"):
        one = find_submission(installation, submission)
        batch = installation.batch_of(one)
        journal = Journal(installation.home.journal)
        marked = suspicions(installation.home, batch) if batch else []
        found = [number for number in waiting(marked, journal.events()) if cell in ("", number.evidence)]
        if not found:
            raise refuse("orchestration.gate_not_suspicious", what=f"{one.submission_id} {cell}".strip())
        facts = {"submission": one.submission_id, "evidence": cell, "reason": reason, "by": operator()}
        journal.append([("confirm", facts)], at=clock.utc_now())
    out.print(words("gate_confirmed", count=len(found), file=one.file_name), highlight=False)


def _waiting(installation: Installation) -> list[tuple[Submission, Suspicion]]:
    """What waits, with its submission; of the submissions that are accepted and not withdrawn."""
    every = {key: one for key, one in installation.submissions().items() if not one.withdrawn}
    batches = [batch for one in every.values() if (batch := installation.batch_of(one))]
    marked = [number for batch in batches for number in suspicions(installation.home, batch)]
    found = list(waiting(marked, Journal(installation.home.journal).events()))
    if found and (release := current_release(installation.home)):
        with opened(release) as connection:
            found = list(still_said(found, connection))
    return [(every[one.submission_id], one) for one in found]


def _facts(submission: Submission, one: Suspicion) -> dict[str, Any]:
    names = ("submission_id", "evidence", "indicator_id", "measure", "region_code", "period", "value_text", "unit")
    said = {"zh": one.problem.text("zh"), "en": one.problem.text("en")} if one.problem else None
    facts = {name: getattr(one, name) for name in names}
    whose = {"department": submission.department_id, "path": submission.path}
    return facts | whose | {"value": shown(one.value), "reason": said}


def _indicator(installation: Installation, one: Suspicion) -> str:
    known = installation.catalogue.indicators.get(one.indicator_id)
    name = (known.name_zh if language() == "zh" else known.name_en) if known else one.indicator_id
    return name if one.measure == "level" else f"{name} {one.measure}"


def _region(installation: Installation, one: Suspicion) -> str:
    known = installation.catalogue.regions.by_code.get(one.region_code)
    return known.name_zh if known else one.region_code
