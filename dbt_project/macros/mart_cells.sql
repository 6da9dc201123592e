{# The number of one column in a pivot of int_mart_cells over the rows of a mart. #}
{% macro cell(column_name) -%}
    {{ number("max(case when column_name = '" ~ column_name ~ "' then value end)") }} as {{ column_name }}
{%- endmacro %}

{# The columns every mart begins with, and the joins that name its region and dates its period. #}
{% macro mart_rows(mart) -%}
select
    c.row_id,
    c.region_code,
    coalesce(r.name_zh, c.region_code) as region_name,
    coalesce(r.level, '') as region_level,
    c.period,
    {{ period_start('c.period') }} as period_start,
    {{ period_end('c.period') }} as period_end,
    {{ period_span('c.period') }} as span,
    c.part,
    c.column_name,
    c.value,
    c.qualifier,
    c.scope,
    c.derived,
    c.withheld
from {{ ref('int_mart_cells') }} as c
left join {{ ref('stg_catalogue__regions') }} as r on r.region_code = c.region_code
where c.mart = '{{ mart }}'
{%- endmacro %}

{# The columns of a mart's row; `of` names their table where a join would make them ambiguous. #}
{% macro row_columns(of='') -%}
    {%- for column in [
        'row_id', 'region_code', 'region_name', 'region_level', 'period', 'period_start', 'period_end', 'span',
    ] -%}
    {{ of ~ '.' if of }}{{ column }}{{ ', ' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}

{# Which numbers of a row are hedged: `rd_intensity_target ~; amount >=`. Empty where all are exact. #}
{% macro hedges() -%}
    coalesce({{ dbt.listagg("case when qualifier <> '=' then concat_ws(' ', column_name, qualifier) end", "'; '",
        "order by column_name") }}, '') as hedges
{%- endmacro %}
