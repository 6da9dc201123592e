{{ config(materialized='ephemeral') }}
-- An award counts once, in total, by level, and by level and class.
with awards as (
    select
        *,
        concat_ws('_', level, class) as level_and_class,
        concat_ws('_', prize, class) as prize_and_class,
        {{ one_if('led', 'position = 1', 'position', 'position_text') }}
    from {{ ref('stg_science_technology_bureau__awards') }}
    where level is not null and class is not null
),

of_a_prize as (
    select a.*, l.indicator_id
    from awards as a
    inner join {{ ref('ledger_indicators') }} as l
        on l.dataset = 'awards' and l.level = a.level and coalesce(l.category, a.prize_and_class) = a.prize_and_class
)

{{ contributions('awards', 'indicator_id', 'of_a_prize', cell='certificate_no') }}
{% for breakdown in ["''", 'level', 'level_and_class'] %}
union all
{{ contributions('awards', "'st_awards'", 'awards', cell='certificate_no', breakdown=breakdown) }}
union all
{{ contributions('awards', "'st_awards_led'", 'awards', role='summed', of='led', breakdown=breakdown,
    where='position is not null') }}
union all
{{ contributions('awards', "'st_award_bonuses'", 'awards', role='summed', of='bonus', breakdown=breakdown,
    where='bonus is not null') }}
{%- endfor %}
