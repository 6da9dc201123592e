-- Every cell that a ledger's sum or count is made of; of persons only the address, of withheld groups nothing.
select
    {{ observation_id('c.') }} as observation_id,
    c.batch_id,
    c.submission_id,
    c.dataset,
    c.indicator_id,
    c.measure,
    c.region_code,
    c.period,
    c.kind,
    c.scope,
    c.breakdown,
    c.value,
    c.value_text,
    c.evidence,
    c.sheet,
    c.row_no,
    c.role
from {{ ref('int_ledger_contributions') }} as c
left join {{ ref('int_withheld_groups') }} as w
    on c.is_personal
    and w.batch_id = c.batch_id
    and w.indicator_id = c.indicator_id
    and w.region_code = c.region_code
    and w.period = c.period
    and w.measure = c.measure
    and w.breakdown = c.breakdown
where w.batch_id is null
