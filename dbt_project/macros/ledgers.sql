{#
  One row a record of a ledger dataset: each field in its type, `<field>_evidence`, the cell it stands in, and of a
  number `<field>_text`, what that cell shows. `first_evidence` is a cell of the row: the place of a constant, which
  the contract states of a sheet, is the sheet.
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
    coalesce(min(case when evidence <> sheet then evidence end), min(evidence)) as first_evidence,
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

{#
  What the rows of a ledger add to one indicator; the branches of an int_contributions__<dataset> model.

  `role` says how the rows become one number: counted (of: none), summed, averaged, median (of: a number of the row).
  `cell` is the field whose cell is the evidence, `period` and `breakdown` are SQL over the row, null periods count for
  nothing. Fields that hold persons are never `cell`s with a value: `shown=false` leaves the text out.
#}
{% macro contributions(dataset, indicator, records, role='counted', of=none, cell=none, region='region',
                       period='record_period', breakdown="''", where='true', measure='level', shown=true) -%}
{%- set cell = cell or of %}
select
    batch_id,
    submission_id,
    '{{ dataset }}' as dataset,
    {{ indicator }} as indicator_id,
    '{{ measure }}' as measure,
    {{ region }} as region_code,
    {{ period }} as period,
    {{ breakdown }} as breakdown,
    {{ number('1') if role == 'counted' else number(of) }} as value,
    {% if not shown %}''{% elif cell == of and of %}coalesce({{ of }}_text, ''){% else %}coalesce(cast({{ cell }} as string), ''){% endif %} as value_text,
    coalesce({{ cell }}_evidence, first_evidence) as evidence,
    sheet,
    row_no,
    '{{ role }}' as role
from {{ records }}
where {{ where }}
{%- endmacro %}

{#
  A number of a row that is one where a condition holds, else nought: to be summed, so that none is a number too. `cell` is
  the field that tells, `text` what it shows (of a number `<field>_text`).
#}
{% macro one_if(name, condition, cell, text=none) -%}
    case when {{ condition }} then 1 else 0 end as {{ name }},
    coalesce(cast({{ text or cell }} as string), '') as {{ name }}_text,
    coalesce({{ cell }}_evidence, first_evidence) as {{ name }}_evidence
{%- endmacro %}

{# A stock is what stands at the end of the months that a register is of. #}
{% macro stock_period(period='record_period') -%}
    case when length({{ period }}) = 15 then substr({{ period }}, 9) else {{ period }} end
{%- endmacro %}

{# The month of a day: `2020-10`. #}
{% macro month_of(day) -%} substr(cast({{ day }} as string), 1, 7) {%- endmacro %}

{# The month a row counts for: the register's own where it is of one month, else that of its day, if the register is of it. #}
{% macro month_of_record(day) -%}
    case
        when length(record_period) = 7 then record_period
        when record_period = '' or {{ day }} between {{ period_start('record_period') }} and {{ period_end('record_period') }}
            then {{ month_of(day) }}
    end
{%- endmacro %}

{# The rows of a ledger once for each of its periods in which something happened: on `day`, a column. #}
{% macro happened_in_periods(records, day) -%}
select r.*, p.period
from {{ records }} as r
inner join {{ ref('int_record_periods') }} as p
    on p.record_period = r.record_period and r.{{ day }} between p.period_start and p.period_end
{%- endmacro %}

{# The rows of a register once for each of its months, and years, at whose end `condition` (on r and p) holds. #}
{% macro standing_in_periods(records, condition) -%}
select r.*, p.period
from {{ records }} as r
inner join {{ ref('int_record_periods') }} as p
    on p.record_period = r.record_period and p.span in ('month', 'year') and {{ condition }}
{%- endmacro %}
