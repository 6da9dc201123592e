with cells as ({{ mart_rows('mart_corridor_projects') }})

select
    {{ row_columns() }},
    part as project,
    {{ cell('projects') }},
    {{ cell('projects_begun') }},
    {{ cell('projects_completed') }},
    {{ cell('investment') }},
    {{ cell('plan') }},
    {{ cell('done') }},
    {{ cell('progress') }},
    {{ cell('projects_target') }},
    {{ hedges() }}
from cells
group by {{ row_columns() }}, part
