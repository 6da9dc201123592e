{{ config(alias='verdicts') }}
-- Before both gates wrote here, a row was what the release gate said of a whole build.
select
    coalesce(run_id, '') as run_id,
    build_id,
    {{ utc('judged_at') }} as judged_at,
    gate,
    rule_id,
    severity,
    outcome,
    coalesce(department_id, '') as department_id,
    coalesce(dataset, '') as dataset,
    coalesce(judged, 1) as judged,
    coalesce(broken, case when outcome = 'failed' then 1 else 0 end) as broken,
    failing,
    coalesce(suspicious, false) as suspicious
from {{ landed('verdicts') }}
