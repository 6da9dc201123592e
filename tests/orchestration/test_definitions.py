"""What Dagster sees is frozen: a lost asset, job or schedule shows in review, not in the morning.

After a wanted change: `.venv/bin/python -m tests.orchestration.test_definitions` writes the snapshot anew.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from orchestration.definitions import build_defs

SNAPSHOT = Path(__file__).with_name("definitions.snapshot.json")


def seen_by_dagster(definitions: dg.Definitions) -> dict[str, Any]:
    repository = definitions.get_repository_def()
    graph = repository.asset_graph
    return {
        "assets": {
            key.to_user_string(): {
                "group": graph.get(key).group_name,
                "kinds": sorted(graph.get(key).kinds),
                "after": sorted(parent.to_user_string() for parent in graph.get(key).parent_keys),
            }
            for key in sorted(graph.materializable_asset_keys, key=str)
        },
        "checks": sorted(f"{key.asset_key.to_user_string()}: {key.name}" for key in graph.asset_check_keys),
        "jobs": sorted(job.name for job in repository.get_all_jobs() if not job.name.startswith("__")),
        "schedules": {
            schedule.name: [schedule.cron_schedule, schedule.execution_timezone, schedule.default_status.value]
            for schedule in repository.schedule_defs
        },
        "sensors": {sensor.name: sensor.default_status.value for sensor in repository.sensor_defs},
    }


@pytest.fixture(scope="module")
def definitions(tmp_path_factory, with_dbt) -> dg.Definitions:
    return build_defs(home=with_dbt(tmp_path_factory.mktemp("home")))


def test_assets_checks_jobs_schedules_and_sensors_are_those_of_the_snapshot(definitions):
    assert seen_by_dagster(definitions) == json.loads(SNAPSHOT.read_text(encoding="utf-8"))


def test_every_asset_has_a_description(definitions):
    for key, node in definitions.get_repository_def().asset_graph._asset_nodes_by_key.items():
        if node.is_materializable:
            assert node.description, key


def test_the_release_gate_blocks_the_release(definitions):
    graph = definitions.get_repository_def().asset_graph
    [gate] = [key for key in graph.asset_check_keys if key.name == "release_gate"]
    assert graph.get_check_spec(gate).blocking
    assert dg.AssetKey("verdicts") in graph.get(dg.AssetKey("release")).parent_keys


def test_the_night_begins_at_two_in_shanghai_and_runs_by_default(definitions):
    [nightly] = definitions.get_repository_def().schedule_defs
    assert nightly.name == "nightly_refresh"
    assert nightly.job_name == "refresh"
    assert (nightly.cron_schedule, nightly.execution_timezone) == ("0 2 * * *", "Asia/Shanghai")
    assert nightly.default_status == dg.DefaultScheduleStatus.RUNNING


def test_the_inbox_sensor_runs_intake_alone_once_for_the_same_files_and_again_after_a_failure(tmp_path, monkeypatch):
    monkeypatch.setenv("STI_REGION", "绍兴市")
    home = tmp_path / "home"
    [sensor] = build_defs(home=home).get_repository_def().sensor_defs
    assert sensor.job_name == "intake"
    with dg.DagsterInstance.ephemeral() as instance:
        empty = sensor.evaluate_tick(dg.build_sensor_context(instance=instance))
        assert empty.run_requests == []
        (home / "inbox" / "统计局").mkdir(parents=True)
        (home / "inbox" / "统计局" / "a.csv").write_text("x", encoding="utf-8")
        first = sensor.evaluate_tick(dg.build_sensor_context(instance=instance))
        [request] = first.run_requests
        again = sensor.evaluate_tick(dg.build_sensor_context(instance=instance, cursor=first.cursor))
        assert [r.run_key for r in again.run_requests] == [request.run_key.replace(":1", ":2")]


def test_intake_alone_lands_and_answers_but_builds_nothing(tmp_path, monkeypatch, released_home):
    monkeypatch.setenv("STI_REGION", "绍兴市")
    home = tmp_path / "home"
    (home / "inbox" / "市府办").mkdir(parents=True)
    shutil.copy(next((released_home / "inbox" / "市府办").glob("*目标任务分解表.xlsx")), home / "inbox" / "市府办")
    job = build_defs(home=home).resolve_job_def("intake")
    with dg.DagsterInstance.ephemeral() as instance:
        assert job.execute_in_process(instance=instance).success
    latest = json.loads((home / "ops" / "latest.json").read_text(encoding="utf-8"))
    assert (latest["outcome"], latest["accepted"]) == ("intake", 1)
    assert len(list((home / "landing").iterdir())) == 1
    assert not (home / "builds").exists()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        seen = seen_by_dagster(build_defs(home=Path(folder)))
    SNAPSHOT.write_text(json.dumps(seen, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")
