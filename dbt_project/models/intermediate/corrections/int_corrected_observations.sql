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
    * exclude (correction_id, new_number, new_step, marks, is_confirmed) replace (
        coalesce(new_number, value) as value,
        coalesce(new_step, value_step) as value_step,
        trim(case
            when correction_id is not null then concat_ws('', replace(marks, ' suspicious ', ' '), 'corrected')
            when is_confirmed then replace(marks, ' suspicious ', ' confirmed ')
            else marks
        end) as flags
    )
from marked
