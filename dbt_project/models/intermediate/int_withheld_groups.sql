-- Groups of persons too small to show, and those that would reveal them. No number stands in this table.
-- A group is the persons behind a number, whatever the number counts: teams stay hidden with the persons in them.
--
-- Along a line of parts under a published total (the districts of the home region, or the categories of its total), each
-- hidden part counts from 1 to {{ var('smallest_group') - 1 }} persons: what is hidden is revealed when all of it together is the least or the
-- most that such parts can be. Then the next smallest part is hidden too, and where none is left, the total.
--
-- Where an indicator is shown in total and by category (seed group_families, or a breakdown), a district with a small
-- category, a hidden total or a share in a hidden category shows no category at all, and at least two districts do so or
-- none is split anywhere: of two rows and two columns with known sums, no cell can be worked out. Categories without
-- persons are withheld there too, so that nobody can tell which they are.
{% set least = var('smallest_group') %}
with numbers as (
    select
        concat_ws('|', c.batch_id, coalesce(f.family, c.indicator_id), c.period) as table_id,
        concat_ws('/', nullif(f.category, ''), nullif(c.breakdown, '')) as category,
        c.batch_id, c.submission_id, c.dataset, c.indicator_id, c.measure, c.breakdown, c.period, c.region_code,
        c.is_home,
        count(*) as people
    from {{ ref('int_ledger_contributions') }} as c
    left join {{ ref('group_families') }} as f on f.indicator_id = c.indicator_id
    where c.is_personal
    group by
        c.batch_id, c.submission_id, c.dataset, c.indicator_id, c.measure, c.breakdown, c.period, c.region_code,
        c.is_home, f.family, f.category
),

cells as (
    select table_id, category, region_code, is_home, max(people) as people
    from numbers
    group by table_id, category, region_code, is_home
),

groups as (
    select
        *,
        bool_or(category = '') over (partition by table_id)
        and bool_or(category <> '') over (partition by table_id) as is_split
    from cells
),

lines as (
    select *, is_home as is_total, concat_ws(' ', 'districts', category) as line
    from groups
    where category = '' or not is_split
    union all
    select *, category = '' as is_total, 'categories' as line
    from groups
    where is_home and is_split
),

sums as (
    select
        table_id,
        line,
        sum(case when is_total then people else 0 end) as total,
        sum(case when not is_total and people >= {{ least }} then people else 0 end) as shown,
        sum(case when not is_total and people >= {{ least }} then 1 else 0 end) as parts_shown,
        sum(case when not is_total and people < {{ least }} then 1 else 0 end) as parts_hidden
    from lines
    group by table_id, line
),

ranked as (
    select
        l.*,
        s.parts_shown,
        s.parts_hidden > 0
        and s.total >= {{ least }}
        and s.total - s.shown in (s.parts_hidden, s.parts_hidden * {{ least - 1 }}) as is_revealed,
        row_number() over (
            partition by l.table_id, l.line, l.is_total, l.people >= {{ least }}
            order by l.people, l.region_code, l.category
        ) as place
    from lines as l
    inner join sums as s on s.table_id = l.table_id and s.line = l.line
),

hidden as (
    select table_id, category, region_code, is_home, line, is_split
    from ranked
    where people < {{ least }}
        or (is_revealed and not is_total and place = 1)
        or (is_revealed and is_total and parts_shown = 0)
),

-- districts that cannot show their categories
unsplit as (
    select table_id, region_code
    from groups
    where is_split and not is_home and category <> '' and people < {{ least }}
    union
    select table_id, region_code
    from hidden
    where is_split and not is_home
    union
    select g.table_id, g.region_code
    from groups as g
    inner join hidden as h on h.table_id = g.table_id and h.category = g.category
    where h.line = 'categories' and g.category <> '' and not g.is_home
),

districts as (
    select
        g.table_id,
        g.region_code,
        u.region_code is not null as is_unsplit,
        count(u.region_code) over (partition by g.table_id) as unsplit,
        count(*) over (partition by g.table_id) as all_of_them,
        row_number() over (
            partition by g.table_id, u.region_code is not null order by g.people, g.region_code
        ) as place
    from groups as g
    left join unsplit as u on u.table_id = g.table_id and u.region_code = g.region_code
    where g.is_split and g.category = '' and not g.is_home
),

split_nowhere as (
    select table_id from hidden where is_split and is_home and category = ''
    union
    select table_id from districts where unsplit = 1 and all_of_them = 1
),

without_categories as (
    select table_id, region_code from districts where is_unsplit or (unsplit = 1 and place = 1)
    union
    select g.table_id, g.region_code
    from groups as g
    inner join split_nowhere as n on n.table_id = g.table_id
),

withheld as (
    select table_id, category, region_code from hidden where line <> 'categories' or category <> ''
    union
    select c.table_id, c.category, w.region_code
    from without_categories as w
    inner join (select distinct table_id, category from groups where category <> '') as c on c.table_id = w.table_id
)

select distinct
    n.batch_id, n.submission_id, n.dataset, n.indicator_id, n.measure, w.region_code, n.period, n.breakdown
from withheld as w
inner join numbers as n on n.table_id = w.table_id and n.category = w.category
