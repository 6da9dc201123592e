-- Which number stands in which row and column of which mart (seed mart_columns), with the observation it is. A mart only
-- pivots these, so each of its numbers has its evidence. The third place of a mart's grain (`part`) is nothing, the
-- indicator, a word for it (`=team`), a breakdown that mart_parts names (or the total), another region (or what
-- mart_parts names instead), or an entity of
-- its own (a zone, a project), with or without the total of all.
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
    select observation_id, {{ identity_columns() | join(', ') }}, value, '=', formula, false
    from {{ ref('int_evaluation_ranks') }}
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
        case
            when c.part in ('breakdown', 'entity', 'entity_or_total', 'region')
                then coalesce(nullif(n.breakdown, ''), 'total')
            when c.part = 'indicator' then n.indicator_id
            when c.part like '=%' then substr(c.part, 2)
            else ''
        end as part,
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
    left join {{ ref('mart_parts') }} as k on k.mart = c.mart and k.part = n.breakdown
    left join {{ ref('stg_catalogue__regions') }} as b on b.region_code = n.breakdown
    left join {{ ref('stg_catalogue__regions') }} as r on r.region_code = n.region_code
    left join {{ ref('stg_catalogue__regions') }} as p on p.region_code = r.parent_code
    where case
            when n.breakdown = '' then coalesce(c.part, '') not in ('entity', 'region')
            when c.part = 'breakdown' then k.part is not null
            when c.part = 'region' then b.region_code is not null or k.part is not null
            else coalesce(c.part, '') in ('entity', 'entity_or_total')
        end
        and (n.scope = '' or n.measure in ('rank', 'rank_of_change', 'change_yoy'))
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
