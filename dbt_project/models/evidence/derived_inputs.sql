select
    observation_id,
    first_input as input_observation_id,
    '' as input_vintage_id,
    case when measure in ('growth_gap', 'change_yoy') then 'minuend' else 'numerator' end as role,
    formula
from {{ ref('int_derived_observations') }}
union all
select observation_id, second_input, '', case when measure in ('growth_gap', 'change_yoy') then 'subtrahend' else 'denominator' end, formula
from {{ ref('int_derived_observations') }}
union all
select observation_id, input_observation_id, '', role, formula
from {{ ref('int_target_inputs') }}
union all
select observation_id, input_observation_id, '', role, formula
from {{ ref('int_index_inputs') }}
union all
select observation_id, input_observation_id, '', role, formula
from {{ ref('int_evaluation_rank_inputs') }}
union all
select observation_id, input_observation_id, input_vintage_id, role, formula
from {{ ref('int_vintage_inputs') }}
