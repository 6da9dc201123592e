-- Which vintages the derived numbers of the marts that compare vintages follow from.
with cells as (
    select * from {{ ref('int_vintage_cells') }} where formula <> ''
)

select c.observation_id, r.observation_id as input_observation_id, r.vintage_before as input_vintage_id, 'before' as role, c.formula
from cells as c
inner join {{ ref('mart_revisions') }} as r on r.row_id = c.row_id
where c.mart = 'mart_revisions' and c.column_name <> 'revision_no'
union all
select c.observation_id, r.observation_id, r.vintage_after, 'after', c.formula
from cells as c
inner join {{ ref('mart_revisions') }} as r on r.row_id = c.row_id
where c.mart = 'mart_revisions' and c.column_name <> 'revision_no'
union all
select c.observation_id, b.observation_id, b.vintage_before, 'revised', c.formula
from cells as c
inner join {{ ref('mart_revisions') }} as r on r.row_id = c.row_id
inner join {{ ref('mart_revisions') }} as b
    on b.observation_id = r.observation_id and b.department_id = r.department_id and b.dataset = r.dataset
    and b.revision_no <= r.revision_no
where c.column_name = 'revision_no'
union all
select c.observation_id, r.observation_id, r.vintage_id, 'first', c.formula
from cells as c
inner join {{ ref('mart_reconciliation') }} as r on r.row_id = c.row_id
where c.mart = 'mart_reconciliation'
union all
select c.observation_id, r.observation_id, r.other_vintage_id, 'other', c.formula
from cells as c
inner join {{ ref('mart_reconciliation') }} as r on r.row_id = c.row_id
where c.mart = 'mart_reconciliation'
