{{ config(materialized='ephemeral') }}
-- What each ledger row adds to which observation: to those of its region and of the regions that lie over it. Only
-- ledgers that restate their period whole are summed; an increment says nothing of the total.
with restated as (
    select distinct batch_id from {{ ref('stg_landing__issues') }} where supersedes in ('full', 'period')
),

everything as (
    {% for dataset in var('summed_ledgers') %}
    select * from {{ ref('int_contributions__' ~ dataset) }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
)

select
    e.batch_id,
    e.submission_id,
    e.dataset,
    e.indicator_id,
    e.measure,
    a.ancestor_code as region_code,
    e.period,
    'actual' as kind,
    '' as scope,
    e.breakdown,
    e.value,
    e.value_text,
    e.evidence,
    e.sheet,
    e.row_no,
    e.role,
    a.is_home,
    e.dataset in ('{{ var("personal_datasets") | join("', '") }}') as is_personal
from everything as e
inner join restated as s on s.batch_id = e.batch_id
inner join {{ ref('int_region_ancestors') }} as a on a.region_code = e.region_code
where {{ period_start('e.period') }} is not null
    -- persons are counted for the home region and its parts, where small groups can be withheld together
    and (
        e.dataset not in ('{{ var("personal_datasets") | join("', '") }}')
        or a.is_home
        or a.is_part_of_home
    )
