select release_id, fingerprint, code_version, coalesce(home_region, '') as home_region
from {{ landed('build') }}
