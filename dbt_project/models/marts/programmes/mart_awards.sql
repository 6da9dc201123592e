with cells as ({{ mart_rows('mart_awards') }})

select
    {{ row_columns() }},
    cells.part as award,
    max(k.name_zh) as award_name,
    case when cells.part = 'total' then '' else split_part(cells.part, '_', 1) end as level,
    split_part(cells.part, '_', 2) as award_class,
    {{ cell('awards') }},
    {{ cell('awards_led') }},
    {{ cell('bonuses') }},
    {{ cell('national') }},
    {{ cell('national_progress_first') }},
    {{ cell('national_progress_second') }},
    {{ cell('provincial') }},
    {{ cell('national_target') }},
    {{ cell('provincial_target') }},
    {{ hedges() }}
from cells
left join {{ ref('mart_parts') }} as k on k.mart = 'mart_awards' and k.part = cells.part
group by {{ row_columns() }}, cells.part
