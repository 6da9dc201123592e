-- Which members moved a region's rank since the year before. A rank changes where the order of two regions turned; each
-- turn counts one place, shared among the members by how much each moved the distance between the two. So the effects of
-- all members add up to the change of rank.
with contributions as (
    select scheme_id, region_code, year, indicator_id, measure, contribution from {{ ref('int_index_contributions') }}
),

moves as (
    select
        coalesce(n.scheme_id, b.scheme_id) as scheme_id,
        coalesce(n.region_code, b.region_code) as region_code,
        coalesce(n.year, b.year + 1) as year,
        coalesce(n.indicator_id, b.indicator_id) as indicator_id,
        coalesce(n.measure, b.measure) as measure,
        coalesce(n.contribution, 0) - coalesce(b.contribution, 0) as moved
    from contributions as n
    full outer join contributions as b
        on b.scheme_id = n.scheme_id and b.region_code = n.region_code and b.year = n.year - 1
        and b.indicator_id = n.indicator_id and b.measure = n.measure
),

turned as (
    select
        i.scheme_id, i.year, i.region_code, j.region_code as other_region_code,
        case when jb.score > ib.score then 1 else 0 end - case when j.score > i.score then 1 else 0 end as places
    from {{ ref('int_index_scores') }} as i
    inner join {{ ref('int_index_scores') }} as j
        on j.scheme_id = i.scheme_id and j.component = 'total' and j.year = i.year and j.region_code <> i.region_code
    inner join {{ ref('int_index_scores') }} as ib
        on ib.scheme_id = i.scheme_id and ib.component = 'total' and ib.year = i.year - 1 and ib.region_code = i.region_code
    inner join {{ ref('int_index_scores') }} as jb
        on jb.scheme_id = i.scheme_id and jb.component = 'total' and jb.year = i.year - 1 and jb.region_code = j.region_code
    where i.component = 'total'
),

apart as (
    select
        t.scheme_id, t.year, t.region_code, t.places, m.indicator_id, m.measure,
        m.moved - o.moved as moved,
        sum(m.moved - o.moved) over (
            partition by t.scheme_id, t.year, t.region_code, t.other_region_code
        ) as moved_in_all
    from turned as t
    inner join moves as m on m.scheme_id = t.scheme_id and m.year = t.year and m.region_code = t.region_code
    inner join moves as o
        on o.scheme_id = t.scheme_id and o.year = t.year and o.region_code = t.other_region_code
        and o.indicator_id = m.indicator_id and o.measure = m.measure
)

select
    scheme_id, year, region_code, indicator_id, measure,
    {{ number('sum(case when places = 0 then 0 else places * moved / nullif(moved_in_all, 0) end)') }} as rank_effect
from apart
group by scheme_id, year, region_code, indicator_id, measure
