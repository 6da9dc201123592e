{#
  `marts.observations_as_of(DATE)`: fct_observation as it stood at the end of a day, by the day numbers were known.
  Runs after fct_observation_vintage; lives in the file beside it.
#}
{% macro create_observations_as_of() -%} {{ adapter.dispatch('create_observations_as_of')() }} {%- endmacro %}

{# An engine without table macros has no such function; its readers filter fct_observation_vintage. #}
{% macro default__create_observations_as_of() -%}{%- endmacro %}

{% macro duckdb__create_observations_as_of() -%}
create or replace macro {{ this.schema }}.observations_as_of(as_of_day) as table
select {{ observation_columns() | join(', ') }}
from {{ this.schema }}.{{ this.identifier }}
where known_from <= cast(as_of_day as date)
    and (known_to is null or known_to > cast(as_of_day as date))
    and not ambiguous
qualify {{ precedence() }} = 1
{%- endmacro %}

{# Of several sources of one observation: the highest rank, then the newest. #}
{% macro precedence() -%}
    row_number() over (partition by observation_id order by source_rank desc, known_from desc, vintage_no desc)
{%- endmacro %}

{# The columns of fct_observation that are those of its vintage. #}
{% macro observation_columns() -%}
    {{ return([
        'observation_id', 'indicator_id', 'indicator_name', 'measure', 'region_code', 'region_name', 'period',
        'period_start', 'period_end', 'span', 'kind', 'scope', 'breakdown', 'qualifier', 'value', 'value_high', 'unit',
        'value_text', 'value_step', 'source_rank', 'submission_id', 'evidence', 'known_from', 'flags',
        'vintage_id', 'dataset', 'department_id', 'source', 'context',
    ]) }}
{%- endmacro %}
