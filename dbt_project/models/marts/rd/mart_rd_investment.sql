with cells as ({{ mart_rows('mart_rd_investment') }})

select
    {{ row_columns() }},
    {{ cell('rd_expenditure_industrial') }},
    {{ cell('rd_expenditure_industrial_last_year') }},
    {{ cell('rd_expenditure_industrial_growth') }},
    {{ cell('rd_expenditure_total') }},
    {{ cell('rd_expenditure_total_growth') }},
    {{ cell('rd_intensity') }},
    {{ cell('rd_intensity_change') }},
    {{ cell('rd_intensity_rank') }},
    max(case when column_name = 'rd_intensity_rank' then scope end) as rd_intensity_rank_scope,
    {{ cell('rd_intensity_rank_of_change') }},
    max(case when column_name = 'rd_intensity_rank_of_change' then scope end) as rd_intensity_rank_of_change_scope,
    {{ cell('rd_to_revenue_industrial') }},
    {{ cell('rd_to_revenue_industrial_change') }},
    {{ cell('rd_expenditure_industrial_estimate') }},
    {{ cell('rd_intensity_estimate') }},
    {{ cell('rd_expenditure_industrial_target') }},
    {{ cell('rd_expenditure_industrial_growth_target') }},
    {{ cell('rd_intensity_target') }},
    {{ cell('rd_to_revenue_industrial_target') }},
    {{ hedges() }}
from cells
group by {{ row_columns() }}
