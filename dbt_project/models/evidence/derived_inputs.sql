select observation_id, first_input as input_observation_id, 'minuend' as role, formula
from {{ ref('int_derived_observations') }}
union all
select observation_id, second_input, 'subtrahend', formula
from {{ ref('int_derived_observations') }}
union all
select observation_id, input_observation_id, role, formula
from {{ ref('int_target_inputs') }}
