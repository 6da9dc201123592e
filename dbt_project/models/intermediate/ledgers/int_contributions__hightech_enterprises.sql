{{ config(materialized='ephemeral') }}
-- A certificate counts in the stock of every period at whose end it is valid, and as new where it is a firm's first.
with certificates as (
    select * from {{ ref('stg_science_technology_bureau__hightech_enterprises') }}
),

valid as (
    {{ standing_in_periods('certificates', 'r.valid_from <= p.period_end and r.valid_to >= p.period_end') }}
),

issued as (
    {{ happened_in_periods('certificates', 'valid_from') }}
)

{{ contributions('hightech_enterprises', "'hightech_enterprises'", 'valid', cell='certificate_no', period='period') }}
union all
{{ contributions('hightech_enterprises', "'hightech_enterprises_new'", 'issued', cell='certificate_no', period='period',
    where="recognition = 'first'") }}
