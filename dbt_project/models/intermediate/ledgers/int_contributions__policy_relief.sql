{{ config(materialized='ephemeral') }}
-- Relief counts when it is granted: in all, and by kind. Rent is an indicator that reports state too, so its amount stands
-- under that, the other kinds' as parts of the whole.
with relief as (
    select * from {{ ref('stg_science_technology_bureau__policy_relief') }}
),

granting as (
    {{ happened_in_periods('relief', 'granted_on') }}
)

{{ contributions('policy_relief', "'rent_relief_amount'", 'granting', role='summed', of='amount', period='period',
    where="kind = 'rent'") }}
union all
{{ contributions('policy_relief', "'policy_relief_rent_months'", 'granting', role='median', of='months_of_rent',
    period='period', where="kind = 'rent' and months_of_rent is not null") }}
union all
{{ contributions('policy_relief', "'policy_relief_amount'", 'granting', role='summed', of='amount', period='period') }}
union all
{{ contributions('policy_relief', "'policy_relief_amount'", 'granting', role='summed', of='amount', period='period',
    breakdown='kind', where="kind <> 'rent'") }}
{% for breakdown in ["''", 'kind'] %}
union all
{{ contributions('policy_relief', "'policy_relief_cases'", 'granting', cell='relief_no', period='period',
    breakdown=breakdown, where=breakdown ~ ' is not null') }}
{% endfor %}
