select
    md5(concat_ws('|', 'mart_innovation_index_changes', c.scheme_id, c.region_code, cast(c.year as string), c.indicator_id,
        c.measure)) as row_id,
    c.scheme_id as scheme,
    c.dimension_id as dimension,
    c.indicator_id,
    coalesce(i.name_zh, c.indicator_id) as indicator_name,
    c.measure,
    c.region_code,
    coalesce(r.name_zh, c.region_code) as region_name,
    coalesce(r.level, '') as region_level,
    cast(c.year as string) as period,
    {{ period_start('cast(c.year as string)') }} as period_start,
    {{ period_end('cast(c.year as string)') }} as period_end,
    'year' as span,
    c.value,
    {{ number('c.weight') }} as weight,
    {{ number('c.contribution') }} as contribution,
    {{ number('b.contribution') }} as contribution_before,
    e.rank_effect
from {{ ref('int_index_contributions') }} as c
left join {{ ref('int_index_contributions') }} as b
    on b.scheme_id = c.scheme_id and b.region_code = c.region_code and b.year = c.year - 1
    and b.indicator_id = c.indicator_id and b.measure = c.measure
left join {{ ref('int_index_rank_effects') }} as e
    on e.scheme_id = c.scheme_id and e.region_code = c.region_code and e.year = c.year
    and e.indicator_id = c.indicator_id and e.measure = c.measure
left join {{ ref('stg_catalogue__indicators') }} as i on i.indicator_id = c.indicator_id
left join {{ ref('stg_catalogue__regions') }} as r on r.region_code = c.region_code
