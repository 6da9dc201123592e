{{ config(materialized='ephemeral') }}
-- A firm is in the pool at the end of a period if it has entered by then and not left; it leaves recognised or for good.
with stays as (
    select * from {{ ref('stg_science_technology_bureau__cultivation_pool') }}
),

in_pool as (
    {{ standing_in_periods('stays', 'r.entered_on <= p.period_end and (r.left_on is null or r.left_on > p.period_end)') }}
),

entered as (
    {{ happened_in_periods('stays', 'entered_on') }}
),

departed as (
    {{ happened_in_periods('stays', 'left_on') }}
)

{{ contributions('cultivation_pool', "'cultivation_pool_enterprises'", 'in_pool', cell='enterprise', period='period') }}
union all
{{ contributions('cultivation_pool', "'cultivation_pool_entered'", 'entered', cell='enterprise', period='period') }}
union all
{{ contributions('cultivation_pool', "'cultivation_pool_graduated'", 'departed', cell='enterprise', period='period',
    where="state = 'graduated'") }}
