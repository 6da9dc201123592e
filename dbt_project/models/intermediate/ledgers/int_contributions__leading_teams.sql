{{ config(materialized='ephemeral') }}
-- Each team applied; those that got further are counted again at each stage that they passed.
with applications as (
    select * from {{ ref('stg_organisation_department__leading_teams') }} where record_period <> ''
)

{{ contributions('leading_teams', "'leading_teams_applied'", 'applications', cell='team', shown=false) }}
union all
{{ contributions('leading_teams', "'leading_teams_shortlisted'", 'applications', cell='team',
    where="stage in ('shortlisted', 'selected')", shown=false) }}
union all
{{ contributions('leading_teams', "'leading_teams_selected'", 'applications', cell='team',
    where="stage = 'selected'", shown=false) }}
