with cells as ({{ mart_rows('mart_technology_trade') }})

select
    {{ row_columns() }},
    part as contract_type,
    case part
        when 'total' then '合计'
        when 'development' then '技术开发'
        when 'transfer' then '技术转让'
        when 'licence' then '技术许可'
        when 'consulting' then '技术咨询'
        when 'service' then '技术服务'
    end as contract_type_name,
    {{ cell('contracts') }},
    {{ cell('contracts_growth') }},
    {{ cell('amount') }},
    {{ cell('amount_last_year') }},
    {{ cell('amount_growth') }},
    {{ cell('amount_estimate') }},
    {{ cell('contracts_target') }},
    {{ cell('amount_target') }},
    {{ hedges() }}
from cells
group by {{ row_columns() }}, part
