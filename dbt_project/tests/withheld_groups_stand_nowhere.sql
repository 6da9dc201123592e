select w.submission_id, w.region_code, w.period
from {{ ref('int_withheld_groups') }} as w
inner join {{ ref('fct_observation_vintage') }} as v
    on v.submission_id = w.submission_id and v.indicator_id = w.indicator_id
    and v.region_code = w.region_code and v.period = w.period and v.measure = w.measure and v.breakdown = w.breakdown
    and v.scope = '' and v.kind = 'actual'
union all
select w.submission_id, w.region_code, w.period
from {{ ref('int_withheld_groups') }} as w
inner join {{ ref('int_ledger_cells') }} as c
    on c.submission_id = w.submission_id and c.indicator_id = w.indicator_id
    and c.region_code = w.region_code and c.period = w.period and c.measure = w.measure and c.breakdown = w.breakdown
