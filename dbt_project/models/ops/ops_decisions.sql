{{ config(alias='decisions') }}
select landed_seq, {{ utc('decided_at') }} as decided_at, decision, subject, reason
from {{ landed('decisions') }}
