{{ config(materialized='ephemeral') }}
-- A project counts for the year of its register, in total and by level.
with projects as (
    select *, {{ one_if('inspected_again', 'inspections > 1', 'inspections', 'inspections_text') }}
    from {{ ref('stg_science_technology_bureau__st_projects') }}
),

of_a_programme as (
    select p.*, l.indicator_id
    from projects as p
    inner join {{ ref('ledger_indicators') }} as l
        on l.dataset = 'st_projects'
        and coalesce(l.category, p.programme) = p.programme
        and coalesce(l.level, p.level) = p.level
)

{{ contributions('st_projects', 'indicator_id', 'of_a_programme', cell='project_no') }}
{% for breakdown in ["''", 'level'] %}
{%- set stated = breakdown ~ ' is not null' %}
union all
{{ contributions('st_projects', "'st_projects'", 'projects', cell='project_no', breakdown=breakdown, where=stated) }}
union all
{{ contributions('st_projects', "'st_project_grants'", 'projects', role='summed', of='grant_amount', breakdown=breakdown,
    where='grant_amount is not null and ' ~ stated) }}
union all
{{ contributions('st_projects', "'st_project_rd_leveraged'", 'projects', role='summed', of='rd_leveraged',
    breakdown=breakdown, where='rd_leveraged is not null and ' ~ stated) }}
union all
{{ contributions('st_projects', "'st_project_inspections'", 'projects', role='summed', of='inspections',
    breakdown=breakdown, where='inspections is not null and ' ~ stated) }}
union all
{{ contributions('st_projects', "'st_projects_inspected_again'", 'projects', role='summed', of='inspected_again',
    breakdown=breakdown, where='inspections is not null and ' ~ stated) }}
{%- endfor %}
