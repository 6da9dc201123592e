{#
  One row a record of a ledger dataset: each field in its type, `<field>_evidence`, the cell it stands in, and of a
  number `<field>_text`, what that cell shows.
  `fields` maps a field's name to what it is: text, number or date.
#}
{% macro ledger_records(dataset, fields, records) -%}
select
    batch_id,
    submission_id,
    record_no,
    max(record_period) as record_period,
    max(sheet) as sheet,
    max(row_no) as row_no,
    min(evidence) as first_evidence,
    {%- for field, kind in fields.items() %}
    {%- set column = {'text': "nullif(value_text, '')", 'number': 'value', 'date': 'value_date'}[kind] %}
    max(case when field = '{{ field }}' then {{ column }} end) as {{ field }},
    {%- if kind == 'number' %}
    max(case when field = '{{ field }}' then value_text end) as {{ field }}_text,
    {%- endif %}
    max(case when field = '{{ field }}' then evidence end) as {{ field }}_evidence{{ ',' if not loop.last }}
    {%- endfor %}
from {{ records }}
where dataset = '{{ dataset }}'
group by batch_id, submission_id, record_no
{%- endmacro %}
