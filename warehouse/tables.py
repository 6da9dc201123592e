"""The columns of everything that is kept as Parquet: landed rows, and the inputs of a build.

Belongs here: schemas only. `LANDED` tables lie in `landing/<batch_id>/<table>.parquet`, one folder a batch, never
changed. A build copies the batches in force into `builds/<id>/inputs/<table>.parquet` beside the `STATED` tables (the
catalogue, regions, submissions, decisions, history): those inputs are all that dbt reads.
"""

from __future__ import annotations

import pyarrow as pa

NUMBER = pa.decimal128(28, 8)
_S = pa.string()


def _schema(**columns: pa.DataType) -> pa.Schema:
    return pa.schema([pa.field(name, kind) for name, kind in columns.items()])


LANDED: dict[str, pa.Schema] = {
    "observations": _schema(
        batch_id=_S,
        submission_id=_S,
        dataset=_S,
        row_no=pa.int64(),
        indicator_id=_S,
        measure=_S,
        region_code=_S,
        period=_S,
        period_start=pa.date32(),
        period_end=pa.date32(),
        span=_S,
        kind=_S,
        scope=_S,
        breakdown=_S,
        qualifier=_S,
        value=NUMBER,
        value_high=NUMBER,
        unit=_S,
        value_text=_S,
        value_step=NUMBER,
        evidence=_S,
        context=_S,
        flags=_S,  # space separated
    ),
    "record_fields": _schema(
        batch_id=_S,
        submission_id=_S,
        dataset=_S,
        record_no=pa.int64(),
        record_period=_S,
        sheet=_S,
        row_no=pa.int64(),
        field=_S,
        value_text=_S,
        value=NUMBER,
        value_date=pa.date32(),
        unit=_S,
        evidence=_S,
    ),
    "scopes": _schema(batch_id=_S, indicator_id=_S, region_parent=_S, period=_S),
    "notes": _schema(batch_id=_S, submission_id=_S, text=_S, evidence=_S),
    # Figures of reports that are of something the catalogue lacks.
    "open_statements": _schema(
        batch_id=_S,
        submission_id=_S,
        evidence=_S,
        words=_S,
        words_evidence=_S,
        verb=_S,
        share_of=_S,
        measure=_S,
        region=_S,
        region_code=_S,
        period=_S,
        kind=_S,
        scope=_S,
        qualifier=_S,
        value=NUMBER,
        value_high=NUMBER,
        unit=_S,
        value_text=_S,
        context=_S,
        rule=_S,
    ),
    "set_aside": _schema(batch_id=_S, submission_id=_S, evidence=_S, raw=_S, code=_S, sentence_zh=_S, sentence_en=_S),
}

