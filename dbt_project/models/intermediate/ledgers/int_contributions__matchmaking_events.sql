{{ config(materialized='ephemeral') }}
with events as (
    select *, {{ month_of_record('held_on') }} as month
    from {{ ref('stg_science_technology_bureau__matchmaking_events') }}
)

{{ contributions('matchmaking_events', "'matchmaking_events'", 'events', cell='name', period='month') }}
{% for field in ['experts', 'enterprises', 'intentions'] -%}
union all
{{ contributions('matchmaking_events', "'matchmaking_" ~ field ~ "'", 'events', role='summed', of=field,
    period='month', where=field ~ ' is not null') }}
{% endfor %}
