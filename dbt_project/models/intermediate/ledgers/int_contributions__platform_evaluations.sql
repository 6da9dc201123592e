{{ config(materialized='ephemeral') }}
-- Each score of each platform, by its kind and name; the excellent ones by kind and by who evaluated.
with evaluations as (
    select *, concat_ws('/', kind, platform) as evaluated
    from {{ ref('stg_science_technology_bureau__platform_evaluations') }}
    where kind is not null and platform is not null
),

excellent as (
    select e.*, l.indicator_id
    from evaluations as e
    inner join {{ ref('ledger_indicators') }} as l
        on l.dataset = 'platform_evaluations' and l.category = e.kind and coalesce(l.level, e.organiser) = e.organiser
    where e.grade = 'excellent'
)

{{ contributions('platform_evaluations', 'indicator_id', 'excellent', cell='grade') }}
{% for score in [
    'total', 'incubated_enterprises', 'incubation_services', 'incubation_performance', 'innovation_input',
    'results_transfer', 'talent', 'local_economy', 'resource_gathering', 'enterprise_services', 'operation',
] %}
union all
{{ contributions('platform_evaluations', "'evaluation_" ~ score ~ "'", 'evaluations', role='summed', of=score,
    breakdown='evaluated', where=score ~ ' is not null') }}
{%- endfor %}
