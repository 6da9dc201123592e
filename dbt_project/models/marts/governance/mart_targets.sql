-- Targets of the year: attainment, pace as of the newest number of the year, and a forecast of its end.
with progress as (
    select
        *,
        md5(concat_ws('|', 'mart_targets', target_observation_id)) as row_id,
        length(actual_period) = 4 as is_over,
        case
            when target_qualifier = '~' then abs(actual - target) <= 0.02 * abs(target)
                or (sense = 'at_least' and actual > target) or (sense = 'at_most' and actual < target)
            when sense = 'at_most' then actual <= coalesce(target_high, target)
            else actual >= target
        end as met
    from {{ ref('int_target_progress') }}
)

select
    p.row_id,
    p.region_code,
    coalesce(r.name_zh, p.region_code) as region_name,
    coalesce(r.level, '') as region_level,
    p.period,
    {{ period_start('p.period') }} as period_start,
    {{ period_end('p.period') }} as period_end,
    {{ period_span('p.period') }} as span,
    p.indicator_id,
    coalesce(i.name_zh, p.indicator_id) as indicator_name,
    p.measure,
    p.breakdown,
    p.unit,
    p.target_qualifier,
    p.target_dataset,
    coalesce(p.actual_period, '') as actual_period,
    p.target,
    p.target_high,
    p.actual,
    p.attainment,
    p.gap,
    p.usual_share,
    p.forecast,
    p.forecast_error,
    p.past_years,
    case
        when p.actual is null then 'nothing_stated'
        when p.is_over and p.met then 'reached'
        when p.is_over then 'missed'
        when p.is_amount and p.sense = 'at_least' and p.actual >= p.target then 'reached'
        when p.is_amount and p.forecast is null then 'open'
        when p.sense = 'at_least' and coalesce(p.forecast, p.actual) >= p.target then 'on_track'
        when p.sense = 'at_most' and coalesce(p.forecast, p.actual) <= p.target then 'on_track'
        else 'behind'
    end as status
from progress as p
left join {{ ref('stg_catalogue__regions') }} as r on r.region_code = p.region_code
left join {{ ref('stg_catalogue__indicators') }} as i on i.indicator_id = p.indicator_id
