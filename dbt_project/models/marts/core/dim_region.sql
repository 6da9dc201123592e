select
    r.region_code, r.name_zh, r.short_name, r.name_en, r.level, r.parent_code, coalesce(p.name_zh, '') as parent_name,
    r.kind, r.valid_from, r.valid_to, r.successor
from {{ ref('stg_catalogue__regions') }} as r
left join {{ ref('stg_catalogue__regions') }} as p on p.region_code = r.parent_code
