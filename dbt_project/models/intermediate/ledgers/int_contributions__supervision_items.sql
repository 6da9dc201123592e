{{ config(materialized='ephemeral') }}
-- How each item stood on the day that its register names: what is open is overdue if it was due before that day. What
-- is done, late or overdue is a sum of ones and noughts over all items, so that none is a number too.
{% set judged = {
    'done': 'case when done_on is not null or state = \'done\' then 1 else 0 end',
    'done_late': 'case when done_on > due_on then 1 else 0 end',
    'overdue': 'case when done_on is null and state <> \'done\' and due_on < as_of then 1 else 0 end',
} %}
with items as (
    select
        *,
        {% for name, flag in judged.items() -%}
        {{ flag }} as {{ name }},
        coalesce(cast(done_on as string), state, '') as {{ name }}_text,
        coalesce(done_on_evidence, state_evidence) as {{ name }}_evidence,
        {% endfor -%}
        {{ dbt.datediff('assigned_on', 'done_on', 'day') }} as days,
        cast({{ dbt.datediff('assigned_on', 'done_on', 'day') }} as string) as days_text,
        done_on_evidence as days_evidence
    from {{ ref('stg_government_office__supervision_items') }}
    where record_period <> ''
)

{% for breakdown in ["''", 'owner'] -%}
{{ contributions('supervision_items', "'supervision_items'", 'items', cell='item_no', period=stock_period(),
    breakdown=breakdown, where=breakdown ~ ' is not null') }}
union all
{% for name in judged -%}
{{ contributions('supervision_items', "'supervision_" ~ name ~ "'", 'items', role='summed', of=name,
    period=stock_period(), breakdown=breakdown, where=breakdown ~ ' is not null') }}
union all
{% endfor -%}
{{ contributions('supervision_items', "'supervision_days'", 'items', role='median', of='days', period=stock_period(),
    breakdown=breakdown, where=breakdown ~ ' is not null and days is not null') }}
{{ 'union all' if not loop.last }}
{% endfor %}
