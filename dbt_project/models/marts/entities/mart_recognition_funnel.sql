-- The part is a stage, or a stage of a batch: `reviewed`, `reviewed/2020-1`.
with cells as ({{ mart_rows('mart_recognition_funnel') }}),

split as (
    select
        cells.*,
        case when part like '%/%' then substr(part, 1, position('/' in part) - 1) else part end as stage,
        case when part like '%/%' then substr(part, position('/' in part) + 1) else '' end as batch
    from cells
)

select
    {{ row_columns() }},
    split.batch,
    split.stage,
    coalesce(max(k.name_zh), split.stage) as stage_name,
    case split.stage when 'applied' then 1 when 'accepted' then 2 when 'reviewed' then 3 when 'recognised' then 4 end
        as stage_no,
    {{ cell('cases') }},
    {{ cell('days_from_stage_before') }},
    {{ cell('days_from_application') }},
    {{ hedges() }}
from split
left join {{ ref('mart_parts') }} as k on k.mart = 'mart_recognition_funnel' and k.part = split.stage
group by {{ row_columns() }}, split.batch, split.stage
