{{ config(materialized='ephemeral') }}
with experts as (
    select e.*, l.indicator_id
    from {{ ref('stg_human_resources_bureau__foreign_experts') }} as e
    inner join {{ ref('ledger_indicators') }} as l on l.dataset = 'foreign_experts' and l.category = e.category
    where e.record_period <> ''
)

{{ contributions('foreign_experts', 'indicator_id', 'experts', cell='person', shown=false) }}
