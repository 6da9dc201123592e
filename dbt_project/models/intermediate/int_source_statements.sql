-- What each source says of each observation now, with the interval of the numbers that its words can mean. A source is a
-- department's dataset; each report is one of its own, for a later report takes nothing back. A number rounded to its last
-- stated digit means half a step to either side; 左右 (~) means 2 % or a step, the larger; a bound is open on one side.
{% set huge = '1e30' %}
with said as (
    select
        v.*,
        concat_ws('|', v.department_id, v.dataset, case when v.source = 'report' then v.submission_id end) as source_key,
        cast(v.value as double) as low_value,
        cast(coalesce(v.value_high, v.value) as double) as high_value,
        cast(coalesce(v.value_step, 0) as double) as step
    from {{ ref('fct_observation_vintage') }} as v
    where v.value is not null and (v.known_to is null or (v.source = 'report' and v.known_to > v.known_from))
),

-- a report says a number once, however often it stood again
once as (
    select *
    from said
    qualify row_number() over (
        partition by observation_id, source_key, evidence order by known_from desc, vintage_id
    ) = 1
)

select
    vintage_id, observation_id, indicator_id, indicator_name, measure, region_code, region_name, period, period_start,
    period_end, span, kind, scope, breakdown, unit, qualifier, value, value_text, value_step, source, source_rank,
    department_id, dataset, submission_id, evidence, known_from, known_to, vintage_no, ambiguous, source_key,
    case
        when qualifier in ('<', '<=') then -{{ huge }}
        when qualifier = '~' then low_value - greatest(step, 0.02 * abs(low_value))
        else low_value - step / 2
    end as low,
    case
        when qualifier in ('>', '>=') then {{ huge }}
        when qualifier = '~' then high_value + greatest(step, 0.02 * abs(high_value))
        else high_value + step / 2
    end as high
from once
