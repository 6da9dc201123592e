"""What changed between two releases: the numbers that are new, changed or gone, and the largest changes.

A number is a row of `fct_observation`, recognised in both releases by its observation_id. It has changed if it says
something else: another value, upper end, qualifier or unit. The same number out of another file or cell is the same
number, and one whose flags alone moved (stale, suspicious, corrected, confirmed ...) is counted apart. Numbers that
the marts derive follow from these and are not counted again.

The size of a change lets a count, an amount of CNY and a share be ranked together, and is the same backwards:

- amounts, counts, ranks, from a to b: |b - a| / (max(|a|, |b|) + 1). A tenth more is 0.09, twice as much 0.5, a slip
  by a power of ten 0.9; an amount that appears or goes to nought comes near 1, a count from 0 to 1 only to 0.5 (that
  is what the 1, one yuan or one thing, is for); across nought it goes up to 2.
- percent and percentage points, moved by d points: d / (100 + d), which is what an amount that grows by d% has.
- a range has the size of its end that moved further; a number with another qualifier alone has size 0;
- a number with another unit cannot be compared and comes first, with size 2.

Belongs here: the comparison, its stable shape, the receipt `changes.json`, and its sentences. Does not belong here:
revisions by the departments within one release (mart_revisions), and how tables are drawn.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypedDict, cast, final

from sources.problems import Language, Refused, refuse, say
from warehouse.builds import Build
from warehouse.figures import Number
from warehouse.home import Home
from warehouse.querying import opened_together
from warehouse.releases import release_before
from warehouse.remarks import amount

if TYPE_CHECKING:
    import duckdb

LARGEST = 10
TOLD = 3

_IDENTITY = (
    "observation_id",
    "indicator_id",
    "indicator_name",
    "measure",
    "region_code",
    "region_name",
    "period",
    "kind",
    "scope",
    "breakdown",
)
_SAID = ("value", "value_high", "qualifier", "unit")
_NEEDED = {
    "marts.fct_observation": (*_IDENTITY, *_SAID, "flags", "submission_id", "evidence"),
    "evidence.submissions": ("submission_id", "department", "file_name"),
}
_POINTS = ("%", "pp")
_NO_PERCENT_OF = (*_POINTS, "rank")


class Said(TypedDict):
    """One side of a change: the number in its base unit (decimals are text) and where it stands."""

    value: str
    value_high: str | None
    qualifier: str
    unit: str
    submission_id: str
    department: str
    file: str
    evidence: str


class Change(TypedDict):
    """A number that says something else. `change` is in its unit, points for percent; None if the unit is another one.

    `change_percent` is relative to the size of the old value; None from nought, and for percent, points and ranks.
    """

    observation_id: str
    indicator_id: str
    indicator_name: str
    measure: str
    region_code: str
    region_name: str
    period: str
    kind: str
    scope: str
    breakdown: str
    before: Said
    after: Said
    change: str | None
    change_percent: str | None
    size: float


class Count(TypedDict):
    """How many numbers of an indicator and region are new, changed, gone."""

    indicator_id: str
    indicator_name: str
    region_code: str
    region_name: str
    new: int
    changed: int
    gone: int


class FlagCount(TypedDict):
    """How many numbers that say the same were given a flag, and how many lost it."""

    flag: str
    set: int
    cleared: int


@final
class ReleaseDiff(TypedDict):
    """What `sti release diff --json` prints and `changes.json` keeps; documented in docs/command.md.

    `before` is '' for a first release. new + changed + same are the numbers of the later release, changed + gone + same
    those of the earlier one; `flags_moved` of the `same` ones have other flags.
    """

    before: str
    after: str
    new: int
    changed: int
    gone: int
    same: int
    flags_moved: int
    flags: list[FlagCount]
    counts: list[Count]
    largest: list[Change]


@final
class NotCompared(TypedDict):
    """Why a release could not be compared with the one before: one sentence in each language."""

    before: str
    after: str
    error: dict[Language, str]


def release_diff(before: Build | None, after: Build) -> ReleaseDiff:
    """What `after` changes against `before`; against nothing everything is new. Reads both, writes neither.

    Raises Refused if a file cannot be read or lacks what is compared (older code has made it).
    """
    import duckdb

    sides = ({"before": before} if before else {}) | {"after": after}
    try:
        with opened_together(**sides) as connection:
            for name, side in sides.items():
                _check_columns(connection, name, side)
            _compare(connection, first=before is None)
            return _as_diff(connection, before.build_id if before else "", after.build_id)
    except duckdb.Error as error:
        names, reason = ", ".join(side.build_id for side in sides.values()), " ".join(str(error).split())
        raise refuse("warehouse.releases_unreadable", releases=names, reason=reason) from None


def leave_changes(home: Home, build: Build) -> ReleaseDiff | NotCompared | None:
    """What a build about to be released changes against the release before it, left in its folder as `changes.json`.

    A release is never written again: of one that is published already the receipt is read, None if it has none.
    """
    if build.folder.parent != home.builds:
        return cast("ReleaseDiff | NotCompared | None", build.receipt("changes"))
    before = release_before(home, build)
    changes: ReleaseDiff | NotCompared
    try:
        changes = release_diff(before, build)
    except Refused as refused:
        [problem] = refused.problems
        words: dict[Language, str] = {"zh": problem.text("zh"), "en": problem.text("en")}
        changes = NotCompared(before=before.build_id if before else "", after=build.build_id, error=words)
    build.leave_receipt("changes", dict(changes))
    return changes


def told(changes: ReleaseDiff | NotCompared, language: Language) -> list[str]:
    """A refresh's few lines on what it changed: the counts, the largest changes, the command for the rest."""
    if "error" in changes:
        return [changes["error"][language]]
    lines = [headline(changes, language)]
    for one in changes["largest"][:TOLD]:
        values = f"{written(one['before'])} → {written(one['after'])}"
        lines.append(f"  {one['indicator_name']}  {identity(one, language)}  {values}  {moved(one, language)}".rstrip())
    if changes["before"] and (changes["new"] or changes["changed"] or changes["gone"]):
        command = f"sti release diff {changes['before']} {changes['after']}"
        lines.append(say("warehouse.changes_rest", language, command=command))
    return lines


