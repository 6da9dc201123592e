-- Ledgers as observations: one a submission, indicator, region, period and breakdown. A withheld group is an observation
-- without a number: it supersedes what was known before, and shows nothing.
with corrected as (
    select distinct batch_id, sheet, row_no
    from {{ ref('int_correction_places') }}
    where applied and record_no is not null
),

cells as (
    select c.*, r.row_no is not null as is_corrected
    from {{ ref('int_ledger_cells') }} as c
    left join corrected as r on r.batch_id = c.batch_id and r.sheet = c.sheet and r.row_no = c.row_no
),

sums as (
    select
        batch_id,
        submission_id,
        dataset,
        indicator_id,
        measure,
        region_code,
        period,
        kind,
        scope,
        breakdown,
        case max(role)
            when 'averaged' then {{ number('avg(value)') }}
            when 'median' then {{ number('percentile_cont(0.5) within group (order by value)') }}
            else {{ number('sum(value)') }}
        end as value,
        count(*) as cells,
        sum(case when value is null then 1 else 0 end) as without_number,
        bool_or(is_corrected) as has_corrected,
        min(sheet) as first_sheet,
        max(sheet) as last_sheet,
        min_by(evidence, concat_ws('|', sheet, lpad(cast(row_no as string), 9, '0'), evidence)) as first_cell,
        max_by(evidence, concat_ws('|', sheet, lpad(cast(row_no as string), 9, '0'), evidence)) as last_cell,
        max(role) as role
    from cells
    group by batch_id, submission_id, dataset, indicator_id, measure, region_code, period, kind, scope, breakdown
),

incomplete as (
    select distinct batch_id from {{ ref('ops_set_aside') }}
)

select
    s.batch_id,
    s.submission_id,
    s.dataset,
    s.indicator_id,
    s.measure,
    s.region_code,
    s.period,
    s.kind,
    s.scope,
    s.breakdown,
    s.value,
    case
        when s.cells = 1 then s.first_cell
        when s.first_sheet <> s.last_sheet then concat_ws(' … ', s.first_cell, s.last_cell)
        when s.first_sheet = '' then concat_ws(':', s.first_cell, s.last_cell)
        else concat_ws(':', s.first_cell, substr(s.last_cell, length(s.last_sheet) + 2))
    end as evidence,
    concat_ws(' ', cast(s.cells as string), case s.role
            when 'summed' then '条记录之和 · sum of records'
            when 'averaged' then '条记录的平均 · mean of records'
            when 'median' then '条记录的中位数 · median of records'
            else '条记录 · records'
        end)
        as context,
    concat_ws(' ', case when s.without_number > 0 or i.batch_id is not null then 'incomplete' end,
        case when s.has_corrected then 'corrected' end) as flags,
    false as withheld
from sums as s
left join incomplete as i on i.batch_id = s.batch_id
where s.value is not null

union all

select
    batch_id, submission_id, dataset, indicator_id, measure, region_code, period, 'actual', '', breakdown,
    cast(null as decimal(28, 8)), '', '', 'withheld', true
from {{ ref('int_withheld_groups') }}
