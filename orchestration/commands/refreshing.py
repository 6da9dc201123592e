"""`sti sample`, `sti refresh`, `sti rebuild`, `sti status`."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Annotated, Any

import typer

from expectations.returns.writing import open_returns
from orchestration import clock
from orchestration.commands.terminal import HomeOption, LangOption, err, language, out, table, words
from orchestration.progress import listening
from orchestration.settings import settings_of
from orchestration.stages.build import basis_of, settled
from orchestration.stages.installation import Installation
from orchestration.stages.intake import deliver, reopen_refused
from orchestration.stages.record import Record, finish
from orchestration.stages.release import verdict_of
from sources.problems import Problem, refuse
from warehouse.builds import newest_judged
from warehouse.calendar import late
from warehouse.corrections import corrections_of
from warehouse.history import runs
from warehouse.inbox import scan_inbox
from warehouse.journal import Journal
from warehouse.lock import Held, home_lock
from warehouse.querying import reading
from warehouse.release_diff import told
from warehouse.releases import current_release
from warehouse.submissions import day_in_shanghai, pinned

REASONS_ON_A_TERMINAL = 5
LATE_ON_A_TERMINAL = 8
EXIT_STATUS = {"released": 0, "pinned": 0, "nothing_new": 0, "intake": 0, "held": 3, "failed": 1}


def sample(
    home: Annotated[Path, typer.Argument(help="An empty or new folder. 空目录。")],
    months: Annotated[int, typer.Option(min=1, help="How many months of reports. 月数。")] = 10,
    seed: Annotated[int, typer.Option(help="Another seed, other invented firms. 随机种子。")] = 7,
    dirty: Annotated[
        bool, typer.Option("--dirty", help="Add files that are not as they should be. 加入问题文件。")
    ] = False,
    lang: LangOption = None,
) -> None:
    """Fill HOME/inbox with a sample city: invented firms and people. 写入示例城市的报送文件。"""
    from sources.samples import fill_home

    if any((home / "inbox").rglob("*")):
        raise refuse("orchestration.not_empty", home=home)
    files = fill_home(home, months=months, seed=seed, dirty=dirty)
    out.print(words("sample_written", home=home, files=len(files)), highlight=False)


def refresh(
    home: HomeOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object. 输出 JSON。")] = False,
    retry: Annotated[
        bool, typer.Option("--retry", help="Judge anew what stands refused. 重新判定仍被拒收的文件。")
    ] = False,
    lang: LangOption = None,
) -> None:
    """Take in what is new, build, judge and release. 刷新：接收、构建、判定、发布。"""
    installation = Installation(settings_of(home))
    _ = installation.region, installation.rules  # refuse at once, before anything is taken in
    started = clock.utc_now()
    with home_lock(installation.home, what="sti refresh", since=f"{started:%Y-%m-%d %H:%M:%S}Z") as lock:
        record = Record(run_id="", started_at=started)
        if retry:
            reopened = reopen_refused(installation)
            if not as_json:
                out.print(words("reopened", files=len(reopened)), highlight=False)
        if not _nothing_new(installation, record, lock):
            facts = _run_job(installation, quiet=as_json)
        else:
            facts = finish(installation, record)
        _show(installation, facts, as_json=as_json)
    raise typer.Exit(EXIT_STATUS[facts["outcome"]])


def rebuild(
    as_of: Annotated[
        dt.datetime, typer.Option("--as-of", formats=["%Y-%m-%d"], help="The last day of landing. 截止日。")
    ],
    home: HomeOption = None,
    lang: LangOption = None,
) -> None:
    """Build the marts of what had landed by a day, without publishing. 重建某日之前报送所成的集市，不发布。"""
    installation = Installation(settings_of(home))
    _ = installation.region
    with home_lock(installation.home, what="sti rebuild", since=f"{clock.utc_now():%Y-%m-%d %H:%M:%S}Z"):
        from orchestration.rebuild import rebuild as rebuild_marts

        build = rebuild_marts(installation, as_of.date())
    out.print(words("rebuilt", day=as_of.date(), file=build.database), highlight=False, soft_wrap=True)


def _nothing_new(installation: Installation, record: Record, lock: Held) -> bool:
    """Decided before Dagster and dbt are imported: nothing delivered or unread, the newest judged build stands."""
    died = (lock.died or {}).get("run_id")
    if died:
        return False
    events = Journal(installation.home.journal).events()
    scan = scan_inbox(installation.home, events)
    if scan.new or installation.unread():
        return False
    if scan.gone:
        deliver(installation, record)
    record.ignored = scan.ignored
    return settled(installation, basis_of(installation), record)


def _run_job(installation: Installation, *, quiet: bool) -> dict[str, Any]:
    """One Dagster run of the job `refresh` in this process. Returns what `finish` wrote."""
    with _progress(quiet):
        from orchestration.runner import run_refresh

        run_refresh(installation)
    latest: dict[str, Any] = json.loads((installation.home.ops / "latest.json").read_text(encoding="utf-8"))
    return latest


def _progress(quiet: bool) -> Any:
    """A line that says where the refresh is; nothing for JSON or when nobody watches a terminal."""
    import contextlib

    if quiet or not err.is_terminal:
        return contextlib.nullcontext()
    stack = contextlib.ExitStack()
    line = stack.enter_context(err.status(words("stage_load")))

    def listener(stage: str, what: str) -> None:
        line.update(f"{words(f'stage_{stage}')} {what}")

    stack.enter_context(listening(listener))
    return stack


def _show(installation: Installation, facts: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(facts, ensure_ascii=False))
        return
    tongue = language()
    if facts["read"] or facts["deliveries"]:
        out.print(words("files_line", **(facts | {"refused": len(facts["refused"])})), highlight=False)
    for title, key, style in (("word_refused", "refused", "red"), ("word_warnings", "warnings", "yellow")):
        for one in facts[key]:
            out.print(f"{words(title)}  {one['path']}", style=style, markup=False, highlight=False)
            for reason in one["reasons"][:REASONS_ON_A_TERMINAL]:
                out.print(f"    {reason[tongue]}", markup=False, highlight=False)
            if (more := len(one["reasons"]) - REASONS_ON_A_TERMINAL) > 0:
                out.print(f"    {words('more_reasons', more=more, submission=one['submission_id'])}", highlight=False)
            if one.get("set_aside"):
                out.print(f"    {words('word_set_aside')}: {one['set_aside']}", markup=False, highlight=False)
    sent = facts["returns"]
    if sent["returned"] or sent["receipts"]:
        out.print(words("returns_line", **sent, folder=installation.home.returns), highlight=False, soft_wrap=True)
    for one in sent["failed"]:
        out.print(one[tongue], style="yellow", markup=False, highlight=False)
    _tell_corrections(facts["corrections"])
    release = facts["release_id"] or words("no_release_word")
    outcome = facts["outcome"]
    style = {"held": "bold red", "failed": "bold red", "released": "bold green"}.get(outcome, "bold")
    out.print(
        words(f"outcome_{outcome}", release=release, build=facts["build_id"]),
        style=style,
        markup=False,
        highlight=False,
    )
    for line in told(facts["changes"], tongue) if facts["changes"] else ():
        out.print(line, markup=False, highlight=False, soft_wrap=True)
    if outcome == "held" and (judged := newest_judged(installation.home)):
        for line in verdict_of(judged).render(tongue):
            out.print(line, markup=False, highlight=False)
    if outcome == "failed":
        log = installation.home.dagster
        err.print(words("refresh_failed", error=facts["error"], log=log), style="red", markup=False, highlight=False)


def _tell_corrections(corrections: list[dict[str, Any]]) -> None:
    """Those that were applied in a line, of the others each with its sentence."""
    applied = [one["correction_id"] for one in corrections if one["status"] == "applied"]
    others = [one for one in corrections if one["status"] != "applied"]
    if applied:
        ids = ", ".join(applied)
        out.print(words("corrections_applied", count=len(applied), ids=ids), style="bold", highlight=False)
    if others:
        out.print(words("corrections_not_applied", count=len(others)), style="bold yellow", highlight=False)
        for one in others:
            out.print(f"    {one[language()]}", style="yellow", markup=False, highlight=False)


def status(
    home: HomeOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object. 输出 JSON。")] = False,
    lang: LangOption = None,
) -> None:
    """The current release, the last runs, what waits and what stands refused. 当前状态。"""
    installation = Installation(settings_of(home))
    _ = installation.region
    folder = installation.home
    events = Journal(folder.journal).events()
    current, judged, pin = current_release(folder), newest_judged(folder), pinned(events)
    waiting = scan_inbox(folder, events).new
    standing = [(one, installation.batch_of(one)) for one in installation.submissions().values()]
    refused = [(one, batch) for one, batch in standing if batch and not batch.accepted and not _replaced(one, events)]
    held = judged.build_id if judged and not verdict_of(judged).passed else ""
    unanswered, overdue, corrections = _unanswered(installation), _late(installation), corrections_of(current)
    last = runs(folder, 5)
    if as_json:
        facts = {
            "release_id": current.build_id if current else "",
            "pinned": dict(pin.facts) if pin else None,
            "held_build": held,
            "waiting": [file.path for file in waiting],
            "refused": [
                {"submission_id": s.submission_id, "file": s.file_name, "reasons": [p.text("en") for p in b.problems]}
                for s, b in refused
            ],
            "returned": unanswered,
            "late": overdue,
            "corrections": corrections,
            "runs": [run | {"started_at": str(run["started_at"]), "ended_at": str(run["ended_at"])} for run in last],
        }
        typer.echo(json.dumps(facts, ensure_ascii=False))
        return
    out.print(words("status_release", release=current.build_id if current else words("no_release_word")), style="bold")
    if pin:
        out.print(words("status_pinned", release=pin.facts["release"], reason=pin.facts["reason"]), style="yellow")
    if held:
        out.print(words("status_held", build=held), style="red")
    if waiting:
        out.print(words("status_waiting", files=len(waiting)), style="yellow")
    if refused:
        rows = [[s.submission_id, s.path, _first_of(b.problems)] for s, b in refused]
        heads = [words(f"word_{name}") for name in ("submission", "file", "reason")]
        out.print(table(words("word_refused"), heads, rows))
    else:
        out.print(words("status_nothing_refused"))
    _tell_corrections(corrections)
    if unanswered:
        heads = [words(f"word_{name}") for name in ("file", "findings", "returned_on", "days", "return_file")]
        rows = [[one[key] for key in ("path", "findings", "returned_on", "days", "file")] for one in unanswered]
        out.print(table(words("status_returned"), heads, rows))
    if overdue:
        asked = ("department", "dataset", "period", "due_on", "days")
        rows = [[one[name] for name in asked] for one in overdue[:LATE_ON_A_TERMINAL]]
        out.print(table(words("status_late", count=len(overdue)), [words(f"word_{name}") for name in asked], rows))
        if len(overdue) > LATE_ON_A_TERMINAL:
            out.print(words("status_late_more", shown=LATE_ON_A_TERMINAL), style="dim")
    if last:
        rows = [
            [
                f"{r['started_at']:%Y-%m-%d %H:%M}Z",
                r["outcome"],
                r["release_id"],
                r["read"],
                r["accepted"],
                r["refused"],
            ]
            for r in last
        ]
        names = ("started", "outcome", "release", "records", "accepted", "refused")
        out.print(table(words("status_runs"), [words(f"word_{name}") for name in names], rows))


def _unanswered(installation: Installation) -> list[dict[str, Any]]:
    """What went back to the departments and is not answered, and for how many days: lateness is told at reading."""
    today = day_in_shanghai(clock.utc_now())
    facts = []
    for row in open_returns(installation.home, installation.submissions()):
        returned_on = day_in_shanghai(row["returned_at"])
        facts.append(
            {name: row[name] for name in ("submission_id", "department_id", "dataset", "path", "accepted", "findings")}
            | {"returned_on": str(returned_on), "days": (today - returned_on).days, "file": row["file"]}
        )
    return facts


def _late(installation: Installation) -> list[dict[str, Any]]:
    """What was due before today and that the current release has not got, by the calendar of submissions."""
    if current_release(installation.home) is None:
        return []
    with reading(installation.home) as connection:
        found = late(connection, day_in_shanghai(clock.utc_now()))
    return [one | {"due_on": str(one["due_on"])} for one in found]


def _first_of(problems: tuple[Problem, ...]) -> str:
    """The first sentence, and how many more there are."""
    more = f"  (+{len(problems) - 1})" if len(problems) > 1 else ""
    return problems[0].text(language()) + more


def _replaced(submission: Any, events: list[Any]) -> bool:
    """Whether the refused file no longer lies in the inbox as it was: another one has come in its place."""
    seen = {event.facts["path"]: event.seq for event in events if event.kind in ("delivery", "gone")}
    return all(seen[event.facts["path"]] != event.seq for event in submission.deliveries)
