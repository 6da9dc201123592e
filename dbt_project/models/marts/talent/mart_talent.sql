with cells as ({{ mart_rows('mart_talent') }})

select
    {{ row_columns() }},
    part as category,
    coalesce(max(i.name_zh), part) as category_name,
    {{ cell('talent_count') }},
    bool_or(column_name = 'talent_count' and withheld) as withheld,
    {{ cell('talent_count_estimate') }},
    {{ cell('talent_count_target') }},
    {{ hedges() }}
from cells
left join {{ ref('stg_catalogue__indicators') }} as i on i.indicator_id = part
group by {{ row_columns() }}, part
