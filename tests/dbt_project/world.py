"""A small world to build: rows of the build's inputs with sensible defaults, written as the Parquet that dbt reads.

Invented regions and submissions only; the schemas are those of `warehouse.tables`, so a test breaks when they move.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from sources.periods import parse_period
from warehouse.tables import LANDED, STATED

HOME = "900100"
DISTRICTS = ("900101", "900102", "900103", "900104")
_REGIONS = [
    ("100000", "全国", "nation", ""),
    ("900000", "云山省", "province", "100000"),
    ("900100", "云州市", "city", "900000"),
    ("900200", "泽州市", "city", "900000"),
    ("900101", "东溪区", "county", "900100"),
    ("900102", "西溪区", "county", "900100"),
    ("900103", "南溪县", "county", "900100"),
    ("900104", "北溪县", "county", "900100"),
    ("900201", "中泽区", "county", "900200"),
]
_INDICATORS = [
    ("rd_expenditure_industrial", "规上工业研发经费", "rd", "CNY", "flow"),
    ("rd_intensity", "研发投入强度", "rd", "%", "ratio"),
    ("rd_expenditure_total", "全社会研发经费", "rd", "CNY", "flow"),
    ("hightech_value_added", "高新技术产业增加值", "hightech", "CNY", "flow"),
    ("hightech_investment", "高新技术产业投资", "hightech", "CNY", "flow"),
    ("industrial_investment", "规上工业投资", "hightech", "CNY", "flow"),
    ("technology_trade_value", "技术交易额", "trade", "CNY", "flow"),
    ("technology_contracts", "技术合同数", "trade", "count", "flow"),
    ("overseas_engineers", "海外工程师", "talent", "count", "flow"),
    ("foreign_expert_projects_highend", "高端外国专家项目", "talent", "count", "flow"),
    ("foreign_expert_projects_leading", "领军外专人才项目", "talent", "count", "flow"),
    ("incubators", "孵化器", "platforms", "count", "stock"),
    ("makerspaces_provincial", "省级众创空间", "platforms", "count", "stock"),
]


def day(text: str | None) -> dt.date | None:
    """`2020-11-05` as a date."""
    return dt.date.fromisoformat(text) if text else None


class World:
    """Collects rows; `submit` adds a delivery that took effect, `state` and `record` what it says."""

    def __init__(self, home: str = HOME) -> None:
        self.tables: dict[str, list[dict[str, Any]]] = {name: [] for name in (*LANDED, *STATED)}
        self._seq = 0
        self.tables["build"] = [
            {"release_id": "00001-test", "fingerprint": "f0", "code_version": "0", "home_region": home}
        ]
        self.tables["departments"] = [
            {"department_id": "statistics_bureau", "name_zh": "统计局", "name_en": "Statistics Bureau"}
        ]
        self.tables["regions"] = [
            {
                "region_code": code,
                "name_zh": name,
                "short_name": name[:-1],
                "name_en": "",
                "level": level,
                "parent_code": parent,
                "kind": "administrative",
            }
            for code, name, level, parent in _REGIONS
        ]
        self.tables["indicators"] = [
            {"indicator_id": i, "name_zh": name, "name_en": i, "domain": domain, "unit": unit, "nature": nature}
            for i, name, domain, unit, nature in _INDICATORS
        ]

    def submit(
        self,
        submission: str,
        known_on: str,
        *,
        dataset: str = "industrial_rd",
        department: str = "statistics_bureau",
        supersedes: str = "period",
        scopes: list[tuple[str, str, str]] | None = None,
        source: str = "official_table",
        rank: int = 40,
        withdrawn_on: str | None = None,
        seq: int | None = None,
    ) -> str:
        """One issue of a submission; returns its batch id. A second issue of the same submission adds no rows."""
        batch = f"batch-{submission}"
        self._seq = seq if seq is not None else self._seq + 1
        again = any(row["submission_id"] == submission for row in self.tables["issues"])
        self.tables["issues"].append(
            {
                "submission_id": submission,
                "batch_id": batch,
                "department_id": department,
                "dataset": dataset,
                "supersedes": supersedes,
                "source": source,
                "source_rank": rank,
                "known_on": day(known_on),
                "known_on_from": "sidecar",
                "landed_seq": self._seq,
                "withdrawn_on": day(withdrawn_on),
            }
        )
        if not again:
            self.tables["submissions"].append(
                {
                    "submission_id": submission,
                    "department_id": department,
                    "dataset": dataset,
                    "file_name": f"{submission}.xlsx",
                    "sha256": submission * 2,
                    "sidecar_sha256": "",
                    "outcome": "accepted",
                    "reasons_zh": "",
                    "reasons_en": "",
                    "observations": 0,
                    "records": 0,
                    "set_aside": 0,
                    "known_on": day(known_on),
                    "first_delivered_at": dt.datetime(2026, 1, 1, 3, self._seq % 60, tzinfo=dt.UTC),
                    "last_delivered_at": dt.datetime(2026, 1, 1, 3, self._seq % 60, tzinfo=dt.UTC),
                    "deliveries": 1,
                }
            )
            for indicator, parent, period in scopes or []:
                self.tables["scopes"].append(
                    {"batch_id": batch, "indicator_id": indicator, "region_parent": parent, "period": period}
                )
        return batch

    def state(self, submission: str, value: str | None, **more: Any) -> None:
        """One number of a submission; by default the city's industrial R&D from January to October 2020."""
        issue = next(row for row in self.tables["issues"] if row["submission_id"] == submission)
        number = sum(row["submission_id"] == submission for row in self.tables["observations"]) + 1
        row: dict[str, Any] = {
            "batch_id": issue["batch_id"],
            "submission_id": submission,
            "dataset": issue["dataset"],
            "row_no": number,
            "indicator_id": "rd_expenditure_industrial",
            "measure": "level",
            "region_code": HOME,
            "period": "2020-01/2020-10",
            "kind": "actual",
            "scope": "",
            "breakdown": "",
            "qualifier": "=",
            "value": Decimal(value) if value is not None else None,
            "unit": "CNY",
            "value_text": value or "",
            "evidence": f"表1!C{number + 4}",
            "context": "",
            "flags": "",
        } | more
        period = parse_period(row["period"])
        self.tables["observations"].append(
            row | {"period_start": period.start, "period_end": period.end, "span": period.span}
        )

    def record(self, submission: str, period: str, sheet: str = "台账", **fields: Any) -> None:
        """One ledger row: str is text, Decimal or int a number, date a date. Each field gets a cell of its own."""
        issue = next(row for row in self.tables["issues"] if row["submission_id"] == submission)
        mine = [row for row in self.tables["record_fields"] if row["submission_id"] == submission]
        number = max((row["record_no"] for row in mine), default=0) + 1
        for column, (name, value) in enumerate(fields.items()):
            self.tables["record_fields"].append(
                {
                    "batch_id": issue["batch_id"],
                    "submission_id": submission,
                    "dataset": issue["dataset"],
                    "record_no": number,
                    "record_period": period,
                    "sheet": sheet,
                    "row_no": number + 3,
                    "field": name,
                    "value_text": str(value),
                    "value": Decimal(value) if isinstance(value, int | Decimal) else None,
                    "value_date": value if isinstance(value, dt.date) else None,
                    "unit": "",
                    "evidence": f"{sheet}!{'ABCDEFGHIJKLMN'[column]}{number + 3}",
                }
            )

    def set_aside(self, submission: str, evidence: str = "表1!C9") -> None:
        """A cell that was not taken."""
        self.tables["set_aside"].append(
            {
                "batch_id": f"batch-{submission}",
                "submission_id": submission,
                "evidence": evidence,
                "raw": "待核",
                "code": "sources.not_a_number",
                "sentence_zh": "不是数字",
                "sentence_en": "not a number",
            }
        )

    def write(self, folder: Path) -> Path:
        """All tables as Parquet in `folder`."""
        folder.mkdir(parents=True, exist_ok=True)
        for name, schema in {**LANDED, **STATED}.items():
            pq.write_table(pa.Table.from_pylist(self.tables[name], schema=schema), folder / f"{name}.parquet")
        return folder
