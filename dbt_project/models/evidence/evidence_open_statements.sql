{{ config(alias='open_statements') }}
with in_force as (
    select distinct batch_id from {{ ref('stg_landing__issues') }} where withdrawn_on is null
)

select
    o.submission_id, o.evidence, o.words, o.words_evidence, o.verb, o.share_of, o.measure, o.region, o.region_code,
    o.period, o.kind, o.scope, o.qualifier, o.value, o.value_high, o.unit, o.value_text, o.context, o.rule
from {{ ref('stg_landing__open_statements') }} as o
inner join in_force as f on f.batch_id = o.batch_id
