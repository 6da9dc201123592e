with cells as ({{ mart_rows('mart_innovation_enterprises') }})

select
    {{ row_columns() }},
    {{ cell('hightech_enterprises') }},
    {{ cell('hightech_enterprises_new') }},
    {{ cell('tech_smes') }},
    {{ cell('tech_smes_new') }},
    {{ cell('cultivation_pool') }},
    {{ cell('cultivation_pool_entered') }},
    {{ cell('cultivation_pool_graduated') }},
    {{ cell('hightech_enterprises_new_estimate') }},
    {{ cell('tech_smes_new_estimate') }},
    {{ cell('hightech_enterprises_new_target') }},
    {{ cell('tech_smes_new_target') }},
    {{ hedges() }}
from cells
group by {{ row_columns() }}
