{{ config(materialized='ephemeral') }}
-- Fields of ledger rows as they hold: known errors of the source replaced. Inlined in queries, for it is the largest
-- table. Of a number or a day `value_text` stays what the cell shows; of a text it is the value.
select
    r.batch_id,
    r.submission_id,
    r.dataset,
    r.record_no,
    r.record_period,
    r.sheet,
    r.row_no,
    r.field,
    coalesce(p.new_text, r.value_text) as value_text,
    coalesce(p.new_number, r.value) as value,
    coalesce(p.new_date, r.value_date) as value_date,
    r.unit,
    r.evidence
from {{ ref('stg_landing__record_fields') }} as r
left join {{ ref('int_correction_places') }} as p
    on p.applied and p.batch_id = r.batch_id and p.record_no = r.record_no and p.field = r.field
