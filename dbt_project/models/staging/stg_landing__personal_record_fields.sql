{{ config(materialized='ephemeral') }}
select
    batch_id,
    submission_id,
    dataset,
    record_no,
    coalesce(record_period, '') as record_period,
    coalesce(sheet, '') as sheet,
    row_no,
    field,
    coalesce(value_text, '') as value_text,
    value,
    value_date,
    coalesce(unit, '') as unit,
    evidence
from {{ landed('record_fields') }}
where dataset in ('{{ var("personal_datasets") | join("', '") }}')
