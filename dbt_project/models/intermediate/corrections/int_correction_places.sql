-- Where the known errors of sources stand: each number and record field that a correction names by dataset, period, cell
-- and file, whatever its value. It is applied where the old value still stands, in a submission that was known by the
-- correction's last day; of one value by one correction.
with submitted as (
    select i.batch_id, min(i.submission_id) as submission_id, min(i.known_on) as known_on, max(s.file_name) as file_name
    from {{ ref('int_issues') }} as i
    left join {{ ref('ops_submissions') }} as s on s.submission_id = i.submission_id
    group by i.batch_id
),

named as (
    select
        c.*,
        o.batch_id,
        o.row_no as observation_no,
        cast(null as bigint) as record_no,
        '' as sheet,
        cast(null as bigint) as row_no,
        o.value_text as cell_text,
        o.value as cell_value,
        o.unit as cell_unit,
        o.value = c.old_number as stands
    from {{ ref('stg_corrections') }} as c
    inner join {{ ref('stg_landing__observations') }} as o
        on o.dataset = c.dataset and o.period = c.period and o.evidence = c.evidence
    where c.field = '' and o.value_high is null
        and (c.units = '' or strpos(c.units, concat_ws('', ' ', o.unit, ' ')) > 0)

    union all

    select
        c.*,
        r.batch_id,
        cast(null as bigint),
        r.record_no,
        r.sheet,
        r.row_no,
        r.value_text,
        r.value,
        r.unit,
        case
            when c.old_number is not null then r.value = c.old_number
            when c.old_date is not null then r.value_date = c.old_date
            else r.value_text = c.old_text
        end
    from {{ ref('stg_corrections') }} as c
    inner join {{ ref('stg_landing__record_fields') }} as r
        on r.dataset = c.dataset and r.record_period = c.period and r.evidence = c.evidence and r.field = c.field
),

known as (
    select n.*, s.submission_id, s.known_on, coalesce(n.stands and s.known_on <= n.until, false) as fits
    from named as n
    inner join submitted as s on s.batch_id = n.batch_id
    where n.file_name in ('', s.file_name)
)

select
    correction_id,
    batch_id,
    submission_id,
    known_on,
    observation_no,
    record_no,
    field,
    sheet,
    row_no,
    evidence,
    cell_text,
    cell_value,
    cell_unit,
    new_text,
    new_number,
    new_step,
    new_date,
    coalesce(stands, false) as stands,
    known_on > until as is_late,
    fits and row_number() over (
        partition by batch_id, observation_no, record_no, field, fits order by correction_id
    ) = 1 as applied
from known
