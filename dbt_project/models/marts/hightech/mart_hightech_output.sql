with cells as ({{ mart_rows('mart_hightech_output') }})

select
    {{ row_columns() }},
    {{ cell('hightech_value_added') }},
    {{ cell('hightech_value_added_last_year') }},
    {{ cell('hightech_value_added_growth') }},
    {{ cell('hightech_value_added_share') }},
    {{ cell('hightech_value_added_share_change') }},
    {{ cell('industrial_value_added') }},
    {{ cell('industrial_value_added_growth') }},
    {{ cell('hightech_investment') }},
    {{ cell('hightech_investment_growth') }},
    {{ cell('hightech_manufacturing_investment_growth') }},
    {{ cell('industrial_investment') }},
    {{ cell('industrial_investment_growth') }},
    {{ cell('hightech_investment_growth_gap') }},
    bool_or(column_name = 'hightech_investment_growth_gap' and derived) as growth_gap_is_derived,
    {{ cell('hightech_value_added_estimate') }},
    {{ cell('hightech_value_added_target') }},
    {{ cell('hightech_value_added_growth_target') }},
    {{ cell('hightech_value_added_share_target') }},
    {{ cell('hightech_investment_growth_target') }},
    {{ cell('industrial_value_added_growth_target') }},
    {{ hedges() }}
from cells
group by {{ row_columns() }}
