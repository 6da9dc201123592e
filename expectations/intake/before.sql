-- Of each new number of a table what stood of the same series of the same dataset when its file came, near its period:
-- of every period the newest vintage. `months` is by how many months that period ends earlier.
create table intake.before as
select o.evidence_id, date_diff('month', h.period_end, o.period_end) as months,
    h.period as before_period, h.period_start as before_start, h.period_end as before_end, h.span as before_span,
    h.qualifier as before_qualifier, h.value as before_value, h.value_text as before_text, h.value_step as before_step,
    h.submission_id as before_submission_id, h.known_on as before_known_on
from intake.observations o
join intake.history h using (dataset, indicator_id, measure, region_code, kind, scope, breakdown)
where o.source <> 'report' and stood_before(h.seq, h.until_seq, o.seq)
    and h.period_end between o.period_end - interval 25 month and o.period_end + interval 13 month
qualify row_number() over (partition by o.evidence_id, h.period order by h.known_on desc, h.seq desc, h.row_no desc) = 1;
-- Of each new record what the newest earlier ledger of the same dataset said of the same case: one of an earlier day or
-- period that stood when the file came.
create table intake.fields_before as
with cases as (
    select submission_id, record_no, any_value(dataset) as dataset, any_value(case_key) as case_key, any_value(seq) as seq,
        any_value(known_on) as known_on, any_value(record_period) as record_period
    from intake.record_fields where case_key <> '' group by submission_id, record_no
),
cases_before as (
    select submission_id, record_no, any_value(dataset) as dataset, any_value(case_key) as case_key, any_value(seq) as seq,
        any_value(until_seq) as until_seq, any_value(known_on) as known_on, any_value(record_period) as record_period
    from intake.field_history where case_key <> '' group by submission_id, record_no
),
pairs as (
    select c.submission_id, c.record_no, b.submission_id as before_submission_id, b.record_no as before_record_no
    from cases c
    join cases_before b using (dataset, case_key)
    where stood_before(b.seq, b.until_seq, c.seq) and b.known_on <= c.known_on
        and coalesce(period_end(b.record_period) <= period_end(c.record_period), true)
        and (b.known_on < c.known_on or period_end(b.record_period) < period_end(c.record_period))
    qualify row_number() over (
        partition by c.submission_id, c.record_no order by b.known_on desc, b.seq desc, b.record_no) = 1
)
select p.submission_id, p.record_no, f.field, f.record_period as before_period, f.value_text as before_text,
    f.value as before_value, f.value_date as before_date, f.known_on as before_known_on
from pairs p
join intake.field_history f on f.submission_id = p.before_submission_id and f.record_no = p.before_record_no;
