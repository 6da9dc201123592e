with cells as ({{ mart_rows('mart_technology_trade') }})

select
    {{ row_columns() }},
    cells.part as contract_type,
    max(k.name_zh) as contract_type_name,
    {{ cell('contracts') }},
    {{ cell('contracts_growth') }},
    {{ cell('amount') }},
    {{ cell('amount_last_year') }},
    {{ cell('amount_growth') }},
    {{ cell('amount_estimate') }},
    {{ cell('contracts_target') }},
    {{ cell('amount_target') }},
    {{ hedges() }}
from cells
left join {{ ref('mart_parts') }} as k on k.mart = 'mart_technology_trade' and k.part = cells.part
group by {{ row_columns() }}, cells.part
