-- Every actual number as what its year had reached by the end of a month: full years (month 12), stated cumulative
-- numbers, stocks at the end of a month, and, where no cumulative number is stated, the sum of the months of a flow if
-- the ledger came for all of them. Sums over cumulative numbers are never made.
with observations as (
    select
        f.*,
        i.nature,
        cast(substr(f.period, 1, 4) as integer) as year,
        cast(month(f.period_end) as integer) as month
    from {{ ref('fct_observation') }} as f
    left join {{ ref('stg_catalogue__indicators') }} as i on i.indicator_id = f.indicator_id
    where f.kind = 'actual' and f.scope = '' and f.qualifier in ('=', '~') and f.span in ('year', 'ytd', 'month')
),

stated as (
    select *, '' as formula
    from observations
    where span in ('year', 'ytd') or nature = 'stock' or (month = 1 and measure = 'level')
    -- the full year is said to be one; January is cumulative by itself
    qualify row_number() over (
        partition by indicator_id, measure, region_code, breakdown, year, month
        order by case span when 'year' then 1 when 'ytd' then 2 else 3 end, observation_id
    ) = 1
),

-- a ledger that came for a month says that a region without a row in it had none
months_told as (
    select distinct indicator_id, measure, dataset, year, month
    from observations
    where span = 'month' and nature = 'flow' and measure = 'level'
),

tellers as (
    select indicator_id, measure, dataset, region_code, breakdown, unit, year
    from observations
    where span = 'month' and nature = 'flow' and measure = 'level'
    qualify row_number() over (
        partition by indicator_id, measure, region_code, breakdown, year order by source_rank desc, dataset, observation_id
    ) = 1
),

monthly as (
    select
        t.indicator_id, t.measure, t.dataset, t.region_code, t.breakdown, t.unit, t.year, m.month,
        coalesce(o.value, 0) as value
    from tellers as t
    inner join months_told as m
        on m.indicator_id = t.indicator_id and m.measure = t.measure and m.dataset = t.dataset and m.year = t.year
    left join observations as o
        on o.indicator_id = t.indicator_id and o.measure = t.measure and o.region_code = t.region_code
        and o.breakdown = t.breakdown and o.year = t.year and o.month = m.month and o.span = 'month'
),

running as (
    select
        indicator_id, measure, dataset, region_code, breakdown, unit, year, month,
        {{ number('sum(value) over months') }} as value,
        count(*) over months as months
    from monthly
    window months as (
        partition by indicator_id, measure, region_code, breakdown, year order by month
        rows between unbounded preceding and current row
    )
),

summed as (
    select r.*
    from running as r
    left join stated as s
        on s.indicator_id = r.indicator_id and s.measure = r.measure and s.region_code = r.region_code
        and s.breakdown = r.breakdown and s.year = r.year and s.month = r.month
    where r.months = r.month and r.month > 1 and s.observation_id is null
)

select
    observation_id, indicator_id, measure, dataset, region_code, breakdown, unit, year, month, period, value, formula
from stated
union all
select
    md5(concat_ws('|', 'derived', 'year_to_date', indicator_id, measure, region_code, breakdown,
        cast(year as string), cast(month as string))),
    indicator_id, measure, dataset, region_code, breakdown, unit, year, month,
    case
        when month = 12 then cast(year as string)
        else concat_ws('', cast(year as string), '-01/', cast(year as string), '-', lpad(cast(month as string), 2, '0'))
    end,
    value,
    concat_ws(' ', indicator_id, 'sum of the months 1 to', cast(month as string))
from summed
