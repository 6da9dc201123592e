-- Observations as they hold. A known error of the source is replaced: evidence and words stay those of its cell, and the
-- mark `corrected` says that the number is not. A number that an operator has confirmed is `suspicious` no more.
with confirmed as (
    select distinct subject as submission_id, evidence
    from {{ ref('ops_decisions') }}
    where decision = 'confirm'
),

marked as (
    select
        o.*,
        p.correction_id,
        p.new_number,
        p.new_step,
        concat_ws('', ' ', o.flags, ' ') as marks,
        n.submission_id is not null or a.submission_id is not null as is_confirmed
    from {{ ref('stg_landing__observations') }} as o
    left join {{ ref('int_correction_places') }} as p
        on p.applied and p.batch_id = o.batch_id and p.observation_no = o.row_no
    left join confirmed as n on n.submission_id = o.submission_id and n.evidence = o.evidence
    left join confirmed as a on a.submission_id = o.submission_id and a.evidence = ''
)

select
    batch_id,
    submission_id,
    dataset,
    row_no,
    indicator_id,
    measure,
    region_code,
    period,
    period_start,
    period_end,
    span,
    kind,
    scope,
    breakdown,
    qualifier,
    coalesce(new_number, value) as value,
    value_high,
    unit,
    value_text,
    coalesce(new_step, value_step) as value_step,
    evidence,
    context,
    trim(case
        when correction_id is not null then concat_ws('', replace(marks, ' suspicious ', ' '), 'corrected')
        when is_confirmed then replace(marks, ' suspicious ', ' confirmed ')
        else marks
    end) as flags
from marked
