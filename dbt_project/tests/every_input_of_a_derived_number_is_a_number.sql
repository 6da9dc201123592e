-- The inputs of a derived number are observations, vintages of one, or derived numbers that have inputs of their own.
select d.observation_id, d.input_observation_id
from {{ ref('derived_inputs') }} as d
left join {{ ref('fct_observation') }} as f on d.input_vintage_id = '' and f.observation_id = d.input_observation_id
left join {{ ref('fct_observation_vintage') }} as v
    on v.vintage_id = d.input_vintage_id and v.observation_id = d.input_observation_id
left join (select distinct observation_id from {{ ref('derived_inputs') }}) as n
    on n.observation_id = d.input_observation_id and n.observation_id <> d.observation_id
where f.observation_id is null and v.observation_id is null and n.observation_id is null
