{{ config(alias='set_aside') }}
select batch_id, submission_id, evidence, raw, code, sentence_zh, sentence_en
from {{ landed('set_aside') }}
