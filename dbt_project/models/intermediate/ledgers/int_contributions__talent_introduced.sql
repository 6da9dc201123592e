{{ config(materialized='ephemeral') }}
-- Persons by category; of those engaged flexibly the person-times of their visits.
with introduced as (
    select t.*, l.indicator_id
    from {{ ref('stg_human_resources_bureau__talent_introduced') }} as t
    inner join {{ ref('ledger_indicators') }} as l on l.dataset = 'talent_introduced' and l.category = t.category
    where t.record_period <> ''
)

{{ contributions('talent_introduced', 'indicator_id', 'introduced', cell='person',
    where="category <> 'flexible_engineer'", shown=false) }}
union all
{{ contributions('talent_introduced', 'indicator_id', 'introduced', role='summed', of='visits',
    where="category = 'flexible_engineer'", shown=false) }}
