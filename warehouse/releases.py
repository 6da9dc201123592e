"""Releases: builds that passed, published by one rename and one symbolic link.

`releases/<id>/` is complete in itself, never written again, and valid wherever it is mounted. `releases/current` is a
relative link, re-pointed by rename: a reader that is open keeps its file, the next one opens the new. A rollback pins:
later builds are published beside it, but `current` does not move until `resume`.
"""

from __future__ import annotations

import datetime as dt
import shutil
from typing import Any

from sources.problems import Problem, refuse
from warehouse.builds import Build
from warehouse.durable import move_folder, sync_folder
from warehouse.hashing import file_sha256
from warehouse.home import Home
from warehouse.journal import Journal, operator
from warehouse.submissions import pinned


def releases(home: Home) -> list[Build]:
    """All published releases, oldest first."""
    if not home.releases.is_dir():
        return []
    folders = sorted(path for path in home.releases.iterdir() if path.is_dir() and not path.is_symlink())
    return [Build(folder) for folder in folders if (folder / "manifest.json").exists()]


def current_release(home: Home) -> Build | None:
    """The release that BI reads."""
    link = home.releases / "current"
    return Build(link.resolve()) if link.is_symlink() and link.exists() else None


def release_before(home: Home, build: Build) -> Build | None:
    """The newest release that is older than a release or build."""
    return next((one for one in reversed(releases(home)) if one.build_id < build.build_id), None)


def find_release(home: Home, release_id: str) -> Build:
    """A release by its id, its number, how either begins, or as `current` or `previous` (the one before it).

    Raises Refused naming those that exist.
    """
    there, current = releases(home), current_release(home)
    named = {"current": current, "previous": release_before(home, current) if current else None}
    if found := named.get(release_id):
        return found
    for release in there:
        number = release.build_id.partition("-")[0]
        if release_id in (release.build_id, number, number.lstrip("0")):
            return release
    begun = [release for release in there if release.build_id.startswith(release_id)]
    if len(begun) == 1:
        return begun[0]
    code = "warehouse.ambiguous_release" if begun else "warehouse.unknown_release"
    raise refuse(code, release=release_id, there=", ".join(r.build_id for r in begun or there) or "-")


def publish(home: Home, build: Build, *, now: dt.datetime) -> Build:
    """Make a build with its own passed verdicts a release and, unless pinned, the current one.

    Raises Refused if a receipt is missing, the verdicts are another file's, they did not pass, or the file is not what
    was judged. Safe to repeat after a crash at any point.
    """
    if build.folder.parent == home.builds:
        _write_manifest(build, now=now)
        _check_sealed(build)
        shutil.rmtree(build.inputs, ignore_errors=True)  # rows of persons, if only pseudonyms: not for BI's folder
        target = home.releases / build.build_id
        move_folder(build.folder, target)
        build = Build(target)
        _check_sealed(build)
        build.database.chmod(0o444)
    if not pinned(Journal(home.journal).events()):
        flip(home, build)
    return build


def flip(home: Home, release: Build) -> None:
    """Point `current` at a release, in one step."""
    temporary = home.releases / ".current.tmp"
    temporary.unlink(missing_ok=True)
    temporary.symlink_to(release.build_id)
    temporary.replace(home.releases / "current")
    sync_folder(home.releases)


def roll_back(home: Home, release_id: str | None, *, reason: str, now: dt.datetime) -> Build:
    """Point `current` at an earlier release (the one before, if none is named) and pin it there."""
    current = current_release(home)
    if release_id:
        target = find_release(home, release_id)
    else:
        earlier = release_before(home, current) if current else None
        if earlier is None:
            raise refuse("warehouse.nothing_to_roll_back_to")
        target = earlier
    facts = {"release": target.build_id, "reason": reason, "by": operator()}
    Journal(home.journal).append([("pin", facts)], at=now)
    flip(home, target)
    return target


def resume(home: Home, *, now: dt.datetime) -> Build:
    """End a pin and point `current` at the newest release."""
    there = releases(home)
    if not there:
        raise refuse("warehouse.no_release")
    if pinned(Journal(home.journal).events()):
        Journal(home.journal).append([("resume", {"by": operator()})], at=now)
    flip(home, there[-1])
    return there[-1]


def verify(release: Build) -> list[Problem]:
    """What is wrong with a release's files against its manifest; empty if nothing is.

    Raises Refused if the manifest itself cannot be read.
    """
    manifest = release.receipt("manifest")
    where = {"release": release.build_id}
    if manifest is None:
        return [Problem("warehouse.manifest_missing", where)]
    problems = []
    if not release.database.exists():
        problems.append(Problem("warehouse.database_missing", where))
    elif file_sha256(release.database) != manifest["sha256"]:
        problems.append(Problem("warehouse.database_changed", where))
    if release.database.with_name("warehouse.duckdb.wal").exists():
        problems.append(Problem("warehouse.database_written_to", where))
    return problems


def _write_manifest(build: Build, *, now: dt.datetime) -> None:
    inputs, built, verdicts = (build.receipt(stage) for stage in ("inputs", "built", "verdicts"))
    if inputs is None or built is None or verdicts is None:
        raise refuse("warehouse.receipt_missing", build=build.build_id)
    if not verdicts["passed"]:
        raise refuse("warehouse.build_held", build=build.build_id)
    if verdicts["sha256"] != built["sha256"]:
        raise refuse("warehouse.other_verdicts", build=build.build_id)
    manifest: dict[str, Any] = {
        "release_id": build.build_id,
        "published_at": now,
        "fingerprint": inputs["fingerprint"],
        "code_version": inputs["code_version"],
        "home_region": inputs["home_region"],
        "inputs": inputs["issues"],
        "built_at": built["built_at"],
        "sha256": built["sha256"],
        "rows": built["rows"],
        "verdicts": verdicts["verdicts"],
    }
    build.leave_receipt("manifest", manifest)


def _check_sealed(build: Build) -> None:
    for problem in verify(build):
        raise refuse(problem.code, **problem.params)
