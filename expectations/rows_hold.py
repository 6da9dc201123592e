"""The expectations of a rule that is a query: on a data frame (intake), and on the tables of a build (release).

Each rests on one metric that is asked once. A map expectation of Great Expectations asks some fifty metrics of each
column, its expectation of unexpected rows asks the query twice: of hundreds of rules that is most of what a gate takes.
The module imports Great Expectations, so it is imported where it is used.
Belongs here: those expectations and their metrics. Does not belong here: which rules run on what (engine, intake/).
"""

from __future__ import annotations

from typing import Any

from great_expectations.core.metric_domain_types import MetricDomainTypes
from great_expectations.execution_engine import PandasExecutionEngine, SqlAlchemyExecutionEngine
from great_expectations.expectations.expectation import BatchExpectation
from great_expectations.expectations.metrics.metric_provider import metric_value
from great_expectations.expectations.metrics.table_metric_provider import TableMetricProvider


class RowsBreakingRule(TableMetricProvider):
    """The index values of the rows whose column `rule` is false."""

    metric_name = "table.rows_breaking_rule"
    value_keys = ("rule",)

    @metric_value(engine=PandasExecutionEngine)
    def _pandas(
        cls,
        execution_engine: PandasExecutionEngine,
        metric_domain_kwargs: dict[str, Any],
        metric_value_kwargs: dict[str, Any],
        **_: Any,
    ) -> list[Any]:
        frame, _compute, _accessor = execution_engine.get_compute_domain(metric_domain_kwargs, MetricDomainTypes.TABLE)
        return list(frame.index[~frame[metric_value_kwargs["rule"]]])


class ExpectRowsToHoldRule(BatchExpectation):
    """Every row of the frame has `true` in the column whose name is the rule's id.

    The result has `observed_value`, how many rows do not, and `unexpected_index_list`, their index values.
    """

    rule: str

    metric_dependencies = ("table.rows_breaking_rule",)
    success_keys = ("rule",)
    args_keys = ("rule",)

    def _validate(self, metrics: dict[str, Any], *_: Any, **__: Any) -> dict[str, Any]:
        breaking = metrics["table.rows_breaking_rule"]
        return {
            "success": not breaking,
            "result": {"observed_value": len(breaking), "unexpected_index_list": breaking},
        }


class RowsOfQuery(TableMetricProvider):
    """How many rows a query gives, run as it stands."""

    metric_name = "table.rows_of_query"
    value_keys = ("query",)

    @metric_value(engine=SqlAlchemyExecutionEngine)
    def _sqlalchemy(
        cls, execution_engine: SqlAlchemyExecutionEngine, metric_value_kwargs: dict[str, Any], **_: Any
    ) -> int:
        query = f"select count(*) from ({metric_value_kwargs['query']}\n)"  # the query can end in a comment
        with execution_engine.get_connection() as connection:
            return int(connection.exec_driver_sql(query).scalar_one())


class ExpectQueryToGiveNoRows(BatchExpectation):
    """The query of a rule gives no rows; `observed_value` is how many it gives."""

    query: str

    metric_dependencies = ("table.rows_of_query",)
    success_keys = ("query",)
    args_keys = ("query",)

    def _validate(self, metrics: dict[str, Any], *_: Any, **__: Any) -> dict[str, Any]:
        rows = metrics["table.rows_of_query"]
        return {"success": not rows, "result": {"observed_value": rows}}
