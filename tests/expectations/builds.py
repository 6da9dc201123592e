"""Small real builds: a DuckDB file with the tables and columns that the dbt project declares, filled by hand.

The columns come from the models' own YAML, those of ledgers from the fields that their staging models name, so a rule
that names a column the models no longer have ends as an error.
"""

from __future__ import annotations

import ast
import datetime as dt
import hashlib
import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import yaml

from sources.catalogue import load_catalogue
from sources.periods import parse_period

MODELS = Path(__file__).resolve().parents[2] / "dbt_project" / "models"
CITY, EAST, WEST, ZONE = "990100", "990101", "990102", "990199"
REGIONS = {
    "100000": ("全国", "nation", "", "administrative"),
    "990000": ("青云省", "province", "100000", "administrative"),
    CITY: ("望海市", "city", "990000", "administrative"),
    EAST: ("东屏区", "county", CITY, "administrative"),
    WEST: ("西岭县", "county", CITY, "administrative"),
    ZONE: ("望海高新区", "zone", CITY, "functional"),
}
INDICATORS = {
    "rd_spending": ("研发经费", "CNY", "flow", "nominal"),
    "rd_share": ("研发经费占比", "%", "ratio", ""),
    "firms": ("企业数", "count", "stock", ""),
    "experts": ("专家数", "person", "flow", ""),
    "standing": ("位次", "rank", "rank", ""),
}


_LEDGER = re.compile(r"ledger_records\('\w+', (\{.*?\}), ref\('int_corrected_record_fields'\)", re.DOTALL)
_OF_A_RECORD = ("batch_id", "submission_id", "record_period", "sheet", "first_evidence")
_TYPES = {"text": "varchar", "number": "decimal(28, 8)", "date": "date"}


def ledger_tables() -> dict[str, dict[str, str]]:
    """`staging.stg_...` -> column -> type for the ledgers whose rows are a table; those of persons are none."""
    tables: dict[str, dict[str, str]] = {}
    for file in sorted((MODELS / "staging").glob("stg_*.sql")):
        if found := _LEDGER.search(file.read_text(encoding="utf-8")):
            columns = dict.fromkeys(_OF_A_RECORD, "varchar") | {"record_no": "integer", "row_no": "integer"}
            for name, kind in ast.literal_eval(found[1]).items():
                columns |= {name: _TYPES[kind], f"{name}_evidence": "varchar"}
                columns |= {f"{name}_text": "varchar"} if kind == "number" else {}
            tables[f"staging.{file.stem}"] = columns
    return tables


def declared_tables() -> dict[str, dict[str, str]]:
    """`schema.table` -> column -> type, as the models' YAML declares them, and the ledgers."""
    tables = ledger_tables()
    for schema in ("marts", "evidence"):
        for file in sorted((MODELS / schema).rglob("_*.yml")):
            for model in yaml.safe_load(file.read_text(encoding="utf-8")).get("models", []):
                name = model["name"].removeprefix("evidence_")
                tables[f"{schema}.{name}"] = {column["name"]: column["data_type"] for column in model["columns"]}
    return tables


