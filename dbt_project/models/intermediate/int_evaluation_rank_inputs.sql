-- What a rank follows from: the platform's own total, and each higher one of its kind in the region and the year.
select observation_id, total_observation_id as input_observation_id, 'own' as role, formula
from {{ ref('int_evaluation_ranks') }}
union all
select r.observation_id, h.total_observation_id, 'higher', r.formula
from {{ ref('int_evaluation_ranks') }} as r
inner join {{ ref('int_evaluation_ranks') }} as h
    on h.region_code = r.region_code and h.period = r.period and h.platform_kind = r.platform_kind
    and h.total > r.total
