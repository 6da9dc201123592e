select
    submission_id,
    batch_id,
    department_id,
    dataset,
    supersedes,
    source,
    source_rank,
    known_on,
    known_on_from,
    landed_seq,
    withdrawn_on
from {{ landed('issues') }}
