-- What became of each correction. The newest submission in force that states its dataset and period (of its file, if it
-- names one) decides: where its cell says something else than the old value the source is fixed, and the correction void.
with corrections as (
    select * from {{ ref('stg_corrections') }}
),

stating as (
    select distinct c.correction_id, o.batch_id
    from corrections as c
    inner join {{ ref('stg_landing__observations') }} as o on o.dataset = c.dataset and o.period = c.period
    where c.field = ''
    union all
    select distinct c.correction_id, r.batch_id
    from corrections as c
    inner join {{ ref('stg_landing__record_fields') }} as r on r.dataset = c.dataset and r.record_period = c.period
    where c.field <> ''
),

newest as (
    select c.correction_id, i.batch_id, i.submission_id, i.known_on, f.file_name
    from corrections as c
    inner join stating as s on s.correction_id = c.correction_id
    inner join {{ ref('int_issues') }} as i on i.batch_id = s.batch_id and i.withdrawn_on is null
    left join {{ ref('ops_submissions') }} as f on f.submission_id = i.submission_id
    where c.file_name in ('', f.file_name)
    qualify row_number() over (partition by c.correction_id order by i.known_on desc, i.landed_seq desc) = 1
),

-- one cell can give several values: the words over a ledger hold for all its rows
cells as (
    select
        p.correction_id,
        bool_or(p.stands) as stands,
        bool_or(p.is_late) as is_late,
        max_by(p.cell_text, concat_ws('|', case when p.stands then '' else 'other' end, p.cell_text)) as cell_text,
        max_by(p.cell_value, concat_ws('|', case when p.stands then '' else 'other' end, p.cell_text)) as cell_value,
        max(p.cell_unit) as cell_unit
    from {{ ref('int_correction_places') }} as p
    inner join newest as n on n.correction_id = p.correction_id and n.batch_id = p.batch_id
    group by p.correction_id
),

applied as (
    select correction_id, count(*) as places
    from {{ ref('int_correction_places') }}
    where applied
    group by correction_id
)

select
    md5(concat_ws('|', 'mart_corrections', c.correction_id)) as row_id,
    c.correction_id,
    c.stated_in,
    case
        when s.correction_id is null then 'not_found'
        when not s.stands then 'source_fixed'
        when s.is_late then 'expired'
        else 'applied'
    end as status,
    c.dataset,
    c.period,
    c.evidence,
    c.field,
    c.file_name,
    c.old as old_value,
    c.new as new_value,
    cast(coalesce(a.places, 0) as integer) as places,
    coalesce(n.submission_id, '') as submission_id,
    coalesce(n.file_name, '') as in_file,
    n.known_on,
    coalesce(s.cell_text, '') as cell_text,
    s.cell_value,
    coalesce(s.cell_unit, '') as unit,
    c.reason,
    c.who,
    c.until
from corrections as c
left join newest as n on n.correction_id = c.correction_id
left join cells as s on s.correction_id = c.correction_id
left join applied as a on a.correction_id = c.correction_id
