-- Stated ones stand in fct_observation, derived ones have their inputs.
select n.mart, n.row_id, n.column_name
from {{ ref('mart_numbers') }} as n
left join {{ ref('fct_observation') }} as f on f.observation_id = n.observation_id
left join {{ ref('derived_inputs') }} as d on d.observation_id = n.observation_id
where (n.formula = '' and f.observation_id is null) or (n.formula <> '' and d.observation_id is null)
