-- Every pair of sources of one observation, what kind of difference lies between them, and how far it matters. The first
-- of a pair is the one that takes precedence.
{% set near = '1e-9' %}
with statements as (
    select
        s.*,
        row_number() over (
            partition by observation_id order by source_rank desc, known_from desc, vintage_no desc, vintage_id
        ) as precedence
    from {{ ref('int_source_statements') }} as s
),

pairs as (
    select
        a.observation_id, a.indicator_id, a.indicator_name, a.measure, a.region_code, a.region_name, a.period,
        a.period_start, a.period_end, a.span, a.kind, a.scope, a.breakdown, a.unit,
        a.vintage_id as vintage_id, a.dataset as dataset, a.department_id as department_id,
        a.submission_id as submission_id, a.evidence as evidence, a.value_text as value_text, a.qualifier as qualifier,
        a.value as value, a.known_from as known_from, a.low as low, a.high as high, a.source_key as source_key,
        a.source as source,
        b.vintage_id as other_vintage_id, b.dataset as other_dataset, b.department_id as other_department_id,
        b.submission_id as other_submission_id, b.evidence as other_evidence, b.value_text as other_value_text,
        b.qualifier as other_qualifier, b.value as other_value, b.known_from as other_known_from, b.low as other_low,
        b.high as other_high, b.source_key as other_source_key, b.source as other_source
    from statements as a
    inner join statements as b on b.observation_id = a.observation_id and b.precedence > a.precedence
    where a.source_key <> b.source_key or (a.ambiguous and b.ambiguous)
),

compared as (
    select
        p.*,
        value = other_value and qualifier = other_qualifier as same,
        low <= other_high + {{ near }} * abs(other_high) and other_low <= high + {{ near }} * abs(high) as meets
    from pairs as p
),

apart as (
    select * from compared where not meets
),

powers as (
    {% for power in range(1, 9) %}
    select {{ power }} as power, cast(1e{{ power }} as double) as factor
    union all
    select -{{ power }}, cast(1e-{{ power }} as double)
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

slips as (
    select a.vintage_id, a.other_vintage_id, min_by(p.power, abs(p.power)) as power
    from apart as a
    inner join powers as p
        on a.low * p.factor <= a.other_high + {{ near }} * abs(a.other_high)
        and a.other_low <= a.high * p.factor + {{ near }} * abs(a.high * p.factor)
    where a.qualifier = '=' and a.other_qualifier = '=' and a.measure = 'level' and a.value <> 0 and a.other_value <> 0
    group by a.vintage_id, a.other_vintage_id
),

-- one of the two says what the other said before it was revised
outdated as (
    select distinct a.vintage_id, a.other_vintage_id
    from apart as a
    inner join {{ ref('fct_observation_vintage') }} as v
        on v.observation_id = a.observation_id and v.known_to is not null and v.source <> 'report'
        and (
            (v.department_id = a.department_id and v.dataset = a.dataset and v.value between a.other_low and a.other_high)
            or (v.department_id = a.other_department_id and v.dataset = a.other_dataset and v.value between a.low and a.high)
        )
    union
    select vintage_id, other_vintage_id
    from apart
    where source = 'report' and other_source = 'report' and department_id = other_department_id
        and source_key <> other_source_key and known_from <> other_known_from
),

-- one of the two is the number of something near by: an indicator it is often confused with, the region over it or under
-- it, another part of the same year
near_by as (
    select distinct a.vintage_id, a.other_vintage_id
    from apart as a
    inner join {{ ref('stg_catalogue__regions') }} as r on r.region_code = a.region_code
    inner join {{ ref('fct_observation') }} as f
        on f.measure = a.measure and f.kind = a.kind and f.unit = a.unit and f.observation_id <> a.observation_id
        and substr(f.period, 1, 4) = substr(a.period, 1, 4)
        and (f.value between a.other_low and a.other_high or f.value between a.low and a.high)
    left join {{ ref('stg_catalogue__regions') }} as fr on fr.region_code = f.region_code
    left join {{ ref('stg_catalogue__confusions') }} as c
        on c.indicator_id = a.indicator_id and c.other_indicator_id = f.indicator_id
    where (abs(a.value) >= 10 or a.unit = '%')
        and (
            (f.indicator_id = a.indicator_id and f.region_code = a.region_code and f.breakdown = a.breakdown)
            or (f.indicator_id = a.indicator_id and f.region_code = a.region_code and f.period = a.period)
            or (f.indicator_id = a.indicator_id and f.period = a.period
                and (f.region_code = r.parent_code or fr.parent_code = a.region_code))
            or (c.indicator_id is not null and f.region_code = a.region_code and f.period = a.period)
        )
),

shown as (
    select distinct observation_id from {{ ref('int_mart_cells') }}
),

classed as (
    select
        c.*,
        case
            when c.source_key = c.other_source_key then 'ambiguous'
            when c.same then 'equal'
            when c.meets then 'rounding'
            when s.power is not null then 'unit_slip'
            when o.vintage_id is not null then 'revision'
            when n.vintage_id is not null then 'scope'
            else 'conflict'
        end as difference,
        s.power as slip_power,
        {{ number('c.other_value - c.value') }} as gap,
        least(cast(abs(c.other_value - c.value) as double)
            / nullif(greatest(cast(abs(c.value) as double), cast(abs(c.other_value) as double)), 0), 1) as distance,
        case
            when coalesce(h.is_home, false) then 1.0
            when coalesce(h.is_part_of_home, false) then 0.8
            else 0.5
        end * case when m.observation_id is not null then 1.0 else 0.6 end as reach
    from compared as c
    left join slips as s on s.vintage_id = c.vintage_id and s.other_vintage_id = c.other_vintage_id
    left join outdated as o on o.vintage_id = c.vintage_id and o.other_vintage_id = c.other_vintage_id
    left join near_by as n on n.vintage_id = c.vintage_id and n.other_vintage_id = c.other_vintage_id
    left join (
        select region_code, bool_or(is_home and region_code = ancestor_code) as is_home, bool_or(is_part_of_home) as is_part_of_home
        from {{ ref('int_region_ancestors') }}
        group by region_code
    ) as h on h.region_code = c.region_code
    left join shown as m on m.observation_id = c.observation_id
),

weighed as (
    select
        *,
        case
            when difference in ('equal', 'rounding') then 0.0
            when difference in ('unit_slip', 'conflict', 'ambiguous') then 1.0
            else 0.5
        end * greatest(coalesce(distance, 0), 0.001) * reach as weight
    from classed
)

select
    md5(concat_ws('|', vintage_id, other_vintage_id)) as row_id,
    observation_id,
    indicator_id,
    indicator_name,
    measure,
    region_code,
    region_name,
    period,
    period_start,
    period_end,
    span,
    kind,
    scope,
    breakdown,
    unit,
    difference,
    cast(coalesce(slip_power, 0) as integer) as slip_power,
    {{ number('weight') }} as importance,
    cast(row_number() over (order by weight desc, indicator_id, region_code, period, vintage_id, other_vintage_id) as integer)
        as importance_rank,
    gap,
    {{ number('100 * distance') }} as gap_percent,
    dataset, department_id, submission_id, evidence, qualifier, value, value_text, known_from,
    other_dataset, other_department_id, other_submission_id, other_evidence, other_qualifier, other_value, other_value_text,
    other_known_from,
    vintage_id,
    other_vintage_id
from weighed
