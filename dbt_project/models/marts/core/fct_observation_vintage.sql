{{ config(post_hook="{{ create_observations_as_of() }}") }}
with vintages as (
    select
        s.observation_id,
        v.department_id,
        v.dataset,
        v.known_from,
        v.known_to,
        v.landed_seq,
        i.source,
        i.source_rank,
        s.submission_id,
        {% for column in identity_columns() %}s.{{ column }}, {% endfor %}
        s.period_start,
        s.period_end,
        s.span,
        s.qualifier,
        s.value,
        s.value_high,
        s.unit,
        s.value_text,
        s.value_step,
        s.evidence,
        s.context,
        s.ambiguous,
        concat_ws(' ', nullif(s.flags, ''), case when s.ambiguous then 'ambiguous' end, case when v.stale then 'stale' end)
            as flags
    from {{ ref('int_vintage_intervals') }} as v
    inner join {{ ref('int_statements') }} as s
        on s.batch_id = v.batch_id and s.observation_id = v.observation_id
    inner join {{ ref('int_issues') }} as i on i.landed_seq = v.landed_seq and i.batch_id = v.batch_id
    where not s.withheld
)

select
    md5(concat_ws('|', v.observation_id, v.submission_id, v.evidence, cast(v.known_from as string))) as vintage_id,
    v.observation_id,
    v.indicator_id,
    coalesce(d.name_zh, v.indicator_id) as indicator_name,
    v.measure,
    v.region_code,
    coalesce(r.name_zh, v.region_code) as region_name,
    v.period,
    v.period_start,
    v.period_end,
    v.span,
    v.kind,
    v.scope,
    v.breakdown,
    v.qualifier,
    v.value,
    v.value_high,
    v.unit,
    v.value_text,
    v.value_step,
    v.source,
    v.source_rank,
    v.department_id,
    v.dataset,
    v.submission_id,
    v.evidence,
    v.context,
    v.known_from,
    v.known_to,
    -- order within the observation; arrival only decides between equals of one dataset
    cast(row_number() over (
        partition by v.observation_id
        order by v.known_from, v.source_rank, v.department_id, v.dataset, v.landed_seq, v.evidence
    ) as integer) as vintage_no,
    v.ambiguous,
    v.flags
from vintages as v
left join {{ ref('stg_catalogue__indicators') }} as d on d.indicator_id = v.indicator_id
left join {{ ref('stg_catalogue__regions') }} as r on r.region_code = v.region_code
