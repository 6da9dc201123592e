select department_id, name_zh, coalesce(name_en, '') as name_en
from {{ landed('departments') }}
