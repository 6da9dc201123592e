-- Numbers that no one states and that follow from stated ones by a declared formula. Growth never comes from levels, nor
-- levels from growth.
with observations as (
    select *
    from {{ ref('fct_observation') }}
    where kind = 'actual' and scope = '' and breakdown = ''
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
)

select
    md5(concat_ws('|', 'derived', {{ identity_columns() | join(', ') }})) as observation_id,
    {{ identity_columns() | join(', ') }},
    value,
    unit,
    first_input,
    second_input,
    formula
from gaps
