with cells as ({{ mart_rows('mart_hightech_zones') }}),

places as (
    select z.region_code as zone_code, p.region_code as lies_in_code, p.name_zh as lies_in_name
    from {{ ref('stg_catalogue__regions') }} as z
    inner join {{ ref('stg_catalogue__regions') }} as p on p.region_code = z.parent_code
)

select
    {{ row_columns() }},
    max(places.lies_in_code) as lies_in_code,
    max(places.lies_in_name) as lies_in_name,
    {{ cell('rank') }},
    max(case when column_name = 'rank' then scope end) as rank_scope,
    {{ cell('rank_last_year') }},
    {{ cell('rank_change') }},
    {{ cell('score') }},
    {{ cell('score_last_year') }},
    {{ cell('rank_target') }},
    {{ hedges() }}
from cells
left join places on places.zone_code = cells.region_code
group by {{ row_columns() }}
