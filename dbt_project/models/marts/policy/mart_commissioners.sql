with cells as ({{ mart_rows('mart_commissioners') }})

select
    {{ row_columns() }},
    cells.part as form,
    max(k.name_zh) as form_name,
    {{ cell('persons') }},
    bool_or(column_name = 'persons' and withheld) as persons_withheld,
    {{ cell('teams') }},
    bool_or(column_name = 'teams' and withheld) as teams_withheld,
    {{ cell('persons_target') }},
    {{ cell('teams_target') }},
    {{ hedges() }}
from cells
left join {{ ref('mart_parts') }} as k on k.mart = 'mart_commissioners' and k.part = cells.part
group by {{ row_columns() }}, cells.part
