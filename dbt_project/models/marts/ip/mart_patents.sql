with cells as ({{ mart_rows('mart_patents') }})

select
    {{ row_columns() }},
    {{ cell('invention_patents_granted') }},
    {{ cell('invention_patents_granted_growth') }},
    {{ cell('invention_patents_valid') }},
    {{ cell('invention_patents_per_10k') }},
    {{ cell('high_value_patents_per_10k') }},
    {{ cell('pct_applications') }},
    {{ cell('invention_patents_granted_target') }},
    {{ cell('invention_patents_per_10k_target') }},
    {{ cell('high_value_patents_per_10k_target') }},
    {{ hedges() }}
from cells
group by {{ row_columns() }}
