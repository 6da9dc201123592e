-- One row a dataset, and one for the whole release (dataset '*'). What stands refused is the only thing here that depends
-- on the order of arrival: it is newer than what is in force because it came later.
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
),

senders as (
    select distinct department_id, dataset from {{ ref('int_issues') }}
),

-- A refused file of which nobody can tell the dataset may be of any that its department sends.
refused as (
    select s.dataset, r.submission_id, r.since
    from {{ ref('stg_landing__open_refusals') }} as r
    inner join senders as s on r.dataset = s.dataset or (r.dataset = '' and r.department_id = s.department_id)
    union
    select '*', submission_id, since from {{ ref('stg_landing__open_refusals') }}
),

stale as (
    select dataset, min(since) as stale_since, count(distinct submission_id) as refused_open
    from refused
    group by dataset
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
    coalesce(c.observations, 0) as observations,
    t.stale_since,
    coalesce(t.refused_open, 0) as refused_open
from submitted as s
cross join build as b
left join newest as n on n.dataset = s.dataset
left join counted as c on c.dataset = s.dataset
left join stale as t on t.dataset = s.dataset
