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
),

sums as (
    select * from {{ ref('int_year_to_date') }} where formula <> ''
),

addends as (
    select observation_id, indicator_id, measure, region_code, breakdown, substr(period, 1, 4) as year, month(period_end) as month
    from {{ ref('fct_observation') }}
    where kind = 'actual' and scope = '' and span = 'month' and qualifier in ('=', '~')
),

-- a ledger that came for a month without a row of the place says that there was none: another number of it shows that it came
told as (
    select
        indicator_id, measure, dataset, substr(period, 1, 4) as year, month(period_end) as month, observation_id
    from {{ ref('fct_observation') }}
    where kind = 'actual' and scope = '' and span = 'month' and qualifier in ('=', '~')
    qualify row_number() over (
        partition by indicator_id, measure, dataset, substr(period, 1, 4), month(period_end)
        order by breakdown, region_code, observation_id
    ) = 1
)

select c.observation_id, p.target_observation_id as input_observation_id, 'target' as role, c.formula
from cells as c
inner join progress as p on p.target_observation_id = c.target_observation_id
where c.column_name in ('attainment', 'gap', 'past_years')
union all
select c.observation_id, p.actual_observation_id, 'actual', c.formula
from cells as c
inner join progress as p on p.target_observation_id = c.target_observation_id
where p.actual_observation_id is not null
union all
select c.observation_id, h.observation_id, h.role, c.formula
from cells as c
inner join pasts as h on h.target_observation_id = c.target_observation_id
where c.column_name in ('usual_share', 'forecast', 'forecast_error', 'past_years')
union all
select y.observation_id, a.observation_id, 'addend', y.formula
from sums as y
inner join addends as a
    on a.indicator_id = y.indicator_id and a.measure = y.measure and a.region_code = y.region_code
    and a.breakdown = y.breakdown and a.year = cast(y.year as string) and a.month <= y.month
union all
select y.observation_id, t.observation_id, 'a month without any', y.formula
from sums as y
inner join told as t
    on t.indicator_id = y.indicator_id and t.measure = y.measure and t.dataset = y.dataset
    and t.year = cast(y.year as string) and t.month <= y.month
left join addends as a
    on a.indicator_id = y.indicator_id and a.measure = y.measure and a.region_code = y.region_code
    and a.breakdown = y.breakdown and a.year = t.year and a.month = t.month
where a.observation_id is null
