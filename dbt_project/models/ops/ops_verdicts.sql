{{ config(alias='verdicts') }}
select build_id, {{ utc('judged_at') }} as judged_at, gate, rule_id, severity, outcome, failing
from {{ landed('verdicts') }}
