{{ config(materialized='ephemeral') }}
-- How each item stood on the day that its register names; what is open is overdue if it was due before that day.
with items as (
    select
        *,
        {{ dbt.datediff('assigned_on', 'done_on', 'day') }} as days,
        cast({{ dbt.datediff('assigned_on', 'done_on', 'day') }} as string) as days_text,
        done_on_evidence as days_evidence,
        done_on is not null or state = 'done' as is_done
    from {{ ref('stg_government_office__supervision_items') }}
    where record_period <> ''
)

{% for breakdown in ["''", 'owner'] -%}
{% for indicator, condition in [
    ('supervision_items', 'true'),
    ('supervision_done', 'is_done'),
    ('supervision_done_late', 'done_on > due_on'),
    ('supervision_overdue', 'not is_done and due_on < as_of'),
] -%}
{{ contributions('supervision_items', "'" ~ indicator ~ "'", 'items', cell='item_no', period=stock_period(),
    breakdown=breakdown, where=breakdown ~ ' is not null and ' ~ condition) }}
union all
{% endfor -%}
{{ contributions('supervision_items', "'supervision_days'", 'items', role='median', of='days', period=stock_period(),
    breakdown=breakdown, where=breakdown ~ ' is not null and days is not null') }}
{{ 'union all' if not loop.last }}
{% endfor %}
