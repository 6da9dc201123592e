select v.vintage_id
from {{ ref('fct_observation_vintage') }} as v
left join {{ ref('observation_inputs') }} as i on i.vintage_id = v.vintage_id
where i.vintage_id is null
