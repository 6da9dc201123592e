with cells as ({{ mart_rows('mart_supervision') }})

select
    {{ row_columns() }},
    cells.part as owner,
    coalesce(max(k.name_zh), cells.part) as owner_name,
    {{ cell('items') }},
    {{ cell('done') }},
    {{ cell('done_late') }},
    {{ cell('overdue') }},
    {{ cell('completion') }},
    {{ cell('days_to_done') }},
    {{ hedges() }}
from cells
left join {{ ref('mart_parts') }} as k on k.mart = 'mart_supervision' and k.part = cells.part
group by {{ row_columns() }}, cells.part
