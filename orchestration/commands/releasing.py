"""`sti release`: what is published, going back, going on, and checking that the files are sound."""

from __future__ import annotations

import json
import sys
from typing import Annotated

import typer

from orchestration.commands.terminal import HomeOption, LangOption, complain, out, table, words
from orchestration.settings import home_of, settings_of
from orchestration.stages import utc_now
from sources.problems import Refused, refuse
from warehouse.builds import Build
from warehouse.home import Home
from warehouse.lock import home_lock
from warehouse.releases import current_release, find_release, releases, resume, roll_back, verify

app = typer.Typer(no_args_is_help=True, help="Published releases. 发布版。")
IdArgument = Annotated[str | None, typer.Argument(help="A release id or its number. 发布版编号。")]


@app.command("list")
def list_releases(home: HomeOption = None, lang: LangOption = None) -> None:
    """Every release, oldest first. 列出发布版。"""
    folder = home_of(settings_of(home))
    current = current_release(folder)
    rows = [
        [
            release.build_id,
            (release.receipt("manifest") or {})["published_at"][:19],
            f"{release.database.stat().st_size / 1e6:.1f} MB",
            "←" if current and release.build_id == current.build_id else "",
        ]
        for release in releases(folder)
    ]
    out.print(table("", [words(f"word_{n}") for n in ("release", "published_at", "size", "current")], rows))


@app.command("show")
def show(release: IdArgument = None, home: HomeOption = None, lang: LangOption = None) -> None:
    """The manifest of a release (the current one if none is named), as JSON. 查看发布清单。"""
    typer.echo(
        json.dumps(_chosen(home_of(settings_of(home)), release).receipt("manifest"), ensure_ascii=False, indent=1)
    )


@app.command("rollback")
def rollback(
    release: IdArgument = None,
    reason: Annotated[str, typer.Option(help="Why; it is kept in the journal. 原因。")] = "",
    home: HomeOption = None,
    lang: LangOption = None,
) -> None:
    """Go back to an earlier release (the one before) and stay there until resume. 退回并固定。"""
    folder = home_of(settings_of(home))
    with home_lock(folder, what="sti release rollback", since=f"{utc_now():%Y-%m-%d %H:%M:%S}Z"):
        target = roll_back(folder, release, reason=reason, now=utc_now())
    out.print(words("rolled_back", release=target.build_id), highlight=False)


@app.command("resume")
def resume_releases(home: HomeOption = None, lang: LangOption = None) -> None:
    """End a rollback: the newest release is current again. 解除固定。"""
    folder = home_of(settings_of(home))
    with home_lock(folder, what="sti release resume", since=f"{utc_now():%Y-%m-%d %H:%M:%S}Z"):
        target = resume(folder, now=utc_now())
    out.print(words("resumed", release=target.build_id), highlight=False)


@app.command("verify")
def verify_release(release: IdArgument = None, home: HomeOption = None, lang: LangOption = None) -> None:
    """Check a release's files against its manifest (the current one if none is named). 校验。"""
    chosen = _chosen(home_of(settings_of(home)), release)
    problems = verify(chosen)
    if problems:
        complain(Refused(*problems))
        sys.exit(1)
    out.print(words("verified", release=chosen.build_id), highlight=False)


def _chosen(folder: Home, release: str | None) -> Build:
    if release:
        return find_release(folder, release)
    current = current_release(folder)
    if current is None:
        raise refuse("warehouse.no_release")
    return current
