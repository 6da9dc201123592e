-- Each number of mart_targets with the observation it is; derived ones have a formula, and their inputs in
-- int_target_inputs.
{% set derived = {
    'attainment': '100 * actual / target',
    'gap': 'actual - target',
    'usual_share': '100 * mean of (reached by the same month / the whole year) over earlier years',
    'forecast': 'actual carried to the end of the year as earlier years went on',
    'forecast_error': 'mean absolute error of the same forecast made for earlier years',
    'past_years': 'number of earlier years that both were stated of',
} %}
with progress as (
    select *, md5(concat_ws('|', 'mart_targets', target_observation_id)) as row_id from {{ ref('int_target_progress') }}
)

select row_id, 'target' as column_name, target as value, target_observation_id as observation_id, '' as formula,
    target_observation_id
from progress
union all
select row_id, 'target_high', target_high, target_observation_id, '', target_observation_id
from progress where target_high is not null
union all
select p.row_id, 'actual', p.actual, p.actual_observation_id, coalesce(y.formula, ''), p.target_observation_id
from progress as p
left join {{ ref('int_year_to_date') }} as y on y.observation_id = p.actual_observation_id
where p.actual is not null
{% for column, formula in derived.items() %}
union all
select
    row_id, '{{ column }}', {{ number(column) }}, md5(concat_ws('|', 'derived', 'mart_targets', target_observation_id, '{{ column }}')),
    '{{ formula }}', target_observation_id
from progress
where {{ column }} is not null
{% endfor %}
