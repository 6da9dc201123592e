{{ config(materialized='ephemeral') }}
-- A challenge of the year's list counts for each step that it has reached; days are from the step before. Steps are sums
-- of ones and noughts over all challenges, so that none is a number too.
{% set steps = {'taken': 'take', 'evaluated': 'evaluate', 'awarded': 'award'} %}
with challenges as (
    select
        *,
        {% for step in steps -%}
        {{ one_if(step, step ~ '_on is not null', step ~ '_on') }},
        {% endfor -%}
        {{ one_if('over_50m', 'investment >= 50000000', 'investment', 'investment_text') }},
        {{ one_if('over_10m', 'investment >= 10000000', 'investment', 'investment_text') }},
        {{ dbt.datediff('published_on', 'taken_on', 'day') }} as days_to_take,
        {{ dbt.datediff('taken_on', 'evaluated_on', 'day') }} as days_to_evaluate,
        {{ dbt.datediff('evaluated_on', 'awarded_on', 'day') }} as days_to_award
    from {{ ref('stg_science_technology_bureau__open_challenges') }}
)

{{ contributions('open_challenges', "'open_challenges_published'", 'challenges', cell='challenge_no') }}
union all
{{ contributions('open_challenges', "'open_challenges_amount'", 'challenges', role='summed', of='bounty',
    where='bounty is not null') }}
union all
{{ contributions('open_challenges', "'open_challenges_investment'", 'challenges', role='summed', of='investment',
    where='investment is not null') }}
union all
{{ contributions('open_challenges', "'open_challenges_taken_amount'", 'challenges', role='summed', of='bounty',
    where='taken_on is not null and bounty is not null') }}
union all
{{ contributions('open_challenges', "'open_challenges_award_amount'", 'challenges', role='summed', of='award_amount',
    where='award_amount is not null') }}
{% for step, days in steps.items() %}
union all
{{ contributions('open_challenges', "'open_challenges_" ~ step ~ "'", 'challenges', role='summed', of=step) }}
union all
{{ contributions('open_challenges', "'open_challenges_days_to_" ~ days ~ "'", 'challenges', role='median',
    of='days_to_' ~ days, cell=step ~ '_on', where='days_to_' ~ days ~ ' is not null') }}
{%- endfor %}
{% for size in ['over_50m', 'over_10m'] %}
union all
{{ contributions('open_challenges', "'open_challenges_" ~ size ~ "'", 'challenges', role='summed', of=size,
    where='investment is not null') }}
{%- endfor %}
