-- Each number column of each mart stands in evidence.mart_numbers with the same value, cell by cell.
{% for name in var('marts') %}
-- depends_on: {{ ref(name) }}
{% endfor %}
with numbers as (
    select * from {{ ref('mart_numbers') }}
)
{% if execute %}
{%- for name in var('marts') %}
{%- set outer = loop %}
{%- for column in graph.nodes['model.sti_warehouse.' ~ name].columns.values() | selectattr('data_type', 'equalto', 'decimal(28, 8)') %}
{{ 'union all' if not (outer.first and loop.first) }}
select '{{ name }}' as mart, m.row_id, '{{ column.name }}' as column_name, m.{{ column.name }} as value
from {{ ref(name) }} as m
left join numbers as n
    on n.mart = '{{ name }}' and n.row_id = m.row_id and n.column_name = '{{ column.name }}' and n.value = m.{{ column.name }}
where m.{{ column.name }} is not null and n.row_id is null
{%- endfor %}
{%- endfor %}
{% else %}
select * from numbers
{% endif %}
