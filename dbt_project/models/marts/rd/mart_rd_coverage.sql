with cells as ({{ mart_rows('mart_rd_coverage') }})

select
    {{ row_columns() }},
    {{ cell('enterprises') }},
    {{ cell('on_system') }},
    {{ cell('with_rd_activity') }},
    {{ cell('with_rd_institution') }},
    {{ cell('system_coverage') }},
    {{ cell('activity_coverage') }},
    {{ cell('institution_coverage') }},
    bool_or(derived) as rates_are_derived,
    {{ cell('activity_coverage_target') }},
    {{ cell('institution_coverage_target') }},
    {{ hedges() }}
from cells
group by {{ row_columns() }}
