"""The build: its inputs, and the dbt models that make a fresh warehouse file of them."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DbtCliResource, DbtProject, dbt_assets

from orchestration.defs.run import RefreshRun, refusals_as_failures
from orchestration.defs.sources import landed_batches
from orchestration.progress import announce
from orchestration.stages import basis_of, prepare_build, seal_build, settled, timed
from orchestration.versions import DBT_PROJECT
from warehouse.builds import current_attempt

BUILD_INPUTS = dg.AssetKey("build_inputs")


@dg.asset(
    key=BUILD_INPUTS,
    group_name="landing",
    kinds={"parquet"},
    deps=[landed_batches],
    output_required=False,
    description="Landed rows in force, catalogue, regions, submissions and decisions as the Parquet that dbt reads. "
    "Nothing when the newest judged build already follows from them. 构建的全部输入；与上次相同则不再构建。",
)
def build_inputs(refresh_run: RefreshRun) -> Iterator[dg.Output[None]]:
    """Begin a build, unless nothing is new."""
    announce("inputs")
    record = refresh_run.record
    with refusals_as_failures():
        basis = basis_of(refresh_run.installation)
        if settled(refresh_run.installation, basis, record):
            if record.verdict and not record.verdict.passed:
                raise dg.Failure("\n".join(record.verdict.render("en")), allow_retries=False)
            return
        build = prepare_build(refresh_run.installation, basis, record)
    yield dg.Output(
        None,
        metadata={"build": build.build_id, "fingerprint": basis.fingerprint, "issues": len(basis.issues)},
    )


class _Translator(DagsterDbtTranslator):
    """Asset keys `<schema>/<model>`, groups by stage, staging after the build's inputs."""

    def get_asset_key(self, dbt_resource_props: Mapping[str, Any]) -> dg.AssetKey:
        return dg.AssetKey([self.get_group_name(dbt_resource_props), dbt_resource_props["name"]])

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str:
        return str(dbt_resource_props["fqn"][1])

    def get_asset_spec(self, manifest: Mapping[str, Any], unique_id: str, project: DbtProject | None) -> dg.AssetSpec:
        spec = super().get_asset_spec(manifest, unique_id, project)
        if not manifest["nodes"].get(unique_id, {}).get("depends_on", {}).get("nodes"):
            return spec.merge_attributes(deps=[BUILD_INPUTS])
        return spec


def warehouse_models(manifest: Path) -> dg.AssetsDefinition:
    """The assets of all dbt models, from a parsed project's manifest."""

    @dbt_assets(manifest=manifest, name="warehouse_models", dagster_dbt_translator=_Translator())
    def models(context: dg.AssetExecutionContext, refresh_run: RefreshRun, dbt: DbtCliResource) -> Iterator[Any]:
        announce("build")
        record = refresh_run.record
        with refusals_as_failures():
            build = current_attempt(refresh_run.installation.home)
        with (
            timed(record, "build"),
            _environment(build.database, build.inputs),
            _stdout_into(build.folder / "dbt.log"),
        ):
            yield from dbt.cli(["build"], context=context, target_path=manifest.parent / "run").stream()
        with refusals_as_failures():
            seal_build(build, record)

    return models


def dbt_resource() -> DbtCliResource:
    """dbt of this environment, on this project."""
    return DbtCliResource(
        project_dir=os.fspath(DBT_PROJECT),
        profiles_dir=os.fspath(DBT_PROJECT),
        dbt_executable=os.fspath(Path(sys.executable).parent / "dbt"),
    )


@contextlib.contextmanager
def _environment(database: Path, inputs: Path) -> Iterator[None]:
    """The two variables that profiles.yml and the reading macro take."""
    os.environ["STI_BUILD_FILE"], os.environ["STI_BUILD_INPUTS"] = os.fspath(database), os.fspath(inputs)
    try:
        yield
    finally:
        del os.environ["STI_BUILD_FILE"], os.environ["STI_BUILD_INPUTS"]


@contextlib.contextmanager
def _stdout_into(path: Path) -> Iterator[None]:
    """dbt's own lines go into the build's folder: standard output belongs to the command."""
    with path.open("a", encoding="utf-8") as file, contextlib.redirect_stdout(file):
        yield
