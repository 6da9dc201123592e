-- For each yearly target, what earlier years had reached by the month that the newest number of its year is of, and what
-- they ended with. What is left over from there is a share of the year for amounts and counts, points for rates.
with targets as (
    select
        t.*,
        cast(t.period as integer) as year
    from {{ ref('fct_observation') }} as t
    where t.kind = 'target' and t.span = 'year' and t.scope = '' and t.value is not null
),

newest as (
    select t.observation_id as target_observation_id, y.*
    from targets as t
    inner join {{ ref('int_year_to_date') }} as y
        on y.indicator_id = t.indicator_id and y.measure = t.measure and y.region_code = t.region_code
        and y.breakdown = t.breakdown and y.year = t.year
    qualify row_number() over (partition by t.observation_id order by y.month desc) = 1
)

select
    n.target_observation_id,
    n.observation_id as actual_observation_id,
    n.period as actual_period,
    n.month,
    n.value as actual,
    n.year,
    n.measure = 'level' and n.unit not in ('%', 'pp', 'rank') as is_amount,
    part.year as past_year,
    part.observation_id as part_observation_id,
    part.value as part,
    whole.observation_id as whole_observation_id,
    whole.value as whole
from newest as n
left join {{ ref('int_year_to_date') }} as part
    on part.indicator_id = n.indicator_id and part.measure = n.measure and part.region_code = n.region_code
    and part.breakdown = n.breakdown and part.month = n.month and part.year between n.year - 5 and n.year - 1
    and n.month < 12
left join {{ ref('int_year_to_date') }} as whole
    on whole.indicator_id = part.indicator_id and whole.measure = part.measure and whole.region_code = part.region_code
    and whole.breakdown = part.breakdown and whole.year = part.year and whole.month = 12
