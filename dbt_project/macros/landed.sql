{# A table of the build's inputs (schemas: warehouse/tables.py). The only place where Parquet is read. #}
{% macro landed(table) -%}
    {%- do source('inputs', table) -%}
    {{ adapter.dispatch('landed')(table) }}
{%- endmacro %}

{% macro default__landed(table) -%}
    parquet.`{{ env_var('STI_BUILD_INPUTS', 'inputs') }}/{{ table }}.parquet`
{%- endmacro %}

{% macro duckdb__landed(table) -%}
    read_parquet('{{ env_var('STI_BUILD_INPUTS', 'inputs') | replace("'", "''") }}/{{ table }}.parquet')
{%- endmacro %}

{# A moment in UTC, without the zone that clients would translate. #}
{% macro utc(column) -%} {{ adapter.dispatch('utc')(column) }} {%- endmacro %}
{% macro default__utc(column) -%} to_utc_timestamp({{ column }}, current_timezone()) {%- endmacro %}
{% macro duckdb__utc(column) -%} cast(timezone('UTC', {{ column }}) as timestamp) {%- endmacro %}
