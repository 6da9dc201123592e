-- Every judgement of a rule for every department that it concerns. At intake these are the departments whose submissions
-- were judged. The release gate judges a build whoever sent what: there a rule concerns the departments whose rows ever
-- broke it, at each of its judgements.
with verdicts as (
    select
        *,
        {{ month_in_china('judged_at') }} as month_start
    from {{ ref('ops_verdicts') }}
),

builds as (
    select rule_id, severity, judged_at, month_start, max(case when outcome = 'error' then 1 else 0 end) as errors
    from verdicts
    where gate = 'release'
    group by rule_id, severity, judged_at, month_start
),

concerned as (
    select distinct rule_id, department_id from verdicts where gate = 'release'
)

select
    department_id, gate, rule_id, severity, judged_at, month_start, outcome, judged, broken, failing,
    case when outcome = 'error' then judged else 0 end as errors,
    case when suspicious then broken else 0 end as suspicious
from verdicts
where gate = 'intake'

union all

select
    c.department_id,
    'release',
    b.rule_id,
    b.severity,
    b.judged_at,
    b.month_start,
    case when b.errors = 1 then 'error' else coalesce(v.outcome, 'passed') end,
    1,
    coalesce(v.broken, 0),
    coalesce(v.failing, 0),
    b.errors,
    0
from builds as b
inner join concerned as c on c.rule_id = b.rule_id
left join verdicts as v
    on v.gate = 'release' and v.rule_id = b.rule_id and v.judged_at = b.judged_at and v.department_id = c.department_id
