select
    v.observation_id, v.vintage_id, v.submission_id, v.evidence, v.value_text, v.context, 'stated' as role
from {{ ref('fct_observation_vintage') }} as v
left join (select distinct submission_id, observation_id from {{ ref('int_ledger_cells') }}) as l
    on l.submission_id = v.submission_id and l.observation_id = v.observation_id
where l.observation_id is null

union all

select v.observation_id, v.vintage_id, v.submission_id, c.evidence, c.value_text, '', c.role
from {{ ref('fct_observation_vintage') }} as v
inner join {{ ref('int_ledger_cells') }} as c
    on c.submission_id = v.submission_id and c.observation_id = v.observation_id
