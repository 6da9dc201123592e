-- What each member of an index is in each part of the home region, by year: the newest number of the year that all parts
-- state; a member that one part lacks does not count for that year (OECD/JRC handbook, steps 2 to 4: nothing is imputed).
-- `treated` has the logarithm taken where the scheme says so, and the sign turned where less is better.
with parts as (
    select distinct r.region_code, r.valid_from, r.valid_to
    from {{ ref('int_region_ancestors') }} as a
    inner join {{ ref('stg_catalogue__regions') }} as r on r.region_code = a.ancestor_code
    where a.is_part_of_home and r.kind = 'administrative'
),

years as (
    select distinct year from {{ ref('int_year_to_date') }}
),

in_force as (
    select y.year, p.region_code, count(*) over (partition by y.year) as parts
    from years as y
    inner join parts as p
        on (p.valid_from is null or year(p.valid_from) <= y.year) and (p.valid_to is null or year(p.valid_to) >= y.year)
),

stated as (
    select
        m.scheme_id, m.dimension_id, m.indicator_id, m.measure, m.weight, m.direction, m.treatment,
        f.region_code, y.year, y.month, y.period, y.value, y.observation_id, y.formula,
        count(*) over (partition by m.scheme_id, m.indicator_id, m.measure, y.year, y.month) = f.parts as is_complete
    from {{ ref('stg_index__members') }} as m
    inner join {{ ref('int_year_to_date') }} as y
        on y.indicator_id = m.indicator_id and y.measure = m.measure and y.breakdown = ''
    inner join in_force as f on f.year = y.year and f.region_code = y.region_code
    where m.treatment <> 'log' or y.value > -1
),

newest as (
    select *
    from stated
    where is_complete
    qualify month = max(month) over (partition by scheme_id, indicator_id, measure, year)
)

select
    scheme_id, dimension_id, indicator_id, measure, region_code, year, period, value, observation_id, formula,
    weight / sum(weight) over (partition by scheme_id, region_code, year) as weight,
    weight / sum(weight) over (partition by scheme_id, dimension_id, region_code, year) as weight_in_dimension,
    weight as stated_weight,
    case when direction = 'down' then -1 else 1 end
    * case when treatment = 'log' then ln(1 + cast(value as double)) else cast(value as double) end as treated
from newest
