-- From which day until which day each statement of a submission stood. One identity, one department's dataset: on any day
-- the last issue (by the day known, then by order of landing) that speaks of the number decides. It speaks by stating it,
-- or by a scope that covers it without stating it, which withdraws it. An issue that an operator withdrew stops speaking
-- on that day, and the one before it stands again. A submission with cells set aside may have meant to state what it
-- leaves out: it withdraws nothing, and what it leaves out is stale.
with statements as (
    select distinct
        observation_id, batch_id, indicator_id, region_code, period, period_start, period_end, from_records
    from {{ ref('int_statements') }}
),

issues as (
    select * from {{ ref('int_issues') }}
),

stating as (
    select
        s.observation_id, i.department_id, i.dataset, i.batch_id, i.landed_seq, i.known_on, i.withdrawn_on,
        s.indicator_id, s.region_code, s.period, s.period_start, s.period_end, s.from_records
    from statements as s
    inner join issues as i on i.batch_id = s.batch_id
),

numbers as (
    select
        observation_id, department_id, dataset, indicator_id, region_code, period,
        max(period_start) as period_start, max(period_end) as period_end, bool_or(from_records) as from_records
    from stating
    group by observation_id, department_id, dataset, indicator_id, region_code, period
),

scopes as (
    select
        i.department_id, i.dataset, i.batch_id, i.landed_seq, i.known_on, i.withdrawn_on, i.has_set_aside,
        s.indicator_id, s.region_parent, s.period,
        {{ period_start('s.period') }} as period_start, {{ period_end('s.period') }} as period_end
    from {{ ref('stg_landing__scopes') }} as s
    inner join issues as i on i.batch_id = s.batch_id
    where i.supersedes in ('full', 'period')
),

silent as (
    select distinct
        n.observation_id, n.department_id, n.dataset, s.batch_id, s.landed_seq, s.known_on, s.withdrawn_on,
        s.has_set_aside
    from numbers as n
    inner join scopes as s on s.department_id = n.department_id and s.dataset = n.dataset
    left join {{ ref('stg_catalogue__regions') }} as r on r.region_code = n.region_code
    left join stating as t on t.observation_id = n.observation_id and t.landed_seq = s.landed_seq
    where t.observation_id is null
        and s.indicator_id in ('*', n.indicator_id)
        and (s.region_parent = '*' or s.region_parent = r.parent_code)
        and (
            s.period in ('*', n.period)
            or (n.from_records and n.period_start >= s.period_start and n.period_end <= s.period_end)
        )
),

voices as (
    select observation_id, department_id, dataset, batch_id, landed_seq, known_on, withdrawn_on, true as states
    from stating
    union all
    select observation_id, department_id, dataset, batch_id, landed_seq, known_on, withdrawn_on, false
    from silent
    where not has_set_aside
),

days as (
    select observation_id, department_id, dataset, known_on as day from voices
    union
    select observation_id, department_id, dataset, withdrawn_on from voices where withdrawn_on > known_on
),

deciding as (
    select d.observation_id, d.department_id, d.dataset, d.day, v.landed_seq, v.batch_id, v.states
    from days as d
    left join voices as v
        on v.observation_id = d.observation_id
        and v.department_id = d.department_id
        and v.dataset = d.dataset
        and v.known_on <= d.day
        and (v.withdrawn_on is null or v.withdrawn_on > d.day)
    qualify row_number() over (
        partition by d.observation_id, d.department_id, d.dataset, d.day
        order by v.known_on desc nulls last, v.landed_seq desc nulls last
    ) = 1
),

changes as (
    select *
    from deciding
    qualify landed_seq is distinct from lag(landed_seq) over (
            partition by observation_id, department_id, dataset order by day
        )
        or row_number() over (partition by observation_id, department_id, dataset order by day) = 1
),

standing as (
    select
        observation_id, department_id, dataset, batch_id, landed_seq, states, day as known_from,
        lead(day) over (partition by observation_id, department_id, dataset order by day) as known_to
    from changes
),

passed_over as (
    select t.observation_id, t.department_id, t.dataset, t.batch_id, t.landed_seq, t.known_on as known_from
    from stating as t
    left join standing as s
        on s.observation_id = t.observation_id and s.landed_seq = t.landed_seq and s.states
    where s.observation_id is null
),

intervals as (
    select observation_id, department_id, dataset, batch_id, landed_seq, known_from, known_to
    from standing
    where states
    union all
    select observation_id, department_id, dataset, batch_id, landed_seq, known_from, known_from
    from passed_over
)

select
    i.observation_id,
    i.department_id,
    i.dataset,
    i.batch_id,
    i.landed_seq,
    i.known_from,
    i.known_to,
    i.known_to is null and count(s.batch_id) > 0 as stale
from intervals as i
left join silent as s
    on s.observation_id = i.observation_id
    and s.department_id = i.department_id
    and s.dataset = i.dataset
    and s.has_set_aside
    and s.withdrawn_on is null
    and (s.known_on > i.known_from or (s.known_on = i.known_from and s.landed_seq > i.landed_seq))
group by
    i.observation_id, i.department_id, i.dataset, i.batch_id, i.landed_seq, i.known_from, i.known_to
