-- How much each number moved, when, and by whose submission: one row each time a source replaced or withdrew what it had
-- said before. Two readings of one submission are no revision.
with spoken as (
    select
        vintage_id, observation_id, indicator_id, indicator_name, measure, region_code, region_name, period, period_start,
        period_end, span, kind, scope, breakdown, unit, department_id, dataset, submission_id, evidence, value,
        qualifier, known_from, known_to, vintage_no
    from {{ ref('fct_observation_vintage') }}
    where not ambiguous and (known_to is null or known_to > known_from)
),

followed as (
    select
        s.*,
        lead(vintage_id) over (lineage order by known_from, vintage_no) as next_vintage_id,
        lead(known_from) over (lineage order by known_from, vintage_no) as next_known_from,
        lead(value) over (lineage order by known_from, vintage_no) as next_value,
        lead(qualifier) over (lineage order by known_from, vintage_no) as next_qualifier,
        lead(submission_id) over (lineage order by known_from, vintage_no) as next_submission_id,
        lead(evidence) over (lineage order by known_from, vintage_no) as next_evidence
    from spoken as s
    window lineage as (partition by observation_id, department_id, dataset)
),

moved as (
    select
        *,
        coalesce(next_known_from = known_to, false) as restated
    from followed
    where known_to is not null
        and (
            next_known_from is distinct from known_to
            or (next_submission_id <> submission_id and (next_value <> value or next_qualifier <> qualifier))
        )
)

select
    md5(concat_ws('|', vintage_id, cast(known_to as string))) as row_id,
    observation_id,
    indicator_id,
    indicator_name,
    measure,
    region_code,
    region_name,
    period,
    period_start,
    period_end,
    span,
    kind,
    scope,
    breakdown,
    unit,
    department_id,
    dataset,
    known_to as revised_on,
    known_from as known_since,
    case when restated then 'restated' else 'withdrawn' end as outcome,
    value as value_before,
    case when restated then next_value end as value_after,
    case when restated then {{ number('next_value - value') }} end as change,
    case when restated then {{ number('100 * (next_value - value) / nullif(abs(value), 0)') }} end as change_percent,
    submission_id as submission_before,
    evidence as evidence_before,
    coalesce(case when restated then next_submission_id end, '') as submission_after,
    coalesce(case when restated then next_evidence end, '') as evidence_after,
    cast(row_number() over (
        partition by observation_id, department_id, dataset order by known_to, vintage_id
    ) as integer) as revision_no,
    vintage_id as vintage_before,
    coalesce(case when restated then next_vintage_id end, '') as vintage_after
from moved
