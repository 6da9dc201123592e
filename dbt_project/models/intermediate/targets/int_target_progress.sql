-- Each yearly target with what was reached by the newest number of its year, and a forecast of the year's end.
--
-- An amount or count: forecast = reached / mean over earlier years of (reached by that month / year's end). A rate:
-- forecast = reached + mean over earlier years of (year's end - reached by that month). Up to five earlier years.
-- Error: the same forecast made for each earlier year from the years before it, against how that year ended; the mean of
-- the absolute differences, in percent of the year's end for amounts, in points for rates.
with history as (
    select *
    from {{ ref('int_target_history') }}
),

usable as (
    select
        *,
        case
            when is_amount and part > 0 and whole > 0 then cast(part as double) / cast(whole as double)
            when not is_amount then cast(whole - part as double)
        end as rest
    from history
    where whole is not null and part is not null
),

pace as (
    select target_observation_id, avg(rest) as rest, count(*) as years
    from usable
    where rest is not null
    group by target_observation_id
),

-- the forecast that each earlier year would have had
tested as (
    select
        u.target_observation_id,
        u.past_year,
        case
            when u.is_amount then 100 * abs(cast(u.part as double) / avg(b.rest) - cast(u.whole as double)) / cast(u.whole as double)
            else abs(cast(u.part as double) + avg(b.rest) - cast(u.whole as double))
        end as error
    from usable as u
    inner join usable as b on b.target_observation_id = u.target_observation_id and b.past_year < u.past_year
    where u.rest is not null and b.rest is not null
    group by u.target_observation_id, u.past_year, u.is_amount, u.part, u.whole
),

errors as (
    select target_observation_id, avg(error) as error
    from tested
    group by target_observation_id
),

newest as (
    select distinct target_observation_id, actual_observation_id, actual_period, month, actual, is_amount
    from history
)

select
    t.observation_id as target_observation_id,
    t.indicator_id,
    t.measure,
    t.region_code,
    t.period,
    t.breakdown,
    t.unit,
    t.qualifier as target_qualifier,
    t.value as target,
    t.value_high as target_high,
    t.dataset as target_dataset,
    n.actual_observation_id,
    n.actual_period,
    n.actual,
    coalesce(n.is_amount, t.measure = 'level' and t.unit not in ('%', 'pp', 'rank')) as is_amount,
    case when n.is_amount and t.value > 0 then {{ number('100 * n.actual / nullif(t.value, 0)') }} end as attainment,
    {{ number('n.actual - t.value') }} as gap,
    case
        when n.month = 12 then {{ number('100') }}
        when n.is_amount then {{ number('100 * p.rest') }}
    end as usual_share,
    case
        when n.month = 12 then n.actual
        when n.is_amount then {{ number('n.actual / nullif(p.rest, 0)') }}
        else {{ number('n.actual + p.rest') }}
    end as forecast,
    case when n.month < 12 then {{ number('e.error') }} end as forecast_error,
    cast(coalesce(p.years, 0) as integer) as past_years,
    case when t.qualifier in ('<', '<=') or i.direction = 'down' then 'at_most' else 'at_least' end as sense
from {{ ref('fct_observation') }} as t
left join {{ ref('stg_catalogue__indicators') }} as i on i.indicator_id = t.indicator_id
left join newest as n on n.target_observation_id = t.observation_id
left join pace as p on p.target_observation_id = t.observation_id
left join errors as e on e.target_observation_id = t.observation_id
where t.kind = 'target' and t.span = 'year' and t.scope = '' and t.value is not null
