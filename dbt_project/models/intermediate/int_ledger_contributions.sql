{{ config(materialized='ephemeral') }}
-- What each ledger row adds to which observation: to those of its region and of the regions that lie over it. Only
-- ledgers that restate their period whole are summed; an increment says nothing of the total.
with restated as (
    select distinct batch_id from {{ ref('stg_landing__issues') }} where supersedes in ('full', 'period')
),

contracts as (
    select
        c.*,
        case
            when length(c.record_period) = 7 then c.record_period
            when c.record_period = '' or c.registered_on
                between {{ period_start('c.record_period') }} and {{ period_end('c.record_period') }}
                then substr(cast(c.registered_on as string), 1, 7)
        end as period
    from {{ ref('stg_science_technology_bureau__technology_contracts') }} as c
    inner join restated as r on r.batch_id = c.batch_id
),

contract_breakdowns as (
    select *, '' as breakdown from contracts
    union all
    select *, contract_type as breakdown
    from contracts
    where contract_type in ('{{ var("contract_types") | join("', '") }}')
),

trade as (
    select
        batch_id, submission_id, 'technology_contracts' as dataset, 'technology_contracts' as indicator_id,
        seller_region as region_code, period, breakdown, {{ number('1') }} as value,
        coalesce(contract_no, '') as value_text, coalesce(contract_no_evidence, first_evidence) as evidence,
        sheet, row_no, 'counted' as role
    from contract_breakdowns
    union all
    select
        batch_id, submission_id, 'technology_contracts', 'technology_trade_value',
        seller_region, period, breakdown, amount,
        coalesce(amount_text, ''), coalesce(amount_evidence, first_evidence),
        sheet, row_no, 'summed'
    from contract_breakdowns
),

platforms as (
    select
        p.batch_id, p.submission_id, 'platforms' as dataset, l.indicator_id,
        p.region as region_code,
        -- a stock is what stands at the end of the months
        case when length(p.record_period) = 15 then substr(p.record_period, 9) else p.record_period end as period,
        '' as breakdown, {{ number('1') }} as value,
        coalesce(p.name, '') as value_text, coalesce(p.name_evidence, p.first_evidence) as evidence,
        p.sheet, p.row_no, 'counted' as role
    from {{ ref('stg_science_technology_bureau__platforms') }} as p
    inner join restated as r on r.batch_id = p.batch_id
    inner join {{ ref('ledger_indicators') }} as l
        on l.dataset = 'platforms' and l.category = p.kind and coalesce(l.level, p.level, '') = coalesce(p.level, '')
    where coalesce(p.state, 'recognised') = 'recognised' and p.record_period <> ''
),

experts as (
    select
        e.batch_id, e.submission_id, 'foreign_experts' as dataset, l.indicator_id,
        e.region as region_code, e.record_period as period, '' as breakdown, {{ number('1') }} as value,
        '' as value_text, coalesce(e.person_evidence, e.first_evidence) as evidence,
        e.sheet, e.row_no, 'counted' as role
    from {{ ref('stg_human_resources_bureau__foreign_experts') }} as e
    inner join restated as r on r.batch_id = e.batch_id
    inner join {{ ref('ledger_indicators') }} as l on l.dataset = 'foreign_experts' and l.category = e.category
    where e.record_period <> ''
),

everything as (
    select * from trade
    union all
    select * from platforms
    union all
    select * from experts
)

select
    e.batch_id,
    e.submission_id,
    e.dataset,
    e.indicator_id,
    'level' as measure,
    a.ancestor_code as region_code,
    e.period,
    'actual' as kind,
    '' as scope,
    e.breakdown,
    e.value,
    e.value_text,
    e.evidence,
    e.sheet,
    e.row_no,
    e.role,
    a.is_home,
    e.dataset in ('{{ var("personal_datasets") | join("', '") }}') as is_personal
from everything as e
inner join {{ ref('int_region_ancestors') }} as a on a.region_code = e.region_code
where {{ period_start('e.period') }} is not null
    -- persons are counted for the home region and its parts, where small groups can be withheld together
    and (
        e.dataset not in ('{{ var("personal_datasets") | join("', '") }}')
        or a.is_home
        or a.is_part_of_home
    )
