-- Each number of the index marts with the derived observation it is; inputs stand in int_index_inputs.
{% set of_index = {
    'score': 'weighted mean of the members, each on the scale of all parts of the home region',
    'rank': 'place by score', 'rank_low': 'place in the 5th of a hundred draws of weights and methods',
    'rank_median': 'place in the middle draw', 'rank_high': 'place in the 95th of a hundred draws',
    'rank_agreement': 'share of the draws with this place', 'rank_before': 'place by score in the year before',
    'rank_change': 'rank_before - rank', 'coverage': 'weight of the members that all parts state, of all weights',
} %}
{% set of_changes = {
    'weight': 'weight of the member among those that all parts state',
    'contribution': 'weight * normalised value', 'contribution_before': 'the same in the year before',
    'rank_effect': 'places won by this member since the year before',
} %}
with everything as (
    {% for column, formula in of_index.items() %}
    select
        'mart_innovation_index' as mart, row_id, '{{ column }}' as column_name, {{ column }} as value,
        md5(concat_ws('|', 'derived', row_id, '{{ column }}')) as observation_id, '{{ formula }}' as formula,
        scheme, component, region_code, period, '' as indicator_id, '' as measure
    from {{ ref('mart_innovation_index') }}
    union all
    {% endfor %}
    {% for column, formula in of_changes.items() %}
    select
        'mart_innovation_index_changes', row_id, '{{ column }}', {{ column }},
        md5(concat_ws('|', 'derived', row_id, '{{ column }}')), '{{ formula }}',
        scheme, dimension, region_code, period, indicator_id, measure
    from {{ ref('mart_innovation_index_changes') }}
    union all
    {% endfor %}
    select
        'mart_innovation_index_changes', c.row_id, 'value', c.value, v.observation_id, v.formula,
        c.scheme, c.dimension, c.region_code, c.period, c.indicator_id, c.measure
    from {{ ref('mart_innovation_index_changes') }} as c
    inner join {{ ref('int_index_values') }} as v
        on v.scheme_id = c.scheme and v.region_code = c.region_code and cast(v.year as string) = c.period
        and v.indicator_id = c.indicator_id and v.measure = c.measure
)

select * from everything where value is not null
