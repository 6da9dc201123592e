"""`sti release`: what is published, what changed, going back, going on, and checking that the files are sound."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Annotated, Literal

import typer

from orchestration import clock
from orchestration.commands.terminal import (
    HomeOption,
    LangOption,
    language,
    out,
    table,
    table_or_sideways,
    words,
)
from orchestration.settings import home_of, settings_of
from sources.problems import Refused, refuse
from warehouse.builds import Build
from warehouse.home import Home
from warehouse.lock import home_lock
from warehouse.release_diff import Count, ReleaseDiff, headline, identity, moved, place, release_diff, written
from warehouse.releases import (
    current_release,
    find_release,
    release_before,
    releases,
    resume,
    roll_back,
    verify,
)

app = typer.Typer(no_args_is_help=True, help="Published releases. 发布版。")
IdArgument = Annotated[
    str | None, typer.Argument(help="A release id, how it begins, its number, current or previous. 发布版编号。")
]

COUNTS_ON_A_TERMINAL = 15


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


@app.command("diff")
def diff(
    before: IdArgument = None,
    after: IdArgument = None,
    home: HomeOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object. 输出 JSON。")] = False,
    lang: LangOption = None,
) -> None:
    """What changed between two releases (the current one and the one before it). 比较两个发布版。"""
    folder = home_of(settings_of(home))
    later = _chosen(folder, after)
    earlier = find_release(folder, before) if before else release_before(folder, later)
    found = release_diff(earlier, later)
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False))
        return
    _draw(found)


def _draw(found: ReleaseDiff) -> None:
    tongue = language()
    out.print(headline(found, tongue), style="bold", markup=False, highlight=False)
    if found["flags"]:
        flags = ", ".join(f"{one['flag']} +{one['set']} -{one['cleared']}" for one in found["flags"])
        out.print(words("diff_flags", flags=flags), markup=False, highlight=False)
    if found["largest"]:
        names = ("indicator", "which", "before", "after", "moved", "where_before", "where_after")
        rows = [
            [
                one["indicator_name"],
                identity(one, tongue),
                written(one["before"]),
                written(one["after"]),
                moved(one, tongue),
                place(one["before"]),
                place(one["after"]),
            ]
            for one in found["largest"]
        ]
        out.print(table_or_sideways(words("diff_largest"), [words(f"word_{name}") for name in names], rows))
    _draw_counts(words("diff_by_indicator"), found["counts"], "indicator")
    _draw_counts(words("diff_by_region"), found["counts"], "region")


def _draw_counts(title: str, counts: list[Count], by: Literal["indicator", "region"]) -> None:
    """The numbers new, changed and gone by indicator or by region, where most moved first."""
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for one in counts:
        moves = (one["new"], one["changed"], one["gone"])
        name = one["indicator_name"] if by == "indicator" else one["region_name"]
        sums[name] = [sum(pair) for pair in zip(sums[name], moves, strict=True)]
    most_first = sorted(sums.items(), key=lambda pair: (-sum(pair[1]), pair[0]))
    rows = [[name, *moves] for name, moves in most_first]
    if rows:
        heads = [words(f"word_{name}") for name in (by, "new", "changed", "gone")]
        out.print(table(title, heads, rows[:COUNTS_ON_A_TERMINAL]))
    if len(rows) > COUNTS_ON_A_TERMINAL:
        out.print(words("diff_more", more=len(rows) - COUNTS_ON_A_TERMINAL), style="dim")


@app.command("rollback")
def rollback(
    release: IdArgument = None,
    reason: Annotated[str, typer.Option(help="Why; it is kept in the journal. 原因。")] = "",
    home: HomeOption = None,
    lang: LangOption = None,
) -> None:
    """Go back to an earlier release (the one before) and stay there until resume. 退回并固定。"""
    folder = home_of(settings_of(home))
    with home_lock(folder, what="sti release rollback", since=f"{clock.utc_now():%Y-%m-%d %H:%M:%S}Z"):
        target = roll_back(folder, release, reason=reason, now=clock.utc_now())
    out.print(words("rolled_back", release=target.build_id), highlight=False)


@app.command("resume")
def resume_releases(home: HomeOption = None, lang: LangOption = None) -> None:
    """End a rollback: the newest release is current again. 解除固定。"""
    folder = home_of(settings_of(home))
    with home_lock(folder, what="sti release resume", since=f"{clock.utc_now():%Y-%m-%d %H:%M:%S}Z"):
        target = resume(folder, now=clock.utc_now())
    out.print(words("resumed", release=target.build_id), highlight=False)


@app.command("verify")
def verify_release(release: IdArgument = None, home: HomeOption = None, lang: LangOption = None) -> None:
    """Check a release's files against its manifest (the current one if none is named). 校验。"""
    chosen = _chosen(home_of(settings_of(home)), release)
    if problems := verify(chosen):
        raise Refused(*problems)
    out.print(words("verified", release=chosen.build_id), highlight=False)


def _chosen(folder: Home, release: str | None) -> Build:
    if release:
        return find_release(folder, release)
    current = current_release(folder)
    if current is None:
        raise refuse("warehouse.no_release")
    return current
