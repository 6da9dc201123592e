"""One planted defect for each rule of the package, and what its failing row must show.

All row defects go into one build at once, each on rows of its own; those of whole tables into another. The modules
`planted_<domain>` beside this one plant those of their domain's rules.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from tests.expectations.builds import CITY, EAST, TinyBuild

Plant = Callable[[TinyBuild], str]
"""Plants a defect; returns a text that the text or the evidence of a failing row must hold."""

ROWS: dict[str, Plant] = {}
WHOLE_TABLES: dict[str, tuple[str, str]] = {
    "observation.columns": ("alter table marts.fct_observation rename value_text to text", "value_text"),
    "observation.types": ("alter table marts.fct_observation alter value_step type double", "value_step"),
    "rd.columns": ("alter table marts.mart_rd_investment rename rd_intensity to intensity", "rd_intensity"),
    "hightech.columns": ("alter table marts.mart_hightech_output drop growth_gap_is_derived", "growth_gap_is_derived"),
    "trade.columns": ("alter table marts.mart_technology_trade rename amount to sum", "amount"),
    "talent.columns": ("alter table marts.mart_talent drop hedges", "hedges"),
    "release.described": ("update marts.release_info set fingerprint = ''", "rows_with_both=0"),
}


def plants(rule_id: str) -> Callable[[Plant], Plant]:
    """Registers the defect that `rule_id` must catch."""

    def register(plant: Plant) -> Plant:
        ROWS[rule_id] = plant
        return plant

    return register


def planted_build(build: TinyBuild) -> dict[str, str]:
    """Plants every row defect; what must be shown, by rule."""
    return {rule_id: plant(build) for rule_id, plant in ROWS.items()}


def bad(build: TinyBuild, rule: str, indicator: str = "firms", value: str | None = "7", **facts: object) -> str:
    """An observation that only this defect speaks of: its breakdown and its sheet are named after the rule."""
    facts = {"breakdown": rule, "period": "2018"} | facts
    build.observe(indicator, value, build.submission(f"{rule}.xlsx"), f"{rule}!C17", **facts)
    return f"{rule}!C17"


def spoil(rule: str, change: str, **facts: object) -> None:
    """Registers a defect made by an UPDATE of fct_observation on an observation of its own."""

    @plants(rule)
    def plant(build: TinyBuild) -> str:
        place = bad(build, rule, **facts)  # type: ignore[arg-type]
        build.run(f"update marts.fct_observation set {change} where breakdown = '{rule}'")
        return place


# ---- fct_observation
spoil("observation.id_follows_identity", "observation_id = 'x'")
spoil("observation.value_present", "value = null")
spoil("observation.kind_listed", "kind = 'forecast'")
spoil("observation.measure_listed", "measure = 'growth_mom'")
spoil("observation.qualifier_listed", "qualifier = '≈'")
spoil("observation.range_has_two_ends", "qualifier = 'range'")
spoil("observation.period_notation", "period = '2018年'")
spoil("observation.span_listed", "span = 'week'")
spoil("observation.level_in_base_unit", "unit = '万个'")
spoil("observation.measure_fits_unit", "unit = 'pp'", measure="growth_yoy")
spoil("observation.known_day_present", "known_from = null")
spoil("observation.from_a_standing_vintage", "value = value + 1")
spoil("observation.indicator_known", "indicator_id = 'unheard_of'")
spoil("observation.region_known", "region_code = '000001'")
spoil("coverage.not_stale", "flags = 'period_from_contract stale'")
spoil("coverage.ledger_complete", "flags = 'incomplete'")
spoil("coverage.inferred", "flags = 'region_inferred'")


@plants("observation.id_unique")
def one_observation_in_two_rows(build: TinyBuild) -> str:
    place = bad(build, "observation.id_unique")
    build.run("insert into marts.fct_observation from marts.fct_observation where breakdown = 'observation.id_unique'")
    return place


@plants("observation.identity_unique")
def two_ids_for_one_identity(build: TinyBuild) -> str:
    place = bad(build, "observation.identity_unique")
    build.run(
        "insert into marts.fct_observation select * replace ('other' as observation_id) from marts.fct_observation"
        " where breakdown = 'observation.identity_unique'"
    )
    return place


@plants("observation.evidence_present")
def a_number_from_nowhere(build: TinyBuild) -> str:
    bad(build, "observation.evidence_present")
    build.run("update marts.fct_observation set evidence = ' ' where breakdown = 'observation.evidence_present'")
    return "observation.evidence_present"


@plants("observation.evidence_reached")
def evidence_without_a_cell(build: TinyBuild) -> str:
    place = bad(build, "observation.evidence_reached")
    build.run(f"update evidence.observation_inputs set evidence = '第三张表' where evidence = '{place}'")
    return place


@plants("observation.submission_known")
def a_submission_without_a_name(build: TinyBuild) -> str:
    place = bad(build, "observation.submission_known")
    build.run("update evidence.submissions set file_name = '' where file_name = 'observation.submission_known.xlsx'")
    return place


# ---- fct_observation_vintage
@plants("vintage.id_unique")
def one_vintage_in_two_rows(build: TinyBuild) -> str:
    place = bad(build, "vintage.id_unique", only_vintage=True)
    table = "marts.fct_observation_vintage"
    build.run(f"insert into {table} from {table} where breakdown = 'vintage.id_unique'")
    return place


@plants("vintage.evidence_present")
def a_vintage_from_nowhere(build: TinyBuild) -> str:
    place = bad(build, "vintage.evidence_present", only_vintage=True)
    build.run("update marts.fct_observation_vintage set value = null where breakdown = 'vintage.evidence_present'")
    return place


@plants("vintage.days_in_order")
def an_end_before_the_beginning(build: TinyBuild) -> str:
    place = bad(build, "vintage.days_in_order", only_vintage=True)
    build.run(
        "update marts.fct_observation_vintage set known_to = '2020-01-01' where breakdown = 'vintage.days_in_order'"
    )
    return place


@plants("vintage.one_stands")
def two_vintages_on_one_day(build: TinyBuild) -> str:
    bad(build, "vintage.one_stands", only_vintage=True, known_from=dt.date(2020, 10, 1))
    return bad(build, "vintage.one_stands", value="8", only_vintage=True)


@plants("vintage.unambiguous")
def two_values_in_one_file(build: TinyBuild) -> str:
    place = bad(build, "vintage.unambiguous", only_vintage=True)
    build.run("update marts.fct_observation_vintage set ambiguous = true where breakdown = 'vintage.unambiguous'")
    return place


# ---- dimensions
@plants("indicator.id_unique")
def an_indicator_twice(build: TinyBuild) -> str:
    for unit in ("%", "CNY"):
        build.insert("marts.dim_indicator", indicator_id="twice", name_zh="重", name_en="twice", unit=unit)
    return "twice"


@plants("indicator.described")
def an_indicator_without_a_name(build: TinyBuild) -> str:
    build.insert("marts.dim_indicator", indicator_id="nameless", name_zh="", name_en="x", unit="%")
    return "nameless"


@plants("region.code_unique")
def a_region_twice(build: TinyBuild) -> str:
    for _ in range(2):
        build.insert("marts.dim_region", region_code="990777", name_zh="重名县", level="zone", parent_code=CITY)
    return "990777"


@plants("region.parent_known")
def a_region_of_nowhere(build: TinyBuild) -> str:
    build.insert("marts.dim_region", region_code="990888", name_zh="无主县", level="county", parent_code="880000")
    return "990888"


@plants("period.unique")
def a_period_twice(build: TinyBuild) -> str:
    for _ in range(2):
        build.insert("marts.dim_period", period="2011")
    return "2011"


@plants("submission.described")
def a_submission_of_no_department(build: TinyBuild) -> str:
    build.insert(
        "marts.dim_submission", submission_id="s0", file_name="无主.xlsx", dataset="rd", known_on=dt.date(2020, 1, 1)
    )
    return "无主.xlsx"


# ---- marts
def plant_in_mart(rule: str, mart: str, indicator: str, number: str, part: str = "", **columns: object) -> str:
    """A row of a mart that is right so far; its row id."""
    build, place = columns.pop("build"), f"{rule}!C17"
    assert isinstance(build, TinyBuild)
    observation = build.observe(indicator, "7", build.submission(f"{rule}.xlsx"), place, breakdown=rule, period="2018")
    return build.show(mart, observation, {number: "7"}, part, **columns)


def spoil_mart(name: str, mart: str, indicator: str, number: str, **columns: object) -> None:
    """Registers the two defects of every mart: a row twice, and a number that is not that of its evidence."""

    @plants(f"{name}.row_unique")
    def twice(build: TinyBuild) -> str:
        rule = f"{name}.row_unique"
        row = plant_in_mart(rule, mart, indicator, number, rule, build=build, **columns)
        build.run(f"insert into marts.{mart} from marts.{mart} where row_id = '{row}'")
        return f"{rule}!C17"

    @plants(f"{name}.numbers_traced")
    def untraced(build: TinyBuild) -> str:
        rule = f"{name}.numbers_traced"
        row = plant_in_mart(rule, mart, indicator, number, rule, build=build, **columns)
        build.run(f"update marts.{mart} set {number} = 70 where row_id = '{row}'")
        return f"{rule}!C17"


spoil_mart("rd", "mart_rd_investment", "rd_spending", "rd_expenditure_total")
spoil_mart("hightech", "mart_hightech_output", "rd_share", "hightech_value_added_share")
spoil_mart("trade", "mart_technology_trade", "rd_spending", "amount_target", contract_type="total")
spoil_mart("talent", "mart_talent", "experts", "talent_count", category="experts", withheld=False)


@plants("talent.small_groups_hidden")
def a_withheld_group_in_the_evidence(build: TinyBuild) -> str:
    rule = "talent.small_groups_hidden"
    row = plant_in_mart(rule, "mart_talent", "experts", "talent_count", rule, category=rule, withheld=True, build=build)
    build.run(f"update marts.mart_talent set talent_count = null where row_id = '{row}'")
    return rule


@plants("trade.types_within_total")
def a_type_larger_than_the_total(build: TinyBuild) -> str:
    rule = "trade.types_within_total"
    total = build.observe(
        "rd_spending", "70", build.submission(f"{rule}.xlsx"), f"{rule}!C17", breakdown=rule, region_code=EAST
    )
    build.show("mart_technology_trade", total, {"amount": "70"}, "total", contract_type="total")
    part = build.observe(
        "rd_spending", "80", build.submission(f"{rule}.xlsx"), "台账!D4", breakdown="service", region_code=EAST
    )
    build.show("mart_technology_trade", part, {"amount": "80"}, "service", contract_type="service")
    return f"{rule}!C17"


@plants("evidence.numbers_have_observations")
def a_number_of_no_observation(build: TinyBuild) -> str:
    number = {
        "mart": "mart_rd_investment",
        "row_id": "r",
        "column_name": "rd_intensity",
        "value": 3,
        "observation_id": "gone",
    }
    build.insert("evidence.mart_numbers", **number, formula="")
    return "rd_intensity"


for _module in sorted(Path(__file__).parent.glob("planted_*.py")):
    import_module(f"tests.expectations.{_module.stem}")
