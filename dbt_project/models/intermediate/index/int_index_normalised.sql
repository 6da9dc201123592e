-- Each member on a scale of its own year, in both ways: min-max from 0 to 100, and z-scores with the sample's standard
-- deviation (OECD/JRC handbook, step 5). A member that is the same everywhere says nothing: 50, and 0.
select
    *,
    case
        when max(treated) over members = min(treated) over members then 50
        else 100 * (treated - min(treated) over members)
            / nullif(max(treated) over members - min(treated) over members, 0)
    end as minmax,
    coalesce((treated - avg(treated) over members) / nullif(stddev_samp(treated) over members, 0), 0) as zscore
from {{ ref('int_index_values') }}
window members as (partition by scheme_id, indicator_id, measure, year)
