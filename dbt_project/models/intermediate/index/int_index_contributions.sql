-- What each member adds to the index of each region, under the scheme's own method.
select
    n.scheme_id, n.dimension_id, n.indicator_id, n.measure, n.region_code, n.year, n.period, n.value, n.observation_id,
    n.weight, n.stated_weight, s.aggregation,
    {{ index_term('n.weight', 's.normalisation', 's.aggregation') }} as contribution,
    {{ index_term('n.weight_in_dimension', 's.normalisation', 's.aggregation') }} as contribution_in_dimension
from {{ ref('int_index_normalised') }} as n
inner join (
    select distinct scheme_id, normalisation, aggregation from {{ ref('stg_index__members') }}
) as s on s.scheme_id = n.scheme_id
