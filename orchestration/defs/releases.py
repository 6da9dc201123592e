"""Publishing the judged build."""

import dagster as dg

from orchestration.defs.run import RefreshRun
from orchestration.stages import release_build
from sources.problems import refuse
from warehouse.builds import newest_judged


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
    return dg.MaterializeResult(
        metadata={"release": published.build_id, "database": dg.MetadataValue.path(str(published.database))}
    )