class TinyBuild:
    """A build under way: rows go in by table, observations with everything that belongs to one."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.tables = declared_tables()
        self.connection = duckdb.connect(str(folder / "warehouse.duckdb"))
        for schema in ("staging", "marts", "evidence"):
            self.connection.execute(f"create schema {schema}")
        for table, columns in self.tables.items():
            declared = ", ".join(f'"{name}" {kind}' for name, kind in columns.items())
            self.connection.execute(f"create table {table} ({declared})")
        self.insert("marts.release_info", dataset="*", release_id="00001-aaaaaaaa", fingerprint="a" * 64)

    def insert(self, table: str, **row: Any) -> None:
        """One row; columns not named are null."""
        names = ", ".join(f'"{name}"' for name in row)
        marks = ", ".join("?" for _ in row)
        self.connection.execute(f"insert into {table} ({names}) values ({marks})", list(row.values()))

    def catalogue(self) -> None:
        """The regions and indicators above."""
        for code, (name, level, parent, kind) in REGIONS.items():
            self.insert("marts.dim_region", region_code=code, name_zh=name, level=level, parent_code=parent, kind=kind)
        for indicator, (name, unit, nature, basis) in INDICATORS.items():
            described = {"indicator_id": indicator, "name_zh": name, "name_en": indicator, "unit": unit}
            self.insert("marts.dim_indicator", **described, nature=nature, growth_basis=basis)

    def submission(self, name: str, department: str = "统计局") -> str:
        """The submission of a file's name, made if it is new; its id."""
        identifier = md5("submission", name)
        if self.connection.execute("from evidence.submissions where submission_id = ?", [identifier]).fetchone():
            return identifier
        department_id = md5(department)[:8]
        self.insert(
            "marts.dim_submission",
            **{"submission_id": identifier, "department_id": department_id, "department_name": department},
            **{"dataset": name.partition(".")[0], "known_on": dt.date(2020, 11, 20), "file_name": name},
        )
        self.insert(
            "evidence.submissions",
            **{"submission_id": identifier, "department": department, "department_id": department_id},
            **{"file_name": name, "sha256": md5(name) * 2},
        )
        return identifier

    def record(self, table: str, submission_id: str, row: int = 5, **fields: Any) -> dict[str, str]:
        """A row of the ledger `staging.<table>`; where each of its fields stands, by field: `台账!A5`, `台账!B5` ..."""
        places = {name: f"台账!{chr(ord('A') + i)}{row}" for i, name in enumerate(fields)}
        described = {"batch_id": submission_id, "submission_id": submission_id, "record_no": row, "row_no": row}
        cells = {f"{name}_evidence": place for name, place in places.items() if f"{name}_evidence" not in fields}
        first = {"record_period": "2020", "sheet": "台账", "first_evidence": f"台账!A{row}"}
        known = self.tables[f"staging.{table}"]
        columns = described | first | {name: place for name, place in cells.items() if name in known} | fields
        self.insert(f"staging.{table}", **columns)
        return places

    def observe(
        self,
        indicator_id: str,
        value: str | None,
        submission_id: str,
        evidence: str,
        *,
        only_vintage: bool = False,
        **facts: Any,
    ) -> dict[str, Any]:
        """An observation with its vintage and its evidence; `facts` override any of its columns. The row of it.

        Its indicator is one of those above or one of the package's catalogue.
        """
        name, unit = self._indicator(indicator_id)
        given = {"measure": "level", "region_code": CITY, "period": "2020-01/2020-10", "kind": "actual"} | facts
        period = parse_period(given["period"])
        identity = [indicator_id, *(given[key] for key in ("measure", "region_code", "period", "kind"))]
        identity += [given.get("scope", ""), given.get("breakdown", "")]
        known_from = given.get("known_from", dt.date(2020, 11, 20))
        observation_id = md5(*identity)
        units = {"level": unit, "rank": "rank", "rank_of_change": "rank", "growth_gap": "pp", "change_yoy": "pp"}
        row: dict[str, Any] = {
            "observation_id": observation_id,
            "vintage_id": md5(observation_id, submission_id, evidence, str(known_from)),
            "indicator_id": indicator_id,
            "indicator_name": name,
            "region_name": REGIONS[given["region_code"]][0],
            **{"period_start": period.start, "period_end": period.end, "span": period.span},
            **{"scope": "", "breakdown": "", "qualifier": "=", "flags": "", "source_rank": 40},
            "value": None if value is None else Decimal(value),
            "unit": units.get(given["measure"], "%"),
            **{"value_text": value or "", "source": "official_table", "dataset": "rd", "department_id": "d1"},
            **{"submission_id": submission_id, "evidence": evidence, "known_from": known_from, "context": ""},
        } | given
        vintage = {**row, "known_to": None, "ambiguous": False, "vintage_no": 1}
        self.insert("marts.fct_observation_vintage", **self._known("marts.fct_observation_vintage", vintage))
        self.insert(
            "evidence.observation_inputs",
            **{key: row[key] for key in ("observation_id", "vintage_id", "submission_id", "evidence")},
            role="stated",
        )
        if not only_vintage:
            self.insert("marts.fct_observation", **self._known("marts.fct_observation", row))
        return row

    def _indicator(self, indicator_id: str) -> tuple[str, str]:
        """Name and unit of an indicator; one of the catalogue goes into the build with its first observation."""
        if indicator_id in INDICATORS:
            return INDICATORS[indicator_id][:2]
        found = load_catalogue().indicators[indicator_id]
        known = "from marts.dim_indicator where indicator_id = ?"
        if not self.connection.execute(known, [indicator_id]).fetchone():
            described = {"indicator_id": indicator_id, "name_zh": found.name_zh, "name_en": found.name_en}
            described |= {"unit": found.unit, "nature": found.nature, "growth_basis": found.growth_basis}
            self.insert("marts.dim_indicator", **described)
        return found.name_zh, found.unit

    def show(
        self, mart: str, observation: Mapping[str, Any], numbers: Mapping[str, str], part: str = "", **columns: Any
    ) -> str:
        """A row of a mart whose every number is that of `observation`; its row id."""
        row_id = md5(mart, observation["region_code"], observation["period"], part)
        shared = ("region_code", "region_name", "period", "period_start", "period_end", "span")
        row = {key: observation[key] for key in shared} | {"row_id": row_id, "region_level": "", "hedges": ""} | columns
        values = {name: Decimal(value) for name, value in numbers.items()}
        self.insert(f"marts.{mart}", **self._known(f"marts.{mart}", row | values))
        for column, value in values.items():
            number = {"mart": mart, "row_id": row_id, "column_name": column, "value": value}
            self.insert("evidence.mart_numbers", **number, observation_id=observation["observation_id"], formula="")
        return row_id

    def run(self, *statements: str) -> None:
        """SQL on the build, for what is planted."""
        for statement in statements:
            self.connection.execute(statement)

    def close(self) -> Path:
        """The folder of the finished build."""
        self.connection.execute("checkpoint")
        self.connection.close()
        return self.folder

    def _known(self, table: str, row: Mapping[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in row.items() if name in self.tables[table]}


def good_build(folder: Path) -> TinyBuild:
    """A build as it should be: a month's table by county, a year earlier, growth, targets, a ledger, the four marts."""
    build = TinyBuild(folder)
    build.catalogue()
    table = build.submission("rd.xlsx")
    _monthly_table(build, table)
    ledger = build.submission("contracts.xlsx", "科技局")
    summed = {
        "source": "ledger_sum",
        "source_rank": 30,
        "period": "2020-10",
        "dataset": "contracts",
        "department_id": "d2",
    }
    total = build.observe("rd_spending", "500", ledger, "登记!H5:H9", **summed)
    build.run(f"update evidence.observation_inputs set evidence = '登记!H5' where evidence = '{total['evidence']}'")
    one = build.observe("rd_spending", "200", ledger, "登记!H6", **summed, breakdown="service")
    build.show("mart_technology_trade", total, {"amount": "500"}, "total", contract_type="total")
    build.show("mart_technology_trade", one, {"amount": "200"}, "service", contract_type="service")
    report = build.submission("report.txt", "市府办")
    hedged = {
        "qualifier": "range",
        "value_high": Decimal(12),
        "region_code": WEST,
        "source": "report",
        "dataset": "report_texts",
    }
    build.observe("firms", "10", report, "#120:126", period="2020", **hedged)
    experts = build.observe("experts", "18", report, "#30:33", period="2020", source="report", department_id="d3")
    build.show("mart_talent", experts, {"talent_count": "18"}, "experts", category="experts", withheld=False)
    build.show("mart_talent", {**experts, "region_code": WEST}, {}, "experts", category="experts", withheld=True)
    build.observe("rd_spending", "9000", report, "sidecar:2", kind="target", period="2021")
    build.observe("standing", "4", report, "#50:51", measure="rank", scope="青云省", period="2020")
    return build


def _monthly_table(build: TinyBuild, submission: str) -> None:
    rows: Iterable[tuple[str, str, str, str]] = [
        ("7", CITY, "6200.4", "5600"),
        ("8", EAST, "4100.3", "3700"),
        ("9", WEST, "2100.2", "1900"),
    ]
    for line, region, value, before in rows:
        rounded = {"value_step": Decimal("0.1")}
        now = build.observe("rd_spending", value, submission, f"研发!C{line}", region_code=region, **rounded)
        earlier = {"period": "2019-01/2019-10", "region_code": region, **rounded}
        build.observe("rd_spending", before, submission, f"研发!D{line}", **earlier)
        growth = {"measure": "growth_yoy", "region_code": region}
        build.observe("rd_spending", "10.8", submission, f"研发!E{line}", **growth, value_step=Decimal("0.1"))
        build.show("mart_rd_investment", now, {"rd_expenditure_industrial": value})
    share = build.observe("rd_share", "50.7", submission, "研发!F7")
    build.show("mart_hightech_output", share, {"hightech_value_added_share": "50.7"}, growth_gap_is_derived=False)
    build.observe("rd_spending", "5500", submission, "研发!G7", period="2020-01/2020-09")


def md5(*parts: str) -> str:
    """As the models make ids: the md5 of the parts, joined by a bar."""
    return hashlib.md5("|".join(parts).encode()).hexdigest()
