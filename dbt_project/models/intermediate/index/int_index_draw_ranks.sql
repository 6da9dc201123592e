-- How each region's rank holds under varied weights and methods (OECD/JRC handbook, step 7): the interval of nine draws in
-- ten, the middle, and in how many the rank is the one shown.
with terms as (
    select
        d.scheme_id, d.draw_no, n.region_code, n.year, max(d.aggregation) as aggregation,
        sum({{ index_term('d.weight', 'd.normalisation', 'd.aggregation') }}) / sum(d.weight) as terms
    from {{ ref('stg_index__draws') }} as d
    inner join {{ ref('int_index_normalised') }} as n
        on n.scheme_id = d.scheme_id and n.indicator_id = d.indicator_id and n.measure = d.measure
    group by d.scheme_id, d.draw_no, n.region_code, n.year
),

ranks as (
    select
        scheme_id, draw_no, region_code, year,
        rank() over (
            partition by scheme_id, draw_no, year order by {{ index_score('terms', 'aggregation') }} desc
        ) as rank
    from terms
)

select
    r.scheme_id, r.region_code, r.year,
    count(*) as draws,
    percentile_disc(0.05) within group (order by r.rank) as rank_low,
    percentile_disc(0.5) within group (order by r.rank) as rank_median,
    percentile_disc(0.95) within group (order by r.rank) as rank_high,
    100.0 * sum(case when r.rank = s.rank then 1 else 0 end) / count(*) as agreement
from ranks as r
inner join {{ ref('int_index_scores') }} as s
    on s.scheme_id = r.scheme_id and s.component = 'total' and s.region_code = r.region_code and s.year = r.year
group by r.scheme_id, r.region_code, r.year
