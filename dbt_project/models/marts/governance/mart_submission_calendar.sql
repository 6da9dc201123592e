-- What departments owed, when it was due, when it came, whether it went back and how soon the answer came. A file that was
-- refused belongs to the period of the accepted one that came from the same department under the same name.
with files as (
    select
        s.*,
        cast({{ dbt.dateadd('hour', 8, 's.first_delivered_at') }} as date) as came_on -- the day in China
    from {{ ref('ops_submissions') }} as s
),

accepted as (
    select f.submission_id, f.file_name, f.came_on, p.department_id, p.dataset, p.period_end
    from files as f
    inner join {{ ref('int_submission_periods') }} as p on p.submission_id = f.submission_id
    where f.outcome = 'accepted'
),

returned as (
    select distinct f.submission_id, f.came_on, a.department_id, a.dataset, a.period_end
    from files as f
    inner join accepted as a on a.department_id = f.department_id and a.file_name = f.file_name
    where f.outcome = 'refused'
),

deliveries as (
    select submission_id, came_on, department_id, dataset, period_end, true as is_accepted from accepted
    union all
    select submission_id, came_on, department_id, dataset, period_end, false from returned
),

counted as (
    select
        o.department_id,
        o.dataset,
        o.period,
        min(d.came_on) as came_on,
        min(case when d.is_accepted then d.came_on end) as accepted_on,
        min(case when not d.is_accepted then d.came_on end) as returned_on,
        count(distinct d.submission_id) as submissions,
        count(distinct case when not d.is_accepted then d.submission_id end) as returned
    from {{ ref('int_owed_periods') }} as o
    left join deliveries as d
        on d.department_id = o.department_id
        and d.dataset = o.dataset
        and d.period_end between o.period_start and o.period_end
    group by o.department_id, o.dataset, o.period
),

answered as (
    select o.department_id, o.dataset, o.period, min(d.came_on) as answered_on
    from {{ ref('int_owed_periods') }} as o
    inner join counted as c
        on c.department_id = o.department_id and c.dataset = o.dataset and c.period = o.period
    inner join deliveries as d
        on d.department_id = o.department_id
        and d.dataset = o.dataset
        and d.period_end between o.period_start and o.period_end
    where d.is_accepted and d.came_on >= c.returned_on
    group by o.department_id, o.dataset, o.period
)

select
    md5(concat_ws('|', 'mart_submission_calendar', o.department_id, o.dataset, o.period)) as row_id,
    o.department_id,
    coalesce(n.name_zh, o.department_id) as department_name,
    o.dataset,
    o.every as cadence,
    o.period,
    o.period_start,
    o.period_end,
    o.due_on,
    c.came_on,
    c.accepted_on,
    case
        when c.came_on is not null
            then cast(greatest({{ dbt.datediff('o.due_on', 'c.came_on', 'day') }}, 0) as integer)
    end as days_late,
    cast(c.submissions as integer) as submissions,
    cast(c.returned as integer) as returned,
    c.returned_on,
    cast({{ dbt.datediff('c.returned_on', 'a.answered_on', 'day') }} as integer) as days_to_answer
from {{ ref('int_owed_periods') }} as o
inner join counted as c on c.department_id = o.department_id and c.dataset = o.dataset and c.period = o.period
left join answered as a on a.department_id = o.department_id and a.dataset = o.dataset and a.period = o.period
left join {{ ref('stg_catalogue__departments') }} as n on n.department_id = o.department_id
