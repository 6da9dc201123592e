{{ config(materialized='ephemeral') }}
-- A case counts at each stage in the periods in which it reached it, and in its batch for the ledger as a whole. The days
-- of a stage are those since the stage before, which may have been skipped.
{% set before = {
    'applied': none,
    'accepted': 'applied_on',
    'reviewed': 'coalesce(accepted_on, applied_on)',
    'recognised': 'coalesce(reviewed_on, accepted_on, applied_on)',
} %}
with cases as (
    select * from {{ ref('stg_science_technology_bureau__recognition_cases') }}
),

stages as (
    {% for stage, earlier in before.items() %}
    select
        batch_id, submission_id, record_period, sheet, row_no, first_evidence, region, batch,
        '{{ stage }}' as stage,
        {{ stage }}_on as reached_on,
        {{ stage }}_on_evidence as reached_on_evidence,
        {% if earlier -%}
        {{ dbt.datediff(earlier, stage ~ '_on', 'day') }} as days,
        {{ dbt.datediff('applied_on', stage ~ '_on', 'day') }} as days_since_application
        {%- else -%}
        cast(null as integer) as days, cast(null as integer) as days_since_application
        {%- endif %}
    from cases
    where {{ stage }}_on is not null
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

in_periods as (
    {{ happened_in_periods('stages', 'reached_on') }}
),

placed as (
    select *, stage as breakdown from in_periods
    union all
    select *, record_period as period, concat_ws('/', stage, batch) as breakdown
    from stages
    where batch is not null and record_period <> ''
)

{{ contributions('recognition_cases', "'recognition_cases'", 'placed', cell='reached_on', period='period',
    breakdown='breakdown') }}
{% for indicator, days in [('recognition_days', 'days'), ('recognition_days_since_application', 'days_since_application')] %}
union all
{{ contributions('recognition_cases', "'" ~ indicator ~ "'", 'placed', role='median', of=days, cell='reached_on',
    period='period', breakdown='breakdown', where=days ~ ' is not null') }}
{% endfor %}
