with cells as ({{ mart_rows('mart_st_projects') }})

select
    {{ row_columns() }},
    cells.part as level,
    max(k.name_zh) as level_name,
    {{ cell('projects') }},
    {{ cell('municipal_projects') }},
    {{ cell('provincial_key_rd_projects') }},
    {{ cell('grants') }},
    {{ cell('rd_leveraged') }},
    {{ cell('inspections') }},
    {{ cell('inspections_each') }},
    {{ cell('inspected_again') }},
    {{ cell('municipal_projects_target') }},
    {{ cell('provincial_key_rd_projects_target') }},
    {{ hedges() }}
from cells
left join {{ ref('mart_parts') }} as k on k.mart = 'mart_st_projects' and k.part = cells.part
group by {{ row_columns() }}, cells.part
