-- What the derived numbers of mart_targets, and the sums of months they rest on, are made of.
with cells as (
    select * from {{ ref('int_target_cells') }} where formula <> '' and column_name <> 'actual'
),

progress as (
    select * from {{ ref('int_target_progress') }}
),

pasts as (
    select target_observation_id, part_observation_id as observation_id, 'reached in an earlier year' as role
    from {{ ref('int_target_history') }} where part is not null and whole is not null
    union
    select target_observation_id, whole_observation_id, 'end of an earlier year'
    from {{ ref('int_target_history') }} where part is not null and whole is not null
)

select c.observation_id, p.target_observation_id as input_observation_id, 'target' as role, c.formula
from cells as c
inner join progress as p on p.target_observation_id = c.target_observation_id
where c.column_name in ('attainment', 'gap')
union all
select c.observation_id, p.actual_observation_id, 'actual', c.formula
from cells as c
inner join progress as p on p.target_observation_id = c.target_observation_id
union all
select c.observation_id, h.observation_id, h.role, c.formula
from cells as c
inner join pasts as h on h.target_observation_id = c.target_observation_id
where c.column_name in ('usual_share', 'forecast', 'forecast_error')
union all
select y.observation_id, f.observation_id, 'addend', y.formula
from {{ ref('int_year_to_date') }} as y
inner join {{ ref('fct_observation') }} as f
    on f.indicator_id = y.indicator_id and f.measure = y.measure and f.region_code = y.region_code
    and f.breakdown = y.breakdown and f.kind = 'actual' and f.scope = '' and f.span = 'month'
    and substr(f.period, 1, 4) = substr(y.period, 1, 4) and month(f.period_end) <= y.month
where y.formula <> ''
