-- Stated ones stand in fct_observation, or in the vintage they name; derived ones have their inputs, and say what they are.
select n.mart, n.row_id, n.column_name
from {{ ref('mart_numbers') }} as n
left join {{ ref('fct_observation') }} as f on n.vintage_id = '' and f.observation_id = n.observation_id
left join {{ ref('fct_observation_vintage') }} as v
    on v.vintage_id = n.vintage_id and v.observation_id = n.observation_id and v.value = n.value
left join (select distinct observation_id from {{ ref('derived_inputs') }}) as i on i.observation_id = n.observation_id
left join {{ ref('derived_numbers') }} as d on d.observation_id = n.observation_id and d.value = n.value
where (n.formula = '' and f.observation_id is null and v.observation_id is null)
    or (n.formula <> '' and (i.observation_id is null or d.observation_id is null))
