with cells as (
    select
        *,
        split_part(part, '/', 1) as kind,
        split_part(part, '/', 2) as level,
        split_part(part, '/', 3) as state
    from ({{ mart_rows('mart_platforms') }})
),

names as (
    select part, name_zh from {{ ref('mart_parts') }} where mart = 'mart_platforms'
)

select
    {{ row_columns() }},
    kind,
    coalesce(max(k.name_zh), kind) as kind_name,
    cells.level,
    coalesce(max(l.name_zh), cells.level) as level_name,
    state,
    coalesce(max(s.name_zh), state) as state_name,
    {{ cell('platforms') }},
    {{ cell('recognised') }},
    {{ hedges() }}
from cells
left join names as k on k.part = kind
left join names as l on l.part = cells.level
left join names as s on s.part = state
group by {{ row_columns() }}, kind, cells.level, state
