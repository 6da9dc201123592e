-- Which corrections a number rests on: of its own cell, or of a record that it sums, counts or averages.
with places as (
    select *
    from {{ ref('int_correction_places') }}
    where applied
),

stated as (
    select s.observation_id, s.submission_id, s.evidence as stands_at, p.correction_id, p.evidence, p.cell_text
    from places as p
    inner join {{ ref('int_statements') }} as s
        on s.batch_id = p.batch_id and s.row_no = p.observation_no and not s.from_records
),

summed as (
    select distinct c.observation_id, c.submission_id, p.correction_id, p.evidence, p.cell_text
    from places as p
    inner join {{ ref('int_ledger_cells') }} as c
        on c.batch_id = p.batch_id and c.sheet = p.sheet and c.row_no = p.row_no and p.record_no is not null
)

select v.observation_id, v.vintage_id, p.submission_id, p.correction_id, p.evidence, p.cell_text
from stated as p
inner join {{ ref('fct_observation_vintage') }} as v
    on v.observation_id = p.observation_id and v.submission_id = p.submission_id and v.evidence = p.stands_at
union all
select v.observation_id, v.vintage_id, p.submission_id, p.correction_id, p.evidence, p.cell_text
from summed as p
inner join {{ ref('fct_observation_vintage') }} as v
    on v.observation_id = p.observation_id and v.submission_id = p.submission_id
