{{ config(alias='notes') }}
select batch_id, submission_id, text, evidence
from {{ landed('notes') }}
