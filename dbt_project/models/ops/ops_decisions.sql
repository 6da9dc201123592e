{{ config(alias='decisions') }}
select
    landed_seq, {{ utc('decided_at') }} as decided_at, decision, subject, coalesce(evidence, '') as evidence, reason,
    coalesce(decided_by, '') as decided_by
from {{ landed('decisions') }}
