-- Every number that a submission states, once: read from a cell or a span, or made of its ledger's rows. Said twice with
-- the same value it is one statement (the first); with unequal values all stay, marked ambiguous.
with stated as (
    select
        {{ observation_id() }} as observation_id,
        batch_id, submission_id, dataset, row_no, {{ identity_columns() | join(', ') }},
        period_start, period_end, span, qualifier, value, value_high, unit, value_text, value_step, evidence, context,
        flags, false as from_records, false as withheld
    from {{ ref('int_corrected_observations') }}

    union all

    select
        {{ observation_id('l.') }},
        l.batch_id, l.submission_id, l.dataset, 0, {% for column in identity_columns() %}l.{{ column }}, {% endfor %}
        {{ period_start('l.period') }}, {{ period_end('l.period') }}, {{ period_span('l.period') }},
        '=', l.value, cast(null as decimal(28, 8)), coalesce(i.unit, 'count'), '', cast(null as decimal(28, 8)),
        l.evidence, l.context, l.flags, true, l.withheld
    from {{ ref('int_ledger_observations') }} as l
    left join {{ ref('stg_catalogue__indicators') }} as i on i.indicator_id = l.indicator_id
),

first_mentions as (
    select *
    from stated
    qualify row_number() over (
        partition by batch_id, observation_id, value, value_high order by row_no, evidence
    ) = 1
)

select *, count(*) over (partition by batch_id, observation_id) > 1 as ambiguous
from first_mentions
qualify row_number() over (partition by batch_id, observation_id, evidence order by row_no) = 1
