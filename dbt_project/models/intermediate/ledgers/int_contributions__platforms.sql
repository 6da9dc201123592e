{{ config(materialized='ephemeral') }}
with platforms as (
    select p.*, l.indicator_id, {{ stock_period() }} as stock_at
    from {{ ref('stg_science_technology_bureau__platforms') }} as p
    inner join {{ ref('ledger_indicators') }} as l
        on l.dataset = 'platforms' and l.category = p.kind and coalesce(l.level, p.level, '') = coalesce(p.level, '')
    where coalesce(p.state, 'recognised') = 'recognised' and p.record_period <> ''
)

{{ contributions('platforms', 'indicator_id', 'platforms', cell='name', period='stock_at') }}
