select submission_id, department_id, coalesce(dataset, '') as dataset, since
from {{ landed('open_refusals') }}
