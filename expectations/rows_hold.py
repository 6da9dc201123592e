"""The expectation of a rule that is a query: a data frame has a column of the rule's id, true where a row holds.

It rests on one metric, where the map expectations of Great Expectations ask some fifty of each column: of hundreds of
rules that is most of what a gate takes. The module imports Great Expectations, so it is imported where it is used.
Belongs here: that expectation and its metric. Does not belong here: which rules run on what (engine, intake/).
"""

from __future__ import annotations

from typing import Any

from great_expectations.core.metric_domain_types import MetricDomainTypes
from great_expectations.execution_engine import PandasExecutionEngine
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
    """Every row of the frame has `true` in the column `rule`.

    The result has `observed_value`, how many rows do not, and `unexpected_index_list`, their index values.
    """

    rule: str

    metric_dependencies = ("table.rows_breaking_rule",)
    success_keys = ("rule",)
    args_keys = ("rule",)

    def _validate(
        self,
        metrics: dict[str, Any],
        runtime_configuration: dict[str, Any] | None = None,
        execution_engine: Any = None,
    ) -> dict[str, Any]:
        breaking = metrics["table.rows_breaking_rule"]
        return {
            "success": not breaking,
            "result": {"observed_value": len(breaking), "unexpected_index_list": breaking},
        }
