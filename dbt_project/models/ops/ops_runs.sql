{{ config(alias='runs') }}
select
    run_id, {{ utc('started_at') }} as started_at, {{ utc('ended_at') }} as ended_at, outcome, release_id,
    read, accepted, refused
from {{ landed('runs') }}
