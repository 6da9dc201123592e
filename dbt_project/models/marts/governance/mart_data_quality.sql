-- How often a rule was broken, by whom, month by month, and whether it is getting better.
with months as (
    select
        department_id,
        gate,
        rule_id,
        month_start,
        sum(judged) as judged,
        sum(broken) as broken,
        sum(failing) as failing,
        sum(errors) as errors,
        sum(suspicious) as suspicious,
        sum(judged - errors) as told, -- those of which the rule says something
        max_by(severity, judged_at) as severity,
        -- of several judgements of one run the worst
        max_by(outcome, concat_ws('|', cast(judged_at as string), case outcome when 'passed' then '0' when 'error' then '1' else '2' end))
            as last_outcome
    from {{ ref('int_judgements') }}
    group by department_id, gate, rule_id, month_start
),

compared as (
    select
        m.*,
        b.broken as broken_before,
        b.failing as failing_before,
        b.told as told_before
    from months as m
    left join months as b
        on b.department_id = m.department_id and b.gate = m.gate and b.rule_id = m.rule_id
        and b.month_start = cast({{ dbt.dateadd('month', -1, 'm.month_start') }} as date)
)

select
    md5(concat_ws('|', 'mart_data_quality', c.department_id, c.gate, c.rule_id, cast(c.month_start as string))) as row_id,
    c.department_id,
    coalesce(d.name_zh, c.department_id) as department_name,
    c.gate,
    c.rule_id,
    substr(cast(c.month_start as string), 1, 7) as month,
    c.month_start,
    coalesce(r.sentence_zh, c.rule_id) as sentence_zh,
    coalesce(r.sentence_en, c.rule_id) as sentence_en,
    coalesce(r.table_or_dataset, '') as table_or_dataset,
    c.severity,
    coalesce(r.owner, '') as owner,
    coalesce(r.who_fixes_zh, '') as who_fixes_zh,
    coalesce(r.who_fixes_en, '') as who_fixes_en,
    cast(c.judged as bigint) as judged,
    cast(c.broken as bigint) as broken,
    cast(c.failing as bigint) as failing,
    cast(c.errors as bigint) as errors,
    cast(c.suspicious as bigint) as suspicious,
    {{ number('100.0 * c.broken / nullif(c.told, 0)') }} as broken_share,
    cast(c.broken_before as bigint) as broken_before,
    {{ number('100.0 * c.broken_before / nullif(c.told_before, 0)') }} as broken_share_before,
    case
        when c.told = 0 or coalesce(c.told_before, 0) = 0 then ''
        when c.broken * c.told_before < c.broken_before * c.told then 'better'
        when c.broken * c.told_before > c.broken_before * c.told then 'worse'
        when c.failing * c.told_before < c.failing_before * c.told then 'better'
        when c.failing * c.told_before > c.failing_before * c.told then 'worse'
        else 'same'
    end as trend,
    c.last_outcome
from compared as c
left join {{ ref('stg_rules') }} as r on r.rule_id = c.rule_id
left join {{ ref('stg_catalogue__departments') }} as d on d.department_id = c.department_id