STATED: dict[str, pa.Schema] = {
    # One row a delivery that took effect: the same submission delivered again after it was superseded has two.
    "issues": _schema(
        submission_id=_S,
        batch_id=_S,
        department_id=_S,
        dataset=_S,
        supersedes=_S,  # full, period, increment, report
        source=_S,
        source_rank=pa.int32(),
        known_on=pa.date32(),
        known_on_from=_S,
        landed_seq=pa.int64(),
        withdrawn_on=pa.date32(),  # the day an operator withdrew the submission, else null
    ),
    # One row a submission, refused ones too.
    "submissions": _schema(
        submission_id=_S,
        department_id=_S,
        dataset=_S,
        file_name=_S,
        sha256=_S,
        sidecar_sha256=_S,
        outcome=_S,  # accepted, refused, withdrawn
        reasons_zh=_S,
        reasons_en=_S,
        observations=pa.int64(),
        records=pa.int64(),
        set_aside=pa.int64(),
        known_on=pa.date32(),
        first_delivered_at=pa.timestamp("us", tz="UTC"),
        last_delivered_at=pa.timestamp("us", tz="UTC"),
        deliveries=pa.int64(),
    ),
    "indicators": _schema(
        indicator_id=_S,
        name_zh=_S,
        name_en=_S,
        domain=_S,
        unit=_S,
        nature=_S,  # flow, stock, ratio, rank
        growth_basis=_S,  # nominal, comparable_price, same_scope; '' where unknown
        direction=_S,  # up, down, none
        note=_S,
    ),
    # Pairs of indicators whose numbers are often taken for one another, both ways.
    "confusions": _schema(indicator_id=_S, other_indicator_id=_S),
    # Composite indices: a row a member, its weight in the whole; and the varied weights and methods for its ranks.
    "index_members": _schema(
        scheme_id=_S,
        scheme_zh=_S,
        scheme_en=_S,
        normalisation=_S,  # minmax, zscore
        aggregation=_S,  # arithmetic, geometric
        dimension_id=_S,
        dimension_zh=_S,
        dimension_en=_S,
        indicator_id=_S,
        measure=_S,
        weight=pa.float64(),
        direction=_S,  # up, down
        treatment=_S,  # none, log
    ),
    "index_draws": _schema(
        scheme_id=_S,
        draw_no=pa.int32(),
        indicator_id=_S,
        measure=_S,
        weight=pa.float64(),
        normalisation=_S,
        aggregation=_S,
    ),
    # What departments owe how often, and by how many days after the end of its period.
    "calendar": _schema(department_id=_S, dataset=_S, every=_S, days=pa.int32(), not_for=_S),
    "regions": _schema(
        region_code=_S,
        name_zh=_S,
        short_name=_S,
        name_en=_S,
        level=_S,  # nation, province, city, county, zone
        parent_code=_S,
        kind=_S,  # administrative, functional
        valid_from=pa.date32(),
        valid_to=pa.date32(),
        successor=_S,
    ),
    "departments": _schema(department_id=_S, name_zh=_S, name_en=_S),
    "decisions": _schema(
        landed_seq=pa.int64(), decided_at=pa.timestamp("us", tz="UTC"), decision=_S, subject=_S, reason=_S
    ),
    "runs": _schema(
        run_id=_S,
        started_at=pa.timestamp("us", tz="UTC"),
        ended_at=pa.timestamp("us", tz="UTC"),
        outcome=_S,
        release_id=_S,
        read=pa.int64(),
        accepted=pa.int64(),
        refused=pa.int64(),
    ),
    # What both gates said: at intake a row a rule, department and dataset of one run; at the release gate a row a rule,
    # or, of a rule that failed, a row for each department that failing rows come from.
    "verdicts": _schema(
        run_id=_S,
        build_id=_S,  # '' at intake
        judged_at=pa.timestamp("us", tz="UTC"),
        gate=_S,  # intake, release
        rule_id=_S,
        severity=_S,
        outcome=_S,  # passed, failed, error
        department_id=_S,  # '' where no department is behind it
        dataset=_S,  # '' likewise
        judged=pa.int64(),  # submissions at intake, 1 (the build) at the release gate
        broken=pa.int64(),  # of these
        failing=pa.int64(),  # rows
        suspicious=pa.bool_(),  # passes once a person confirms it
    ),
    # What went back to the departments: a row when it did, one more when a corrected file came in.
    "returns": _schema(
        submission_id=_S,
        batch_id=_S,
        department_id=_S,
        dataset=_S,
        path=_S,
        file=_S,  # relative to the folder returns/; '' if there was nothing to correct or to check
        round_no=pa.int32(),  # counts what went back of one submission: its verdict may change
        accepted=pa.bool_(),
        findings=pa.int64(),
        verdict=_S,  # hash of what was told
        delivered_on=pa.date32(),
        returned_at=pa.timestamp("us", tz="UTC"),
        answered_by=_S,  # the submission that came in its place, '' so far
        answered_on=pa.date32(),  # the day it was delivered
        answered_at=pa.timestamp("us", tz="UTC"),
        fixed=pa.int64(),
        still_open=pa.int64(),
        newly_found=pa.int64(),
    ),
    "build": _schema(release_id=_S, fingerprint=_S, code_version=_S, home_region=_S),
}
