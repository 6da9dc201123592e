select mart, row_id, column_name, value, observation_id, '' as vintage_id, formula
from {{ ref('int_mart_cells') }}
where not withheld
union all
select 'mart_targets', row_id, column_name, value, observation_id, '', formula
from {{ ref('int_target_cells') }}
union all
select mart, row_id, column_name, value, observation_id, '', formula
from {{ ref('int_index_cells') }}
union all
select mart, row_id, column_name, value, observation_id, vintage_id, formula
from {{ ref('int_vintage_cells') }}
