"""The build: its inputs, and the dbt models that make a fresh warehouse file of them."""

import contextlib
import importlib.metadata
import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DagsterDbtTranslatorSettings, DbtCliResource, dbt_assets
from dagster_dbt.errors import DagsterDbtCliRuntimeError
from packaging.version import Version

from orchestration.dbt_docs import write_docs
from orchestration.dbt_results import dbt_failures
from orchestration.defs.run import RefreshRun
from orchestration.defs.sources import landed_batches
from orchestration.stages.build import basis_of, prepare_build, seal_build, settled
from orchestration.stages.record import timed
from orchestration.versions import DBT_PROJECT
from sources.problems import refuse
from warehouse.builds import DATABASE, Build, current_attempt

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
    record = refresh_run.record
    with refresh_run.stage("inputs"):
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
    """Asset keys `<schema>/<model>`, a schema being a stage and a group; every dbt source is the build's inputs."""

    def __init__(self) -> None:
        super().__init__(DagsterDbtTranslatorSettings(enable_duplicate_source_asset_keys=True))

    def get_asset_key(self, dbt_resource_props: Mapping[str, Any]) -> dg.AssetKey:
        if dbt_resource_props["resource_type"] == "source":
            return BUILD_INPUTS
        return dg.AssetKey([self.get_group_name(dbt_resource_props), dbt_resource_props["name"]])

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str:
        return str(dbt_resource_props["schema"])


def warehouse_models(manifest: Path) -> dg.AssetsDefinition:
    """The assets of all dbt models, from a parsed project's manifest."""

    # Unit tests try our SQL on made-up rows: they belong to `make test`, not to every night.
    @dbt_assets(
        manifest=manifest,
        name="warehouse_models",
        exclude="resource_type:unit_test",
        dagster_dbt_translator=_Translator(),
    )
    def models(context: dg.AssetExecutionContext, refresh_run: RefreshRun, dbt: DbtCliResource) -> Iterator[Any]:
        record = refresh_run.record
        with refresh_run.stage("build"):
            build = current_attempt(refresh_run.installation.home)
            target = manifest.parent / "run"
            try:
                with (
                    timed(record, "build"),
                    _environment(manifest.parent, build),
                    _stdout_into(build.folder / "dbt.log"),
                ):
                    yield from dbt.cli(["build"], context=context, target_path=target).stream()
            except DagsterDbtCliRuntimeError:
                failed = "; ".join(dbt_failures(target / "run_results.json")) or build.folder / "dbt.log"
                raise refuse("orchestration.dbt_failed", failed=failed) from None
            seal_build(build, record)
            with timed(record, "docs"):
                write_docs(build, manifest)

    return models


class _InstalledDbt(DbtCliResource):
    """dbt of this environment. Its version is the package's: `dbt --version` asks the network."""

    @property
    def _cli_version(self) -> Version:
        return Version(importlib.metadata.version("dbt-core"))


def dbt_resource() -> DbtCliResource:
    """dbt of this environment, on this project."""
    return _InstalledDbt(
        project_dir=os.fspath(DBT_PROJECT),
        profiles_dir=os.fspath(DBT_PROJECT),
        dbt_executable=os.fspath(Path(sys.executable).parent / "dbt"),
    )


def build_variables(target: Path) -> dict[str, str]:
    """The two variables that profiles.yml and the reading macro take.

    They lead to the build under way by a link in `target`: dbt parses the whole project anew where they change.
    """
    attempt = target / "attempt"
    return {"STI_BUILD_FILE": os.fspath(attempt / DATABASE), "STI_BUILD_INPUTS": os.fspath(attempt / "inputs")}


@contextlib.contextmanager
def _environment(target: Path, build: Build) -> Iterator[None]:
    link = target / "attempt"
    link.unlink(missing_ok=True)
    link.symlink_to(build.folder.resolve(), target_is_directory=True)
    variables = build_variables(target)
    os.environ.update(variables)
    try:
        yield
    finally:
        for name in variables:
            del os.environ[name]
        link.unlink(missing_ok=True)


@contextlib.contextmanager
def _stdout_into(path: Path) -> Iterator[None]:
    """dbt's own lines go into the build's folder: standard output belongs to the command."""
    with path.open("a", encoding="utf-8") as file, contextlib.redirect_stdout(file):
        yield
