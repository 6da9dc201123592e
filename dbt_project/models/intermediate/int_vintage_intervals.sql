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

-- which scope covers which number; in three joins, so that the usual one is of equals
covered as (
    select n.observation_id, n.region_code, s.*
    from numbers as n
    inner join scopes as s
        on s.department_id = n.department_id and s.dataset = n.dataset
        and s.indicator_id = n.indicator_id and s.period = n.period
    union all
    select n.observation_id, n.region_code, s.*
    from numbers as n
    inner join (select * from scopes where indicator_id = '*' or period = '*') as s
        on s.department_id = n.department_id and s.dataset = n.dataset
        and s.indicator_id in ('*', n.indicator_id) and s.period in ('*', n.period)
    union all
    -- what is summed from records lies inside the period that its ledger restates, unless its rows are cumulative:
    -- such a ledger says how far things are at its end, and nothing of an earlier month
    select n.observation_id, n.region_code, s.*
    from (select * from numbers where from_records) as n
    inner join scopes as s
        on s.department_id = n.department_id and s.dataset = n.dataset and s.indicator_id in ('*', n.indicator_id)
        and n.period_start >= s.period_start and n.period_end <= s.period_end
        and n.dataset not in ('{{ var("cumulative_ledgers") | join("', '") }}')
),

silent as (
    select distinct
        c.observation_id, c.department_id, c.dataset, c.batch_id, c.landed_seq, c.known_on, c.withdrawn_on,
        c.has_set_aside
    from covered as c
    left join {{ ref('stg_catalogue__regions') }} as r on r.region_code = c.region_code
    left join stating as t on t.observation_id = c.observation_id and t.landed_seq = c.landed_seq
    where t.observation_id is null
        and (c.region_parent = '*' or c.region_parent = r.parent_code)
),

voices as (
    select
        observation_id, department_id, dataset, batch_id, landed_seq, known_on, true as states,
        coalesce(withdrawn_on, date '9999-12-31') as until
    from stating
    union all
    select
        observation_id, department_id, dataset, batch_id, landed_seq, known_on, false,
        coalesce(withdrawn_on, date '9999-12-31')
    from silent
    where not has_set_aside
),

days as (
    select observation_id, department_id, dataset, known_on as day from voices
    union
    select observation_id, department_id, dataset, until from voices
    where until > known_on and until < date '9999-12-31'
),

deciding as (
    select d.observation_id, d.department_id, d.dataset, d.day, v.landed_seq, v.batch_id, v.states
    from days as d
    left join voices as v
        on v.observation_id = d.observation_id
        and v.department_id = d.department_id
        and v.dataset = d.dataset
        and v.known_on <= d.day
        and v.until > d.day
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
    left join standing as same_day
        on same_day.observation_id = t.observation_id and same_day.batch_id = t.batch_id
        and same_day.known_from = t.known_on and same_day.states
    where s.observation_id is null and same_day.observation_id is null
),

intervals as (
    select observation_id, department_id, dataset, batch_id, landed_seq, known_from, known_to
    from standing
    where states
    union all
    select observation_id, department_id, dataset, batch_id, landed_seq, known_from, known_from
    from passed_over
),

newest_doubt as (
    select observation_id, department_id, dataset, known_on, landed_seq
    from silent
    where has_set_aside and withdrawn_on is null
    qualify row_number() over (
        partition by observation_id, department_id, dataset order by known_on desc, landed_seq desc
    ) = 1
)

select
    v.observation_id,
    v.department_id,
    v.dataset,
    v.batch_id,
    v.landed_seq,
    v.known_from,
    v.known_to,
    v.known_to is null
    and coalesce(d.known_on > i.known_on or (d.known_on = i.known_on and d.landed_seq > i.landed_seq), false) as stale
from intervals as v
inner join issues as i on i.landed_seq = v.landed_seq
left join newest_doubt as d
    on d.observation_id = v.observation_id and d.department_id = v.department_id and d.dataset = v.dataset
