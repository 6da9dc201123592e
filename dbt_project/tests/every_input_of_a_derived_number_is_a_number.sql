-- The inputs of a derived number are observations, vintages of one, or derived numbers that have inputs of their own.
with numbers as (
    select observation_id, '' as vintage_id from {{ ref('fct_observation') }}
    union all
    select observation_id, vintage_id from {{ ref('fct_observation_vintage') }}
    union all
    select distinct observation_id, '' from {{ ref('derived_inputs') }}
)

select d.observation_id, d.input_observation_id
from {{ ref('derived_inputs') }} as d
left join numbers as n on n.observation_id = d.input_observation_id and n.vintage_id = d.input_vintage_id
where n.observation_id is null or d.input_observation_id = d.observation_id
