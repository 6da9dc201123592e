"""Great Expectations as both gates use it: rules as expectations, validations, what results mean, the Data Docs.

It is imported inside, for that takes 3 s. Belongs here: everything that names its API but the dialect. Does not belong
here: which rules run on what, and what follows (intake/, release).
"""

from __future__ import annotations

import contextlib
import importlib
import shutil
import threading
import warnings
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from expectations.data_docs import Validated, offline
from expectations.failing_rows import failing_rows_sql
from expectations.rulebook import Rule
from sources.collecting import without_collecting

_LONGEST_REASON = 300


def begin_import() -> None:
    """Import Great Expectations in a thread, while something else is waited for; who needs it sooner waits too."""

    def imported() -> None:
        with contextlib.suppress(Exception), without_collecting():  # whoever needs it is told
            importlib.import_module("expectations.rows_hold")

    threading.Thread(target=imported, name="import of great_expectations", daemon=True).start()


class Validations:
    """The validations of one run of a gate, in an ephemeral context that is made when the first is asked for."""

    def __init__(self) -> None:
        self._validated: list[Validated] = []

    @cached_property
    def _context(self) -> Any:
        import great_expectations as gx
        from great_expectations.data_context.types.base import ProgressBarsConfig

        context: Any = gx.get_context(mode="ephemeral")
        context.variables.progress_bars = ProgressBarsConfig(globally=False)
        unused = context.variables.data_docs_sites["local_site"]["store_backend"]["base_directory"]
        context.delete_data_docs_site("local_site")
        shutil.rmtree(unused, ignore_errors=True)  # a temporary folder that nobody else takes away
        return context

    def of_frame(self, name: str, frame: Any, rules: Iterable[Rule]) -> dict[str, list[Any] | str]:
        """Of each rule the index values of the rows of a pandas frame that break it, or what could not be done.

        A rule that is a query has a column of its id in the frame, true where it holds.
        """
        said, expectations = dict[str, list[Any] | str](), []
        for rule in rules:
            try:
                expectations.append(as_gx_on_frame(rule))
            except (AttributeError, ValueError, TypeError) as error:
                said[rule.id] = short(error)
        if not expectations:
            return said
        name = f"{name} {len(self._validated) + 1}"
        results = self._run(name, self._any_frame, expectations, {"result_format": "COMPLETE"}, {"dataframe": frame})
        return said | {rule_id: _index_values(one, frame.index.name) for rule_id, one in results.items()}

    def of_table(self, url: str, table: str, rules: Iterable[Rule]) -> dict[str, Any]:
        """The result of each rule on a table `schema.name` of the database at `url`, by rule id."""
        schema, _, name = table.partition(".")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # schema_name: a DuckDB address cannot name a schema
            asset = self._build(url).add_table_asset(table, table_name=name, schema_name=schema)
            batch = asset.add_batch_definition_whole_table("build")
            return self._run(table, batch, [as_gx(rule) for rule in rules], "BASIC", None)

    def write_docs(self, folder: Path) -> Path | None:
        """The Data Docs of all validations so far, in place of what stands in `folder`; its first page.

        None, and nothing changed, if nothing was validated.
        """
        if "_context" not in self.__dict__:
            return None
        made = folder.with_name(f".{folder.name}.tmp")
        shutil.rmtree(made, ignore_errors=True)
        made.mkdir(parents=True)
        site = {
            "class_name": "SiteBuilder",
            "show_how_to_buttons": False,
            "store_backend": {"class_name": "TupleFilesystemStoreBackend", "base_directory": str(made)},
            "site_index_builder": {"class_name": "DefaultSiteIndexBuilder"},
        }
        self._context.add_data_docs_site(site_name="quality", site_config=site)
        try:
            with without_collecting():
                self._context.build_data_docs()
        finally:
            self._context.delete_data_docs_site("quality")
        offline(made, self._validated)
        shutil.rmtree(folder, ignore_errors=True)
        made.rename(folder)
        return folder / "index.html"

    @cached_property
    def _any_frame(self) -> Any:
        return (
            self._context.data_sources.add_pandas("intake")
            .add_dataframe_asset("frame")
            .add_batch_definition_whole_dataframe("new")
        )

    def _build(self, url: str) -> Any:
        with contextlib.suppress(KeyError):
            return self._context.data_sources.get("build")
        return self._context.data_sources.add_sql("build", connection_string=url, create_temp_table=False)

    def _run(
        self, name: str, batch: Any, expectations: list[Any], result_format: Any, parameters: dict[str, Any] | None
    ) -> dict[str, Any]:
        import great_expectations as gx

        suite = self._context.suites.add(gx.ExpectationSuite(name, expectations=expectations))
        definition: Any = gx.ValidationDefinition(name=name, data=batch, suite=suite)
        validation = self._context.validation_definitions.add(definition)
        with without_collecting():
            result = validation.run(batch_parameters=parameters, result_format=result_format)
        broken = sum(not one.success for one in result.results)
        self._validated.append(Validated(name, len(expectations), broken))
        return {one.expectation_config.meta["rule"]: one for one in result.results}


def as_gx(rule: Rule) -> Any:
    """The rule as an expectation object of Great Expectations.

    Raises AttributeError for an unknown type, and what its model raises (a ValueError) for wrong arguments.
    """
    if rule.failing_rows is not None:
        from expectations.rows_hold import ExpectQueryToGiveNoRows

        return ExpectQueryToGiveNoRows(query=failing_rows_sql(rule) or "", **_common(rule))
    import great_expectations.expectations as gxe

    assert rule.expectation is not None
    name = "".join(word.capitalize() for word in rule.expectation.type.split("_"))
    return getattr(gxe, name)(**rule.expectation.kwargs, **_common(rule))


def as_gx_on_frame(rule: Rule) -> Any:
    """The rule as an expectation on a data frame that has a column of the rule's id: whether a row holds.

    Raises as `as_gx` does.
    """
    if rule.failing_rows is None:
        return as_gx(rule)
    from expectations.rows_hold import ExpectRowsToHoldRule

    return ExpectRowsToHoldRule(rule=rule.id, **_common(rule))


def _common(rule: Rule) -> dict[str, Any]:
    words = f"{rule.sentence.zh} {rule.sentence.en}"
    return {"severity": rule.severity, "description": words, "meta": {"rule": rule.id}}


def _index_values(result: Any, index: str) -> list[Any] | str:
    said = exceptions(result.exception_info)
    if said is not None:
        return short(said)
    if result.success:
        return []
    # A map expectation tells the value of its column beside that of the index.
    return [one[index] if isinstance(one, dict) else one for one in result.result["unexpected_index_list"]]


def exceptions(info: Mapping[str, Any] | None) -> str | None:
    """The first exception of a result: its information is one mapping, or one for each metric that failed."""
    if not info:
        return None
    parts: Iterator[Any] = iter([info] if "raised_exception" in info else info.values())
    return next((str(part["exception_message"]) for part in parts if part["raised_exception"]), None)


def short(error: object) -> str:
    """What an engine says, as one line and without the statement that it repeats."""
    said = " ".join(str(error).partition("[SQL:")[0].split())
    return said if len(said) <= _LONGEST_REASON else said[: _LONGEST_REASON - 1] + "…"
