with cells as ({{ mart_rows('mart_open_challenges') }})

select
    {{ row_columns() }},
    {{ cell('published') }},
    {{ cell('taken') }},
    {{ cell('evaluated') }},
    {{ cell('awarded') }},
    {{ cell('take_up') }},
    {{ cell('completion') }},
    {{ cell('amount') }},
    {{ cell('taken_amount') }},
    {{ cell('award_amount') }},
    {{ cell('investment') }},
    {{ cell('over_50m') }},
    {{ cell('over_10m') }},
    {{ cell('days_to_take') }},
    {{ cell('days_to_evaluate') }},
    {{ cell('days_to_award') }},
    {{ cell('published_target') }},
    {{ hedges() }}
from cells
group by {{ row_columns() }}
