select indicator_id, name_zh, name_en, domain, unit, nature, growth_basis, direction, note
from {{ ref('stg_catalogue__indicators') }}
