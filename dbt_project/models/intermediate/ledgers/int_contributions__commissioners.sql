{{ config(materialized='ephemeral') }}
-- A team is counted at its first member, so that every member's cell is its evidence and small teams stay hidden with
-- their persons.
with sent as (
    select
        *,
        case when row_number() over (partition by batch_id, form, team order by record_no) = 1 then 1 else 0 end as teams,
        cast('' as string) as teams_text,
        team_evidence as teams_evidence
    from {{ ref('stg_science_technology_bureau__commissioners') }}
    where record_period <> ''
)

{{ contributions('commissioners', "'tech_commissioners'", 'sent', cell='person', shown=false) }}
{% for form, persons, teams in [
    ('single', 'tech_commissioners_single', none),
    ('team', 'tech_commissioners_team', 'tech_commissioner_teams'),
    ('complex', 'tech_commissioners_complex', 'tech_commissioner_complex_teams'),
] -%}
union all
{{ contributions('commissioners', "'" ~ persons ~ "'", 'sent', cell='person', where="form = '" ~ form ~ "'", shown=false) }}
{% if teams -%}
union all
{{ contributions('commissioners', "'" ~ teams ~ "'", 'sent', role='summed', of='teams',
    where="team is not null and form = '" ~ form ~ "'", shown=false) }}
{% endif -%}
{% endfor %}
