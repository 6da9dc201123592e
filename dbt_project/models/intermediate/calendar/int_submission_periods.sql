-- The last day of the newest period that a submission states wholly; of a register without a period the day it is of.
select
    i.submission_id,
    min(i.department_id) as department_id,
    min(i.dataset) as dataset,
    coalesce(
        max({{ period_end('s.period') }}),
        min(i.known_on)
    ) as period_end
from {{ ref('int_issues') }} as i
left join {{ ref('stg_landing__scopes') }} as s on s.batch_id = i.batch_id
group by i.submission_id
