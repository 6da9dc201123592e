-- Scores and contributions follow from the observations of all parts of the home region, ranks from scores, effects on a
-- rank from the contributions of two years.
with cells as (
    select * from {{ ref('int_index_cells') }}
),

members as (
    select scheme_id, dimension_id, cast(year as string) as period, indicator_id, measure, observation_id
    from {{ ref('int_index_values') }}
),

scores as (
    select * from cells where column_name = 'score'
)

select c.observation_id, m.observation_id as input_observation_id, 'member' as role, c.formula
from cells as c
inner join members as m
    on m.scheme_id = c.scheme and m.period = c.period and c.component in ('total', m.dimension_id)
where c.mart = 'mart_innovation_index' and c.column_name in ('score', 'coverage')
union all
select c.observation_id, s.observation_id, 'score', c.formula
from cells as c
inner join scores as s
    on s.scheme = c.scheme and s.component = c.component
    and s.period = case
        when c.column_name = 'rank_before' then cast(cast(c.period as integer) - 1 as string) else c.period
    end
where c.mart = 'mart_innovation_index'
    and c.column_name in ('rank', 'rank_low', 'rank_median', 'rank_high', 'rank_agreement', 'rank_before')
union all
select c.observation_id, s.observation_id, s.column_name, c.formula
from cells as c
inner join cells as s
    on s.mart = c.mart and s.row_id = c.row_id and s.column_name in ('rank', 'rank_before')
where c.column_name = 'rank_change'
union all
select c.observation_id, m.observation_id, 'member', c.formula
from cells as c
inner join members as m
    on m.scheme_id = c.scheme and m.indicator_id = c.indicator_id and m.measure = c.measure
    and m.period = case
        when c.column_name = 'contribution_before' then cast(cast(c.period as integer) - 1 as string) else c.period
    end
where c.mart = 'mart_innovation_index_changes' and c.column_name in ('weight', 'contribution', 'contribution_before')
union all
select c.observation_id, s.observation_id, s.column_name, c.formula
from cells as c
inner join cells as s
    on s.mart = c.mart and s.scheme = c.scheme and s.period = c.period and s.indicator_id = c.indicator_id
    and s.measure = c.measure and s.column_name in ('contribution', 'contribution_before')
where c.column_name = 'rank_effect'
