-- What the derived numbers say themselves: those of the marts, and those between them and the stated ones.
with derived as (
    select observation_id, indicator_id, measure, region_code, period, scope, breakdown, value, unit, formula
    from {{ ref('int_derived_observations') }}
    union all
    select observation_id, indicator_id, measure, region_code, period, scope, breakdown, value, unit, formula
    from {{ ref('int_evaluation_ranks') }}
    union all
    select observation_id, indicator_id, measure, region_code, period, '', breakdown, value, unit, formula
    from {{ ref('int_year_to_date') }}
    where formula <> ''
    union all
    select
        c.observation_id, p.indicator_id, c.column_name, p.region_code, p.period, '', p.breakdown, c.value,
        case
            when c.column_name = 'past_years' then 'count'
            when c.column_name = 'gap' and p.unit = '%' then 'pp'
            when c.column_name in ('attainment', 'usual_share') then '%'
            when c.column_name = 'forecast_error' and p.is_amount then '%'
            else p.unit
        end,
        c.formula
    from {{ ref('int_target_cells') }} as c
    inner join {{ ref('int_target_progress') }} as p on p.target_observation_id = c.target_observation_id
    where c.formula <> '' and c.column_name <> 'actual'
    union all
    select
        observation_id, coalesce(nullif(indicator_id, ''), scheme), column_name, region_code, period, '', component, value,
        case
            when column_name in ('rank_agreement', 'coverage') then '%'
            when column_name like 'rank%' then 'rank'
            else ''
        end,
        formula
    from {{ ref('int_index_cells') }}
    where formula <> '' and column_name <> 'value'
    union all
    select observation_id, indicator_id, column_name, region_code, period, '', breakdown, value, unit, formula
    from {{ ref('int_vintage_cells') }}
    where formula <> ''
)

select
    d.observation_id,
    d.indicator_id,
    coalesce(i.name_zh, d.indicator_id) as indicator_name,
    d.measure,
    d.region_code,
    coalesce(r.name_zh, d.region_code) as region_name,
    d.period,
    d.scope,
    d.breakdown,
    d.value,
    d.unit,
    d.formula
from derived as d
left join {{ ref('stg_catalogue__indicators') }} as i on i.indicator_id = d.indicator_id
left join {{ ref('stg_catalogue__regions') }} as r on r.region_code = d.region_code
