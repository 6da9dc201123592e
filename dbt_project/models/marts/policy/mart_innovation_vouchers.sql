with cells as ({{ mart_rows('mart_innovation_vouchers') }}),

cities as (
    select region_code as city_code, name_zh as city_name from {{ ref('stg_catalogue__regions') }}
)

select
    {{ row_columns() }},
    cells.part as provider_city,
    coalesce(max(k.name_zh), max(c.city_name), cells.part) as provider_city_name,
    {{ cell('vouchers') }},
    {{ cell('quota') }},
    {{ cell('issued') }},
    {{ cell('used') }},
    {{ cell('utilisation') }},
    {{ cell('issued_growth') }},
    {{ cell('used_growth') }},
    {{ hedges() }}
from cells
left join {{ ref('mart_parts') }} as k on k.mart = 'mart_innovation_vouchers' and k.part = cells.part
left join cities as c on c.city_code = cells.part
group by {{ row_columns() }}, cells.part
