{# An observation is these seven; its id is stable over vintages, builds and releases. #}
{% macro identity_columns() -%}
    {{ return(['indicator_id', 'measure', 'region_code', 'period', 'kind', 'scope', 'breakdown']) }}
{%- endmacro %}

{% macro observation_id(prefix='') -%}
    md5(concat_ws('|', {% for column in identity_columns() %}{{ prefix }}{{ column }}{{ ', ' if not loop.last }}{% endfor %}))
{%- endmacro %}

{# A row of a mart: its grain, and what stands in the third place of it (a contract type, a category, nothing). #}
{% macro mart_row_id(mart, part) -%}
    md5(concat_ws('|', {{ mart }}, region_code, period, {{ part }}))
{%- endmacro %}
