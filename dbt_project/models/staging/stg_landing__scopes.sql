select batch_id, indicator_id, coalesce(region_parent, '') as region_parent, period
from {{ landed('scopes') }}
