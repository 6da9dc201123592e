{{ config(materialized='ephemeral') }}
-- Quota and amount of a voucher count when it is issued, what is used of it when it is used: in all, and by the city of the
-- provider (of a municipality the municipality itself); `outside` is what lies in no region of the tree.
with vouchers as (
    select
        v.*,
        case
            when r.level in ('nation', 'province', 'city') then r.region_code
            when p.level in ('province', 'city') then p.region_code
            when r.region_code is not null then p.parent_code
            when v.provider_region_text is not null then 'outside'
        end as provider_city
    from {{ ref('stg_science_technology_bureau__innovation_vouchers') }} as v
    left join {{ ref('stg_catalogue__regions') }} as r on r.region_code = v.provider_region
    left join {{ ref('stg_catalogue__regions') }} as p on p.region_code = r.parent_code
),

issuing as (
    {{ happened_in_periods('vouchers', 'issued_on') }}
),

spending as (
    {{ happened_in_periods('vouchers', 'used_on') }}
)

{{ contributions('innovation_vouchers', "'innovation_vouchers'", 'issuing', cell='voucher_no', period='period') }}
union all
{{ contributions('innovation_vouchers', "'innovation_vouchers_quota'", 'issuing', role='summed', of='quota',
    period='period', where='quota is not null') }}
union all
{{ contributions('innovation_vouchers', "'innovation_vouchers_issued'", 'issuing', role='summed', of='issued',
    period='period') }}
{% for breakdown in ["''", 'provider_city'] %}
union all
{{ contributions('innovation_vouchers', "'innovation_vouchers_used'", 'spending', role='summed', of='used', period='period',
    breakdown=breakdown, where=breakdown ~ ' is not null') }}
{% endfor %}
