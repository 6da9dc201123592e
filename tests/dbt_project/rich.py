"""One world with everything in it that the tests of a whole build look at."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from tests.dbt_project.world import HOME, World

TRADE = {"department": "science_technology_bureau", "source": "ledger_sum", "rank": 30}
PEOPLE = {"dataset": "foreign_experts", "department": "human_resources_bureau", "source": "ledger_sum", "rank": 30}
REPORT = {"dataset": "report_texts", "supersedes": "report", "source": "report", "rank": 20}


def rich_world() -> World:
    """Industrial R&D restated once, a report, a register of contracts, a ledger of persons, platforms, targets."""
    w = World()
    ytd = "2020-01/2020-10"
    scope = [("rd_expenditure_industrial", "900000", ytd), ("rd_expenditure_industrial", HOME, ytd)]
    w.submit("first", "2020-11-05", scopes=scope)
    w.state("first", "12900000000")
    w.state("first", "700000000", region_code="900101")
    w.state("first", "500000000", region_code="900102")
    w.submit("restated", "2020-11-15", scopes=scope)
    w.state("restated", "12956000000", value_text="129.56亿元", value_step=Decimal("1000000"), context="全市 | 1-10月")
    w.state("restated", "12", measure="growth_yoy", unit="%")
    w.state("restated", "11567857143", period="2019-01/2019-10")
    w.state("restated", "710000000", region_code="900101")

    w.submit("report", "2020-11-20", **REPORT)
    w.state("report", "12965000000", evidence="#120:128", qualifier="~")
    w.state("report", "2.65", indicator_id="rd_intensity", period="2019", unit="%", evidence="#10:15")
    w.state(
        "report", "1", indicator_id="rd_intensity", measure="rank_of_change", scope="云山省", period="2019",
        unit="rank", evidence="#20:21",
    )  # fmt: skip
    w.state(
        "report", "9", indicator_id="rd_intensity", measure="rank_of_change", scope="全国", period="2019",
        unit="rank", evidence="#24:25",
    )  # fmt: skip
    w.state(
        "report", "3", indicator_id="rd_intensity", period="2021", unit="%", kind="target", qualifier="~",
        evidence="#40:42",
    )  # fmt: skip
    w.state("report", "7900000000", indicator_id="technology_trade_value", period=ytd, evidence="#50:54")
    w.state("report", "5.3", indicator_id="hightech_investment", measure="growth_yoy", unit="%", evidence="#60:64")
    w.state("report", "-7.6", indicator_id="industrial_investment", measure="growth_yoy", unit="%", evidence="#70:74")
    w.state("report", "5", indicator_id="rd_expenditure_total", period="2018", evidence="#80:81")
    w.state("report", "6", indicator_id="rd_expenditure_total", period="2018", evidence="#90:91")
    w.state(
        "report", "2", indicator_id="foreign_expert_projects_leading", period="2019", unit="count", evidence="#95:96"
    )

    w.submit("register", "2020-11-08", dataset="technology_contracts", scopes=[("*", "*", "2020-10")], **TRADE)
    for seller, kind, amount in (
        ("900101", "service", "1005000.5"),
        ("900101", "transfer", "200000"),
        ("900102", "service", "70000"),
        ("900201", "service", "90000"),
        ("900103", "other", "1"),
    ):
        w.record(
            "register", "2020-10", contract_no=f"N-{amount}", contract_type=kind, seller_region=seller,
            amount=Decimal(amount), registered_on=dt.date(2020, 10, 3),
        )  # fmt: skip

    w.submit("experts", "2020-11-30", scopes=[("*", "*", "2020")], **PEOPLE)
    for region, people in (("900101", 10), ("900102", 2), ("900103", 4)):
        for number in range(people):
            w.record(
                "experts", "2020", person=f"pseudonym-{region}-{number}", category="overseas_engineer",
                stage="applied", employer="东溪仪表厂", region=region,
            )  # fmt: skip

    w.submit("platforms", "2020-11-30", dataset="platforms", scopes=[("*", "*", "2020-10")], **TRADE)
    for name, region, state in (("甲孵化器", "900101", "recognised"), ("乙孵化器", "900103", "candidate")):
        w.record("platforms", "2020-10", name=name, kind="incubator", level="national", state=state, region=region)
    w.record("platforms", "2020-10", name="丙孵化器", kind="incubator", region="900104")
    w.submit("undated", "2020-11-30", dataset="platforms", **TRADE)
    w.record("undated", "", name="丁孵化器", kind="incubator", region="900104")
    return w
