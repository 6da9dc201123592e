with cells as ({{ mart_rows('mart_matchmaking') }})

select
    {{ row_columns() }},
    {{ cell('events') }},
    {{ cell('experts') }},
    {{ cell('enterprises') }},
    {{ cell('intentions') }},
    {{ cell('events_target') }},
    {{ hedges() }}
from cells
group by {{ row_columns() }}
