with cells as (
    select *, split_part(part, '/', 1) as kind
    from ({{ mart_rows('mart_platform_performance') }})
),

names as (
    select part, name_zh from {{ ref('mart_parts') }} where mart = 'mart_platform_performance'
),

-- the grade stands in the row of the sheet that states the total
graded as (
    select c.row_id, max(e.grade) as grade
    from {{ ref('int_mart_cells') }} as c
    inner join {{ ref('fct_observation') }} as f on f.observation_id = c.observation_id
    inner join {{ ref('stg_science_technology_bureau__platform_evaluations') }} as e
        on e.submission_id = f.submission_id and e.total_evidence = f.evidence
    where c.mart = 'mart_platform_performance' and c.column_name = 'total'
    group by c.row_id
)

select
    {{ row_columns('cells') }},
    coalesce(max(h.scheme), '') as scheme,
    cells.kind,
    coalesce(max(k.name_zh), cells.kind) as kind_name,
    substr(cells.part, length(cells.kind) + 2) as platform,
    coalesce(max(g.grade), '') as grade,
    coalesce(max(n.name_zh), max(g.grade), '') as grade_name,
    coalesce(max(case when column_name = 'rank' then scope end), '') as rank_scope,
    {{ cell('total') }},
    {{ cell('rank') }},
    {{ cell('incubated_enterprises') }},
    {{ cell('incubation_services') }},
    {{ cell('incubation_performance') }},
    {{ cell('innovation_input') }},
    {{ cell('results_transfer') }},
    {{ cell('talent') }},
    {{ cell('local_economy') }},
    {{ cell('resource_gathering') }},
    {{ cell('enterprise_services') }},
    {{ cell('operation') }},
    {{ hedges() }}
from cells
left join {{ ref('evaluation_schemes') }} as h on h.kind = cells.kind
left join graded as g on g.row_id = cells.row_id
left join names as k on k.part = cells.kind
left join names as n on n.part = g.grade
group by {{ row_columns('cells') }}, cells.kind, cells.part
