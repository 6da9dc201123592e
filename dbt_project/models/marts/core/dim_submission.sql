-- What was delivered and counts, as far as its content says; when it came is in ops.submissions.
with issued as (
    select submission_id, min(department_id) as department_id, min(dataset) as dataset, min(source) as source,
        min(source_rank) as source_rank, min(known_on) as known_on, min(known_on_from) as known_on_from
    from {{ ref('int_issues') }}
    group by submission_id
)

select
    i.submission_id,
    i.department_id,
    coalesce(d.name_zh, i.department_id) as department_name,
    i.dataset,
    i.source,
    i.source_rank,
    i.known_on,
    i.known_on_from,
    coalesce(s.file_name, '') as file_name,
    coalesce(s.sha256, '') as sha256,
    coalesce(s.observations, 0) as observations,
    coalesce(s.records, 0) as records,
    coalesce(s.set_aside, 0) as set_aside
from issued as i
left join {{ ref('ops_submissions') }} as s on s.submission_id = i.submission_id
left join {{ ref('stg_catalogue__departments') }} as d on d.department_id = i.department_id
