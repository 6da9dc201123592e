"""When things run: the nightly refresh, and the sensor that takes the inbox in during the day.

The sensor runs intake alone, so that departments get their answer at once and BI changes at night.
"""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import dagster as dg

from orchestration.settings import settings_of
from orchestration.stages.installation import Installation
from warehouse.inbox import scan_inbox
from warehouse.journal import Journal

refresh = dg.define_asset_job(
    "refresh",
    selection=dg.AssetSelection.all(),
    executor_def=dg.in_process_executor,
    description="The whole way: inbox, landing, build, gate, release. 完整刷新：接收、构建、判定、发布。",
)

intake = dg.define_asset_job(
    "intake",
    selection=dg.AssetSelection.assets("deliveries", "landed_batches"),
    executor_def=dg.in_process_executor,
    description="Take in what the departments delivered; no build. 只接收文件，不构建。",
)

nightly_refresh = dg.ScheduleDefinition(
    name="nightly_refresh",
    job=refresh,
    cron_schedule="0 2 * * *",
    execution_timezone="Asia/Shanghai",
    default_status=dg.DefaultScheduleStatus.RUNNING,
    description="Every night at 02:00 Asia/Shanghai. 每日凌晨两点。",
)


def inbox_sensor(home: Path) -> dg.SensorDefinition:
    """Run `intake` for what lies in the inbox and is not read yet.

    The run key is the deliveries and an attempt: a key that was used once is never run again by Dagster, even if that
    run failed, so the attempt counts up for as long as the same deliveries are waiting and no run is under way.
    """

    @dg.sensor(
        name="inbox_sensor",
        job=intake,
        minimum_interval_seconds=60,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="New files in the inbox. 收件箱有新文件。",
    )
    def sensor(context: dg.SensorEvaluationContext) -> Iterator[dg.RunRequest | dg.SkipReason]:
        installation = Installation(settings_of(home))
        events = Journal(installation.home.journal).events()
        new = [f"{file.path} {file.sha256} {file.sidecar_sha256}" for file in scan_inbox(installation.home, events).new]
        waiting = new + [one.submission_id for one in installation.unread()]
        if not waiting:
            yield dg.SkipReason("nothing new in the inbox")
            return
        key = hashlib.sha256("\n".join(waiting).encode()).hexdigest()[:16]
        last_key, _, attempt = (context.cursor or "").partition(":")
        if last_key == key:
            last = context.instance.get_runs(dg.RunsFilter(tags={"dagster/run_key": f"{key}:{attempt}"}), limit=1)
            if last and not last[0].is_finished:
                yield dg.SkipReason("the intake of these files is under way")
                return
        number = int(attempt) + 1 if last_key == key else 1
        context.update_cursor(f"{key}:{number}")
        yield dg.RunRequest(run_key=f"{key}:{number}")

    return sensor
