-- The index and its dimensions by region and year, with ranks; equal scores share the better rank.
with scores as (
    select
        scheme_id, 'total' as component, region_code, year, max(period) as as_of,
        {{ index_score('sum(contribution)', 'max(aggregation)') }} as score,
        sum(stated_weight) as weight_present
    from {{ ref('int_index_contributions') }}
    group by scheme_id, region_code, year
    union all
    select
        scheme_id, dimension_id, region_code, year, max(period),
        {{ index_score('sum(contribution_in_dimension)', 'max(aggregation)') }},
        sum(stated_weight)
    from {{ ref('int_index_contributions') }}
    group by scheme_id, dimension_id, region_code, year
),

whole as (
    select scheme_id, 'total' as component, sum(weight) as weight from {{ ref('stg_index__members') }} group by scheme_id
    union all
    select scheme_id, dimension_id, sum(weight) from {{ ref('stg_index__members') }} group by scheme_id, dimension_id
),

ranked as (
    select
        s.scheme_id, s.component, s.region_code, s.year, s.as_of, s.score,
        {{ number('100 * s.weight_present / w.weight') }} as coverage,
        rank() over (partition by s.scheme_id, s.component, s.year order by s.score desc) as rank
    from scores as s
    inner join whole as w on w.scheme_id = s.scheme_id and w.component = s.component
)

select
    r.*,
    b.rank as rank_before,
    b.rank - r.rank as rank_change
from ranked as r
left join ranked as b
    on b.scheme_id = r.scheme_id and b.component = r.component and b.region_code = r.region_code and b.year = r.year - 1
