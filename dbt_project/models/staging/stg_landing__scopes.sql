select
    batch_id,
    indicator_id,
    coalesce(region_parent, '') as region_parent,
    -- a ledger that names no period restates all of it
    coalesce(nullif(period, ''), '*') as period
from {{ landed('scopes') }}
