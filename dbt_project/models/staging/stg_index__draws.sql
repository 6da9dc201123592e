select scheme_id, draw_no, indicator_id, measure, weight, normalisation, aggregation
from {{ landed('index_draws') }}
