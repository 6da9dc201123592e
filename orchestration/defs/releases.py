"""Publishing the judged build."""

from typing import Any

import dagster as dg

from orchestration.defs.run import RefreshRun
from orchestration.stages.release import release_build
from sources.problems import language_of_locale, refuse
from warehouse.builds import newest_judged
from warehouse.release_diff import told


@dg.asset(
    group_name="releases",
    kinds={"duckdb"},
    deps=["verdicts"],
    description="The build with its own passed verdicts, published under releases/ and made current unless pinned. "
    "通过关口的构建，发布为当前版本。",
)
def release(refresh_run: RefreshRun) -> dg.MaterializeResult:
    """Publish what the gate let through; reads the recorded verdicts, whatever run they come from."""
    with refresh_run.stage("release"):
        build = newest_judged(refresh_run.installation.home)
        if build is None:
            raise refuse("warehouse.no_build_under_way")
        published = release_build(refresh_run.installation, build, refresh_run.record)
    metadata: dict[str, Any] = {
        "release": published.build_id,
        "database": dg.MetadataValue.path(str(published.database)),
    }
    if changes := refresh_run.record.changes:
        metadata["changes"] = dg.MetadataValue.md("\n\n".join(told(changes, language_of_locale())))
        if "error" not in changes:
            metadata |= {"new": changes["new"], "changed": changes["changed"], "gone": changes["gone"]}
    return dg.MaterializeResult(metadata=metadata)
