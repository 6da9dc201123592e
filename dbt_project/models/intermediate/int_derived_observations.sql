-- Numbers that no one states and that follow from stated ones by a declared formula. Growth never comes from levels, nor
-- levels from growth.
with observations as (
    select *
    from {{ ref('fct_observation') }}
    where kind = 'actual' and scope = '' and breakdown = ''
),

-- what an indicator is of another, of one place, period and part (seed ratios)
ratios as (
    select
        r.indicator_id, r.measure, n.region_code, n.period, n.kind, n.scope, n.breakdown,
        {{ number("n.value / d.value * cast(r.scale as decimal(28, 8))") }} as value,
        r.unit,
        n.observation_id as first_input,
        d.observation_id as second_input,
        concat_ws(' ', n.indicator_id, '/', d.indicator_id, '*', r.scale) as formula
    from {{ ref('ratios') }} as r
    inner join {{ ref('fct_observation') }} as n
        on n.indicator_id = r.numerator and n.measure = 'level' and n.qualifier = '='
        and n.kind = 'actual' and n.scope = ''
    inner join {{ ref('fct_observation') }} as d
        on d.indicator_id = r.denominator and d.measure = 'level' and d.qualifier = '='
        and d.kind = n.kind and d.scope = n.scope
        and d.region_code = n.region_code and d.period = n.period and d.breakdown = n.breakdown
    left join {{ ref('fct_observation') }} as stated
        on stated.indicator_id = r.indicator_id and stated.measure = r.measure
        and stated.kind = n.kind and stated.scope = n.scope
        and stated.region_code = n.region_code and stated.period = n.period and stated.breakdown = n.breakdown
    where d.value > 0 and stated.observation_id is null
),

gaps as (
    select
        a.indicator_id, 'growth_gap' as measure, a.region_code, a.period, a.kind, a.scope, a.breakdown,
        {{ number('a.value - b.value') }} as value,
        'pp' as unit,
        a.observation_id as first_input,
        b.observation_id as second_input,
        concat_ws(' ', a.indicator_id, 'growth_yoy -', b.indicator_id, 'growth_yoy') as formula
    from {{ ref('growth_gaps') }} as g
    inner join observations as a
        on a.indicator_id = g.indicator_id and a.measure = 'growth_yoy' and a.qualifier = '='
    inner join observations as b
        on b.indicator_id = g.against_indicator_id and b.measure = 'growth_yoy' and b.qualifier = '='
        and b.region_code = a.region_code and b.period = a.period
    left join observations as stated
        on stated.region_code = a.region_code and stated.period = a.period
        and stated.indicator_id = a.indicator_id and stated.measure = 'growth_gap'
    where stated.observation_id is null
),

-- how many places a rank moved since the year before, in the same field: where the ranks themselves are the indicator
rank_changes as (
    select
        a.indicator_id, 'change_yoy' as measure, a.region_code, a.period, a.kind, a.scope, a.breakdown,
        {{ number('a.value - b.value') }} as value,
        'rank' as unit,
        a.observation_id as first_input,
        b.observation_id as second_input,
        concat_ws(' ', a.indicator_id, 'rank -', b.indicator_id, 'rank of the year before') as formula
    from {{ ref('fct_observation') }} as a
    inner join {{ ref('stg_catalogue__indicators') }} as i on i.indicator_id = a.indicator_id and i.nature = 'rank'
    inner join {{ ref('fct_observation') }} as b
        on b.indicator_id = a.indicator_id and b.measure = 'rank' and b.qualifier = '=' and b.kind = a.kind
        and b.scope = a.scope and b.breakdown = a.breakdown and b.region_code = a.region_code
        and {{ year_later('b.period') }} = a.period
    left join {{ ref('fct_observation') }} as stated
        on stated.indicator_id = a.indicator_id and stated.measure = 'change_yoy' and stated.kind = a.kind
        and stated.scope = a.scope and stated.breakdown = a.breakdown and stated.region_code = a.region_code
        and stated.period = a.period
    where a.measure = 'rank' and a.qualifier = '=' and a.kind = 'actual' and stated.observation_id is null
)

select
    md5(concat_ws('|', 'derived', {{ identity_columns() | join(', ') }})) as observation_id,
    {{ identity_columns() | join(', ') }},
    value,
    unit,
    first_input,
    second_input,
    formula
from (select * from gaps union all select * from ratios union all select * from rank_changes)
