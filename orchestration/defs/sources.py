"""Sources and landing: deliveries, and the batches that reading them gave."""

from collections.abc import Iterator

import dagster as dg

from orchestration.defs.run import RefreshRun
from orchestration.progress import announce
from orchestration.stages.intake import deliver, read_and_land
from sources.problems import language_of_locale


@dg.asset(
    group_name="sources",
    kinds={"excel", "file"},
    description="What the departments put into the inbox since the last scan, archived and journalled. "
    "各部门新报送的文件：先存档、记日志，再读取。",
)
def deliveries(refresh_run: RefreshRun) -> dg.MaterializeResult:
    """Scan the inbox."""
    with refresh_run.stage("deliver"):
        scan = deliver(refresh_run.installation, refresh_run.record)
    return dg.MaterializeResult(
        metadata={"new": len(scan.new), "seen": scan.seen, "gone": len(scan.gone), "ignored": scan.ignored}
    )


@dg.asset(
    group_name="landing",
    kinds={"parquet"},
    deps=[deliveries],
    check_specs=[
        dg.AssetCheckSpec(
            "intake_gate",
            asset="landed_batches",
            description="Every file of this run was accepted; refused ones are listed with their reasons. "
            "本次报送全部通过接收关口；未通过的逐一列出原因。",
        )
    ],
    description="Accepted readings as immutable Parquet, one folder a reading; refused ones lie in quarantine. "
    "已接收文件的读数，每次读取一个批次，只增不改。",
)
def landed_batches(refresh_run: RefreshRun) -> Iterator[dg.MaterializeResult | dg.AssetCheckResult]:
    """Read, judge and land every submission that is not read yet."""
    record = refresh_run.record
    with refresh_run.stage("read"):
        read_and_land(refresh_run.installation, record, announce)
    docs = dg.MetadataValue.url((refresh_run.installation.home.data_docs / "intake" / "index.html").as_uri())
    accepted = [one for one in record.judged if one.batch.accepted]
    language = language_of_locale()
    reasons = "\n".join(
        f"- **{one.submission.file_name}**: {'; '.join(p.text(language) for p in one.batch.problems)}"
        for one in record.refused
    )
    yield dg.MaterializeResult(
        metadata={
            "accepted": len(accepted),
            "refused": len(record.refused),
            "observations": sum(one.batch.counts["observations"] for one in accepted),
            "records": sum(one.batch.counts["records"] for one in accepted),
        }
    )
    yield dg.AssetCheckResult(
        check_name="intake_gate",
        asset_key=dg.AssetKey("landed_batches"),
        passed=not record.refused,
        severity=dg.AssetCheckSeverity.WARN,
        metadata={"refused": dg.MetadataValue.md(reasons or "-"), "data docs": docs},
    )
