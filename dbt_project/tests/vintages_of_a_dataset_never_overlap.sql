-- On any day one submission of a department's dataset speaks for an observation. Intervals end where the next begins.
with ordered as (
    select
        observation_id, department_id, dataset, known_from, known_to,
        lead(known_from) over (
            partition by observation_id, department_id, dataset order by known_from, known_to nulls last, landed_seq
        ) as next_from
    from {{ ref('int_vintage_intervals') }}
    where known_to is null or known_to > known_from
)

select *
from ordered
where known_to < known_from or next_from < known_to or (next_from is not null and known_to is null)
