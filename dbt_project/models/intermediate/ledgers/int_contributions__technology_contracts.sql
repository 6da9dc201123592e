{{ config(materialized='ephemeral') }}
with contracts as (
    select
        *,
        {{ month_of_record('registered_on') }} as month,
        case
            when buyer_region is not null then buyer_region
            when buyer_region_text is not null then 'outside'
            else 'unstated'
        end as buyer_place
    from {{ ref('stg_science_technology_bureau__technology_contracts') }}
)

{% for breakdown in ["''", 'contract_type', 'buyer_place'] -%}
{{ contributions('technology_contracts', "'technology_contracts'", 'contracts', cell='contract_no', region='seller_region',
    period='month', breakdown=breakdown, where=breakdown ~ ' is not null') }}
union all
{{ contributions('technology_contracts', "'technology_trade_value'", 'contracts', role='summed', of='amount',
    region='seller_region', period='month', breakdown=breakdown, where=breakdown ~ ' is not null') }}
{{ 'union all' if not loop.last }}
{% endfor %}
