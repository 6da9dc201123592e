with cells as ({{ mart_rows('mart_technology_trade_flows') }}),

places as (
    select
        r.region_code,
        r.name_zh,
        r.level,
        case 'province'
            when r.level then r.name_zh
            when p.level then p.name_zh
            when g.level then g.name_zh
            when q.level then q.name_zh
        end as province_name
    from {{ ref('stg_catalogue__regions') }} as r
    left join {{ ref('stg_catalogue__regions') }} as p on p.region_code = r.parent_code
    left join {{ ref('stg_catalogue__regions') }} as g on g.region_code = p.parent_code
    left join {{ ref('stg_catalogue__regions') }} as q on q.region_code = g.parent_code
)

select
    {{ row_columns('cells') }},
    cells.part as to_region_code,
    coalesce(max(p.name_zh), max(k.name_zh), cells.part) as to_region_name,
    coalesce(max(p.level), '') as to_region_level,
    coalesce(max(p.province_name), '') as to_province_name,
    max(a.region_code) is not null as within,
    {{ cell('contracts') }},
    {{ cell('amount') }},
    {{ hedges() }}
from cells
left join places as p on p.region_code = cells.part
left join {{ ref('mart_parts') }} as k on k.mart = 'mart_technology_trade_flows' and k.part = cells.part
left join {{ ref('int_region_ancestors') }} as a on a.region_code = cells.part and a.ancestor_code = cells.region_code
group by {{ row_columns('cells') }}, cells.part
