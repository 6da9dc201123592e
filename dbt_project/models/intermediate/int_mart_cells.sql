-- Which number stands in which row and column of which mart (seed mart_columns), with the observation it is. A mart only
-- pivots these, so each of its numbers has its evidence.
with withheld as (
    select distinct {% for column in identity_columns() %}s.{{ column }}, {% endfor %} s.observation_id
    from {{ ref('int_statements') }} as s
    inner join {{ ref('int_vintage_intervals') }} as v
        on v.observation_id = s.observation_id and v.batch_id = s.batch_id
    left join {{ ref('fct_observation') }} as f on f.observation_id = s.observation_id
    where s.withheld and v.known_to is null and f.observation_id is null
),

numbers as (
    select
        observation_id, {{ identity_columns() | join(', ') }}, value, qualifier, '' as formula, false as withheld
    from {{ ref('fct_observation') }}
    union all
    select observation_id, {{ identity_columns() | join(', ') }}, value, '=', formula, false
    from {{ ref('int_derived_observations') }}
    union all
    select observation_id, {{ identity_columns() | join(', ') }}, cast(null as decimal(28, 8)), '=', '', true
    from withheld
),

placed as (
    select
        c.mart,
        c.column_name,
        n.region_code,
        case when c.shown = 'year_later' then {{ year_later('n.period') }} else n.period end as period,
        case c.part when 'breakdown' then coalesce(nullif(n.breakdown, ''), 'total') when 'indicator' then n.indicator_id
            else '' end as part,
        n.observation_id,
        n.value,
        n.qualifier,
        n.scope,
        n.formula,
        n.withheld,
        c.shown,
        case when n.scope = p.name_zh then 0 else 1 end as distance
    from numbers as n
    inner join {{ ref('mart_columns') }} as c
        on c.indicator_id = n.indicator_id and c.measure = n.measure and c.kind = n.kind
    left join {{ ref('stg_catalogue__regions') }} as r on r.region_code = n.region_code
    left join {{ ref('stg_catalogue__regions') }} as p on p.region_code = r.parent_code
    where (
            n.breakdown = ''
            or (c.part = 'breakdown' and n.breakdown in ('{{ var("contract_types") | join("', '") }}'))
        )
        and (n.scope = '' or n.measure in ('rank', 'rank_of_change'))
),

-- a rank is shown in the field of the region next over its own
nearest as (
    select *
    from placed
    qualify row_number() over (
        partition by mart, column_name, region_code, period, part order by distance, scope, observation_id
    ) = 1
),

-- last year's number stands beside this year's, and makes no row of its own
kept as (
    select *
    from nearest
    qualify max(case when shown = 'same_period' then 1 else 0 end) over (partition by mart, region_code, period, part) = 1
)

select
    mart,
    {{ mart_row_id('mart', 'part') }} as row_id,
    column_name,
    region_code,
    period,
    part,
    observation_id,
    value,
    qualifier,
    scope,
    formula,
    formula <> '' as derived,
    withheld
from kept
