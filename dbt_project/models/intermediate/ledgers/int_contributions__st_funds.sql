{{ config(materialized='ephemeral') }}
-- An item counts as allocated on the day of its document and as paid on the day of payment; its days are those between.
with items as (
    select *, {{ dbt.datediff('allocated_on', 'paid_on', 'day') }} as days
    from {{ ref('stg_finance_bureau__st_funds') }}
),

allocating as (
    {{ happened_in_periods('items', 'allocated_on') }}
),

paying as (
    {{ happened_in_periods('items', 'paid_on') }}
)

{{ contributions('st_funds', "'st_funds_from_above'", 'allocating', role='summed', of='allocated', period='period',
    where="level in ('national', 'provincial')") }}
{% for breakdown in ["''", 'level'] %}
union all
{{ contributions('st_funds', "'st_funds_items'", 'allocating', cell='item_no', period='period', breakdown=breakdown,
    where=breakdown ~ ' is not null') }}
union all
{{ contributions('st_funds', "'st_funds_allocated'", 'allocating', role='summed', of='allocated', period='period',
    breakdown=breakdown, where=breakdown ~ ' is not null') }}
union all
{{ contributions('st_funds', "'st_funds_paid'", 'paying', role='summed', of='paid', period='period',
    breakdown=breakdown, where=breakdown ~ ' is not null') }}
union all
{{ contributions('st_funds', "'st_funds_days_to_pay'", 'paying', role='median', of='days', cell='paid_on',
    period='period', breakdown=breakdown, where=breakdown ~ ' is not null') }}
{% endfor %}
