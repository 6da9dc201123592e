{{ config(alias='submissions') }}
with last_issue as (
    select submission_id, max(landed_seq) as landed_seq
    from {{ ref('stg_landing__issues') }}
    group by submission_id
)

select
    s.submission_id,
    s.department_id,
    coalesce(s.dataset, '') as dataset,
    s.file_name,
    s.sha256,
    coalesce(s.sidecar_sha256, '') as sidecar_sha256,
    s.outcome,
    coalesce(s.reasons_zh, '') as reasons_zh,
    coalesce(s.reasons_en, '') as reasons_en,
    s.observations,
    s.records,
    s.set_aside,
    s.known_on,
    {{ utc('s.first_delivered_at') }} as first_delivered_at,
    {{ utc('s.last_delivered_at') }} as last_delivered_at,
    s.deliveries,
    i.landed_seq
from {{ landed('submissions') }} as s
left join last_issue as i on i.submission_id = s.submission_id
