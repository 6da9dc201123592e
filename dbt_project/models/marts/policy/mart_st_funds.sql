with cells as ({{ mart_rows('mart_st_funds') }})

select
    {{ row_columns() }},
    cells.part as fund_level,
    max(k.name_zh) as fund_level_name,
    {{ cell('items') }},
    {{ cell('allocated') }},
    {{ cell('from_above') }},
    {{ cell('paid') }},
    {{ cell('paid_ratio') }},
    {{ cell('days_to_pay') }},
    {{ hedges() }}
from cells
left join {{ ref('mart_parts') }} as k on k.mart = 'mart_st_funds' and k.part = cells.part
group by {{ row_columns() }}, cells.part
