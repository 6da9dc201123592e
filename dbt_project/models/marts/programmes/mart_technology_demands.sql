with cells as (
    select
        *,
        split_part(part, '/', 1) as split_by,
        case when part = 'total' then part else substr(part, instr(part, '/') + 1) end as list_or_chain
    from ({{ mart_rows('mart_technology_demands') }})
)

select
    {{ row_columns() }},
    split_by,
    list_or_chain,
    coalesce(max(k.name_zh), list_or_chain) as list_or_chain_name,
    {{ cell('demands') }},
    {{ cell('collected') }},
    {{ cell('matching') }},
    {{ cell('contracted') }},
    {{ cell('solved') }},
    {{ cell('withdrawn') }},
    {{ cell('solved_share') }},
    {{ cell('budget') }},
    {{ cell('demands_target') }},
    {{ hedges() }}
from cells
left join {{ ref('mart_parts') }} as k on k.mart = 'mart_technology_demands' and k.part = cells.part
group by {{ row_columns() }}, split_by, list_or_chain
