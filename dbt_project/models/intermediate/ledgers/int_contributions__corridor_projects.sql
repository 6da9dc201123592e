{{ config(materialized='ephemeral') }}
-- Investment of the year up to the month, in total and by project. The list of projects is that of its year too.
with projects as (
    select
        *,
        concat_ws(' ', project_no, project_name) as project,
        substr(record_period, 1, 4) as year,
        {{ one_if('begun', "status in ('under_way', 'completed', 'suspended')", 'status') }},
        {{ one_if('completed', "status = 'completed'", 'status') }}
    from {{ ref('stg_science_technology_bureau__corridor_projects') }}
)

{{ contributions('corridor_projects', "'corridor_key_projects'", 'projects', cell='project_no', period='year') }}
union all
{{ contributions('corridor_projects', "'corridor_key_projects'", 'projects', cell='project_no',
    where='record_period <> year') }}
union all
{{ contributions('corridor_projects', "'corridor_projects_begun'", 'projects', role='summed', of='begun') }}
union all
{{ contributions('corridor_projects', "'corridor_projects_completed'", 'projects', role='summed',
    of='completed') }}
{% for breakdown in ["''", 'project'] %}
{%- for indicator, amount in [
    ('corridor_investment', 'total_investment'), ('corridor_plan', 'year_plan'), ('corridor_done', 'year_done'),
] %}
union all
{{ contributions('corridor_projects', "'" ~ indicator ~ "'", 'projects', role='summed', of=amount, breakdown=breakdown,
    where=amount ~ ' is not null') }}
{%- endfor %}
{%- endfor %}
