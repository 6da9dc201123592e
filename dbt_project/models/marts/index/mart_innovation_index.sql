with members as (
    select distinct scheme_id, scheme_zh, 'total' as component, '总指数' as component_name from {{ ref('stg_index__members') }}
    union
    select distinct scheme_id, scheme_zh, dimension_id, dimension_zh from {{ ref('stg_index__members') }}
)

select
    md5(concat_ws('|', 'mart_innovation_index', s.scheme_id, s.component, s.region_code, cast(s.year as string))) as row_id,
    s.scheme_id as scheme,
    m.scheme_zh as scheme_name,
    s.component,
    m.component_name,
    s.region_code,
    coalesce(r.name_zh, s.region_code) as region_name,
    coalesce(r.level, '') as region_level,
    cast(s.year as string) as period,
    {{ period_start('cast(s.year as string)') }} as period_start,
    {{ period_end('cast(s.year as string)') }} as period_end,
    'year' as span,
    s.as_of,
    s.score,
    {{ number('s.rank') }} as rank,
    {{ number('d.rank_low') }} as rank_low,
    {{ number('d.rank_median') }} as rank_median,
    {{ number('d.rank_high') }} as rank_high,
    {{ number('d.agreement') }} as rank_agreement,
    {{ number('s.rank_before') }} as rank_before,
    {{ number('s.rank_change') }} as rank_change,
    s.coverage
from {{ ref('int_index_scores') }} as s
inner join members as m on m.scheme_id = s.scheme_id and m.component = s.component
left join {{ ref('int_index_draw_ranks') }} as d
    on s.component = 'total' and d.scheme_id = s.scheme_id and d.region_code = s.region_code and d.year = s.year
left join {{ ref('stg_catalogue__regions') }} as r on r.region_code = s.region_code
