{{ config(materialized='ephemeral') }}
-- Enterprises above designated size at the quarter's end, and of each whether it is covered: one that is not adds
-- nothing, so that where none is covered the number is 0 and not unknown.
{% set covered = {
    'on_system': 'rd_system_enterprises',
    'rd_activity': 'rd_active_enterprises',
    'rd_institution': 'rd_institution_enterprises',
} %}
with enterprises as (
    select
        *,
        {{ stock_period() }} as stock_at
        {%- for field in covered %},
        case when {{ field }} = 'yes' then 1 else 0 end as {{ field }}_counts,
        coalesce({{ field }}, '') as {{ field }}_counts_text,
        {{ field }}_evidence as {{ field }}_counts_evidence
        {%- endfor %}
    from {{ ref('stg_science_technology_bureau__rd_management_system') }}
    where coalesce(above_size, 'yes') = 'yes' and record_period <> ''
)

{{ contributions('rd_management_system', "'industrial_enterprises'", 'enterprises', cell='credit_code', period='stock_at') }}
{% for field, indicator in covered.items() %}
union all
{{ contributions('rd_management_system', "'" ~ indicator ~ "'", 'enterprises', role='summed', of=field ~ '_counts',
    period='stock_at') }}
{% endfor %}
