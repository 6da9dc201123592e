select
    indicator_id,
    name_zh,
    coalesce(name_en, '') as name_en,
    coalesce(domain, '') as domain,
    coalesce(unit, '') as unit,
    coalesce(nature, '') as nature,
    coalesce(growth_basis, '') as growth_basis,
    coalesce(direction, '') as direction,
    coalesce(note, '') as note
from {{ landed('indicators') }}
