with periods as (
    select period, max(period_start) as period_start, max(period_end) as period_end, max(span) as span
    from {{ ref('int_statements') }}
    group by period
)

select
    period,
    period_start,
    period_end,
    span,
    cast(extract(year from period_end) as integer) as year,
    cast(extract(month from period_end) as integer) as last_month,
    cast((extract(year from period_end) - extract(year from period_start)) * 12
        + extract(month from period_end) - extract(month from period_start) + 1 as integer) as months
from periods
