-- The periods that a ledger of some months says something whole of: each of its months, and the months from January to
-- it (`2020-01/2020-03`, in December the year), if the ledger goes back to January. Ends with the ledger's own period.
{% set most_years = 60 %}
with ledgers as (
    select distinct
        record_period, {{ period_start('record_period') }} as first_day, {{ period_end('record_period') }} as last_day
    from {{ ref('stg_landing__record_fields') }}
    where record_period <> ''
),

years as (
    {% for n in range(most_years) %}select {{ n }} as n {{ 'union all' if not loop.last }}
    {% endfor %}
),

months as (
    {% for n in range(12) %}select {{ n }} as n {{ 'union all' if not loop.last }}
    {% endfor %}
),

spine as (
    select
        l.record_period,
        l.first_day,
        cast({{ dbt.dateadd('month', 'y.n * 12 + m.n', 'l.first_day') }} as date) as month_start,
        l.last_day
    from ledgers as l
    cross join years as y
    cross join months as m
),

named as (
    select
        record_period,
        {{ month_of('month_start') }} as month,
        substr(cast(month_start as string), 1, 4) as year,
        {{ month_of('first_day') }} as first_month
    from spine
    where month_start <= last_day
),

periods as (
    select record_period, month as period from named
    union all
    select
        record_period, case when substr(month, 6) = '12' then year else concat_ws('', year, '-01/', month) end
    from named
    where substr(month, 6) <> '01' and first_month <= concat_ws('', year, '-01')
)

select
    record_period,
    period,
    {{ period_start('period') }} as period_start,
    {{ period_end('period') }} as period_end,
    {{ period_span('period') }} as span
from periods