def headline(diff: ReleaseDiff, language: Language) -> str:
    """The counts in one sentence."""
    if not diff["before"]:
        return say("warehouse.changes_first", language, **diff)
    return say("warehouse.changes_counts", language, **diff)


def identity(change: Change, language: Language) -> str:
    """Which number of its indicator: `越城区 2020-01/2020-10`, with all that is not the plain case."""
    measure = "" if change["measure"] == "level" else say(f"warehouse.measure_{change['measure']}", language)
    kind = "" if change["kind"] == "actual" else say(f"warehouse.kind_{change['kind']}", language)
    parts = (change["region_name"], change["period"], kind, measure, change["scope"], change["breakdown"])
    return " ".join(filter(None, parts))


def written(said: Said) -> str:
    """The number of one side as a report writes it: `129.56亿元`."""
    high = Decimal(said["value_high"]) if said["value_high"] is not None else None
    return amount(Number(Decimal(said["value"]), high, said["qualifier"], said["unit"], None))


def place(said: Said) -> str:
    """Where one side stands: `统计局/2020年1-10月….xlsx 规上研发!D7`."""
    return f"{said['department']}/{said['file']} {said['evidence']}"


def moved(change: Change, language: Language) -> str:
    """How far a number moved: `+12.5%`, points of a percentage, places of a rank, from nought, or to another unit."""
    if change["change"] is None:
        return say("warehouse.changes_unit", language)
    by = Decimal(change["change"])
    if change["after"]["unit"] in _POINTS:
        return say("warehouse.changes_points", language, by=f"{by:+,.2f}")
    if change["after"]["unit"] == "rank":
        return say("warehouse.changes_places", language, by=f"{by:+,f}")
    if change["change_percent"] is None:
        return say("warehouse.changes_from_nought", language) if by else ""
    return f"{Decimal(change['change_percent']):+,.1f}%" if by else ""


def _check_columns(connection: duckdb.DuckDBPyConnection, name: str, release: Build) -> None:
    """Raises Refused if a release lacks a table or column that the comparison reads."""
    found = connection.execute(
        "select schema_name || '.' || table_name, column_name from duckdb_columns() where database_name = ?", [name]
    ).fetchall()
    there = {(table, column) for table, column in found}
    tables = {table for table, _ in found}
    for table, columns in _NEEDED.items():
        lacking = [f"{table}.{column}" for column in columns if (table, column) not in there]
        if lacking:
            what = ", ".join(lacking) if table in tables else table
            raise refuse("warehouse.release_lacks", release=release.build_id, what=what)


