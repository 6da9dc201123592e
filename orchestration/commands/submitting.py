"""`sti submission`: what came in and what became of it; withdrawing."""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer

from orchestration import clock
from orchestration.commands.terminal import HomeOption, LangOption, language, out, table, words
from orchestration.settings import settings_of
from orchestration.stages.installation import Installation
from sources.problems import refuse
from warehouse.inputs import outcome
from warehouse.journal import Journal, operator
from warehouse.landing import Batch
from warehouse.lock import home_lock
from warehouse.submissions import Submission, day_in_shanghai

app = typer.Typer(no_args_is_help=True, help="What came in and what became of it. 报送的文件。")
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON. 输出 JSON。")]
IdArgument = Annotated[str, typer.Argument(help="A submission id, or how it begins. 提交编号。")]


@app.command("list")
def list_submissions(home: HomeOption = None, as_json: JsonOption = False, lang: LangOption = None) -> None:
    """Every submission, oldest first. 列出全部提交。"""
    installation = Installation(settings_of(home))
    found = [(one, installation.batch_of(one)) for one in installation.submissions().values()]
    if as_json:
        for one, batch in found:
            typer.echo(json.dumps(_facts(one, batch), ensure_ascii=False))
        return
    rows = [
        [
            one.submission_id,
            one.department_id,
            one.file_name,
            batch.dataset if batch else "",
            words(f"word_{outcome(one, batch)}"),
            batch.counts["observations"] if batch else None,
            batch.counts["records"] if batch else None,
        ]
        for one, batch in found
    ]
    names = ("submission", "department", "file", "dataset", "outcome", "observations", "records")
    out.print(table("", [words(f"word_{name}") for name in names], rows))


@app.command("show")
def show(submission: IdArgument, home: HomeOption = None, as_json: JsonOption = False, lang: LangOption = None) -> None:
    """One submission: its deliveries, its reading, its problems. 查看一次提交。"""
    installation = Installation(settings_of(home))
    one = find_submission(installation, submission)
    facts = _facts(one, installation.batch_of(one))
    if as_json:
        typer.echo(json.dumps(facts, ensure_ascii=False))
        return
    for key, value in facts.items():
        if isinstance(value, list):
            out.print(f"{key}:", highlight=False)
            for item in value:
                out.print(f"    {item}", markup=False, highlight=False)
        else:
            out.print(f"{key}: {value}", markup=False, highlight=False)


@app.command("withdraw")
def withdraw(
    submission: IdArgument,
    reason: Annotated[str, typer.Option(help="Why; it is kept in the journal. 原因。")],
    home: HomeOption = None,
    lang: LangOption = None,
) -> None:
    """Take a submission's numbers out of force from today; delivering it again brings them back. 撤回。"""
    installation = Installation(settings_of(home))
    with home_lock(installation.home, what="sti submission withdraw", since=f"{clock.utc_now():%Y-%m-%d %H:%M:%S}Z"):
        one = find_submission(installation, submission)
        if done := one.withdrawn:
            raise refuse("warehouse.already_withdrawn", submission=one.submission_id, day=day_in_shanghai(done.at))
        facts = {"submission": one.submission_id, "reason": reason, "by": operator()}
        Journal(installation.home.journal).append([("withdraw", facts)], at=clock.utc_now())
    out.print(words("withdrawn", submission=one.submission_id, file=one.file_name), highlight=False)


def find_submission(installation: Installation, begins: str) -> Submission:
    """The one submission whose id begins so. Raises Refused for none, and for several."""
    found = [one for key, one in installation.submissions().items() if key.startswith(begins)]
    if not found:
        raise refuse("warehouse.unknown_submission", submission=begins)
    if len(found) > 1:
        ids = ", ".join(one.submission_id for one in found)
        raise refuse("warehouse.ambiguous_submission", submission=begins, found=ids)
    return found[0]


def _facts(one: Submission, batch: Batch | None) -> dict[str, Any]:
    return {
        "submission_id": one.submission_id,
        "department": one.department_id,
        "file": one.file_name,
        "sha256": one.sha256,
        "sidecar_sha256": one.sidecar_sha256,
        "outcome": outcome(one, batch),
        "dataset": batch.dataset if batch else "",
        "batch_id": batch.batch_id if batch else "",
        "known_on": str(batch.known_on or "") if batch else "",
        **(batch.counts if batch else {}),
        "deliveries": [f"{event.at:%Y-%m-%d %H:%M:%S}Z  {event.facts['path']}" for event in one.deliveries],
        "problems": [problem.text(language()) for problem in batch.problems] if batch else [],
    }
