-- Stated ones stand in fct_observation, or in the vintage they name; derived ones have their inputs, and say what they are.
with stated as (
    select observation_id, '' as vintage_id from {{ ref('fct_observation') }}
    union all
    select observation_id, vintage_id from {{ ref('fct_observation_vintage') }}
),

derived as (
    select d.observation_id, d.value
    from {{ ref('derived_numbers') }} as d
    inner join (select distinct observation_id from {{ ref('derived_inputs') }}) as i on i.observation_id = d.observation_id
)

select n.mart, n.row_id, n.column_name
from {{ ref('mart_numbers') }} as n
left join stated as s on s.observation_id = n.observation_id and s.vintage_id = n.vintage_id
where n.formula = '' and s.observation_id is null
union all
select n.mart, n.row_id, n.column_name
from {{ ref('mart_numbers') }} as n
left join derived as d on d.observation_id = n.observation_id and d.value = n.value
where n.formula <> '' and d.observation_id is null
