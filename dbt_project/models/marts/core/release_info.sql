-- One row a dataset, and one for the whole release (dataset '*').
with build as (
    select
        coalesce(max(release_id), '') as release_id, coalesce(max(fingerprint), '') as fingerprint,
        coalesce(max(code_version), '') as code_version, coalesce(max(home_region), '') as home_region
    from {{ ref('stg_build') }}
),

numbers as (
    select '*' as dataset, known_from, period, period_end, kind, submission_id from {{ ref('fct_observation_vintage') }}
    union all
    select dataset, known_from, period, period_end, kind, submission_id from {{ ref('fct_observation_vintage') }}
),

newest as (
    select
        dataset,
        max_by(period, concat_ws('|', cast(period_end as string), period)) as newest_period
    from numbers
    where kind = 'actual'
    group by dataset
),

datasets as (
    select dataset, submission_id, known_on from {{ ref('int_issues') }}
    union all
    select '*', submission_id, known_on from {{ ref('int_issues') }}
    union all
    select '*', null, null
),

submitted as (
    select dataset, count(distinct submission_id) as submissions, max(known_on) as newest_known_on
    from datasets
    group by dataset
),

counted as (
    select '*' as dataset, count(*) as observations from {{ ref('fct_observation') }}
    union all
    select dataset, count(*) from {{ ref('fct_observation') }} group by dataset
)

select
    b.release_id,
    b.fingerprint,
    b.code_version,
    b.home_region,
    s.dataset,
    s.newest_known_on,
    n.newest_period,
    s.submissions,
    coalesce(c.observations, 0) as observations
from submitted as s
cross join build as b
left join newest as n on n.dataset = s.dataset
left join counted as c on c.dataset = s.dataset
