-- From the first period that a dataset came for until the one in which the newest day lies that anybody spoke of: no
-- clock. What nobody has ever sent is not owed here; what is due and open is late only when somebody reads it.
with horizon as (
    select max(known_on) as newest from {{ ref('int_issues') }}
),

firsts as (
    select department_id, dataset, min(period_end) as first_end
    from {{ ref('int_submission_periods') }}
    group by department_id, dataset
),

numbers as (
    {{ dbt.generate_series(600) }}
),

months as (
    select
        c.department_id, c.dataset, c.every, c.days, c.not_for, h.newest,
        cast({{ dbt.dateadd('month', 'cast(n.generated_number as integer) - 1', dbt.date_trunc('month', 'f.first_end')) }} as date) as month_start
    from {{ ref('stg_calendar') }} as c
    inner join firsts as f on f.department_id = c.department_id and f.dataset = c.dataset
    cross join horizon as h
    cross join numbers as n
),

named as (
    select
        *,
        last_day(month_start) as period_end,
        cast(extract(month from month_start) as integer) as month_no,
        cast(extract(year from month_start) as string) as year_text,
        substr(cast(month_start as string), 1, 7) as month_text,
        cast({{ dbt.dateadd('month', "case every when 'month' then 0 when 'quarter' then -2 else -11 end", 'month_start') }} as date) as period_start
    from months
)

select
    department_id,
    dataset,
    every,
    case every
        when 'month' then month_text
        when 'quarter' then concat_ws('/', substr(cast(period_start as string), 1, 7), month_text)
        else year_text
    end as period,
    period_start,
    period_end,
    cast({{ dbt.dateadd('day', 'days', 'period_end') }} as date) as due_on
from named
where period_start <= newest
    and case every when 'month' then true when 'quarter' then month_no in (3, 6, 9, 12) else month_no = 12 end
    and strpos(not_for, concat_ws('', ' ', cast(month_no as string), ' ')) = 0
