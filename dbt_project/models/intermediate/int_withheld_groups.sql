-- Groups of persons too small to show, and one more where the total and the other parts would reveal them. Each hidden
-- part counts from 1 to {{ var('smallest_group') - 1 }} persons: what is hidden is revealed when all of it together is the least or the most
-- that such parts can be. Where no part is left to hide, the total is hidden. No number stands in this table.
{% set least = var('smallest_group') %}
with groups as (
    select
        batch_id, submission_id, dataset, indicator_id, region_code, period, is_home,
        sum(value) as people
    from {{ ref('int_ledger_contributions') }}
    where is_personal
    group by batch_id, submission_id, dataset, indicator_id, region_code, period, is_home
),

totals as (
    select
        batch_id,
        indicator_id,
        period,
        sum(case when is_home then people else 0 end) as total,
        sum(case when not is_home and people >= {{ least }} then people else 0 end) as shown,
        sum(case when not is_home and people >= {{ least }} then 1 else 0 end) as parts_shown,
        sum(case when not is_home and people < {{ least }} then 1 else 0 end) as parts_hidden
    from groups
    group by batch_id, indicator_id, period
),

revealed as (
    select *
    from totals
    where parts_hidden > 0
        and total >= {{ least }}
        and total - shown in (parts_hidden, parts_hidden * {{ least - 1 }})
),

ranked as (
    select
        g.*,
        v.parts_shown,
        v.batch_id is not null as is_revealed,
        row_number() over (
            partition by g.batch_id, g.indicator_id, g.period, g.is_home, g.people >= {{ least }}
            order by g.people, g.region_code
        ) as place
    from groups as g
    left join revealed as v
        on v.batch_id = g.batch_id and v.indicator_id = g.indicator_id and v.period = g.period
)

select batch_id, submission_id, dataset, indicator_id, region_code, period
from ranked
where people < {{ least }}
    or (is_revealed and not is_home and place = 1)
    or (is_revealed and is_home and parts_shown = 0)
