-- Each region under every region that it lies in, itself included, as far up as the home region: what a ledger of the
-- home region can be summed up to. A contract of another province says nothing whole about that province.
{% set generations = 5 %}
with regions as (
    select region_code, parent_code from {{ ref('stg_catalogue__regions') }}
),

home as (
    select coalesce(max(home_region), '') as region_code from {{ ref('stg_build') }}
),

generation_0 as (
    select region_code, region_code as ancestor_code, parent_code as next_code from regions
),
{% for n in range(1, generations) %}
generation_{{ n }} as (
    select g.region_code, r.region_code as ancestor_code, r.parent_code as next_code
    from generation_{{ n - 1 }} as g
    inner join regions as r on r.region_code = g.next_code
),
{% endfor %}
pairs as (
    {% for n in range(generations) %}
    select region_code, ancestor_code, next_code from generation_{{ n }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

in_home as (
    select region_code from pairs where ancestor_code = (select region_code from home)
    union
    select region_code from regions where (select region_code from home) = ''
)

select
    p.region_code,
    p.ancestor_code,
    p.ancestor_code = h.region_code as is_home,
    p.next_code = h.region_code as is_part_of_home
from pairs as p
inner join in_home as i on i.region_code = p.ancestor_code
cross join home as h
