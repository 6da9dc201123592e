{{ config(alias='submissions') }}
select submission_id, file_name, department_name as department, department_id, sha256
from {{ ref('dim_submission') }}
