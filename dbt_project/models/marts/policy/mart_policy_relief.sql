with cells as ({{ mart_rows('mart_policy_relief') }})

select
    {{ row_columns() }},
    cells.part as relief_kind,
    max(k.name_zh) as relief_kind_name,
    {{ cell('cases') }},
    {{ cell('amount') }},
    {{ cell('rent_months') }},
    {{ hedges() }}
from cells
left join {{ ref('mart_parts') }} as k on k.mart = 'mart_policy_relief' and k.part = cells.part
group by {{ row_columns() }}, cells.part
