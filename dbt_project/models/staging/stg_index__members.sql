select
    scheme_id, scheme_zh, scheme_en, normalisation, aggregation, dimension_id, dimension_zh, dimension_en, indicator_id,
    measure, weight, direction, treatment
from {{ landed('index_members') }}
