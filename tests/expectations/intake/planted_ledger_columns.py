"""Planted defects of what the columns of a ledger say of each other, and beside ledgers before."""

from __future__ import annotations

import dataclasses
import datetime as dt

from tests.expectations.intake.made import Case, cell, changed, in_ledger, ledger, plants, readings, record

in_ledger(
    "ledger.place_as_the_name_says",
    "innovation_vouchers",
    region=lambda old: "330624" if old["region"] != "330624" else "330602",
)
in_ledger("ledger.an_organisation_as_the_others", "innovation_vouchers", enterprise="Ada Exemple")
in_ledger("ledger.word_of_its_column", "commissioners", 12, title="果蔬", speciality="讲师")
in_ledger("ledger.word_in_the_name", "technology_demands", 4, chain="别的产业链")
in_ledger("ledger.amounts_in_their_ratio", "open_challenges", 1, award_amount=lambda old: old["award_amount"] * 3)
in_ledger(
    "ledger.place_is_no_organisation",
    "technology_contracts",
    buyer_region=None,
    buyer_region_text="示例市昀舟电子有限公司",
    at="buyer_region_text",
)
in_ledger("ledger.day_near_the_others", "technology_demands", 3, filed_on=dt.date(2015, 6, 1))


@plants("ledger.two_columns_differ")
def an_issuer_that_takes_its_own_challenge() -> Case:
    good = ledger("open_challenges")
    taken = [row.record_no for row in good.records if row.field == "taker"]
    bad = changed(good, taken[0], taker=record(good, taken[0])["issuer"])
    return Case(good, bad, cell(good, taken[0], "issuer"))


@plants("ledger.classes_go_together")
def a_batch_of_another_category() -> Case:
    good = readings("recognition_cases")[-1]
    batches = {row.record_no: row.value_text for row in good.records if row.field == "batch"}
    small = next(number for number, batch in batches.items() if batch.startswith("科小"))
    other = next(batch for batch in batches.values() if not batch.startswith("科小"))
    return Case(good, changed(good, small, batch=other), cell(good, small, "category"))


@plants("ledger.entered_under_another_number")
def a_contract_of_last_month_under_a_new_number() -> Case:
    good, before = ledger("technology_contracts"), ledger("technology_contracts", back=1)
    old = {name: value for name, value in record(before, 2).items() if name != "contract_no"}
    bad = changed(good, 3, **(dict.fromkeys(record(good, 3).keys() - old.keys() - {"contract_no"}) | old))
    return Case(good, bad, cell(good, 3, "contract_no"), (before,))


@plants("ledger.amounts_of_the_usual_size")
def amounts_in_yuan_under_ten_thousand_yuan() -> Case:
    good, before = ledger("technology_contracts"), ledger("technology_contracts", back=1)
    rows = [
        dataclasses.replace(row, value=row.value * 10_000) if row.unit == "CNY" and row.value is not None else row
        for row in good.records
    ]
    return Case(good, dataclasses.replace(good, records=rows), "", (before,))


in_ledger("ledger.document_of_a_near_year", "st_funds", document_no="绍市财行〔2002〕9号")
in_ledger("ledger.paper_of_the_same_day_keeps_its_number", "st_funds", 1, document_no="绍市财行〔2020〕99号", before=1)
in_ledger(
    "open_challenges.taker_has_a_place", "open_challenges", 1, taker_region=None, taker_region_text=None, at="taker"
)
