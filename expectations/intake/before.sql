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