def _compare(connection: duckdb.DuckDBPyConnection, *, first: bool) -> None:
    """Make `earlier` and `later`, the numbers of both sides with their files, and `compared`, one row a number."""
    columns = ", ".join(f"f.{name}" for name in _NEEDED["marts.fct_observation"])
    for view, side in (("earlier", "after" if first else "before"), ("later", "after")):
        connection.execute(
            f"""create temp view {view} as
            select {columns}, coalesce(s.department, '') as department, coalesce(s.file_name, '') as file
            from {side}.marts.fct_observation f left join {side}.evidence.submissions s using (submission_id)
            where {"false" if first and view == "earlier" else "true"}"""
        )
    identity = ", ".join(f"coalesce(a.{name}, b.{name}) as {name}" for name in _IDENTITY)
    same = " and ".join(f"a.{name} is not distinct from b.{name}" for name in _SAID)
    connection.execute(
        f"""create temp table compared as
        select
            {identity},
            case
                when b.observation_id is null then 'new'
                when a.observation_id is null then 'gone'
                when {same} then 'same'
                else 'changed'
            end as outcome,
            coalesce(b.flags, '') as flags_before,
            coalesce(a.flags, '') as flags_after,
            case when a.unit = b.unit then greatest(
                {_size("b.value", "a.value")},
                {_size("coalesce(b.value_high, b.value)", "coalesce(a.value_high, a.value)")}
            ) else 2 end as size
        from later a full join earlier b on a.observation_id = b.observation_id"""
    )


def _size(before: str, after: str) -> str:
    """The size of a change, in SQL; the head of this module says why."""
    by = f"abs(cast({after} as double) - cast({before} as double))"
    larger = f"greatest(abs(cast({after} as double)), abs(cast({before} as double)))"
    return f"case when a.unit in {_POINTS} then {by} / (100 + {by}) else {by} / ({larger} + 1) end"


def _as_diff(connection: duckdb.DuckDBPyConnection, before: str, after: str) -> ReleaseDiff:
    outcomes = dict(connection.execute("select outcome, count(*) from compared group by outcome").fetchall())
    flags = _rows(
        connection,
        """with moved as (
            select string_split(flags_before, ' ') as old, string_split(flags_after, ' ') as new
            from compared where outcome = 'same' and flags_before <> flags_after
        ),
        each as (select unnest(list_distinct(old || new)) as flag, old, new from moved)
        select flag, count_if(not list_contains(old, flag)) as set, count_if(not list_contains(new, flag)) as cleared
        from each where flag <> '' group by flag having set + cleared > 0 order by flag""",
    )
    [flags_moved] = _rows(
        connection, "select count(*) as n from compared where outcome = 'same' and flags_before <> flags_after"
    )
    counts = _rows(
        connection,
        """select indicator_id, max(indicator_name) as indicator_name, region_code, max(region_name) as region_name,
            count_if(outcome = 'new') as new, count_if(outcome = 'changed') as changed,
            count_if(outcome = 'gone') as gone
        from compared where outcome <> 'same'
        group by indicator_id, region_code order by indicator_id, region_code""",
    )
    return ReleaseDiff(
        before=before,
        after=after,
        new=outcomes.get("new", 0),
        changed=outcomes.get("changed", 0),
        gone=outcomes.get("gone", 0),
        same=outcomes.get("same", 0),
        flags_moved=flags_moved["n"],
        flags=cast(list[FlagCount], flags),
        counts=cast(list[Count], counts),
        largest=_largest(connection),
    )


def _largest(connection: duckdb.DuckDBPyConnection) -> list[Change]:
    side = (*_SAID, "submission_id", "department", "file", "evidence")
    identity = ", ".join(f"c.{name}" for name in _IDENTITY)
    before = ", ".join(f"b.{name} as before_{name}" for name in side)
    after = ", ".join(f"a.{name} as after_{name}" for name in side)
    rows = _rows(
        connection,
        f"""select {identity}, c.size, {before}, {after}
        from (
            select * from compared where outcome = 'changed' order by size desc, observation_id limit {LARGEST}
        ) c
        inner join earlier b on b.observation_id = c.observation_id
        inner join later a on a.observation_id = c.observation_id
        order by c.size desc, c.observation_id""",
    )
    return [_change(row, side) for row in rows]


def _change(row: dict[str, Any], side: tuple[str, ...]) -> Change:
    old, new, unit = row["before_value"], row["after_value"], row["after_unit"]
    by = new - old if unit == row["before_unit"] else None
    percent = 100 * by / abs(old) if by is not None and old and unit not in _NO_PERCENT_OF else None
    sides = {
        name: {key: _plain(row[f"{name}_{key}"]) for key in side}  # the two columns of numbers are text from here on
        for name in ("before", "after")
    }
    facts = {name: row[name] for name in _IDENTITY} | sides
    moves = {"change": _plain(by), "change_percent": _plain(percent), "size": round(row["size"], 4)}
    return cast(Change, facts | moves)


def _plain(value: Any) -> Any:
    """A decimal as text with at most eight places and no idle noughts; anything else as it is."""
    if not isinstance(value, Decimal):
        return value
    text = f"{value:.8f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _rows(connection: duckdb.DuckDBPyConnection, sql: str) -> list[dict[str, Any]]:
    cursor = connection.execute(sql)
    names = [column[0] for column in cursor.description or []]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
