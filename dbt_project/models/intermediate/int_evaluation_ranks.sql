-- The rank of each platform among those of its kind in a region and a year, by total score: equal totals share a rank and
-- the next one is skipped. Derived, from its own total and each higher one (int_evaluation_rank_inputs).
with totals as (
    select *, split_part(breakdown, '/', 1) as platform_kind
    from {{ ref('fct_observation') }}
    where indicator_id = 'evaluation_total' and measure = 'level' and kind = 'actual' and scope = ''
        and qualifier = '=' and breakdown <> ''
),

ranked as (
    select
        indicator_id,
        'rank' as measure,
        region_code,
        period,
        kind,
        region_name as scope,
        breakdown,
        {{ number('rank() over (partition by region_code, period, platform_kind order by value desc)') }} as value,
        platform_kind,
        value as total,
        observation_id as total_observation_id
    from totals
)

select
    md5(concat_ws('|', 'derived', {{ identity_columns() | join(', ') }})) as observation_id,
    {{ identity_columns() | join(', ') }},
    value,
    'rank' as unit,
    '1 + number of higher evaluation_total' as formula,
    platform_kind,
    total,
    total_observation_id
from ranked
