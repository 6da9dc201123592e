-- The numbers of the marts that compare vintages: each is one vintage, whether it stands or not, or derived from two.
{% set of_revisions = {
    'change': 'value_after - value_before',
    'change_percent': '100 * (value_after - value_before) / size of value_before',
    'revision_no': 'place among the revisions of this number by its source',
} %}
{% set of_reconciliation = {
    'gap': 'other_value - value',
    'gap_percent': '100 * size of the gap / the larger of the two, 100 at most',
    'slip_power': 'power of ten between the two, 0 where there is none',
    'importance': 'kind of difference * gap * how far the number reaches',
    'importance_rank': 'place by importance',
} %}
{% set of_the_row = 'indicator_id, region_code, period, breakdown, unit' %}
select
    'mart_revisions' as mart, row_id, 'value_before' as column_name, value_before as value, observation_id,
    vintage_before as vintage_id, '' as formula, {{ of_the_row }}
from {{ ref('mart_revisions') }}
union all
select 'mart_revisions', row_id, 'value_after', value_after, observation_id, vintage_after, '', {{ of_the_row }}
from {{ ref('mart_revisions') }} where value_after is not null
union all
select 'mart_reconciliation', row_id, 'value', value, observation_id, vintage_id, '', {{ of_the_row }}
from {{ ref('mart_reconciliation') }}
union all
select 'mart_reconciliation', row_id, 'other_value', other_value, observation_id, other_vintage_id, '', {{ of_the_row }}
from {{ ref('mart_reconciliation') }}
{% for mart, columns in {'mart_revisions': of_revisions, 'mart_reconciliation': of_reconciliation}.items() %}
{% for column, formula in columns.items() %}
union all
select
    '{{ mart }}', row_id, '{{ column }}', {{ number(column) }}, md5(concat_ws('|', 'derived', row_id, '{{ column }}')), '',
    '{{ formula }}', indicator_id, region_code, period, breakdown,
    {{ "'%'" if column.endswith('_percent') else 'unit' if column in ('change', 'gap') else "''" }}
from {{ ref(mart) }} where {{ column }} is not null
{% endfor %}
{% endfor %}
