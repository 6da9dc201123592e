{{ config(materialized='ephemeral') }}
-- A demand counts in total, for its list and for its industrial chain, and for the state that it is in. States are sums of
-- ones and noughts over all demands, so that none is a number too.
{% set states = ['collected', 'matching', 'contracted', 'solved', 'withdrawn'] %}
with demands as (
    select
        *,
        concat_ws('/', 'list', list) as of_list,
        concat_ws('/', 'chain', chain) as of_chain
        {%- for state in states %},
        {{ one_if(state, "state = '" ~ state ~ "'", 'state') }}
        {%- endfor %}
    from {{ ref('stg_science_technology_bureau__technology_demands') }}
)

{% for breakdown, stated in [("''", 'true'), ('of_list', 'list is not null'), ('of_chain', 'chain is not null')] -%}
{{ contributions('technology_demands', "'enterprise_tech_demands'", 'demands', cell='demand_no', breakdown=breakdown,
    where=stated) }}
union all
{% for state in states -%}
{{ contributions('technology_demands', "'tech_demands_" ~ state ~ "'", 'demands', role='summed', of=state,
    breakdown=breakdown, where=stated) }}
union all
{% endfor -%}
{{ contributions('technology_demands', "'tech_demands_budget'", 'demands', role='summed', of='budget',
    breakdown=breakdown, where='budget is not null and ' ~ stated) }}
{{ 'union all' if not loop.last }}
{% endfor %}
