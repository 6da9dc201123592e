{{ config(materialized='ephemeral') }}
with register as (
    select
        *,
        {{ stock_period() }} as stock_at,
        coalesce(level, 'unstated') as stated_level,
        coalesce(state, 'recognised') as stated_state
    from {{ ref('stg_science_technology_bureau__platforms') }}
    where record_period <> '' and kind is not null
),

platforms as (
    select
        r.*,
        {{ one_if('recognised', "stated_state = 'recognised'", 'state') }},
        concat_ws('/', kind, stated_level) as of_level,
        concat_ws('/', kind, stated_level, stated_state) as of_state
    from register as r
),

of_a_kind as (
    select p.*, l.indicator_id
    from platforms as p
    inner join {{ ref('ledger_indicators') }} as l
        on l.dataset = 'platforms' and l.category = p.kind and coalesce(l.level, p.level, '') = coalesce(p.level, '')
    where p.stated_state = 'recognised'
)

{{ contributions('platforms', 'indicator_id', 'of_a_kind', cell='name', period='stock_at') }}
{% for breakdown in ["''", 'kind', 'of_level', 'of_state'] %}
union all
{{ contributions('platforms', "'innovation_platforms'", 'platforms', cell='name', period='stock_at', breakdown=breakdown) }}
{%- if breakdown != 'of_state' %}
union all
{{ contributions('platforms', "'innovation_platforms_recognised'", 'platforms', role='summed', of='recognised',
    period='stock_at', breakdown=breakdown) }}
{%- endif %}
{%- endfor %}
