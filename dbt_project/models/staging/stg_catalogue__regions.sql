select
    region_code,
    name_zh,
    coalesce(short_name, '') as short_name,
    coalesce(name_en, '') as name_en,
    level,
    coalesce(parent_code, '') as parent_code,
    kind,
    valid_from,
    valid_to,
    coalesce(successor, '') as successor
from {{ landed('regions') }}
